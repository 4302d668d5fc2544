//! Queries of organisations. Every caller who may read organisations sees all of them.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::{Organisation, OrganisationDetails, OrganisationFilter, OrganisationRole};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{api_keys, merged_organisations as merged, organisations as table, users};
use crate::db::{InListMethods as _, KeyList};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{BuyerKind, Email, EmployerKind, Name, OrganisationId, Phone, PrescriberKind, Siret, fold};

#[derive(Queryable)]
struct OrganisationRow {
    id: OrganisationId,
    name: Name,
    _name_folded: String,
    siret: Option<Siret>,
    employer_kind: Option<EmployerKind>,
    prescriber_kind: Option<PrescriberKind>,
    buyer_kind: Option<BuyerKind>,
    contact_name: Option<Name>,
    contact_email: Option<Email>,
    contact_phone: Option<Phone>,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    _sender_name: Option<String>,
}

impl From<OrganisationRow> for Organisation {
    fn from(row: OrganisationRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            siret: row.siret,
            employer_kind: row.employer_kind,
            prescriber_kind: row.prescriber_kind,
            buyer_kind: row.buyer_kind,
            contact_name: row.contact_name,
            contact_email: row.contact_email,
            contact_phone: row.contact_phone,
            version: row.version,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        }
    }
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = table, treat_none_as_null = true, treat_none_as_default_value = false)]
struct OrganisationColumns<'a> {
    name: &'a Name,
    name_folded: String,
    siret: Option<&'a Siret>,
    employer_kind: Option<EmployerKind>,
    prescriber_kind: Option<PrescriberKind>,
    buyer_kind: Option<BuyerKind>,
    contact_name: Option<&'a Name>,
    contact_email: Option<&'a Email>,
    contact_phone: Option<&'a Phone>,
    version: i64,
    updated_at: NaiveDateTime,
}

impl<'a> OrganisationColumns<'a> {
    fn of(details: &'a OrganisationDetails, version: i64, now: NaiveDateTime) -> Self {
        Self {
            name: &details.name,
            name_folded: fold(details.name.as_str()),
            siret: details.siret.as_ref(),
            employer_kind: details.employer_kind,
            prescriber_kind: details.prescriber_kind,
            buyer_kind: details.buyer_kind,
            contact_name: details.contact.name.as_ref(),
            contact_email: details.contact.email.as_ref(),
            contact_phone: details.contact.phone.as_ref(),
            version,
            updated_at: now,
        }
    }
}

/// Inserts an organisation.
pub(super) fn insert(tx: &mut WriteTx<'_>, details: &OrganisationDetails) -> Result<OrganisationId> {
    let now = tx.now();
    let id = diesel::insert_into(table::table)
        .values((OrganisationColumns::of(details, 1, now), table::created_at.eq(now)))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Updates an organisation at the version `expected`.
///
/// # Errors
/// `precondition_failed` at another version.
pub(super) fn update(
    tx: &mut WriteTx<'_>,
    id: OrganisationId,
    expected: i64,
    details: &OrganisationDetails,
) -> Result<()> {
    let changes = OrganisationColumns::of(details, expected.saturating_add(1), tx.now());
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(expected)))
        .set(changes)
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// The name under which an organisation sends hours; none if it has neither keys nor accounts.
pub(super) fn sender_name(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<String>> {
    let keys = api_keys::table.filter(api_keys::organisation_id.eq(id));
    let people = users::table.filter(users::organisation_id.eq(id));
    let sends = diesel::select(exists(keys).or(exists(people))).get_result::<bool>(tx.conn())?;
    if !sends {
        return Ok(None);
    }
    let names = table::table.find(id).select((table::sender_name, table::name));
    let (sender, name): (Option<String>, String) = names.first(tx.conn())?;
    Ok(Some(sender.unwrap_or(name)))
}

/// Lets an organisation go on to send hours under a name.
pub(super) fn send_as(tx: &mut WriteTx<'_>, id: OrganisationId, name: &str) -> Result<()> {
    diesel::update(table::table.find(id)).set(table::sender_name.eq(name)).execute(tx.conn())?;
    Ok(())
}

/// One organisation.
///
/// # Errors
/// `not_found`.
pub(super) fn find(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
    let row: Option<OrganisationRow> = table::table.find(id).first(tx.conn()).optional()?;
    match row {
        Some(row) => Ok(row.into()),
        None => Err(not_found(tx, id)?),
    }
}

/// The refusal of an id that names no organisation; with the id of the record that stays, if the one of this id was merged into
/// it.
fn not_found(tx: &mut Tx<'_>, id: OrganisationId) -> Result<AppError> {
    let kept: Option<OrganisationId> =
        merged::table.filter(merged::id.eq(id)).select(merged::kept_id).first(tx.conn()).optional()?;
    let refusal = AppError::new(ProblemCode::NotFound);
    Ok(match kept {
        Some(kept) => refusal.with_existing_id(kept.0).with_detail(
            "Cette fiche a été fusionnée avec une autre de la même structure ; « existing_id » dit laquelle.",
        ),
        None => refusal,
    })
}

/// The organisation with this SIRET, if there is one.
pub(super) fn with_siret(tx: &mut Tx<'_>, siret: &Siret) -> Result<Option<OrganisationId>> {
    Ok(table::table.filter(table::siret.eq(siret)).select(table::id).first(tx.conn()).optional()?)
}

/// Organisations by id, after the id `after`.
pub(super) fn list(tx: &mut Tx<'_>, filter: &OrganisationFilter, after: i64, rows: i64) -> Result<Vec<Organisation>> {
    let mut query = table::table.filter(table::id.gt(after)).order(table::id).limit(rows).into_boxed();
    match filter.role {
        Some(OrganisationRole::Buyer) => query = query.filter(table::buyer_kind.is_not_null()),
        Some(OrganisationRole::Employer) => query = query.filter(table::employer_kind.is_not_null()),
        Some(OrganisationRole::Prescriber) => query = query.filter(table::prescriber_kind.is_not_null()),
        None => {}
    }
    if let Some(name) = &filter.name {
        let Some(pattern) = name.pattern() else { return Ok(Vec::new()) };
        query = query.filter(table::name_folded.like(pattern));
    }
    if let Some(siret) = &filter.siret {
        query = query.filter(table::siret.eq(siret));
    }
    let rows: Vec<OrganisationRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(Organisation::from).collect())
}

/// An organisation with this role.
///
/// # Errors
/// `unknown_organisation`, `wrong_role`.
pub(crate) fn with_role(tx: &mut Tx<'_>, id: OrganisationId, role: OrganisationRole) -> Result<Organisation> {
    let row: Option<OrganisationRow> = table::table.find(id).first(tx.conn()).optional()?;
    let organisation = row.map(Organisation::from).ok_or(AppError::new(ProblemCode::UnknownOrganisation))?;
    let has_role = match role {
        OrganisationRole::Buyer => organisation.buyer_kind.is_some(),
        OrganisationRole::Employer => organisation.employer_kind.is_some(),
        OrganisationRole::Prescriber => organisation.prescriber_kind.is_some(),
    };
    if has_role { Ok(organisation) } else { Err(ProblemCode::WrongRole.into()) }
}

/// The names of these organisations.
pub(crate) fn names(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = OrganisationId>,
) -> Result<HashMap<OrganisationId, Name>> {
    let rows: Vec<(OrganisationId, Name)> = table::table
        .filter(table::id.in_list(KeyList::numbers(ids)))
        .select((table::id, table::name))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}
