//! Whoever reads a whole bilan as a dashboard does, and adds and subtracts all that is printed in it, works out nothing that
//! is hidden. Years are made up at random; `PROPTEST_CASES` says how many.

mod known;
mod solved;
mod year;

use std::collections::BTreeMap;

use proptest::prelude::*;

use self::known::{Known, WITHOUT_HOURS};
use self::year::a_year;
use super::super::{Table, Value, findings, masked, tables};
use crate::bilan::facts::Facts;
use crate::values::masking::is_small;

const PLACES: [&str; 4] = ["Grésilles", "Fontaine d'Ouche", "Le Mail", "Le Belvédère"];

/// The counts by their keys; nothing for a hidden one.
fn counts(tables: &[Table]) -> BTreeMap<String, Option<usize>> {
    let figures = tables.iter().flat_map(|table| &table.figures);
    let count = |value| if let Value::Count(count) = value { Some(count) } else { None };
    figures.filter(|one| !matches!(one.value, Value::Hours(_))).map(|one| (one.key.clone(), count(one.value))).collect()
}

/// Every hidden count of this year that somebody works out, from the bilan alone or with the totals of the year.
fn leaks(facts: &Facts, with_totals: bool) -> Vec<String> {
    let open = counts(&tables(facts));
    let (shown, _) = masked(tables(facts), findings(facts));
    let told = counts(&shown);
    let mut known = Known::of(&shown, with_totals.then_some(facts));
    known.work_out();
    let solved = known.solved();
    let mut leaks = Vec::new();
    for (key, is) in open.iter().filter_map(|(key, count)| Some((key, (*count)?))) {
        let Some(told) = told.get(key) else { continue };
        let (least, most) = known.bounds[key];
        assert!((least..=most).contains(&is), "{key} is {is}, not from {least} to {most}: the attack is wrong");
        // None singles out nobody, nor do many: what hides a small count beside it may be worked out as long as the small
        // one is not.
        match told {
            _ if !is_small(is) => {}
            _ if with_totals && key == WITHOUT_HOURS => {}
            Some(count) if is_small(*count) => leaks.push(format!("{key} is shown: {count}")),
            None if least == most => leaks.push(format!("{key} can be nothing but {least}")),
            None if solved.contains(key) => leaks.push(format!("{key} follows from sums: {is}")),
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
