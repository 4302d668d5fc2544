//! `clauses demo`: load, compare and serve the demonstration.

use std::net::{Ipv4Addr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use clauses::access::random_token;
use clauses::accounts::LinkPurpose;
use clauses::app::{self, Application};
use clauses::bilan::{self, MonthRun, Reach};
use clauses::config::{Config, Plie, Secret, ServiceAccess};
use clauses::demo;
use clauses::plie::stub::{Stub, StubHandle};
use clauses::values::Month;

use super::serve::{announce, bind, listen};
use super::{log, print};

/// The options of `demo`.
#[derive(Args)]
pub struct Demo {
    /// Print the comparison with the published bilan and exit; the exit code is 0 only if every figure agrees.
    #[arg(long)]
    check: bool,
    /// The format of the comparison.
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "check")]
    format: Format,
}

/// The name of the key in the command that is shown.
const NAME_OF_KEY: &str = "trial";

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// A list of `{figure, published, computed, equal}`.
    Json,
}

/// Loads the year 2023 into a database of its own, prints the comparison, loads the running month and serves.
///
/// # Errors
/// Those of serving; when the database holds other data.
pub fn demo(options: &Demo) -> anyhow::Result<ExitCode> {
    let config = Config::from_env("sqlite://demo.db")?;
    let log = log::begin()?;
    let socket = if options.check { None } else { Some(bind(&config)?) };
    app::prepare(&config, true)?;
    let application = Application::build(&config);
    demo::load_once(&application.operator()?)?;
    application.seal()?;
    let year = MonthRun::of_year(demo::YEAR).context("the year of the demonstration")?;
    let bilan = bilan::bilan(&application.operator()?, year, Reach::Plie)?;
    let comparisons = demo::compare(&bilan)?;
    match options.format {
        Format::Json => print(&format!("{}\n", serde_json::to_string_pretty(&comparisons)?))?,
        Format::Text => print(&demo::as_text(&comparisons, &demo::printed_shares(&bilan)?))?,
    }
    if let Some(socket) = socket {
        let running = demo::load_month_once(&application.operator()?)?;
        let stand_in = if config.plie.is_none() { Some(stand_in(running)?) } else { None };
        let application = match &stand_in {
            Some((_, settings)) => application.connected_to(settings.clone()),
            None => application,
        };
        let url = config.database_url;
        listen(socket, application, &log, |application, site| introduce(application, site, running, &url))?;
    }
    let agrees = comparisons.iter().all(|comparison| comparison.equal);
    Ok(if agrees || !options.check { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Starts a stand-in for the participant records in a thread, on a free port of this machine, and gives the settings to
/// reach it.
fn stand_in(running: Option<Month>) -> anyhow::Result<(StubHandle, Plie)> {
    let key = random_token()?;
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let stub = Stub::start(socket, demo::participants(running)?, key.expose())?;
    let settings = Plie {
        url: stub.url().parse()?,
        access: ServiceAccess::Key(key),
        calls: 2,
        timeout: Duration::from_secs(10),
        allows_local: true,
    };
    Ok((stub, settings))
}

/// Prints what is left to do, and how the officer and ARIQ come in. `site` is the address of the service.
fn introduce(application: &Application, site: &str, running: Option<Month>, url: &Secret) -> anyhow::Result<()> {
    let (caller, context) = (application.operator()?, application.context());
    announce(&match running {
        Some(month) => format!("\nto enter: {month} (/saisie/{month}); {} is entered\n", month.previous()),
        None => format!("\nno month to enter: the clock stands too near to {}\n", demo::YEAR),
    });
    announce(&format!("the officer signs in at {}/connexion as {}\n", context.site(site), demo::OFFICER));
    announce(&match demo::officer_link(&caller, context)? {
        Some(link) => {
            let which = if link.purpose == LinkPurpose::Invitation { "her" } else { "another" };
            let until = link.expires_at.format("%Y-%m-%d %H:%M UTC");
            format!("to choose {which} password, once and until {until}: {}\n", context.address_at(site, &link))
        }
        None => "no link is given for her account: an administrator has changed it\n".to_owned(),
    });
    announce(&match demo::ariq_key(&caller)? {
        Some(secret) => format!("ARIQ's API key, shown this once: {}\n", secret.expose()),
        None => "ARIQ's API key is that of an earlier start; `clauses key rotate` gives it another secret\n".to_owned(),
    });
    announce(&format!(
        "to make an API key of an administrator: DATABASE_URL={} {} key create --role admin --name {NAME_OF_KEY}\n",
        // The address of a PostgreSQL database may hold a password.
        if url.expose().starts_with("sqlite://") { url.expose() } else { "…" },
        std::env::args().next().as_deref().unwrap_or("clauses"),
    ));
    Ok(())
}
