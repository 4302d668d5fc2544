//! `/v1/bilans`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Bilan, Reach};
use crate::access::{Caller, ReadBilans};
use crate::error::{Fault, Result, Situation};
use crate::http::{Query, Year, off_thread};

/// Whose bilan.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BilanQuery {
    /// `plie` (if not said): the people whom the PLIE accompanies; `all`: everyone.
    scope: Option<String>,
}

/// Compute the bilan of a year: every table, with denominators, rules and findings.
#[utoipa::path(
    tag = "bilans",
    params(("year" = i32, Path, description = "The year"), BilanQuery),
    responses((status = 200, description = "The bilan", body = Bilan))
)]
#[get("/v1/bilans/{year}")]
async fn show(caller: Caller<ReadBilans>, year: Year, query: Query<BilanQuery>) -> Result<HttpResponse> {
    let reach = match query.0.scope.as_deref() {
        None | Some("plie") => Reach::Plie,
        Some("all") => Reach::All,
        Some(_) => return Err(Fault::new("?scope", Situation::InvalidQuery).saying("Attendu : plie ou all.").into()),
    };
    Ok(HttpResponse::Ok().json(off_thread(move || super::bilan(&caller, year.0, reach)).await?))
}

/// The addresses of bilans.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show);
}
