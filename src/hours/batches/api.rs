//! `/v1/hours/batches`: requests, handlers, addresses.

use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::actions::{self, references};
use super::model::{Batch, BatchLine, BatchRow, EmploymentRef, LotRef, MOST_ROWS, NewBatch, Summary, UnreadRow};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, ReadHours, RecordHours};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours::api::EvidenceInput;
use crate::hours::{Evidence, rules};
use crate::http::{
    AppState, Counter, Fields, Handlers, Id, IdempotentBody, Judged, List, Metrics, Misshapen, NoFilter, Page,
    RawDecimal, Required, blocking, post_response, problem_codes,
};
use crate::values::{BatchId, EmploymentId, FreeText, Hours, HoursStatus, LotId, Month, Name, Siret};

/// The largest batch, in bytes.
const LARGEST: usize = 8 * 1024 * 1024;

/// Counts answered batches; one that is refused as a whole is counted with the requests.
const BATCHES: Counter =
    Counter { name: "clauses_batches_total", help: "Batches of hours answered row by row.", label: "kind" };

/// Counts the rows of recorded batches by verdict, without dry runs and repeated answers.
const ROWS: Counter =
    Counter { name: "clauses_batch_rows_total", help: "Rows of the batches that were kept.", label: "verdict" };

/// The hours of many cells.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "dry_run": false, "atomic": false,
    "rows": [{
        "external_ref": "ARIQ-8842", "employment_ref": "ARIQ-E-311",
        "lot": { "public_contract": "2022-DM-014", "number": "2" },
        "month": "2023-06", "worked": "121.50", "training": "7.00",
    }],
}))]
pub struct BatchInput {
    /// Whether it is a dry run: answered in the same way, and nothing recorded.
    #[serde(default)]
    dry_run: bool,
    /// Whether it is recorded as a whole or not at all.
    #[serde(default)]
    atomic: bool,
    /// The reason of changes, for rows that give none themselves.
    #[schema(example = "Relevé de chantier corrigé")]
    reason: Option<String>,
    /// The status asked for, for all rows: officers may ask for `validated`.
    #[schema(value_type = Option<HoursStatus>)]
    status: Option<String>,
    /// The rows, 1 to 5,000.
    #[schema(value_type = Vec<RowInput>)]
    rows: Required<Vec<Judged<RowInput>>>,
}

/// The hours of one cell.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RowInput {
    /// The sender's own reference of the cell.
    #[schema(example = "ARIQ-8842")]
    external_ref: Option<String>,
    /// The sender's own reference of the employment; or else `employment_id`.
    #[schema(example = "ARIQ-E-311")]
    employment_ref: Option<String>,
    /// The employment's id; or else `employment_ref`.
    employment_id: Option<i64>,
    /// The lot by its numbers; or else `lot_id`.
    lot: Option<LotNumbersInput>,
    /// The lot's id; or else `lot`.
    lot_id: Option<i64>,
    /// The month.
    #[schema(value_type = Month)]
    month: Required<String>,
    /// The hours worked, exact to the hundredth; zero withdraws them.
    #[schema(value_type = RawDecimal)]
    worked: Required<RawDecimal>,
    /// Hours of training among them.
    training: Option<RawDecimal>,
    /// The evidence for them.
    evidence: Option<EvidenceInput>,
    /// Why the figure changes; compulsory once the hours were validated.
    #[schema(example = "Feuille corrigée par le chef de chantier")]
    reason: Option<String>,
    /// The version of the cell; needed to change a cell that an officer changed since the sender's last figure.
    version: Option<i64>,
}

/// A lot by the numbers on its contract.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LotNumbersInput {
    /// The buyer's number of the public contract.
    #[schema(value_type = String, example = "2022-DM-014")]
    public_contract: Required<String>,
    /// The lot's number.
    #[schema(value_type = String, example = "2")]
    number: Required<String>,
    /// The buyer's SIRET, if several buyers use the same number.
    #[schema(example = "73282932000074")]
    buyer_siret: Option<String>,
}

impl BatchInput {
    fn codes() -> Vec<ProblemCode> {
        let request: &[_] = &[ProblemCode::TooManyRows];
        let values =
            [HoursStatus::CODES, FreeText::CODES, Name::CODES, Siret::CODES, Month::CODES, Hours::CODES].concat();
        [request, &values, &EvidenceInput::codes()].concat()
    }
}

/// Every refusal of a batch or of one of its rows.
fn codes() -> Vec<ProblemCode> {
    let rules = [rules::CELL_CODES, rules::FIGURE_CODES, rules::BATCH_CODES, rules::sender_baseline::CODES].concat();
    [&rules, actions::CODES, references::CODES, &BatchInput::codes()].concat()
}

impl TryFrom<BatchInput> for NewBatch {
    type Error = AppError;

    fn try_from(input: BatchInput) -> Result<Self> {
        let mut fields = Fields::default();
        let status = fields.optional("/status", input.status, |code| HoursStatus::parse(&code));
        let reason = fields.optional("/reason", input.reason, |text| FreeText::parse(&text));
        match &input.rows.0 {
            None => fields.push(FieldError::new("/rows", ProblemCode::Missing)),
            Some(rows) if rows.is_empty() || rows.len() > MOST_ROWS => {
                fields.push(FieldError::new("/rows", ProblemCode::TooManyRows));
            }
            Some(_) => {}
        }
        fields.done()?;
        let read = |row: Judged<RowInput>| {
            let row = read_row(row)?;
            Ok(BatchRow { reason: row.reason.or_else(|| reason.clone()), ..row })
        };
        let rows = input.rows.0.into_iter().flatten().map(read).collect();
        Ok(Self { dry_run: input.dry_run, atomic: input.atomic, status, rows })
    }
}

fn read_row(row: Judged<RowInput>) -> std::result::Result<BatchRow, UnreadRow> {
    let given = row.0.as_ref().map_or_else(|row| row.rest.as_ref(), Some);
    let external_ref = given.and_then(|row| Name::parse(row.external_ref.as_deref()?).ok());
    let read = match row.0 {
        Ok(row) => BatchRow::try_from(row).map_err(|error| error.field_errors),
        Err(row) => Err(faults(row)),
    };
    read.map_err(|field_errors| UnreadRow { external_ref, field_errors })
}

/// The faults of a row's shape, and of what else it says. What is missing is not said yet: it may stand in a member
/// that could not be read.
fn faults(row: Misshapen<RowInput>) -> Vec<FieldError> {
    let others = row.rest.and_then(|rest| BatchRow::try_from(rest).err()).map(|error| error.field_errors);
    let others = others.into_iter().flatten().filter(|fault| fault.code != ProblemCode::Missing);
    row.field_errors.into_iter().chain(others).collect()
}

impl TryFrom<RowInput> for BatchRow {
    type Error = AppError;

    fn try_from(input: RowInput) -> Result<Self> {
        let mut fields = Fields::default();
        let external_ref = fields.optional("/external_ref", input.external_ref, |text| Name::parse(&text));
        let employment = employment(&mut fields, input.employment_id, input.employment_ref);
        let lot = lot(&mut fields, input.lot_id, input.lot);
        let month = fields.required("/month", input.month, |text| Month::parse(&text));
        let worked = fields.required("/worked", input.worked, |hours| Hours::parse(hours.as_str()));
        let training = fields.optional("/training", input.training, |hours| Hours::parse(hours.as_str()));
        let evidence = match input.evidence.map(Evidence::try_from) {
            Some(evidence) => fields.nested("/evidence", evidence)?,
            None => None,
        };
        let reason = fields.optional("/reason", input.reason, |text| FreeText::parse(&text));
        let (Some(employment), Some(lot), Some(month), Some(worked)) = (employment, lot, month, worked) else {
            return Err(fields.refusal());
        };
        fields.done()?;
        let training = training.unwrap_or_default();
        let (has_own_reason, version) = (reason.is_some(), input.version);
        Ok(Self { external_ref, employment, lot, month, worked, training, evidence, reason, has_own_reason, version })
    }
}

fn employment(fields: &mut Fields, id: Option<i64>, reference: Option<String>) -> Option<EmploymentRef> {
    match (id, reference) {
        (Some(id), None) => Some(EmploymentRef::Id(EmploymentId(id))),
        (None, Some(text)) => {
            fields.optional("/employment_ref", Some(text), |text| Name::parse(&text)).map(EmploymentRef::Reference)
        }
        (given, _) => {
            let detail = "Donnez « employment_id » ou « employment_ref » : l’un des deux, pas les deux.";
            let code = if given.is_some() { ProblemCode::InvalidBody } else { ProblemCode::Missing };
            fields.push(FieldError::new("/employment_id", code).with_detail(detail));
            None
        }
    }
}

fn lot(fields: &mut Fields, id: Option<i64>, numbers: Option<LotNumbersInput>) -> Option<LotRef> {
    match (id, numbers) {
        (Some(id), None) => Some(LotRef::Id(LotId(id))),
        (None, Some(numbers)) => {
            let public_contract =
                fields.required("/lot/public_contract", numbers.public_contract, |text| Name::parse(&text));
            let number = fields.required("/lot/number", numbers.number, |text| Name::parse(&text));
            let buyer = fields.optional("/lot/buyer_siret", numbers.buyer_siret, |text| Siret::parse(&text));
            Some(LotRef::Numbers { public_contract: public_contract?, number: number?, buyer })
        }
        (given, _) => {
            let detail = "Donnez « lot_id » ou « lot » : l’un des deux, pas les deux.";
            let code = if given.is_some() { ProblemCode::InvalidBody } else { ProblemCode::Missing };
            fields.push(FieldError::new("/lot_id", code).with_detail(detail));
            None
        }
    }
}

/// Send a batch of hours: many cells at once, answered row by row.
///
/// Good rows are recorded and bad ones reported, with 200; with `atomic` a single bad row refuses the batch
/// (`batch_refused`); `dry_run` gives the same answer and records nothing. Each row is compared with the figure that
/// its sender sent last for the cell, so sending a batch again changes nothing. If an officer has corrected the cell
/// since, the sender's same figure is `unchanged` with the warning `corrected_by_officer`, and another one is rejected
/// (`changed_by_officer`) unless the row gives the cell's `version`.
#[utoipa::path(
    tag = "hours",
    request_body = BatchInput,
    responses((status = 200, description = "What became of each row", body = Batch)),
    extensions(("x-problem-codes" = json!(problem_codes(codes()))))
)]
#[post("/v1/hours/batches")]
async fn send(
    caller: Caller<RecordHours>,
    request: IdempotentBody<BatchInput, LARGEST>,
    state: web::Data<AppState>,
) -> Result<HttpResponse> {
    let batch = NewBatch::try_from(request.body)?;
    // A dry run leaves nothing behind that a repeated request could be answered with.
    let caller = if batch.dry_run { caller } else { caller.with_idempotency_key(request.key) };
    let share = request.share;
    let work = move || {
        // A client that hangs up ends the request and not this work.
        let _share = share;
        actions::send(&caller, &batch)
    };
    let answered = blocking(work).await?;
    count(&state.metrics, &answered);
    Ok(post_response(answered))
}

fn count(metrics: &Metrics, answered: &Idempotent<Batch>) {
    let batch = match answered {
        Idempotent::Replayed(_) => return metrics.count(BATCHES, "replayed", 1),
        Idempotent::Executed(batch, _) if batch.batch_id.is_none() => return metrics.count(BATCHES, "tried", 1),
        Idempotent::Executed(batch, _) => batch,
    };
    metrics.count(BATCHES, "kept", 1);
    let Summary { created, updated, unchanged, rejected, worked: _ } = batch.summary;
    for (verdict, rows) in
        [("created", created), ("updated", updated), ("unchanged", unchanged), ("rejected", rejected)]
    {
        metrics.count(ROWS, verdict, rows.unsigned_abs());
    }
}

/// List the batches that were sent.
///
/// Senders see those of their own source that were sent by a caller with no other sectors than theirs; officers who see
/// every sector see all. Dry runs are not stored.
#[utoipa::path(tag = "hours", responses((status = 200, description = "A page of batches", body = Page<BatchLine>)))]
#[get("/v1/hours/batches")]
async fn list(caller: Caller<ReadHours>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.answer(caller, actions::list).await
}

/// Show a batch as it was answered, row by row.
///
/// The verdicts are those of the moment it was sent; `/v1/hours` has the present state of the cells.
#[utoipa::path(
    tag = "hours",
    params(("id" = i64, Path, description = "The batch's id")),
    responses((status = 200, description = "The batch", body = Batch))
)]
#[get("/v1/hours/batches/{id}")]
async fn show(caller: Caller<ReadHours>, id: Id<BatchId>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(blocking(move || actions::show(&caller, id.0)).await?))
}

/// The addresses of batches.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(send).service(show);
}
