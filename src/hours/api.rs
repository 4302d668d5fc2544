//! `/v1/hours`

use actix_web::{HttpResponse, delete, get, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Basis, Cell, CellKey, Entry, Evidence, HoursFilter, Version};
use crate::access::{Caller, ReadHours, RecordHours};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{
    Body, CellPath, Fields, Handlers, Id, IfMatch, List, NoFilter, OptionalIfMatch, Page, Query, RawDecimal, Required,
    blocking, created, with_etag,
};
use crate::values::{EvidenceKind, FreeText, Hours, HoursId, HoursStatus, Month, Name, Sector, parse_day};

/// What is said of a cell of hours.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CellInput {
    /// The hours worked, exact to the hundredth; zero withdraws them.
    #[schema(value_type = RawDecimal)]
    worked: Required<RawDecimal>,
    /// Of which training.
    training: Option<RawDecimal>,
    /// What proves them.
    evidence: Option<EvidenceInput>,
    /// The status asked for: `draft`, `submitted` or, for officers, `validated`. If not said, a draft stays one, and
    /// another figure is `submitted`.
    #[schema(value_type = Option<HoursStatus>)]
    status: Option<String>,
    /// Why the figure changes; compulsory once the hours were validated.
    #[schema(example = "Feuille de juin reçue en retard", min_length = 1, max_length = 2000)]
    reason: Option<String>,
}

/// What proves hours.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceInput {
    /// What it is.
    #[schema(value_type = EvidenceKind)]
    kind: Required<String>,
    /// How it is found again.
    #[schema(value_type = String, example = "FH-2023-06-14", min_length = 1, max_length = 200)]
    reference: Required<String>,
    /// Its date.
    #[schema(value_type = Option<chrono::NaiveDate>)]
    dated_on: Option<String>,
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
    fn into_entry(self, key: CellKey, seen: Option<i64>) -> Result<Entry> {
        let mut fields = Fields::default();
        let worked = fields.required("/worked", self.worked, |hours| Hours::parse(hours.as_str()));
        let training = fields.optional("/training", self.training, |hours| Hours::parse(hours.as_str()));
        let evidence = match self.evidence.map(Evidence::try_from) {
            Some(evidence) => fields.nested("/evidence", evidence)?,
            None => None,
        };
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
            basis: Basis::Version(seen),
            decides: false,
        })
    }
}

/// Which cells to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HoursQuery {
    /// Only those of this month.
    #[param(value_type = Option<Month>)]
    month: Option<String>,
    /// Only those of this month and later.
    #[param(value_type = Option<Month>)]
    from: Option<String>,
    /// Only those of this month and earlier.
    #[param(value_type = Option<Month>)]
    to: Option<String>,
    /// Only those on this lot.
    #[param(value_type = Option<i64>, minimum = 1)]
    lot_id: Option<String>,
    /// Only those of this employment.
    #[param(value_type = Option<i64>, minimum = 1)]
    employment_id: Option<String>,
    /// Only those of this person.
    #[param(value_type = Option<i64>, minimum = 1)]
    candidate_id: Option<String>,
    /// Only those of this sector.
    #[param(value_type = Option<Sector>)]
    sector: Option<String>,
    /// Only those of this status.
    #[param(value_type = Option<HoursStatus>)]
    status: Option<String>,
    /// Only those from this sender.
    #[param(example = "ARIQ")]
    source: Option<String>,
}

impl HoursQuery {
    fn read(self) -> Result<HoursFilter> {
        let mut fields = Fields::default();
        let month = fields.optional("?month", self.month, |text| Month::parse(&text));
        let from = fields.optional("?from", self.from, |text| Month::parse(&text));
        let to = fields.optional("?to", self.to, |text| Month::parse(&text));
        if month.is_some() && (from.is_some() || to.is_some()) {
            let detail = "Donnez « month », ou bien « from » et « to ».";
            fields.push(FieldError::new("?month", ProblemCode::InvalidQuery).with_detail(detail));
        }
        let filter = HoursFilter {
            from: month.or(from),
            to: month.or(to),
            lot_id: fields.id("?lot_id", self.lot_id),
            employment_id: fields.id("?employment_id", self.employment_id),
            candidate_id: fields.id("?candidate_id", self.candidate_id),
            sector: fields.optional("?sector", self.sector, |code| Sector::parse(&code)),
            status: fields.optional("?status", self.status, |code| HoursStatus::parse(&code)),
            source: self.source,
            waits: false,
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List cells of hours.
///
/// In the order they were first recorded. `month` asks for one month, `from` and `to` for several. `counted` and
/// `in_plie` on each cell tell whether it counts for the clause, and in the scope `plie`.
#[utoipa::path(
    tag = "hours",
    operation_id = "list_hours",
    params(HoursQuery),
    responses((status = 200, description = "A page of cells", body = Page<Cell>)),
    extensions(("x-problem-codes" = json!("invalid_month unknown_sector unknown_status")))
)]
#[get("/v1/hours")]
async fn list(caller: Caller<ReadHours>, asked: List<HoursQuery>) -> Result<HttpResponse> {
    let filter = asked.query.read()?;
    asked.view.answer(caller, move |caller, after, rows| super::list(caller, &filter, after, rows)).await
}

/// Show a cell.
///
/// What counts stands in `worked` and `training`; a correction that waits for an officer stands beside it in
/// `pending`.
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
/// Without `If-Match` the cell is thought to be new: on one that exists another figure is `precondition_required`.
/// The same figure again changes nothing, so that sending it twice is safe. An officer's figure may be `validated` at
/// once, a partner's waits; while a correction of validated hours waits, the validated ones count. Refused are months
/// outside the employment or the assignment, in the future or closed, and a correction of hours ever validated
/// without a reason (`reason_required`).
#[utoipa::path(
    tag = "hours",
    operation_id = "set_hours",
    params(
        ("employment_id" = i64, Path, description = "Whose hours"),
        ("lot_id" = i64, Path, description = "On which lot"),
        ("month" = Month, Path, description = "In which month"),
        ("If-Match" = Option<String>, Header, description = "The ETag last seen; needed on a cell that exists"),
    ),
    request_body = CellInput,
    responses(
        (status = 201, description = "Recorded", body = Cell),
        (status = 200, description = "Corrected, or so already", body = Cell),
    ),
    extensions(("x-problem-codes" = json!("evidence_required hours_after_employment_end hours_before_employment hours_in_future \
        hours_malformed hours_negative hours_outside_assignment hours_over_calendar \
        hours_too_large hours_too_precise invalid_date invalid_text month_closed reason_required \
        status_not_allowed text_empty text_too_long training_over_worked unknown_kind \
        unknown_status")))
)]
#[put("/v1/hours/{employment_id}/{lot_id}/{month}")]
async fn set(
    caller: Caller<RecordHours>,
    cell: CellPath,
    seen: OptionalIfMatch,
    body: Body<CellInput>,
) -> Result<HttpResponse> {
    let entry = body.0.into_entry(cell.into(), seen.0)?;
    let address = format!("/v1/hours/{}/{}/{}", cell.employment, cell.lot, cell.month);
    let (cell, is_new) = blocking(move || super::set(&caller, &entry)).await?;
    Ok(if is_new { created(&address, &cell) } else { with_etag(&cell) })
}

/// Why hours are withdrawn.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WithdrawalQuery {
    /// Why; compulsory once the hours were validated.
    #[param(example = "Saisies deux fois")]
    reason: Option<String>,
}

/// Withdraw a cell's hours; its history stays.
///
/// The cell stands at zero afterwards, as a new version. An officer's withdrawal holds at once; a partner's of
/// validated hours waits like any correction. Needs the `ETag` last seen in `If-Match`, and a `reason` once the hours
/// were validated (`reason_required`).
#[utoipa::path(
    tag = "hours",
    operation_id = "withdraw_hours",
    params(
        ("employment_id" = i64, Path, description = "Whose hours"),
        ("lot_id" = i64, Path, description = "On which lot"),
        ("month" = Month, Path, description = "In which month"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
        WithdrawalQuery,
    ),
    responses((status = 200, description = "The cell, at zero hours", body = Cell)),
    extensions(("x-problem-codes" = json!("evidence_required hours_after_employment_end hours_before_employment \
        hours_outside_assignment invalid_text month_closed reason_required status_not_allowed \
        text_empty text_too_long")))
)]
#[delete("/v1/hours/{employment_id}/{lot_id}/{month}")]
async fn remove(
    caller: Caller<RecordHours>,
    cell: CellPath,
    seen: IfMatch,
    query: Query<WithdrawalQuery>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let reason = fields.optional("?reason", query.0.reason, |text| FreeText::parse(&text));
    fields.done()?;
    Ok(with_etag(&blocking(move || super::remove(&caller, &cell.into(), seen.0, reason)).await?))
}

/// Show every version of a cell: what was said, by whom, when and why.
///
/// The first version first. Nothing is ever deleted from it.
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
