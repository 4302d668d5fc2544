//! Runs and checks the embedded migrations of each engine; called by the command line and at the start.

use std::path::Path;

use anyhow::anyhow;
use diesel::backend::Backend;
use diesel::migration::MigrationSource;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::AnyConn;
use super::connection::Connector;
use super::error::is_damage;
use super::file::{Notice, UnusableFile, make_file};
use crate::config::Secret;

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
pub(super) const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Makes SQLite's file, if there is none, and runs the migrations that the database lacks.
///
/// # Errors
/// [`UnusableFile`]; when the database cannot be reached; when a migration fails.
pub fn migrate(url: &Secret) -> anyhow::Result<Notice> {
    let connector = Connector::new(url.clone());
    let notice = make_file(url)?;
    let mut conn = connector.open().map_err(|error| out_of_reach(&connector, &error))?;
    let outcome = match &mut conn {
        AnyConn::Pg(pg) => pg.run_pending_migrations(POSTGRES).map(drop),
        AnyConn::Sqlite(sqlite) => sqlite.run_pending_migrations(SQLITE).map(drop),
    };
    outcome.map_err(|error| explained(&connector, &error.to_string(), "a migration failed"))?;
    Ok(notice)
}

/// Whether the database has every migration that this program knows.
///
/// # Errors
/// When the database cannot be reached.
pub fn is_up_to_date(url: &Secret) -> anyhow::Result<bool> {
    let connector = Connector::new(url.clone());
    let mut conn = connector.open().map_err(|error| out_of_reach(&connector, &error))?;
    match &mut conn {
        AnyConn::Pg(pg) => Ok(applied(pg)?.is_some_and(|applied| lacks_none(&applied))),
        AnyConn::Sqlite(sqlite) => {
            let pending = sqlite.has_pending_migration(SQLITE);
            pending.map(|pending| !pending).map_err(|error| anyhow!("{error}"))
        }
    }
}

fn lacks_none(applied: &[String]) -> bool {
    versions::<Pg>(&POSTGRES).is_ok_and(|known| known.iter().all(|version| applied.contains(version)))
}

/// The versions of the migrations of this program.
pub(super) fn versions<B: Backend>(source: &impl MigrationSource<B>) -> anyhow::Result<Vec<String>> {
    let known = source.migrations().map_err(|error| anyhow!("{error}"))?;
    Ok(known.iter().map(|migration| migration.name().version().to_string()).collect())
}

#[derive(QueryableByName)]
struct VersionRow {
    #[diesel(sql_type = Nullable<Text>)]
    version: Option<String>,
}

/// The migrations that PostgreSQL has, `None` without diesel's table. Reads only: diesel's own check would create the
/// table first, which a replica and an account without that right refuse.
fn applied(pg: &mut PgConnection) -> QueryResult<Option<Vec<String>>> {
    const THERE: &str = "SELECT to_regclass('__diesel_schema_migrations')::text AS version";
    let there: VersionRow = diesel::sql_query(THERE).get_result(pg)?;
    if there.version.is_none() {
        return Ok(None);
    }
    let rows: Vec<VersionRow> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(pg)?;
    Ok(Some(rows.into_iter().filter_map(|row| row.version).collect()))
}

fn out_of_reach(connector: &Connector, error: &diesel::ConnectionError) -> anyhow::Error {
    explained(connector, &error.to_string(), "no connection")
}

/// What an engine says, with SQLite's path, and what to do if the file is damaged.
fn explained(connector: &Connector, message: &str, failed: &str) -> anyhow::Error {
    let message = connector.without_secret(message);
    match connector.sqlite_file().map(Path::new) {
        Some(file) if is_damage(&message) => {
            let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
            UnusableFile::damaged(&file, message).into()
        }
        Some(file) => anyhow!("{}: {failed}: {message}", file.display()),
        None => anyhow!("{failed}: {message}"),
    }
}
