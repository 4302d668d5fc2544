//! Which figures of an answer its reader is given.

use std::collections::HashMap;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::disclosure::totals::CountPolicy;
use crate::disclosure::{self, Rounding};
use crate::totals::model::{RowKey, Sums};
use crate::totals::{Dimension, Figures, Masked, Question};
use crate::values::Hours;

/// The hours that make one full-time equivalent of a year.
#[derive(Debug)]
pub struct Divisors {
    /// At the end of the period.
    pub whole: Hours,
    /// At the end of each year, of a question by year about several.
    pub by_year: HashMap<String, Hours>,
}

impl Divisors {
    fn of(&self, year: Option<&str>) -> Hours {
        year.and_then(|year| self.by_year.get(year)).copied().unwrap_or(self.whole)
    }
}

/// An answer's figures as their reader gets them; counts are none where they are withheld.
pub struct Given {
    pub whole: Figures,
    pub rows: Vec<GivenRow>,
}

/// A row's figures as their reader gets them.
pub struct GivenRow {
    pub keys: RowKey,
    pub figures: Figures,
    /// Whether its hours and full-time equivalents are given.
    pub has_hours: bool,
}

/// The counts of one year, or of the one period of a question that is not by year. Each year is given as it is alone: its
/// rows are parts of its own people, and rounded after no other year's.
#[derive(Default)]
struct OfYear {
    parts: Vec<usize>,
    has_rows: bool,
    people: Rounding,
    employments: Rounding,
}

impl OfYear {
    fn decide(&mut self, whole: Sums) {
        self.has_rows = disclosure::whole(whole.people).is_some() && disclosure::is_given(self.parts.drain(..));
    }

    /// A row's people and employments, if its year's rows are given.
    fn next(&mut self, sums: Sums) -> Option<(usize, usize)> {
        self.has_rows.then(|| (self.people.next(sums.people), self.employments.next(sums.employments)))
    }
}

/// What the policy gives of a whole and its rows; `years` are the sums of each year of a question by year.
pub fn given(
    policy: CountPolicy,
    question: &Question,
    (whole, years): (Sums, &HashMap<String, Sums>),
    rows: Vec<(RowKey, Sums)>,
    divisors: &Divisors,
) -> Given {
    let year_key = question.group_by.iter().position(|by| *by == Dimension::Year);
    let year_of = |keys: &RowKey| year_key.and_then(|key| keys.get(key)?.clone());
    let exact = |sums: Sums, year: Option<&str>| {
        let counts = (policy == CountPolicy::ShowAll).then_some((sums.people, sums.employments));
        figures(sums.hours, divisors.of(year), counts, Masked::NotGiven)
    };
    let CountPolicy::Rounded { always_hours } = policy else {
        let row = |(keys, sums)| GivenRow { figures: exact(sums, year_of(&keys).as_deref()), keys, has_hours: true };
        return Given { whole: exact(whole, None), rows: rows.into_iter().map(row).collect() };
    };
    let mut of_years: HashMap<Option<String>, OfYear> = HashMap::new();
    for (keys, sums) in &rows {
        of_years.entry(year_of(keys)).or_default().parts.push(sums.people);
    }
    for (year, of_year) in &mut of_years {
        of_year.decide(year.as_ref().map_or(whole, |year| years.get(year).copied().unwrap_or_default()));
    }
    let row = |(keys, sums): (RowKey, Sums)| {
        let year = year_of(&keys);
        let divisor = divisors.of(year.as_deref());
        let of_year = of_years.entry(year).or_default();
        let figures = figures(sums.hours, divisor, of_year.next(sums), Masked::Small);
        GivenRow { keys, figures, has_hours: always_hours || of_year.has_rows }
    };
    let rows = rows.into_iter().map(row).collect();
    // The people of several years together would be one more count of them.
    let whole = if question.is_one_year() { rounded_whole(whole, divisors) } else { exact(whole, None) };
    Given { whole, rows }
}

fn rounded_whole(whole: Sums, divisors: &Divisors) -> Figures {
    let people = disclosure::whole(whole.people);
    let counts = people.map(|people| (people, Rounding::default().next(whole.employments)));
    figures(whole.hours, divisors.whole, counts, Masked::Small)
}

/// Hours, with counts of people and employments unless they are withheld.
fn figures(hours: Hours, divisor: Hours, counts: Option<(usize, usize)>, why: Masked) -> Figures {
    let (people, employments) = counts.unzip();
    let fte = full_time_equivalents(hours, divisor);
    Figures { hours, people, employments, fte, masked: counts.is_none().then_some(why) }
}

/// Full-time equivalents of a year, rounded to the hundredth; the divisor is a dated setting.
fn full_time_equivalents(hours: Hours, divisor: Hours) -> Decimal {
    let equivalents = hours.to_decimal().checked_div(divisor.to_decimal()).unwrap_or_default();
    let mut rounded = equivalents.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hours_of_2023_are_26_41_full_time_equivalents() {
        let hours = Hours::parse("42437.89").unwrap();
        assert_eq!(full_time_equivalents(hours, Hours::parse("1607").unwrap()).to_string(), "26.41");
    }
}
