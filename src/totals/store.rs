//! Totals in the database: one statement over copied columns for the rows, one for the whole.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::dimension::Join;
use super::model::{Keys, MOST_KEYS, Sums};
use super::{Counted, Dimension, Question, Reach, Statuses};
use crate::access::Tx;
use crate::db::Fragment;
use crate::db::schema::{lots, months, neighbourhoods, organisations, public_contracts};
use crate::error::Result;
use crate::units::{Hours, LotId, Month, NeighbourhoodId, OrganisationId, PublicContractId, Sector, fold};

type Columns = (Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>, BigInt, BigInt, BigInt);
type Row = (Option<String>, Option<String>, Option<String>, Option<String>, i64, i64, i64);

/// Adds up the hours that the question asks for, by these dimensions. Only sectors that the caller sees are looked at.
///
/// # Errors
/// `unavailable`.
pub fn sums(tx: &mut Tx<'_>, question: &Question, by: &[Dimension]) -> Result<Vec<(Keys, Sums)>> {
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<Row> = statement(question, by, &sectors).load(tx.conn())?;
    let shown = |(one, two, three, four, hours, people, employments): Row| {
        let mut keys = vec![one, two, three, four];
        keys.truncate(by.len());
        (keys, Sums { hours: Hours::from_hundredths(hours), people, employments })
    };
    Ok(rows.into_iter().map(shown).collect())
}

fn statement(question: &Question, by: &[Dimension], sectors: &[Sector]) -> Fragment<Columns> {
    let mut sql = Fragment::default();
    sql.push("SELECT ");
    for place in 0..MOST_KEYS {
        match by.get(place) {
            Some(dimension) => sql.push(format!("{} AS k{place}, ", dimension.sql())),
            None => sql.push("CAST(NULL AS TEXT), "),
        }
    }
    sql.push(
        "CAST(COALESCE(SUM(h.worked), 0) AS BIGINT), \
         COUNT(DISTINCT CASE WHEN h.worked > 0 THEN h.candidate_id END), \
         COUNT(DISTINCT CASE WHEN h.worked > 0 THEN h.employment_id END) FROM hours h",
    );
    joins(&mut sql, question, by);
    conditions(&mut sql, question, sectors);
    if !by.is_empty() {
        let places: Vec<String> = (1..=by.len()).map(|place| place.to_string()).collect();
        sql.push(format!(" GROUP BY {}", places.join(", ")));
    }
    sql
}

fn joins(sql: &mut Fragment<Columns>, question: &Question, by: &[Dimension]) {
    let asked = by.iter().chain(question.filters.iter().map(|(dimension, _)| dimension));
    let needed: BTreeSet<Join> = asked.flat_map(|dimension| dimension.joins().iter().copied()).collect();
    for join in needed {
        sql.push(match join {
            Join::Lot => " JOIN lots l ON l.id = h.lot_id",
            Join::PublicContract => " JOIN public_contracts c ON c.id = h.public_contract_id",
            Join::Buyer => " JOIN organisations b ON b.id = c.buyer_id",
            Join::Employer => " JOIN organisations e ON e.id = h.employer_id",
        });
    }
}

fn conditions(sql: &mut Fragment<Columns>, question: &Question, sectors: &[Sector]) {
    sql.push(" WHERE h.month >= ");
    sql.bind_integer(*question.from.number());
    sql.push(" AND h.month <= ");
    sql.bind_integer(*question.to.number());
    sql.push(" AND h.sector IN (");
    for (place, sector) in sectors.iter().enumerate() {
        sql.push(if place == 0 { "" } else { ", " });
        sql.bind_text(sector.as_str());
    }
    sql.push(if sectors.is_empty() { "NULL)" } else { ")" });
    sql.push(match question.statuses {
        Statuses::Validated => " AND h.status = 'validated'",
        Statuses::Submitted => " AND h.status = 'submitted'",
        Statuses::Any => " AND h.status IN ('submitted', 'validated')",
    });
    sql.push(match question.counted {
        Counted::Yes => " AND h.counted",
        Counted::No => " AND NOT h.counted",
        Counted::Any => "",
    });
    if question.reach == Reach::Plie {
        sql.push(" AND h.in_plie");
    }
    for (dimension, value) in &question.filters {
        sql.push(format!(" AND {} = ", dimension.sql()));
        sql.bind_text(value);
    }
}

/// The neighbourhood of this name, whatever its accents, case and dashes.
pub(super) fn neighbourhood_named(tx: &mut Tx<'_>, name: &str) -> Result<Option<NeighbourhoodId>> {
    let named = neighbourhoods::table.filter(neighbourhoods::name_folded.eq(fold(name)));
    Ok(named.select(neighbourhoods::id).first(tx.conn()).optional()?)
}

/// The listed neighbourhoods by id, in the order of the list.
pub(super) fn neighbourhood_names(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    let rows: Vec<(NeighbourhoodId, String)> = neighbourhoods::table
        .order(neighbourhoods::id)
        .select((neighbourhoods::id, neighbourhoods::name))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
}

/// The names of things by id, for a dimension whose values are ids.
pub(super) fn labels(tx: &mut Tx<'_>, dimension: Dimension, ids: &[i64]) -> Result<HashMap<String, String>> {
    let rows: Vec<(i64, String)> = match dimension {
        Dimension::PublicContract => {
            let ids: Vec<_> = ids.iter().copied().map(PublicContractId).collect();
            use public_contracts::{id, reference, table};
            table.filter(id.eq_any(ids)).select((id, reference)).load(tx.conn())?
        }
        Dimension::Lot => {
            let ids: Vec<_> = ids.iter().copied().map(LotId).collect();
            lots::table.filter(lots::id.eq_any(ids)).select((lots::id, lots::title)).load(tx.conn())?
        }
        _ => {
            let ids: Vec<_> = ids.iter().copied().map(OrganisationId).collect();
            use organisations::{id, name, table};
            table.filter(id.eq_any(ids)).select((id, name)).load(tx.conn())?
        }
    };
    Ok(rows.into_iter().map(|(id, label)| (id.to_string(), label)).collect())
}

/// The closed months of the period, in the sectors that the caller sees.
pub(super) fn closed_months(tx: &mut Tx<'_>, question: &Question) -> Result<BTreeSet<(Month, Sector)>> {
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<(Month, Sector)> = months::table
        .filter(months::month.between(question.from, question.to))
        .filter(months::sector.eq_any(sectors))
        .filter(months::state.eq("closed"))
        .select((months::month, months::sector))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}
