//! `clauses demo`: load, compare and serve the demonstration.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use clauses::app::{self, Application};
use clauses::bilan::{self, Reach};
use clauses::config::Config;
use clauses::demo;

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

/// Loads the year 2023 into a database of its own, prints the comparison and serves.
///
/// # Errors
/// Those of serving; when the database holds other data.
pub fn demo(options: &Demo) -> anyhow::Result<ExitCode> {
    let config = Config::from_env("sqlite://demo.db")?;
    let log = log::begin()?;
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
        listen(&config, application, &log)?;
    }
    let agrees = comparisons.iter().all(|comparison| comparison.equal);
    Ok(if agrees || !options.check { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
