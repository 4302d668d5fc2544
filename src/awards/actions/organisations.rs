//! Finds the organisations of an award by their names, and records those that are not there yet.

use crate::access::WriteTx;
use crate::awards::{AwardedLot, NewBuyer};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::{self, Contact, Organisation, OrganisationDetails};
use crate::values::{BuyerKind, EmployerKind, Name, OrganisationId};

/// The buyer; of several of its name one of `known`. One that lacks a kind is given the one that is named.
///
/// # Errors
/// `missing` at `/buyer_kind` if it needs one.
pub(super) fn buyer(tx: &mut WriteTx<'_>, buyer: &NewBuyer, known: &[OrganisationId]) -> Result<OrganisationId> {
    let lacks = |found: &Organisation| found.buyer_kind.is_none();
    let kinds = Kinds { buyer: buyer.kind, employer: None };
    match found(tx, &buyer.name, known, lacks)? {
        Some(found) if !lacks(&found) => Ok(found.id),
        _ if buyer.kind.is_none() => Err(without_kind("/buyer_kind", &buyer.name, "comme acheteur")),
        Some(found) => below("/buyer", give(tx, &found, kinds)),
        None => below("/buyer", record(tx, &buyer.name, kinds)),
    }
}

/// The leader of a lot's holders, and the others; of several of one name one of `known`.
///
/// # Errors
/// `missing` at `/holder_kind` if one is not recorded and no kind is named.
pub(super) fn holders(
    tx: &mut WriteTx<'_>,
    lot: &AwardedLot,
    known: &[OrganisationId],
) -> Result<(Option<OrganisationId>, Vec<OrganisationId>)> {
    let mut of = |part, name| below_unless_kind(part, holder(tx, name, lot.holder_kind, known));
    let leader = lot.holder.as_ref().map(|name| of("/holder", name)).transpose()?;
    let others = lot.co_holders.iter().map(|name| of("/co_holders", name)).collect::<Result<_>>()?;
    Ok((leader, others))
}

fn holder(
    tx: &mut WriteTx<'_>,
    name: &Name,
    kind: Option<EmployerKind>,
    known: &[OrganisationId],
) -> Result<OrganisationId> {
    let lacks = |found: &Organisation| kind.is_some() && found.employer_kind.is_none();
    let kinds = Kinds { buyer: None, employer: kind };
    match found(tx, name, known, lacks)? {
        Some(found) if lacks(&found) => give(tx, &found, kinds),
        Some(found) => Ok(found.id),
        None if kind.is_none() => Err(without_kind(KIND, name, "")),
        None => record(tx, name, kinds),
    }
}

/// Where the kind of a holder stands.
const KIND: &str = "/holder_kind";

/// The kinds that an organisation needs.
#[derive(Debug, Clone, Copy)]
struct Kinds {
    buyer: Option<BuyerKind>,
    employer: Option<EmployerKind>,
}

/// The organisation of this name: of several one that is known, or else one that lacks nothing.
fn found(
    tx: &mut WriteTx<'_>,
    name: &Name,
    known: &[OrganisationId],
    lacks: impl Fn(&Organisation) -> bool,
) -> Result<Option<Organisation>> {
    let named = organisations::actions::named_in(tx, name)?.into_iter();
    Ok(named.min_by_key(|found| (!known.contains(&found.id), lacks(found))))
}

fn record(tx: &mut WriteTx<'_>, name: &Name, kinds: Kinds) -> Result<OrganisationId> {
    let Kinds { buyer: buyer_kind, employer: employer_kind } = kinds;
    let (name, contact) = (name.clone(), Contact::default());
    let details = OrganisationDetails { name, siret: None, employer_kind, prescriber_kind: None, buyer_kind, contact };
    organisations::actions::create_in(tx, &details).map(|created| created.id)
}

/// Gives an organisation the kinds that it lacks.
fn give(tx: &mut WriteTx<'_>, found: &Organisation, kinds: Kinds) -> Result<OrganisationId> {
    organisations::actions::update_in(tx, found.id, &found.version.into(), |found| {
        let details = OrganisationDetails::of(found);
        let (buyer_kind, employer_kind) =
            (details.buyer_kind.or(kinds.buyer), details.employer_kind.or(kinds.employer));
        Ok(OrganisationDetails { buyer_kind, employer_kind, ..details })
    })?;
    Ok(found.id)
}

fn without_kind(pointer: &str, name: &Name, as_what: &str) -> AppError {
    let detail =
        format!("« {name} » n’est pas encore enregistré {as_what} : choisissez sa nature, ou corrigez le nom.");
    FieldError::new(pointer, ProblemCode::Missing).with_detail(detail.replace("  ", " ")).into()
}

/// The result of a part; its errors stand at the part.
fn below<T>(part: &str, result: Result<T>) -> Result<T> {
    result.map_err(|error| {
        let field_errors = error.field_errors.into_iter();
        let field_errors = field_errors.map(|error| FieldError { pointer: part.to_owned(), ..error }).collect();
        AppError { field_errors, ..error }
    })
}

fn below_unless_kind<T>(part: &str, result: Result<T>) -> Result<T> {
    let is_about_kind = |error: &AppError| error.field_errors.iter().any(|error| error.pointer == KIND);
    match result {
        Err(error) if is_about_kind(&error) => Err(error),
        result => below(part, result),
    }
}
