//! PDF, tagged for accessibility (PDF/UA-1): pages are laid out in whole twentieths of a point (`flow`, `table`, `chart`), with
//! the structure that readers for the blind follow (`structure`), then painted (`paint`).

mod chart;
mod flow;
mod font;
mod lengths;
mod paint;
mod structure;
mod table;

use self::flow::{Flow, MARGIN, PAGE, Style, WIDTH};
use self::font::Fonts;
use self::structure::{Kind, ROOT};
use super::model::{Document, Part, Section};

/// The document as PDF.
pub(super) fn write(document: &Document) -> anyhow::Result<Vec<u8>> {
    let fonts = Fonts::load()?;
    paint::paint(document, &laid_out(document, &fonts))
}

/// The pages of a document.
fn laid_out<'f>(document: &Document, fonts: &'f Fonts) -> Flow<'f> {
    let mut flow = Flow::new(fonts);
    flow.heading(ROOT, (1, Style::TITLE), &document.title, 0);
    flow.paragraph(ROOT, Style::TEXT.bold(true), &document.subtitle);
    document.introduction.iter().for_each(|text| flow.paragraph(ROOT, Style::TEXT, text));
    document.sections.iter().for_each(|section| put_section(&mut flow, section));
    put_feet(&mut flow, &document.title);
    flow
}

fn put_section(flow: &mut Flow<'_>, section: &Section) {
    let element = flow.structure.add(ROOT, Kind::Section);
    flow.heading(element, (2, Style::SECTION), &section.heading, 2_000);
    for part in &section.parts {
        match part {
            Part::Paragraph(text) => flow.paragraph(element, Style::TEXT, text),
            Part::Table(table) => {
                table::table(flow, element, table);
                chart::chart(flow, element, table);
            }
        }
    }
}

/// The foot of each page: the title, and its number.
fn put_feet(flow: &mut Flow<'_>, title: &str) {
    let pages = flow.pages.len();
    let y = PAGE.1 - MARGIN + 300;
    let face = flow.fonts.face(false);
    let style = Style::NOTE;
    for (at, page) in flow.pages.iter_mut().enumerate() {
        let number = format!("page {} sur {pages}", at + 1);
        let width = WIDTH - face.width(&number, style.size);
        let title = face.one_line(title, style.size, width - 400);
        for (x, text) in [(MARGIN, title), (MARGIN + width, number)] {
            page.push(flow::Mark { element: None, what: flow::What::Text { x, y, style, text } });
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::model::{Cell, Chart, Column, ColumnKind, Row, RowKind, Shown, Table};
    use super::*;

    fn document(rows: usize) -> Document {
        let column =
            |heading: &str, kind| Column { name: "c", heading: heading.into(), kind, shown: Shown::Everywhere };
        let row = |at: usize| Row {
            group: (at % 7 > 3).then(|| format!("Groupe {}", at / 7)),
            kind: if at.is_multiple_of(5) { RowKind::Total } else { RowKind::Line },
            cells: vec![
                Cell::Text(format!("Ligne n° {at} d’un très long intitulé ").repeat(1 + at % 4)),
                Cell::Count(u64::try_from(at).unwrap() * 1_234),
            ],
            adds: Vec::new(),
        };
        let table = Table {
            key: "t".into(),
            title: "Heures réalisées".into(),
            columns: vec![column("Ligne", ColumnKind::Text), column("Nombre", ColumnKind::Number)],
            rows: (0..rows).map(row).collect(),
            notes: vec!["Une note.".into()],
            chart: Some(Chart { title: "Diagramme".into(), names: 0, numbers: 1, rows: 0..rows.min(9) }),
        };
        Document {
            title: "Bilan 2023".into(),
            subtitle: "Personnes accompagnées par le PLIE".into(),
            made_on: NaiveDate::MIN,
            introduction: vec!["Établi le 15 mars 2024 : ".repeat(30), "\u{1f600} 漢字".into()],
            sections: vec![Section {
                heading: "Les tables".into(),
                parts: vec![Part::Table(table), Part::Paragraph("Fin.".into())],
            }],
        }
    }

    #[test]
    fn nothing_stands_outside_of_the_margins_however_long_a_text_is() {
        let fonts = Fonts::load().unwrap();
        let mut long = document(12);
        long.title = "Ville des Bords de Saône et de la Plaine ".repeat(6);
        if let Part::Table(table) = &mut long.sections[0].parts[0] {
            table.chart = None;
            table.rows[4].cells[0] = Cell::Text("Réhabilitation énergétique ".repeat(400));
            table.rows[11].cells[0] = Cell::Text("anticonstitutionnellement".repeat(200));
        }
        let flow = laid_out(&long, &fonts);
        assert!(flow.pages.len() > 2, "the row is higher than a page");
        let (mut texts, mut written) = (0, String::new());
        for mark in flow.pages.iter().flatten() {
            let flow::What::Text { x, y, style, text } = &mark.what else { continue };
            let right = x + fonts.face(style.is_bold).width(text, style.size);
            let lowest = if mark.element.is_some() { flow::END } else { PAGE.1 - MARGIN + 300 };
            assert!(*x >= MARGIN && right <= MARGIN + WIDTH && *y <= lowest, "{text} at {x}, {y}");
            texts += 1;
            written.push_str(&text.replace(' ', ""));
        }
        assert!(texts > 100, "{texts}");
        assert_eq!(written.matches("Réhabilitation").count(), 400, "no line is lost");
    }

    #[test]
    fn documents_of_any_length_are_written_and_the_library_finds_them_accessible() {
        for rows in [0, 1, 5, 60, 700] {
            let file = write(&document(rows)).unwrap();
            assert!(file.starts_with(b"%PDF-1.7"), "{rows} rows");
            assert_eq!(file, write(&document(rows)).unwrap(), "{rows} rows are written otherwise the second time");
        }
    }
}
