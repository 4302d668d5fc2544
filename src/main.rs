//! The command line: `clauses` serves, its commands do the same actions from a shell.

use std::io::Write as _;
use std::net::TcpListener;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clauses::access::EditKeys;
use clauses::access::keys::{self, CreatedKey, NewKey};
use clauses::app::{self, Application};
use clauses::bilan::{self, Reach};
use clauses::config::Config;
use clauses::units::{Name, OrganisationId, Role, Sectors, Unfit, parse_day};
use clauses::{db, demo};

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
    Openapi,
    /// API keys.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
}

#[derive(Args, Default)]
struct Serve {
    /// Bring PostgreSQL's tables up to date first (SQLite's always are).
    #[arg(long)]
    migrate: bool,
}

#[derive(Args)]
struct Demo {
    /// Print the comparison with the published bilan and stop; the exit code is 0 only when every figure agrees.
    #[arg(long)]
    check: bool,
    /// How to print it.
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

#[derive(Subcommand)]
enum KeyCommand {
    /// Create an API key and print its secret, once.
    Create(KeyCreate),
}

#[derive(Args)]
struct KeyCreate {
    /// admin, officer, partner, dashboard or plie
    #[arg(long)]
    role: String,
    /// A sector it may see, several times for several; all if none is given, but a partner's are compulsory.
    #[arg(long = "sector")]
    sectors: Vec<String>,
    /// What to call it.
    #[arg(long)]
    name: String,
    /// The id of the organisation it speaks for.
    #[arg(long)]
    organisation: Option<i64>,
    /// The last day it is good for, YYYY-MM-DD.
    #[arg(long)]
    expires_on: Option<String>,
}

/// Exit codes: done, refused, and (from the parser) wrong usage.
fn main() -> ExitCode {
    let command = CommandLine::parse().command.unwrap_or(Command::Serve(Serve::default()));
    match run(command) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "clauses: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Openapi => print(&format!("{}\n", app::contract().to_pretty_json()?))?,
        Command::Serve(how) => serve(&how)?,
        Command::Demo(how) => return demo(&how),
        Command::Migrate => db::migrate(&Config::from_env(DATABASE)?.database_url)?,
        Command::Key { command: KeyCommand::Create(key) } => create_key(&key)?,
    }
    Ok(ExitCode::SUCCESS)
}

const DATABASE: &str = "sqlite://clauses.db";

fn serve(how: &Serve) -> anyhow::Result<()> {
    let config = Config::from_env(DATABASE)?;
    log()?;
    app::prepare(&config, how.migrate)?;
    let application = Application::build(&config);
    listen(&config, application)
}

/// The demonstration's database is its own, and always gets its tables.
fn demo(how: &Demo) -> anyhow::Result<ExitCode> {
    let config = Config::from_env("sqlite://demo.db")?;
    log()?;
    app::prepare(&config, true)?;
    let application = Application::build(&config);
    demo::load_once(&application.operator()?)?;
    let bilan = bilan::bilan(&application.operator()?, demo::YEAR, Reach::Plie)?;
    let comparisons = demo::compare(&bilan)?;
    match how.format {
        Format::Json => print(&format!("{}\n", serde_json::to_string_pretty(&comparisons)?))?,
        Format::Text => print(&demo::as_text(&comparisons, &demo::printed_shares(&bilan)?))?,
    }
    if !how.check {
        listen(&config, application)?;
    }
    let agrees = comparisons.iter().all(|comparison| comparison.equal);
    Ok(if agrees || !how.check { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Serves until told to stop, after printing the first administrator's key if there has never been one.
fn listen(config: &Config, application: Application) -> anyhow::Result<()> {
    // First the address: a key printed before a start that fails would be shown to nobody.
    let socket =
        TcpListener::bind(config.bind).with_context(|| format!("BIND {} cannot be listened on", config.bind))?;
    if let Some(key) = keys::create_first(&application.operator::<EditKeys>()?)? {
        print(&format!("administrator's API key, shown this once: {}\n", key.secret.expose()))?;
    }
    let address = socket.local_addr()?;
    application.run(socket, || print(&format!("listening on http://{address}\n")))
}

fn create_key(asked: &KeyCreate) -> anyhow::Result<()> {
    let role = fit("--role", Role::parse(&asked.role))?;
    let new = NewKey {
        name: fit("--name", Name::parse(&asked.name))?,
        role,
        sectors: match asked.sectors.as_slice() {
            [] if role == Role::Partner => Sectors::new([]),
            [] => Sectors::all(),
            some => fit("--sector", Sectors::parse(&some.join(",")))?,
        },
        organisation_id: asked.organisation.map(OrganisationId),
        expires_on: asked
            .expires_on
            .as_deref()
            .map(parse_day)
            .transpose()
            .map_err(|unfit| said("--expires-on", &unfit))?,
    };
    let config = Config::from_env(DATABASE)?;
    app::prepare(&config, false)?;
    let CreatedKey { id, secret, .. } = keys::create(&Application::build(&config).operator()?, &new)?;
    print(&format!("key {id}, shown this once: {}\n", secret.expose()))
}

fn fit<T>(option: &str, parsed: Result<T, Unfit>) -> anyhow::Result<T> {
    parsed.map_err(|unfit| said(option, &unfit))
}

fn said(option: &str, unfit: &Unfit) -> anyhow::Error {
    anyhow::anyhow!("{option}: {}", unfit.detail)
}

fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// One JSON line an event, on standard error; `RUST_LOG` says how much.
fn log() -> anyhow::Result<()> {
    let wanted = std::env::var("RUST_LOG").ok().filter(|wanted| !wanted.is_empty());
    let wanted = wanted.unwrap_or_else(|| "info".to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(&wanted).with_context(|| format!("RUST_LOG {wanted}"))?;
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    Ok(())
}
