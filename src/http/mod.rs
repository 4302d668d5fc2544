//! How requests come in and answers go out: the only place, with the slices' `api.rs`, that knows the web framework.

mod address;
mod answer;
mod authenticate;
mod body;
mod caller;
mod conditional;
mod contract;
mod cookies;
pub mod csv;
mod fallback;
mod fields;
mod form;
mod handlers;
mod health;
mod list;
mod merge;
mod metrics;
mod monitoring;
mod negotiate;
mod paging;
mod path;
mod posted;
pub mod problem;
mod problem_pages;
mod protect;
mod query;
mod rates;
mod represent;
mod session;
mod trace;
mod unread;
mod validators;

pub use address::client_address;
pub use answer::{created, made, made_with, off_thread, shown};
pub use authenticate::authenticate;
pub use body::{Body, Patch};
pub use conditional::{IfMatch, OptionalIfMatch};
pub use contract::{finish as finish_contract, roles_table};
pub use cookies::{CookieFor, Cookies};
pub use fallback::{Routes, unknown_address};
pub use fields::{Fields, Must, RawAmount, RawCost, RawDecimal, RawRate};
pub use form::{FormToken, SentForm, TOKEN_FIELD};
pub use handlers::Handlers;
pub use health::routes as health_routes;
pub use list::{List, ListParameters, NoFilter, View, table_named};
pub use metrics::{Counter, Gauge, Metrics};
pub use monitoring::routes as monitoring_routes;
pub use negotiate::{Agreed, Coding, Form};
pub use paging::Page;
pub use path::{CellPath, Id, InMonth, OfSector, Year};
pub use posted::Posted;
pub use problem_pages::routes as problem_routes;
pub use protect::protect;
pub use query::Query;
pub use rates::{Rates, limit, slow_guesses};
pub use represent::{economise, represent};
pub use session::{MaybeSession, Origin, OwnSession};
pub use trace::{request_id, trace};
pub use unread::close_unread;
pub use validators::{Identity, Known};

use crate::access::Door;
use crate::access::once::Running;
use crate::access::readings::Readings;
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
    pub door: Door,
    /// The keys whose POSTs are under way.
    pub running: Running,
    /// Who opened whose file, until it is written down.
    pub readings: Readings,
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
