//! Use case: the bilan of a year, or of a run of months.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::document::document;
use super::facts::Facts;
use super::model::{Bilan, BilanPeriod, MonthRun, PreviousPeriod, Table};
use super::remarks::{self, Remarks};
use super::{rules, store};
use crate::access::{Caller, Permission, ReadBilans, Tx};
use crate::audit_chain::{self, AuditHead};
use crate::contracts::progress;
use crate::db::DataVersion;
use crate::disclosure;
use crate::documents::{self, Form};
use crate::error::{AppError, ProblemCode, Result};
use crate::settings;
use crate::totals::{self, Counted, Dimension, MonthState, Question, Reach, Statuses};
use crate::values::{CandidateId, LotId, Period, Role, day_in_france};

/// The bilan of these months, from one state of the database.
///
/// # Errors
/// `query_not_allowed`.
pub fn bilan(caller: &Caller<ReadBilans>, run: MonthRun, reach: Reach) -> Result<Bilan> {
    bilan_at(caller, run, reach, caller.today(), audit_head(caller)?).map(|(_, bilan)| bilan)
}

/// The bilan as a document in this form.
///
/// # Errors
/// Those of [`bilan`].
pub fn bilan_in_form(caller: &Caller<ReadBilans>, run: MonthRun, reach: Reach, form: Form) -> Result<Vec<u8>> {
    let (version, bilan) = bilan_at(caller, run, reach, caller.today(), audit_head(caller)?)?;
    written(&bilan, version, form)
}

/// A bilan as a document in this form, with the version of the data that it is of.
///
/// # Errors
/// `internal` if a writer refuses it.
pub fn written(bilan: &Bilan, version: DataVersion, form: Form) -> Result<Vec<u8>> {
    documents::write(&document(bilan, version), form)
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

/// Refuses who does not see every sector, with this detail: a published bilan counts them all.
///
/// # Errors
/// `forbidden`.
pub(super) fn must_see_all<P: Permission>(caller: &Caller<P>, detail: &'static str) -> Result<()> {
    let is_allowed = caller.scope().sectors.is_all();
    is_allowed.then_some(()).ok_or_else(|| AppError::new(ProblemCode::Forbidden).with_detail(detail))
}

/// The current head of the audit chain.
///
/// # Errors
/// `unavailable`.
pub fn audit_head(caller: &Caller<ReadBilans>) -> Result<Option<AuditHead>> {
    audit_chain::head(caller)
}

/// The facts of a bilan, with the states of its months; those of a year before are loaded if all of its months are closed.
pub(super) struct Loaded {
    version: DataVersion,
    run: MonthRun,
    reach: Reach,
    facts: Facts,
    months: Vec<MonthState>,
    remarks: Option<Remarks>,
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
    let loaded = caller.snapshot(|tx| load(tx, run, reach))?;
    Ok((loaded.version, loaded.bilan(as_of, audit_head)))
}

/// Loads the facts, within a snapshot. Small counts are hidden over the tables of the report alone, so dashboards read
/// nothing else.
pub(super) fn load(tx: &mut Tx<'_>, run: MonthRun, reach: Reach) -> Result<Loaded> {
    let is_whole = tx.scope().role != Role::Dashboard;
    let question = question(run, reach);
    let version = tx.data_version()?;
    let facts = store::load(tx, &question, is_whole)?;
    let months = months(tx, &question)?;
    let remarks = if is_whole { Some(load_remarks(tx, &question, &facts)?) } else { None };
    let before = match run.a_year_before().filter(|_| is_whole) {
        Some(run) => Some((run, load_closed(tx, run, reach)?)),
        None => None,
    };
    Ok(Loaded { version, run, reach, facts, months, remarks, before })
}

/// What the remarks rest on, until the day of the bilan.
fn load_remarks(tx: &mut Tx<'_>, question: &Question, facts: &Facts) -> Result<Remarks> {
    let (from, today) = (question.from.first_day(), day_in_france(tx.now().and_utc()));
    let until = question.to.last_day().min(today);
    let days = Period { from, to: Some(until) };
    let assigned = store::remarks::assigned(tx, question, days)?;
    let ends: HashMap<LotId, NaiveDate> = store::remarks::lots_of(tx, days)?.into_iter().collect();
    let progress = progress::actions::of_lots(tx, &ends.keys().copied().collect::<Vec<_>>(), today)?;
    Ok(Remarks {
        hours: store::remarks::hours_there(tx, question)?,
        possible_duplicates: store::remarks::possible_duplicates(tx)?,
        altered: store::remarks::altered(tx, question)?,
        lots: progress.into_iter().filter_map(|(lot, progress)| Some((progress, *ends.get(&lot)?))).collect(),
        criteria: store::remarks::criteria_of(tx, &facts.assigned.iter().map(|one| one.candidate).collect())?,
        proof_months: settings::in_force(tx, until)?.window_months,
        until: Some(until),
        assigned,
    })
}

impl Loaded {
    /// The bilan as of a day.
    pub(super) fn bilan(self, as_of: NaiveDate, audit_head: Option<AuditHead>) -> Bilan {
        let (run, reach, facts) = (self.run, self.reach, &self.facts);
        let is_whole = facts.details.is_some();
        let (tables, findings, counts_rounded_to) = if is_whole {
            let before = self.before.as_ref().and_then(|(_, facts)| facts.as_ref());
            let mut findings = rules::findings(facts);
            findings.extend(self.remarks.iter().flat_map(|remarks| remarks::findings(facts, remarks, &self.months)));
            (whole_tables(facts, run, reach, before), findings, None)
        } else {
            (rules::given(rules::tables(facts)), Vec::new(), Some(disclosure::BASE))
        };
        let previous = |(run, facts): (MonthRun, Option<Facts>)| PreviousPeriod {
            from: run.from,
            to: run.to,
            closed: facts.is_some(),
        };
        Bilan {
            year: run.year(),
            period: is_whole.then_some(BilanPeriod { from: run.from, to: run.to }),
            previous: self.before.map(previous),
            scope: reach.as_str(),
            as_of,
            audit_head,
            provisional: self.months.iter().any(|month| !month.closed),
            months: self.months,
            tables,
            counts_rounded_to,
            findings,
        }
    }

    /// What each person adds to the figures.
    pub(super) fn amounts(&self) -> BTreeMap<CandidateId, rules::Amounts> {
        rules::amounts_by_person(&self.facts)
    }
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

pub(super) fn question(run: MonthRun, reach: Reach) -> Question {
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
