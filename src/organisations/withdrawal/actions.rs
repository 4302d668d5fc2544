//! Use case: taking back an organisation.

use super::store;
use crate::access::{Caller, EditOrganisations, Owner};
use crate::audit::records::MERGED_ORGANISATION;
use crate::error::Result;
use crate::organisations::store as organisations;
use crate::values::{ExpectedVersions, FreeText, OrganisationId, Sectors};
use crate::withdrawals::{Outlook, Record, Withdrawn, actions as withdrawals};

/// Withdraws an organisation at one of the `expected` versions.
///
/// # Errors
/// `not_found`, `precondition_failed`; `record_in_use` if it plays a role anywhere, recorded something or has access.
pub fn withdraw(
    caller: &Caller<EditOrganisations>,
    id: OrganisationId,
    expected: &ExpectedVersions,
    reason: &FreeText,
) -> Result<()> {
    let record = Record::Organisation(id);
    caller.write(|tx| {
        withdrawals::once(tx, record, expected, |tx| {
            store::lock(tx, id)?;
            let organisation = organisations::find(tx, id)?;
            let version = expected.require(organisation.version)?;
            withdrawals::refuse_in_use(tx, record)?;
            let merged = store::delete(tx, id)?;
            let withdrawn = Withdrawn { record, version, owner: &Owner::House, sectors: Sectors::new([]) };
            let event = withdrawals::event(record).with("name", &organisation.name);
            let event = event.wrote(&MERGED_ORGANISATION, merged.into_iter().map(|id| id.0));
            withdrawals::note(tx, &withdrawn, event, &organisation, reason)
        })
    })
}

/// What a withdrawal would meet.
///
/// # Errors
/// `not_found`.
pub fn outlook(caller: &Caller<EditOrganisations>, id: OrganisationId) -> Result<Outlook> {
    caller.snapshot(|tx| {
        let version = organisations::find(tx, id)?.version;
        Ok(Outlook { version, dependents: withdrawals::dependents(tx, Record::Organisation(id))? })
    })
}
