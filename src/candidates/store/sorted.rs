//! The people of a filter in the orders of lists.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::{Candidate, CandidateFilter};
use super::filtered::filtered;
use super::people::{CandidateRow, complete};
use super::visible::visible;
use crate::access::Tx;
use crate::db::CHUNK;
use crate::db::schema::{addresses, candidates as table, neighbourhoods};
use crate::error::Result;
use crate::values::{CandidateId, CommuneCode, Name, NeighbourhoodId};

/// An order that columns have. Names are sorted byte by byte: `name_folded` has no accents and no capitals, and the space
/// between words comes before all letters, so that this is the order of dictionaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::candidates) enum OfColumns {
    /// Last name, first name.
    Name,
    /// Date of birth.
    Birth,
}

/// A commune and, if it is known, a neighbourhood of it.
pub(in crate::candidates) type Home = (CommuneCode, Option<NeighbourhoodId>);

/// How many people pass the filter.
pub(in crate::candidates) fn count(tx: &mut Tx<'_>, filter: &CandidateFilter) -> Result<usize> {
    let Some(query) = filtered(tx, filter)? else { return Ok(0) };
    let count: i64 = query.select(count_star()).first(tx.conn())?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// The ids of the people that pass the filter, in this order: at most `most` after the first `skipped`.
pub(in crate::candidates) fn ids(
    tx: &mut Tx<'_>,
    filter: &CandidateFilter,
    (order, is_descending): (OfColumns, bool),
    (skipped, most): (usize, usize),
) -> Result<Vec<CandidateId>> {
    let Some(query) = filtered(tx, filter)? else { return Ok(Vec::new()) };
    let query = match (order, is_descending) {
        (OfColumns::Name, false) => query.order((table::name_folded, table::birth_date, table::id)),
        (OfColumns::Name, true) => query.order((table::name_folded.desc(), table::birth_date.desc(), table::id.desc())),
        (OfColumns::Birth, false) => query.order((table::birth_date, table::id)),
        (OfColumns::Birth, true) => query.order((table::birth_date.desc(), table::id.desc())),
    };
    let number = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    Ok(query.offset(number(skipped)).limit(number(most)).select(table::id).load(tx.conn())?)
}

/// The references of the people that pass the filter, of those who have one.
pub(in crate::candidates) fn references(
    tx: &mut Tx<'_>,
    filter: &CandidateFilter,
) -> Result<HashMap<CandidateId, String>> {
    let Some(query) = filtered(tx, filter)? else { return Ok(HashMap::new()) };
    let query = query.filter(table::external_ref.is_not_null());
    let rows: Vec<(CandidateId, String)> =
        query.select((table::id, table::external_ref.assume_not_null())).load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// Where people live: each place once, and for everybody with an address the index of the last one's place.
pub(in crate::candidates) fn homes(tx: &mut Tx<'_>) -> Result<(Vec<Home>, HashMap<CandidateId, usize>)> {
    let rows: Vec<(CandidateId, Home)> = addresses::table
        .order((addresses::candidate_id, addresses::starts_on))
        .select((addresses::candidate_id, (addresses::commune_code, addresses::neighbourhood_id)))
        .load(tx.conn())?;
    let mut known: HashMap<Home, usize> = HashMap::new();
    let index = |(person, home): (CandidateId, Home)| {
        let next = known.len();
        (person, *known.entry(home).or_insert(next))
    };
    // In this order a later address replaces an earlier one.
    let of_people = rows.into_iter().map(index).collect();
    let mut homes: Vec<(Home, usize)> = known.into_iter().collect();
    homes.sort_unstable_by_key(|(_, index)| *index);
    Ok((homes.into_iter().map(|(home, _)| home).collect(), of_people))
}

/// The names of all neighbourhoods.
pub(in crate::candidates) fn neighbourhood_names(tx: &mut Tx<'_>) -> Result<HashMap<NeighbourhoodId, Name>> {
    let rows: Vec<(NeighbourhoodId, Name)> =
        neighbourhoods::table.select((neighbourhoods::id, neighbourhoods::name)).load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// The people with these ids, in their order.
pub(in crate::candidates) fn by_ids(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<Vec<Candidate>> {
    let mut people = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<CandidateRow> = visible(tx.scope()).filter(table::id.eq_any(chunk)).load(tx.conn())?;
        let found = complete(tx, rows)?.into_iter().map(|person| (person.id, person));
        let mut found: HashMap<CandidateId, Candidate> = found.collect();
        people.extend(chunk.iter().filter_map(|id| found.remove(id)));
    }
    Ok(people)
}
