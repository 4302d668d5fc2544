//! The command line: `clauses` serves; its commands run the same actions from a shell.

mod cli;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use cli::{AuditCommand, BilanOptions, Demo, KeyCommand, PlieStub, Proofread, Serve, UserCommand};

/// Follows the hours of insertion clauses in French public contracts.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API (also the default without a command).
    Serve(Serve),
    /// Load the year 2023 into a database of its own, compare it with the published bilan, add a month to enter, and
    /// serve it.
    Demo(Demo),
    /// Bring the database's tables up to date.
    Migrate,
    /// Print the OpenAPI contract.
    Openapi {
        /// Print a Markdown table of all operations and the roles that may call them instead.
        #[arg(long)]
        roles: bool,
    },
    /// API keys.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// People's accounts.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// The audit trail.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Print the bilan of a year as JSON, or proofread a published one.
    Bilan(BilanOptions),
    /// Copy the SQLite database into a new file; the service may run. On PostgreSQL, print how.
    Backup {
        /// The file to write; it must not exist.
        file: PathBuf,
    },
    /// Replace the SQLite database by such a copy; the service may run. On PostgreSQL, print how.
    Restore {
        /// The file to read; it is not changed.
        file: PathBuf,
        /// Also replace a database that holds data: these data are lost.
        #[arg(long)]
        replace: bool,
    },
    /// Proofread the tables and sentences of a file; the exit code is 1 with findings, 2 if it cannot be read.
    Proofread(Proofread),
    /// Serve a stand-in for the participant records of the PLIE, for development.
    PlieStub(PlieStub),
    /// Check whether the service on BIND is ready; the exit code is 0 only if it is.
    Healthcheck,
}

/// Exit codes: 0 for success, 1 for failure, 2 (from the parser) for wrong usage.
fn main() -> ExitCode {
    match run(CommandLine::parse().command.unwrap_or(Command::Serve(Serve::default()))) {
        Ok(code) => code,
        Err(error) => {
            cli::run_within_patience(move || {
                let _ = writeln!(std::io::stderr(), "clauses: {}", cli::explain(&error));
            });
            ExitCode::from(1)
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(how) => cli::serve(&how)?,
        Command::Demo(how) => return cli::demo(&how),
        Command::Migrate => cli::migrate()?,
        Command::Openapi { roles } => cli::openapi(roles)?,
        Command::Key { command } => cli::keys(&command)?,
        Command::User { command: UserCommand::Create(user) } => cli::create_user(&user)?,
        Command::Audit { command: AuditCommand::Verify(what) } => return cli::verify(&what),
        Command::Audit { command: AuditCommand::Head } => cli::show_head()?,
        Command::Audit { command: AuditCommand::NoteCopy(what) } => cli::note_copy(&what)?,
        Command::Bilan(options) => return cli::bilan(&options),
        Command::Backup { file } => cli::back_up(&file)?,
        Command::Restore { file, replace } => cli::restore(&file, replace)?,
        Command::Proofread(what) => return cli::proofread(&what),
        Command::PlieStub(options) => cli::plie_stub(&options)?,
        Command::Healthcheck => cli::check_health()?,
    }
    Ok(ExitCode::SUCCESS)
}
