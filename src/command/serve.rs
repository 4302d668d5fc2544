//! Serving, until told to stop.

use std::net::TcpListener;

use anyhow::Context as _;
use clap::Args;
use clauses::access::EditKeys;
use clauses::access::keys;
use clauses::app::{self, Application};
use clauses::config::Config;

use super::{DATABASE, log, print};

/// How to serve.
#[derive(Args, Default)]
pub struct Serve {
    /// Bring PostgreSQL's tables up to date first (SQLite's always are).
    #[arg(long)]
    migrate: bool,
}

/// Serves.
///
/// # Errors
/// When a setting is wrong, the database cannot be brought into use or the address cannot be listened on.
pub fn serve(how: &Serve) -> anyhow::Result<()> {
    let config = Config::from_env(DATABASE)?;
    log::begin()?;
    app::prepare(&config, how.migrate)?;
    let application = Application::build(&config);
    listen(&config, application)
}

/// Serves until told to stop, after printing the first administrator's key if there has never been one.
pub(super) fn listen(config: &Config, application: Application) -> anyhow::Result<()> {
    // First the address: a key printed before a start that fails would be shown to nobody.
    let socket =
        TcpListener::bind(config.bind).with_context(|| format!("BIND {} cannot be listened on", config.bind))?;
    if let Some(key) = keys::create_first(&application.operator::<EditKeys>()?)? {
        print(&format!("administrator's API key, shown this once: {}\n", key.secret.expose()))?;
    }
    let address = socket.local_addr()?;
    application.run(socket, || print(&format!("listening on http://{address}\n")))
}
