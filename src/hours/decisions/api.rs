//! `/v1/hours/validations`, `/v1/hours/rejections`: requests, handlers, addresses.

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::model::{Decided, Decision, Expected, MOST_CELLS, Selection};
use crate::access::{Caller, DecideHours};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours::HoursFilter;
use crate::http::{Fields, Handlers, IdempotentBody, RawDecimal, Required, blocking, post_response, problem_codes};
use crate::values::{CandidateId, EmploymentId, FreeText, Hours, HoursId, LotId, Month, Name, Sector};

/// Every refusal of either decision.
fn codes() -> Vec<ProblemCode> {
    [actions::CODES, Month::CODES, Sector::CODES, Hours::CODES, Name::CODES, FreeText::CODES].concat()
}

/// The cells to decide on, and the reason.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "filter": { "month": "2023-06", "source": "ARIQ BTP" }, "expected": { "count": 480, "worked": "57311.25" },
    "reason": "Feuilles de présence manquantes",
}))]
pub struct DecisionInput {
    /// The cells, by their ids, 1 to 5,000; or else `cells` or `filter`.
    #[schema(example = json!([8842, 8843]))]
    ids: Option<Vec<i64>>,
    /// The cells with the versions that were read, 1 to 5,000; or else `ids` or `filter`.
    cells: Option<Vec<ReadCellInput>>,
    /// A filter over the cells that wait; or else `ids` or `cells`.
    filter: Option<DecisionFilterInput>,
    /// What the filter is expected to select; compulsory with `filter`.
    expected: Option<ExpectedInput>,
    /// The reason; compulsory for a rejection.
    #[schema(example = "Feuille de présence manquante")]
    reason: Option<String>,
}

/// A cell as it was read.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadCellInput {
    /// Its id.
    #[schema(value_type = i64, example = 8842)]
    id: Required<i64>,
    /// The version that was read: if the cell has another one by now, this cell is refused (`precondition_failed`).
    #[schema(value_type = i64, example = 3)]
    version: Required<i64>,
}

/// A filter over the cells that wait for a decision.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionFilterInput {
    /// Only those of this month.
    #[schema(value_type = Option<Month>)]
    month: Option<String>,
    /// Only those of this month and later.
    #[schema(value_type = Option<Month>)]
    from: Option<String>,
    /// Only those of this month and earlier.
    #[schema(value_type = Option<Month>)]
    to: Option<String>,
    /// Only those on this lot.
    lot_id: Option<i64>,
    /// Only those of this employment.
    employment_id: Option<i64>,
    /// Only those of this person.
    candidate_id: Option<i64>,
    /// Only those of this sector.
    #[schema(value_type = Option<Sector>)]
    sector: Option<String>,
    /// Only what this sender sent.
    #[schema(example = "ARIQ BTP")]
    source: Option<String>,
}

/// The cells as the officer last read them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedInput {
    /// The number of cells.
    #[schema(value_type = i64, example = 480)]
    count: Required<i64>,
    /// Their hours in total, with waiting corrections in place of the figures that count.
    #[schema(value_type = RawDecimal)]
    worked: Required<RawDecimal>,
}

impl DecisionFilterInput {
    fn read(self, fields: &mut Fields) -> HoursFilter {
        let month = fields.optional("/filter/month", self.month, |text| Month::parse(&text));
        let from = fields.optional("/filter/from", self.from, |text| Month::parse(&text));
        let to = fields.optional("/filter/to", self.to, |text| Month::parse(&text));
        if month.is_some() && (from.is_some() || to.is_some()) {
            let detail = "Donnez « month » seul, ou « from » et « to ».";
            fields.push(FieldError::new("/filter/month", ProblemCode::InvalidBody).with_detail(detail));
        }
        HoursFilter {
            from: month.or(from),
            to: month.or(to),
            lot_id: self.lot_id.map(LotId),
            employment_id: self.employment_id.map(EmploymentId),
            candidate_id: self.candidate_id.map(CandidateId),
            sector: fields.optional("/filter/sector", self.sector, |code| Sector::parse(&code)),
            status: None,
            external_ref: None,
            waits: true,
            source: fields
                .optional("/filter/source", self.source, |text| Name::parse(&text))
                .map(|name| name.to_string()),
        }
    }
}

impl DecisionInput {
    fn read(self) -> Result<(Selection, Option<FreeText>)> {
        let mut fields = Fields::default();
        let reason = fields.optional("/reason", self.reason, |text| FreeText::parse(&text));
        let chosen = match (self.ids, self.cells, self.filter) {
            (Some(ids), None, None) => {
                number(&mut fields, "/ids", ids.len());
                Some(Selection::Ids(ids.into_iter().map(HoursId).collect()))
            }
            (None, Some(cells), None) => {
                number(&mut fields, "/cells", cells.len());
                let cells = cells.into_iter().enumerate();
                Some(Selection::Versions(cells.filter_map(|(index, cell)| cell.read(&mut fields, index)).collect()))
            }
            (None, None, Some(filter)) => {
                let filter = filter.read(&mut fields);
                expected(&mut fields, self.expected).map(|expected| Selection::Filter(Box::new(filter), expected))
            }
            _ => {
                let detail = "Donnez « ids », « cells », ou « filter » et « expected » : un seul des trois.";
                fields.push(FieldError::new("/ids", ProblemCode::InvalidBody).with_detail(detail));
                None
            }
        };
        let Some(chosen) = chosen else { return Err(fields.refusal()) };
        fields.done()?;
        Ok((chosen, reason))
    }
}

/// Refuses a list of no cells or of too many.
fn number(fields: &mut Fields, pointer: &str, cells: usize) {
    if !(1..=MOST_CELLS).contains(&cells) {
        fields.push(FieldError::new(pointer, ProblemCode::TooManyRows));
    }
}

impl ReadCellInput {
    fn read(self, fields: &mut Fields, index: usize) -> Option<(HoursId, i64)> {
        let id = fields.required(&format!("/cells/{index}/id"), self.id, Ok);
        let version = fields.required(&format!("/cells/{index}/version"), self.version, Ok);
        Some((HoursId(id?), version?))
    }
}

fn expected(fields: &mut Fields, input: Option<ExpectedInput>) -> Option<Expected> {
    let Some(input) = input else {
        fields.push(FieldError::new("/expected", ProblemCode::Missing));
        return None;
    };
    let count = fields.required("/expected/count", input.count, Ok);
    let worked = fields.required("/expected/worked", input.worked, |hours| Hours::parse(hours.as_str()));
    Some(Expected { count: count?, worked: worked? })
}

/// Validate hours that were submitted.
///
/// By ids, by ids with the versions that were read, or by a filter over the cells that wait. So that nothing is
/// validated unread, a cell that is no longer at the version read is refused by itself (`precondition_failed`), and a
/// filter comes with the expected count and hours (`not_as_expected`). A correction that waits replaces the figure that
/// counted until then. Cells that cannot be validated (closed month, changed meanwhile …) are refused one by one, and
/// the others are validated.
#[utoipa::path(
    tag = "hours",
    request_body = DecisionInput,
    responses((status = 200, description = "What became of each cell", body = Decided)),
    extensions(("x-problem-codes" = json!(problem_codes(codes()))))
)]
#[post("/v1/hours/validations")]
async fn validate(caller: Caller<DecideHours>, request: IdempotentBody<DecisionInput>) -> Result<HttpResponse> {
    let (chosen, reason) = request.body.read()?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::decide(&caller, &chosen, &Decision::Validate(reason))).await?))
}

/// Reject hours that were submitted, with a reason.
///
/// Rejected hours do not count; their sender reads the reason, and sends them again with a reason or corrects them. If
/// a correction of validated hours is rejected, the validated figure goes on counting.
#[utoipa::path(
    tag = "hours",
    request_body = DecisionInput,
    responses((status = 200, description = "What became of each cell", body = Decided)),
    extensions(("x-problem-codes" = json!(problem_codes(codes()))))
)]
#[post("/v1/hours/rejections")]
async fn reject(caller: Caller<DecideHours>, request: IdempotentBody<DecisionInput>) -> Result<HttpResponse> {
    let (chosen, reason) = request.body.read()?;
    let reason = reason.ok_or_else(|| AppError::from(FieldError::new("/reason", ProblemCode::Missing)))?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::decide(&caller, &chosen, &Decision::Reject(reason))).await?))
}

/// The addresses of decisions.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(validate).service(reject);
}
