//! What every test stands on: the running application, its clients, and builders of what it knows.
//!
//! A test is an `async fn` in `on_both_databases!`, which makes two of it.

mod app;
pub mod builders;
mod client;
mod conduct;
mod database;
mod declared;
mod own_server;
mod person;
pub mod postgres;
mod program;
mod raw;
mod reply;
mod trail;

pub use app::{ADMINISTRATOR, App, Engine, run};
pub use client::Client;
pub use conduct::{hides, hides_from_changes, refuses_unseen_changes};
pub use own_server::OwnServer;
pub use person::{PASSWORD, Person, cookies_of, field_of};
pub use program::{Program, clauses, command};
pub use reply::Reply;

/// Makes a test on SQLite and a test on PostgreSQL of each function, every one on a database of its own: none can be
/// written for one engine only.
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: App) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports, reason = "some tests need nothing from around them")]
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
