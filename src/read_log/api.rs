//! `/v1/reads`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{FileRead, ReadFilter, actions};
use crate::access::{Caller, ReadRegister};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::{Fields, Handlers, List, Page};
use crate::values::parse_day;

/// Which reads to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadQuery {
    /// Only those of this person's file.
    #[param(value_type = Option<i64>, example = 42, minimum = 1)]
    candidate_id: Option<String>,
    /// Only those by this actor.
    #[param(example = "key:3")]
    actor: Option<String>,
    /// Only those from this day on (UTC).
    #[param(value_type = Option<chrono::NaiveDate>, example = "2024-03-01")]
    from: Option<String>,
    /// Only those up to this day, itself included (UTC).
    #[param(value_type = Option<chrono::NaiveDate>, example = "2024-03-31")]
    to: Option<String>,
}

impl ReadQuery {
    fn read(self) -> Result<ReadFilter> {
        let mut fields = Fields::default();
        let filter = ReadFilter {
            candidate: fields.id("?candidate_id", self.candidate_id),
            actor: self.actor,
            from: fields.optional("?from", self.from, |text| parse_day(&text)),
            to: fields.optional("?to", self.to, |text| parse_day(&text)),
        };
        if matches!((filter.from, filter.to), (Some(from), Some(to)) if to < from) {
            fields.push(FieldError::new("?to", ProblemCode::InvalidPeriod));
        }
        fields.done()?;
        Ok(filter)
    }
}

/// List who opened which person's file, and when.
///
/// In the order in which it was written down, some seconds after it was done; kept for a year. A page of a list that
/// shows several people stands here once, without a person. For administrators who see every sector, as it tells of all.
#[utoipa::path(
    tag = "reads",
    operation_id = "list_reads",
    params(ReadQuery),
    responses((status = 200, description = "A page of reads", body = Page<FileRead>)),
    extensions(("x-problem-codes" = json!("invalid_date invalid_period")))
)]
#[get("/v1/reads")]
async fn list(caller: Caller<ReadRegister>, asked: List<ReadQuery>) -> Result<HttpResponse> {
    let filter = asked.query.read()?;
    asked.view.answer(caller, move |caller, after, rows| actions::list(caller, &filter, after, rows)).await
}

/// The address of the register.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list);
}
