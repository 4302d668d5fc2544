//! Use case of awards.

use super::{Award, NewAward};
use crate::access::{Caller, EditContracts, EditOrganisations, WriteTx};
use crate::contracts::{self, LotDetails, NewLot, NewPublicContract, PublicContractDetails};
use crate::error::{AppError, FieldError, Result};
use crate::organisations::{self, Contact, OrganisationDetails};
use crate::values::{BuyerKind, ClauseType, ContractStatus, EmployerKind, Name, OrganisationId};

/// Records a contract with its only lot, and finds or records its buyer and the employer that holds the lot, in one
/// transaction: a refusal leaves nothing behind. Under the caller's idempotency key the same form, sent twice, records it
/// once. One organisation may be both.
///
/// The pointers of field errors begin with `/buyer` or `/employer`; those of the contract are its own.
///
/// # Errors
/// `forbidden` unless the caller has the rights of all these records; those of the actions that record each of them.
pub fn create(caller: &Caller<EditContracts>, new: &NewAward) -> Result<Award> {
    caller.with_right::<EditOrganisations>()?;
    let today = caller.today();
    let outcome = caller.create(|tx| {
        let (buyer, employer) = (&new.buyer, &new.employer);
        let buyer_id = below("/buyer", organisation(tx, &buyer.0, Kinds { buyer: Some(buyer.1), employer: None }))?;
        let kinds = Kinds { buyer: None, employer: Some(employer.1) };
        let employer_id = below("/employer", organisation(tx, &employer.0, kinds))?;
        let contract = contracts::actions::create_in(tx, &contract(new, buyer_id, employer_id)?, today)?;
        Ok(Award { public_contract_id: contract.id })
    })?;
    outcome.value()
}

/// The kinds that an organisation needs.
#[derive(Debug, Clone, Copy)]
struct Kinds {
    buyer: Option<BuyerKind>,
    employer: Option<EmployerKind>,
}

/// The organisation of this name, with these kinds: it keeps those that it has and is given those that it lacks.
fn organisation(tx: &mut WriteTx<'_>, name: &Name, kinds: Kinds) -> Result<OrganisationId> {
    let lacks = |found: &organisations::Organisation| {
        (kinds.buyer.is_some() && found.buyer_kind.is_none())
            || (kinds.employer.is_some() && found.employer_kind.is_none())
    };
    // Of several with one name, one that lacks nothing.
    let found = organisations::actions::named_in(tx, name)?.into_iter().min_by_key(&lacks);
    let Some(found) = found else {
        let Kinds { buyer: buyer_kind, employer: employer_kind } = kinds;
        let (name, contact) = (name.clone(), Contact::default());
        let details =
            OrganisationDetails { name, siret: None, employer_kind, prescriber_kind: None, buyer_kind, contact };
        return organisations::actions::create_in(tx, &details).map(|created| created.id);
    };
    if lacks(&found) {
        organisations::actions::update_in(tx, found.id, &found.version.into(), |found| {
            let details = OrganisationDetails::of(found);
            let (buyer_kind, employer_kind) =
                (details.buyer_kind.or(kinds.buyer), details.employer_kind.or(kinds.employer));
            Ok(OrganisationDetails { buyer_kind, employer_kind, ..details })
        })?;
    }
    Ok(found.id)
}

fn contract(new: &NewAward, buyer_id: OrganisationId, holder_id: OrganisationId) -> Result<NewPublicContract> {
    let details = PublicContractDetails {
        reference: new.reference.clone(),
        title: new.title.clone(),
        buyer_id,
        sector: new.sector,
        clause_type: ClauseType::Execution,
        amount: None,
        cpv: None,
        notified_on: None,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        commune_code: None,
        follow_up_body: None,
        status: ContractStatus::Open,
    };
    let number = Name::parse("1").map_err(|invalid| AppError::new(invalid.code))?;
    let co_holder_ids = Vec::new();
    let lot = LotDetails { number, title: None, holder_id: Some(holder_id), co_holder_ids, penalty: None };
    Ok(NewPublicContract { details, lots: vec![NewLot { details: lot, hours_due: Some(new.hours_due) }] })
}

/// The result of a part; its errors stand at the part.
fn below<T>(part: &str, result: Result<T>) -> Result<T> {
    result.map_err(|error| {
        let field_errors = error.field_errors.into_iter();
        let field_errors = field_errors.map(|error| FieldError { pointer: part.to_owned(), ..error }).collect();
        AppError { field_errors, ..error }
    })
}
