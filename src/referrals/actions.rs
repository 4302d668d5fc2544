//! What is done with referrals.

use chrono::NaiveDate;

use super::{Outcome, Referral, ReferralDetails, ReferralFilter, rules, store};
use crate::access::once::Once;
use crate::access::{Caller, EditCandidates, ReadCandidates, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::candidates;
use crate::error::{AppError, Fault, Result, Situation};
use crate::hours;
use crate::organisations::{self, OrganisationRole};
use crate::units::{CandidateId, OrganisationId, ReferralId};

/// Records that a person was sent.
///
/// # Errors
/// `not_found` when there is no such person; `prescriber_missing`, `unknown_organisation`, `wrong_role`,
/// `date_in_future`, `unknown_sector`, `external_ref_taken`.
pub fn create(
    caller: &Caller<EditCandidates>,
    candidate: CandidateId,
    details: &ReferralDetails,
) -> Result<Once<Referral>> {
    caller.create(|tx| {
        refuse_unknown(tx, candidate)?;
        check(tx, None, details, caller.today())?;
        let owner = tx.scope().organisation;
        refuse_known_reference(tx, None, owner, details)?;
        let id = store::insert(tx, candidate, owner, details)?;
        kept(tx, "create", None, id)
    })
}

/// Changes a referral as the caller last saw it. `change` gives the new details from the present state.
///
/// # Errors
/// `not_found`, `precondition_failed`, those of [`create`], `decision_before_referral`, and those of `change`.
pub fn update(
    caller: &Caller<EditCandidates>,
    id: ReferralId,
    seen: i64,
    change: impl Fn(&Referral) -> Result<ReferralDetails>,
) -> Result<Referral> {
    caller.write(|tx| {
        let person = store::find(tx, id)?.candidate_id;
        candidates::store::lock(tx, person)?;
        store::hold(tx, id)?;
        let current = store::find(tx, id)?;
        let details = change(&current)?;
        check(tx, Some(&current), &details, caller.today())?;
        refuse_known_reference(tx, Some(id), current.owner_id, &details)?;
        store::update(tx, id, seen, &details)?;
        // Hours carry the kind of the prescriber behind them.
        hours::refresh_candidate(tx, current.candidate_id)?;
        kept(tx, "update", Some(&current), id)
    })
}

/// Records how a referral ended, or corrects it; a correction says which version it saw.
///
/// # Errors
/// `not_found`, `precondition_required`, `precondition_failed`, `date_in_future`, `decision_before_referral`,
/// `unknown_sector`, `comment_required`; `outcome_in_use` when an assignment rests on the validation it takes back;
/// `forbidden` when that validation is of a sector that the caller does not see.
pub fn decide(
    caller: &Caller<EditCandidates>,
    id: ReferralId,
    seen: Option<i64>,
    outcome: &Outcome,
) -> Result<Referral> {
    caller.write(|tx| {
        store::hold(tx, id)?;
        let current = store::find(tx, id)?;
        let seen = rules::version_decided(&current, seen)?;
        refuse(rules::outcome_faults(outcome, current.referred_on, caller.today(), &tx.scope().sectors))?;
        refuse_taking_back(tx, &current, outcome)?;
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
        Ok(decided)
    })
}

/// One referral.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadCandidates>, id: ReferralId) -> Result<Referral> {
    let referral = caller.read(|tx| store::find(tx, id))?;
    caller.opened("referral", referral.candidate_id)?;
    Ok(referral)
}

/// Referrals, in the order they were recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadCandidates>, filter: &ReferralFilter, after: i64, rows: i64) -> Result<Vec<Referral>> {
    let referrals = caller.read(|tx| store::list(tx, filter, after, rows))?;
    caller.looked_through("referrals", &referrals, |referral| referral.candidate_id)?;
    Ok(referrals)
}

/// A person's referrals, in the order they were recorded.
///
/// # Errors
/// `not_found` when there is no such person.
pub fn list_of(
    caller: &Caller<ReadCandidates>,
    candidate: CandidateId,
    after: i64,
    rows: i64,
) -> Result<Vec<Referral>> {
    let filter = ReferralFilter { candidate_id: Some(candidate), ..ReferralFilter::default() };
    let theirs = caller.read(|tx| {
        refuse_unknown(tx, candidate)?;
        store::list(tx, &filter, after, rows)
    })?;
    caller.opened("referrals", candidate)?;
    Ok(theirs)
}

fn kept(tx: &mut WriteTx<'_>, action: &'static str, before: Option<&Referral>, id: ReferralId) -> Result<Referral> {
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
    Ok(referral)
}

fn refuse_unknown(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<()> {
    if store::knows_candidate(tx, candidate)? { Ok(()) } else { Err(Situation::NotFound.into()) }
}

fn check(tx: &mut WriteTx<'_>, current: Option<&Referral>, details: &ReferralDetails, today: NaiveDate) -> Result<()> {
    let mut faults = rules::details_faults(details, current.and_then(|referral| referral.decided_on), today);
    faults.extend(rules::sectors_faults(current, &details.sectors, &tx.scope().sectors));
    // Whoever once sent the person did so, whatever became of them.
    let known = current.and_then(|referral| referral.prescriber_id);
    if let Some(prescriber) = details.prescriber_id.filter(|id| Some(*id) != known) {
        faults.extend(prescriber_fault(tx, prescriber)?);
    }
    refuse(faults)
}

fn prescriber_fault(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<Fault>> {
    match organisations::store::playing(tx, id, OrganisationRole::Prescriber) {
        Ok(_) => Ok(None),
        Err(error) if matches!(error.situation, Situation::UnknownOrganisation | Situation::WrongRole) => {
            Ok(Some(Fault::new("/prescriber_id", error.situation)))
        }
        Err(error) => Err(error),
    }
}

fn refuse(faults: Vec<Fault>) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(AppError::from_faults(faults)) }
}

fn refuse_known_reference(
    tx: &mut WriteTx<'_>,
    own: Option<ReferralId>,
    owner: Option<OrganisationId>,
    details: &ReferralDetails,
) -> Result<()> {
    let Some(reference) = &details.external_ref else { return Ok(()) };
    match store::with_external_ref(tx, owner, reference)? {
        Some(other) if Some(other) != own => {
            Err(AppError::from(Fault::new("/external_ref", Situation::ExternalRefTaken)).because_of(other.0))
        }
        _ => Ok(()),
    }
}

fn refuse_taking_back(tx: &mut WriteTx<'_>, current: &Referral, outcome: &Outcome) -> Result<()> {
    if !rules::takes_back(current, outcome) {
        return Ok(());
    }
    if current.outcome_sector.is_some_and(|sector| !tx.scope().sees(sector)) {
        let detail = "Cette orientation est validée dans un secteur que vous ne suivez pas.";
        return Err(AppError::new(Situation::Forbidden).saying(detail));
    }
    if store::carries_assignment(tx, current.id)? { Err(Situation::OutcomeInUse.into()) } else { Ok(()) }
}
