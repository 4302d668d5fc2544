//! How requests come in and answers go out: the only place, with the slices' `api.rs`, that knows the web framework.

mod authenticate;
mod body;
mod caller;
mod client_address;
mod close_unread_body;
mod contract;
mod cookies;
pub mod csv;
mod etag;
mod fields;
mod form;
mod handlers;
mod health;
mod idempotent_body;
mod if_match;
mod list;
mod merge;
mod metrics;
mod monitoring;
mod negotiation;
mod not_modified;
mod operations;
mod paging;
mod path;
pub mod problem;
mod problem_pages;
mod query;
mod rate_limit;
mod request_log;
mod responses;
mod security_headers;
mod session;

pub use authenticate::authenticate;
pub use body::{Body, Patch};
pub use client_address::client_address;
pub use close_unread_body::close_unread_body;
pub use contract::{finish as finish_contract, roles_table};
pub use cookies::{CookieFor, Cookies};
pub use etag::{Identity, Known};
pub use fields::{Fields, Must, RawAmount, RawCost, RawDecimal, RawRate};
pub use form::{FormToken, SentForm, TOKEN_FIELD};
pub use handlers::Handlers;
pub use health::routes as health_routes;
pub use idempotent_body::IdempotentBody;
pub use if_match::{IfMatch, OptionalIfMatch};
pub use list::{List, ListParameters, NoFilter, View, table_named};
pub use metrics::{Counter, Gauge, Metrics};
pub use monitoring::routes as monitoring_routes;
pub use negotiation::{Agreed, Coding, Form, negotiate};
pub use not_modified::not_modified;
pub use operations::{Routes, unknown_address};
pub use paging::Page;
pub use path::{CellPath, Id, InMonth, OfSector, Year};
pub use problem_pages::routes as problem_routes;
pub use query::Query;
pub use rate_limit::{Rates, rate_limit, throttle_failed_auth};
pub use request_log::{request_id, trace};
pub use responses::{blocking, created, made, made_with, shown};
pub use security_headers::security_headers;
pub use session::{MaybeSession, Origin, OwnSession};

use crate::access::Authenticator;
use crate::access::idempotency::InFlight;
use crate::access::read_log::ReadLog;
use crate::clock::Clock;
use crate::config::{Limits, MetricsFor, Proxies};
use crate::db::Db;

/// What every request finds: the database, the clock, and what the environment sets.
#[derive(Clone)]
pub struct Shared {
    /// The lanes to the database.
    pub db: Db,
    /// The clock to go by.
    pub clock: Clock,
    /// Who lets people in.
    pub authenticator: Authenticator,
    /// The keys whose POSTs are under way.
    pub in_flight: InFlight,
    /// Who opened whose file, until it is written down.
    pub read_log: ReadLog,
    /// How often somebody may ask.
    pub rates: Rates,
    /// Whose word is taken for who asks.
    pub proxies: Proxies,
    /// How long things may take.
    pub limits: Limits,
    /// How browsers keep what is theirs.
    pub cookies: Cookies,
    /// Whether people know the service by an address of TLS.
    pub is_https: bool,
    /// What is counted.
    pub metrics: Metrics,
    /// Who may read it.
    pub metrics_for: MetricsFor,
}
