//! Use case: the bilan of a year.

use chrono::NaiveDate;

use super::{Bilan, rules, store};
use crate::access::{Caller, ReadBilans};
use crate::audit_chain::{self, AuditHead};
use crate::db::DataVersion;
use crate::disclosure;
use crate::error::{AppError, ProblemCode, Result};
use crate::totals::{self, Counted, Dimension, Question, Reach, Statuses};
use crate::values::{Month, Role};

/// The bilan of a year, from one state of the database.
///
/// # Errors
/// `invalid_year`, `query_not_allowed`.
pub fn bilan(caller: &Caller<ReadBilans>, year: i32, reach: Reach) -> Result<Bilan> {
    bilan_at(caller, year, reach, caller.today(), audit_head(caller)?).map(|(_, bilan)| bilan)
}

/// Checks that the role may read the bilan. Dashboards read only that of the PLIE's people: its difference from
/// everyone's could be a few people.
///
/// # Errors
/// `query_not_allowed`.
pub fn admit(role: Role, reach: Reach) -> Result<()> {
    let is_allowed = role != Role::Dashboard || reach == Reach::Plie;
    let detail = "Un tableau de bord ne lit que le bilan des personnes que le PLIE accompagne : demandez scope=plie.";
    if is_allowed { Ok(()) } else { Err(AppError::new(ProblemCode::QueryNotAllowed).with_detail(detail)) }
}

/// The current head of the audit chain.
///
/// # Errors
/// `unavailable`.
pub fn audit_head(caller: &Caller<ReadBilans>) -> Result<Option<AuditHead>> {
    audit_chain::head(caller)
}

/// Like [`bilan`], as of a day and with a given head of the audit chain; also returns the data version.
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
    let invalid_year = || AppError::new(ProblemCode::InvalidYear);
    let question = Question {
        from: Month::new(year, 1).ok_or_else(invalid_year)?,
        to: Month::new(year, 12).ok_or_else(invalid_year)?,
        group_by: vec![Dimension::Sector, Dimension::ContractType],
        reach,
        statuses: Statuses::Validated,
        counted: Counted::Yes,
        filters: Vec::new(),
    };
    let (version, facts, closed) = caller
        .snapshot(|tx| Ok((tx.data_version()?, store::load(tx, &question)?, totals::closed_months(tx, &question)?)))?;
    let months = totals::month_states(&question, &caller.scope().sectors, &closed);
    let provisional = months.iter().any(|month| !month.closed);
    let tables = rules::tables(&facts);
    let (tables, findings, counts_rounded_to) = if caller.scope().role == Role::Dashboard {
        (rules::given(tables), Vec::new(), Some(disclosure::BASE))
    } else {
        (tables, rules::findings(&facts), None)
    };
    let scope = if reach == Reach::Plie { "plie" } else { "all" };
    let bilan = Bilan { year, scope, as_of, audit_head, months, provisional, tables, counts_rounded_to, findings };
    Ok((version, bilan))
}
