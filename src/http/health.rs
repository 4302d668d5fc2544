//! Liveness and readiness, for process supervisors and load balancers.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::blocking::blocking;
use super::handlers::Handlers;
use super::state::AppState;
use crate::error::Result;

/// The health of the service.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `live` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
}

/// Tell that the process lives.
///
/// For the supervisor that restarts it. Touches nothing but the process itself, and needs no key.
#[utoipa::path(tag = "health", operation_id = "show_liveness", responses((status = 200, description = "It lives", body = Health)))]
#[get("/health/live")]
async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "live" })
}

/// Tell whether the database answers.
///
/// For the load balancer, which sends requests only while it does; otherwise `unavailable`. Needs no key, and discloses
/// nothing else.
#[utoipa::path(
    tag = "health",
    operation_id = "show_readiness",
    responses((status = 200, description = "The database answers", body = Health)),
    extensions(("x-problem-codes" = json!("unavailable")))
)]
#[get("/health/ready")]
async fn ready(state: web::Data<AppState>) -> Result<HttpResponse> {
    blocking(move || state.db.ping(state.clock.now())).await?;
    Ok(HttpResponse::Ok().json(Health { status: "ready" }))
}

/// The routes of health.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/health/").unlimited("/health/live").service(live).service(ready);
}
