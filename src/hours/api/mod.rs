//! `/v1/hours`: requests, handlers, addresses.

mod query;

use actix_web::{HttpResponse, delete, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use self::query::HoursQuery;
use super::{Basis, Cell, CellKey, CellQueue, Entry, Evidence, Version, rules};
use crate::access::{Caller, ReadHours, RecordHours};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{
    Body, CellPath, ChangeParameters, Fields, FollowedList, Handlers, Id, IfMatch, List, NoFilter, OptionalIfMatch,
    Page, Query, RawDecimal, Required, blocking, created, problem_codes, with_etag,
};
use crate::values::{
    DAY_CODES, EvidenceKind, ExpectedVersions, FreeText, Hours, HoursId, HoursStatus, Month, Name, Sector, parse_day,
};

/// The hours of a cell.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CellInput {
    /// The hours worked, exact to the hundredth; zero withdraws them.
    #[schema(value_type = RawDecimal)]
    worked: Required<RawDecimal>,
    /// Hours of training among them.
    training: Option<RawDecimal>,
    /// The evidence for them.
    evidence: Option<EvidenceInput>,
    /// The status asked for: `draft`, `submitted` or, for officers, `validated`. Without it, a draft stays one, and
    /// another figure is `submitted`.
    #[schema(value_type = Option<HoursStatus>)]
    status: Option<String>,
    /// Why the figure changes; compulsory once the hours were validated.
    #[schema(example = "Feuille de juin reçue en retard", min_length = 1, max_length = 2000)]
    reason: Option<String>,
}

/// Evidence for hours.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceInput {
    /// Its kind.
    #[schema(value_type = EvidenceKind)]
    kind: Required<String>,
    /// Its reference, to find it again.
    #[schema(value_type = String, example = "FH-2023-06-14", min_length = 1, max_length = 200)]
    reference: Required<String>,
    /// Its date.
    #[schema(value_type = Option<chrono::NaiveDate>)]
    dated_on: Option<String>,
}

impl EvidenceInput {
    /// The refusals of its fields.
    pub fn codes() -> Vec<ProblemCode> {
        [EvidenceKind::CODES, Name::CODES, DAY_CODES].concat()
    }
}

impl TryFrom<EvidenceInput> for Evidence {
    type Error = AppError;

    fn try_from(input: EvidenceInput) -> Result<Self> {
        let mut fields = Fields::default();
        let kind = fields.required("/kind", input.kind, |code| EvidenceKind::parse(&code));
        let reference = fields.required("/reference", input.reference, |text| Name::parse(&text));
        let dated_on = fields.optional("/dated_on", input.dated_on, |day| parse_day(&day));
        let (Some(kind), Some(reference)) = (kind, reference) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { kind, reference, dated_on })
    }
}

impl From<CellPath> for CellKey {
    fn from(path: CellPath) -> Self {
        Self { employment: path.employment, lot: path.lot, month: path.month }
    }
}

impl CellInput {
    fn codes() -> Vec<ProblemCode> {
        let values = [Hours::CODES, HoursStatus::CODES, FreeText::CODES].concat();
        [rules::CELL_CODES, rules::FIGURE_CODES, &values, &EvidenceInput::codes()].concat()
    }

    fn into_entry(self, key: CellKey, expected: Option<ExpectedVersions>) -> Result<Entry> {
        let mut fields = Fields::default();
        let worked = fields.required("/worked", self.worked, |hours| Hours::parse(hours.as_str()));
        let training = fields.optional("/training", self.training, |hours| Hours::parse(hours.as_str()));
        let evidence = self.evidence.map(|evidence| fields.nested("/evidence", evidence.try_into()));
        let evidence = evidence.transpose()?.flatten();
        let status = fields.optional("/status", self.status, |code| HoursStatus::parse(&code));
        let reason = fields.optional("/reason", self.reason, |text| FreeText::parse(&text));
        let Some(worked) = worked else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Entry {
            key,
            worked,
            training: training.unwrap_or_default(),
            evidence,
            status,
            reason,
            basis: Basis::Version(expected),
            decides: false,
        })
    }
}

/// List cells of hours.
///
/// By month, then in the order they were first recorded. `month` selects one month, `from` and `to` several. On each
/// cell, `counted` is whether it counts for the clause, `in_plie` whether it belongs to the scope `plie`, and `decision` what an
/// officer last said of what was sent: a refused correction is `rejected` there while the validated figure stands.
#[utoipa::path(
    tag = "hours",
    operation_id = "list_hours",
    params(HoursQuery, ChangeParameters),
    responses((status = 200, description = "A page of cells", body = Page<Cell>)),
    extensions(("x-problem-codes" = json!(problem_codes([Month::CODES, Sector::CODES, HoursStatus::CODES].concat()))))
)]
#[get("/v1/hours")]
async fn list(caller: Caller<ReadHours>, asked: FollowedList<HoursQuery>) -> Result<HttpResponse> {
    let filter = asked.query.read()?;
    asked.view.answer(caller, move |caller, place, rows| super::list(caller, &filter, place, rows)).await
}

/// Show a cell.
///
/// `worked` and `training` are the hours that count; `pending` is a correction that waits for an officer.
#[utoipa::path(
    tag = "hours",
    operation_id = "show_hours",
    params(
        ("employment_id" = i64, Path, description = "Whose hours"),
        ("lot_id" = i64, Path, description = "On which lot"),
        ("month" = Month, Path, description = "In which month"),
    ),
    responses((status = 200, description = "The cell", body = Cell))
)]
#[get("/v1/hours/{employment_id}/{lot_id}/{month}")]
async fn show(caller: Caller<ReadHours>, cell: CellPath) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || super::show(&caller, &cell.into())).await?))
}

/// Set a cell: record its hours, or correct them.
///
/// Without `If-Match` the cell must be new (`precondition_required`); the same figure again is safe and changes nothing.
/// An officer's figure may be `validated` at once, a partner's waits; while a correction of validated hours waits, the
/// validated ones count. Such a correction needs a reason (`reason_required`). Months that are closed, in the future, or
/// outside the employment or the assignment are refused.
#[utoipa::path(
    tag = "hours",
    operation_id = "set_hours",
    params(
        ("employment_id" = i64, Path, description = "Whose hours"),
        ("lot_id" = i64, Path, description = "On which lot"),
        ("month" = Month, Path, description = "In which month"),
        ("If-Match" = Option<String>, Header, description = "The ETag last read; needed if the cell exists"),
    ),
    request_body = CellInput,
    responses(
        (status = 201, description = "Recorded", body = Cell),
        (status = 200, description = "Corrected or unchanged", body = Cell),
    ),
    extensions(("x-problem-codes" = json!(problem_codes(CellInput::codes()))))
)]
#[put("/v1/hours/{employment_id}/{lot_id}/{month}")]
async fn set(
    caller: Caller<RecordHours>,
    cell: CellPath,
    if_match: OptionalIfMatch,
    body: Body<CellInput>,
    queue: web::Data<CellQueue>,
) -> Result<HttpResponse> {
    let entry = body.0.into_entry(cell.into(), if_match.0)?;
    let address = format!("/v1/hours/{}/{}/{}", cell.employment, cell.lot, cell.month);
    let (cell, is_new) = queue.set(caller, entry).await?;
    Ok(if is_new { created(&address, &cell) } else { with_etag(&cell) })
}

/// The reason of a withdrawal.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WithdrawalQuery {
    /// The reason; compulsory once the hours were validated.
    #[param(example = "Saisies deux fois")]
    reason: Option<String>,
}

/// Withdraw a cell's hours; its history stays.
///
/// The new version has zero hours. An officer's withdrawal counts at once; a partner's of validated hours waits like
/// any correction. Hours that were validated need a `reason` (`reason_required`).
#[utoipa::path(
    tag = "hours",
    operation_id = "withdraw_hours",
    params(
        ("employment_id" = i64, Path, description = "Whose hours"),
        ("lot_id" = i64, Path, description = "On which lot"),
        ("month" = Month, Path, description = "In which month"),
        ("If-Match" = String, Header, description = "The ETag last read"),
        WithdrawalQuery,
    ),
    responses((status = 200, description = "The cell, at zero hours", body = Cell)),
    extensions(("x-problem-codes" = json!(problem_codes([rules::CELL_CODES, FreeText::CODES].concat()))))
)]
#[delete("/v1/hours/{employment_id}/{lot_id}/{month}")]
async fn remove(
    caller: Caller<RecordHours>,
    cell: CellPath,
    if_match: IfMatch,
    query: Query<WithdrawalQuery>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let reason = fields.optional("?reason", query.0.reason, |text| FreeText::parse(&text));
    fields.done()?;
    Ok(with_etag(&blocking(move || super::remove(&caller, &cell.into(), if_match.0, reason)).await?))
}

/// Show every version of a cell: its figure, sender, time and reason.
///
/// In order, the first one first. No version is ever deleted.
#[utoipa::path(
    tag = "hours",
    operation_id = "show_hours_history",
    params(("id" = i64, Path, description = "The cell's id")),
    responses((status = 200, description = "All versions, the first one first", body = Page<Version>))
)]
#[get("/v1/hours/{id}/history")]
async fn history(caller: Caller<ReadHours>, id: Id<HoursId>, asked: List<NoFilter>) -> Result<HttpResponse> {
    let items = blocking(move || super::history(&caller, id.0)).await?;
    asked.view.whole(items)
}

/// The addresses of hours.
pub fn routes(config: &mut Handlers<'_>) {
    config.configure(super::batches::api::routes).configure(super::decisions::api::routes);
    config.service(list).service(history).service(show).service(set).service(remove);
}
