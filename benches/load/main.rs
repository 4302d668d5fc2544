//! Fills databases and measures the service on them, beside what the database itself and its peers can do.
//! docs/measured.md says which command measures what.
#![allow(clippy::print_stdout, clippy::float_arithmetic, clippy::as_conversions, reason = "it measures and prints")]

mod asked;
mod batches;
mod carried;
mod client;
mod database;
mod generate;
mod kind;
mod peer;
mod raw;
mod report;
mod rounds;
mod rows;
mod scale;
mod scenario;
mod server;

use anyhow::Result;
use clap::{CommandFactory as _, Parser, Subcommand};

/// Fills databases and measures the service on them.
#[derive(Parser)]
#[command(name = "load")]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    /// What cargo adds.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Fill an empty database with a territory's history.
    Generate {
        #[command(flatten)]
        size: generate::Size,
        /// sqlite:///path or postgres://…
        url: String,
    },
    /// Measure the service on a filled database, beside the database itself.
    Run {
        #[command(flatten)]
        manner: scenario::Manner,
        /// A filled database.
        url: String,
    },
    /// Ask the same of databases of different sizes.
    Scale {
        #[command(flatten)]
        manner: scenario::Manner,
        /// Filled databases, the smallest first.
        #[arg(num_args = 2.., required = true)]
        urls: Vec<String>,
    },
}

fn main() -> Result<()> {
    match CommandLine::parse().command {
        Some(Command::Generate { size, url }) => generate::generate(&url, &size),
        Some(Command::Run { manner, url }) => scenario::run(&url, &manner),
        Some(Command::Scale { manner, urls }) => scale::run(&urls, &manner),
        // A plain `cargo bench` has nothing to measure it on.
        None => Ok(CommandLine::command().print_help()?),
    }
}
