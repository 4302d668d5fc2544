//! The rows of an answer: those with hours, zero rows where a series or a vocabulary would have holes, and their order.

use std::collections::{BTreeSet, HashMap};

use crate::disclosure::totals::CountPolicy;
use crate::totals::model::{RowKey, Sums};
use crate::totals::{Dimension, Question};
use crate::values::{FrenchOrder, french_order};

/// The highest number of rows to which several dimensions together are filled up with zero rows.
const MOST_FILLED: usize = 500;

/// The codes of each dimension that always have a row.
pub type Codes = HashMap<Dimension, Vec<String>>;

/// The values with which a dimension with a closed list is filled.
type Closed = HashMap<Dimension, BTreeSet<Option<String>>>;

/// Adds the zero rows and sorts: time in its order, vocabularies in theirs.
///
/// Every period has a row with each combination of closed codes and, where counts are exact, of what else occurs in their
/// place, beside each combination of the other values that occurs. If these are too many rows, so have the periods that occur; if those are too many, none is added.
pub fn complete(
    rows: Vec<(RowKey, Sums)>,
    question: &Question,
    codes: &Codes,
    policy: CountPolicy,
) -> Vec<(RowKey, Sums)> {
    let by = &question.group_by;
    if by.is_empty() {
        return Vec::new();
    }
    let is_rounded = matches!(policy, CountPolicy::Rounded { .. });
    let series = periods(question);
    let mut rows: HashMap<RowKey, Sums> = rows.into_iter().collect();
    let is_series = by.iter().copied().any(is_time);
    let closed = closed_values(&rows, by, codes, is_series && !is_rounded);
    // Where counts are rounded, an absent row would tell that nobody is in it.
    let most = if is_rounded || by.len() == 1 { usize::MAX } else { MOST_FILLED };
    for periods in [Some(&series), None] {
        let open = others(&rows, by, codes, periods.is_some());
        let wanted = closed.values().map(BTreeSet::len).chain(periods.map(BTreeSet::len));
        let wanted = wanted.fold(open.len(), usize::saturating_mul);
        if wanted <= most {
            for keys in product(open, by, &closed, periods) {
                rows.entry(keys).or_default();
            }
            break;
        }
    }
    if is_rounded {
        add_rows_of_none(&mut rows, by);
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_cached_key(|(keys, _)| ranks(keys, by, codes));
    rows
}

/// The periods asked about, as keys that have the dimensions of time alone: one empty key if there are none of them.
fn periods(question: &Question) -> BTreeSet<RowKey> {
    if !question.group_by.iter().copied().any(is_time) {
        return BTreeSet::from([vec![None; question.group_by.len()]]);
    }
    let keys = |month| question.group_by.iter().map(|by| by.period_of(month)).collect();
    question.months().map(keys).collect()
}

fn is_time(by: Dimension) -> bool {
    matches!(by, Dimension::Month | Dimension::Quarter | Dimension::Year)
}

/// The values that each dimension with a closed list has in the rows: its codes and, if asked, all others that occur.
fn closed_values(rows: &HashMap<RowKey, Sums>, by: &[Dimension], codes: &Codes, occurring: bool) -> Closed {
    let values = |(index, dimension): (usize, &Dimension)| {
        let listed = codes.get(dimension)?.iter().cloned().map(Some);
        let occurs = rows.keys().filter(|_| occurring).filter_map(|keys| keys.get(index).cloned());
        Some((*dimension, listed.chain(occurs).collect()))
    };
    by.iter().enumerate().filter_map(values).collect()
}

/// The combinations that occur of values without a closed list; with `periods`, those of time have one.
fn others(rows: &HashMap<RowKey, Sums>, by: &[Dimension], codes: &Codes, periods: bool) -> BTreeSet<RowKey> {
    let is_closed: Vec<bool> = by.iter().map(|by| codes.contains_key(by) || periods && is_time(*by)).collect();
    if is_closed.iter().all(|closed| *closed) {
        return BTreeSet::from([vec![None; by.len()]]);
    }
    let blanked =
        |keys: &RowKey| keys.iter().zip(&is_closed).map(|(key, closed)| key.clone().filter(|_| !closed)).collect();
    rows.keys().map(blanked).collect()
}

/// Every combination of the open values, the periods and the closed ones.
fn product(
    open: BTreeSet<RowKey>,
    by: &[Dimension],
    closed: &Closed,
    periods: Option<&BTreeSet<RowKey>>,
) -> Vec<RowKey> {
    let mut wanted: Vec<RowKey> = open.into_iter().collect();
    if let Some(periods) = periods {
        let joined =
            |keys: &RowKey, period: &RowKey| keys.iter().zip(period).map(|(a, b)| a.clone().or(b.clone())).collect();
        wanted = wanted.iter().flat_map(|keys| periods.iter().map(move |period| joined(keys, period))).collect();
    }
    for (index, dimension) in by.iter().enumerate() {
        let Some(values) = closed.get(dimension) else { continue };
        let each = |keys: &RowKey| values.iter().map(|value| with(keys, index, value.as_ref())).collect::<Vec<_>>();
        wanted = wanted.iter().flat_map(each).collect();
    }
    wanted
}

fn with(keys: &RowKey, index: usize, code: Option<&String>) -> RowKey {
    keys.iter().enumerate().map(|(at, key)| if at == index { code.cloned() } else { key.clone() }).collect()
}

/// Adds the rows of no value where they are missing: their absence would show that nobody is in them.
fn add_rows_of_none(rows: &mut HashMap<RowKey, Sums>, by: &[Dimension]) {
    for (index, _) in by.iter().enumerate().filter(|(_, by)| by.has_row_of_none()) {
        let of_none: Vec<RowKey> = rows.keys().map(|keys| with(keys, index, None)).collect();
        for keys in of_none {
            rows.entry(keys).or_default();
        }
    }
}

/// The sort key of a row: vocabularies in their order, numbers by value, texts as French is sorted, nulls last.
fn ranks(keys: &RowKey, by: &[Dimension], codes: &Codes) -> Vec<(usize, i64, FrenchOrder)> {
    keys.iter()
        .zip(by)
        .map(|(key, dimension)| {
            let Some(key) = key else { return (usize::MAX, 0, french_order("")) };
            let index = codes.get(dimension).and_then(|codes| codes.iter().position(|code| code == key));
            (index.unwrap_or(usize::MAX - 1), key.parse().unwrap_or(0), french_order(&**key))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::totals::{Counted, Reach, Statuses};
    use crate::values::{Hours, Month};

    fn completed(rows: &[&[&str]], (from, to): (i32, i32), by: &[Dimension]) -> Vec<(RowKey, usize)> {
        let month = |number| Month::from_number(number).unwrap();
        let question = Question {
            from: month(from),
            to: month(to),
            group_by: by.to_vec(),
            reach: Reach::Plie,
            statuses: Statuses::Validated,
            counted: Counted::Yes,
            filters: Vec::new(),
        };
        let some = Sums { hours: Hours::from_hundredths(100), people: 1, employments: 1 };
        let rows = rows.iter().map(|keys| (key(keys), some)).collect();
        let codes = by.iter().filter_map(|by| Some((*by, by.closed_codes()?))).collect();
        let rows = complete(rows, &question, &codes, CountPolicy::ShowAll).into_iter();
        rows.map(|(keys, sums)| (keys, sums.people)).collect()
    }

    fn key(texts: &[&str]) -> RowKey {
        texts.iter().map(|text| Some((*text).to_owned())).collect()
    }

    #[test]
    fn closed_vocabularies_have_all_their_rows_in_order() {
        let rows = completed(&[&["MS"]], (202_301, 202_312), &[Dimension::Sector]);
        assert_eq!(rows, [(key(&["BTP"]), 0), (key(&["MS"]), 1), (key(&["PI"]), 0)]);
    }

    #[test]
    fn every_period_has_its_row_and_only_with_periods_that_it_lies_in() {
        let by = [Dimension::Quarter, Dimension::Month];
        let rows = completed(&[&["2023-Q4", "202312"]], (202_311, 202_401), &by);
        let expected = [("2023-Q4", "202311", 0), ("2023-Q4", "202312", 1), ("2024-Q1", "202401", 0)];
        assert_eq!(rows, expected.map(|(quarter, month, people)| (key(&[quarter, month]), people)));
        assert_eq!(completed(&[], (200_001, 209_912), &[Dimension::Month]).len(), 1_200);
    }

    #[test]
    fn open_values_that_occur_have_a_row_in_every_period() {
        let by = [Dimension::Month, Dimension::Source];
        let rows = completed(&[&["202302", "ARIQ"]], (202_301, 202_303), &by);
        let expected = [("202301", 0), ("202302", 1), ("202303", 0)];
        assert_eq!(rows, expected.map(|(month, people)| (key(&[month, "ARIQ"]), people)));
        assert!(completed(&[], (202_301, 202_303), &by).is_empty());
    }

    #[test]
    fn values_beside_a_closed_list_have_a_row_in_every_period_too() {
        let by = [Dimension::Month, Dimension::ContractType];
        let rows = completed(&[&["202302", "CTT"]], (202_301, 202_303), &by);
        let of_it: Vec<_> = rows.iter().filter(|(keys, _)| keys[1].as_deref() == Some("CTT")).collect();
        assert_eq!((rows.len(), of_it.len()), (3 * 6, 3));
        assert_eq!(completed(&[&["CTT"]], (202_301, 202_303), &[Dimension::ContractType]).len(), 6);
    }

    #[test]
    fn too_many_combinations_are_filled_for_the_periods_that_occur_or_not_at_all() {
        let (by, some): (_, &[&[&str]]) = ([Dimension::Month, Dimension::Sector], &[&["200002", "MS"]]);
        assert_eq!(completed(some, (200_001, 201_310), &by).len(), 498);
        assert_eq!(completed(some, (200_001, 201_312), &by).len(), 3);
        let months: Vec<String> = (0..167).map(|month| (200_001 + month / 12 * 100 + month % 12).to_string()).collect();
        let keys: Vec<[&str; 2]> = months.iter().map(|month| [month.as_str(), "MS"]).collect();
        let rows: Vec<&[&str]> = keys.iter().map(<[&str; 2]>::as_slice).collect();
        assert_eq!(completed(&rows, (200_001, 201_312), &by).len(), 167);
    }
}
