//! `/v1/findings`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Finding, FindingFilter, actions};
use crate::access::{Caller, ReadFindings};
use crate::error::Result;
use crate::http::{Fields, Handlers, List, Page};
use crate::values::{FindingKind, Sector};

/// Which findings to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FindingQuery {
    /// Only those of this kind.
    #[param(value_type = Option<FindingKind>, example = "frozen_values")]
    kind: Option<String>,
    /// Only those of this sector.
    #[param(value_type = Option<Sector>, example = "BTP")]
    sector: Option<String>,
}

impl FindingQuery {
    fn parse(self) -> Result<FindingFilter> {
        let mut fields = Fields::default();
        let filter = FindingFilter {
            kind: fields.optional("?kind", self.kind, |code| FindingKind::parse(&code)),
            sector: fields.optional("?sector", self.sector, |code| Sector::parse(&code)),
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List findings: what an officer should look at.
///
/// `frozen_values`: hours of a closed month keep their snapshot from the closing, but its source has changed since. The
/// finding disappears when the values agree again, or when the month is opened and the hours are refreshed.
///
/// `possible_duplicate`: two records may be about one person, recorded by officers or partners. `candidate_id` is the later
/// record, `other_candidate_id` the earlier one, `fields` what agrees; the fields about hours are `null`, and a filter by
/// sector leaves them out. The finding disappears when the names or birth dates no longer agree, when the two are merged
/// (`POST /v1/candidates/{id}/merges`), or when an officer records that they are two people
/// (`PUT /v1/candidates/{id}/distinct-from/{other_id}`).
#[utoipa::path(
    tag = "findings",
    params(FindingQuery),
    responses((status = 200, description = "A page of findings", body = Page<Finding>)),
    extensions(("x-problem-codes" = json!("unknown_kind unknown_sector")))
)]
#[get("/v1/findings")]
async fn list(caller: Caller<ReadFindings>, request: List<FindingQuery>) -> Result<HttpResponse> {
    let filter = request.query.parse()?;
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, &filter, after, rows)).await
}

/// Adds the routes of findings.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list);
}
