//! Generates databases and measures the service on them, beside raw SQL, its peers and other builds of itself.
//! `--help` explains the commands.
#![allow(clippy::print_stdout, clippy::float_arithmetic, clippy::as_conversions, reason = "it measures and prints")]

mod batches;
mod cells;
mod client;
mod database;
mod endpoint;
mod generate;
mod options;
mod peer;
mod peer_kind;
mod people;
mod processes;
mod program;
mod raw_rows;
mod raw_totals;
mod reads;
mod report;
mod scale;
mod scenario;
mod sheet;
mod single_cells;
mod snapshots;
mod totals;
mod workload;

use std::path::PathBuf;

use anyhow::Result;
use clap::{CommandFactory as _, Parser, Subcommand};
use options::{Options, Rivals};
use program::Program;

/// Generates databases and measures the service on them.
#[derive(Parser)]
#[command(name = "load")]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    /// The measured `clauses` program; by default the one that cargo builds with this.
    #[arg(long, global = true)]
    program: Option<PathBuf>,
    /// Added by cargo.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Fill an empty database with the history of territories.
    Generate {
        #[command(flatten)]
        size: generate::Size,
        /// sqlite:///path or postgres://…
        url: String,
    },
    /// Measure the service on a filled database, beside raw SQL.
    Run {
        #[command(flatten)]
        options: Options,
        #[command(flatten)]
        rivals: Rivals,
        /// A filled database.
        url: String,
    },
    /// Measure the sheet of a month in a browser; `generate --rows 25k --live 10` makes one of 2,000 rows.
    Sheet {
        /// A filled database.
        url: String,
    },
    /// Measure the list of people; `generate --rows 833k` makes some 50,000.
    People {
        /// A filled database.
        url: String,
    },
    /// Compare databases of different sizes.
    Scale {
        #[command(flatten)]
        options: Options,
        /// Filled databases, the smallest first.
        #[arg(num_args = 2.., required = true)]
        urls: Vec<String>,
    },
}

fn main() -> Result<()> {
    let CommandLine { command, program, .. } = CommandLine::parse();
    let program = Program::new(program.as_deref());
    match command {
        Some(Command::Generate { size, url }) => generate::generate(&program, &url, &size),
        Some(Command::Run { options, rivals, url }) => scenario::run(&program, &url, &options, &rivals),
        Some(Command::Sheet { url }) => sheet::run(&program, &url),
        Some(Command::People { url }) => people::run(&program, &url),
        Some(Command::Scale { options, urls }) => scale::run(&program, &urls, &options),
        // A plain `cargo bench` names no database.
        None => Ok(CommandLine::command().print_help()?),
    }
}
