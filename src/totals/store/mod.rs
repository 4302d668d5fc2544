//! Queries of totals: one statement over the snapshot columns of hours gives rows, whole, labels, closed months and
//! data version from one state of the database, in one round trip.

mod conditions;
mod statement;

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::model::{RowKey, Sums};
use super::{Dimension, Question};
use crate::access::Tx;
use crate::db::DataVersion;
use crate::db::schema::months;
use crate::error::{AppError, Result};
use crate::values::{CandidateId, ClosureState, Hours, Month, Sector};

/// Labels by id, for each dimension whose values are ids.
pub(super) type Labels = HashMap<Dimension, HashMap<String, String>>;

/// The query's result.
#[derive(Debug, Default)]
pub(super) struct TotalsData {
    /// The sums of all selected hours.
    pub whole: Sums,
    /// Their sums by the question's dimensions.
    pub rows: Vec<(RowKey, Sums)>,
    pub labels: Labels,
    /// The listed neighbourhoods by id, in the order of the list; empty if the question is not about them.
    pub neighbourhoods: Vec<(i64, String)>,
    /// The closed months of the period, in the caller's sectors.
    pub closed: BTreeSet<(Month, Sector)>,
    /// The sums of each year that may be given people by.
    pub years: HashMap<String, Sums>,
    /// The hours of a full-time equivalent: the setting in force at the end of the period.
    pub divisor: Option<Hours>,
    /// The setting in force at the end of each year, of a question by year about several.
    pub divisors: HashMap<String, Hours>,
    /// The version of the data.
    pub version: Option<DataVersion>,
}

/// Runs the question's query over the caller's sectors.
pub(super) fn load(tx: &mut Tx<'_>, question: &Question) -> Result<TotalsData> {
    let sectors = tx.scope().visible_sectors();
    let lines: Vec<statement::Line> = statement::answer(question, &sectors).load(tx.conn())?;
    let mut data = TotalsData::default();
    for line in lines {
        data.add(question, line)
            .ok_or_else(|| AppError::internal(anyhow::anyhow!("totals: a line of unknown kind")))?;
    }
    data.neighbourhoods.sort_unstable();
    Ok(data)
}

impl TotalsData {
    /// Adds one line by its kind; none if it cannot be read.
    fn add(
        &mut self,
        question: &Question,
        (kind, one, two, three, four, number, people, employments): statement::Line,
    ) -> Option<()> {
        let count = |number: i64| usize::try_from(number).ok();
        let (people, employments) = (count(people)?, count(employments)?);
        let sums = Sums { hours: Hours::from_hundredths(number), people, employments };
        match kind.as_str() {
            statement::WHOLE => self.whole = sums,
            statement::ROW => {
                let mut keys = vec![one, two, three, four];
                keys.truncate(question.group_by.len());
                self.rows.push((keys, sums));
            }
            statement::LABEL => {
                let dimension = Dimension::parse(&one?).ok()?;
                self.labels.entry(dimension).or_default().insert(number.to_string(), two?);
            }
            statement::NEIGHBOURHOOD => self.neighbourhoods.push((number, one?)),
            statement::CLOSED => {
                let month = Month::from_number(i32::try_from(number).ok()?)?;
                self.closed.insert((month, Sector::parse(&one?).ok()?));
            }
            statement::YEAR => drop(self.years.insert(one?, sums)),
            statement::DIVISOR => {
                let divisor = Hours::parse(&one?).ok()?;
                match two {
                    Some(year) => drop(self.divisors.insert(year, divisor)),
                    None => self.divisor = Some(divisor),
                }
            }
            statement::VERSION => self.version = Some(DataVersion(number)),
            _ => return None,
        }
        Some(())
    }
}

/// The closed months of the question's period, in the caller's sectors.
///
/// # Errors
/// `unavailable`.
pub fn closed_months(tx: &mut Tx<'_>, question: &Question) -> Result<BTreeSet<(Month, Sector)>> {
    let closed = months::table.filter(months::state.eq(ClosureState::Closed));
    let closed: Vec<(Month, Sector)> = closed
        .filter(months::month.between(question.from, question.to))
        .filter(months::sector.eq_any(tx.scope().visible_sectors()))
        .select((months::month, months::sector))
        .load(tx.conn())?;
    Ok(closed.into_iter().collect())
}

/// The selected hours of each person by the question's dimensions, in the caller's sectors.
///
/// # Errors
/// `unavailable`.
pub fn by_person(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<(RowKey, CandidateId, Hours)>> {
    let sectors = tx.scope().visible_sectors();
    let lines: Vec<statement::PersonLine> = statement::by_person(question, &sectors).load(tx.conn())?;
    let parse = |(one, two, three, four, person, hours): statement::PersonLine| {
        let mut keys = vec![one, two, three, four];
        keys.truncate(question.group_by.len());
        (keys, CandidateId(person), Hours::from_hundredths(hours))
    };
    Ok(lines.into_iter().map(parse).collect())
}
