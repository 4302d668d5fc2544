//! What is done with referrals.

use chrono::NaiveDate;

use super::{Outcome, Referral, ReferralDetails, ReferralFilter, SeenReferral, rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, DecideReferrals, EditReferrals, Owner, ReadReferrals, Tx, WriteTx, officers_matter};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::{self, OrganisationRole};
use crate::values::{CandidateId, OrganisationId, OutcomeKind, ReferralId, Sectors};
use crate::{candidates, hours, settings};

/// Records that a person was sent.
///
/// # Errors
/// `not_found` when there is no such person; `prescriber_missing`, `unknown_organisation`, `wrong_role`,
/// `date_in_future`, `unknown_sector`, `external_ref_taken`.
pub fn create(
    caller: &Caller<EditReferrals>,
    candidate: CandidateId,
    details: &ReferralDetails,
) -> Result<Idempotent<SeenReferral>> {
    caller.create(|tx| {
        candidates::store::exists(tx, candidate)?;
        check(tx, None, details, caller.today())?;
        let owner = tx.scope().owner();
        refuse_known_reference(tx, None, &owner, details)?;
        let id = store::insert(tx, candidate, details)?;
        kept(tx, "create", None, id)
    })
}

/// Changes a referral as the caller last saw it. `change` gives the new details from the present state. A partner
/// changes what it recorded itself, until it is decided; the sectors that it does not follow stay asked for.
///
/// # Errors
/// `not_found`, `forbidden`, `precondition_failed`, those of [`create`], `decision_before_referral`, and those of `change`.
pub fn update(
    caller: &Caller<EditReferrals>,
    id: ReferralId,
    seen: i64,
    change: impl Fn(&Referral) -> Result<ReferralDetails>,
) -> Result<SeenReferral> {
    let referral = caller.write(|tx| {
        let person = store::find(tx, id)?.candidate_id;
        candidates::store::lock(tx, person)?;
        store::hold(tx, id)?;
        let current = store::find(tx, id)?;
        tx.scope().may_change(&current.owner)?;
        if !tx.scope().is_officer() && current.outcome != OutcomeKind::Pending {
            return Err(officers_matter());
        }
        let shown = current.shown_sectors(tx.scope());
        let hidden: Vec<_> = current.sectors.iter().filter(|sector| !shown.contains(*sector)).collect();
        let before = Referral { sectors: shown, ..current.clone() };
        let details = change(&before)?;
        check(tx, Some(&before), &details, caller.today())?;
        refuse_known_reference(tx, Some(id), &current.owner, &details)?;
        let sectors = Sectors::new(details.sectors.iter().chain(hidden));
        store::update(tx, id, seen, &ReferralDetails { sectors, ..details })?;
        // Hours carry the kind of the prescriber behind them.
        hours::refresh_candidate(tx, current.candidate_id)?;
        kept(tx, "update", Some(&current), id)
    })?;
    caller.log_read("referral", referral.candidate_id)?;
    Ok(referral)
}

/// Records how a referral ended, or corrects it; a correction says which version it saw. Partners decide in their
/// sectors where the setting lets them; that a person enters none, where no other sector is concerned.
///
/// # Errors
/// `forbidden`, `not_found`, `precondition_required`, `precondition_failed`, `date_in_future`, `decision_before_referral`,
/// `unknown_sector`, `comment_required`; `outcome_in_use` when an assignment rests on the validation it takes back;
/// `forbidden` when that validation is of a sector that the caller does not see.
pub fn decide(
    caller: &Caller<DecideReferrals>,
    id: ReferralId,
    seen: Option<i64>,
    outcome: &Outcome,
) -> Result<SeenReferral> {
    let referral = caller.write(|tx| {
        refuse_partners(tx, caller.today())?;
        store::hold(tx, id)?;
        let current = store::find(tx, id)?;
        let seen = rules::version_decided(&current, seen)?;
        refuse(rules::outcome_errors(outcome, current.referred_on, caller.today(), &tx.scope().sectors))?;
        refuse_taking_back(tx, &current, outcome)?;
        if outcome.kind() == OutcomeKind::NotIntegrated && current.concerns_others_than(tx.scope()) {
            return Err(officers_matter());
        }
        store::decide(tx, id, seen, outcome)?;
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
        Ok(decided.seen_by(tx.scope()))
    })?;
    caller.log_read("referral", referral.candidate_id)?;
    Ok(referral)
}

/// One referral.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadReferrals>, id: ReferralId) -> Result<SeenReferral> {
    let referral = caller.read(|tx| store::find(tx, id))?;
    caller.log_read("referral", referral.candidate_id)?;
    Ok(referral.seen_by(caller.scope()))
}

/// Referrals, in the order they were recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadReferrals>,
    filter: &ReferralFilter,
    after: i64,
    rows: i64,
) -> Result<Vec<SeenReferral>> {
    let referrals = caller.read(|tx| seen(tx, filter, after, rows))?;
    caller.log_list_read("referrals", &referrals, |referral| referral.candidate_id)?;
    Ok(referrals)
}

/// A person's referrals, in the order they were recorded.
///
/// # Errors
/// `not_found` when there is no such person.
pub fn list_of(
    caller: &Caller<ReadReferrals>,
    candidate: CandidateId,
    after: i64,
    rows: i64,
) -> Result<Vec<SeenReferral>> {
    let filter = ReferralFilter { candidate_id: Some(candidate), ..ReferralFilter::default() };
    let theirs = caller.read(|tx| {
        candidates::store::exists(tx, candidate)?;
        seen(tx, &filter, after, rows)
    })?;
    caller.log_read("referrals", candidate)?;
    Ok(theirs)
}

fn seen(tx: &mut Tx<'_>, filter: &ReferralFilter, after: i64, rows: i64) -> Result<Vec<SeenReferral>> {
    let referrals = store::list(tx, filter, after, rows)?;
    Ok(referrals.into_iter().map(|referral| referral.seen_by(tx.scope())).collect())
}

fn kept(tx: &mut WriteTx<'_>, action: &'static str, before: Option<&Referral>, id: ReferralId) -> Result<SeenReferral> {
    let referral = store::find(tx, id)?;
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
    Ok(referral.seen_by(tx.scope()))
}

/// Partners may where the setting of the day lets them.
fn refuse_partners(tx: &mut WriteTx<'_>, today: NaiveDate) -> Result<()> {
    if tx.scope().is_officer() || settings::in_force(tx, today)?.partner_validates {
        return Ok(());
    }
    let detail = "Les orientations sont décidées par les chargées de clauses (réglage « partner_validates »).";
    Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
}

fn check(tx: &mut WriteTx<'_>, current: Option<&Referral>, details: &ReferralDetails, today: NaiveDate) -> Result<()> {
    let mut field_errors = rules::details_errors(details, current.and_then(|referral| referral.decided_on), today);
    field_errors.extend(rules::sectors_errors(current, &details.sectors, &tx.scope().sectors));
    // Whoever once sent the person did so, whatever became of them.
    let known = current.and_then(|referral| referral.prescriber_id);
    if let Some(prescriber) = details.prescriber_id.filter(|id| Some(*id) != known) {
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

fn refuse_known_reference(
    tx: &mut WriteTx<'_>,
    own: Option<ReferralId>,
    owner: &Owner,
    details: &ReferralDetails,
) -> Result<()> {
    let Some(reference) = &details.external_ref else { return Ok(()) };
    match store::with_external_ref(tx, owner, reference)? {
        Some(other) if Some(other) != own => {
            Err(AppError::from(FieldError::new("/external_ref", ProblemCode::ExternalRefTaken))
                .with_existing_id(other.0))
        }
        _ => Ok(()),
    }
}

fn refuse_taking_back(tx: &mut WriteTx<'_>, current: &Referral, outcome: &Outcome) -> Result<()> {
    if !rules::takes_back(current, outcome) {
        return Ok(());
    }
    if current.outcome_sector.is_some_and(|sector| !tx.scope().sees(sector)) {
        if !tx.scope().is_officer() {
            return Err(officers_matter());
        }
        let detail = "Cette orientation est validée dans un secteur que vous ne suivez pas.";
        return Err(AppError::new(ProblemCode::Forbidden).with_detail(detail));
    }
    if store::carries_assignment(tx, current.id)? { Err(ProblemCode::OutcomeInUse.into()) } else { Ok(()) }
}
