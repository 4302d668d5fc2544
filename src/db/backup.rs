//! `clauses backup`: copies SQLite's database while the service writes.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::AnyConn;
use super::connection::Connector;
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
    let Some(source) = connector.sqlite_file() else { bail!(ON_POSTGRES) };
    if !Path::new(source).exists() {
        bail!("there is no database in {source}");
    }
    if to.symlink_metadata().is_ok() {
        bail!("{} exists already: nothing is written over", to.display());
    }
    // Another name until the copy is complete, so that an incomplete one is never mistaken for it.
    let partial = beside(to, "partial")?;
    // A hard link fails if the file exists by now; a rename would replace it.
    let snapshot = snapshot(&connector, &partial).and_then(|()| Ok(std::fs::hard_link(&partial, to)?));
    // The copy has its final name by now, or `snapshot` holds the error.
    let _ = std::fs::remove_file(&partial);
    snapshot.with_context(|| format!("{} could not be written", to.display()))?;
    sync_directory_of(to)
}

fn snapshot(connector: &Connector, to: &Path) -> anyhow::Result<()> {
    private_file(to)?;
    let name = to.to_str().context("the file's name is not written in UTF-8")?;
    let AnyConn::Sqlite(mut conn) = connector.open()? else { bail!(ON_POSTGRES) };
    // VACUUM INTO keeps the permissions of an existing empty file.
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name).execute(&mut conn)?;
    Ok(File::open(to)?.sync_all()?)
}

/// Creates an empty file of mode 600.
pub(super) fn private_file(path: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| path.display().to_string())
}

/// A hidden name in the same directory, unique to this process.
pub(super) fn beside(path: &Path, what: &str) -> anyhow::Result<PathBuf> {
    let name = path.file_name().with_context(|| format!("{} names no file", path.display()))?;
    Ok(path.with_file_name(format!(".{}.{what}-{}", name.to_string_lossy(), std::process::id())))
}

/// Makes the new name survive a power cut.
fn sync_directory_of(path: &Path) -> anyhow::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(directory)?.sync_all()?)
}
