//! How figures are called where they stand in tables for people: on the page, and in documents.

use std::collections::BTreeMap;

use super::model::{Figure, Table};

/// The words of the denominators that are no figure of the bilan.
const OTHER_WHOLES: [(&str, &str); 2] = [
    ("fte_divisor", "Heures d’un équivalent temps plein sur une année"),
    ("outcomes.TOTAL.validated", "Orientations validées, TOTAL"),
];

/// The label of each figure and of each denominator, by its key.
pub fn labels(tables: &[Table]) -> BTreeMap<&str, &str> {
    let figures = tables.iter().flat_map(|table| &table.figures);
    let mut labels: BTreeMap<&str, &str> = figures.map(|figure| (&*figure.key, &*figure.label)).collect();
    labels.extend(OTHER_WHOLES);
    labels
}

/// The heading under which a figure stands, and its label there.
pub fn heading_and_label(figure: &Figure) -> (Option<String>, String) {
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
