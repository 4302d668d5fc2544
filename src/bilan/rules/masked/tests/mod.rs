//! A dashboard that reads a whole bilan and combines all printed counts computes no hidden one. The years are random;
//! `PROPTEST_CASES` sets how many.

mod year;

use std::collections::BTreeMap;

use proptest::prelude::*;

use self::year::a_year;
use super::super::{Table, Value, distinct, findings, masked, tables};
use crate::bilan::facts::{AssignedPerson, Facts};
use crate::disclosure::bilan::attack::{PeopleWithHours, Reader, WITHOUT_HOURS};
use crate::disclosure::is_small;
use crate::values::{Sector, Sex};

const PLACES: [&str; 4] = ["Grésilles", "Fontaine d'Ouche", "Le Mail", "Le Belvédère"];

fn count(value: Value) -> Option<usize> {
    if let Value::Count(count) = value { Some(count) } else { None }
}

/// The counts by their keys; none for a hidden one.
fn counts(tables: &[Table]) -> BTreeMap<String, Option<usize>> {
    let figures = tables.iter().flat_map(|table| &table.figures);
    figures.filter(|one| !matches!(one.value, Value::Hours(_))).map(|one| (one.key.clone(), count(one.value))).collect()
}

/// Every figure and every shown denominator, as a reader sees them.
fn printed(tables: &[Table]) -> impl Iterator<Item = (String, Option<usize>)> {
    let figures = || tables.iter().flat_map(|table| &table.figures);
    let wholes = figures().filter_map(|figure| figure.denominator.as_ref());
    let wholes = wholes.filter_map(|whole| Some((whole.figure.clone(), Some(count(whole.value)?))));
    figures().map(|figure| (figure.key.clone(), count(figure.value))).chain(wholes)
}

fn people_with_hours(facts: &Facts) -> PeopleWithHours {
    let with_hours = |of: &dyn Fn(&AssignedPerson) -> bool| {
        let people = facts.assigned.iter().filter(|one| facts.with_counted_hours.contains(&one.candidate) && of(one));
        distinct(people.map(|one| one.candidate)).len()
    };
    let sexes = [("women", Sex::Female), ("men", Sex::Male)];
    PeopleWithHours {
        all: with_hours(&|_| true),
        by_sex: sexes.map(|(key, sex)| (key.to_owned(), with_hours(&|one| one.sex == sex))).to_vec(),
        by_sector: Sector::ALL
            .iter()
            .map(|sector| (sector.to_string(), with_hours(&|one| one.sector == *sector)))
            .collect(),
    }
}

/// Every hidden count of this year that a reader can compute, from the bilan alone or with the totals of the year.
fn leaks(facts: &Facts, with_totals: bool) -> Vec<String> {
    let open = counts(&tables(facts));
    let (masked, _) = masked(tables(facts), findings(facts));
    let shown = counts(&masked);
    let totals = with_totals.then(|| people_with_hours(facts));
    let mut reader = Reader::of(printed(&masked), &PLACES, totals.as_ref());
    reader.narrow_bounds();
    let determined = reader.determined();
    let mut leaks = Vec::new();
    for (key, is) in open.iter().filter_map(|(key, count)| Some((key, (*count)?))) {
        let Some(shown) = shown.get(key) else { continue };
        let (least, most) = reader.bounds[key];
        assert!((least..=most).contains(&is), "{key} is {is}, not from {least} to {most}: the attack is wrong");
        // Zero identifies no person, nor does a large count: a cell hidden beside a small one may be computed as long
        // as the small one may not.
        match shown {
            _ if !is_small(is) => {}
            _ if with_totals && key == WITHOUT_HOURS => {}
            Some(count) if is_small(*count) => leaks.push(format!("{key} is shown: {count}")),
            None if least == most => leaks.push(format!("{key} can be nothing but {least}")),
            None if determined.contains(key) => leaks.push(format!("{key} follows from sums: {is}")),
            _ => {}
        }
    }
    leaks
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").map_or(256, |cases| cases.parse().unwrap_or(256));
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nobody_works_out_a_hidden_count_from_a_whole_bilan(
        seed in any::<u64>(),
        referred in 0..120_usize,
        employed in 0..90_usize,
        gone in 0..30_usize,
        steep in 0..80_usize,
    ) {
        let year = a_year(seed, referred, employed, gone, steep);
        let alone = leaks(&year, false);
        prop_assert!(alone.is_empty(), "{alone:#?}");
        let with_totals = leaks(&year, true);
        prop_assert!(with_totals.is_empty(), "with totals: {with_totals:#?}");
    }
}
