//! Everything dated that is known of people, in one query: single rows of many tables, which all say of somebody that
//! something was so from one day to another.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};

use super::distinct;
use crate::access::WriteTx;
use crate::db::{Fragment, Keys};
use crate::error::{AppError, Result};
use crate::hours::copied::Person;
use crate::units::{
    CandidateId, CommuneCode, ContractType, CriterionCode, NeighbourhoodId, NeighbourhoodStatus, Period, Unfit,
};

/// What is said of somebody.
const ADDRESS: i32 = 1;
const RSA: i32 = 2;
const PLIE: i32 = 3;
const WINDOW: i32 = 4;
const EMPLOYMENT: i32 = 5;
const FIRST_ASSIGNMENT: i32 = 6;
/// Said of a neighbourhood: it is one of the legal list.
const LEGAL_QPV: i32 = 7;

/// Of what kind, of whom, from when, until when, a code, and where.
type Columns = (Integer, BigInt, Nullable<Date>, Nullable<Date>, Nullable<Text>, Nullable<BigInt>);
type Row = (i32, i64, Option<NaiveDate>, Option<NaiveDate>, Option<String>, Option<i64>);

/// The neighbourhoods' periods on the legal list.
type LegalQpv = HashMap<NeighbourhoodId, Vec<Period>>;

/// Adds addresses, RSA, PLIE periods, windows, employments and the first assignment to people; gives when the
/// neighbourhoods they lived in were on the legal list.
pub(super) fn complete(tx: &mut WriteTx<'_>, people: &mut HashMap<CandidateId, Person>) -> Result<LegalQpv> {
    let rows: Vec<Row> = everything(&distinct(people.keys().copied())).load(tx.conn())?;
    let mut legal_qpv = LegalQpv::new();
    for row in rows {
        if let (LEGAL_QPV, neighbourhood, Some(from), to, _, _) = row {
            legal_qpv.entry(NeighbourhoodId(neighbourhood)).or_default().push(Period { from, to });
        } else if let Some(person) = people.get_mut(&CandidateId(row.1)) {
            tell(person, row)?;
        }
    }
    Ok(legal_qpv)
}

fn tell(person: &mut Person, (kind, _, from, to, code, place): Row) -> Result<()> {
    let period = from.map(|from| Period { from, to });
    match (kind, period, code) {
        (ADDRESS, Some(period), Some(commune)) => {
            person.addresses.push((period, CommuneCode::stored(commune), place.map(NeighbourhoodId)));
        }
        (RSA, Some(period), _) => person.rsa.push(period),
        (PLIE, Some(period), _) => person.plie.push(period),
        (WINDOW, _, _) => person.windows.extend(to),
        (EMPLOYMENT, Some(period), Some(code)) => {
            let misread = |unfit: Unfit| AppError::internal(anyhow::anyhow!("employments: {}", unfit.detail));
            person.employments.push((ContractType::parse(&code).map_err(misread)?, period));
        }
        (FIRST_ASSIGNMENT, _, _) => person.first_assignment = from,
        _ => {}
    }
    Ok(())
}

/// The question. The branches differ in nothing but where they look.
fn everything(people: &[CandidateId]) -> Fragment<Columns> {
    let mut sql = Fragment::default();
    let mut ask = |before: String, after: &str| {
        sql.push(before);
        sql.bind_any_of(Keys::numbers(people.iter().copied()));
        sql.push(after);
    };
    let of_people = |kind: i32, columns: &str, table: &str| {
        format!("SELECT {kind}, candidate_id, {columns} FROM {table} WHERE candidate_id")
    };
    ask(of_people(ADDRESS, "starts_on, ends_on, commune_code, neighbourhood_id", "addresses"), " UNION ALL ");
    let rsa = CriterionCode::Brsa;
    ask(
        of_people(RSA, "starts_on, ends_on, NULL, NULL", "eligibility_criteria"),
        &format!(" AND code = '{rsa}' UNION ALL "),
    );
    ask(of_people(PLIE, "starts_on, ends_on, NULL, NULL", "plie_periods"), " UNION ALL ");
    ask(of_people(WINDOW, "NULL, ends_on, NULL, NULL", "eligibility_windows"), " UNION ALL ");
    ask(of_people(EMPLOYMENT, "starts_on, ends_on, contract_type, NULL", "employments"), " UNION ALL ");
    ask(
        format!(
            "SELECT {FIRST_ASSIGNMENT}, e.candidate_id, MIN(a.starts_on), NULL, NULL, NULL \
             FROM employments e JOIN assignments a ON a.employment_id = e.id WHERE e.candidate_id"
        ),
        " GROUP BY e.candidate_id UNION ALL ",
    );
    let qpv = NeighbourhoodStatus::Qpv;
    ask(
        format!(
            "SELECT {LEGAL_QPV}, neighbourhood_id, starts_on, ends_on, NULL, NULL FROM neighbourhood_statuses \
             WHERE status = '{qpv}' AND neighbourhood_id IN (SELECT neighbourhood_id FROM addresses WHERE candidate_id"
        ),
        ")",
    );
    sql
}
