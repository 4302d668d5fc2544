//! Lists and totals as CSV: plain (RFC 4180), and the dialect that French spreadsheets open directly.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::Value;

use crate::error::{AppError, Result};
use crate::values::{Column, ColumnKind};

/// The media type.
pub const MEDIA_TYPE: &str = "text/csv";

/// The dialect of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Locale {
    /// Commas between the cells, decimal points.
    #[default]
    Plain,
    /// For French spreadsheets: semicolons, decimal commas, a byte order mark, and text that would be a formula escaped.
    French,
}

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
        let start = if locale == Locale::French { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        let mut table = Self { writer: writer(locale, start), locale, columns };
        table
            .writer
            .write_record(table.columns.iter().map(|column| column.name.as_ref()))
            .map_err(AppError::internal)?;
        Ok(table)
    }

    /// Adds the line of an item: each column's value is looked up by the column's path.
    ///
    /// # Errors
    /// `internal` when the item cannot be written as JSON.
    pub fn add(&mut self, item: &impl Serialize) -> Result<()> {
        let item = serde_json::to_value(item).map_err(AppError::internal)?;
        let cells = self.columns.iter().map(|column| cell(self.locale, column, &item));
        self.writer.write_record(cells).map_err(AppError::internal)
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

fn cell(locale: Locale, column: &Column, item: &Value) -> String {
    let text = column.name.split('.').try_fold(item, |value, name| value.get(name)).map(text).unwrap_or_default();
    match (locale, column.kind) {
        (Locale::Plain, _) => text,
        (Locale::French, ColumnKind::Decimal) => text.replace('.', ","),
        (Locale::French, ColumnKind::Other) => escape_formula(text),
    }
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

/// Escapes text that a spreadsheet would run as a formula (CSV injection).
fn escape_formula(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
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
        let item = json!({"name": "=1+1, \"dit\"", "worked": "121.50", "evidence": {"kind": "invoice"},
            "sectors": ["BTP", "MS"], "lots": [{"number": "1"}]});
        table.add(&item).unwrap();
        table.add(&json!({"name": null, "worked": "0.00", "evidence": null, "sectors": [], "lots": []})).unwrap();
        String::from_utf8(table.take().unwrap()).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be_and_nothing_of_them_is_lost() {
        let expected = "name,worked,evidence.kind,sectors,lots\r\n\
            \"=1+1, \"\"dit\"\"\",121.50,invoice,BTP MS,\"[{\"\"number\"\":\"\"1\"\"}]\"\r\n,0.00,,,\r\n";
        assert_eq!(written(Locale::Plain), expected);
    }

    #[test]
    fn a_french_spreadsheet_gets_its_own_signs_and_no_formula() {
        let expected = "\u{feff}name;worked;evidence.kind;sectors;lots\r\n\
            \"'=1+1, \"\"dit\"\"\";121,50;invoice;BTP MS;\"[{\"\"number\"\":\"\"1\"\"}]\"\r\n;0,00;;;\r\n";
        assert_eq!(written(Locale::French), expected);
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
