//! `clauses serve`.

use std::io::ErrorKind;
use std::net::TcpListener;

use clap::Args;
use clauses::access::EditUsers;
use clauses::accounts::actions;
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::error::ProblemCode;
use clauses::http::reachable;

use super::log::{self, Log};
use super::{DATABASE, print};

/// The options of `serve`.
#[derive(Args, Default)]
pub struct Serve {
    /// Bring PostgreSQL's tables up to date first (SQLite's always are).
    #[arg(long)]
    migrate: bool,
}

/// Serves until a stop signal.
///
/// # Errors
/// When a setting is wrong, the database cannot be brought into use or the address cannot be listened on.
pub fn serve(options: &Serve) -> anyhow::Result<()> {
    let config = Config::from_env(DATABASE)?;
    let log = log::begin()?;
    app::prepare(&config, options.migrate)?;
    let application = Application::build(&config);
    listen(bind(&config)?, application, &log, |_, _| Ok(()))
}

/// Takes the service's address, before anything is loaded or a link issued that no one sees.
///
/// # Errors
/// When it is taken, or none of this machine.
pub(super) fn bind(config: &Config) -> anyhow::Result<TcpListener> {
    let address = config.bind;
    TcpListener::bind(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "BIND: another program listens on {address} already: stop it, or choose another port, such as \
             BIND={}:{}",
            address.ip(),
            address.port().checked_add(1).unwrap_or(8080)
        ),
        _ => anyhow::Error::from(error).context(format!("BIND {address} cannot be listened on")),
    })
}

/// Introduces the service, prints the link of the first set-up, as long as no account exists, and serves until a stop
/// signal. `introduce` is given the address of the service.
pub(super) fn listen(
    socket: TcpListener,
    application: Application,
    log: &Log,
    introduce: impl FnOnce(&Application, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    log.count_lost_lines(application.metrics());
    let address = socket.local_addr()?;
    let site = format!("http://{}", reachable(address));
    introduce(&application, &site)?;
    let link = match actions::first_link(&application.operator::<EditUsers>()?, application.context()) {
        Ok(link) => link,
        // A database that cannot be written still serves reads; the next start issues a link.
        Err(error) if error.code == ProblemCode::Unavailable => {
            tracing::warn!(code = error.code.as_str(), "no link for the first set-up could be issued");
            None
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(link) = link {
        let link = application.context().address_at(&site, &link);
        announce(&format!("nobody has an account yet; to make the administrator's, once: {link}\n"));
    }
    application.run(socket, || announce(&format!("listening on http://{address}\n")))
}

/// Prints a line for the person who starts the service, which serves even if nobody can read it.
pub(super) fn announce(line: &str) {
    if let Err(error) = print(line) {
        tracing::warn!(error = %format!("{error:#}"), "standard output does not take a line");
    }
}
