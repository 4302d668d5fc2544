//! The tables of the page: lines in groups, each with what it opens to.

use std::collections::BTreeMap;

use super::links::{Link, link, people};
use crate::bilan::{Bilan, Denominator, Figure, Table, Value, heading_and_label, labels};
use crate::error::french;
use crate::values::decimal_in_french;

/// A table.
pub(super) struct ShownTable {
    pub key: &'static str,
    pub title: String,
    pub not_additive: Option<String>,
    pub groups: Vec<Group>,
}

/// Lines under a heading of their own, if they have one.
pub(super) struct Group {
    pub heading: Option<String>,
    pub lines: Vec<Line>,
}

/// A figure.
pub(super) struct Line {
    pub label: String,
    pub value: String,
    pub share: Option<String>,
    /// The same figure a year before; none if it is not available.
    pub before: Option<String>,
    pub rule: String,
    /// What is divided, with its words.
    pub numerator: (String, String),
    /// By what, with its words.
    pub denominator: Option<(String, String)>,
    /// Where its records are listed.
    pub link: Option<Link>,
    /// Where its people are; a quotient has none.
    pub people: Option<String>,
}

/// The tables of a bilan in its order.
pub(super) fn tables(bilan: &Bilan) -> Vec<ShownTable> {
    let labels = labels(&bilan.tables);
    bilan.tables.iter().map(|table| shown(table, &labels)).collect()
}

fn shown(table: &Table, labels: &BTreeMap<&str, &str>) -> ShownTable {
    let mut groups: Vec<Group> = Vec::new();
    for figure in &table.figures {
        let (heading, label) = heading_and_label(figure);
        let line = line(figure, label, &table.rule, labels);
        match groups.last_mut() {
            Some(group) if group.heading == heading => group.lines.push(line),
            _ => groups.push(Group { heading, lines: vec![line] }),
        }
    }
    ShownTable {
        key: table.key,
        title: french(&table.title),
        not_additive: table.not_additive_because.map(french),
        groups,
    }
}

fn line(figure: &Figure, label: String, rule: &str, labels: &BTreeMap<&str, &str>) -> Line {
    let named = |part: &Denominator| {
        let words = labels.get(&*part.figure).copied().unwrap_or(&part.figure);
        (french(words), in_french(part.value))
    };
    let own = || (french(&label), in_french(figure.value));
    let before = figure.previous.as_ref().map(|before| in_french(before.value));
    Line {
        value: in_french(figure.value),
        share: figure.share.as_deref().map(percent),
        before,
        rule: french(figure.rule.unwrap_or(rule)),
        numerator: figure.numerator.as_ref().map_or_else(own, named),
        denominator: figure.denominator.as_ref().map(named),
        link: figure.rows.as_ref().and_then(link),
        people: figure.rows.as_ref().filter(|_| is_of_people(figure.value)).map(people),
        label: french(&label),
    }
}

/// Whether people add up to a figure.
const fn is_of_people(value: Value) -> bool {
    matches!(value, Value::Hours(_) | Value::Count(_))
}

/// A figure as the page writes it.
pub(super) fn in_french(value: Value) -> String {
    match value {
        Value::Hours(hours) => hours.in_french(),
        Value::Count(count) => decimal_in_french(count.into()),
        Value::Quotient(quotient) => decimal_in_french(quotient),
        Value::Undefined | Value::Hidden => "–".to_owned(),
    }
}

fn percent(share: &str) -> String {
    format!("{}\u{a0}%", share.replace('.', ","))
}
