//! `/v1/bilans/people`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::api::run_of_months;
use super::{FigurePeople, actions};
use crate::access::{Caller, ReadBilanPeople};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::{Fields, Handlers, Query, blocking};
use crate::values::Month;

/// The parameters of the people behind a figure.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// The key of the figure, as the bilan has it.
    #[param(example = "employees.women", max_length = 300)]
    figure: Option<String>,
    /// The first month.
    #[param(value_type = Month, example = "2023-01")]
    from: Option<String>,
    /// The last month.
    #[param(value_type = Month, example = "2023-12")]
    to: Option<String>,
    /// `plie` (default): the people whom the PLIE accompanies; `all`: everyone.
    #[param(example = "plie", pattern = "^(plie|all)$")]
    scope: Option<String>,
}

/// List the people behind a figure of a bilan.
///
/// Each with what they add to the figure, by the figure's own rule: hours, or how often they count in it. What they add makes
/// up the figure. Figures of bilans have the address of theirs in `rows`, unless a list of records says more. A figure that
/// divides one by another has no people of its own (`not_found`). Each answer is noted in the register of reads.
#[utoipa::path(
    tag = "bilans",
    operation_id = "show_bilan_people",
    params(PeopleQuery),
    responses((status = 200, description = "The figure and its people", body = FigurePeople)),
    extensions(("x-problem-codes" = json!("not_found missing invalid_month invalid_period invalid_query")))
)]
#[get("/v1/bilans/people")]
async fn show(caller: Caller<ReadBilanPeople>, query: Query<PeopleQuery>) -> Result<HttpResponse> {
    let PeopleQuery { figure, from, to, scope } = query.0;
    let mut fields = Fields::default();
    if figure.is_none() {
        fields.push(FieldError::new("?figure", ProblemCode::Missing));
    }
    let (run, reach) = run_of_months(fields, (from, to), scope.as_deref())?;
    let figure = figure.unwrap_or_default();
    Ok(HttpResponse::Ok().json(blocking(move || actions::people(&caller, run, reach, &figure)).await?))
}

/// Adds the route of the people behind a figure.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(show);
}
