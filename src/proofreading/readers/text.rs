//! Plain text: rows are lines with tabs, with pipes, or with columns that several spaces part.

use super::super::model::Document;
use super::builder::{Builder, cell_text};
use super::{aligned, lines};

/// How the cells of a line are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Tabs,
    Pipes,
    Spaces,
}

/// Reads a text.
pub fn read(text: &str) -> Document {
    let text = unquoted(&text.replace("\r\n", "\n"));
    let mut builder = Builder::default();
    let mut table: Option<(Separator, Vec<&str>)> = None;
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let separator = separator(line, at.checked_sub(1).and_then(|at| lines.get(at)), lines.get(at + 1));
        if table.as_ref().map(|(of, _)| *of) != separator {
            flush(&mut builder, table.take());
        }
        match separator {
            Some(separator) if !is_rule(line) => table.get_or_insert((separator, Vec::new())).1.push(line),
            Some(_) => {}
            None => builder.prose(line),
        }
    }
    flush(&mut builder, table);
    builder.finish()
}

fn flush(builder: &mut Builder, table: Option<(Separator, Vec<&str>)>) {
    let Some((separator, of_table)) = table else { return };
    let rows = match separator {
        Separator::Tabs => Some(of_table.iter().map(|line| line.split('\t').map(cell_text).collect()).collect()),
        Separator::Pipes => Some(of_table.iter().map(|line| piped(line)).collect()),
        Separator::Spaces => aligned::rows(&of_table),
    };
    match rows {
        Some(rows) => lines::add(builder, rows, None),
        None => of_table.iter().for_each(|line| builder.prose(line)),
    }
}

fn piped(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    line.strip_suffix('|').unwrap_or(line).split('|').map(cell_text).collect()
}

/// How a line parts its cells; none for prose. Several spaces, or pipes within a line, part cells only where a neighbouring
/// line has them too.
fn separator(line: &str, before: Option<&&str>, after: Option<&&str>) -> Option<Separator> {
    let is_framed = line.trim_start().starts_with('|') && line.matches('|').count() >= 2;
    let stands_by = |is: fn(&str) -> bool| is(line) && [before, after].into_iter().flatten().any(|line| is(line));
    if line.contains('\t') && !line.trim().is_empty() {
        Some(Separator::Tabs)
    } else if is_framed || stands_by(|line| line.contains(" | ")) {
        Some(Separator::Pipes)
    } else if stands_by(|line| aligned::cells(line).len() >= 2) {
        Some(Separator::Spaces)
    } else {
        None
    }
}

/// Whether a line is drawn between rows: `|---|---:|`.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'))
}

/// The text with the line breaks in cells that a spreadsheet put between quotes made spaces.
fn unquoted(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        let opens = line
            .split('\t')
            .next_back()
            .is_some_and(|cell| cell.starts_with('"') && cell.matches('"').count() % 2 == 1);
        plain.push_str(line);
        plain.push(if opens && line.contains('\t') { ' ' } else { '\n' });
        rest = after;
        if opens && line.contains('\t') {
            let end = rest.find('"').filter(|end| *end < 500).unwrap_or_default();
            plain.push_str(&rest[..end].replace(['\n', '\r'], " "));
            rest = &rest[end..];
        }
    }
    plain.push_str(rest);
    plain.replace("\t\"", "\t").replace("\"\t", "\t").replace("\"\n", "\n")
}
