//! What belongs to an answer besides the sums: zero rows, their order, full-time equivalents, and what is hidden.

mod small;

use std::collections::{BTreeSet, HashMap};

use rust_decimal::{Decimal, RoundingStrategy};

pub(super) use small::{Counts, counts, hidden};

use super::model::{KeyList, RunningTotals};
use super::{Dimension, Question};
use crate::values::{Hours, Month, Sector, Sectors};

/// Zero rows are given as long as they make no more rows than this.
const MOST_FILLED: usize = 500;

/// The rows with a zero row for each combination of closed codes that has no hours, beside each combination of the
/// other values that has some; in the order of the vocabularies.
pub(super) fn filled(
    rows: Vec<(KeyList, RunningTotals)>,
    by: &[Dimension],
    codes: &HashMap<Dimension, Vec<String>>,
) -> Vec<(KeyList, RunningTotals)> {
    let is_closed: Vec<bool> = by.iter().map(|dimension| codes.contains_key(dimension)).collect();
    let open: BTreeSet<KeyList> = rows.iter().map(|(keys, _)| blanked(keys, &is_closed)).collect();
    let open = if is_closed.iter().all(|closed| *closed) { BTreeSet::from([vec![None; by.len()]]) } else { open };
    let mut wanted: Vec<KeyList> = open.into_iter().collect();
    for (place, dimension) in by.iter().enumerate() {
        let Some(codes) = codes.get(dimension) else { continue };
        wanted = wanted.iter().flat_map(|keys| codes.iter().map(move |code| with(keys, place, code))).collect();
    }
    let mut rows: HashMap<KeyList, RunningTotals> = rows.into_iter().collect();
    if wanted.len() <= MOST_FILLED && codes.keys().any(|dimension| by.contains(dimension)) {
        for keys in wanted {
            rows.entry(keys).or_default();
        }
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(keys, _)| ranks(keys, by, codes));
    rows
}

fn blanked(keys: &KeyList, is_closed: &[bool]) -> KeyList {
    keys.iter().zip(is_closed).map(|(key, closed)| if *closed { None } else { key.clone() }).collect()
}

fn with(keys: &KeyList, place: usize, code: &str) -> KeyList {
    keys.iter().enumerate().map(|(at, key)| if at == place { Some(code.to_owned()) } else { key.clone() }).collect()
}

/// Vocabularies in their own order, numbers by value, texts by letter, what is unknown last.
fn ranks(keys: &KeyList, by: &[Dimension], codes: &HashMap<Dimension, Vec<String>>) -> Vec<(usize, i64, String)> {
    keys.iter()
        .zip(by)
        .map(|(key, dimension)| {
            let Some(key) = key else { return (usize::MAX, 0, String::new()) };
            let place = codes.get(dimension).and_then(|codes| codes.iter().position(|code| code == key));
            (place.unwrap_or(usize::MAX - 1), key.parse().unwrap_or(0), key.clone())
        })
        .collect()
}

/// The months and sectors that the question is about, as its period, its filters and the caller's sight leave them.
pub(super) fn months(question: &Question, sectors: &Sectors) -> impl Iterator<Item = (Month, Sector)> {
    let all = std::iter::successors(Some(question.from), |month| Some(month.next()));
    let months = all.take_while(|month| *month <= question.to);
    months
        .flat_map(|month| sectors.iter().map(move |sector| (month, sector)))
        .filter(|(month, sector)| question.filters.iter().all(|(by, value)| concerns(*month, *sector, *by, value)))
}

fn concerns(month: Month, sector: Sector, by: Dimension, value: &str) -> bool {
    match by {
        Dimension::Month => month.number().to_string() == value,
        Dimension::Quarter => format!("{}-Q{}", month.year(), (month.number() % 100 + 2) / 3) == value,
        Dimension::Year => month.year().to_string() == value,
        Dimension::Sector => sector.as_str() == value,
        _ => true,
    }
}

/// Full-time equivalents of a year, to the hundredth (domain rule 9: the divisor is a setting).
pub(super) fn full_time_equivalents(hours: Hours, divisor: Hours) -> Decimal {
    let equivalents = hours.to_decimal().checked_div(divisor.to_decimal()).unwrap_or_default();
    let mut rounded = equivalents.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> HashMap<Dimension, Vec<String>> {
        let all = [Dimension::Sector, Dimension::Sex];
        all.into_iter().map(|dimension| (dimension, dimension.closed_codes().unwrap())).collect()
    }

    fn key(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn closed_vocabularies_have_all_their_rows_in_order() {
        let some = RunningTotals { hours: Hours::from_hundredths(100), people: 1, employments: 1 };
        let rows = filled(vec![(vec![key("MS")], some)], &[Dimension::Sector], &codes());
        let order: Vec<_> = rows.iter().map(|(keys, sums)| (keys.clone(), sums.people)).collect();
        assert_eq!(order, [(vec![key("BTP")], 0), (vec![key("MS")], 1), (vec![key("PI")], 0)]);
    }

    #[test]
    fn open_values_are_shown_where_there_are_some() {
        let some = RunningTotals::default();
        let by = [Dimension::Month, Dimension::Sex];
        let rows = filled(vec![(vec![key("202302"), key("F")], some)], &by, &codes());
        assert_eq!(rows.len(), 2);
        assert!(filled(Vec::new(), &by, &codes()).is_empty());
    }

    #[test]
    fn the_hours_of_2023_are_26_41_full_time_equivalents() {
        let hours = Hours::parse("42437.89").unwrap();
        assert_eq!(full_time_equivalents(hours, Hours::parse("1607").unwrap()).to_string(), "26.41");
    }
}
