//! `/v1/exit-proposals`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{ExitProposal, ProposalFilter, actions};
use crate::access::{Caller, ReadExits};
use crate::error::Result;
use crate::http::{Fields, Handlers, List, Page};
use crate::values::ExitKind;

/// Which proposals to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProposalQuery {
    /// Only those of this person.
    #[param(value_type = Option<i64>, minimum = 1)]
    candidate_id: Option<String>,
    /// Only those of this criterion.
    #[param(value_type = Option<ExitKind>)]
    kind: Option<String>,
    /// Only those met from this day on.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// Only those met up to this day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<String>,
    /// `true`: only those for which an exit is recorded; `false`: only those for which none is.
    #[param(value_type = Option<bool>)]
    recorded: Option<String>,
}

impl ProposalQuery {
    fn parse(self) -> Result<ProposalFilter> {
        let mut fields = Fields::default();
        let (from, to) = fields.period(("?from", self.from), ("?to", self.to));
        let filter = ProposalFilter {
            candidate_id: fields.id("?candidate_id", self.candidate_id),
            kind: fields.optional("?kind", self.kind, |code| ExitKind::parse(&code)),
            from,
            to,
            is_recorded: fields.flag("?recorded", self.recorded.as_deref()),
            in_plie: false,
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List the positive exits that employments propose.
///
/// Computed when it is read; nothing records an exit by itself. A criterion is met up to today by a CDI of half time or more
/// that has lasted six months (`CDI`); by temporary work (CTT, CTTI) or fixed-term contracts (CDD) of six months within
/// twelve, counted by days (`TEMP_WORK_6_MONTHS`, `CDD_6_MONTHS`); by subsidised contracts (CDDI, CUI) of six months without
/// a gap, in a chantier d'insertion only from 55 years (`SUBSIDISED_6_MONTHS`). Once it is met, only employments that begin
/// later count for another exit of its kind. In the order of `employment_id`, the employment during which it is met.
#[utoipa::path(
    tag = "positive exits",
    operation_id = "list_exit_proposals",
    params(ProposalQuery),
    responses((status = 200, description = "A page of proposals", body = Page<ExitProposal>)),
    extensions(("x-problem-codes" = json!("invalid_date invalid_period unknown_kind")))
)]
#[get("/v1/exit-proposals")]
async fn list(caller: Caller<ReadExits>, request: List<ProposalQuery>) -> Result<HttpResponse> {
    let filter = request.query.parse()?;
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, &filter, after, rows)).await
}

/// Adds the route of proposals.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list);
}
