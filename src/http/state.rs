//! The state that all requests share.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::body_room::BodyRoom;
use super::cookies::Cookies;
use super::metrics::Metrics;
use super::rate_limit::RateLimits;
use crate::access::Authenticator;
use crate::access::idempotency::InFlight;
use crate::access::read_log::ReadLog;
use crate::clock::Clock;
use crate::config::{House, Limits, MetricsFor, Proxies};
use crate::db::Db;
use crate::error::{AppError, Result};

/// The state that all requests share; `app` builds it once, and clones of it share their parts.
#[derive(Clone)]
pub struct AppState {
    /// The carrier in whose name the service speaks.
    pub house: Arc<House>,
    /// The connection pools.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// Looks up API keys and sessions.
    pub authenticator: Authenticator,
    /// The idempotency keys whose POSTs are being processed.
    pub in_flight: InFlight,
    /// The reads that are not yet written to the database.
    pub read_log: ReadLog,
    /// The rate limits, with the tokens that each client has left.
    pub rate_limits: RateLimits,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: Proxies,
    /// Timeouts and limits of the server.
    pub limits: Limits,
    /// The room for the bodies of all requests.
    pub body_room: BodyRoom,
    /// Reads and sets cookies.
    pub cookies: Cookies,
    /// The public URL of the service, if it is set.
    pub public_url: Option<Arc<str>>,
    /// Whether clients reach the service over TLS.
    pub is_https: bool,
    /// The metrics.
    pub metrics: Metrics,
    /// Who may read the metrics.
    pub metrics_for: MetricsFor,
}

impl AppState {
    /// The state that `app` registered with the server.
    ///
    /// # Errors
    /// `internal` when there is none.
    pub fn of(request: &HttpRequest) -> Result<&web::Data<Self>> {
        let state = request.app_data::<web::Data<Self>>();
        state.ok_or_else(|| AppError::internal(anyhow::anyhow!("the application has no state")))
    }
}
