//! `clauses restore`: replaces the content of SQLite's database with that of a copy, in one transaction, so that a
//! running service sees either the old state or the new one.

use std::path::Path;

use anyhow::{Context as _, anyhow, bail, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::MigrationHarness as _;

use super::AnyConn;
use super::backup::{ON_POSTGRES, beside, private_file};
use super::connection::Connector;
use super::migrations::{SQLITE, versions};
use crate::config::Secret;

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Migrates a copy of the file `from`, then replaces the database's content with it.
///
/// # Errors
/// On PostgreSQL; if the file is not a sound database of this program, is in use, or comes from a later version; if the
/// database is not empty and `replace` is false.
pub fn restore(url: &Secret, from: &Path, replace: bool) -> anyhow::Result<()> {
    let connector = Connector::new(url.clone());
    let Some(target) = connector.sqlite_file() else { bail!(ON_POSTGRES) };
    ensure!(from.is_file(), "there is no file {}", from.display());
    ensure!(
        !has_changes_beside(from),
        "{} is a database at work and not a copy: `clauses backup` makes one",
        from.display()
    );
    // The checks and migrations run on a second copy: the file given does not change.
    let incoming = beside(Path::new(target), "incoming")?;
    let outcome = checked_copy(from, &incoming).and_then(|()| replace_content(&connector, &incoming, replace));
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = incoming.clone().into_os_string();
        name.push(suffix);
        // Most of these do not exist.
        let _ = std::fs::remove_file(name);
    }
    outcome
}

/// Whether the file has a write-ahead log with commits beside it, which the copy would miss.
fn has_changes_beside(from: &Path) -> bool {
    let mut log = from.to_owned().into_os_string();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// Copies the file and checks that it is a database of this program, migrated to its version.
fn checked_copy(from: &Path, incoming: &Path) -> anyhow::Result<()> {
    let mut copy = private_file(incoming)?;
    std::io::copy(&mut std::fs::File::open(from)?, &mut copy)?;
    let mut conn = sqlite(incoming)?;
    let sound = texts(&mut conn, "SELECT integrity_check AS text FROM pragma_integrity_check");
    let sound = sound.with_context(|| format!("{} is no SQLite database", from.display()))?;
    ensure!(sound == ["ok"], "{} is damaged: {}", from.display(), sound.join("; "));
    let applied = texts(&mut conn, "SELECT version AS text FROM __diesel_schema_migrations ORDER BY version");
    let applied = applied.ok().filter(|applied| !applied.is_empty());
    let applied = applied.with_context(|| format!("{} is no database of clauses", from.display()))?;
    let known = versions::<Sqlite>(&SQLITE)?;
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        bail!(
            "{} was written by a later version of clauses (it has {newer}): restore it with that one",
            from.display()
        );
    }
    migrated(&mut conn)?;
    let expected = shape(migrated(&mut SqliteConnection::establish(":memory:")?)?)?;
    ensure!(shape(&mut conn)? == expected, "{} has other tables or triggers than clauses makes", from.display());
    Ok(conn.batch_execute("PRAGMA journal_mode = DELETE")?)
}

fn migrated(conn: &mut SqliteConnection) -> anyhow::Result<&mut SqliteConnection> {
    conn.run_pending_migrations(SQLITE).map_err(|error| anyhow!("a migration failed: {error}"))?;
    Ok(conn)
}

/// The SQL of every table, index, view and trigger, except diesel's own table.
fn shape(conn: &mut SqliteConnection) -> anyhow::Result<Vec<String>> {
    texts(
        conn,
        "SELECT type || ' ' || name || ' ' || sql AS text FROM sqlite_master \
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '__diesel_schema_migrations' \
         ORDER BY 1",
    )
}

fn replace_content(connector: &Connector, incoming: &Path, replace: bool) -> anyhow::Result<()> {
    connector.make_private()?;
    let AnyConn::Sqlite(mut conn) = connector.open()? else { bail!(ON_POSTGRES) };
    let name = incoming.to_str().context("the database's name is not written in UTF-8")?;
    // Neither pragma nor ATTACH works inside a transaction.
    conn.batch_execute("PRAGMA foreign_keys = OFF")?;
    diesel::sql_query("ATTACH DATABASE ? AS incoming").bind::<Text, _>(name).execute(&mut conn)?;
    conn.immediate_transaction(|conn| -> anyhow::Result<()> {
        ensure!(
            replace || is_empty(conn)?,
            "the database holds something already: --replace puts the copy in its place (`clauses backup` keeps it)"
        );
        let version = data_version(conn)?;
        empty(conn)?;
        fill(conn)?;
        raise_version(conn, version)
    })?;
    // Removes the old content from the file. A running service may prevent it; then a later VACUUM does.
    let _ = conn.batch_execute("DETACH DATABASE incoming; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    Ok(())
}

/// Whether nothing was ever recorded, not even an API key.
fn is_empty(conn: &mut SqliteConnection) -> anyhow::Result<bool> {
    if !has_table(conn, "audit_events")? {
        return Ok(texts(conn, "SELECT name AS text FROM main.sqlite_master")?.is_empty());
    }
    Ok(count(conn, "SELECT COUNT(*) AS number FROM main.audit_events")? == 0)
}

fn empty(conn: &mut SqliteConnection) -> anyhow::Result<()> {
    for kind in ["trigger", "view", "table"] {
        for name in names(conn, "main", kind)? {
            conn.batch_execute(&format!("DROP {kind} main.{}", quoted(&name)))?;
        }
    }
    Ok(())
}

/// Creates tables, copies their rows, then creates indexes, views and triggers.
fn fill(conn: &mut SqliteConnection) -> anyhow::Result<()> {
    create(conn, "table")?;
    let mut tables = names(conn, "incoming", "table")?;
    if count(conn, "SELECT COUNT(*) AS number FROM incoming.sqlite_master WHERE name = 'sqlite_sequence'")? > 0 {
        conn.batch_execute("DELETE FROM main.sqlite_sequence")?;
        tables.push("sqlite_sequence".to_owned());
    }
    for table in tables.iter().map(|table| quoted(table)) {
        let clear = format!("DELETE FROM main.{table}");
        let copy = format!("INSERT INTO main.{table} SELECT * FROM incoming.{table}");
        conn.batch_execute(&format!("{clear}; {copy}"))?;
    }
    for kind in ["index", "view", "trigger"] {
        create(conn, kind)?;
    }
    let broken = count(conn, "SELECT COUNT(*) AS number FROM pragma_foreign_key_check")?;
    ensure!(broken == 0, "{broken} rows of the copy refer to rows that it does not hold");
    Ok(())
}

fn create(conn: &mut SqliteConnection, kind: &str) -> anyhow::Result<()> {
    let sql = format!(
        "SELECT sql AS text FROM incoming.sqlite_master \
         WHERE type = '{kind}' AND sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"
    );
    for statement in texts(conn, &sql)? {
        conn.batch_execute(&statement)?;
    }
    Ok(())
}

/// The data version ([`super::version`]).
fn data_version(conn: &mut SqliteConnection) -> anyhow::Result<i64> {
    if !has_table(conn, "data_version")? {
        return Ok(0);
    }
    count(conn, "SELECT COALESCE(SUM(counter), 0) AS number FROM main.data_version")
}

/// Raises the data version above that of before: counted on from the copy's, it would repeat for other data.
fn raise_version(conn: &mut SqliteConnection, before: i64) -> anyhow::Result<()> {
    if has_table(conn, "data_version")? {
        let raised = before.saturating_add(1);
        let statement = format!("UPDATE main.data_version SET counter = MAX(counter + 1, {raised}) WHERE shard = 0");
        conn.batch_execute(&statement)?;
    }
    Ok(())
}

fn has_table(conn: &mut SqliteConnection, table: &str) -> anyhow::Result<bool> {
    Ok(names(conn, "main", "table")?.iter().any(|name| name == table))
}

fn names(conn: &mut SqliteConnection, database: &str, kind: &str) -> anyhow::Result<Vec<String>> {
    let sql = format!(
        "SELECT name AS text FROM {database}.sqlite_master \
         WHERE type = '{kind}' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"
    );
    texts(conn, &sql)
}

fn texts(conn: &mut SqliteConnection, sql: &str) -> anyhow::Result<Vec<String>> {
    let rows: Vec<TextRow> = diesel::sql_query(sql).load(conn)?;
    Ok(rows.into_iter().filter_map(|row| row.text).collect())
}

fn count(conn: &mut SqliteConnection, sql: &str) -> anyhow::Result<i64> {
    let count: CountRow = diesel::sql_query(sql).get_result(conn)?;
    Ok(count.number)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn sqlite(file: &Path) -> anyhow::Result<SqliteConnection> {
    let name = file.to_str().context("the database's name is not written in UTF-8")?;
    Ok(SqliteConnection::establish(name)?)
}
