//! Use cases of referrals.

use chrono::NaiveDate;

use super::{Outcome, Referral, ReferralDetails, ReferralFilter, ReferralView, rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, DecideReferrals, EditReferrals, Owner, ReadReferrals, Tx, WriteTx, officers_matter};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::{self, OrganisationRole};
use crate::values::{
    CandidateId, ExpectedVersions, OrganisationId, OutcomeKind, Place, ReferralId, Sectors, before_birth, unusual_age,
};
use crate::{candidates, hours, participant_links, settings};

/// Records a referral.
///
/// # Errors
/// `not_found` if the person is unknown; `prescriber_missing`, `unknown_organisation`, `wrong_role`,
/// `date_in_future`, `before_birth`, `unknown_sector`, `external_ref_taken`.
pub fn create(
    caller: &Caller<EditReferrals>,
    candidate: CandidateId,
    details: &ReferralDetails,
) -> Result<Idempotent<ReferralView>> {
    caller.create(|tx| create_in(tx, candidate, details, caller.today()))
}

/// Records a referral in a transaction with other records.
///
/// # Errors
/// Those of [`create`].
pub fn create_in(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
    details: &ReferralDetails,
    today: NaiveDate,
) -> Result<ReferralView> {
    let birth = candidates::store::lock(tx, candidate)?;
    validate(tx, None, details, birth, today)?;
    let owner = tx.scope().owner();
    refuse_taken_reference(tx, None, &owner, details)?;
    let id = store::insert(tx, candidate, details)?;
    after_change(tx, "create", None, id, birth)
}

/// Changes a referral if its version is one of those `expected`. `change` makes the new details from the current referral. A
/// partner may change only referrals of its own, while they are pending; the sectors hidden from it stay requested.
///
/// # Errors
/// `not_found`, `forbidden`, `precondition_failed`, those of [`create`], `decision_before_referral`, and those of
/// `change`.
pub fn update(
    caller: &Caller<EditReferrals>,
    id: ReferralId,
    expected: &ExpectedVersions,
    change: impl Fn(&Referral) -> Result<ReferralDetails>,
) -> Result<ReferralView> {
    let referral = caller.write(|tx| {
        let person = store::find(tx, id)?.candidate_id;
        let birth = candidates::store::lock(tx, person)?;
        store::lock(tx, id)?;
        let current = store::find(tx, id)?;
        tx.scope().may_change(&current.owner)?;
        if !tx.scope().is_officer() && current.outcome != OutcomeKind::Pending {
            return Err(officers_matter());
        }
        let version = expected.require(current.version)?;
        let visible = current.visible_sectors(tx.scope());
        let hidden: Vec<_> = current.sectors.iter().filter(|sector| !visible.contains(*sector)).collect();
        let before = Referral { sectors: visible, ..current.clone() };
        let details = change(&before)?;
        validate(tx, Some(&before), &details, birth, caller.today())?;
        refuse_taken_reference(tx, Some(id), &current.owner, &details)?;
        let sectors = Sectors::new(details.sectors.iter().chain(hidden));
        store::update(tx, id, version, &ReferralDetails { sectors, ..details })?;
        // Rows of hours carry the kind of the prescriber.
        hours::refresh_candidate(tx, current.candidate_id)?;
        participant_links::follow(tx, &[current.candidate_id])?;
        after_change(tx, "update", Some(&current), id, birth)
    })?;
    caller.log_read("referral", referral.candidate_id)?;
    Ok(referral)
}

/// Records or corrects the outcome of a referral; a correction needs the `expected` version. Partners may validate
/// their sectors if the setting `partner_validates` allows it, and refuse a person if no other sector is concerned.
///
/// # Errors
/// `forbidden`, `not_found`, `precondition_required`, `precondition_failed`, `date_in_future`,
/// `decision_before_referral`, `unknown_sector`, `comment_required`; `outcome_in_use` if an assignment depends on the
/// validation that it revokes; `forbidden` if that validation is for a sector hidden from the caller.
pub fn decide(
    caller: &Caller<DecideReferrals>,
    id: ReferralId,
    expected: Option<&ExpectedVersions>,
    outcome: &Outcome,
) -> Result<ReferralView> {
    let referral = caller.write(|tx| decide_in(tx, id, expected, outcome, caller.today()))?;
    caller.log_read("referral", referral.candidate_id)?;
    Ok(referral)
}

/// Records the outcome of a referral in a transaction with other records.
///
/// # Errors
/// Those of [`decide`].
pub fn decide_in(
    tx: &mut WriteTx<'_>,
    id: ReferralId,
    expected: Option<&ExpectedVersions>,
    outcome: &Outcome,
    today: NaiveDate,
) -> Result<ReferralView> {
    let person = store::find(tx, id)?.candidate_id;
    candidates::store::lock(tx, person)?;
    refuse_partners(tx, today)?;
    store::lock(tx, id)?;
    let current = store::find(tx, id)?;
    let version = rules::expected_version(&current, expected)?;
    refuse(rules::outcome_errors(outcome, current.referred_on, today, &tx.scope().sectors))?;
    refuse_revocation(tx, &current, outcome)?;
    if outcome.kind() == OutcomeKind::NotIntegrated && current.concerns_hidden_sectors(tx.scope()) {
        return Err(officers_matter());
    }
    store::decide(tx, id, version, outcome)?;
    let event = Event::new("update", "referral", id.0)
        .with("outcome", outcome.kind())
        .with("outcome_sector", outcome.sector())
        .with("decided_on", outcome.decided_on());
    let decided = store::find(tx, id)?;
    let event = event
        .about(decided.candidate_id)
        .personal("outcome_reason", Some(&current.outcome_reason), &decided.outcome_reason)
        .personal("outcome_comment", Some(&current.outcome_comment), &decided.outcome_comment);
    audit::record(tx, &event)?;
    participant_links::follow(tx, &[decided.candidate_id])?;
    Ok(decided.view_for(tx.scope()))
}

/// Returns a referral.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadReferrals>, id: ReferralId) -> Result<ReferralView> {
    let referral = caller.read(|tx| store::find(tx, id))?;
    caller.log_read("referral", referral.candidate_id)?;
    Ok(referral.view_for(caller.scope()))
}

/// Lists referrals in the order of their ids or of change, at most `rows`.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadReferrals>,
    filter: &ReferralFilter,
    place: Place,
    rows: i64,
) -> Result<Vec<ReferralView>> {
    let referrals = caller.read(|tx| load(tx, filter, place, rows))?;
    caller.log_list_read("referrals", &referrals, |referral| referral.candidate_id)?;
    Ok(referrals)
}

/// Lists a person's referrals in the order of their ids, from the one after `after`, at most `rows`.
///
/// # Errors
/// `not_found` when there is no such person.
pub fn list_of(
    caller: &Caller<ReadReferrals>,
    candidate: CandidateId,
    after: i64,
    rows: i64,
) -> Result<Vec<ReferralView>> {
    let filter = ReferralFilter { candidate_id: Some(candidate), ..ReferralFilter::default() };
    let referrals = caller.read(|tx| {
        candidates::store::exists(tx, candidate)?;
        load(tx, &filter, Place::Position(after), rows)
    })?;
    caller.log_read("referrals", candidate)?;
    Ok(referrals)
}

/// A person's referrals in the order of their ids, in a transaction with other records. The caller logs the read.
///
/// # Errors
/// `unavailable`.
pub fn list_of_in(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<ReferralView>> {
    let filter = ReferralFilter { candidate_id: Some(candidate), ..ReferralFilter::default() };
    load(tx, &filter, Place::Position(0), i64::MAX)
}

fn load(tx: &mut Tx<'_>, filter: &ReferralFilter, place: Place, rows: i64) -> Result<Vec<ReferralView>> {
    let referrals = store::list(tx, filter, place, rows)?;
    Ok(referrals.into_iter().map(|referral| referral.view_for(tx.scope())).collect())
}

/// Writes the audit event of a change, and returns the referral.
fn after_change(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    before: Option<&Referral>,
    id: ReferralId,
    birth: NaiveDate,
) -> Result<ReferralView> {
    let mut referral = store::find(tx, id)?;
    referral.warnings.extend(unusual_age(birth, referral.referred_on));
    let event = Event::new(action, "referral", id.0)
        .with("candidate_id", referral.candidate_id)
        .with("prescriber_id", referral.prescriber_id)
        .with("prescriber_kind", referral.prescriber_kind)
        .with("origin", referral.origin)
        .with("for_plie", referral.for_plie)
        .with("referred_on", referral.referred_on)
        .with("sectors", &referral.sectors)
        .about(referral.candidate_id)
        .personal("external_ref", before.map(|before| &before.external_ref), &referral.external_ref);
    audit::record(tx, &event)?;
    Ok(referral.view_for(tx.scope()))
}

/// Refuses partners, unless the setting in force lets them decide.
fn refuse_partners(tx: &mut WriteTx<'_>, today: NaiveDate) -> Result<()> {
    if tx.scope().is_officer() || settings::in_force(tx, today)?.partner_validates {
        return Ok(());
    }
    let detail = "Les orientations sont décidées par les chargées de clauses (réglage « partner_validates »).";
    Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
}

fn validate(
    tx: &mut WriteTx<'_>,
    current: Option<&Referral>,
    details: &ReferralDetails,
    birth: NaiveDate,
    today: NaiveDate,
) -> Result<()> {
    let mut field_errors = rules::details_errors(details, current.and_then(|referral| referral.decided_on), today);
    if current.is_none_or(|referral| referral.referred_on != details.referred_on) {
        field_errors.extend(before_birth("/referred_on", birth, details.referred_on));
    }
    field_errors.extend(rules::sectors_errors(current, &details.sectors, &tx.scope().sectors));
    // The current prescriber stays valid, even if the organisation lost this role since.
    let unchanged = current.and_then(|referral| referral.prescriber_id);
    if let Some(prescriber) = details.prescriber_id.filter(|id| Some(*id) != unchanged) {
        field_errors.extend(prescriber_error(tx, prescriber)?);
    }
    refuse(field_errors)
}

fn prescriber_error(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<FieldError>> {
    match organisations::store::with_role(tx, id, OrganisationRole::Prescriber) {
        Ok(_) => Ok(None),
        Err(error) if matches!(error.code, ProblemCode::UnknownOrganisation | ProblemCode::WrongRole) => {
            Ok(Some(FieldError::new("/prescriber_id", error.code)))
        }
        Err(error) => Err(error),
    }
}

fn refuse(field_errors: Vec<FieldError>) -> Result<()> {
    if field_errors.is_empty() { Ok(()) } else { Err(AppError::from_field_errors(field_errors)) }
}

/// Another key of the owner may have given the reference in sectors that the caller does not see: it gets no id then.
fn refuse_taken_reference(
    tx: &mut WriteTx<'_>,
    id: Option<ReferralId>,
    owner: &Owner,
    details: &ReferralDetails,
) -> Result<()> {
    let Some(reference) = &details.external_ref else { return Ok(()) };
    match store::with_external_ref(tx, owner, reference)? {
        Some(other) if Some(other) != id => {
            let refusal = AppError::from(FieldError::new("/external_ref", ProblemCode::ExternalRefTaken));
            Err(refusal.with_existing_id_if_seen(other, store::find(tx, other))?)
        }
        _ => Ok(()),
    }
}

fn refuse_revocation(tx: &mut WriteTx<'_>, current: &Referral, outcome: &Outcome) -> Result<()> {
    if !rules::revokes_validation(current, outcome) {
        return Ok(());
    }
    if current.outcome_sector.is_some_and(|sector| !tx.scope().sees(sector)) {
        if !tx.scope().is_officer() {
            return Err(officers_matter());
        }
        let detail = "Cette orientation est validée dans un secteur que vous ne suivez pas.";
        return Err(AppError::new(ProblemCode::Forbidden).with_detail(detail));
    }
    if store::has_assignment(tx, current.id)? { Err(ProblemCode::OutcomeInUse.into()) } else { Ok(()) }
}
