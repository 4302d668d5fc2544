//! Use case: a file is proofread. Nothing of it is stored or logged.

use chrono::Datelike as _;

use super::model::{Document, Format, KnownFigure, KnownSeries, Report, Unreadable};
use super::{readers, rules};
use crate::access::{Caller, Proofread, ProofreadBilans};
use crate::bilan::published;
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

impl From<published::Series> for KnownSeries {
    fn from(series: published::Series) -> Self {
        let figure = |figure: published::LabelledFigure| KnownFigure { labels: figure.labels, value: figure.value };
        Self { title: series.title, figures: series.figures.into_iter().map(figure).collect() }
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

/// The years with whose data the caller may have tables compared, the latest first: this one and the five before. None for
/// those who may not proofread bilans.
pub fn years(caller: &Caller<Proofread>) -> Vec<i32> {
    let this_year = caller.today().year();
    if published::may_proofread(caller) { (this_year - 5..=this_year).rev().collect() } else { Vec::new() }
}

/// Like [`proofread_file`], and compares the tables with the data of a year and of the year before.
///
/// # Errors
/// Those of [`proofread_file`]; `forbidden` to who may not proofread bilans; `invalid_year`.
pub fn proofread_file_of_year(
    caller: &Caller<Proofread>,
    year: i32,
    format: Format,
    bytes: &[u8],
) -> Result<(Document, Report)> {
    let document = read_file(format, bytes)?;
    let known = published::known(&caller.with_right::<ProofreadBilans>()?, year)?;
    let known: Vec<KnownSeries> = known.into_iter().map(KnownSeries::from).collect();
    let report = rules::proofread_with_data(&document, &known);
    Ok((document, report))
}
