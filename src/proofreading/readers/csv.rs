//! CSV files, whose separator is found out.

use super::super::model::{Document, Unreadable};
use super::builder::Builder;
use super::lines;

/// Reads a CSV file.
///
/// # Errors
/// `Damaged`.
pub fn read(text: &str) -> Result<Document, Unreadable> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable::Damaged)?;
        if is_after_blank(text, record.position().map(csv::Position::byte)) {
            rows.push(Vec::new());
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    let mut builder = Builder::default();
    lines::add(&mut builder, rows, None);
    Ok(builder.finish())
}

/// Whether blank lines, which the reader skips, stand before the record that begins at this byte.
fn is_after_blank(text: &str, start: Option<u64>) -> bool {
    let start = start.and_then(|start| usize::try_from(start).ok());
    let rest = start.and_then(|start| text.as_bytes().get(start..)).unwrap_or_default();
    let is_within_break = start.and_then(|start| text.as_bytes().get(start.checked_sub(1)?)) == Some(&b'\r');
    let rest = if is_within_break { rest.strip_prefix(b"\n").unwrap_or(rest) } else { rest };
    rest.starts_with(b"\n") || rest.starts_with(b"\r")
}

/// The separator: the semicolon of French spreadsheets and the tab before the comma, which is a decimal comma too.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(50).collect();
    let most = |separator: char| lines.iter().filter(|line| line.contains(separator)).count() * 2 >= lines.len().max(1);
    let some = |separator: char| lines.iter().any(|line| line.contains(separator));
    if most(';') || some(';') && !most('\t') && !most(',') {
        b';'
    } else if most('\t') || some('\t') {
        b'\t'
    } else {
        b','
    }
}
