//! Use case: taking back a referral that should not have been recorded.

use crate::access::{Caller, EditReferrals, Tx, WriteTx, officers_matter};
use crate::error::Result;
use crate::referrals::{Referral, store};
use crate::values::{ExpectedVersions, FreeText, OutcomeKind, ReferralId, Sectors};
use crate::withdrawals::{Outlook, Record, Withdrawn, actions as withdrawals};
use crate::{candidates, hours, participant_links};

/// Withdraws a referral at one of the `expected` versions. A partner withdraws its own, while nobody has decided on them.
///
/// # Errors
/// `not_found`, `forbidden`, `precondition_failed`; `record_in_use` if an assignment depends on its validation.
pub fn withdraw(
    caller: &Caller<EditReferrals>,
    id: ReferralId,
    expected: &ExpectedVersions,
    reason: &FreeText,
) -> Result<()> {
    let record = Record::Referral(id);
    caller.write(|tx| withdrawals::once(tx, record, expected, |tx| withdraw_in(tx, id, expected, reason)))
}

/// What a withdrawal would meet.
///
/// # Errors
/// `not_found`, `forbidden`.
pub fn outlook(caller: &Caller<EditReferrals>, id: ReferralId) -> Result<Outlook> {
    let (person, outlook) = caller.snapshot(|tx| {
        let referral = store::find(tx, id)?;
        check(tx, &referral)?;
        let dependents = withdrawals::dependents(tx, Record::Referral(id))?;
        Ok((referral.candidate_id, Outlook { version: referral.version, dependents }))
    })?;
    caller.log_read("referral", person)?;
    Ok(outlook)
}

fn withdraw_in(tx: &mut WriteTx<'_>, id: ReferralId, expected: &ExpectedVersions, reason: &FreeText) -> Result<()> {
    let person = store::find(tx, id)?.candidate_id;
    candidates::store::lock(tx, person)?;
    store::lock_for_deletion(tx, id)?;
    let referral = store::find(tx, id)?;
    check(tx, &referral)?;
    let version = expected.require(referral.version)?;
    withdrawals::refuse_in_use(tx, Record::Referral(id))?;
    store::delete(tx, id)?;
    hours::refresh_candidate(tx, person)?;
    participant_links::follow(tx, &[person])?;
    let owner = referral.owner.clone();
    let withdrawn = Withdrawn { record: Record::Referral(id), version, owner: &owner, sectors: sectors(&referral) };
    let event = withdrawals::event(withdrawn.record).with("candidate_id", person).about(person);
    withdrawals::note(tx, &withdrawn, event, &referral.view_for(tx.scope()), reason)
}

/// Checks that the caller may withdraw it.
fn check(tx: &Tx<'_>, referral: &Referral) -> Result<()> {
    tx.scope().may_change(&referral.owner)?;
    if !tx.scope().is_officer() && referral.outcome != OutcomeKind::Pending {
        return Err(officers_matter());
    }
    withdrawals::must_see(tx, sectors(referral).iter())
}

/// The sectors in which it is seen.
fn sectors(referral: &Referral) -> Sectors {
    Sectors::new(referral.sectors.iter().chain(referral.outcome_sector))
}
