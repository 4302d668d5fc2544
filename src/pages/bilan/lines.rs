//! The tables of the page: lines in groups, each with what it opens to.

use std::collections::BTreeMap;

use super::links::{Link, link};
use crate::bilan::{Bilan, Denominator, Figure, Table, Value};
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
    pub link: Option<Link>,
}

/// The words of the denominators that are no figure of the bilan.
const OTHER_WHOLES: [(&str, &str); 2] = [
    ("fte_divisor", "Heures d’un équivalent temps plein sur une année"),
    ("outcomes.TOTAL.validated", "Orientations validées, TOTAL"),
];

/// The tables of a bilan in its order.
pub(super) fn tables(bilan: &Bilan) -> Vec<ShownTable> {
    let figures = bilan.tables.iter().flat_map(|table| &table.figures);
    let mut labels: BTreeMap<&str, &str> = figures.map(|figure| (&*figure.key, &*figure.label)).collect();
    labels.extend(OTHER_WHOLES);
    bilan.tables.iter().map(|table| shown(table, &labels)).collect()
}

fn shown(table: &Table, labels: &BTreeMap<&str, &str>) -> ShownTable {
    let mut groups: Vec<Group> = Vec::new();
    for figure in &table.figures {
        let (heading, label) = grouped(figure);
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

/// The heading under which a figure stands, and its label there.
fn grouped(figure: &Figure) -> (Option<String>, String) {
    let label = || figure.label.clone();
    let mut parts = figure.key.split('.');
    match (parts.next(), parts.next()) {
        (Some("hours"), Some("by_sector")) => (Some("Par secteur".to_owned()), label()),
        (Some("hours"), Some("by_contract_type")) => (Some("Par type de contrat".to_owned()), label()),
        (Some("referrals" | "outcomes" | "outcomes_decided"), Some(origin)) => {
            let heading = match origin {
                "AUTRES" => "Autres prescripteurs",
                "TOTAL" => "Toutes origines",
                plie => plie,
            };
            let short = figure.label.strip_suffix(&format!(", {origin}")).unwrap_or(&figure.label);
            (Some(heading.to_owned()), short.to_owned())
        }
        (Some("qpv"), _) => match figure.label.split_once(", ") {
            Some((heading, "total")) => (Some(heading.to_owned()), "Total".to_owned()),
            Some((heading, place)) => (Some(heading.to_owned()), place.to_owned()),
            None => (None, label()),
        },
        _ => (None, label()),
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
        link: figure.rows.as_ref().map(link),
        label: french(&label),
    }
}

/// A figure as the page writes it.
fn in_french(value: Value) -> String {
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
