//! The bilan's figures as reports print them: runs of figures in a row or a column, under the labels that one finds there.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::bilan::{Bilan, Figure, Value};
use crate::values::fold;

/// Figures that a report prints beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What they count, in French: the title of their table.
    pub title: String,
    /// The figures.
    pub figures: Vec<LabelledFigure>,
}

/// A figure with the labels under which a report may print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledFigure {
    /// The labels, folded.
    pub labels: Vec<String>,
    /// The figure.
    pub value: Decimal,
}

/// Tables whose rows are named after somebody or some place, which may hold a dot.
const BY_NAME: [&str; 5] =
    ["prescribers_other_than_plie", "qpv.referred", "qpv.validated", "qpv.employees", "qpv.positive_exits"];

/// Other words for the last part of a key.
const OTHER_WORDS: [(&str, &[&str]); 14] = [
    ("BTP", &["Travaux", "Bâtiment", "Bâtiment et travaux publics", "Secteur BTP"]),
    ("MS", &["Services", "Marchés de services", "Marché de services", "Secteur MS"]),
    ("PI", &["Prestations intellectuelles", "Secteur PI"]),
    ("women", &["Femmes", "Femme", "F", "dont femmes"]),
    ("men", &["Hommes", "Homme", "H", "dont hommes"]),
    ("AUTRES", &["Autres", "Hors PLIE", "Autres que PLIE"]),
    ("TOTAL", &["Ensemble"]),
    ("total", &["Ensemble", "Total général"]),
    ("referrals", &["Orientations", "Orientés", "Candidats orientés", "Total"]),
    ("qpv", &["QPV", "dont QPV", "Quartiers", "dont quartiers"]),
    ("not_integrated", &["Non intégrés", "Candidats non intégrés"]),
    ("CDD_6_MONTHS", &["CDD de 6 mois", "CDD 6 mois", "CDD de 6 mois et plus", "CDD de plus de 6 mois"]),
    ("both", &["Validés et salariés"]),
    ("pending", &["En cours", "En attente"]),
];

/// Each table of a bilan as series: its rows, and where keys have a column before the row, its columns too.
pub fn series(bilan: &Bilan) -> Vec<Series> {
    let mut runs: BTreeMap<(usize, String), Vec<LabelledFigure>> = BTreeMap::new();
    for (place, table) in bilan.tables.iter().enumerate() {
        for figure in &table.figures {
            let Some(value) = number(figure.value) else { continue };
            let (above, row) = parted(&figure.key);
            let labels = labels(row, Some(figure));
            runs.entry((place, above.to_owned())).or_default().push(LabelledFigure { labels, value });
            // The same row of each origin: `referrals.PLIE.qpv` stands beside `referrals.AUTRES.qpv`.
            if let Some((before, column)) = above.split_once('.').filter(|_| !BY_NAME.contains(&above)) {
                let name = column.split('.').next().unwrap_or(column);
                let across = format!("{before}.*{}.{row}", &column[name.len()..]);
                let figure = LabelledFigure { labels: self::labels(name, None), value };
                runs.entry((place, across)).or_default().push(figure);
            }
        }
    }
    with_totals(&mut runs);
    let title = |place: usize| bilan.tables.get(place).map_or(String::new(), |table| table.title.clone().into_owned());
    runs.into_iter().map(|((place, _), figures)| Series { title: title(place), figures }).collect()
}

/// The total of hours stands under the sectors, and under the types of contract.
fn with_totals(runs: &mut BTreeMap<(usize, String), Vec<LabelledFigure>>) {
    let totals: Vec<((usize, String), LabelledFigure)> = runs
        .iter()
        .filter_map(|(key, figures)| {
            let is_total = |figure: &&LabelledFigure| figure.labels.iter().any(|label| label == "total");
            figures.iter().find(is_total).map(|total| (key.clone(), total.clone()))
        })
        .collect();
    for ((place, above), total) in totals {
        let below = format!("{above}.by_");
        for ((_, run), figures) in runs.iter_mut().filter(|((of, _), _)| *of == place) {
            if run.starts_with(&below) {
                figures.push(total.clone());
            }
        }
    }
}

/// The key without its row, and the row.
pub(super) fn parted(key: &str) -> (&str, &str) {
    let by_name = BY_NAME.iter().find_map(|table| Some((*table, key.strip_prefix(table)?.strip_prefix('.')?)));
    by_name.or_else(|| key.rsplit_once('.')).unwrap_or(("", key))
}

/// The labels under which a row may stand, folded.
fn labels(row: &str, figure: Option<&Figure>) -> Vec<String> {
    let others = OTHER_WORDS.iter().find(|(name, _)| *name == row).map_or(&[][..], |(_, words)| *words);
    // Of a neighbourhood, the part behind its commune.
    let short = row.split_once(" – ").map(|(_, name)| name);
    let label = figure.map(|figure| figure.label.as_str());
    let all = [row].into_iter().chain(label).chain(short).chain(others.iter().copied());
    let mut labels: Vec<String> = all.map(fold).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn number(value: Value) -> Option<Decimal> {
    match value {
        Value::Hours(hours) => Some(hours.to_decimal()),
        Value::Count(count) => Some(Decimal::from(count)),
        Value::Quotient(quotient) => Some(quotient),
        Value::Undefined | Value::Hidden => None,
    }
}
