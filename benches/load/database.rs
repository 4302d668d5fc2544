//! A connection of our own to the database under measure: the raw side goes through the same driver as the service.

use std::process::Command;

use super::server::binary;
use anyhow::{Context as _, Result};
use clauses::db::AnyConn;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};

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

/// Opens one connection, as safe as the service's own: what SQLite does by its defaults otherwise, but for a larger cache.
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

/// Opens one on SQLite with the settings that the service gives its own that writes.
pub fn open_alike(url: &str) -> Result<AnyConn> {
    let mut conn = open(url)?;
    conn.batch_execute("PRAGMA wal_autocheckpoint = 16000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;")?;
    Ok(conn)
}

/// Makes the tables as the service does.
pub fn migrate(url: &str) -> Result<()> {
    let done = Command::new(binary()).arg("migrate").env("DATABASE_URL", url).status()?;
    anyhow::ensure!(done.success(), "clauses migrate on {url} failed");
    Ok(())
}
