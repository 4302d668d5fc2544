//! The HTTP layer: middleware, extractors, responses and the OpenAPI contract. Only this folder, `app`, `pages` and the
//! slices' `api.rs` know the web framework.

mod access_rules;
mod authenticate;
mod blocking;
mod body_room;
mod client_address;
mod close_unread_body;
mod contract;
mod cookies;
mod credentials;
mod csrf;
pub mod csv;
mod entity_tag;
mod error_page;
mod etag;
mod extractors;
mod handler_probe;
mod handlers;
mod health;
mod if_match;
mod metrics;
mod monitoring;
mod negotiation;
mod not_modified;
mod operations;
mod own_address;
pub mod problem;
mod problem_list;
mod problem_parts;
mod query_string;
mod rate_limit;
mod request_id;
mod request_log;
mod responses;
mod return_path;
mod security_headers;
mod state;
mod stop_signal;

pub use access_rules::AccessRules;
pub use authenticate::authenticate;
pub use blocking::blocking;
pub use body_room::BodyRoom;
pub use client_address::client_address;
pub use close_unread_body::close_unread_body;
pub use contract::{finish as finish_contract, problem_codes, roles_table};
pub use cookies::{CookieKind, Cookies};
pub use error_page::ErrorPage;
pub use etag::{Conditional, Representation, content_tag, with_content_tag};
pub use extractors::{
    Body, CellPath, ChangeParameters, CurrentSession, DocumentParameters, DocumentQuery, EditionPath, Fields, FileForm,
    FollowedList, FormToken, Id, IdempotentBody, JsonOrFile, Judged, KEY_FIELD, LargeForm, List, ListParameters,
    Misshapen, MonthPath, NoFilter, OptionalSession, Origin, OtherId, Page, Patch, Query, RawAmount, RawCost,
    RawDecimal, RawRate, Reason, ReasonParameters, Required, SectorPath, SentFile, SentForm, TOKEN_FIELD, TakesFiles,
    View, YearPath, other_record,
};
pub use handlers::Handlers;
pub use health::routes as health_routes;
pub use if_match::{IfMatch, OptionalIfMatch};
pub use metrics::{Counter, Gauge, Metrics};
pub use monitoring::routes as monitoring_routes;
pub use negotiation::{Format, Negotiated, negotiate};
pub use not_modified::not_modified;
pub use operations::{Routes, unknown_address};
pub use own_address::{address_for, reachable};
pub use problem_list::routes as problem_routes;
pub use rate_limit::{RateLimits, rate_limit, throttle_failed_auth};
pub use request_id::request_id;
pub use request_log::log_requests;
pub use responses::{created, document, no_content, post_response, post_response_with, with_etag};
pub use return_path::ReturnPath;
pub use security_headers::security_headers;
pub use state::AppState;
pub use stop_signal::stop_signal;
