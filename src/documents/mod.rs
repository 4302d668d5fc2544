//! Documents for people: titles, paragraphs and tables, written as HTML, PDF, word processor file, spreadsheet or archive of
//! CSV files. A slice makes a [`Document`] of what it has; here nothing is known of what the figures mean.

mod csv_archive;
mod docx;
mod form;
mod html;
mod model;
mod pdf;
mod text;
mod widths;
mod xlsx;
mod xml;

pub use form::Form;
pub use model::{Cell, Chart, Column, ColumnKind, Document, Part, Row, RowKind, Section, Shown, Table};

use crate::error::{AppError, Result};

/// The document in this form.
///
/// # Errors
/// `internal` if a writer refuses the document, such as more rows than a spreadsheet has.
pub fn write(document: &Document, form: Form) -> Result<Vec<u8>> {
    let written = match form {
        Form::Html => Ok(html::write(document).into_bytes()),
        Form::Pdf => pdf::write(document),
        Form::Docx => docx::write(document),
        Form::Xlsx => xlsx::write(document),
        Form::Csv(locale) => csv_archive::write(document, locale),
    };
    written.map_err(AppError::internal)
}
