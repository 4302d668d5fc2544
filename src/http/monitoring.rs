//! The address of the metrics, and who may read them: they tell nothing of a person, but much of the house.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::authenticate::recognised;
use super::handlers::Handlers;
use super::{Shared, blocking};
use crate::access::{Permission as _, ReadMetrics};
use crate::config::MetricsFor;
use crate::error::{ProblemCode, Result};

/// Headers that a proxy adds: who sits behind it is not on this machine because the proxy is.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// Read the metrics, as Prometheus text.
///
/// Without a key on the same machine only, unless CLAUSES_METRICS says otherwise; where they may not be read, there
/// are none (`not_found`). They hold no personal datum.
#[utoipa::path(
    tag = "health",
    operation_id = "read_metrics",
    responses((status = 200, description = "The metrics", body = String, content_type = "text/plain")),
    extensions(("x-problem-codes" = json!("unauthenticated forbidden not_found unavailable")))
)]
#[get("/metrics")]
async fn metrics(request: HttpRequest, shared: web::Data<Shared>) -> Result<HttpResponse> {
    admit(&request, &shared).await?;
    let text = blocking(move || Ok(shared.metrics.text(&shared.db, shared.clock.now()))).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

async fn admit(request: &HttpRequest, shared: &Shared) -> Result<()> {
    match shared.metrics_for {
        MetricsFor::Public => Ok(()),
        MetricsFor::Loopback if is_local(request) => Ok(()),
        MetricsFor::Loopback | MetricsFor::Off => Err(ProblemCode::NotFound.into()),
        MetricsFor::Key => {
            let recognised = recognised(request).await?;
            if ReadMetrics::ROLES.contains(&recognised.scope.role) {
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

/// The address of the metrics.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(metrics);
}
