//! Lists and totals as CSV: plain (RFC 4180), and the dialect that French spreadsheets open directly.

mod dictionary;
mod french;
mod headings;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::Value;

use crate::error::{AppError, Result};
use crate::values::{Column, ColumnKind};

pub use crate::values::Locale;

/// The media type.
pub const MEDIA_TYPE: &str = "text/csv";

/// Writes a table some lines at a time.
#[derive(Debug)]
pub struct Table {
    locale: Locale,
    columns: Vec<Column>,
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    /// A table with its header line.
    ///
    /// # Errors
    /// `internal` if the writer fails, which a buffer in memory does not.
    pub fn new(locale: Locale, columns: Vec<Column>) -> Result<Self> {
        let (start, columns) = match locale {
            Locale::Plain => (Vec::new(), columns),
            Locale::French => ("\u{feff}".as_bytes().to_vec(), columns.into_iter().flat_map(with_parts).collect()),
        };
        let mut table = Self { writer: writer(locale, start), locale, columns };
        let heading = |column: &Column| match locale {
            Locale::Plain => column.name.clone().into_owned(),
            Locale::French => headings::heading(&column.name),
        };
        table.writer.write_record(table.columns.iter().map(heading)).map_err(AppError::internal)?;
        Ok(table)
    }

    /// Adds the line of an item: each column's value is looked up by the column's path. In French an item with nested lists
    /// has a line for each of their items, side by side; its own values stand in each line.
    ///
    /// # Errors
    /// `internal` when the item cannot be written as JSON.
    pub fn add(&mut self, item: &impl Serialize) -> Result<()> {
        let item = serde_json::to_value(item).map_err(AppError::internal)?;
        let lines = if self.locale == Locale::French { self.lines_of(&item) } else { 1 };
        for line in 0..lines {
            let cells = self.columns.iter().map(|column| match self.locale {
                Locale::Plain => found(&item, &column.name).map(text).unwrap_or_default(),
                Locale::French => french_cell(column, &item, line),
            });
            self.writer.write_record(cells).map_err(AppError::internal)?;
        }
        Ok(())
    }

    /// How many lines an item has: as many as its longest nested list, and one at least.
    fn lines_of(&self, item: &Value) -> usize {
        let nested = self.columns.iter().filter_map(|column| nested(&column.name, item));
        nested.map(|(items, _)| items.len()).max().unwrap_or(1).max(1)
    }

    /// Returns the bytes written since the last call.
    ///
    /// # Errors
    /// `internal` if the writer fails, which a buffer in memory does not.
    pub fn take(&mut self) -> Result<Vec<u8>> {
        let writer = std::mem::replace(&mut self.writer, writer(self.locale, Vec::new()));
        writer.into_inner().map_err(|error| AppError::internal(error.into_error()))
    }
}

/// A table for a French spreadsheet.
///
/// # Errors
/// As `Table::add`.
pub fn in_french<L: Serialize>(columns: &[Column], lines: impl IntoIterator<Item = L>) -> Result<Vec<u8>> {
    let mut table = Table::new(Locale::French, columns.to_vec())?;
    lines.into_iter().try_for_each(|line| table.add(&line))?;
    table.take()
}

/// The head of a response with a CSV file of this name.
pub fn attachment(name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type(format!("{MEDIA_TYPE}; charset=utf-8; header=present"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")));
    response
}

fn writer(locale: Locale, start: Vec<u8>) -> csv::Writer<Vec<u8>> {
    let delimiter = if locale == Locale::French { b';' } else { b',' };
    csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(start)
}

/// The columns of a nested list's parts in place of its own.
fn with_parts(column: Column) -> Vec<Column> {
    let Some(parts) = headings::parts(&column.name) else { return vec![column] };
    let of_part = |part: &&str| {
        let kind = if headings::DECIMAL_PARTS.contains(part) { ColumnKind::Decimal } else { ColumnKind::Other };
        Column { name: format!("{}.{part}", column.name).into(), kind }
    };
    parts.iter().map(of_part).collect()
}

fn found<'v>(item: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(item, |value, name| value.get(name))
}

/// The items of the nested list that a column shows a part of, and the part.
fn nested<'v, 'c>(column: &'c str, item: &'v Value) -> Option<(&'v [Value], &'c str)> {
    let (list, part) = column.split_once('.')?;
    Some((item.get(list)?.as_array()?, part))
}

fn french_cell(column: &Column, item: &Value, line: usize) -> String {
    let value = match nested(&column.name, item) {
        Some((items, part)) => items.get(line).and_then(|item| item.get(part)),
        None => found(item, &column.name),
    };
    let Some(value) = value else { return String::new() };
    match column.kind {
        ColumnKind::Decimal if value.as_str().is_some_and(is_decimal) => text(value).replace('.', ","),
        _ => french::text(&column.name, value),
    }
}

/// A column of decimals may hold other values too: a setting's.
fn is_decimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte))
}

/// A list of codes is joined with spaces; nested values stay JSON, so that nothing is lost.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if !items.iter().any(|item| item.is_object() || item.is_array()) => {
            items.iter().map(text).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(locale: Locale) -> String {
        let columns = vec![
            Column::plain("name"),
            Column::decimal("worked"),
            Column::plain("evidence.kind"),
            Column::plain("sectors"),
            Column::plain("lots"),
        ];
        let mut table = Table::new(locale, columns).unwrap();
        let item = json!({"name": "=1+A1, \"dit\"", "worked": "121.50", "evidence": {"kind": "invoice"},
            "sectors": ["BTP", "MS"], "lots": [{"number": "1"}]});
        table.add(&item).unwrap();
        table.add(&json!({"name": null, "worked": "0.00", "evidence": null, "sectors": [], "lots": []})).unwrap();
        String::from_utf8(table.take().unwrap()).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be_and_nothing_of_them_is_lost() {
        let expected = "name,worked,evidence.kind,sectors,lots\r\n\
            \"=1+A1, \"\"dit\"\"\",121.50,invoice,BTP MS,\"[{\"\"number\"\":\"\"1\"\"}]\"\r\n,0.00,,,\r\n";
        assert_eq!(written(Locale::Plain), expected);
    }

    #[test]
    fn a_french_spreadsheet_gets_its_own_words_and_no_formula() {
        let heading = "\u{feff}Dénomination;Heures réalisées;Justificatif;Secteurs;Détail du lot : id;Détail du lot : numéro;\
            Détail du lot : intitulé;Détail du lot : id titulaire;Détail du lot : id cotitulaires;\
            Détail du lot : pénalité par heure;Détail du lot : heures prévues";
        let first = "\"'=1+A1, \"\"dit\"\"\";121,50;Facture;Travaux (bâtiment, travaux publics), Marchés de services;;\
            \"=\"\"1\"\"\";;;;;";
        assert_eq!(written(Locale::French), format!("{heading}\r\n{first}\r\n;0,00;;;;;;;;;\r\n"));
    }

    #[test]
    fn each_item_of_a_nested_list_has_a_line_in_french() {
        let columns = vec![Column::plain("last_name"), Column::plain("addresses"), Column::plain("eligibility")];
        let mut table = Table::new(Locale::French, columns).unwrap();
        let address = |commune: &str| json!({"commune_code": commune, "neighbourhood": null, "from": "2023-01-01"});
        let criterion = json!({"code": "DELD", "from": "2022-01-01"});
        let item = json!({"last_name": "Rosée", "addresses": [address("01004"), address("2A004")], "eligibility": [criterion]});
        table.add(&item).unwrap();
        let text = String::from_utf8(table.take().unwrap()).unwrap();
        let lines: Vec<_> = text.split("\r\n").skip(1).collect();
        assert_eq!(
            lines,
            [
                "Rosée;\"=\"\"01004\"\"\";;2023-01-01;;Demandeur d’emploi de longue durée;2022-01-01;;;;",
                "Rosée;2A004;;2023-01-01;;;;;;;",
                "",
            ]
        );
    }

    #[test]
    fn what_is_taken_is_not_given_again() {
        let mut table = Table::new(Locale::Plain, vec![Column::plain("id")]).unwrap();
        assert_eq!(table.take().unwrap(), b"id\r\n");
        table.add(&json!({"id": 7})).unwrap();
        assert_eq!(table.take().unwrap(), b"7\r\n");
        assert_eq!(table.take().unwrap(), b"");
    }
}
