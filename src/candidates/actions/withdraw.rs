//! Use case: taking back a person's record.

use super::audit_events::whole;
use crate::access::{Caller, EditCandidates, Tx, WriteTx, officers_matter};
use crate::audit;
use crate::candidates::{Candidate, store};
use crate::error::Result;
use crate::values::{CandidateId, ExpectedVersions, FreeText, Sectors};
use crate::withdrawals::{Outlook, Record, Withdrawn, actions as withdrawals};
use crate::{findings, participant_links};

/// Withdraws a person's record with its addresses and criteria, at one of the `expected` versions. A partner withdraws its
/// own.
///
/// # Errors
/// `not_found`, `forbidden`, `precondition_failed`; `record_in_use` if something is recorded about the person.
pub fn withdraw(
    caller: &Caller<EditCandidates>,
    id: CandidateId,
    expected: &ExpectedVersions,
    reason: &FreeText,
) -> Result<()> {
    let record = Record::Candidate(id);
    caller.write(|tx| withdrawals::once(tx, record, expected, |tx| withdraw_in(tx, id, expected, reason)))
}

/// What a withdrawal would meet.
///
/// # Errors
/// `not_found`, `forbidden`.
pub fn outlook(caller: &Caller<EditCandidates>, id: CandidateId) -> Result<Outlook> {
    let outlook = caller.snapshot(|tx| {
        let person = store::find(tx, id)?;
        check(tx, &person)?;
        Ok(Outlook { version: person.version, dependents: withdrawals::dependents(tx, Record::Candidate(id))? })
    })?;
    caller.log_read("candidate", id)?;
    Ok(outlook)
}

fn withdraw_in(tx: &mut WriteTx<'_>, id: CandidateId, expected: &ExpectedVersions, reason: &FreeText) -> Result<()> {
    store::lock_for_deletion(tx, id)?;
    let person = store::find(tx, id)?;
    check(tx, &person)?;
    let version = expected.require(person.version)?;
    withdrawals::refuse_in_use(tx, Record::Candidate(id))?;
    findings::update_duplicates(tx, id, &[])?;
    findings::update_same_participant(tx, id, &[])?;
    findings::update_plie_periods(tx, id, false)?;
    participant_links::forget(tx, id)?;
    store::delete(tx, id)?;
    let sectors = Sectors::new([]);
    let withdrawn = Withdrawn { record: Record::Candidate(id), version, owner: &person.owner, sectors };
    let event = withdrawals::event(withdrawn.record).about(id);
    withdrawals::note(tx, &withdrawn, event, &whole(&person), reason)
}

/// A partner takes back what it alone recorded: not what somebody else, whose changes it may not even read, added since.
fn check(tx: &mut Tx<'_>, person: &Candidate) -> Result<()> {
    tx.scope().may_change(&person.owner)?;
    if tx.scope().is_officer() {
        return Ok(());
    }
    let changes = audit::changes_of(tx, "candidate", &[person.id.0])?;
    let changes_nothing = |change: &audit::PastChange| change.action == "update" && change.fields.is_empty();
    let is_own = changes.iter().all(|change| change.actor == tx.scope().actor || changes_nothing(change));
    if is_own { Ok(()) } else { Err(officers_matter()) }
}
