//! Use cases of referrals.

mod checks;
mod named;
mod outcome;
mod withdraw;

use chrono::NaiveDate;

use self::checks::{refuse_taken_reference, validate};
pub use self::named::{page, show_named};
pub use self::outcome::{decide, decide_in};
pub use self::withdraw::{outlook, withdraw};

use super::{Referral, ReferralDetails, ReferralFilter, ReferralView, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditReferrals, ReadReferrals, Tx, WriteTx, officers_matter};
use crate::audit::{self, Event};
use crate::error::Result;
use crate::values::{CandidateId, ExpectedVersions, NameOrder, OutcomeKind, Place, ReferralId, Sectors, unusual_age};
use crate::{candidates, hours, participant_links};

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

/// Lists referrals in the order of their people's names, then of their ids, behind the one with the id `after` (0: from the
/// first on), at most `rows`.
///
/// # Errors
/// `invalid_cursor` if that referral is not there any more.
pub fn list_by_name(
    caller: &Caller<ReadReferrals>,
    filter: &ReferralFilter,
    order: NameOrder,
    after: i64,
    rows: i64,
) -> Result<Vec<ReferralView>> {
    let referrals = caller.read(|tx| {
        let referrals = store::by_name(tx, filter, order, after, rows)?;
        Ok(referrals.into_iter().map(|referral| referral.view_for(tx.scope())).collect::<Vec<_>>())
    })?;
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
