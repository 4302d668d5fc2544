//! The snapshot that a row of hours holds beside its figures. The raw side writes the same rows as the service: one
//! constant snapshot would find every index page in the cache.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use clauses::db::RawQuery;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

use super::cells::{Cell, Cells};
use super::database::open;

type Columns = (
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    Text,
    Text,
    Text,
    Nullable<Text>,
    Text,
    Text,
    Nullable<Integer>,
    Nullable<Text>,
    Nullable<BigInt>,
    Bool,
    Bool,
    Bool,
    Bool,
);

/// The snapshot of the rows of one employment on one lot.
#[derive(Queryable)]
pub struct Snapshot {
    employment: i64,
    lot: i64,
    pub candidate: i64,
    pub employer: i64,
    pub public_contract: i64,
    pub sector: String,
    pub contract_type: String,
    pub modality: String,
    pub prescriber_kind: Option<String>,
    pub sex: String,
    pub age_bracket: String,
    pub qualification_level: Option<i32>,
    pub commune: Option<String>,
    pub neighbourhood: Option<i64>,
    pub qpv_legal: bool,
    pub rsa: bool,
    pub in_plie: bool,
    pub counted: bool,
}

/// Snapshots by employment and lot.
#[derive(Clone)]
pub struct Snapshots(Arc<HashMap<(i64, i64), Snapshot>>);

impl Snapshots {
    /// Reads those of the cells' employments, each from one of the rows recorded before.
    pub fn of(url: &str, cells: &Cells) -> Result<Self> {
        let mut snapshots = HashMap::new();
        let mut conn = open(url)?;
        let employments = cells.employments();
        for some in employments.chunks(5_000) {
            let mut sql: RawQuery<Columns> = RawQuery::default();
            sql.push(
                "SELECT employment_id, lot_id, candidate_id, employer_id, public_contract_id, sector, contract_type, \
                 modality, prescriber_kind, sex, age_bracket, qualification_level, commune_code, neighbourhood_id, \
                 qpv_legal, rsa, in_plie, counted FROM hours WHERE id IN (SELECT MIN(id) FROM hours WHERE employment_id IN (",
            );
            sql.push(some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
            sql.push(") GROUP BY employment_id, lot_id)");
            let rows: Vec<Snapshot> = sql.load(&mut conn)?;
            snapshots.extend(rows.into_iter().map(|row| ((row.employment, row.lot), row)));
        }
        Ok(Self(Arc::new(snapshots)))
    }

    /// The snapshots of these cells, in their order.
    pub fn get(&self, cells: &[Cell]) -> Result<Vec<&Snapshot>> {
        let of = |(employment, lot, _): &Cell| {
            self.0.get(&(*employment, *lot)).ok_or_else(|| anyhow::anyhow!("no hours of employment {employment} yet"))
        };
        cells.iter().map(of).collect()
    }
}
