//! An attestation as a document.

use super::{AttestedLot, AttestedLots, DetailedAttestation};
use crate::contracts::PROGRESS_COUNTED_BY;
use crate::documents::{Cell, Column, ColumnKind, Document, Part, Row, RowKind, Section, Shown, Table};
use crate::error::french;
use crate::values::{Sector, day_in_france, day_in_words, parse_decimal};

/// The document. `site` is the public address of the service, if it has one.
pub(super) fn document(of: &DetailedAttestation, site: Option<&str>) -> Document {
    let DetailedAttestation { attestation, states } = of;
    let day = day_in_words(attestation.attested_on);
    let done = attestation.done.in_french();
    let mut introduction = vec![
        format!(
            "{} atteste que {done}\u{a0}h d’insertion ont été réalisées {}, au {day}.",
            states.issuer,
            where_done(states)
        ),
        format!("{PROGRESS_COUNTED_BY} Le mois de ce jour compte en entier."),
    ];
    if states.holder.is_some() {
        introduction.push(format!("Lots dont le marché avait commencé à cette date{}.", of_sectors(states)));
        if states.lots.iter().any(|lot| lot.holders.len() > 1) {
            introduction
                .push("Les heures d’un lot tenu par un groupement sont celles de tout le groupement.".to_owned());
        }
    }
    let code = &attestation.code;
    introduction.push(match site {
        Some(site) => format!("Code de vérification : {code}. Pour le vérifier : {site}/verification/{code}"),
        None => format!("Code de vérification : {code}, à saisir sur la page /verification du service."),
    });
    Document {
        title: "Attestation d’heures d’insertion".to_owned(),
        subtitle: format!("{} – au {day}", name(states)),
        made_on: day_in_france(attestation.issued_at),
        introduction: introduction.iter().map(|text| french(text)).collect(),
        sections: vec![Section { heading: "Heures attestées".to_owned(), parts: vec![Part::Table(lots(states))] }],
    }
}

/// Which sectors they are of, if its issuer did not see them all.
fn of_sectors(states: &AttestedLots) -> String {
    let known = states.sectors.iter().filter_map(|code| Sector::parse(code).ok());
    let labels: Vec<&str> = known.map(Sector::label).collect();
    if labels.len() == Sector::ALL.len() {
        String::new()
    } else {
        format!(", des secteurs suivants : {}", labels.join(" ; "))
    }
}

/// What it is about, in a title.
fn name(states: &AttestedLots) -> String {
    match (&states.holder, &*states.lots) {
        (Some(holder), _) => holder.clone(),
        (None, [lot]) => format!("{}, lot {}", lot.reference, lot.number),
        (None, _) => states.issuer.clone(),
    }
}

/// On what the hours were done, in a sentence.
fn where_done(states: &AttestedLots) -> String {
    match (&states.holder, &*states.lots) {
        (Some(holder), lots) => format!("sur {} dont {holder} est titulaire", many(lots.len())),
        (None, [lot]) => format!("sur le lot {} du marché {} ({})", lot.number, lot.reference, lot.buyer),
        (None, lots) => format!("sur {}", many(lots.len())),
    }
}

fn many(lots: usize) -> String {
    if lots == 1 { "le lot".to_owned() } else { format!("les {lots} lots") }
}

const HEADINGS: &[(&str, &str, ColumnKind)] = &[
    ("contract", "Marché", ColumnKind::Text),
    ("buyer", "Donneur d’ordre", ColumnKind::Text),
    ("lot", "Lot", ColumnKind::Text),
    ("holders", "Titulaire", ColumnKind::Text),
    ("due", "Prévues", ColumnKind::Number),
    ("done", "Réalisées", ColumnKind::Number),
    ("remaining", "Restantes", ColumnKind::Number),
    ("rate", "Taux", ColumnKind::Number),
];

fn lots(states: &AttestedLots) -> Table {
    let column = |(name, heading, kind): &(&'static str, &str, ColumnKind)| Column {
        name,
        heading: (*heading).to_owned(),
        kind: *kind,
        shown: Shown::Everywhere,
    };
    let mut rows: Vec<Row> = states.lots.iter().map(row).collect();
    if rows.len() > 1 {
        let texts = [Cell::Text("Total".to_owned()), Cell::Empty, Cell::Empty, Cell::Empty];
        let hours = [states.due(), states.done(), states.remaining()].map(Cell::Hours);
        let cells = texts.into_iter().chain(hours).chain([Cell::Empty]).collect();
        rows.push(Row { group: None, kind: RowKind::Total, cells, adds: (0..states.lots.len()).collect() });
    }
    Table {
        key: "lots".to_owned(),
        title: "Heures des lots".to_owned(),
        columns: HEADINGS.iter().map(column).collect(),
        rows,
        notes: vec![french("Cette attestation ne nomme aucune personne.")],
        chart: None,
    }
}

fn row(lot: &AttestedLot) -> Row {
    let cells = vec![
        Cell::Text(format!("{} – {}", lot.reference, lot.contract_title)),
        Cell::Text(lot.buyer.clone()),
        Cell::Text(format!("{} – {}", lot.number, lot.title)),
        Cell::Text(lot.holders.join(", ")),
        Cell::Hours(lot.due),
        Cell::Hours(lot.done),
        Cell::Hours(lot.remaining),
        lot.rate.as_deref().and_then(parse_decimal).map_or(Cell::Undefined, Cell::Percent),
    ];
    Row { group: None, kind: RowKind::Line, cells, adds: Vec::new() }
}
