//! Maintenance commands: migrate, openapi, backup, restore, healthcheck.

use std::path::Path;

use clauses::config::Config;
use clauses::{app, db};

use super::{DATABASE, print};

/// Brings the tables up to date.
///
/// # Errors
/// When the database cannot be reached, or a migration fails.
pub fn migrate() -> anyhow::Result<()> {
    if let Some(notice) = db::migrate(&Config::from_env(DATABASE)?.database_url)? {
        print(&format!("{notice}\n"))?;
    }
    Ok(())
}

/// Prints the contract, or the table of operations and roles.
///
/// # Errors
/// When it cannot be printed.
pub fn openapi(roles: bool) -> anyhow::Result<()> {
    if roles {
        return print(&app::roles_table());
    }
    print(&format!("{}\n", app::contract().to_pretty_json()?))
}

/// Copies the database.
///
/// # Errors
/// As [`db::back_up`].
pub fn back_up(file: &Path) -> anyhow::Result<()> {
    db::back_up(&Config::from_env(DATABASE)?.database_url, file)?;
    print(&format!("backed up to {}\n", file.display()))
}

/// Replaces the database by a copy.
///
/// # Errors
/// As [`db::restore`].
pub fn restore(file: &Path, replace: bool) -> anyhow::Result<()> {
    if let Some(aside) = db::restore(&Config::from_env(DATABASE)?.database_url, file, replace)? {
        print(&format!("what was damaged is kept as {}: it holds everybody's data\n", aside.display()))?;
    }
    print(&format!("restored from {}\n", file.display()))
}

/// Checks that the running service is ready.
///
/// # Errors
/// When it is not, or does not answer.
pub fn check_health() -> anyhow::Result<()> {
    let bind = Config::from_env(DATABASE)?.bind;
    anyhow::ensure!(bind.port() != 0, "BIND has port 0: the actual port is unknown");
    anyhow::ensure!(super::healthcheck::is_ready(bind)?, "the service on {bind} is not ready");
    print("ready\n")
}
