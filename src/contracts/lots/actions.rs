//! What is done with lots.

use super::{Lot, LotDetails, NewLot, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditContracts, ReadContracts, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::contracts::hours_due::{self, NewHoursDue};
use crate::contracts::{PublicContractDetails, store as contracts};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{HoursDueReason, LotId, OrganisationId, PublicContractId};

/// Adds a lot to a public contract.
///
/// # Errors
/// `not_found`, `unknown_organisation`, `lot_number_taken`.
pub fn create(caller: &Caller<EditContracts>, contract: PublicContractId, new: &NewLot) -> Result<Idempotent<Lot>> {
    caller.create(|tx| {
        let of = PublicContractDetails::from(&contracts::find(tx, contract, caller.today())?);
        refuse(tx, contract, None, &new.details)?;
        let id = keep(tx, contract, &of, new)?;
        audit::record(tx, &told("create", id, &new.details).with("hours_due", new.hours_due))?;
        store::find(tx, id, caller.today())
    })
}

/// Changes a lot as the caller last saw it. `change` gives the new details from the present state.
///
/// # Errors
/// `not_found`, `precondition_failed`, `unknown_organisation`, `lot_number_taken`, and those of `change`.
pub fn update(
    caller: &Caller<EditContracts>,
    id: LotId,
    seen: i64,
    change: impl Fn(&Lot) -> Result<LotDetails>,
) -> Result<Lot> {
    caller.write(|tx| {
        let before = store::find(tx, id, caller.today())?;
        let details = change(&before)?;
        let contract = contracts::find(tx, before.public_contract_id, caller.today())?;
        refuse(tx, contract.id, Some(id), &details)?;
        store::update(tx, id, seen, &contract.title, &details)?;
        audit::record(tx, &told("update", id, &details))?;
        store::find(tx, id, caller.today())
    })
}

/// One lot.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadContracts>, id: LotId) -> Result<Lot> {
    caller.snapshot(|tx| store::find(tx, id, caller.today()))
}

/// The lots of a public contract, in the order they were recorded.
///
/// # Errors
/// `not_found` when there is no such contract.
pub fn list(caller: &Caller<ReadContracts>, contract: PublicContractId, after: i64, rows: i64) -> Result<Vec<Lot>> {
    caller.snapshot(|tx| {
        contracts::find(tx, contract, caller.today())?;
        store::list(tx, contract, after, rows, caller.today())
    })
}

/// Keeps a lot with the hours first promised on it.
pub(in crate::contracts) fn keep(
    tx: &mut WriteTx<'_>,
    contract: PublicContractId,
    of: &PublicContractDetails,
    new: &NewLot,
) -> Result<LotId> {
    let id = store::insert(tx, contract, &of.title, &new.details)?;
    if let Some(hours) = new.hours_due {
        let (reason, effective_on) = (HoursDueReason::Initial, of.committed_on());
        let initial = NewHoursDue { hours: Some(hours), reason, effective_on, computation: None };
        hours_due::store::insert(tx, id, hours, &initial)?;
    }
    Ok(id)
}

/// The holders that nobody knows, as faults below a pointer.
pub(in crate::contracts) fn unknown_holders(
    tx: &mut Tx<'_>,
    below: &str,
    details: &LotDetails,
) -> Result<Vec<FieldError>> {
    let lead = details.holder_id.map(|id| (format!("{below}/holder_id"), id));
    let others = details.co_holder_ids.iter().enumerate();
    let others = others.map(|(index, id)| (format!("{below}/co_holder_ids/{index}"), *id));
    let named: Vec<(String, OrganisationId)> = lead.into_iter().chain(others).collect();
    let ids: Vec<_> = named.iter().map(|(_, id)| *id).collect();
    let known = store::known_organisations(tx, &ids)?;
    let unknown = named.into_iter().filter(|(_, id)| !known.contains(id));
    Ok(unknown.map(|(pointer, _)| FieldError::new(pointer, ProblemCode::UnknownOrganisation)).collect())
}

fn told(action: &'static str, id: LotId, details: &LotDetails) -> Event {
    Event::new(action, "lot", id.0)
        .with("number", &details.number)
        .with("title", &details.title)
        .with("holder_id", details.holder_id)
        .with("co_holder_ids", &details.co_holder_ids)
        .with("penalty", details.penalty)
}

fn refuse(tx: &mut Tx<'_>, contract: PublicContractId, own: Option<LotId>, details: &LotDetails) -> Result<()> {
    let mut field_errors = unknown_holders(tx, "", details)?;
    let twin = store::with_number(tx, contract, &details.number)?.filter(|other| Some(*other) != own);
    if twin.is_some() {
        field_errors.push(FieldError::new("/number", ProblemCode::LotNumberTaken));
    }
    match (field_errors.is_empty(), twin) {
        (true, _) => Ok(()),
        (false, Some(other)) => Err(AppError::from_field_errors(field_errors).with_existing_id(other.0)),
        (false, None) => Err(AppError::from_field_errors(field_errors)),
    }
}
