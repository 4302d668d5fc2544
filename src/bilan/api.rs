//! `/v1/bilans`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Bilan, Reach, actions};
use crate::access::{Caller, ReadBilans};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::{Conditional, Handlers, Negotiated, Query, Representation, YearPath, blocking};

/// The parameters of a bilan.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BilanQuery {
    /// `plie` (default): the people whom the PLIE accompanies; `all`: everyone.
    #[param(example = "plie", pattern = "^(plie|all)$")]
    scope: Option<String>,
}

impl BilanQuery {
    pub(super) fn reach(&self) -> Result<Reach> {
        match self.scope.as_deref() {
            None | Some("plie") => Ok(Reach::Plie),
            Some("all") => Ok(Reach::All),
            Some(_) => {
                Err(FieldError::new("?scope", ProblemCode::InvalidQuery).with_detail("Attendu : plie ou all.").into())
            }
        }
    }
}

/// Compute the bilan of a year: every table, with denominators, rules and findings.
///
/// From the current data, so a year changes as long as its data do. Each table has the `rule` by which it was counted;
/// `findings` name the figures to read with care; `months` say which months are closed, and `provisional` whether one can
/// still change. Answers carry an `ETag`; with it in `If-None-Match` the answer is 304
/// while nothing changed. A `dashboard` reads the bilan of the PLIE's people only (otherwise `query_not_allowed`), with
/// counts rounded to a multiple of five (`counts_rounded_to`) or withheld where a part is of one to four (`masked`), shares
/// of these, and no findings.
#[utoipa::path(
    tag = "bilans",
    operation_id = "show_bilan",
    params(("year" = i32, Path, description = "The year", minimum = 1900, maximum = 2100, example = 2023), BilanQuery),
    responses((status = 200, description = "The bilan", body = Bilan)),
    extensions(("x-problem-codes" = json!("query_not_allowed")))
)]
#[get("/v1/bilans/{year}")]
async fn show(
    caller: Caller<ReadBilans>,
    year: YearPath,
    query: Query<BilanQuery>,
    negotiated: Negotiated,
    conditional: Conditional,
) -> Result<HttpResponse> {
    let reach = query.0.reach()?;
    actions::admit(caller.scope().role, reach)?;
    let (caller, head) = blocking(move || actions::audit_head(&caller).map(|head| (caller, head))).await?;
    // The day and the audit head are part of the bilan, so its tag must be made from the same ones.
    let today = caller.today();
    let question = format!("bilan {} {reach:?} {today} {:?}", year.0, head.as_ref().map(|head| &head.head));
    let representation = Representation::of(&question, caller.scope(), negotiated);
    let work = move |caller: &Caller<ReadBilans>| actions::bilan_at(caller, year.0, reach, today, head);
    conditional.answer(caller, representation, work, |bilan| Ok(HttpResponse::Ok().json(bilan))).await
}

/// Adds the routes of bilans.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(show);
}
