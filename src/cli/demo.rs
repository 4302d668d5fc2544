//! `clauses demo`: load, compare and serve the demonstration.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use clauses::app::{self, Application};
use clauses::bilan::{self, Reach};
use clauses::config::Config;
use clauses::demo;
use clauses::values::Month;

use super::serve::listen;
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
    log::begin()?;
    app::prepare(&config, true)?;
    let application = Application::build(&config);
    demo::load_once(&application.operator()?)?;
    application.seal()?;
    let bilan = bilan::bilan(&application.operator()?, demo::YEAR, Reach::Plie)?;
    let comparisons = demo::compare(&bilan)?;
    match options.format {
        Format::Json => print(&format!("{}\n", serde_json::to_string_pretty(&comparisons)?))?,
        Format::Text => print(&demo::as_text(&comparisons, &demo::printed_shares(&bilan)?))?,
    }
    if !options.check {
        let running = demo::load_month_once(&application.operator()?)?;
        listen(&config, application, |application, site| introduce(application, site, running))?;
    }
    let agrees = comparisons.iter().all(|comparison| comparison.equal);
    Ok(if agrees || !options.check { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Prints what is left to do, by whom, and the secrets with which they come in.
fn introduce(application: &Application, site: &str, running: Option<Month>) -> anyhow::Result<()> {
    let (caller, officer) = (application.operator()?, demo::OFFICER);
    if let Some(month) = running {
        let before = month.previous();
        print(&format!("\nthe month to enter is {month} (/v1/months/{month}/sheet); {before} is entered\n"))?;
    }
    match demo::officer_link(&caller, application.context())? {
        Some(link) => {
            let (address, until) = (application.context().address_at(site, &link), link.expires_at);
            print(&format!("the officer chooses a password, once and until {until}, at {address}\n"))?;
        }
        None => print("the officer's account was changed: an administrator gives its links\n")?,
    }
    print(&format!("and signs in as {officer} at {}/connexion\n", application.context().site(site)))?;
    print(&match demo::ariq_key(&caller)? {
        Some(secret) => format!("ARIQ's API key, shown this once: {}\n", secret.expose()),
        None => "ARIQ's API key was made at an earlier start: `clauses key rotate` gives another secret\n".to_owned(),
    })
}
