//! The rules of an answer: zero rows and order, months covered, full-time equivalents, and what dashboards may ask.

use std::collections::{BTreeSet, HashMap};

use rust_decimal::{Decimal, RoundingStrategy};

use super::model::{MonthState, RowKey, Sums};
use super::{Counted, Dimension, Figures, Masked, Question, Reach, Statuses};
use crate::disclosure::totals::{CountPolicy, DashboardQuestion, DashboardUse};
use crate::disclosure::{self, Rounding};
use crate::values::{FrenchOrder, Hours, Month, Role, Sector, Sectors, french_order};

/// The highest number of rows to which zero rows are added.
const MOST_FILLED: usize = 500;

/// Which counts the role gets in answer to the question; none if the role may not ask it.
pub(super) fn count_policy(role: Role, question: &Question) -> Option<CountPolicy> {
    let is_whole =
        question.filters.is_empty() && question.statuses == Statuses::Validated && question.counted == Counted::Yes;
    let question = DashboardQuestion {
        is_whole,
        is_plie_year: question.is_one_year() && question.reach == Reach::Plie,
        group_by: question.group_by.iter().map(|dimension| dimension.dashboards()).collect(),
    };
    disclosure::totals::policy(role, &question)
}

/// What a dashboard may ask, in French.
pub(super) fn dashboard_questions() -> String {
    let names = |uses: &[DashboardUse]| {
        let dimensions = Dimension::ALL.iter().filter(|dimension| uses.contains(&dimension.dashboards()));
        dimensions.map(|dimension| dimension.name()).collect::<Vec<_>>().join(", ")
    };
    let hours = names(&[DashboardUse::Hours, DashboardUse::Year, DashboardUse::HoursAndPeople]);
    let people = names(&[DashboardUse::HoursAndPeople, DashboardUse::People]);
    format!(
        "Un tableau de bord peut demander, sans filtre, les heures par {hours} ; et, sur une année civile, les personnes \
         du PLIE selon un seul de ces critères : {people}. Toute autre demande pourrait désigner une personne."
    )
}

/// An answer's figures as their reader gets them; counts are none where they are withheld.
pub(super) struct Given {
    pub whole: Figures,
    pub rows: Vec<(RowKey, Figures)>,
    /// Whether hours and full-time equivalents of rows are given.
    pub has_hours: bool,
}

/// What the policy gives of a whole and its rows.
pub(super) fn given(policy: CountPolicy, whole: Sums, rows: Vec<(RowKey, Sums)>, divisor: Hours) -> Given {
    let counts = |rows: &[(RowKey, Sums)]| rows.iter().map(|(_, sums)| sums.people).collect::<Vec<_>>();
    let (mut people, mut employments) = (Rounding::default(), Rounding::default());
    let shown = |sums: Sums, counts: Option<(usize, usize)>, why: Masked| figures(sums.hours, divisor, counts, why);
    match policy {
        CountPolicy::ShowAll | CountPolicy::HideAll => {
            let counts = |sums: Sums| (policy == CountPolicy::ShowAll).then_some((sums.people, sums.employments));
            let exact = |sums: Sums| shown(sums, counts(sums), Masked::NotGiven);
            let rows = rows.into_iter().map(|(keys, sums)| (keys, exact(sums))).collect();
            Given { whole: exact(whole), rows, has_hours: true }
        }
        CountPolicy::Rounded { always_hours } => {
            let of_whole =
                disclosure::whole(whole.people).map(|people| (people, Rounding::default().next(whole.employments)));
            let has_rows = of_whole.is_some() && disclosure::is_given(counts(&rows));
            let mut rounded = |sums: Sums| {
                let counts = has_rows.then(|| (people.next(sums.people), employments.next(sums.employments)));
                shown(sums, counts, Masked::Small)
            };
            let rows = rows.into_iter().map(|(keys, sums)| (keys, rounded(sums))).collect();
            Given { whole: shown(whole, of_whole, Masked::Small), rows, has_hours: always_hours || has_rows }
        }
    }
}

/// Hours, with counts of people and employments unless they are withheld.
fn figures(hours: Hours, divisor: Hours, counts: Option<(usize, usize)>, why: Masked) -> Figures {
    let (people, employments) = counts.unzip();
    let fte = full_time_equivalents(hours, divisor);
    Figures { hours, people, employments, fte, masked: counts.is_none().then_some(why) }
}

/// Adds the row of no value where it is missing: its absence would show that nobody is in it.
pub(super) fn with_row_of_none(rows: &mut Vec<(RowKey, Sums)>, by: &[Dimension]) {
    for (index, dimension) in by.iter().enumerate() {
        let lacks_none = !rows.iter().any(|(keys, _)| keys.get(index).is_some_and(Option::is_none));
        if let Some((keys, _)) = rows.first().filter(|_| dimension.has_row_of_none() && lacks_none) {
            let keys = keys.iter().enumerate().map(|(at, key)| key.clone().filter(|_| at != index)).collect();
            rows.push((keys, Sums::default()));
        }
    }
}

/// Adds a zero row for each combination of closed codes without hours, for each combination of the other values that
/// occurs. Sorts the rows in the order of the vocabularies.
pub(super) fn with_zero_rows(
    rows: Vec<(RowKey, Sums)>,
    by: &[Dimension],
    codes: &HashMap<Dimension, Vec<String>>,
) -> Vec<(RowKey, Sums)> {
    let is_closed: Vec<bool> = by.iter().map(|dimension| codes.contains_key(dimension)).collect();
    let open: BTreeSet<RowKey> = rows.iter().map(|(keys, _)| blanked(keys, &is_closed)).collect();
    let open = if is_closed.iter().all(|closed| *closed) { BTreeSet::from([vec![None; by.len()]]) } else { open };
    let mut wanted: Vec<RowKey> = open.into_iter().collect();
    for (index, dimension) in by.iter().enumerate() {
        let Some(codes) = codes.get(dimension) else { continue };
        wanted = wanted.iter().flat_map(|keys| codes.iter().map(move |code| with(keys, index, code))).collect();
    }
    let mut rows: HashMap<RowKey, Sums> = rows.into_iter().collect();
    if wanted.len() <= MOST_FILLED && codes.keys().any(|dimension| by.contains(dimension)) {
        for keys in wanted {
            rows.entry(keys).or_default();
        }
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_cached_key(|(keys, _)| ranks(keys, by, codes));
    rows
}

fn blanked(keys: &RowKey, is_closed: &[bool]) -> RowKey {
    keys.iter().zip(is_closed).map(|(key, closed)| if *closed { None } else { key.clone() }).collect()
}

fn with(keys: &RowKey, index: usize, code: &str) -> RowKey {
    keys.iter().enumerate().map(|(at, key)| if at == index { Some(code.to_owned()) } else { key.clone() }).collect()
}

/// The sort key of a row: vocabularies in their order, numbers by value, texts as French is sorted, nulls last.
fn ranks(keys: &RowKey, by: &[Dimension], codes: &HashMap<Dimension, Vec<String>>) -> Vec<(usize, i64, FrenchOrder)> {
    keys.iter()
        .zip(by)
        .map(|(key, dimension)| {
            let Some(key) = key else { return (usize::MAX, 0, french_order("")) };
            let index = codes.get(dimension).and_then(|codes| codes.iter().position(|code| code == key));
            (index.unwrap_or(usize::MAX - 1), key.parse().unwrap_or(0), french_order(&**key))
        })
        .collect()
}

/// The months of the question by sector, and whether each is closed.
pub fn month_states(question: &Question, sectors: &Sectors, closed: &BTreeSet<(Month, Sector)>) -> Vec<MonthState> {
    let state = |(month, sector)| MonthState { month, sector, closed: closed.contains(&(month, sector)) };
    months(question, sectors).map(state).collect()
}

/// The months of the question's period and the caller's sectors that pass the question's filters.
fn months(question: &Question, sectors: &Sectors) -> impl Iterator<Item = (Month, Sector)> {
    let all = std::iter::successors(Some(question.from), |month| Some(month.next()));
    let months = all.take_while(|month| *month <= question.to);
    months
        .flat_map(|month| sectors.iter().map(move |sector| (month, sector)))
        .filter(|(month, sector)| question.filters.iter().all(|(by, value)| passes(*month, *sector, *by, value)))
}

fn passes(month: Month, sector: Sector, by: Dimension, value: &str) -> bool {
    match by {
        Dimension::Month => month.number().to_string() == value,
        Dimension::Quarter => format!("{}-Q{}", month.year(), (month.number() % 100 + 2) / 3) == value,
        Dimension::Year => month.year().to_string() == value,
        Dimension::Sector => sector.as_str() == value,
        _ => true,
    }
}

/// Full-time equivalents of a year, rounded to the hundredth; the divisor is a dated setting.
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
        let some = Sums { hours: Hours::from_hundredths(100), people: 1, employments: 1 };
        let rows = with_zero_rows(vec![(vec![key("MS")], some)], &[Dimension::Sector], &codes());
        let order: Vec<_> = rows.iter().map(|(keys, sums)| (keys.clone(), sums.people)).collect();
        assert_eq!(order, [(vec![key("BTP")], 0), (vec![key("MS")], 1), (vec![key("PI")], 0)]);
    }

    #[test]
    fn open_values_are_shown_where_there_are_some() {
        let some = Sums::default();
        let by = [Dimension::Month, Dimension::Sex];
        let rows = with_zero_rows(vec![(vec![key("202302"), key("F")], some)], &by, &codes());
        assert_eq!(rows.len(), 2);
        assert!(with_zero_rows(Vec::new(), &by, &codes()).is_empty());
    }

    #[test]
    fn the_hours_of_2023_are_26_41_full_time_equivalents() {
        let hours = Hours::parse("42437.89").unwrap();
        assert_eq!(full_time_equivalents(hours, Hours::parse("1607").unwrap()).to_string(), "26.41");
    }
}
