//! Use cases: taking back a contract with its lots, or one lot.

use super::store;
use crate::access::{Caller, EditContracts, Owner, WriteTx};
use crate::contracts::lots::store as lots;
use crate::contracts::{Lot, hours_due, store as contracts};
use crate::error::Result;
use crate::values::{ExpectedVersions, FreeText, LotId, PublicContractId, Sector, Sectors};
use crate::withdrawals::{Outlook, Record, Withdrawn, actions as withdrawals};

/// Withdraws a contract with all its lots, at one of the `expected` versions.
///
/// # Errors
/// `not_found`, `precondition_failed`; `record_in_use` if something rests on a lot.
pub fn withdraw(
    caller: &Caller<EditContracts>,
    id: PublicContractId,
    expected: &ExpectedVersions,
    reason: &FreeText,
) -> Result<()> {
    let (record, today) = (Record::PublicContract(id), caller.today());
    caller.write(|tx| {
        withdrawals::once(tx, record, expected, |tx| {
            store::lock(tx, id)?;
            let contract = contracts::find(tx, id, today)?;
            let version = expected.require(contract.version)?;
            withdrawals::refuse_in_use(tx, record)?;
            contract.lots.iter().try_for_each(|lot| delete_lot(tx, lot, contract.sector, reason))?;
            store::delete(tx, id)?;
            let sectors = Sectors::new([contract.sector]);
            let withdrawn = Withdrawn { record, version, owner: &Owner::House, sectors };
            let event = withdrawals::event(record).with("reference", &contract.reference);
            withdrawals::note(tx, &withdrawn, event, &contract, reason)
        })
    })
}

/// Withdraws a lot with its hours due, at one of the `expected` versions.
///
/// # Errors
/// `not_found`, `precondition_failed`; `record_in_use` if something rests on it, and if its contract has no other.
pub fn withdraw_lot(
    caller: &Caller<EditContracts>,
    id: LotId,
    expected: &ExpectedVersions,
    reason: &FreeText,
) -> Result<()> {
    let (record, today) = (Record::Lot(id), caller.today());
    caller.write(|tx| {
        withdrawals::once(tx, record, expected, |tx| {
            let contract = lots::find(tx, id, today)?.public_contract_id;
            store::lock(tx, contract)?;
            let lot = lots::find(tx, id, today)?;
            expected.require(lot.version)?;
            withdrawals::refuse_in_use(tx, record)?;
            let sector = contracts::find(tx, contract, today)?.sector;
            contracts::raise_version(tx, contract)?;
            delete_lot(tx, &lot, sector, reason)
        })
    })
}

/// What the withdrawal of a contract would meet.
///
/// # Errors
/// `not_found`.
pub fn outlook(caller: &Caller<EditContracts>, id: PublicContractId) -> Result<Outlook> {
    caller.snapshot(|tx| {
        let version = contracts::find(tx, id, caller.today())?.version;
        Ok(Outlook { version, dependents: withdrawals::dependents(tx, Record::PublicContract(id))? })
    })
}

/// What the withdrawal of a lot would meet.
///
/// # Errors
/// `not_found`.
pub fn outlook_of_lot(caller: &Caller<EditContracts>, id: LotId) -> Result<Outlook> {
    caller.snapshot(|tx| {
        let version = lots::find(tx, id, caller.today())?.version;
        Ok(Outlook { version, dependents: withdrawals::dependents(tx, Record::Lot(id))? })
    })
}

/// Deletes a lot, and notes its withdrawal with its hours due.
fn delete_lot(tx: &mut WriteTx<'_>, lot: &Lot, sector: Sector, reason: &FreeText) -> Result<()> {
    let due = hours_due::store::list(tx, lot.id, 0, i64::MAX)?;
    store::delete_lot(tx, lot.id)?;
    let (record, sectors) = (Record::Lot(lot.id), Sectors::new([sector]));
    let withdrawn = Withdrawn { record, version: lot.version, owner: &Owner::House, sectors };
    let event =
        withdrawals::event(record).with("number", &lot.number).with("public_contract_id", lot.public_contract_id);
    withdrawals::note(tx, &withdrawn, event, &serde_json::json!({ "lot": lot, "hours_due": due }), reason)
}
