//! What has to be true of the database before something works on it.

use anyhow::Context as _;

use crate::config::Config;
use crate::db;

/// Checks that there is a database and that it is migrated, for commands that neither make nor migrate one.
///
/// # Errors
/// When SQLite's file is missing or empty; when the database cannot be reached, or is not migrated.
pub fn prepare_existing(config: &Config) -> anyhow::Result<()> {
    db::require_database(&config.database_url).context("DATABASE_URL")?;
    db::require_up_to_date(&config.database_url).context("DATABASE_URL")
}

/// Checks that the database is migrated. SQLite's file is made, if there is none, and migrated at once, PostgreSQL only if
/// `migrate` is set.
///
/// # Errors
/// When the database cannot be reached, or is not migrated.
pub fn prepare(config: &Config, migrate: bool) -> anyhow::Result<()> {
    let url = &config.database_url;
    let failed = "DATABASE_URL: the database cannot be brought into use";
    if migrate || url.expose().starts_with("sqlite://") {
        db::migrate(url).context(failed)?.into_iter().for_each(|notice| tracing::warn!("{notice}"));
        // They hold everybody's data, but do not keep the service from working.
        if let Err(error) = db::remove_leftovers(url) {
            tracing::warn!(%error, "copies that earlier restores left could not be removed");
        }
    } else if !db::is_up_to_date(url).context(failed)? {
        anyhow::bail!("the database's tables are not up to date: run `clauses migrate`, or serve with --migrate");
    }
    Ok(())
}
