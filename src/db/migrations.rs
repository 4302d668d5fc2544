//! The tables of each engine, brought up to date.

use anyhow::anyhow;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::AnyConn;
use super::connection::Opener;
use crate::config::Secret;
use crate::error::{AppError, Result};

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
pub(super) const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Runs the migrations that the database lacks.
///
/// # Errors
/// `unavailable` when the database cannot be reached, `internal` when a migration fails.
pub fn migrate(url: &Secret) -> Result<()> {
    let opener = Opener::new(url.clone());
    opener.make_private().map_err(AppError::unavailable)?;
    let mut conn = opener.open().map_err(|error| out_of_reach(&opener, &error))?;
    let outcome = match &mut conn {
        AnyConn::Pg(pg) => pg.run_pending_migrations(POSTGRES).map(drop),
        AnyConn::Sqlite(sqlite) => sqlite.run_pending_migrations(SQLITE).map(drop),
    };
    outcome.map_err(|error| AppError::internal(anyhow!("a migration failed: {error}")))
}

/// Whether the database has every migration that this program knows.
///
/// # Errors
/// `unavailable` when the database cannot be reached.
pub fn is_up_to_date(url: &Secret) -> Result<bool> {
    let opener = Opener::new(url.clone());
    let mut conn = opener.open().map_err(|error| out_of_reach(&opener, &error))?;
    let pending = match &mut conn {
        AnyConn::Pg(pg) => pg.has_pending_migration(POSTGRES),
        AnyConn::Sqlite(sqlite) => sqlite.has_pending_migration(SQLITE),
    };
    pending.map(|pending| !pending).map_err(|error| AppError::internal(anyhow!("{error}")))
}

fn out_of_reach(opener: &Opener, error: &diesel::ConnectionError) -> AppError {
    AppError::unavailable(anyhow!(opener.without_secret(&error.to_string())))
}
