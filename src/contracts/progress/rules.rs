//! The computation of a lot's progress from the hours due and done.

use chrono::{Datelike as _, Days, NaiveDate};

use super::{Completion, Progress, ProgressStatus};
use crate::values::{Hours, LotId, Month};

/// The rule by which the hours are counted, for the reader of the figure.
pub const COUNTED_BY: &str = "Heures validées et comptées sur le lot, de toutes les personnes, depuis le début du marché, \
    rapportées aux heures prévues en vigueur à ce jour.";

/// The inputs of a lot's progress.
#[derive(Debug, Clone, Copy)]
pub(super) struct LotFacts {
    /// The hours due today.
    pub(super) due: Hours,
    /// The hours done from the contract's start.
    pub(super) done: Hours,
    /// The contract's first day.
    pub(super) starts_on: NaiveDate,
    /// The contract's last day.
    pub(super) ends_on: NaiveDate,
    pub(super) today: NaiveDate,
}

/// The progress of a lot. Everyone's hours count, as they are owed to the buyer; the PLIE's figures are separate.
pub(super) fn progress(lot_id: LotId, facts: &LotFacts) -> Progress {
    let projected_end = projected_end(facts);
    Progress {
        lot_id,
        due: facts.due,
        done: facts.done,
        remaining: (facts.due - facts.done).max(Hours::ZERO),
        rate: facts.done.percent_of(facts.due),
        projected_end,
        status: status(facts, projected_end),
        counted_by: COUNTED_BY,
    }
}

impl Completion {
    /// How far these lots have come.
    pub fn of<'a>(lots: impl IntoIterator<Item = &'a Progress>) -> Self {
        let (mut due, mut done, mut remaining) = (Hours::ZERO, Hours::ZERO, Hours::ZERO);
        let mut status = ProgressStatus::NotDue;
        for lot in lots {
            (due, done, remaining) = (due + lot.due, done + lot.done, remaining + lot.remaining);
            if weight(lot.status) > weight(status) {
                status = lot.status;
            }
        }
        Self { due, done, remaining, rate: done.percent_of(due), status }
    }
}

/// The status of several lots is that of the greatest weight.
const fn weight(status: ProgressStatus) -> u8 {
    match status {
        ProgressStatus::NotDue => 0,
        ProgressStatus::Done => 1,
        ProgressStatus::Overrun => 2,
        ProgressStatus::OnTrack => 3,
        ProgressStatus::Late => 4,
    }
}

/// The first day on which the hours due are done at the average pace from the contract's start until today. If `done`
/// hours took `d` days, `due` hours take `due × d ÷ done` days, rounded up.
fn projected_end(facts: &LotFacts) -> Option<NaiveDate> {
    let (done, due) = (i128::from(*facts.done.hundredths()), i128::from(*facts.due.hundredths()));
    let days = i128::from((facts.today - facts.starts_on).num_days()) + 1;
    if done <= 0 || done >= due || days <= 0 {
        return None;
    }
    let needed = u64::try_from((due * days + done - 1) / done).ok()?;
    let last = facts.starts_on.checked_add_days(Days::new(needed.checked_sub(1)?))?;
    (last.year() <= 2100).then_some(last)
}

fn status(facts: &LotFacts, projected_end: Option<NaiveDate>) -> ProgressStatus {
    let LotFacts { due, done, starts_on, ends_on, today } = *facts;
    if due == Hours::ZERO {
        return ProgressStatus::NotDue;
    }
    if done >= due {
        return if done == due { ProgressStatus::Done } else { ProgressStatus::Overrun };
    }
    let in_time = match projected_end {
        Some(end) => end <= ends_on,
        // Without hours there is no pace: a contract is late once its first month is over.
        None if done == Hours::ZERO => Month::of(today) <= Month::of(starts_on),
        // Before its first day a contract is not late; otherwise the projected end is beyond 2100.
        None => today < starts_on,
    };
    if in_time && today <= ends_on { ProgressStatus::OnTrack } else { ProgressStatus::Late }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The progress of a contract of the year 2023 on a day.
    fn progress_on(today: &str, due: &str, done: &str) -> Progress {
        let facts = LotFacts {
            due: Hours::parse(due).unwrap(),
            done: Hours::parse(done).unwrap(),
            starts_on: day("2023-01-01"),
            ends_on: day("2023-12-31"),
            today: day(today),
        };
        progress(LotId(1), &facts)
    }

    #[test]
    fn the_pace_so_far_tells_the_day_of_the_end() {
        // 100 days gave 100 hours: 300 take 300 days.
        let progress = progress_on("2023-04-10", "300", "100");
        assert_eq!(progress.projected_end, Some(day("2023-10-27")));
        assert_eq!((progress.status, progress.rate.as_deref()), (ProgressStatus::OnTrack, Some("33.3")));
        assert_eq!(progress.remaining.to_string(), "200.00");
        // 365 hours end on the last day, a hundredth more on the day after.
        assert_eq!(progress_on("2023-04-10", "365", "100").status, ProgressStatus::OnTrack);
        let late = progress_on("2023-04-10", "365.01", "100");
        assert_eq!((late.status, late.projected_end), (ProgressStatus::Late, Some(day("2024-01-01"))));
    }

    #[test]
    fn what_is_done_is_told_from_what_is_overrun() {
        assert_eq!(progress_on("2023-04-10", "100", "100").status, ProgressStatus::Done);
        let overrun = progress_on("2023-04-10", "100", "100.01");
        assert_eq!(
            (overrun.status, overrun.remaining, overrun.projected_end),
            (ProgressStatus::Overrun, Hours::ZERO, None)
        );
        assert_eq!(overrun.rate.as_deref(), Some("100.0"));
        assert_eq!(progress_on("2025-01-01", "100", "100").status, ProgressStatus::Done);
    }

    #[test]
    fn nothing_due_has_no_rate() {
        let progress = progress_on("2023-04-10", "0", "12");
        assert_eq!((progress.status, progress.rate), (ProgressStatus::NotDue, None));
    }

    #[test]
    fn a_lot_without_hours_is_late_once_its_first_month_is_over() {
        assert_eq!(progress_on("2022-12-01", "100", "0").status, ProgressStatus::OnTrack);
        assert_eq!(progress_on("2023-01-31", "100", "0").status, ProgressStatus::OnTrack);
        let late = progress_on("2023-02-01", "100", "0");
        assert_eq!((late.status, late.rate.as_deref(), late.projected_end), (ProgressStatus::Late, Some("0.0"), None));
    }

    #[test]
    fn hours_still_to_do_after_the_end_are_late() {
        assert_eq!(progress_on("2024-01-01", "100", "99.99").status, ProgressStatus::Late);
        // At this pace the end lies beyond 2100.
        let never = progress_on("2023-04-10", "1000000", "0.01");
        assert_eq!((never.status, never.projected_end), (ProgressStatus::Late, None));
    }

    #[test]
    fn what_one_lot_does_beyond_its_hours_due_is_not_anothers() {
        let lots = [progress_on("2023-04-10", "100", "150"), progress_on("2023-04-10", "100", "50")];
        let both = Completion::of(&lots);
        assert_eq!((both.rate.as_deref(), both.remaining.to_string().as_str()), (Some("100.0"), "50.00"));
        assert_eq!(both.status, ProgressStatus::OnTrack);
        let late = progress_on("2024-01-01", "10", "9");
        assert_eq!(Completion::of([&lots[0], &late]).status, ProgressStatus::Late);
        assert_eq!(Completion::of(&lots[..1]).status, ProgressStatus::Overrun);
        assert_eq!((Completion::of([]).status, Completion::of([]).rate), (ProgressStatus::NotDue, None));
    }
}
