//! Use case: the bilan of a year, or of a run of months.

use chrono::NaiveDate;

use super::facts::Facts;
use super::model::{Bilan, BilanPeriod, MonthRun, PreviousPeriod, Table};
use super::{rules, store};
use crate::access::{Caller, ReadBilans, Tx};
use crate::audit_chain::{self, AuditHead};
use crate::db::DataVersion;
use crate::disclosure;
use crate::error::{AppError, ProblemCode, Result};
use crate::totals::{self, Counted, Dimension, MonthState, Question, Reach, Statuses};
use crate::values::Role;

/// The bilan of these months, from one state of the database.
///
/// # Errors
/// `query_not_allowed`.
pub fn bilan(caller: &Caller<ReadBilans>, run: MonthRun, reach: Reach) -> Result<Bilan> {
    bilan_at(caller, run, reach, caller.today(), audit_head(caller)?).map(|(_, bilan)| bilan)
}

/// Checks that the role may read the bilan. Dashboards read only that of the PLIE's people, of a calendar year: its
/// difference from everyone's or from that of other months could be a few people.
///
/// # Errors
/// `query_not_allowed`.
pub fn admit(role: Role, run: MonthRun, reach: Reach) -> Result<()> {
    let detail = match (run.year(), reach) {
        _ if role != Role::Dashboard => return Ok(()),
        (Some(_), Reach::Plie) => return Ok(()),
        (Some(_), Reach::All) => {
            "Un tableau de bord ne lit que le bilan des personnes que le PLIE accompagne : demandez scope=plie."
        }
        (None, _) => "Un tableau de bord ne lit que le bilan d’une année civile.",
    };
    Err(AppError::new(ProblemCode::QueryNotAllowed).with_detail(detail))
}

/// The current head of the audit chain.
///
/// # Errors
/// `unavailable`.
pub fn audit_head(caller: &Caller<ReadBilans>) -> Result<Option<AuditHead>> {
    audit_chain::head(caller)
}

/// The facts of a bilan, with the states of its months; those of a year before are loaded if all of its months are closed.
struct Loaded {
    version: DataVersion,
    facts: Facts,
    months: Vec<MonthState>,
    before: Option<(MonthRun, Option<Facts>)>,
}

/// Like [`bilan`], as of a day and with a given head of the audit chain; also returns the data version.
///
/// # Errors
/// Those of [`bilan`].
pub fn bilan_at(
    caller: &Caller<ReadBilans>,
    run: MonthRun,
    reach: Reach,
    as_of: NaiveDate,
    audit_head: Option<AuditHead>,
) -> Result<(DataVersion, Bilan)> {
    admit(caller.scope().role, run, reach)?;
    // Small counts are hidden over the tables of the report alone, so dashboards read nothing else.
    let is_whole = caller.scope().role != Role::Dashboard;
    let Loaded { version, facts, months, before } = caller.snapshot(|tx| load(tx, run, reach, is_whole))?;
    let (tables, findings, counts_rounded_to) = if is_whole {
        (
            whole_tables(&facts, run, reach, before.as_ref().and_then(|(_, facts)| facts.as_ref())),
            rules::findings(&facts),
            None,
        )
    } else {
        (rules::given(rules::tables(&facts)), Vec::new(), Some(disclosure::BASE))
    };
    let previous = |(run, facts): (MonthRun, Option<Facts>)| PreviousPeriod {
        from: run.from,
        to: run.to,
        closed: facts.is_some(),
    };
    let bilan = Bilan {
        year: run.year(),
        period: is_whole.then_some(BilanPeriod { from: run.from, to: run.to }),
        previous: before.map(previous),
        scope: if reach == Reach::Plie { "plie" } else { "all" },
        as_of,
        audit_head,
        provisional: months.iter().any(|month| !month.closed),
        months,
        tables,
        counts_rounded_to,
        findings,
    };
    Ok((version, bilan))
}

fn load(tx: &mut Tx<'_>, run: MonthRun, reach: Reach, is_whole: bool) -> Result<Loaded> {
    let question = question(run, reach);
    let version = tx.data_version()?;
    let facts = store::load(tx, &question, is_whole)?;
    let months = months(tx, &question)?;
    let before = match run.a_year_before().filter(|_| is_whole) {
        Some(run) => Some((run, load_closed(tx, run, reach)?)),
        None => None,
    };
    Ok(Loaded { version, facts, months, before })
}

/// The facts of months that are all closed.
fn load_closed(tx: &mut Tx<'_>, run: MonthRun, reach: Reach) -> Result<Option<Facts>> {
    let question = self::question(run, reach);
    let is_closed = months(tx, &question)?.iter().all(|month| month.closed);
    if is_closed { store::load(tx, &question, true).map(Some) } else { Ok(None) }
}

fn months(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<MonthState>> {
    let closed = totals::closed_months(tx, question)?;
    Ok(totals::month_states(question, &tx.scope().sectors, &closed))
}

fn question(run: MonthRun, reach: Reach) -> Question {
    Question {
        from: run.from,
        to: run.to,
        group_by: vec![Dimension::Sector, Dimension::ContractType],
        reach,
        statuses: Statuses::Validated,
        counted: Counted::Yes,
        filters: Vec::new(),
    }
}

/// The tables with what dashboards do not read.
fn whole_tables(facts: &Facts, run: MonthRun, reach: Reach, before: Option<&Facts>) -> Vec<Table> {
    let tables = rules::whole(facts);
    let tables = match before {
        Some(before) => rules::compared(tables, &rules::whole(before)),
        None => tables,
    };
    let tables = rules::with_rows(tables, run, reach);
    if run.year().is_none() { rules::of_months(tables) } else { tables }
}
