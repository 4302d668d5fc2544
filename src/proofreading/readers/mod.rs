//! Reads files into documents: plain text, CSV, HTML, and the zipped XML of word processors and spreadsheets.

mod aligned;
mod archive;
mod builder;
mod csv;
mod docx;
mod encoding;
mod html;
mod lines;
mod number_format;
mod sheet;
mod text;
mod workbook;
mod xlsx;
mod xml;

use super::model::{Document, Format, Unreadable};

/// The largest file, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// Reads a file of this format.
///
/// # Errors
/// Why it cannot be read.
pub fn read(format: Format, bytes: &[u8]) -> Result<Document, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    match format {
        Format::Text => Ok(text::read(&encoding::decode(bytes)?)),
        Format::Csv => csv::read(&encoding::decode(bytes)?),
        Format::Html => Ok(html::read(&encoding::decode(bytes)?)),
        Format::Docx => docx::read(bytes),
        Format::Xlsx => xlsx::read(bytes),
    }
}
