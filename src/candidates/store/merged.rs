//! Records that were merged into others: their ids lead to the person, for those who could see the record.

use diesel::prelude::*;

use super::visible::visible;
use crate::access::{Owner, Tx};
use crate::db::schema::{candidates as table, merged_candidates as merged};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{CandidateId, OrganisationId, Sectors};

/// The record into which the record of this id was merged, if the caller could see the one that went and sees the one that
/// stays.
fn kept_in_place_of(tx: &mut Tx<'_>, id: CandidateId) -> Result<Option<CandidateId>> {
    type Row = (CandidateId, Option<OrganisationId>, Option<String>, String);
    let row: Option<Row> = merged::table
        .filter(merged::id.eq(id))
        .select((merged::kept_id, merged::owner_id, merged::owner_source, merged::sectors))
        .first(tx.conn())
        .optional()?;
    let Some((kept, owner_id, owner_source, sectors)) = row else { return Ok(None) };
    let scope = tx.scope();
    let is_owner = scope.owner() == Owner::stored(owner_id, owner_source);
    let sees = |sectors: Sectors| sectors.iter().any(|sector| scope.sees(sector));
    if !scope.is_officer() && !is_owner && !Sectors::parse(&sectors).is_ok_and(sees) {
        return Ok(None);
    }
    let seen = visible(scope).filter(table::id.eq(kept)).select(table::id);
    Ok(seen.first(tx.conn()).optional()?)
}

/// The refusal of an id that names no person whom the caller sees; with the id of the record that stays, if the one of this
/// id was merged into it.
pub(in crate::candidates) fn not_found(tx: &mut Tx<'_>, id: CandidateId) -> Result<AppError> {
    let refusal = AppError::new(ProblemCode::NotFound);
    Ok(match kept_in_place_of(tx, id)? {
        Some(kept) => refusal.with_existing_id(kept.0).with_detail(
            "Cette fiche a été fusionnée avec une autre de la même personne ; « existing_id » dit laquelle.",
        ),
        None => refusal,
    })
}
