//! Making a bilan.

use super::{Bilan, rules, store};
use crate::access::{Caller, ReadBilans};
use crate::error::{AppError, Result, Situation};
use crate::totals::{Counted, Question, Reach, Statuses};
use crate::units::Month;

/// The bilan of a year, all from one state of the database.
///
/// # Errors
/// `invalid_year`.
pub fn bilan(caller: &Caller<ReadBilans>, year: i32, reach: Reach) -> Result<Bilan> {
    let unknown = || AppError::new(Situation::InvalidYear);
    let question = Question {
        from: Month::new(year, 1).ok_or_else(unknown)?,
        to: Month::new(year, 12).ok_or_else(unknown)?,
        group_by: Vec::new(),
        reach,
        statuses: Statuses::Validated,
        counted: Counted::Yes,
        filters: Vec::new(),
    };
    let facts = caller.snapshot(|tx| store::load(tx, &question))?;
    Ok(Bilan {
        year,
        scope: if reach == Reach::Plie { "plie" } else { "all" },
        as_of: caller.today(),
        tables: rules::tables(&facts),
        findings: rules::findings(&facts),
    })
}
