//! Whether the process lives, and whether it can answer: for whoever starts and restarts it. Nothing else is told.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::handlers::Handlers;
use super::{Shared, blocking};
use crate::error::Result;

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `live` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
}

/// Tell that the process lives.
///
/// For whoever restarts it. Touches nothing but the process itself, and needs no key.
#[utoipa::path(tag = "health", operation_id = "show_liveness", responses((status = 200, description = "It lives", body = Health)))]
#[get("/health/live")]
async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "live" })
}

/// Tell whether the database answers.
///
/// Requests are best sent here only when it does; otherwise `unavailable`. Needs no key, and tells nothing else.
#[utoipa::path(
    tag = "health",
    operation_id = "show_readiness",
    responses((status = 200, description = "The database answers", body = Health)),
    extensions(("x-problem-codes" = json!("unavailable")))
)]
#[get("/health/ready")]
async fn ready(shared: web::Data<Shared>) -> Result<HttpResponse> {
    blocking(move || shared.db.ping(shared.clock.now())).await?;
    Ok(HttpResponse::Ok().json(Health { status: "ready" }))
}

/// The addresses of health.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(live).service(ready);
}
