//! Serving, until told to stop.

use std::net::TcpListener;

use anyhow::Context as _;
use clap::Args;
use clauses::access::EditUsers;
use clauses::accounts::actions;
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::error::ProblemCode;

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

/// Serves until told to stop, after printing the link by which the first administrator makes their account, as long as
/// nobody has one.
pub(super) fn listen(config: &Config, application: Application) -> anyhow::Result<()> {
    // First the address: a link printed before a start that fails would be shown to nobody.
    let socket =
        TcpListener::bind(config.bind).with_context(|| format!("BIND {} cannot be listened on", config.bind))?;
    let address = socket.local_addr()?;
    let link = match actions::first_link(&application.operator::<EditUsers>()?, application.context()) {
        Ok(link) => link,
        // What can be read is served, even while nothing can be written; the next start issues one.
        Err(error) if error.code == ProblemCode::Unavailable => {
            tracing::warn!(code = error.code.as_str(), "no link for the first set-up could be issued");
            None
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(link) = link {
        let link = application.context().address_at(&format!("http://{address}"), &link);
        print(&format!("nobody has an account yet; to make the administrator's, once: {link}\n"))?;
    }
    application.run(socket, || print(&format!("listening on http://{address}\n")))
}
