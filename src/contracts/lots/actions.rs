//! Use cases of lots.

use chrono::NaiveDate;

use super::{Lot, LotDetails, NewLot, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditContracts, ReadContracts, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::contracts::hours_due::{self, NewHoursDue};
use crate::contracts::{PublicContractDetails, rules, store as contracts};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{ExpectedVersions, Hours, HoursDueReason, LotId, OrganisationId, Place, PublicContractId};

/// Adds a lot to a public contract.
///
/// # Errors
/// `not_found`, `unknown_organisation`, `lot_number_taken`.
pub fn create(caller: &Caller<EditContracts>, contract: PublicContractId, new: &NewLot) -> Result<Idempotent<Lot>> {
    let today = caller.today();
    caller.create(|tx| create_in(tx, contract, new, today))
}

/// Adds a lot to a public contract in a transaction under way.
///
/// # Errors
/// Those of [`create`].
pub fn create_in(tx: &mut WriteTx<'_>, contract: PublicContractId, new: &NewLot, today: NaiveDate) -> Result<Lot> {
    let found = contracts::find(tx, contract, today)?;
    let contract_details = PublicContractDetails::of(&tx.scope().house, &found);
    check(tx, contract, None, &new.details)?;
    let id = insert(tx, contract, &contract_details, new)?;
    contracts::raise_version(tx, contract)?;
    let lot = store::find(tx, id, today)?;
    audit::record(tx, &audit_event("create", id, &new.details).with("hours_due", due(new)?))?;
    with_warnings(tx, lot)
}

/// Changes a lot at one of the `expected` versions. `change` makes the new details from the current ones.
///
/// # Errors
/// `not_found`, `precondition_failed`, `unknown_organisation`, `lot_number_taken`, and those of `change`.
pub fn update(
    caller: &Caller<EditContracts>,
    id: LotId,
    expected: &ExpectedVersions,
    change: impl Fn(&Lot) -> Result<LotDetails>,
) -> Result<Lot> {
    let today = caller.today();
    caller.write(|tx| update_in(tx, id, expected, &change, today))
}

/// Changes a lot in a transaction under way.
///
/// # Errors
/// Those of [`update`].
pub fn update_in(
    tx: &mut WriteTx<'_>,
    id: LotId,
    expected: &ExpectedVersions,
    change: impl Fn(&Lot) -> Result<LotDetails>,
    today: NaiveDate,
) -> Result<Lot> {
    let before = store::find(tx, id, today)?;
    contracts::lock(tx, before.public_contract_id)?;
    let version = expected.require(before.version)?;
    let details = change(&before)?;
    let contract = contracts::find(tx, before.public_contract_id, today)?;
    check(tx, contract.id, Some(id), &details)?;
    store::update(tx, id, version, &contract.title, &details)?;
    audit::record(tx, &audit_event("update", id, &details))?;
    let lot = store::find(tx, id, today)?;
    with_warnings(tx, lot)
}

/// Warns of other lots of the contract whose numbers are written almost alike.
fn with_warnings(tx: &mut Tx<'_>, lot: Lot) -> Result<Lot> {
    let numbers = store::numbers(tx, lot.public_contract_id)?;
    let others = numbers.iter().filter(|(id, _)| *id != lot.id).map(|(_, number)| number);
    Ok(Lot { warnings: Some(rules::similar_numbers(&lot.number, others)), ..lot })
}

/// One lot.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadContracts>, id: LotId) -> Result<Lot> {
    caller.snapshot(|tx| store::find(tx, id, caller.today()))
}

/// One lot, in a transaction under way.
///
/// # Errors
/// `not_found`.
pub fn show_in(tx: &mut Tx<'_>, id: LotId, today: NaiveDate) -> Result<Lot> {
    store::find(tx, id, today)
}

/// The lots of a public contract, in the order they were recorded.
///
/// # Errors
/// `not_found` for the contract.
pub fn list(caller: &Caller<ReadContracts>, contract: PublicContractId, after: i64, rows: i64) -> Result<Vec<Lot>> {
    caller.snapshot(|tx| {
        contracts::find(tx, contract, caller.today())?;
        store::list(tx, Some(contract), Place::Position(after), rows, caller.today())
    })
}

/// The lots of all public contracts, in the order they were recorded or last changed.
///
/// # Errors
/// `unavailable`.
pub fn list_all(caller: &Caller<ReadContracts>, place: Place, rows: i64) -> Result<Vec<Lot>> {
    caller.snapshot(|tx| store::list(tx, None, place, rows, caller.today()))
}

/// Inserts a lot with its initial hours due.
pub(in crate::contracts) fn insert(
    tx: &mut WriteTx<'_>,
    contract: PublicContractId,
    contract_details: &PublicContractDetails,
    new: &NewLot,
) -> Result<LotId> {
    let id = store::insert(tx, contract, &contract_details.title, &new.details)?;
    if let Some(hours) = due(new)? {
        let initial = NewHoursDue {
            hours: Some(hours),
            reason: HoursDueReason::Initial,
            effective_on: contract_details.committed_on(),
            computation: new.computation,
            reference: None,
            comment: None,
        };
        hours_due::store::insert(tx, id, hours, &initial)?;
    }
    Ok(id)
}

/// The initial hours due of a new lot: those given, or else those computed; none without either.
///
/// # Errors
/// `computation_mismatch` if they differ, `invalid_amount`, `hours_too_large`.
pub(in crate::contracts) fn due(new: &NewLot) -> std::result::Result<Option<Hours>, FieldError> {
    if new.hours_due.is_none() && new.computation.is_none() {
        return Ok(None);
    }
    match hours_due::rules::entry_hours(new.hours_due, new.computation.as_ref()) {
        Ok(hours) => Ok(Some(hours)),
        Err(error) if error.pointer == "/hours" => Err(FieldError { pointer: "/hours_due".to_owned(), ..error }),
        Err(error) => Err(error),
    }
}

/// A field error, below this pointer, for each holder that does not exist.
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
    let existing = store::existing_organisations(tx, &ids)?;
    let unknown = named.into_iter().filter(|(_, id)| !existing.contains(id));
    Ok(unknown.map(|(pointer, _)| FieldError::new(pointer, ProblemCode::UnknownOrganisation)).collect())
}

fn audit_event(action: &'static str, id: LotId, details: &LotDetails) -> Event {
    Event::new(action, "lot", id.0)
        .with("number", &details.number)
        .with("title", &details.title)
        .with("holder_id", details.holder_id)
        .with("co_holder_ids", &details.co_holder_ids)
        .with("penalty", details.penalty)
}

fn check(tx: &mut Tx<'_>, contract: PublicContractId, itself: Option<LotId>, details: &LotDetails) -> Result<()> {
    let mut field_errors = unknown_holders(tx, "", details)?;
    let duplicate = store::with_number(tx, contract, &details.number)?.filter(|other| Some(*other) != itself);
    if duplicate.is_some() {
        field_errors.push(FieldError::new("/number", ProblemCode::LotNumberTaken));
    }
    match (field_errors.is_empty(), duplicate) {
        (true, _) => Ok(()),
        (false, Some(other)) => Err(AppError::from_field_errors(field_errors).with_existing_id(other.0)),
        (false, None) => Err(AppError::from_field_errors(field_errors)),
    }
}
