//! `/v1/reads`: the read log.

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{FileRead, ReadFilter, actions};
use crate::access::{Caller, ReadRegister};
use crate::error::Result;
use crate::http::{Fields, Handlers, List, Page};
use crate::values::{moments, start_of_day};

/// The filter of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadQuery {
    /// Only reads of this person's data.
    #[param(value_type = Option<i64>, example = 42, minimum = 1)]
    candidate_id: Option<String>,
    /// Only reads by this actor.
    #[param(example = "key:3")]
    actor: Option<String>,
    /// Only reads from this day on (UTC).
    #[param(value_type = Option<chrono::NaiveDate>, example = "2024-03-01")]
    from: Option<String>,
    /// Only reads up to and including this day (UTC).
    #[param(value_type = Option<chrono::NaiveDate>, example = "2024-03-31")]
    to: Option<String>,
}

impl ReadQuery {
    fn read(self) -> Result<ReadFilter> {
        let mut fields = Fields::default();
        let days = fields.period(("?from", self.from), ("?to", self.to));
        let (from, before) = moments(days, start_of_day);
        let filter =
            ReadFilter { candidate: fields.id("?candidate_id", self.candidate_id), actor: self.actor, from, before };
        fields.done()?;
        Ok(filter)
    }
}

/// List who read which person's data, and when.
///
/// In the order of recording, with a delay of some seconds; stored for a year. A page of a list with several people is
/// one entry without a person. For administrators who see every sector.
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

/// Registers the handler of the read log.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list);
}
