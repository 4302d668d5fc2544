//! Texts of word processors: the paragraphs and tables of `word/document.xml`. What was deleted under revision is left out.

use super::super::model::{Document, Unreadable};
use super::archive::Archive;
use super::builder::{Builder, TableBuilder};
use super::xml::{Element, Step, Xml};

/// Reads a text.
///
/// # Errors
/// Why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    Archive::open(bytes)?.part("word/document.xml", body)?.ok_or(Unreadable::Damaged)
}

fn body(xml: &mut Xml<'_>) -> Result<Document, Unreadable> {
    let mut text = Text::default();
    while let Some(step) = xml.next()? {
        match step {
            Step::Start(element) if text.skipped > 0 || is_skipped(&element.name) => text.skipped += 1,
            Step::End(_) if text.skipped > 0 => text.skipped -= 1,
            Step::Start(element) => text.start(&element),
            Step::End(name) => text.end(&name),
            Step::Text(part) if text.is_text && text.skipped == 0 => text.push(&part),
            Step::Text(_) => {}
        }
    }
    Ok(text.builder.finish())
}

/// What is left out: deletions, and the copy of drawings for old programs.
fn is_skipped(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback")
}

/// A text as it is read.
#[derive(Default)]
struct Text {
    builder: Builder,
    paragraph: String,
    tables: Vec<OpenTable>,
    /// Whether what stands here is text that is shown.
    is_text: bool,
    /// How many elements that are left out are open.
    skipped: usize,
}

#[derive(Default)]
struct OpenTable {
    table: TableBuilder,
    cell: Option<OpenCell>,
}

struct OpenCell {
    text: String,
    columns: usize,
    continues: bool,
}

impl Text {
    fn start(&mut self, element: &Element) {
        let cell = self.tables.last_mut().and_then(|open| open.cell.as_mut());
        match element.name.as_str() {
            "t" => self.is_text = true,
            "tab" | "br" | "cr" => self.push(" "),
            "noBreakHyphen" => self.push("-"),
            "tbl" => {
                self.end_paragraph();
                self.tables.push(OpenTable::default());
            }
            "tc" => {
                if let Some(open) = self.tables.last_mut() {
                    open.cell = Some(OpenCell { text: String::new(), columns: 1, continues: false });
                }
            }
            "gridBefore" => {
                if let Some(open) = self.tables.last_mut() {
                    (0..element.number("val").unwrap_or(1).min(200)).for_each(|_| open.table.cell("", 1, 1));
                }
            }
            "gridSpan" => {
                if let Some(cell) = cell {
                    cell.columns = element.number("val").unwrap_or(1);
                }
            }
            "vMerge" => {
                if let Some(cell) = cell {
                    cell.continues = element.attribute("val").unwrap_or("continue") == "continue";
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "p" => match self.tables.last_mut() {
                Some(OpenTable { cell: Some(cell), .. }) => cell.text.push(' '),
                _ => self.end_paragraph(),
            },
            "tc" => {
                let Some(open) = self.tables.last_mut() else { return };
                match open.cell.take() {
                    Some(cell) if cell.continues => open.table.continued(cell.columns),
                    Some(cell) => open.table.cell(&cell.text, cell.columns, 1),
                    None => {}
                }
            }
            "tr" => {
                if let Some(open) = self.tables.last_mut() {
                    open.table.end_row();
                }
            }
            "tbl" => {
                if let Some(grid) = self.tables.pop().and_then(|open| open.table.finish()) {
                    self.builder.table(grid);
                }
            }
            "body" => self.end_paragraph(),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        match self.tables.last_mut() {
            Some(OpenTable { cell: Some(cell), .. }) => cell.text.push_str(text),
            _ => self.paragraph.push_str(text),
        }
    }

    fn end_paragraph(&mut self) {
        self.builder.prose(&self.paragraph);
        self.paragraph.clear();
    }
}
