//! What a row of hours carries besides its figures, as the person's other rows have it: the raw side writes the same rows
//! as the service, not the same one again and again, which would find every index page in the cache.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use clauses::db::Fragment;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

use super::database::open;
use super::raw::{Cell, Cells};

type Columns = (
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

/// The values of one employment's rows.
#[derive(Queryable)]
pub struct Carried {
    employment: i64,
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

/// What the rows of each employment carry.
#[derive(Clone)]
pub struct Book(Arc<HashMap<i64, Carried>>);

impl Book {
    /// Reads what the rows of these cells' employments carry, of one row of each.
    pub fn of(url: &str, cells: &Cells) -> Result<Self> {
        let mut book = HashMap::new();
        let mut conn = open(url)?;
        let employments = cells.employments();
        for some in employments.chunks(5_000) {
            let mut sql: Fragment<Columns> = Fragment::default();
            sql.push(
                "SELECT employment_id, candidate_id, employer_id, public_contract_id, sector, contract_type, modality, \
                 prescriber_kind, sex, age_bracket, qualification_level, commune_code, neighbourhood_id, qpv_legal, rsa, \
                 in_plie, counted FROM hours WHERE id IN (SELECT MIN(id) FROM hours WHERE employment_id",
            );
            sql.bind_any_of(clauses::db::Keys::numbers(some.iter().copied()));
            sql.push(" GROUP BY employment_id)");
            let rows: Vec<Carried> = sql.load(&mut conn)?;
            book.extend(rows.into_iter().map(|carried| (carried.employment, carried)));
        }
        Ok(Self(Arc::new(book)))
    }

    /// What each of the cells' rows carries, in their order.
    pub fn read<'b>(&'b self, cells: &[Cell]) -> Result<Vec<&'b Carried>> {
        let of =
            |cell: &Cell| self.0.get(&cell.0).ok_or_else(|| anyhow::anyhow!("nothing known of employment {}", cell.0));
        cells.iter().map(of).collect()
    }
}
