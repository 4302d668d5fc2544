//! Use case: what an officer looks at first.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::model::ATTENTION_DAYS;
use super::{
    Attention, HoursRow, HoursRows, LotBehind, MonthHours, NamedFinding, Overview, RowsFilter, SectorOverview,
    WindowEnding, YearOverview, store,
};
use crate::access::{Caller, ReadContracts, ReadHours, ReadTotals, Tx};
use crate::audit_chain;
use crate::contracts::{ProgressStatus, progress};
use crate::eligibility::{eligible_until, facts_of};
use crate::error::{AppError, Result};
use crate::findings;
use crate::hours::{self, Cell, HoursFilter};
use crate::months::{self, SectorBoard};
use crate::settings;
use crate::totals::{Counted, Dimension, Question, Reach, Statuses, totals};
use crate::values::{CandidateId, FindingKind, Hours, LotId, LotStanding, Month, Place, Sector};

/// Where a month and its year stand in the caller's sectors. The read of people's names is logged.
///
/// # Errors
/// `unavailable`.
pub fn overview(caller: &Caller<ReadHours>, month: Month) -> Result<Overview> {
    let today = caller.today();
    let year = year(&caller.with_right()?, month)?;
    let overview = caller.snapshot(|tx| {
        let board = months::board_in(tx, month, today)?;
        let waits = HoursFilter { from: Some(month), to: Some(month), waits: true, ..HoursFilter::default() };
        let waiting = hours::list_in(tx, &waits, Place::Position(0), i64::MAX, today)?;
        let (has_contracts, has_people) = store::has_begun(tx)?;
        Ok(Overview {
            month,
            deadline: board.deadline,
            sectors: board.sectors.iter().map(|board| sector(board, &waiting)).collect(),
            year,
            attention: attention_in(tx, today)?,
            has_contracts,
            has_people,
        })
    })?;
    log_names(caller, &overview.attention)?;
    Ok(overview)
}

/// What needs attention soon in the caller's sectors. The read of people's names is logged.
///
/// # Errors
/// `unavailable`.
pub fn attention(caller: &Caller<ReadHours>) -> Result<Attention> {
    let attention = caller.snapshot(|tx| attention_in(tx, caller.today()))?;
    log_names(caller, &attention)?;
    Ok(attention)
}

/// The rows behind a figure in the caller's sectors, from one on. The read of people's names is logged.
///
/// # Errors
/// `unavailable`.
pub fn rows(caller: &Caller<ReadHours>, filter: &RowsFilter, skipped: usize, most: usize) -> Result<HoursRows> {
    let rows = caller.snapshot(|tx| {
        let months = store::rows::sums(tx, filter)?;
        Ok(HoursRows {
            count: months.iter().map(|(_, count, _)| count).sum(),
            worked: months.iter().map(|(_, _, worked)| *worked).sum(),
            rows: page(tx, filter, &months, skipped, most)?,
        })
    })?;
    caller.log_list_read("hours", &rows.rows, |row| row.candidate)?;
    Ok(rows)
}

/// The rows of a page. Texts are not sorted by the database: the months of the page are read whole.
fn page(
    tx: &mut Tx<'_>,
    filter: &RowsFilter,
    months: &[(Month, usize, Hours)],
    skipped: usize,
    most: usize,
) -> Result<Vec<HoursRow>> {
    let mut before = 0_usize;
    let mut of_page = Vec::new();
    for (month, count, _) in months {
        let after = before.saturating_add(*count);
        if after > skipped && before < skipped.saturating_add(most) {
            of_page.push((*month, before));
        }
        before = after;
    }
    let (Some((from, before)), Some((to, _))) = (of_page.first(), of_page.last()) else { return Ok(Vec::new()) };
    let rows = store::rows::list(tx, &RowsFilter { from: *from, to: *to, ..filter.clone() })?;
    Ok(rows.into_iter().skip(skipped.saturating_sub(*before)).take(most).collect())
}

/// The newest lot of the open contracts in the caller's sectors, with the first and last month of its contract.
///
/// # Errors
/// `unavailable`.
pub fn newest_lot(caller: &Caller<ReadContracts>) -> Result<Option<(LotId, Month, Month)>> {
    let lot = caller.read(store::newest_lot)?;
    Ok(lot.map(|(lot, starts_on, ends_on)| (lot, Month::of(starts_on), Month::of(ends_on))))
}

fn log_names(caller: &Caller<ReadHours>, attention: &Attention) -> Result<()> {
    let of_windows = attention.windows_ending.iter().map(|window| window.candidate);
    let findings = attention.findings.iter().chain(&attention.duplicates).map(|named| &named.finding);
    let of_findings = findings.flat_map(|finding| [Some(finding.candidate_id), finding.other_candidate_id]);
    let people: Vec<CandidateId> = of_windows.chain(of_findings.flatten()).collect();
    caller.log_list_read("overview", &people, |person| *person)
}

fn sector(board: &SectorBoard, waiting: &[Cell]) -> SectorOverview {
    let sent = |standing: LotStanding| {
        let lots = board.lots.iter().filter(move |lot| lot.standing == standing);
        lots.map(|lot| lot.worked.submitted + lot.worked.validated).sum()
    };
    let waiting: Vec<&Cell> = waiting.iter().filter(|cell| cell.sector == board.sector).collect();
    SectorOverview {
        sector: board.sector,
        state: board.state,
        lots: board.lots_by_standing,
        received: sent(LotStanding::Received),
        partial: sent(LotStanding::Partial),
        waiting: waiting.len(),
        waiting_hours: waiting.iter().map(|cell| cell.latest().worked).sum(),
    }
}

fn attention_in(tx: &mut Tx<'_>, today: NaiveDate) -> Result<Attention> {
    let kinds = [FindingKind::PossibleDuplicate, FindingKind::SameParticipant];
    let is_duplicate = |named: &NamedFinding| kinds.contains(&named.finding.kind);
    let (duplicates, findings) = named_findings(tx)?.into_iter().partition(is_duplicate);
    Ok(Attention {
        lots_behind: lots_behind(tx, today)?,
        windows_ending: windows_ending(tx, today)?,
        findings,
        duplicates,
        head_copy: audit_chain::copy_due_in(tx, today)?,
    })
}

fn lots_behind(tx: &mut Tx<'_>, today: NaiveDate) -> Result<Vec<LotBehind>> {
    let open = store::open_lots(tx)?;
    let mut progress = progress::actions::of_lots(tx, &open.iter().map(|lot| lot.lot).collect::<Vec<_>>(), today)?;
    let behind = open.into_iter().filter_map(|open| {
        let progress = progress.remove(&open.lot).filter(|progress| progress.status == ProgressStatus::Late)?;
        Some(LotBehind {
            lot: open.lot,
            reference: open.reference,
            number: open.number.to_string(),
            title: open.title.to_string(),
            sector: open.sector,
            ends_on: open.ends_on,
            progress,
        })
    });
    Ok(behind.collect())
}

fn windows_ending(tx: &mut Tx<'_>, today: NaiveDate) -> Result<Vec<WindowEnding>> {
    let people = store::at_work(tx, today)?;
    let facts = facts_of(tx, &people.iter().map(|(id, ..)| *id).collect::<Vec<_>>())?;
    let settings = settings::in_force(tx, today)?;
    let soon = today + Days::new(ATTENTION_DAYS);
    let ending = people.into_iter().filter_map(|(candidate, last_name, first_name)| {
        let until = eligible_until(*facts.get(&candidate)?, &settings)?;
        (today..=soon).contains(&until).then(|| WindowEnding {
            candidate,
            last_name: last_name.to_string(),
            first_name: first_name.to_string(),
            until,
            days: (until - today).num_days(),
        })
    });
    let mut ending: Vec<WindowEnding> = ending.collect();
    ending.sort_by_key(|window| (window.until, window.candidate));
    Ok(ending)
}

fn named_findings(tx: &mut Tx<'_>) -> Result<Vec<NamedFinding>> {
    let findings = findings::list_in(tx)?;
    let people = findings.iter().flat_map(|finding| [Some(finding.candidate_id), finding.other_candidate_id]);
    let ids: Vec<CandidateId> = people.flatten().collect();
    let names = store::names(tx, &ids)?;
    let name = |id: &CandidateId| names.get(id).cloned().unwrap_or_default();
    let named = findings.into_iter().map(|finding| NamedFinding {
        name: name(&finding.candidate_id),
        other_name: finding.other_candidate_id.as_ref().map(name),
        finding,
    });
    Ok(named.collect())
}

/// The hours of the month's year and of the year before.
fn year(caller: &Caller<ReadTotals>, until: Month) -> Result<YearOverview> {
    let (this, before) = (by_month(caller, until.year())?, by_month(caller, until.year() - 1)?);
    let sectors = caller.scope().visible_sectors();
    let of = |hours: &HashMap<(Month, Sector), Hours>, month: Month, sector: Sector| {
        hours.get(&(month, sector)).copied().unwrap_or_default()
    };
    let months = (1..=12).filter_map(|number| {
        let month = Month::new(until.year(), number)?;
        let last = Month::new(until.year() - 1, number)?;
        let shown = |sector: &Sector| if month > until { Hours::ZERO } else { of(&this, month, *sector) };
        Some(MonthHours {
            month,
            by_sector: sectors.iter().map(|sector| (*sector, shown(sector))).collect(),
            before: sectors.iter().map(|sector| of(&before, last, *sector)).sum(),
        })
    });
    let months: Vec<MonthHours> = months.collect();
    let passed = || months.iter().filter(|month| month.month <= until);
    Ok(YearOverview {
        year: until.year(),
        until,
        total: passed().flat_map(|month| &month.by_sector).map(|(_, hours)| *hours).sum(),
        total_before: passed().map(|month| month.before).sum(),
        months,
    })
}

fn by_month(caller: &Caller<ReadTotals>, year: i32) -> Result<HashMap<(Month, Sector), Hours>> {
    let wrong = || AppError::internal(anyhow::anyhow!("totals: a row without month, sector or hours"));
    let (Some(from), Some(to)) = (Month::new(year, 1), Month::new(year, 12)) else { return Ok(HashMap::new()) };
    let question = Question {
        from,
        to,
        group_by: vec![Dimension::Month, Dimension::Sector],
        reach: Reach::Plie,
        statuses: Statuses::Validated,
        counted: Counted::Yes,
        filters: Vec::new(),
    };
    let row = |row: serde_json::Map<String, serde_json::Value>| {
        let text = |name: &str| row.get(name).and_then(|value| value.as_str());
        let month = text("month").and_then(|text| Month::parse(text).ok())?;
        let sector = text("sector").and_then(|text| Sector::parse(text).ok())?;
        Some(((month, sector), text("hours").and_then(|text| Hours::parse(text).ok())?))
    };
    let rows = totals(caller, &question)?.rows.into_iter();
    rows.map(|figures| row(figures).ok_or_else(wrong)).collect()
}
