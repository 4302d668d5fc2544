//! Connections to the measured database. The raw side uses the same driver as the service.

use anyhow::{Context as _, Result};
use clauses::db::AnyConn;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};

use super::program::Program;

/// Which engine a URL names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Postgres,
    Sqlite,
}

impl Engine {
    pub fn of(url: &str) -> Self {
        if url.starts_with("sqlite://") { Self::Sqlite } else { Self::Postgres }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }
}

/// Opens a connection that is as durable as the service's own. SQLite keeps its other defaults, except for a larger
/// cache.
pub fn open(url: &str) -> Result<AnyConn> {
    if let Some(path) = url.strip_prefix("sqlite://") {
        let mut conn = SqliteConnection::establish(path).with_context(|| format!("opening {url}"))?;
        conn.batch_execute(
            "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; \
             PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;",
        )?;
        return Ok(AnyConn::Sqlite(conn));
    }
    Ok(AnyConn::Pg(PgConnection::establish(url).with_context(|| format!("opening {url}"))?))
}

/// Opens an SQLite connection with the settings of the service's writing connection.
pub fn open_like_writer(url: &str) -> Result<AnyConn> {
    let mut conn = open(url)?;
    conn.batch_execute("PRAGMA wal_autocheckpoint = 16000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;")?;
    Ok(conn)
}

/// Applies the program's migrations.
pub fn migrate(program: &Program, url: &str) -> Result<()> {
    let done = program.command("migrate", url).status()?;
    anyhow::ensure!(done.success(), "clauses migrate on {url} failed");
    Ok(())
}

/// Deletes what the raw side wrote; the service's own cells stay.
pub fn delete_raw_rows(url: &str) -> Result<()> {
    open(url)?.batch_execute("DROP TABLE IF EXISTS raw_versions; DELETE FROM hours WHERE source = 'load'")?;
    clean_up(url)
}

/// Vacuums and writes a checkpoint, so that the next workload does not pay for the rows of the one before.
pub fn clean_up(url: &str) -> Result<()> {
    let mut conn = open(url)?;
    match Engine::of(url) {
        Engine::Postgres => {
            conn.batch_execute("VACUUM ANALYZE")?;
            conn.batch_execute("CHECKPOINT")?;
        }
        Engine::Sqlite => conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?,
    }
    Ok(())
}
