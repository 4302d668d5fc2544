//! Shared by all tests: the running application, its clients, and builders of test data. A test is an `async fn` in
//! `on_both_databases!`, which runs it on both engines.

pub mod answering;
mod app;
mod audit;
pub mod browser;
pub mod builders;
mod client;
pub mod contract;
mod counters;
mod database;
mod own_server;
mod person;
pub mod plie_contract;
pub mod postgres;
mod program;
mod raw;
mod reply;
mod resources;
pub mod soundness;
mod typography;
mod vouch;

pub use app::{ADMINISTRATOR, App, Engine, run};
pub use client::{Client, Request, http_client, path_of, prepare_http};
pub use database::{in_file, texts_of};
pub use own_server::OwnServer;
pub use person::{PASSWORD, Person, cookies_of, field_of};
pub use program::{Program, clauses, command};
pub use reply::Reply;
pub use resources::{hides, hides_from_changes, refuses_blind_changes};

/// Turns each function into a test on SQLite and a test on PostgreSQL, each with its own database.
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: App) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports, reason = "some tests use nothing of the outer module")]
            use super::*;

            async fn body($app: $crate::support::App) $body

            #[test]
            fn sqlite() {
                $crate::support::run($crate::support::Engine::Sqlite, body);
            }

            #[test]
            fn postgres() {
                $crate::support::run($crate::support::Engine::Postgres, body);
            }
        }
    )+};
}

pub(crate) use on_both_databases;
