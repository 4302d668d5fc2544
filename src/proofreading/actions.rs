//! Use case: a file is proofread. Nothing of it is stored or logged.

use super::model::{Document, Format, Report, Unreadable};
use super::{readers, rules};
use crate::error::{AppError, ProblemCode, Result};

/// Reads a file of this format.
///
/// # Errors
/// `unreadable_file`, with why.
fn read_file(format: Format, bytes: &[u8]) -> Result<Document> {
    let document = readers::read(format, bytes)?;
    if document.blocks.is_empty() { Err(Unreadable::Empty.into()) } else { Ok(document) }
}

impl From<Unreadable> for AppError {
    fn from(why: Unreadable) -> Self {
        Self::new(ProblemCode::UnreadableFile).with_detail(why.detail())
    }
}

/// Reads a file and compares its figures with each other.
///
/// # Errors
/// Those of [`read_file`].
pub fn proofread_file(format: Format, bytes: &[u8]) -> Result<(Document, Report)> {
    let document = read_file(format, bytes)?;
    let report = rules::proofread(&document);
    Ok((document, report))
}
