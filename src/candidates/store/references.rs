//! The references of people: in the record that its owner made, beside those of others in a table of their own, and of
//! records that were merged into others.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::{Owner, Tx, WriteTx, owned_by};
use crate::db::schema::{candidate_references as own, candidates as table, merged_references as merged};
use crate::error::Result;
use crate::values::{CandidateId, Name};

/// The person whom the owner's reference names.
fn named(tx: &mut Tx<'_>, owner: &Owner, reference: &str) -> Result<Option<CandidateId>> {
    let recorded = table::table.filter(table::external_ref.eq(reference)).select(table::id).into_boxed();
    let recorded = owned_by!(recorded, table, owner.clone()).first(tx.conn()).optional()?;
    if recorded.is_some() {
        return Ok(recorded);
    }
    let of_others = own::table.filter(own::external_ref.eq(reference)).select(own::candidate_id).into_boxed();
    let of_others = owned_by!(of_others, own, owner.clone()).first(tx.conn()).optional()?;
    if of_others.is_some() {
        return Ok(of_others);
    }
    let of_merged = merged::table.filter(merged::external_ref.eq(reference)).select(merged::candidate_id).into_boxed();
    Ok(owned_by!(of_merged, merged, owner.clone()).first(tx.conn()).optional()?)
}

/// The person whom the owner's reference names. Locks the reference until the transaction ends: it stands in one of
/// several tables, and no constraint covers all of them.
pub(in crate::candidates) fn lock_named(
    tx: &mut WriteTx<'_>,
    owner: &Owner,
    reference: &Name,
) -> Result<Option<CandidateId>> {
    tx.lock_name(&format!("candidate {owner:?} {reference}"))?;
    named(tx, owner, reference.as_str())
}

/// The people with this reference: those of a partner are its own, officers find those of every owner.
pub(super) fn bearing(tx: &mut Tx<'_>, reference: &str) -> Result<Vec<CandidateId>> {
    if let Some(owner) = tx.scope().own_namespace() {
        return Ok(named(tx, &owner, reference)?.into_iter().collect());
    }
    let mut query = table::table.filter(table::external_ref.eq(reference)).select(table::id).into_boxed();
    let mut of_merged =
        merged::table.filter(merged::external_ref.eq(reference)).select(merged::candidate_id).into_boxed();
    if tx.scope().organisation.is_some() {
        query = owned_by!(query, table, tx.scope().owner());
        of_merged = owned_by!(of_merged, merged, tx.scope().owner());
    }
    let mut people: Vec<CandidateId> = query.load(tx.conn())?;
    people.extend(of_merged.load::<CandidateId>(tx.conn())?);
    Ok(people)
}

/// What a partner calls those of these people whom others recorded. No query for officers.
pub(super) fn of_others(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, Name>> {
    let Some(owner) = tx.scope().own_namespace() else { return Ok(HashMap::new()) };
    let query = own::table.filter(own::candidate_id.eq_any(ids)).select((own::candidate_id, own::external_ref));
    let rows: Vec<(CandidateId, Name)> = owned_by!(query.into_boxed(), own, owner).load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// Gives a person whom others recorded the caller's reference, or takes it away.
pub(in crate::candidates) fn set_of_others(
    tx: &mut WriteTx<'_>,
    id: CandidateId,
    reference: Option<&Name>,
) -> Result<()> {
    let owner = tx.scope().owner();
    let query = own::table.filter(own::candidate_id.eq(id)).select(own::id).into_boxed();
    let row: Option<i64> = owned_by!(query, own, owner.clone()).first(tx.conn()).optional()?;
    match (row, reference) {
        (Some(row), Some(reference)) => {
            diesel::update(own::table.find(row)).set(own::external_ref.eq(reference)).execute(tx.conn())?;
        }
        (Some(row), None) => {
            diesel::delete(own::table.find(row)).execute(tx.conn())?;
        }
        (None, Some(reference)) => {
            let owned = (own::owner_id.eq(owner.organisation()), own::owner_source.eq(owner.source()));
            let named = (own::candidate_id.eq(id), own::external_ref.eq(reference));
            diesel::insert_into(own::table).values((named, owned)).execute(tx.conn())?;
        }
        (None, None) => {}
    }
    Ok(())
}
