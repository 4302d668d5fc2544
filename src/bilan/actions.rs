//! Making a bilan.

use chrono::NaiveDate;

use super::{Bilan, rules, store};
use crate::access::{Caller, ReadBilans};
use crate::audit_chain::{self, AuditHead};
use crate::db::DataVersion;
use crate::error::{AppError, ProblemCode, Result};
use crate::totals::{Counted, Dimension, Question, Reach, Statuses};
use crate::values::{Month, Role};

/// The bilan of a year, all from one state of the database.
///
/// # Errors
/// `invalid_year`, `query_not_allowed`.
pub fn bilan(caller: &Caller<ReadBilans>, year: i32, reach: Reach) -> Result<Bilan> {
    bilan_at(caller, year, reach, caller.today(), audit_head(caller)?).map(|(_, bilan)| bilan)
}

/// Whether somebody of the role may read such a bilan. Dashboards read that of the PLIE's people: what everyone's has more
/// than it could be a few people.
///
/// # Errors
/// `query_not_allowed`.
pub fn admit(role: Role, reach: Reach) -> Result<()> {
    let may = role != Role::Dashboard || reach == Reach::Plie;
    if may { Ok(()) } else { Err(ProblemCode::QueryNotAllowed.into()) }
}

/// The head of the audit trail for a bilan made now.
///
/// # Errors
/// `unavailable`.
pub fn audit_head(caller: &Caller<ReadBilans>) -> Result<Option<AuditHead>> {
    audit_chain::head(caller)
}

/// The same as of a day and with this head of the audit trail, and the version of the data that it is made of.
///
/// # Errors
/// Those of [`bilan`].
pub fn bilan_at(
    caller: &Caller<ReadBilans>,
    year: i32,
    reach: Reach,
    as_of: NaiveDate,
    audit_head: Option<AuditHead>,
) -> Result<(DataVersion, Bilan)> {
    admit(caller.scope().role, reach)?;
    let unknown = || AppError::new(ProblemCode::InvalidYear);
    let question = Question {
        from: Month::new(year, 1).ok_or_else(unknown)?,
        to: Month::new(year, 12).ok_or_else(unknown)?,
        group_by: vec![Dimension::Sector, Dimension::ContractType],
        reach,
        statuses: Statuses::Validated,
        counted: Counted::Yes,
        filters: Vec::new(),
    };
    let (version, facts) = caller.snapshot(|tx| Ok((tx.data_version()?, store::load(tx, &question)?)))?;
    let (tables, findings) = (rules::tables(&facts), rules::findings(&facts));
    let is_masked = caller.scope().role == Role::Dashboard;
    let (tables, findings) = if is_masked { rules::masked(tables, findings) } else { (tables, findings) };
    let bilan =
        Bilan { year, scope: if reach == Reach::Plie { "plie" } else { "all" }, as_of, audit_head, tables, findings };
    Ok((version, bilan))
}
