//! The command line: `clauses` serves, its commands do the same actions from a shell.

mod cli;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use cli::{AuditCommand, Demo, KeyCommand, Serve, UserCommand};

/// Follows the hours of insertion clauses in French public contracts.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API (what happens without a command, too).
    Serve(Serve),
    /// Show the year 2023: load it into a database of its own, compare it with the published bilan, serve it.
    Demo(Demo),
    /// Bring the database's tables up to date.
    Migrate,
    /// Print the OpenAPI contract.
    Openapi {
        /// Instead, every operation with the roles that it lets in, as a table in Markdown.
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
    /// Copy the SQLite database into a new file, while the service runs or not; on PostgreSQL, say how.
    Backup {
        /// The file to write; nothing may be there yet.
        file: PathBuf,
    },
    /// Put such a copy in the place of the SQLite database, while the service runs or not; on PostgreSQL, say how.
    Restore {
        /// The file to read; it stays as it is.
        file: PathBuf,
        /// Also where the database holds something: all of that is gone then.
        #[arg(long)]
        replace: bool,
    },
    /// Ask the service that listens on BIND whether it is ready; the exit code is 0 only then.
    Healthcheck,
}

/// Exit codes: done, refused, and (from the parser) wrong usage.
fn main() -> ExitCode {
    match run(CommandLine::parse().command.unwrap_or(Command::Serve(Serve::default()))) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "clauses: {error:#}");
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
        Command::Backup { file } => cli::back_up(&file)?,
        Command::Restore { file, replace } => cli::restore(&file, replace)?,
        Command::Healthcheck => cli::check_health()?,
    }
    Ok(ExitCode::SUCCESS)
}
