//! Use case: taking back an employment.

use super::store;
use crate::access::{Caller, EditEmployments, Tx, WriteTx};
use crate::employments::{Employment, store as employments};
use crate::error::Result;
use crate::values::{EmploymentId, ExpectedVersions, FreeText, Sectors};
use crate::withdrawals::{Outlook, Record, Withdrawn, actions as withdrawals};
use crate::{candidates, hours, participant_links};

/// Withdraws an employment with its assignments, at one of the `expected` versions. A partner withdraws its own.
///
/// # Errors
/// `not_found`, `forbidden`, `precondition_failed`; `record_in_use` if it has hours or led to a positive exit.
pub fn withdraw(
    caller: &Caller<EditEmployments>,
    id: EmploymentId,
    expected: &ExpectedVersions,
    reason: &FreeText,
) -> Result<()> {
    let record = Record::Employment(id);
    caller.write(|tx| withdrawals::once(tx, record, expected, |tx| withdraw_in(tx, id, expected, reason)))
}

/// What a withdrawal would meet.
///
/// # Errors
/// `not_found`, `forbidden`.
pub fn outlook(caller: &Caller<EditEmployments>, id: EmploymentId) -> Result<Outlook> {
    let (person, outlook) = caller.snapshot(|tx| {
        let employment = employments::find(tx, id)?;
        check(tx, &employment)?;
        let dependents = withdrawals::dependents(tx, Record::Employment(id))?;
        Ok((employment.candidate_id, Outlook { version: employment.version, dependents }))
    })?;
    caller.log_read("employment", person)?;
    Ok(outlook)
}

fn withdraw_in(tx: &mut WriteTx<'_>, id: EmploymentId, expected: &ExpectedVersions, reason: &FreeText) -> Result<()> {
    let person = employments::find(tx, id)?.candidate_id;
    candidates::store::lock(tx, person)?;
    store::lock(tx, id)?;
    let employment = employments::find(tx, id)?;
    let sectors = check(tx, &employment)?;
    let version = expected.require(employment.version)?;
    withdrawals::refuse_in_use(tx, Record::Employment(id))?;
    store::delete(tx, id)?;
    hours::refresh_candidate(tx, person)?;
    participant_links::follow(tx, &[person])?;
    let withdrawn = Withdrawn { record: Record::Employment(id), version, owner: &employment.owner, sectors };
    let event = withdrawals::event(withdrawn.record)
        .with("candidate_id", person)
        .with("employer_id", employment.employer_id)
        .with("contract_type", employment.contract_type)
        .about(person);
    withdrawals::note(tx, &withdrawn, event, &employment, reason)
}

/// Checks that the caller may withdraw it. Returns the sectors of its assignments.
fn check(tx: &mut Tx<'_>, employment: &Employment) -> Result<Sectors> {
    tx.scope().may_change(&employment.owner)?;
    let sectors = store::sectors(tx, employment.id)?;
    withdrawals::must_see(tx, sectors.iter().copied())?;
    Ok(Sectors::new(sectors))
}
