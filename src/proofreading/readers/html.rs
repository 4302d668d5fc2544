//! Web pages: tables with their spans, and the text between them.

use std::convert::Infallible;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::super::model::Document;
use super::builder::{Builder, TableBuilder};

/// How deep tables in tables are followed.
const DEEPEST: usize = 20;

/// What is not shown.
const HIDDEN: &[&[u8]] = &[b"script", b"style", b"head", b"template", b"noscript"];

/// What begins a new paragraph.
const BLOCKS: &[&[u8]] = &[
    b"p",
    b"div",
    b"li",
    b"ul",
    b"ol",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"section",
    b"article",
    b"header",
    b"footer",
    b"blockquote",
    b"figcaption",
    b"caption",
    b"dt",
    b"dd",
    b"main",
    b"body",
    b"pre",
];

/// Reads a web page.
pub fn read(text: &str) -> Document {
    let mut page = Page::default();
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok::<_, Infallible>(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag),
            Token::EndTag(tag) => page.end(&tag.name),
            Token::String(text) => page.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page.finish()
}

/// A page as it is read.
#[derive(Default)]
struct Page {
    builder: Builder,
    prose: String,
    tables: Vec<OpenTable>,
    /// How many tables deeper than are followed are open.
    deeper: usize,
    /// The element whose content is not shown.
    hidden: Option<Vec<u8>>,
}

/// A table that is not closed yet.
#[derive(Default)]
struct OpenTable {
    table: TableBuilder,
    cell: Option<OpenCell>,
}

struct OpenCell {
    text: String,
    columns: usize,
    rows: usize,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        if self.hidden.is_some() {
            return;
        }
        if HIDDEN.contains(&name) {
            self.hidden = Some(name.to_vec()).filter(|_| !tag.self_closing);
            return;
        }
        match name {
            b"table" if self.tables.len() >= DEEPEST => self.deeper += 1,
            b"table" => {
                self.end_prose();
                self.tables.push(OpenTable::default());
            }
            b"tr" => self.in_table(OpenTable::end_row),
            b"td" | b"th" => {
                let span = |name: &[u8]| {
                    let text = tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).trim().to_owned());
                    text.and_then(|text| text.parse::<usize>().ok()).unwrap_or(1)
                };
                // A cell that spans 0 rows goes down to the last.
                let (columns, rows) = (span(b"colspan"), span(b"rowspan"));
                let rows = if rows == 0 { usize::MAX } else { rows };
                self.in_table(|open| open.begin_cell(columns, rows));
            }
            b"br" => self.text(" "),
            name if BLOCKS.contains(&name) => self.block(),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        if let Some(hidden) = &self.hidden {
            if hidden.as_slice() == name {
                self.hidden = None;
            }
            return;
        }
        match name {
            b"table" if self.deeper > 0 => self.deeper -= 1,
            b"table" => self.end_table(),
            b"tr" => self.in_table(OpenTable::end_row),
            b"td" | b"th" => self.in_table(OpenTable::end_cell),
            name if BLOCKS.contains(&name) => self.block(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        match self.tables.last_mut() {
            Some(OpenTable { cell: Some(cell), .. }) => cell.text.push_str(text),
            // Text between cells is shown above the table.
            Some(_) | None => self.prose.push_str(text),
        }
    }

    /// A paragraph begins or ends: in a cell it parts words.
    fn block(&mut self) {
        match self.tables.last_mut() {
            Some(OpenTable { cell: Some(cell), .. }) => cell.text.push(' '),
            _ => self.end_prose(),
        }
    }

    fn in_table(&mut self, change: impl FnOnce(&mut OpenTable)) {
        if let Some(open) = self.tables.last_mut().filter(|_| self.deeper == 0) {
            change(open);
        }
    }

    fn end_prose(&mut self) {
        self.builder.prose(&self.prose);
        self.prose.clear();
    }

    fn end_table(&mut self) {
        let Some(mut open) = self.tables.pop() else { return };
        self.end_prose();
        open.end_cell();
        if let Some(grid) = open.table.finish() {
            let is_text = grid.rows.iter().all(|row| row.len() < 2);
            match is_text && !grid.is_too_large {
                // A table of one column holds a layout, not figures.
                true => grid.rows.iter().flatten().for_each(|text| self.builder.prose(text)),
                false => self.builder.table(grid),
            }
        }
    }

    fn finish(mut self) -> Document {
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.end_prose();
        self.builder.finish()
    }
}

impl OpenTable {
    fn begin_cell(&mut self, columns: usize, rows: usize) {
        self.end_cell();
        self.cell = Some(OpenCell { text: String::new(), columns, rows });
    }

    fn end_cell(&mut self) {
        if let Some(cell) = self.cell.take() {
            self.table.cell(&cell.text, cell.columns, cell.rows);
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.table.end_row();
    }
}
