//! What keeps a service going: tables, copies of the database, a look at its health.

use std::path::Path;

use clauses::config::Config;
use clauses::{app, db};

use super::{DATABASE, print};

/// Brings the tables up to date.
///
/// # Errors
/// When the database cannot be reached, or a migration fails.
pub fn migrate() -> anyhow::Result<()> {
    Ok(db::migrate(&Config::from_env(DATABASE)?.database_url)?)
}

/// Prints the contract, or the table of its operations and roles.
///
/// # Errors
/// When it cannot be written.
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

/// Puts a copy in the database's place.
///
/// # Errors
/// As [`db::restore`].
pub fn restore(file: &Path, replace: bool) -> anyhow::Result<()> {
    db::restore(&Config::from_env(DATABASE)?.database_url, file, replace)?;
    print(&format!("restored from {}\n", file.display()))
}

/// Asks the running service.
///
/// # Errors
/// When it is not ready, or nobody answers.
pub fn check_health() -> anyhow::Result<()> {
    let bind = Config::from_env(DATABASE)?.bind;
    anyhow::ensure!(bind.port() != 0, "BIND says port 0: nobody knows which one that is");
    anyhow::ensure!(super::healthcheck::is_ready(bind)?, "the service on {bind} is not ready");
    print("ready\n")
}
