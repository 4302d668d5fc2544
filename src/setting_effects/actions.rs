//! The preview.

use chrono::{Days, NaiveDate};

use super::model::{Effects, Reach};
use super::store;
use crate::access::{Caller, EditSettings};
use crate::api_keys::{self, KeyFilter, KeyOrder, KeyState};
use crate::error::Result;
use crate::hours;
use crate::months::{self, Board, SectorBoard};
use crate::settings::{self, Key, SettingChange, SettingEntry, Timeline};
use crate::values::{ClosureState, Month, Part, Role};

/// How many months back boards are looked at.
const MONTHS: usize = 12;

/// What a new value would alter. Nothing is changed.
///
/// # Errors
/// `forbidden` for an administrator of some sectors.
pub fn preview(caller: &Caller<EditSettings>, change: &SettingChange) -> Result<Effects> {
    caller.scope().must_see_every_sector()?;
    let entries = settings::actions::list(&caller.with_right()?)?;
    let of_key: Vec<&SettingEntry> = entries.iter().filter(|entry| entry.key == change.key.as_str()).collect();
    let at = change.effective_on;
    let before = of_key.iter().rfind(|entry| entry.effective_on <= at).or(of_key.first());
    let until = of_key.iter().find(|entry| entry.effective_on > at).map(|entry| entry.effective_on - Days::new(1));
    Ok(Effects {
        before: before.map(|entry| entry.value.clone()).unwrap_or_default(),
        replaces: of_key.iter().any(|entry| entry.effective_on == at),
        until,
        reach: reach(caller, change, until)?,
    })
}

fn reach(caller: &Caller<EditSettings>, change: &SettingChange, until: Option<NaiveDate>) -> Result<Reach> {
    match change.key {
        Key::WindowMonths | Key::CdiWindowMonths | Key::TrainingContractUntilItsEnd => {
            let recount = caller.write(|tx| {
                let changed = settings::timeline_with(tx, change)?;
                let recount = hours::recount(tx, &changed)?;
                tx.discard();
                Ok(recount)
            });
            recount.map(Reach::Counted)
        }
        Key::WeeklyCapHours => over_cap(caller, change, until),
        Key::ValidationNeedsEvidence => caller.read(store::waiting_without_evidence).map(Reach::WithoutEvidence),
        Key::HoursDeadlineDay => lateness(caller, change),
        Key::ClosingNeedsAllEmployments => partial(caller),
        Key::PartnerStatesNil | Key::PartnerValidates => {
            let filter = KeyFilter { role: Some(Role::Partner), state: Some(KeyState::Active), ..KeyFilter::default() };
            Ok(Reach::Partners(api_keys::search(&caller.with_right()?, &filter, KeyOrder::Name, Part::ALL)?.count))
        }
        Key::FteDivisor | Key::LabourShare | Key::InsertionEffort | Key::HourlyLabourCost => Ok(Reach::Nothing),
    }
}

/// The settings until now, and with the change.
fn timelines(caller: &Caller<EditSettings>, change: &SettingChange) -> Result<(Timeline, Timeline)> {
    caller.snapshot(|tx| Ok((settings::timeline(tx)?, settings::timeline_with(tx, change)?)))
}

fn over_cap(caller: &Caller<EditSettings>, change: &SettingChange, until: Option<NaiveDate>) -> Result<Reach> {
    let (now, changed) = timelines(caller, change)?;
    let from = first_month_from(change.effective_on);
    let sums = caller.read(|tx| store::sums(tx, from, until.map(Month::of)))?;
    let count = |settings: &Timeline| {
        let is_over = |month: &Month| settings.on(month.first_day()).weekly_cap_hours;
        sums.iter().filter(|(month, sum)| hours::is_over_cap(*month, *sum, is_over(month))).count()
    };
    Ok(Reach::OverCap { before: count(&now), after: count(&changed) })
}

/// The first month that begins on this day or later.
fn first_month_from(day: NaiveDate) -> Month {
    let month = Month::of(day);
    if month.first_day() < day { month.next() } else { month }
}

/// The boards of the last months, without sectors that are closed.
fn open_boards(caller: &Caller<EditSettings>) -> Result<Vec<Board>> {
    let reader = caller.with_right()?;
    let last = Month::of(caller.today()).previous();
    let months = std::iter::successors(Some(last), |month| Some(month.previous())).take(MONTHS);
    let open = |month: Month| {
        let mut board = months::board(&reader, month)?;
        board.sectors.retain(|sector| sector.state == ClosureState::Open);
        Ok(board)
    };
    months.map(open).collect()
}

fn count(board: &Board, of: impl Fn(&SectorBoard) -> i64) -> usize {
    usize::try_from(board.sectors.iter().map(of).sum::<i64>()).unwrap_or_default()
}

fn lateness(caller: &Caller<EditSettings>, change: &SettingChange) -> Result<Reach> {
    let (_, changed) = timelines(caller, change)?;
    let today = caller.today();
    let (mut late, mut awaited, mut months) = (0_usize, 0_usize, Vec::new());
    for board in open_boards(caller)? {
        let day = changed.on(board.month.next().first_day()).hours_deadline_day;
        let (is_late, will_be_late) = (board.deadline < today, months::deadline(board.month, day) < today);
        let missing = count(&board, |sector| sector.lots_by_standing.awaited + sector.lots_by_standing.late);
        if is_late == will_be_late || missing == 0 {
            continue;
        }
        let moved = if will_be_late { &mut late } else { &mut awaited };
        *moved = moved.saturating_add(missing);
        months.push(board.month);
    }
    Ok(Reach::Lateness { late, awaited, months })
}

fn partial(caller: &Caller<EditSettings>) -> Result<Reach> {
    let (mut lots, mut months) = (0_usize, Vec::new());
    for board in open_boards(caller)? {
        let of_month = count(&board, |sector| sector.lots_by_standing.partial);
        lots = lots.saturating_add(of_month);
        if of_month > 0 {
            months.push(board.month);
        }
    }
    Ok(Reach::Partial { lots, months })
}
