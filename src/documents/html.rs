//! HTML that is read in a browser, and pasted into a word processor. Borders, widths and alignment stand in attributes of
//! each table and cell, as word processors drop style sheets; there are neither scripts nor anything that is loaded.

use std::fmt::Write as _;

use super::model::{Cell, ColumnKind, Document, Part, Row, RowKind, Table};
use super::text::french;
use super::widths::{WIDTH, widths};
use super::xml::escaped;

const STYLE: &str = "body{font-family:Arial,Helvetica,sans-serif;font-size:10pt;max-width:52em;margin:2em auto;padding:0 1em}\
    h1{font-size:18pt}h2{font-size:14pt;margin-top:2em}h3{font-size:11pt;margin-top:1.6em}";

/// The style of a cell's borders and inside: browsers hand it on with what is copied.
const CELL: &str = "border:1px solid #808080;padding:2pt 4pt;vertical-align:top;font-size:9pt";

pub(super) fn write(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    paragraph(&mut out, &document.subtitle);
    document.introduction.iter().for_each(|text| paragraph(&mut out, text));
    for section in &document.sections {
        let _ = writeln!(out, "<h2>{}</h2>", escaped(&section.heading));
        for part in &section.parts {
            match part {
                Part::Paragraph(text) => paragraph(&mut out, text),
                Part::Table(table) => write_table(&mut out, table),
            }
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn paragraph(out: &mut String, text: &str) {
    let _ = writeln!(out, "<p>{}</p>", escaped(text));
}

fn write_table(out: &mut String, table: &Table) {
    let _ = writeln!(out, "<h3>{}</h3>", escaped(&table.title));
    let columns = table.read_columns();
    out.push_str(
        "<table border=\"1\" cellspacing=\"0\" cellpadding=\"3\" width=\"100%\" style=\"border-collapse:collapse\">\n<thead>\n<tr>",
    );
    for ((_, column), width) in columns.iter().zip(widths(table, &columns)) {
        let align = alignment(column.kind);
        // In parts of the whole: word processors keep these, and no style.
        let width = width.saturating_mul(100).checked_div(WIDTH).unwrap_or_default();
        let _ = write!(
            out,
            "<th scope=\"col\" width=\"{width}%\" align=\"{align}\" bgcolor=\"#e8ecf0\" style=\"{CELL};text-align:{align};background:#e8ecf0\">{}</th>",
            escaped(&column.heading)
        );
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    let mut group = None;
    for row in &table.rows {
        if row.group != group {
            write_group(out, row.group.as_deref().unwrap_or_default(), columns.len());
            group.clone_from(&row.group);
        }
        let cells =
            columns.iter().enumerate().map(|(at, (place, column))| (at == 0, row.cells.get(*place), column.kind));
        write_row(out, row, cells);
    }
    out.push_str("</tbody>\n</table>\n");
    table.notes.iter().for_each(|note| paragraph(out, note));
}

fn write_group(out: &mut String, group: &str, columns: usize) {
    let _ = writeln!(
        out,
        "<tr><th colspan=\"{columns}\" scope=\"rowgroup\" align=\"left\" bgcolor=\"#f6f7f9\" \
         style=\"{CELL};text-align:left;background:#f6f7f9\">{}</th></tr>",
        escaped(group)
    );
}

fn write_row<'t>(out: &mut String, row: &Row, cells: impl Iterator<Item = (bool, Option<&'t Cell>, ColumnKind)>) {
    out.push_str("<tr>");
    for (is_head, cell, kind) in cells {
        let text = cell.map(|cell| escaped(&french(cell))).unwrap_or_default();
        let text = if row.kind == RowKind::Total { format!("<b>{text}</b>") } else { text };
        let align = alignment(kind);
        // What is not broken: numbers. Word breaks a line at a narrow space unless the style forbids it.
        let wrap = if kind == ColumnKind::Number { ";white-space:nowrap" } else { "" };
        let (tag, weight) = if is_head { ("th scope=\"row\"", ";font-weight:normal") } else { ("td", "") };
        let _ = write!(
            out,
            "<{tag} align=\"{align}\" style=\"{CELL};text-align:{align}{weight}{wrap}\">{text}</{}>",
            &tag[..2]
        );
    }
    out.push_str("</tr>\n");
}

const fn alignment(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "left",
        ColumnKind::Number => "right",
    }
}
