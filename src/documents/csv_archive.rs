//! A zip archive of CSV files: `document.csv` with the texts of the document, and a file for each table.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::model::{Cell, Document, Table};
use super::text::{french, number};
use crate::values::{Locale, guard_from_spreadsheets};

pub(super) fn write(document: &Document, locale: Locale) -> anyhow::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("document.csv", SimpleFileOptions::default())?;
    archive.write_all(&texts(document, locale)?)?;
    for table in document.tables() {
        archive.start_file(format!("{}.csv", table.key), SimpleFileOptions::default())?;
        archive.write_all(&written(table, locale)?)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The texts of the document, each with the table or section that it is about.
fn texts(document: &Document, locale: Locale) -> anyhow::Result<Vec<u8>> {
    let mut writer = writer(locale);
    let heading = |plain: &'static str, in_french: &'static str| match locale {
        Locale::Plain => plain,
        Locale::French => in_french,
    };
    writer.write_record([heading("about", "Au sujet de"), heading("text", "Texte")])?;
    let mut line = |about: &str, text: &str| writer.write_record([text_in(about, locale), text_in(text, locale)]);
    line("", &document.title)?;
    line("", &document.subtitle)?;
    for text in &document.introduction {
        line("", text)?;
    }
    for section in &document.sections {
        for part in &section.parts {
            match part {
                super::Part::Paragraph(text) => line(&section.heading, text)?,
                super::Part::Table(table) => {
                    for note in &table.notes {
                        line(&table.title, note)?;
                    }
                }
            }
        }
    }
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

fn written(table: &Table, locale: Locale) -> anyhow::Result<Vec<u8>> {
    let mut writer = writer(locale);
    let has_groups = table.rows.iter().any(|row| row.group.is_some());
    let (group, names): (_, Vec<&str>) = match locale {
        Locale::Plain => ("group", table.columns.iter().map(|column| column.name).collect()),
        Locale::French => ("Rubrique", table.columns.iter().map(|column| column.heading.as_str()).collect()),
    };
    writer.write_record(has_groups.then_some(group).into_iter().chain(names))?;
    for row in &table.rows {
        let group = has_groups.then(|| text_in(row.group.as_deref().unwrap_or_default(), locale));
        writer.write_record(group.into_iter().chain(row.cells.iter().map(|cell| cell_in(cell, locale))))?;
    }
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

fn writer(locale: Locale) -> csv::Writer<Vec<u8>> {
    let (delimiter, start) = match locale {
        Locale::Plain => (b',', Vec::new()),
        Locale::French => (b';', "\u{feff}".as_bytes().to_vec()),
    };
    csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(start)
}

/// A cell: numbers without spaces between thousands. What is no number is empty in plain CSV, but for `masked`.
fn cell_in(cell: &Cell, locale: Locale) -> String {
    match (number(cell), cell, locale) {
        (Some(number), _, Locale::Plain) => number,
        (Some(number), _, Locale::French) => number.replace('.', ","),
        (None, Cell::Text(text), _) => text_in(text, locale),
        (None, Cell::Masked, Locale::Plain) => "masked".to_owned(),
        (None, _, Locale::Plain) => String::new(),
        (None, other, Locale::French) => french(other),
    }
}

/// A text. In French it is guarded, as such a file is opened in a spreadsheet; in plain CSV it stays as it is.
fn text_in(text: &str, locale: Locale) -> String {
    match locale {
        Locale::Plain => text.to_owned(),
        Locale::French => guard_from_spreadsheets(text.to_owned()),
    }
}
