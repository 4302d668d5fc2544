//! How requests come in and answers go out: the only place, with the slices' `api.rs`, that knows the web framework.

mod answer;
mod authenticate;
mod body;
mod caller;
mod conditional;
mod contract;
mod fallback;
mod fields;
mod health;
mod merge;
mod metrics;
mod monitoring;
mod paging;
mod path;
pub mod problem;
mod problem_pages;
mod query;
mod trace;

pub use answer::{created, listed, off_thread, shown};
pub use authenticate::authenticate;
pub use body::{Body, Patch};
pub use conditional::{IfMatch, OptionalIfMatch};
pub use contract::finish as finish_contract;
pub use fallback::{Routes, unknown_address};
pub use fields::{Fields, Must, RawDecimal};
pub use health::routes as health_routes;
pub use metrics::{Gauge, Metrics};
pub use monitoring::routes as monitoring_routes;
pub use paging::{Page, Paging, page_of};
pub use path::{CellPath, Id, Year};
pub use problem_pages::routes as problem_routes;
pub use query::Query;
pub use trace::trace;

use crate::access::keys::BootstrapKey;
use crate::clock::Clock;
use crate::config::{Limits, MetricsFor};
use crate::db::Db;

/// What every request finds: the database, the clock, and what the environment sets.
#[derive(Clone)]
pub struct Shared {
    /// The lanes to the database.
    pub db: Db,
    /// The clock to go by.
    pub clock: Clock,
    /// The administrator's key that the environment sets.
    pub bootstrap: Option<BootstrapKey>,
    /// How long things may take.
    pub limits: Limits,
    /// What is counted.
    pub metrics: Metrics,
    /// Who may read it.
    pub metrics_for: MetricsFor,
}
