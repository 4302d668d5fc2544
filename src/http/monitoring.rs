//! `/metrics`, and who may read it: the metrics disclose nothing about a person, but how much the service is used.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::blocking::blocking;
use super::credentials::authenticate_request;
use super::handlers::Handlers;
use super::state::AppState;
use crate::access::{Permission as _, ReadMetrics};
use crate::config::MetricsFor;
use crate::error::{ProblemCode, Result};

/// Headers that a proxy adds: the client of a proxy on this machine is elsewhere.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// Read the metrics, as Prometheus text.
///
/// Without a key from the same machine only, unless CLAUSES_METRICS allows more; `not_found` where they may not be read.
/// They contain no personal data.
#[utoipa::path(
    tag = "health",
    operation_id = "read_metrics",
    responses((status = 200, description = "The metrics", body = String, content_type = "text/plain")),
    extensions(("x-problem-codes" = json!("unauthenticated forbidden not_found unavailable")))
)]
#[get("/metrics")]
async fn metrics(request: HttpRequest, state: web::Data<AppState>) -> Result<HttpResponse> {
    admit(&request, &state).await?;
    let text = blocking(move || Ok(state.metrics.text(&state.db, state.clock.now()))).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

async fn admit(request: &HttpRequest, state: &AppState) -> Result<()> {
    match state.metrics_for {
        MetricsFor::Public => Ok(()),
        MetricsFor::Loopback if is_local(request) => Ok(()),
        MetricsFor::Loopback | MetricsFor::Off => Err(ProblemCode::NotFound.into()),
        MetricsFor::Key => {
            let authenticated = authenticate_request(request).await?;
            if ReadMetrics::ROLES.contains(&authenticated.scope.role) {
                Ok(())
            } else {
                Err(ProblemCode::Forbidden.into())
            }
        }
    }
}

fn is_local(request: &HttpRequest) -> bool {
    let loopback = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    loopback && !FORWARDED.iter().any(|name| request.headers().contains_key(*name))
}

/// The route of the metrics.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/metrics").unlimited("/metrics").service(metrics);
}
