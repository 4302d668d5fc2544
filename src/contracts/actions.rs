//! Use cases of public contracts.

use chrono::NaiveDate;

use super::{Lot, NewPublicContract, PublicContract, PublicContractDetails, PublicContractFilter, lots, rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditContracts, ReadContracts, Tx, WriteTx};
use crate::audit::records::{HOURS_DUE, LOT};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours;
use crate::organisations::{self, OrganisationRole};
use crate::values::{ExpectedVersions, Month, Name, OrganisationId, Period, Place, PublicContractId};

/// Records a public contract with its lots.
///
/// # Errors
/// `unknown_sector` if it is not one of the caller's, `unknown_organisation`, `wrong_role`, `reference_taken`,
/// `lot_number_taken`.
pub fn create(caller: &Caller<EditContracts>, new: &NewPublicContract) -> Result<Idempotent<PublicContract>> {
    let today = caller.today();
    caller.create(|tx| create_in(tx, new, today))
}

/// Records a public contract with its lots in a transaction under way.
///
/// # Errors
/// Those of [`create`].
pub fn create_in(tx: &mut WriteTx<'_>, new: &NewPublicContract, today: NaiveDate) -> Result<PublicContract> {
    let (details, lots) = (&new.details, new.lots_or_single()?);
    let mut field_errors = rules::repeated_numbers(lots.iter().map(|lot| lot.details.number.as_str()));
    let mut hours = Vec::new();
    for (index, lot) in lots.iter().enumerate() {
        field_errors.extend(lots::actions::unknown_holders(tx, &format!("/lots/{index}"), &lot.details)?);
        match lots::actions::due(lot) {
            Ok(due) => hours.push(due),
            Err(error) => field_errors.push(error.below(&format!("/lots/{index}"))),
        }
    }
    let period = Period { from: details.starts_on, to: Some(details.ends_on) };
    field_errors.extend(rules::ends_before_it_starts(period));
    check(tx, None, details, field_errors)?;
    let id = store::insert(tx, details)?;
    let inserted = lots.iter().map(|lot| lots::actions::insert(tx, id, details, lot));
    let inserted = inserted.collect::<Result<Vec<_>>>()?;
    let numbers: Vec<_> = lots.iter().map(|lot| &lot.details.number).collect();
    let event = audit_event("create", id, details).with("lots", numbers).with("hours_due", hours);
    let event = event.wrote(&LOT, inserted.iter().map(|(lot, _)| lot.0));
    audit::record(tx, &event.wrote(&HOURS_DUE, inserted.iter().filter_map(|(_, due)| Some((*due)?.0))))?;
    let contract = store::find(tx, id, today)?;
    with_warnings(tx, contract)
}

/// Changes a public contract at one of the `expected` versions, without its lots. `change` makes the new details from the current ones.
///
/// # Errors
/// `not_found`, `precondition_failed`, `in_use` if assignments exist and the sector changes,
/// `hours_would_be_orphaned` if hours lie outside the new dates, those of [`create`] and those of `change`.
pub fn update(
    caller: &Caller<EditContracts>,
    id: PublicContractId,
    expected: &ExpectedVersions,
    change: impl Fn(&PublicContract) -> Result<PublicContractDetails>,
) -> Result<PublicContract> {
    let today = caller.today();
    caller.write(|tx| update_in(tx, id, expected, &change, today))
}

/// Changes a public contract in a transaction under way.
///
/// # Errors
/// Those of [`update`].
pub fn update_in(
    tx: &mut WriteTx<'_>,
    id: PublicContractId,
    expected: &ExpectedVersions,
    change: impl Fn(&PublicContract) -> Result<PublicContractDetails>,
    today: NaiveDate,
) -> Result<PublicContract> {
    let before = store::find(tx, id, today)?;
    let version = expected.require(before.version)?;
    let details = change(&before)?;
    check(tx, Some(&before), &details, Vec::new())?;
    store::update(tx, id, version, &details)?;
    let field_errors = [in_use_sector(tx, &before, &details)?, cut_start(tx, &before, &details)?];
    let field_errors = field_errors.into_iter().chain([cut_end(tx, &before, &details)?]).flatten();
    into_result(field_errors.collect())?;
    audit::record(tx, &audit_event("update", id, &details))?;
    if details.sector != before.sector {
        hours::refresh_public_contract(tx, id)?;
    }
    let after = store::find(tx, id, today)?;
    with_warnings(tx, after)
}

/// Warns of what is written almost as this contract or one of its lots.
///
/// # Errors
/// `unavailable`.
pub fn with_warnings(tx: &mut Tx<'_>, contract: PublicContract) -> Result<PublicContract> {
    let others = store::other_references(tx, contract.buyer_id, contract.id)?;
    let warnings = rules::similar_references(&contract.reference, &others);
    let numbers: Vec<Name> = contract.lots.iter().map(|lot| lot.number.clone()).collect();
    let with_warnings = |lot: Lot| Lot { warnings: Some(rules::similar_numbers(&lot.number, numbers.iter())), ..lot };
    let lots = contract.lots.into_iter().map(with_warnings).collect();
    Ok(PublicContract { lots, warnings: Some(warnings), ..contract })
}

/// One public contract.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadContracts>, id: PublicContractId) -> Result<PublicContract> {
    caller.snapshot(|tx| store::find(tx, id, caller.today()))
}

/// One public contract, in a transaction under way.
///
/// # Errors
/// `not_found`.
pub fn show_in(tx: &mut Tx<'_>, id: PublicContractId, today: NaiveDate) -> Result<PublicContract> {
    store::find(tx, id, today)
}

/// All public contracts that pass the filter, in the order they were recorded, in a transaction under way.
///
/// # Errors
/// `unavailable`.
pub fn list_in(tx: &mut Tx<'_>, filter: &PublicContractFilter, today: NaiveDate) -> Result<Vec<PublicContract>> {
    store::list(tx, filter, Place::Position(0), i64::MAX, today)
}

/// Public contracts, in the order they were recorded or last changed.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadContracts>,
    filter: &PublicContractFilter,
    place: Place,
    rows: i64,
) -> Result<Vec<PublicContract>> {
    caller.snapshot(|tx| store::list(tx, filter, place, rows, caller.today()))
}

fn audit_event(action: &'static str, id: PublicContractId, details: &PublicContractDetails) -> Event {
    Event::new(action, "public_contract", id.0)
        .with("reference", &details.reference)
        .with("title", &details.title)
        .with("buyer_id", details.buyer_id)
        .with("sector", details.sector)
        .with("clause_type", details.clause_type)
        .with("amount", details.amount)
        .with("cpv", &details.cpv)
        .with("notified_on", details.notified_on)
        .with("starts_on", details.starts_on)
        .with("ends_on", details.ends_on)
        .with("commune_code", &details.commune_code)
        .with("follow_up_body", &details.follow_up_body)
        .with("status", details.status)
}

fn into_result(field_errors: Vec<FieldError>) -> Result<()> {
    if field_errors.is_empty() { Ok(()) } else { Err(AppError::from_field_errors(field_errors)) }
}

/// Checks the details against the database and returns all field errors, those passed in first.
fn check(
    tx: &mut WriteTx<'_>,
    before: Option<&PublicContract>,
    details: &PublicContractDetails,
    mut field_errors: Vec<FieldError>,
) -> Result<()> {
    if !tx.scope().sees(details.sector) {
        let detail = "Ce secteur n’est pas l’un des vôtres.";
        field_errors.push(FieldError::new("/sector", ProblemCode::UnknownSector).with_detail(detail));
    }
    // An organisation that lost the role keeps the contracts that it has.
    if before.is_none_or(|before| before.buyer_id != details.buyer_id) {
        field_errors.extend(not_a_buyer(tx, details.buyer_id)?);
    }
    let duplicate = store::with_reference(tx, details.buyer_id, &details.reference)?;
    let Some((other, sector)) = duplicate.filter(|(id, _)| before.is_none_or(|before| before.id != *id)) else {
        return into_result(field_errors);
    };
    field_errors.push(FieldError::new("/reference", ProblemCode::ReferenceTaken));
    let refusal = AppError::from_field_errors(field_errors);
    Err(if tx.scope().sees(sector) { refusal.with_existing_id(other.0) } else { refusal })
}

fn not_a_buyer(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<FieldError>> {
    match organisations::store::with_role(tx, id, OrganisationRole::Buyer) {
        Ok(_) => Ok(None),
        Err(error) if matches!(error.code, ProblemCode::UnknownOrganisation | ProblemCode::WrongRole) => {
            Ok(Some(FieldError::new("/buyer_id", error.code).with_detail(error.detail)))
        }
        Err(error) => Err(error),
    }
}

fn in_use_sector(
    tx: &mut WriteTx<'_>,
    before: &PublicContract,
    details: &PublicContractDetails,
) -> Result<Option<FieldError>> {
    if before.sector == details.sector || !store::has_assignments(tx, before.id)? {
        return Ok(None);
    }
    let detail = "Des personnes sont affectées à ce marché : son secteur ne peut plus changer.";
    Ok(Some(FieldError::new("/sector", ProblemCode::InUse).with_detail(detail)))
}

fn cut_start(
    tx: &mut WriteTx<'_>,
    before: &PublicContract,
    details: &PublicContractDetails,
) -> Result<Option<FieldError>> {
    let start = details.starts_on;
    if start <= before.starts_on {
        return Ok(None);
    }
    let orphaned = store::has_hours_before(tx, before.id, Month::of(start))?;
    Ok(orphaned.then(|| FieldError::new("/starts_on", ProblemCode::HoursWouldBeOrphaned)))
}

fn cut_end(
    tx: &mut WriteTx<'_>,
    before: &PublicContract,
    details: &PublicContractDetails,
) -> Result<Option<FieldError>> {
    let end = details.ends_on;
    if end >= before.ends_on {
        return Ok(None);
    }
    let orphaned = store::has_hours_after(tx, before.id, Month::of(end))?;
    Ok(orphaned.then(|| FieldError::new("/ends_on", ProblemCode::HoursWouldBeOrphaned)))
}
