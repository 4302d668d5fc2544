//! Workbooks of spreadsheets: the filled cells of each sheet that is shown, with the values that formulas gave last.

use super::super::model::{Document, Grid, Unreadable};
use super::archive::Archive;
use super::builder::{Builder, MAX_CELLS};
use super::lines;
use super::sheet::Sheet;
use super::workbook::Workbook;

/// Reads a workbook.
///
/// # Errors
/// Why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    let mut archive = Archive::open(bytes)?;
    let workbook = Workbook::read(&mut archive)?;
    let mut builder = Builder::default();
    for (name, file) in &workbook.sheets {
        let sheet = archive.part(file, |xml| Sheet::read(xml, &workbook))?.ok_or(Unreadable::Damaged)?;
        add(&mut builder, name, &sheet);
    }
    Ok(builder.finish())
}

fn add(builder: &mut Builder, name: &str, sheet: &Sheet) {
    let runs = sheet.runs();
    let cells = runs.iter().fold(0_usize, |cells, run| cells.saturating_add(run.size()));
    if sheet.is_too_large() || cells > MAX_CELLS * 4 || runs.iter().any(|run| run.size() > MAX_CELLS) {
        return builder.table(Grid { sheet: Some(name.to_owned()), is_too_large: true, ..Grid::default() });
    }
    let mut rows = Vec::new();
    for run in &runs {
        rows.extend(sheet.rows(run));
        rows.push(Vec::new());
    }
    lines::add(builder, rows, Some(name));
}
