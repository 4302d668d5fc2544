//! `/v1/proofreading`

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::actions::{proofread_file, proofread_file_of_year};
use super::model::{CellPlace, Certainty, Finding, Format, Kind, Place, Report};
use crate::access::{Caller, Proofread};
use crate::error::{AppError, FieldError, ProblemCode, Result, french};
use crate::http::{Handlers, JsonOrFile, Query, TakesFiles, blocking};
use crate::values::{YEARS, parse_whole};

/// A text to proofread.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofreadingInput {
    /// The text, with its tables: cells are parted by tabs, by `|`, or by several spaces.
    #[schema(example = "Secteur\tHeures\nBTP\t19784,11\nServices\t22653,78\nTotal\t42473,89")]
    text: String,
}

impl TakesFiles for ProofreadingInput {
    const MEDIA_TYPES: &'static [&'static str] = &[
        "application/json",
        Format::Text.media_type(),
        Format::Csv.media_type(),
        Format::Html.media_type(),
        Format::Docx.media_type(),
        Format::Xlsx.media_type(),
    ];
    const MAX_BYTES: usize = super::MAX_BYTES;
}

/// The parameters of proofreading.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProofreadingQuery {
    /// Also compare the tables with the data of this year and of the year before; officers who see every sector, and
    /// administrators.
    #[param(example = "2023", pattern = r"^(19\d\d|20\d\d|2100)$")]
    year: Option<String>,
}

impl ProofreadingQuery {
    fn year(&self) -> Result<Option<i32>> {
        let parse = |year: &String| parse_whole::<i32>(year).filter(|year| YEARS.contains(year));
        let invalid = || FieldError::new("?year", ProblemCode::InvalidYear).into();
        self.year.as_ref().map(|year| parse(year).ok_or_else(invalid)).transpose()
    }
}

/// What proofreading found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Proofreading {
    /// The figures that do not follow from the others.
    findings: Vec<ProofreadingFinding>,
    /// How many times a figure was compared with what the others give.
    #[schema(example = 3)]
    checked: usize,
    /// How many tables the document has.
    #[schema(example = 1)]
    tables: usize,
    /// The numbers of the tables that are too large to be proofread.
    #[schema(example = json!([]))]
    too_large: Vec<usize>,
}

/// A figure that does not follow.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "kind": "total", "doubt": false, "table": 1, "row": "Total", "column": "Heures", "printed": "42473,89",
    "computed": "42437.89", "explanation": "19 784,11 + 22 653,78 = 42 437,89, et non 42 473,89.",
}))]
pub struct ProofreadingFinding {
    /// What it should follow from: `total` (its parts), `share` (its count and its denominator), `evolution` (the figures of
    /// two years), `repeated` (the same figure elsewhere), `prose` (a sentence's numbers, or a table), `data` (what the service has recorded).
    #[schema(example = "total", pattern = "^(total|share|evolution|repeated|prose|data)$")]
    kind: &'static str,
    /// Whether it may be right, for a reason that the explanation gives.
    #[schema(example = false)]
    doubt: bool,
    /// The number of the table, from 1; all tables of the document count. Absent for a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1, nullable = false)]
    table: Option<usize>,
    /// The sheet of a workbook; absent for other files.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Heures 2023", nullable = false)]
    sheet: Option<String>,
    /// The label of the row; absent for a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Total", nullable = false)]
    row: Option<String>,
    /// The label of the column; absent for a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Heures", nullable = false)]
    column: Option<String>,
    /// The sentence; absent for a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "30 personnes sur 80, soit 24 %.", nullable = false)]
    sentence: Option<String>,
    /// The figure as it is printed.
    #[schema(example = "42473,89")]
    printed: String,
    /// What the others give, an exact decimal; of a share in percent.
    #[schema(example = "42437.89")]
    computed: String,
    /// The arithmetic, in French.
    #[schema(example = "19 784,11 + 22 653,78 = 42 437,89, et non 42 473,89.")]
    explanation: String,
}

/// The bytes of a file, for the contract.
pub enum DocumentFile {}

impl PartialSchema for DocumentFile {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        let file = ObjectBuilder::new().schema_type(Type::String).format(Some(binary));
        file.description(Some("The bytes of the file.")).into()
    }
}

impl ToSchema for DocumentFile {}

impl From<Report> for Proofreading {
    fn from(report: Report) -> Self {
        let findings = report.findings.into_iter().map(ProofreadingFinding::from).collect();
        Self { findings, checked: report.checked, tables: report.tables, too_large: report.too_large }
    }
}

impl From<Finding> for ProofreadingFinding {
    fn from(finding: Finding) -> Self {
        let (cell, sentence) = match finding.place {
            Place::Cell(cell) => (Some(cell), None),
            Place::Sentence(sentence) => (None, Some(sentence)),
        };
        let table = cell.as_ref().map(|cell| cell.table);
        let CellPlace { sheet, row, column, .. } = cell.unwrap_or_default();
        Self {
            kind: match finding.kind {
                Kind::Total => "total",
                Kind::Share => "share",
                Kind::Evolution => "evolution",
                Kind::Repeated => "repeated",
                Kind::Prose => "prose",
                Kind::Data => "data",
            },
            doubt: finding.certainty == Certainty::Doubt,
            table,
            sheet,
            row: table.map(|_| row),
            column: table.map(|_| column),
            sentence,
            printed: finding.printed,
            computed: finding.computed.normalize().to_string(),
            explanation: french(&finding.explanation),
        }
    }
}

/// Proofread the tables of a document, and the sentences beside them.
///
/// Each total is compared with its parts, each share with its count and the denominator that its row, its column or a note
/// names, each evolution with the two years, each figure that stands twice with itself, each share of a sentence with the
/// sentence's numbers and with the tables. With `year`, a row or column that prints most of the figures that the data give
/// under the same labels is compared with them too. Shares may be rounded or cut. What may be right is a `doubt`. The document is the
/// body, under its media type, of at most 10 MiB (100 MiB unpacked), or a text in JSON. Of a table of more than 5,000 cells,
/// or beyond 20,000 cells in all, only the number is given. Nothing is stored, so an `Idempotency-Key` has no effect.
#[utoipa::path(
    tag = "proofreading",
    operation_id = "proofread_document",
    params(ProofreadingQuery),
    request_body(
        description = "The document",
        content(
            (ProofreadingInput = "application/json"),
            (String = "text/plain"),
            (String = "text/csv"),
            (String = "text/html"),
            (DocumentFile = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (DocumentFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )
    ),
    responses((status = 200, description = "The findings", body = Proofreading)),
    extensions(("x-problem-codes" = json!("invalid_year unreadable_file")))
)]
#[post("/v1/proofreading")]
async fn proofread(
    caller: Caller<Proofread>,
    query: Query<ProofreadingQuery>,
    body: JsonOrFile<ProofreadingInput>,
) -> Result<HttpResponse> {
    let year = query.0.year()?;
    let (format, bytes) = match body {
        JsonOrFile::Json(input) => (Some(Format::Text), input.text.into_bytes()),
        JsonOrFile::File { media_type, bytes } => (Format::of_media_type(media_type), bytes),
    };
    let format = format.ok_or(AppError::new(ProblemCode::UnsupportedMediaType))?;
    let work = move || match year {
        Some(year) => proofread_file_of_year(&caller, year, format, &bytes),
        None => proofread_file(format, &bytes),
    };
    let (_, report) = blocking(work).await?;
    Ok(HttpResponse::Ok().json(Proofreading::from(report)))
}

/// Adds the route of proofreading.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(proofread);
}
