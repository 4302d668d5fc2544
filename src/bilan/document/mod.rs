//! A bilan as a document: the same figures in the order of the page, with what must be known to read them.

mod sums;
mod tables;

use super::model::{Bilan, MonthRun};
use crate::db::DataVersion;
use crate::documents::{Cell, Column, ColumnKind, Document, Part, Row, RowKind, Section, Shown, Table};
use crate::error::french;
use crate::values::{Month, Sector, day_in_words};

/// The document of a bilan of this version of the data.
pub(super) fn document(bilan: &Bilan, version: DataVersion) -> Document {
    Document {
        title: format!("Bilan {}", bilan.run().map(MonthRun::in_words).unwrap_or_default()),
        subtitle: if bilan.scope == "plie" {
            "Personnes accompagnées par le PLIE".to_owned()
        } else {
            "Toutes les personnes, accompagnées ou non par le PLIE".to_owned()
        },
        made_on: bilan.as_of,
        introduction: introduction(bilan, version),
        sections: sections(bilan),
    }
}

fn introduction(bilan: &Bilan, DataVersion(version): DataVersion) -> Vec<String> {
    let mut texts = vec![format!("Établi le {}, avec les issues connues ce jour-là.", day_in_words(bilan.as_of))];
    let open = bilan.months.iter().filter(|month| !month.closed).count();
    texts.push(if bilan.provisional {
        let (closures, remain) = if open > 1 { ("clôtures", "restent") } else { ("clôture", "reste") };
        format!(
            "Provisoire : {open} {closures} sur {}, une par mois et par secteur, {remain} à faire ; les heures de ces mois \
             peuvent changer.",
            bilan.months.len()
        )
    } else {
        "Tous les mois sont clos : leurs heures ne changent plus.".to_owned()
    });
    if let Some(before) = bilan.previous.filter(|before| !before.closed) {
        let months = MonthRun { from: before.from, to: before.to }.in_head();
        texts.push(format!("Les chiffres de {months} ne sont disponibles qu’une fois tous ses mois clos."));
    }
    if let Some(base) = bilan.counts_rounded_to {
        texts.push(format!(
            "Les nombres de personnes et d’orientations sont arrondis à un multiple de {base} ; « masqué » est écrit à la \
             place d’un nombre trop petit, ou de ce qui permettrait de le calculer."
        ));
    } else {
        texts.push(format!("Version des données : {version}."));
    }
    if let Some(head) = &bilan.audit_head {
        texts.push(format!("Tête du journal : {}.", head.head));
    }
    texts.iter().map(|text| french(text)).collect()
}

fn sections(bilan: &Bilan) -> Vec<Section> {
    let (mut key_figures, mut report, mut details) = (Vec::new(), Vec::new(), Vec::new());
    for table in tables::of(bilan) {
        match table.key.as_str() {
            "key_figures" => key_figures.push(Part::Table(table)),
            by if by.starts_with("hours_by_") || by.starts_with("people_by_") => details.push(Part::Table(table)),
            _ => report.push(Part::Table(table)),
        }
    }
    let sections = [
        ("L’essentiel", key_figures),
        ("Les tables du rapport", report),
        ("Le détail des heures et des personnes", details),
        ("Les mois", vec![Part::Table(months(bilan))]),
        ("À lire avec précaution", vec![findings(bilan)]),
    ];
    let sections = sections.into_iter().filter(|(_, parts)| !parts.is_empty());
    sections.map(|(heading, parts)| Section { heading: heading.to_owned(), parts }).collect()
}

fn column(name: &'static str, heading: &str, shown: Shown) -> Column {
    Column { name, heading: heading.to_owned(), kind: ColumnKind::Text, shown }
}

fn line(cells: Vec<Cell>) -> Row {
    Row { group: None, kind: RowKind::Line, cells, adds: Vec::new() }
}

/// Which months of which sector are closed.
fn months(bilan: &Bilan) -> Table {
    let sectors: Vec<Sector> =
        Sector::ALL.iter().copied().filter(|sector| bilan.months.iter().any(|month| month.sector == *sector)).collect();
    let mut all: Vec<Month> = bilan.months.iter().map(|month| month.month).collect();
    all.sort_unstable();
    all.dedup();
    let state = |month: Month, sector: Sector| {
        let state = bilan.months.iter().find(|state| state.month == month && state.sector == sector);
        state.map_or(Cell::Empty, |state| Cell::Text(if state.closed { "clos" } else { "ouvert" }.to_owned()))
    };
    let row = |month: &Month| {
        let states = sectors.iter().map(|sector| state(*month, *sector));
        line(std::iter::once(Cell::Text(month.in_title())).chain(states).collect())
    };
    let columns = sectors.iter().map(|sector| column(sector.as_str(), sector.label(), Shown::Everywhere));
    Table {
        key: "months".to_owned(),
        title: "Mois clos et mois ouverts".to_owned(),
        columns: std::iter::once(column("month", "Mois", Shown::Everywhere)).chain(columns).collect(),
        rows: all.iter().map(row).collect(),
        notes: vec!["Les heures d’un mois clos ne changent plus.".to_owned()],
        chart: None,
    }
}

/// The remarks on the figures.
fn findings(bilan: &Bilan) -> Part {
    if bilan.findings.is_empty() {
        let none =
            if bilan.counts_rounded_to.is_some() { "Aucune remarque n’est donnée." } else { "Aucune remarque." };
        return Part::Paragraph(none.to_owned());
    }
    let row = |finding: &super::Finding| {
        line(vec![
            Cell::Text(french(&finding.explanation)),
            Cell::Text(finding.kind.to_owned()),
            Cell::Text(finding.figure.clone()),
        ])
    };
    Part::Table(Table {
        key: "findings".to_owned(),
        title: "Remarques sur les chiffres".to_owned(),
        columns: vec![
            column("explanation", "Remarque", Shown::Everywhere),
            column("kind", "Sorte", Shown::InData),
            column("figure", "Clé du chiffre", Shown::InData),
        ],
        rows: bilan.findings.iter().map(row).collect(),
        notes: Vec::new(),
        chart: None,
    })
}
