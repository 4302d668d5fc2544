//! Everything dated that is known of people, and the lots, in one query: single rows of many tables, which all say of
//! something or somebody that it was so from one day to another.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};

use super::distinct;
use crate::access::WriteTx;
use crate::db::{Fragment, Keys};
use crate::error::{AppError, Result};
use crate::hours::copied::{Employed, Person, Work};
use crate::units::{
    CandidateId, CommuneCode, ContractType, CriterionCode, EmploymentId, LotId, NeighbourhoodId, NeighbourhoodStatus,
    OrganisationId, Period, PublicContractId, Sector, Unfit,
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
/// Said of a lot: its contract and the contract's sector.
const LOT: i32 = 8;

/// Of what kind, of whom, from when, until when, a code, where, and by which row.
type Columns = (Integer, BigInt, Nullable<Date>, Nullable<Date>, Nullable<Text>, Nullable<BigInt>, Nullable<BigInt>);
type Row = (i32, i64, Option<NaiveDate>, Option<NaiveDate>, Option<String>, Option<i64>, Option<i64>);

/// What is found besides what people are told of themselves.
#[derive(Default)]
pub(super) struct Found {
    /// All employments of these people.
    pub employments: HashMap<EmploymentId, Employed>,
    /// The lots of the sectors in sight.
    pub lots: HashMap<LotId, Work>,
    /// The neighbourhoods' periods on the legal list.
    pub legal_qpv: HashMap<NeighbourhoodId, Vec<Period>>,
}

/// Adds addresses, RSA, PLIE periods, windows, employments and the first assignment to people; finds their employments,
/// the lots asked about, and when the neighbourhoods that people lived in were on the legal list.
pub(super) fn complete(
    tx: &mut WriteTx<'_>,
    people: &mut HashMap<CandidateId, Person>,
    lots: &[LotId],
    sight: &[Sector],
) -> Result<Found> {
    let rows: Vec<Row> = everything(&distinct(people.keys().copied()), lots, sight).load(tx.conn())?;
    let mut found = Found::default();
    for row in rows {
        match row {
            (LEGAL_QPV, neighbourhood, Some(from), to, ..) => {
                found.legal_qpv.entry(NeighbourhoodId(neighbourhood)).or_default().push(Period { from, to });
            }
            (LOT, lot, _, _, Some(sector), Some(contract), _) => {
                let sector = Sector::parse(&sector).map_err(misread)?;
                found.lots.insert(LotId(lot), Work { public_contract: PublicContractId(contract), sector });
            }
            row => {
                let person = people.get_mut(&CandidateId(row.1));
                person.map_or(Ok(()), |person| tell(person, &mut found, row))?;
            }
        }
    }
    Ok(found)
}

fn misread(unfit: Unfit) -> AppError {
    AppError::internal(anyhow::anyhow!("what hours depend on: {}", unfit.detail))
}

fn tell(person: &mut Person, found: &mut Found, (kind, whose, from, to, code, place, id): Row) -> Result<()> {
    let period = from.map(|from| Period { from, to });
    match (kind, period, code) {
        (ADDRESS, Some(period), Some(commune)) => {
            person.addresses.push((period, CommuneCode::stored(commune), place.map(NeighbourhoodId)));
        }
        (RSA, Some(period), _) => person.rsa.push(period),
        (PLIE, Some(period), _) => person.plie.push(period),
        (WINDOW, _, _) => person.windows.extend(to),
        (EMPLOYMENT, Some(period), Some(code)) => {
            let contract_type = ContractType::parse(&code).map_err(misread)?;
            person.employments.push((contract_type, period));
            if let (Some(employer), Some(id)) = (place.map(OrganisationId), id.map(EmploymentId)) {
                let candidate = CandidateId(whose);
                found.employments.insert(id, Employed { candidate, employer, contract_type, period });
            }
        }
        (FIRST_ASSIGNMENT, _, _) => person.first_assignment = from,
        _ => {}
    }
    Ok(())
}

/// The question. The branches differ in nothing but where they look.
fn everything(people: &[CandidateId], lots: &[LotId], sight: &[Sector]) -> Fragment<Columns> {
    let mut sql = Fragment::default();
    let mut ask = |before: String, after: &str| {
        sql.push(before);
        sql.bind_any_of(Keys::numbers(people.iter().copied()));
        sql.push(after);
    };
    let of_people = |kind: i32, columns: &str, table: &str| {
        format!("SELECT {kind}, candidate_id, {columns} FROM {table} WHERE candidate_id")
    };
    // The first branch says what the columns are.
    let of_address = "starts_on, ends_on, commune_code, neighbourhood_id, CAST(NULL AS BIGINT)";
    ask(of_people(ADDRESS, of_address, "addresses"), " UNION ALL ");
    let rsa = CriterionCode::Brsa;
    ask(
        of_people(RSA, "starts_on, ends_on, NULL, NULL, NULL", "eligibility_criteria"),
        &format!(" AND code = '{rsa}' UNION ALL "),
    );
    ask(of_people(PLIE, "starts_on, ends_on, NULL, NULL, NULL", "plie_periods"), " UNION ALL ");
    ask(of_people(WINDOW, "NULL, ends_on, NULL, NULL, NULL", "eligibility_windows"), " UNION ALL ");
    ask(of_people(EMPLOYMENT, "starts_on, ends_on, contract_type, employer_id, id", "employments"), " UNION ALL ");
    ask(
        format!(
            "SELECT {FIRST_ASSIGNMENT}, e.candidate_id, MIN(a.starts_on), NULL, NULL, NULL, NULL \
             FROM employments e JOIN assignments a ON a.employment_id = e.id WHERE e.candidate_id"
        ),
        " GROUP BY e.candidate_id UNION ALL ",
    );
    let qpv = NeighbourhoodStatus::Qpv;
    ask(
        format!(
            "SELECT {LEGAL_QPV}, neighbourhood_id, starts_on, ends_on, NULL, NULL, NULL FROM neighbourhood_statuses \
             WHERE status = '{qpv}' AND neighbourhood_id IN (SELECT neighbourhood_id FROM addresses WHERE candidate_id"
        ),
        ") UNION ALL ",
    );
    sql.push(format!(
        "SELECT {LOT}, lots.id, NULL, NULL, c.sector, c.id, NULL FROM lots \
         JOIN public_contracts c ON c.id = lots.public_contract_id WHERE lots.id"
    ));
    sql.bind_any_of(Keys::numbers(lots.iter().copied()));
    sql.push(" AND c.sector");
    sql.bind_any_of(Keys::texts(sight));
    sql
}
