//! Published figures beside the computed ones.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::series::parted;
use super::set::{Published, PublishedFigure, PublishedSet};
use crate::bilan::{Bilan, Value};
use crate::values::fold;

/// A figure, published and computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Its path in the published set; of a row that the set leaves out, its key.
    pub figure: String,
    /// The published value; `0` for a row that the set leaves out.
    pub published: String,
    /// The computed value; none if the bilan has no such figure.
    pub computed: Option<String>,
    /// Whether they are equal.
    pub equal: bool,
}

/// Figures that no report shows: their absence does not mean zero.
const NOT_IN_REPORTS: [&str; 1] = ["qpv_legal"];

/// A computed figure.
enum Computed {
    Value(Value),
    /// The reasons of which there are some.
    Names(Vec<String>),
}

impl Computed {
    fn is(&self, published: &Published) -> bool {
        match (self, published) {
            (Self::Value(Value::Hours(hours)), Published::Number(number, _)) => hours.to_decimal() == *number,
            (Self::Value(Value::Count(count)), Published::Number(number, _)) => Decimal::from(*count) == *number,
            (Self::Value(Value::Quotient(quotient)), Published::Number(number, _)) => quotient == number,
            (Self::Names(computed), Published::Names(published)) => {
                computed.iter().collect::<BTreeSet<_>>() == published.iter().collect()
            }
            _ => false,
        }
    }

    fn is_zero(&self) -> bool {
        match self {
            Self::Value(Value::Hours(hours)) => hours.to_decimal().is_zero(),
            Self::Value(Value::Count(count)) => *count == 0,
            Self::Value(Value::Quotient(quotient)) => quotient.is_zero(),
            Self::Value(Value::Undefined) => true,
            Self::Value(Value::Hidden) => false,
            Self::Names(names) => names.is_empty(),
        }
    }
}

impl std::fmt::Display for Computed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Value(value) => value.fmt(f),
            Self::Names(names) => f.write_str(&names.join(", ")),
        }
    }
}

/// Compares each published figure with the bilan, and each figure that is published as zero by its absence: a row of a table
/// that has other rows in the set.
pub fn compare(set: &PublishedSet, bilan: &Bilan) -> Vec<Comparison> {
    let computed = computed(bilan);
    let mut comparisons: Vec<Comparison> =
        set.figures.iter().map(|figure| comparison(figure, computed.get(&fold(&figure.key())))).collect();
    let published: BTreeSet<String> = set.figures.iter().map(|figure| fold(&figure.key())).collect();
    let tables: BTreeSet<String> = set.figures.iter().map(|figure| fold(parted(&figure.key()).0)).collect();
    let mut absent: Vec<_> = computed
        .iter()
        .filter(|(folded, (_, key, _))| !published.contains(*folded) && tables.contains(&fold(parted(key).0)))
        .filter(|(_, (_, key, _))| !NOT_IN_REPORTS.iter().any(|name| key.ends_with(name)))
        .map(|(_, computed)| computed)
        .collect();
    absent.sort_by_key(|(place, _, _)| *place);
    comparisons.extend(absent.into_iter().map(|(_, key, computed)| Comparison {
        figure: key.clone(),
        published: "0".to_owned(),
        computed: Some(computed.to_string()),
        equal: computed.is_zero(),
    }));
    comparisons
}

fn comparison(figure: &PublishedFigure, computed: Option<&(usize, String, Computed)>) -> Comparison {
    Comparison {
        figure: figure.key(),
        published: figure.published.to_string(),
        computed: computed.map(|(_, _, computed)| computed.to_string()),
        equal: computed.is_some_and(|(_, _, computed)| computed.is(&figure.published)),
    }
}

/// The computed figures by their folded keys, with their places and keys; beside each table of reasons, the list of those
/// that occur.
fn computed(bilan: &Bilan) -> BTreeMap<String, (usize, String, Computed)> {
    let mut figures = BTreeMap::new();
    let mut reasons: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for (place, figure) in bilan.tables.iter().flat_map(|table| &table.figures).enumerate() {
        if let Some((outcomes, reason)) = figure.key.split_once(".reasons.") {
            let (_, named) = reasons.entry(format!("{outcomes}.reasons_named")).or_insert((place, Vec::new()));
            if figure.value != Value::Count(0) {
                named.push(reason.to_owned());
            }
        }
        figures.insert(fold(&figure.key), (place, figure.key.clone(), Computed::Value(figure.value)));
    }
    for (key, (place, named)) in reasons {
        figures.insert(fold(&key), (place, key, Computed::Names(named)));
    }
    figures
}
