//! A copy of SQLite's database, taken while others write.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::AnyConn;
use super::connection::Opener;
use crate::config::Secret;

/// What is said where the engine has programs of its own for it.
pub(super) const ON_POSTGRES: &str = "PostgreSQL has its own programs for this, which also work while the service runs:
  backup:   pg_dump --format=custom --no-owner --file=FILE \"$DATABASE_URL\"
  restore:  pg_restore --clean --if-exists --no-owner --single-transaction --dbname=\"$DATABASE_URL\" FILE
  afterwards `clauses migrate`, should the copy be older than this program";

/// Copies the database into a new file that only its owner may read. What is written meanwhile is in it whole or not at
/// all.
///
/// # Errors
/// On PostgreSQL; where there is no database, or something under the file's name already; when the copy fails.
pub fn back_up(url: &Secret, to: &Path) -> anyhow::Result<()> {
    let opener = Opener::new(url.clone());
    let Some(source) = opener.sqlite_file() else { bail!(ON_POSTGRES) };
    if !Path::new(source).exists() {
        bail!("there is no database in {source}");
    }
    if to.symlink_metadata().is_ok() {
        bail!("{} exists already: nothing is written over", to.display());
    }
    // Under another name until it is whole, so that nobody takes half a copy for one.
    let partial = beside(to, "partial")?;
    // A link is refused where something has come to stand meanwhile; a new name would replace it.
    let snapshot = snapshot(&opener, &partial).and_then(|()| Ok(std::fs::hard_link(&partial, to)?));
    // The copy has its own name by now, or failed with an error that tells of it.
    let _ = std::fs::remove_file(&partial);
    snapshot.with_context(|| format!("{} could not be written", to.display()))?;
    sync_directory_of(to)
}

fn snapshot(opener: &Opener, to: &Path) -> anyhow::Result<()> {
    private_file(to)?;
    let name = to.to_str().context("the file's name is not written in UTF-8")?;
    let AnyConn::Sqlite(mut conn) = opener.open()? else { bail!(ON_POSTGRES) };
    // An empty file that is there already keeps its permissions.
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name).execute(&mut conn)?;
    Ok(File::open(to)?.sync_all()?)
}

/// A new, empty file for its owner alone.
pub(super) fn private_file(path: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| path.display().to_string())
}

/// A name in the same directory that nobody else chooses.
pub(super) fn beside(path: &Path, what: &str) -> anyhow::Result<PathBuf> {
    let name = path.file_name().with_context(|| format!("{} names no file", path.display()))?;
    Ok(path.with_file_name(format!(".{}.{what}-{}", name.to_string_lossy(), std::process::id())))
}

/// Makes the new name last through a power cut.
fn sync_directory_of(path: &Path) -> anyhow::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(directory)?.sync_all()?)
}
