//! The tables of `tables.txt`, and files of each format that hold them.

use std::io::{Cursor, Write as _};

use clauses::proofreading::{Document, Format, read};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A part of a case.
pub enum Part {
    Table(Vec<Vec<String>>),
    Prose(String),
}

/// Tables with the findings that are expected of them.
pub struct Case {
    pub name: String,
    pub parts: Vec<Part>,
    pub expected: Vec<String>,
}

/// All cases.
pub fn cases() -> Vec<Case> {
    include_str!("tables.txt").split("\n# ").map(case).collect()
}

fn case(text: &str) -> Case {
    let (name, body) = text.split_once('\n').unwrap();
    let mut case = Case { name: name.to_owned(), parts: Vec::new(), expected: Vec::new() };
    for line in body.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(row) = line.strip_prefix('|') {
            let row = row.trim_end_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            match case.parts.last_mut() {
                Some(Part::Table(rows)) => rows.push(row),
                _ => case.parts.push(Part::Table(vec![row])),
            }
        } else if line.starts_with(['!', '?']) {
            case.expected.push(line.to_owned());
        } else {
            case.parts.push(Part::Prose(line.to_owned()));
        }
    }
    case
}

/// The name of a way to write a case, its format, and the writing.
type Writing = (&'static str, Format, fn(&Case) -> Vec<u8>);

/// The formats in which each case is written.
pub const WRITINGS: &[Writing] = &[
    ("pipes", Format::Text, |case| text(case, |row| format!("| {} |", row.join(" | ")))),
    ("tabs", Format::Text, |case| text(case, |row| row.join("\t"))),
    ("semicolons", Format::Csv, |case| sheet(case, |row| quoted(row, ";"))),
    ("commas, Windows", Format::Csv, |case| windows(&sheet(case, |row| quoted(row, ",")))),
    ("html", Format::Html, html),
    ("docx", Format::Docx, docx),
    ("xlsx", Format::Xlsx, xlsx),
];

fn text(case: &Case, line: impl Fn(&[String]) -> String) -> Vec<u8> {
    let part = |part: &Part| match part {
        Part::Table(rows) => rows.iter().map(|row| line(row) + "\n").collect(),
        Part::Prose(text) => format!("{text}\n"),
    };
    case.parts.iter().map(part).collect::<String>().into_bytes()
}

/// Titles and notes stand in the first cell, right above and below their table.
fn sheet(case: &Case, line: impl Fn(&[String]) -> String) -> Vec<u8> {
    rows(case).iter().map(|row| line(row) + "\r\n").collect::<String>().into_bytes()
}

fn rows(case: &Case) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let mut is_behind_table = false;
    for part in &case.parts {
        match part {
            Part::Table(rows) => {
                all.extend(is_behind_table.then(|| vec![String::new()]));
                all.extend(rows.iter().cloned());
            }
            Part::Prose(text) => all.push(vec![text.clone()]),
        }
        is_behind_table = matches!(part, Part::Table(_));
    }
    all
}

fn quoted(row: &[String], separator: &str) -> String {
    row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(separator)
}

/// The bytes that Windows writes. Narrow spaces, which it does not have, become plain no-break ones.
fn windows(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(text.to_vec()).unwrap().replace('\u{202f}', "\u{a0}").replace('−', "-");
    let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!is_lossy, "{text}");
    bytes.into_owned()
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn html(case: &Case) -> Vec<u8> {
    let cells = |row: &Vec<String>| row.iter().map(|cell| format!("<td><p>{}</p>", escaped(cell))).collect::<String>();
    let part = |part: &Part| match part {
        Part::Table(rows) => {
            let rows: String = rows.iter().map(|row| format!("<tr>{}", cells(row))).collect();
            format!("<table><tbody>{rows}</table>")
        }
        Part::Prose(text) => format!("<p>{}", escaped(text)),
    };
    let parts: String = case.parts.iter().map(part).collect();
    format!("<!doctype html><title>Bilan 12 %</title><style>p {{ width: 20% }}</style>{parts}").into_bytes()
}

/// A zip archive of these parts.
pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A text of this body.
pub fn docx_of(body: &str) -> Vec<u8> {
    let xml = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    zipped(&[(
        "word/document.xml",
        &format!("<?xml version=\"1.0\"?><w:document {xml}><w:body>{body}</w:body></w:document>"),
    )])
}

fn docx(case: &Case) -> Vec<u8> {
    let paragraph = |text: &str| {
        // Word parts a text wherever it was edited.
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text));
        format!("<w:p>{}{}</w:p>", run(&text[..middle]), run(&text[middle..]))
    };
    let row = |row: &Vec<String>| {
        let cells: String = row.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph(cell))).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let part = |part: &Part| match part {
        Part::Table(rows) => format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>()),
        Part::Prose(text) => paragraph(text),
    };
    docx_of(&case.parts.iter().map(part).collect::<String>())
}

/// A workbook of one sheet with these rows, formats of cells and shared texts.
pub fn xlsx_of(sheet: &str, formats: &str, texts: &str) -> Vec<u8> {
    zipped(&[
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Heures\" sheetId=\"1\" r:id=\"rId7\"/><sheet name=\"Brouillon\" state=\"hidden\" r:id=\"rId8\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId7\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        (
            "xl/styles.xml",
            &format!("<styleSheet><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>{formats}</styleSheet>"),
        ),
        ("xl/sharedStrings.xml", &format!("<sst>{texts}</sst>")),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet>{sheet}</worksheet>")),
    ])
}

fn xlsx(case: &Case) -> Vec<u8> {
    let cell = |cell: &String| format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(cell));
    let row = |row: &Vec<String>| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
    let rows: String = rows(case).iter().map(row).collect();
    xlsx_of(&format!("<sheetData>{rows}</sheetData>"), "", "")
}

/// Reads a file that can be read.
pub fn document(format: Format, bytes: &[u8]) -> Document {
    read(format, bytes).unwrap()
}
