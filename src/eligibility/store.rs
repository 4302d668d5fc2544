//! The facts of eligibility in the database: a row for each person, which triggers on employments, assignments and windows
//! keep, so that lists of everybody need not look through all of these. A person is eligible in all sectors alike, so the
//! scope does not narrow them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::DecidingFacts;
use crate::access::Tx;
use crate::db::schema::candidate_facts as table;
use crate::error::Result;
use crate::values::CandidateId;

type Row = (CandidateId, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);

/// The columns of a [`Row`].
#[diesel::dsl::auto_type(no_type_alias)]
fn facts() -> _ {
    table::table.select((
        table::candidate_id,
        table::first_assigned_on,
        table::trained_until,
        table::cdi_since,
        table::window_until,
    ))
}

/// The facts of these people; one without any fact is absent.
///
/// # Errors
/// `unavailable`.
pub fn facts_of(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, DecidingFacts>> {
    let rows: Vec<Row> = facts().filter(table::candidate_id.eq_any(ids)).load(tx.conn())?;
    Ok(rows.into_iter().map(of_row).collect())
}

/// The facts of all people who have any.
///
/// # Errors
/// `unavailable`.
pub fn facts_of_everyone(tx: &mut Tx<'_>) -> Result<Vec<(CandidateId, DecidingFacts)>> {
    let rows: Vec<Row> = facts().load(tx.conn())?;
    Ok(rows.into_iter().map(of_row).collect())
}

fn of_row((id, first_assigned_on, trained_until, cdi_since, window_until): Row) -> (CandidateId, DecidingFacts) {
    (id, DecidingFacts { first_assigned_on, trained_until, cdi_since, window_until })
}
