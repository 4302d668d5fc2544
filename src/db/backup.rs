//! `clauses backup`: copies SQLite's database while the service writes.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, bail};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::AnyConn;
use super::connection::Connector;
use super::file::require_database;
use super::work_file::{WorkFile, directory_of, remove_abandoned};
use crate::config::Secret;

/// The answer on PostgreSQL, which has its own programs for backups.
pub(super) const ON_POSTGRES: &str = "PostgreSQL has its own programs for this, which also work while the service runs:
  backup:   pg_dump --format=custom --no-owner --file=FILE \"$DATABASE_URL\"
  restore:  pg_restore --clean --if-exists --no-owner --single-transaction --dbname=\"$DATABASE_URL\" FILE
  afterwards `clauses migrate`, should the copy be older than this program";

/// Copies the database into a new file of mode 600. The copy is one state of the database: a transaction that commits
/// meanwhile is in it as a whole or not at all.
///
/// # Errors
/// On PostgreSQL; if there is no database; if the file exists already; if the copy fails.
pub fn back_up(url: &Secret, to: &Path) -> anyhow::Result<()> {
    let connector = Connector::new(url.clone());
    if !connector.is_sqlite() {
        bail!(ON_POSTGRES);
    }
    require_database(url)?;
    if to.symlink_metadata().is_ok() {
        bail!("{} exists already: nothing is written over", to.display());
    }
    remove_abandoned(to).with_context(|| format!("the directory of {}", to.display()))?;
    let snapshot = snapshot(&connector, to);
    snapshot.with_context(|| format!("{} could not be written", to.display()))?;
    sync_directory_of(to)
}

fn snapshot(connector: &Connector, to: &Path) -> anyhow::Result<()> {
    // Another name until the copy is complete, so that an incomplete one is never mistaken for it.
    let partial = WorkFile::beside(to)?;
    let name = partial.path().to_str().context("the file's name is not written in UTF-8")?;
    let AnyConn::Sqlite(mut conn) = connector.open()? else { bail!(ON_POSTGRES) };
    // VACUUM INTO keeps the permissions of an existing empty file.
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name).execute(&mut conn)?;
    File::open(partial.path())?.sync_all()?;
    // A hard link fails if the file exists by now; a rename would replace it.
    Ok(std::fs::hard_link(partial.path(), to)?)
}

/// Makes the new name survive a power cut.
fn sync_directory_of(path: &Path) -> anyhow::Result<()> {
    Ok(File::open(directory_of(path))?.sync_all()?)
}
