//! Queries of reference data. They are the same for every caller, whatever the sectors.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Commune, Neighbourhood, NeighbourhoodDetails, NeighbourhoodStanding};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{communes, neighbourhood_statuses as statuses, neighbourhoods};
use crate::error::Result;
use crate::values::{CommuneCode, Name, NeighbourhoodId, NeighbourhoodStatus, fold, french_order};

/// Every listed commune, by name.
pub fn communes(tx: &mut Tx<'_>) -> Result<Vec<Commune>> {
    let rows: Vec<(CommuneCode, Name)> = communes::table.select((communes::code, communes::name)).load(tx.conn())?;
    let mut listed: Vec<Commune> = rows.into_iter().map(|(code, name)| Commune { code, name }).collect();
    listed.sort_by_cached_key(|commune| (french_order(commune.name.as_str()), commune.code.clone()));
    Ok(listed)
}

/// Whether the commune is listed.
pub(super) fn has_commune(tx: &mut Tx<'_>, code: &CommuneCode) -> Result<bool> {
    let existing: Option<CommuneCode> =
        communes::table.find(code).select(communes::code).first(tx.conn()).optional()?;
    Ok(existing.is_some())
}

/// Inserts a commune.
pub(super) fn insert_commune(tx: &mut WriteTx<'_>, commune: &Commune) -> Result<()> {
    diesel::insert_into(communes::table)
        .values((
            communes::code.eq(&commune.code),
            communes::name.eq(&commune.name),
            communes::name_folded.eq(fold(commune.name.as_str())),
        ))
        .execute(tx.conn())?;
    Ok(())
}

type NeighbourhoodRow = (NeighbourhoodId, Name, CommuneCode, Option<Name>);

/// Every listed neighbourhood, in the order of the report, with its legal status in each period.
pub(super) fn neighbourhoods(tx: &mut Tx<'_>) -> Result<Vec<Neighbourhood>> {
    let rows: Vec<NeighbourhoodRow> = neighbourhoods::table
        .order(neighbourhoods::id)
        .select((neighbourhoods::id, neighbourhoods::name, neighbourhoods::commune_code, neighbourhoods::official_code))
        .load(tx.conn())?;
    let mut standings = standings(tx)?;
    let listed = rows.into_iter().map(|(id, name, commune_code, official_code)| Neighbourhood {
        id,
        name,
        commune_code,
        official_code,
        statuses: standings.remove(&id).unwrap_or_default(),
    });
    Ok(listed.collect())
}

fn standings(tx: &mut Tx<'_>) -> Result<HashMap<NeighbourhoodId, Vec<NeighbourhoodStanding>>> {
    let rows: Vec<(NeighbourhoodId, NeighbourhoodStatus, NaiveDate, Option<NaiveDate>)> = statuses::table
        .order(statuses::starts_on)
        .select((statuses::neighbourhood_id, statuses::status, statuses::starts_on, statuses::ends_on))
        .load(tx.conn())?;
    let mut standings: HashMap<_, Vec<_>> = HashMap::new();
    for (id, status, from, to) in rows {
        standings.entry(id).or_default().push(NeighbourhoodStanding { status, from, to });
    }
    Ok(standings)
}

/// Inserts a neighbourhood.
pub(super) fn insert_neighbourhood(tx: &mut WriteTx<'_>, details: &NeighbourhoodDetails) -> Result<NeighbourhoodId> {
    let id = diesel::insert_into(neighbourhoods::table)
        .values((
            neighbourhoods::name.eq(&details.name),
            neighbourhoods::name_folded.eq(fold(details.name.as_str())),
            neighbourhoods::commune_code.eq(&details.commune_code),
            neighbourhoods::official_code.eq(details.official_code.as_ref()),
        ))
        .returning(neighbourhoods::id)
        .get_result(tx.conn())?;
    for (status, period) in &details.statuses {
        diesel::insert_into(statuses::table)
            .values((
                statuses::neighbourhood_id.eq(id),
                statuses::status.eq(status),
                statuses::starts_on.eq(period.from),
                statuses::ends_on.eq(period.to),
            ))
            .execute(tx.conn())?;
    }
    Ok(id)
}

/// Finds a neighbourhood by name, ignoring accents, case and punctuation; returns it with its commune.
///
/// # Errors
/// `unavailable`.
pub fn neighbourhood_named(tx: &mut Tx<'_>, text: &str) -> Result<Option<(NeighbourhoodId, CommuneCode)>> {
    Ok(neighbourhoods::table
        .filter(neighbourhoods::name_folded.eq(fold(text)))
        .select((neighbourhoods::id, neighbourhoods::commune_code))
        .first(tx.conn())
        .optional()?)
}

/// Finds a neighbourhood by official code.
pub(super) fn with_official_code(tx: &mut Tx<'_>, code: &Name) -> Result<Option<NeighbourhoodId>> {
    Ok(neighbourhoods::table
        .filter(neighbourhoods::official_code.eq(code))
        .select(neighbourhoods::id)
        .first(tx.conn())
        .optional()?)
}
