//! Sentences: their shares against their own numbers, and their numbers against the tables.

use rust_decimal::Decimal;

use super::super::model::{Certainty, Finding, Kind, Place, Report};
use super::labels::{Role, keywords};
use super::layout::{Axis, Layout};
use super::number::{Found, Printed, Unit, numbers};
use crate::values::decimal_in_french;
use crate::values::fold;

/// What does not follow in a paragraph.
pub fn check(text: &str, layouts: &[Layout], report: &mut Report) {
    for sentence in sentences(text) {
        let found = numbers(sentence);
        let own = of_sentence(sentence, &found);
        let checked = own
            .iter()
            .all(Option::is_none)
            .then(|| layouts.iter().filter_map(|layout| of_table(sentence, &found, layout)));
        let of_tables: Vec<Option<Finding>> = checked.into_iter().flatten().collect();
        report.checked += own.len() + usize::from(!of_tables.is_empty());
        let first = of_tables.into_iter().flatten().next();
        report.findings.extend(own.into_iter().flatten().chain(first));
    }
}

/// The sentences of a text: a point ends one where a space follows.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['\n', '!', '?', ';'])
        .flat_map(|part| part.split(". "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn finding(sentence: &str, printed: &Found, certainty: Certainty, computed: Decimal, explanation: String) -> Finding {
    let printed = sentence[printed.start..printed.end].trim().to_owned();
    Finding {
        kind: Kind::Prose,
        certainty,
        place: Place::Sentence(sentence.to_owned()),
        printed,
        computed,
        explanation,
    }
}

/// A share that a sentence gives with its count and its denominator: `30 sur 80, soit 24 %`, `30 personnes (24 % des 80)`.
fn of_sentence(sentence: &str, found: &[Found]) -> Vec<Option<Finding>> {
    let check = |three: &[Found]| {
        let [one, two, three] = three else { return None };
        let between = |from: &Found, to: &Found| fold(&sentence[from.end..to.start]);
        let (count, base, share) = match (one.printed.unit, two.printed.unit, three.printed.unit) {
            (Unit::Plain, Unit::Plain, Unit::Percent)
                if is_over(&between(one, two))
                    && leads_to_share(&between(two, three), &sentence[two.end..three.start]) =>
            {
                (one, two, three)
            }
            (Unit::Plain, Unit::Percent, Unit::Plain)
                if leads_to_share(&between(one, two), &sentence[one.end..two.start]) && is_of(&between(two, three)) =>
            {
                (one, three, two)
            }
            _ => return None,
        };
        let exact = (count.printed.value * Decimal::ONE_HUNDRED).checked_div(base.printed.value)?;
        let is_year = base.printed.is_year() || count.printed.is_year();
        if is_year || count.printed.value > base.printed.value || share.printed.is_signed {
            return None;
        }
        if share.printed.is_print_of(exact) {
            return Some(None);
        }
        let shown = exact.round_dp(share.printed.decimals.max(1));
        let explanation = format!(
            "{} sur {} font {} %, et non {} %.",
            decimal_in_french(count.printed.value),
            decimal_in_french(base.printed.value),
            decimal_in_french(shown),
            decimal_in_french(share.printed.value)
        );
        Some(Some(finding(sentence, share, Certainty::Certain, shown, explanation)))
    };
    found.windows(3).filter_map(check).collect()
}

fn is_over(between: &str) -> bool {
    let words: Vec<&str> = between.split(' ').collect();
    words.contains(&"sur") && words.len() <= 5 || words.contains(&"parmi") && words.len() <= 6
}

fn leads_to_share(between: &str, raw: &str) -> bool {
    let words: Vec<&str> = between.split(' ').collect();
    (words.contains(&"soit") || raw.contains('(') || words.contains(&"represente") || words.contains(&"representent"))
        && words.len() <= 8
}

fn is_of(between: &str) -> bool {
    let first = between.split(' ').next().unwrap_or_default();
    matches!(first, "de" | "des" | "du" | "d" | "sur") && between.split(' ').count() <= 4
}

/// A share of a sentence against the table that prints it: the sentence names a row, and the denominator that the table has.
fn of_table(sentence: &str, found: &[Found], layout: &Layout) -> Option<Option<Finding>> {
    let share = found.iter().position(|one| one.printed.unit == Unit::Percent && !one.printed.is_signed)?;
    let base = found.get(share + 1).filter(|base| is_of(&fold(&sentence[found[share].end..base.start])))?;
    let printed = &found[share].printed;
    let words = keywords(sentence);
    let has_base = |row: usize| layout.across(Axis::Rows).any(|at| is_value(layout, row, at, base.printed.value));
    let base_row = (0..layout.rows.len()).find(|row| layout.rows[*row].role == Role::Total && has_base(*row))?;
    let column = layout.across(Axis::Rows).find(|at| is_value(layout, base_row, *at, base.printed.value))?;
    let is_named = |row: &usize| {
        let label = &layout.rows[*row].words;
        *row != base_row && !label.is_empty() && label.iter().all(|word| words.contains(word))
    };
    let named: Vec<usize> = (0..layout.rows.len()).filter(is_named).collect();
    let [row] = named[..] else { return None };
    let count = layout.cell(Axis::Rows, row, column).count.as_ref()?.value;
    let exact = (count * Decimal::ONE_HUNDRED).checked_div(base.printed.value)?;
    let shares = layout.across(Axis::Rows).filter_map(|at| layout.cell(Axis::Rows, row, at).share.as_ref());
    let is_printed = shares.clone().any(|share| agrees(printed, share));
    if printed.is_print_of(exact) || is_printed {
        return Some(None);
    }
    let label = &layout.rows[row].label;
    let shown = exact.round_dp(printed.decimals.max(1));
    let explanation = format!(
        "Au tableau {}, « {label} » compte {} sur {}, ce qui fait {} %, et non {} %.",
        layout.number,
        decimal_in_french(count),
        decimal_in_french(base.printed.value),
        decimal_in_french(shown),
        decimal_in_french(printed.value)
    );
    Some(Some(finding(sentence, &found[share], Certainty::Certain, shown, explanation)))
}

fn is_value(layout: &Layout, row: usize, at: usize, value: Decimal) -> bool {
    layout.cell(Axis::Rows, row, at).count.as_ref().is_some_and(|count| count.value == value)
}

/// Whether a share of a sentence is one of a table, with fewer decimals perhaps.
fn agrees(printed: &Printed, table: &Printed) -> bool {
    printed.value == table.value || printed.decimals < table.decimals && printed.is_print_of(table.value)
}
