//! Published figures beside the computed ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// Whether the set leaves the row out.
    pub is_left_out: bool,
}

/// Rows that no report prints as a figure: their absence does not mean zero.
const NOT_IN_REPORTS: [&str; 2] = [".qpv_legal", ".reasons_named"];

/// Tables of figures that each stand alone.
const NO_ROWS: [&str; 2] = ["key_figures", "shares"];

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

    /// As text; none for a quotient by zero.
    fn text(&self) -> Option<String> {
        let is_value = !matches!(self, Self::Value(Value::Undefined | Value::Hidden));
        is_value.then(|| self.to_string())
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

/// The computed figures in their order, with their keys.
struct ComputedFigures {
    figures: Vec<(String, Computed)>,
    places: HashMap<String, usize>,
    /// By folded keys; none where two keys fold alike.
    folded: HashMap<String, Option<usize>>,
}

impl ComputedFigures {
    /// Those of a bilan; beside each table of reasons, the list of those that occur.
    fn of(bilan: &Bilan) -> Self {
        let mut figures = Vec::new();
        let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for figure in bilan.tables.iter().flat_map(|table| &table.figures) {
            if let Some((outcomes, reason)) = figure.key.split_once(".reasons.") {
                let named = reasons.entry(format!("{outcomes}.reasons_named")).or_default();
                if figure.value != Value::Count(0) {
                    named.push(reason.to_owned());
                }
            }
            figures.push((figure.key.clone(), Computed::Value(figure.value)));
        }
        figures.extend(reasons.into_iter().map(|(key, named)| (key, Computed::Names(named))));
        let (mut places, mut folded) = (HashMap::new(), HashMap::new());
        for (place, (key, _)) in figures.iter().enumerate() {
            places.insert(key.clone(), place);
            folded.entry(fold(key)).and_modify(|place| *place = None).or_insert(Some(place));
        }
        Self { figures, places, folded }
    }

    /// The place of a published figure: that of its key, or else of the only key that folds alike.
    fn find(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied().or_else(|| self.folded.get(&fold(key)).copied().flatten())
    }
}

/// Compares each published figure with the bilan, and each figure that is published as zero by its absence: a row of a table
/// that has other rows in the set.
pub fn compare(set: &PublishedSet, bilan: &Bilan) -> Vec<Comparison> {
    let computed = ComputedFigures::of(bilan);
    let found: Vec<Option<usize>> = set.figures.iter().map(|figure| computed.find(&figure.key())).collect();
    let value = |place: &Option<usize>| computed.figures.get((*place)?).map(|(_, value)| value);
    let mut comparisons: Vec<Comparison> =
        set.figures.iter().zip(&found).map(|(figure, place)| comparison(figure, value(place))).collect();
    let published: BTreeSet<usize> = found.into_iter().flatten().collect();
    let tables: BTreeSet<String> = set.figures.iter().map(|figure| fold(parted(&figure.key()).0)).collect();
    let is_left_out = |place: usize, key: &str| {
        !published.contains(&place)
            && tables.contains(&fold(parted(key).0))
            && !NO_ROWS.contains(&parted(key).0)
            && !NOT_IN_REPORTS.iter().any(|name| key.ends_with(name))
    };
    let absent = computed.figures.iter().enumerate().filter(|(place, (key, _))| is_left_out(*place, key));
    comparisons.extend(absent.map(|(_, (key, computed))| Comparison {
        figure: key.clone(),
        published: "0".to_owned(),
        computed: computed.text(),
        equal: computed.is_zero(),
        is_left_out: true,
    }));
    comparisons
}

fn comparison(figure: &PublishedFigure, computed: Option<&Computed>) -> Comparison {
    Comparison {
        figure: figure.key(),
        published: figure.published.to_string(),
        computed: computed.and_then(Computed::text),
        equal: computed.is_some_and(|computed| computed.is(&figure.published)),
        is_left_out: false,
    }
}
