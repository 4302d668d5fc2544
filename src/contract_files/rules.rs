//! The order of contracts, the months of a lot, and how its hours would go on.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::model::{ContractOrder, ContractRow, DueStanding, LotMonth, LotPerson, Outlook, SortedBy};
use crate::values::{Hours, HoursStatus, Month, SearchText, fold, french_order};

/// Whether a text has every word that is searched for; what has no words is in nothing.
pub(super) fn has_every_word(text: &str, wanted: &SearchText) -> bool {
    let folded = fold(text);
    let mut words = wanted.words().peekable();
    words.peek().is_some() && words.all(|word| folded.contains(word))
}

/// Sorts contracts; those that are equal stay by number. The databases order texts differently, so neither orders them.
pub(super) fn sort(rows: &mut [ContractRow], order: ContractOrder) {
    rows.sort_by_cached_key(|row| (french_order(row.reference.as_str()), row.id));
    let is_descending = order.is_descending;
    match order.by {
        SortedBy::Reference if is_descending => rows.reverse(),
        SortedBy::Reference => {}
        SortedBy::Buyer => by(rows, is_descending, |row| french_order(&*row.buyer)),
        SortedBy::End => by(rows, is_descending, |row| row.ends_on),
        SortedBy::Due => by(rows, is_descending, |row| row.completion.due),
        SortedBy::Done => by(rows, is_descending, |row| row.completion.done),
        SortedBy::Remaining => by(rows, is_descending, |row| row.completion.remaining),
        SortedBy::Rate => {
            by(rows, is_descending, |row| share(row.completion.done, row.completion.due));
            rows.sort_by_key(|row| row.completion.due == Hours::ZERO);
        }
    }
}

fn by<K: Ord>(rows: &mut [ContractRow], is_descending: bool, key: impl Fn(&ContractRow) -> K) {
    if is_descending {
        rows.sort_by_cached_key(|row| Reverse(key(row)));
    } else {
        rows.sort_by_cached_key(key);
    }
}

/// The millionths of the hours due that are done.
fn share(done: Hours, due: Hours) -> Option<i128> {
    (i128::from(*done.hundredths()) * 1_000_000).checked_div(i128::from(*due.hundredths()))
}

/// The hours of a month that have one status and either count or do not.
#[derive(Debug, Clone, Copy)]
pub(super) struct MonthSum {
    pub month: Month,
    pub status: HoursStatus,
    pub is_counted: bool,
    pub worked: Hours,
    pub rows: i64,
    pub proven: i64,
}

/// The months of a lot from these sums, which are ordered by month.
pub(super) fn months(sums: &[MonthSum]) -> Vec<LotMonth> {
    let mut total = Hours::ZERO;
    let of_month = |sums: &[MonthSum]| {
        let worked = |is_wanted: fn(&MonthSum) -> bool| {
            sums.iter().filter(|sum| is_wanted(sum)).map(|sum| sum.worked).sum::<Hours>()
        };
        let done = worked(|sum| sum.status == HoursStatus::Validated && sum.is_counted);
        total = total + done;
        Some(LotMonth {
            month: sums.first()?.month,
            done,
            uncounted: worked(|sum| sum.status == HoursStatus::Validated && !sum.is_counted),
            unvalidated: worked(|sum| sum.status != HoursStatus::Validated),
            total,
            rows: sums.iter().map(|sum| sum.rows).sum(),
            proven: sums.iter().map(|sum| sum.proven).sum(),
        })
    };
    sums.chunk_by(|one, next| one.month == next.month).filter_map(of_month).collect()
}

/// One row for each employment: its assignments to the lot as one period. They are ordered by employment.
pub(super) fn people(assigned: Vec<LotPerson>) -> Vec<LotPerson> {
    let mut people: Vec<LotPerson> = Vec::new();
    for next in assigned {
        match people.last_mut().filter(|last| last.employment == next.employment) {
            Some(last) => {
                last.from = last.from.min(next.from);
                last.to = last.to.zip(next.to).map(|(one, other)| one.max(other));
            }
            None => people.push(next),
        }
    }
    people.sort_by_cached_key(|one| {
        (french_order(&*one.last_name), french_order(&*one.first_name), one.from, one.employment)
    });
    people
}

/// Whether each entry of the hours due applies on a day; they are given by the day from which they apply.
pub(super) fn standings(effective_on: &[NaiveDate], today: NaiveDate) -> Vec<DueStanding> {
    let in_force = effective_on.iter().rposition(|day| *day <= today);
    let standing = |(place, day): (usize, &NaiveDate)| {
        if *day > today {
            DueStanding::Coming
        } else if in_force == Some(place) {
            DueStanding::InForce
        } else {
            DueStanding::Past
        }
    };
    effective_on.iter().enumerate().map(standing).collect()
}

/// The inputs of an outlook.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// The hours done from the contract's first day.
    pub done: Hours,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub today: NaiveDate,
    /// The day on which the hours due will be done.
    pub projected_end: Option<NaiveDate>,
}

/// How the hours would go on at the average pace; none before the first day and without hours done.
pub(super) fn outlook(pace: Pace) -> Option<Outlook> {
    let Pace { done, starts_on, ends_on, today, projected_end } = pace;
    let days = |until: NaiveDate| (until - starts_on).num_days() + 1;
    let passed = days(today);
    if passed <= 0 || done == Hours::ZERO {
        return None;
    }
    Some(Outlook {
        weekly: part(done, 7, passed)?,
        done_at_end: if today <= ends_on { part(done, days(ends_on), passed) } else { None },
        days_late: projected_end.map(|end| (end - ends_on).num_days()),
    })
}

/// `hours × days ÷ passed`, rounded half up to the hundredth.
fn part(hours: Hours, days: i64, passed: i64) -> Option<Hours> {
    let (worked, days, passed) = (i128::from(*hours.hundredths()), i128::from(days), i128::from(passed));
    let hundredths = (2 * worked * days + passed).checked_div(2 * passed)?;
    i64::try_from(hundredths).ok().map(Hours::from_hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn hours(text: &str) -> Hours {
        Hours::parse(text).unwrap()
    }

    #[test]
    fn the_latest_entry_until_today_is_in_force() {
        let days = ["2022-01-01", "2023-01-01", "2023-01-01", "2024-01-01"].map(day);
        use DueStanding::{Coming, InForce, Past};
        assert_eq!(standings(&days, day("2023-06-01")), [Past, Past, InForce, Coming]);
        assert_eq!(standings(&days, day("2021-06-01")), [Coming; 4]);
        assert_eq!(standings(&days, day("2024-01-01")), [Past, Past, Past, InForce]);
    }

    #[test]
    fn an_average_week_goes_on_until_the_end() {
        let pace = Pace {
            done: hours("100"),
            starts_on: day("2023-01-01"),
            ends_on: day("2023-12-31"),
            today: day("2023-04-10"),
            projected_end: Some(day("2024-01-02")),
        };
        let expected = Outlook { weekly: hours("7"), done_at_end: Some(hours("365")), days_late: Some(2) };
        assert_eq!(outlook(pace), Some(expected));
        let ended = outlook(Pace { today: day("2024-02-01"), projected_end: None, ..pace }).unwrap();
        assert_eq!((ended.done_at_end, ended.days_late), (None, None));
        assert_eq!(outlook(Pace { done: Hours::ZERO, ..pace }), None);
        assert_eq!(outlook(Pace { today: day("2022-12-31"), ..pace }), None);
        assert_eq!(part(hours("0.01"), 1, 2), Some(hours("0.01")));
    }

    #[test]
    fn the_total_of_a_lot_has_what_is_validated_and_counted() {
        let sum = |month: &str, status, is_counted, worked: &str, proven| MonthSum {
            month: Month::parse(month).unwrap(),
            status,
            is_counted,
            worked: hours(worked),
            rows: 2,
            proven,
        };
        let months = months(&[
            sum("2023-01", HoursStatus::Validated, true, "100", 1),
            sum("2023-01", HoursStatus::Validated, false, "10.50", 0),
            sum("2023-03", HoursStatus::Validated, true, "20", 0),
            sum("2023-03", HoursStatus::Submitted, true, "7", 2),
            sum("2023-03", HoursStatus::Draft, false, "1", 0),
        ]);
        let [january, march] = months[..] else { panic!("{months:?}") };
        assert_eq!((january.done, january.uncounted, january.unvalidated), (hours("100"), hours("10.50"), Hours::ZERO));
        assert_eq!((january.rows, january.proven, january.total), (4, 1, hours("100")));
        assert_eq!((march.done, march.unvalidated, march.total), (hours("20"), hours("8"), hours("120")));
    }

    #[test]
    fn every_word_is_searched_for() {
        let wanted = |text: &str| SearchText::read(text).unwrap();
        assert!(has_every_word("2022-DM-014 Groupe scolaire Mairie d’Épinal", &wanted("epinal SCOLAIRE")));
        assert!(!has_every_word("2022-DM-014 Groupe scolaire", &wanted("groupe voirie")));
        assert!(!has_every_word("2022", &wanted("?")));
    }
}
