//! Use cases of awards.

mod organisations;

use self::organisations::{buyer, holders};
use super::{AddedLot, Award, AwardedContract, AwardedLot, NewAward, NewBuyer};
use crate::access::{Caller, EditContracts, EditOrganisations, WriteTx};
use crate::contracts::{self, Lot, LotDetails, NewLot, NewPublicContract, PublicContract};
use crate::error::{AppError, FieldError, Result};
use crate::values::{ExpectedVersions, LotId, OrganisationId, PublicContractId};

/// Records a contract with its lots, and finds or records its buyer and the holders of its lots, in one transaction: a
/// refusal leaves nothing behind. Under the caller's idempotency key the same form, sent twice, records it once. One
/// organisation may be both.
///
/// The pointers of field errors are those of a contract, but `/buyer` and `/buyer_kind`, and of a lot `/holder`,
/// `/holder_kind` and `/co_holders`, for organisations are named.
///
/// # Errors
/// `forbidden` unless the caller has the rights of all these records; `missing` without the kind of an organisation that is
/// not recorded; those of the actions that record each of them.
pub fn create(caller: &Caller<EditContracts>, new: &NewAward) -> Result<Award> {
    caller.with_right::<EditOrganisations>()?;
    let today = caller.today();
    let outcome = caller.create(|tx| {
        let mut refused = Vec::new();
        let buyer_id = kept(buyer(tx, &new.buyer, &[]), "", &mut refused)?;
        let mut lots = Vec::new();
        for (index, lot) in new.lots.iter().enumerate() {
            lots.extend(kept(new_lot(tx, lot), &format!("/lots/{index}"), &mut refused)?);
        }
        let Some(details) = buyer_id.map(|id| new.contract.details(id)).filter(|_| refused.is_empty()) else {
            return Err(AppError::from_field_errors(refused));
        };
        let contract = contracts::actions::create_in(tx, &NewPublicContract { details, lots }, today)?;
        Ok(Award { public_contract_id: contract.id })
    })?;
    outcome.value()
}

/// Changes a contract at one of the `expected` versions, and finds or records its buyer.
///
/// # Errors
/// `forbidden`, `not_found`, `precondition_failed`, and those of [`create`] for the contract.
pub fn change_contract(
    caller: &Caller<EditContracts>,
    id: PublicContractId,
    expected: &ExpectedVersions,
    named: &NewBuyer,
    contract: &AwardedContract,
) -> Result<PublicContract> {
    caller.with_right::<EditOrganisations>()?;
    let today = caller.today();
    caller.write(|tx| {
        let before = contracts::actions::show_in(tx, id, today)?;
        expected.require(before.version)?;
        let buyer_id = buyer(tx, named, &[before.buyer_id])?;
        contracts::actions::update_in(tx, id, expected, |_| Ok(contract.details(buyer_id)), today)
    })
}

/// Adds a lot to a contract, and finds or records its holders. Under the caller's idempotency key it is added once.
///
/// # Errors
/// `forbidden`, `not_found`, and those of [`create`] for the lot.
pub fn add_lot(caller: &Caller<EditContracts>, contract: PublicContractId, lot: &AwardedLot) -> Result<AddedLot> {
    caller.with_right::<EditOrganisations>()?;
    let today = caller.today();
    let outcome = caller.create(|tx| {
        contracts::actions::show_in(tx, contract, today)?;
        let new = new_lot(tx, lot)?;
        let added = contracts::lots::actions::create_in(tx, contract, &new, today)?;
        Ok(AddedLot { lot_id: added.id })
    })?;
    outcome.value()
}

/// Changes a lot at one of the `expected` versions, without its hours due, and finds or records its holders.
///
/// # Errors
/// `forbidden`, `not_found`, `precondition_failed`, and those of [`create`] for the lot.
pub fn change_lot(
    caller: &Caller<EditContracts>,
    id: LotId,
    expected: &ExpectedVersions,
    lot: &AwardedLot,
) -> Result<Lot> {
    caller.with_right::<EditOrganisations>()?;
    let today = caller.today();
    caller.write(|tx| {
        let before = contracts::lots::actions::show_in(tx, id, today)?;
        expected.require(before.version)?;
        let known: Vec<OrganisationId> = before.holder_id.into_iter().chain(before.co_holder_ids).collect();
        let details = details(tx, lot, &known)?;
        contracts::lots::actions::update_in(tx, id, expected, |_| Ok(details.clone()), today)
    })
}

fn new_lot(tx: &mut WriteTx<'_>, lot: &AwardedLot) -> Result<NewLot> {
    Ok(NewLot { details: details(tx, lot, &[])?, hours_due: lot.hours_due, computation: lot.computation })
}

fn details(tx: &mut WriteTx<'_>, lot: &AwardedLot, known: &[OrganisationId]) -> Result<LotDetails> {
    let (holder_id, co_holder_ids) = holders(tx, lot, known)?;
    let (number, title, penalty) = (lot.number.clone(), lot.title.clone(), lot.penalty);
    Ok(LotDetails { number, title, holder_id, co_holder_ids, penalty })
}

/// The result of a part, or its field errors among those of the other parts.
fn kept<T>(result: Result<T>, part: &str, refused: &mut Vec<FieldError>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.field_errors.is_empty() => Err(error),
        Err(error) => {
            refused.extend(error.field_errors.into_iter().map(|error| error.below(part)));
            Ok(None)
        }
    }
}
