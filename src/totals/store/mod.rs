//! Totals in the database: one statement over copied columns gives the rows, the whole, and all that an answer says
//! beside them, of one and the same state and in one round trip.

mod conditions;
mod statement;

use std::collections::{BTreeSet, HashMap};

use super::model::{KeyList, RunningTotals};
use super::{Dimension, Question};
use crate::access::Tx;
use crate::db::DataVersion;
use crate::error::{AppError, Result};
use crate::values::{CandidateId, Hours, Month, Sector};

/// The names of things by id, for each dimension whose values are ids.
pub(super) type Labels = HashMap<Dimension, HashMap<String, String>>;

/// Everything that an answer is made of.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What all the hours together add up to.
    pub whole: RunningTotals,
    /// What they add up to by the dimensions asked for.
    pub rows: Vec<(KeyList, RunningTotals)>,
    /// What ids stand for.
    pub labels: Labels,
    /// The listed neighbourhoods by id, in the order of the list; none where the question is not about them.
    pub neighbourhoods: Vec<(i64, String)>,
    /// The closed months of the period, in the sectors that the caller sees.
    pub closed: BTreeSet<(Month, Sector)>,
    /// The hours of a full-time equivalent, as the setting in force at the end of the period says.
    pub divisor: Option<String>,
    /// The version of the data.
    pub version: Option<DataVersion>,
}

/// Asks the question. Only sectors that the caller sees are looked at.
pub(super) fn ask(tx: &mut Tx<'_>, question: &Question) -> Result<Found> {
    let sectors = tx.scope().visible_sectors();
    let lines: Vec<statement::Line> = statement::whole_answer(question, &sectors).load(tx.conn())?;
    let mut found = Found::default();
    for line in lines {
        found.take(question, line).ok_or_else(|| AppError::internal(anyhow::anyhow!("totals: a line is not known")))?;
    }
    found.neighbourhoods.sort_unstable();
    Ok(found)
}

impl Found {
    /// Sorts one line in, by what its first column says it is; nothing if it says nothing known.
    fn take(
        &mut self,
        question: &Question,
        (part, one, two, three, four, number, people, employments): statement::Line,
    ) -> Option<()> {
        let sums = RunningTotals { hours: Hours::from_hundredths(number), people, employments };
        match part.as_str() {
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
            statement::DIVISOR => self.divisor = one,
            statement::VERSION => self.version = Some(DataVersion(number)),
            _ => return None,
        }
        Some(())
    }
}

/// The hours of each person that the question asks for, by these dimensions. Only sectors that the caller sees are
/// looked at.
///
/// # Errors
/// `unavailable`.
pub fn by_person(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<(KeyList, CandidateId, Hours)>> {
    let sectors = tx.scope().visible_sectors();
    let lines: Vec<statement::PersonLine> = statement::by_person(question, &sectors).load(tx.conn())?;
    let read = |(one, two, three, four, person, hours): statement::PersonLine| {
        let mut keys = vec![one, two, three, four];
        keys.truncate(question.group_by.len());
        (keys, CandidateId(person), Hours::from_hundredths(hours))
    };
    Ok(lines.into_iter().map(read).collect())
}
