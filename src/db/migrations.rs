//! Runs and checks the embedded migrations of each engine; called by the command line and at the start.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use diesel::backend::Backend;
use diesel::migration::MigrationSource;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::AnyConn;
use super::connection::Connector;
use super::error::is_damage;
use super::file::{Notice, UnusableFile, absolute, file_of, make_file};
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

/// Whether the database has every migration that this program knows. Reads only.
///
/// # Errors
/// When the database cannot be reached or read.
pub fn is_up_to_date(url: &Secret) -> anyhow::Result<bool> {
    let connector = Connector::new(url.clone());
    let mut conn = connector.open().map_err(|error| out_of_reach(&connector, &error))?;
    let (known, applied) = match &mut conn {
        AnyConn::Pg(pg) => (versions::<Pg>(&POSTGRES)?, applied_on_postgres(pg)),
        AnyConn::Sqlite(sqlite) => (versions::<Sqlite>(&SQLITE)?, applied_on_sqlite(sqlite)),
    };
    let applied = applied.map_err(|error| explained(&connector, &error.to_string(), "cannot be read"))?;
    Ok(known.iter().all(|version| applied.contains(version)))
}

/// Checks that the database has every migration that this program knows, for a command that runs none.
///
/// # Errors
/// [`OutdatedDatabase`]; when the database cannot be reached or read.
pub fn require_up_to_date(url: &Secret) -> anyhow::Result<()> {
    if is_up_to_date(url)? {
        return Ok(());
    }
    Err(OutdatedDatabase(file_of(url).map(|file| absolute(&file))).into())
}

/// The tables are older than this program: of SQLite with the file's path.
#[derive(Debug, thiserror::Error)]
#[error(
    "{} lacks tables of this program, or has older ones: `clauses migrate` brings it up to date",
    .0.as_deref().map_or("the database".to_owned(), |file| file.display().to_string())
)]
struct OutdatedDatabase(Option<PathBuf>);

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

/// The migrations that a database has, none without diesel's table. Reads only: diesel's own check would create the table
/// first, which a replica and an account without that right refuse.
macro_rules! applied {
    ($name:ident, $conn:ty, $table:literal) => {
        fn $name(conn: &mut $conn) -> QueryResult<Vec<String>> {
            let table: VersionRow = diesel::sql_query($table).get_result(conn)?;
            if table.version.is_none() {
                return Ok(Vec::new());
            }
            let rows: Vec<VersionRow> =
                diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
            Ok(rows.into_iter().filter_map(|row| row.version).collect())
        }
    };
}

applied!(applied_on_postgres, PgConnection, "SELECT to_regclass('__diesel_schema_migrations')::text AS version");
applied!(
    applied_on_sqlite,
    SqliteConnection,
    "SELECT max(name) AS version FROM sqlite_master WHERE name = '__diesel_schema_migrations'"
);

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
