//! `clauses restore`: replaces the content of SQLite's database with the rows of a copy, in one transaction, so that a
//! running service sees either the old state or the new one.
//!
//! The file may come from anybody. Rows are taken over into tables that our own migrations make; no SQL of the file is
//! run. It is attached read-only, and nothing of it but its list of tables is read before that list is found to be ours.

use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::migration::{MigrationConnection as _, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::MigrationHarness as _;

use super::AnyConn;
use super::backup::ON_POSTGRES;
use super::connection::Connector;
use super::file;
use super::migrations::{SQLITE, versions};
use super::work_file::remove_old_copies;
use crate::config::Secret;

/// diesel's table of the migrations that a database has.
const MIGRATIONS: &str = "__diesel_schema_migrations";

/// The copy continues from an earlier state: cursors that clients hold are refused ([`super::changes`]).
const RENEW_INCARNATION: &str = "UPDATE main.change_origin SET incarnation = lower(hex(randomblob(16)))";

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

/// Replaces the database's content with that of a copy, brought up to date. A damaged database is moved aside first, and
/// its new name returned.
///
/// # Errors
/// On PostgreSQL; if the file is not a sound database of this program, is in use, or comes from a later version; if the
/// database is not empty and `replace` is false.
pub fn restore(url: &Secret, from: &Path, replace: bool) -> anyhow::Result<Option<PathBuf>> {
    let connector = Connector::new(url.clone());
    let Some(target) = connector.sqlite_file() else { bail!(ON_POSTGRES) };
    ensure!(from.is_file(), "there is no file {}", from.display());
    remove_old_copies(Path::new(target)).with_context(|| format!("the directory of {target}"))?;
    check(from).with_context(|| from.display().to_string())?;
    let mut aside = None;
    if let Some(fault) = file::fault(Path::new(target)) {
        ensure!(replace && fault.may_be_replaced(), fault);
        aside = file::put_aside(Path::new(target)).with_context(|| format!("moving {target} out of the way"))?;
    }
    file::make_file(url)?;
    replace_content(&connector, from, replace).with_context(|| format!("restoring {}", from.display()))?;
    Ok(aside)
}

/// Removes what killed restores of version 0.1.0 left beside the database.
///
/// # Errors
/// When the directory cannot be read or a file not be removed.
pub fn remove_leftovers(url: &Secret) -> std::io::Result<()> {
    Connector::new(url.clone()).sqlite_file().map_or(Ok(()), |database| remove_old_copies(Path::new(database)))
}

/// Checks a copy against empty tables in memory, before the database is touched.
fn check(from: &Path) -> anyhow::Result<()> {
    refuse_at_work(from)?;
    let mut conn = SqliteConnection::establish(":memory:")?;
    attach(&mut conn, from)?;
    make_tables(&mut conn)?;
    let sound = texts(&mut conn, "SELECT integrity_check AS text FROM pragma_integrity_check").context("damaged")?;
    ensure!(sound == ["ok"], "damaged: {}", sound.join("; "));
    Ok(())
}

/// Refuses a file with a write-ahead log or a rollback journal beside it: commits would be missed, or a half-written
/// state read.
fn refuse_at_work(from: &Path) -> anyhow::Result<()> {
    let is_filled = |suffix: &&str| {
        let mut beside = from.to_owned().into_os_string();
        beside.push(suffix);
        std::fs::metadata(beside).is_ok_and(|file| file.len() > 0)
    };
    let is_at_work = ["-wal", "-journal"].iter().any(is_filled);
    ensure!(!is_at_work, "a database at work and not a copy: `clauses backup` makes one");
    Ok(())
}

/// Attaches the file as `incoming`: SQLite only reads it, makes no file beside it, and lets its tables call no function
/// with effects.
fn attach(conn: &mut SqliteConnection, from: &Path) -> anyhow::Result<()> {
    let path: String = from.canonicalize()?.as_os_str().as_bytes().iter().map(|byte| format!("%{byte:02X}")).collect();
    conn.batch_execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")?;
    let attach = diesel::sql_query("ATTACH DATABASE ? AS incoming");
    let attached = attach.bind::<Text, _>(format!("file:{path}?mode=ro&immutable=1")).execute(conn);
    attached.map(drop).context("no SQLite database")
}

/// Makes the tables of the copy's version by our own migrations, and refuses a copy whose tables are others.
fn make_tables(conn: &mut SqliteConnection) -> anyhow::Result<()> {
    conn.setup()?;
    ensure!(has_table(conn, "incoming", MIGRATIONS)?, "no database of clauses");
    // The one table that is read before all are compared.
    refuse_differences(conn, &format!("WHERE '{MIGRATIONS}' IN (name, tbl_name)"))?;
    let applied = texts(conn, &format!("SELECT version AS text FROM incoming.{MIGRATIONS} ORDER BY version"))?;
    ensure!(!applied.is_empty(), "no database of clauses");
    let known = versions::<Sqlite>(&SQLITE)?;
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        bail!("written by a later version of clauses (it has {newer:?}): restore it with that one");
    }
    let mut migrations = MigrationSource::<Sqlite>::migrations(&SQLITE).map_err(failed)?;
    migrations.retain(|migration| applied.contains(&migration.name().version().to_string()));
    migrations.sort_by(|one, other| one.name().version().cmp(&other.name().version()));
    conn.run_migrations(&migrations).map_err(failed)?;
    refuse_differences(conn, "")
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> anyhow::Error {
    anyhow!("a migration failed: {error}")
}

/// Compares tables, indexes, views and triggers: their kinds, names and SQL, letter by letter.
fn refuse_differences(conn: &mut SqliteConnection, which: &str) -> anyhow::Result<()> {
    let of = |database| format!("SELECT type, name, tbl_name, sql FROM {database}.sqlite_schema {which}");
    for (one, other, what) in [
        ("incoming", "main", "is not as clauses makes it, or not of clauses at all"),
        ("main", "incoming", "is missing"),
    ] {
        let (one, other) = (of(one), of(other));
        let sql = format!(
            "SELECT COALESCE(type || ' ' || name, '') AS text FROM ({one} EXCEPT {other}) ORDER BY sql IS NULL, 1"
        );
        if let Some(name) = texts(conn, &sql)?.first() {
            bail!("{name:?} {what}");
        }
    }
    Ok(())
}

fn replace_content(connector: &Connector, from: &Path, replace: bool) -> anyhow::Result<()> {
    let AnyConn::Sqlite(mut conn) = connector.open()? else { bail!(ON_POSTGRES) };
    // Neither pragma nor ATTACH works inside a transaction.
    conn.batch_execute("PRAGMA foreign_keys = OFF")?;
    attach(&mut conn, from)?;
    conn.immediate_transaction(|conn| -> anyhow::Result<()> {
        ensure!(
            replace || is_empty(conn)?,
            "the database holds something already: --replace puts the copy in its place (`clauses backup` keeps it)"
        );
        let version = data_version(conn)?;
        empty(conn)?;
        make_tables(conn)?;
        fill(conn)?;
        conn.run_pending_migrations(SQLITE).map_err(failed)?;
        let broken = count(conn, "SELECT COUNT(*) AS number FROM pragma_foreign_key_check")?;
        ensure!(broken == 0, "{broken} rows of the copy refer to rows that it does not hold");
        raise_version(conn, version)?;
        conn.batch_execute(RENEW_INCARNATION)?;
        refuse_at_work(from)
    })?;
    // Removes the old content from the file. A running service may prevent it; then a later VACUUM does.
    let _ = conn.batch_execute("DETACH DATABASE incoming; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    Ok(())
}

/// Whether nothing was ever recorded, not even an API key.
fn is_empty(conn: &mut SqliteConnection) -> anyhow::Result<bool> {
    if !has_table(conn, "main", "audit_events")? {
        return Ok(texts(conn, "SELECT name AS text FROM main.sqlite_schema")?.is_empty());
    }
    Ok(count(conn, "SELECT COUNT(*) AS number FROM main.audit_events")? == 0)
}

fn empty(conn: &mut SqliteConnection) -> anyhow::Result<()> {
    ["trigger", "view", "table"].iter().try_for_each(|kind| drop_all(conn, kind))
}

/// Takes the rows over. Indexes and triggers are made again afterwards, from the SQL of our own migrations.
fn fill(conn: &mut SqliteConnection) -> anyhow::Result<()> {
    let made_by_us = "SELECT sql AS text FROM main.sqlite_schema WHERE type IN ('index', 'trigger') ORDER BY rowid";
    let later = texts(conn, made_by_us)?;
    drop_all(conn, "trigger")?;
    drop_all(conn, "index")?;
    let tables = names(conn, "table")?.into_iter().filter(|table| table != MIGRATIONS);
    for table in tables.chain(["sqlite_sequence".to_owned()]) {
        let columns = texts(conn, &format!("SELECT name AS text FROM pragma_table_info('{table}', 'main')"))?;
        let columns = columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
        let table = quoted(&table);
        let take_over = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM incoming.{table}");
        conn.batch_execute(&format!("DELETE FROM main.{table}; {take_over}"))?;
    }
    Ok(later.iter().try_for_each(|statement| conn.batch_execute(statement))?)
}

/// The data version ([`super::version`]).
fn data_version(conn: &mut SqliteConnection) -> anyhow::Result<i64> {
    if !has_table(conn, "main", "data_version")? {
        return Ok(0);
    }
    count(conn, "SELECT COALESCE(SUM(counter), 0) AS number FROM main.data_version")
}

/// Raises the data version above that of before: counted on from the copy's, it would repeat for other data.
fn raise_version(conn: &mut SqliteConnection, before: i64) -> anyhow::Result<()> {
    let raised = before.saturating_add(1);
    let statement = format!("UPDATE main.data_version SET counter = MAX(counter + 1, {raised}) WHERE shard = 0");
    Ok(conn.batch_execute(&statement)?)
}

fn has_table(conn: &mut SqliteConnection, database: &str, table: &str) -> anyhow::Result<bool> {
    let sql = format!("SELECT COUNT(*) AS number FROM {database}.sqlite_schema WHERE name = '{table}'");
    Ok(count(conn, &sql)? > 0)
}

/// The names of what the database has of a kind, except what SQLite makes by itself.
fn names(conn: &mut SqliteConnection, kind: &str) -> anyhow::Result<Vec<String>> {
    let sql = format!(
        "SELECT name AS text FROM main.sqlite_schema \
         WHERE type = '{kind}' AND sql IS NOT NULL AND name <> 'sqlite_sequence' ORDER BY rowid"
    );
    texts(conn, &sql)
}

fn drop_all(conn: &mut SqliteConnection, kind: &str) -> anyhow::Result<()> {
    for name in names(conn, kind)? {
        conn.batch_execute(&format!("DROP {kind} IF EXISTS main.{}", quoted(&name)))?;
    }
    Ok(())
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
