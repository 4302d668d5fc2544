//! `clauses key`: create, list, revoke and rotate API keys.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use clauses::access::EditKeys;
use clauses::api_keys::{self, ApiKey, CreatedKey, NewKey};
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::values::{ApiKeyId, InvalidValue, Name, OrganisationId, Role, Sectors, parse_day};

use super::{DATABASE, print};

/// Commands for API keys.
#[derive(Subcommand)]
pub enum KeyCommand {
    /// Create an API key and print its secret, once.
    Create(KeyCreate),
    /// List the API keys with their rights and the time of their last use.
    List,
    /// Revoke a key: it is refused from the next request on.
    Revoke {
        /// The key's id.
        id: i64,
    },
    /// Give a key a new secret and print it, once. The old secret works until the overlap ends.
    Rotate {
        /// The key's id.
        id: i64,
        /// The hours for which the old secret still works, 0 to 720.
        #[arg(long, value_parser = clap::value_parser!(i64).range(0..=api_keys::LONGEST_OVERLAP))]
        overlap_hours: i64,
    },
}

/// The options of `key create`.
#[derive(Args)]
pub struct KeyCreate {
    /// admin, officer, partner, dashboard or plie
    #[arg(long)]
    role: String,
    /// A sector that it sees; repeat for several; by default all, but a partner's are compulsory.
    #[arg(long = "sector")]
    sectors: Vec<String>,
    /// The key's name.
    #[arg(long)]
    name: String,
    /// The id of the organisation that it acts for.
    #[arg(long)]
    organisation: Option<i64>,
    /// The last day on which it is valid, YYYY-MM-DD.
    #[arg(long)]
    expires_on: Option<String>,
}

/// Runs a command.
///
/// # Errors
/// When an option is invalid or the action is refused.
pub fn keys(command: &KeyCommand) -> anyhow::Result<()> {
    match command {
        KeyCommand::Create(options) => create(options),
        KeyCommand::List => list(),
        KeyCommand::Revoke { id } => {
            let application = prepared()?;
            api_keys::revoke(&application.operator()?, ApiKeyId(*id))?;
            application.seal()?;
            print(&format!("key {id} is revoked\n"))
        }
        KeyCommand::Rotate { id, overlap_hours } => {
            let application = prepared()?;
            let issued = api_keys::rotate(&application.operator()?, ApiKeyId(*id), *overlap_hours)?;
            application.seal()?;
            print(&format!("key {id}, its new secret, shown this once: {}\n", issued.secret.expose()))
        }
    }
}

/// The application, over a database whose tables are up to date.
fn prepared() -> anyhow::Result<Application> {
    let config = Config::from_env(DATABASE)?;
    app::prepare_existing(&config)?;
    Ok(Application::build(&config))
}

/// Prints one key a line, in columns separated by tabs.
fn list() -> anyhow::Result<()> {
    let caller = prepared()?.operator::<EditKeys>()?;
    let mut after = 0;
    print("id\tprefix\trole\tsectors\torganisation\tcreated\texpires\tlast used\trevoked\tname\n")?;
    loop {
        let page = api_keys::list(&caller, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id.0;
        page.iter().try_for_each(|key| print(&line(key)))?;
    }
}

/// How many keys one query reads.
const PAGE: i64 = 500;

fn line(key: &ApiKey) -> String {
    let moment = |at: Option<DateTime<Utc>>| at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    let organisation = key.organisation_id.map(|id| id.to_string());
    let expires = key.expires_on.map(|day| day.to_string());
    let optional =
        [organisation, moment(Some(key.created_at)), expires, moment(key.last_used_at), moment(key.revoked_at)];
    let cells = optional.map(|cell| cell.unwrap_or_else(|| "-".to_owned())).join("\t");
    format!("{}\t{}\t{}\t{}\t{cells}\t{}\n", key.id, key.prefix, key.role, key.sectors.joined(), key.name)
}

fn create(options: &KeyCreate) -> anyhow::Result<()> {
    let role = valid("--role", Role::parse(&options.role))?;
    let new = NewKey {
        name: valid("--name", Name::parse(&options.name))?,
        role,
        sectors: match options.sectors.as_slice() {
            [] if role == Role::Partner => Sectors::new([]),
            [] => Sectors::all(),
            some => valid("--sector", Sectors::parse_some(&some.join(",")))?,
        },
        organisation_id: options.organisation.map(OrganisationId),
        expires_on: valid("--expires-on", options.expires_on.as_deref().map(parse_day).transpose())?,
    };
    let application = prepared()?;
    let CreatedKey { id, secret, .. } = api_keys::create(&application.operator()?, &new)?;
    application.seal()?;
    print(&format!("key {id}, shown this once: {}\n", secret.expose()))
}

/// The parsed value, or an error that names its option.
pub(super) fn valid<T>(option: &str, parsed: Result<T, InvalidValue>) -> anyhow::Result<T> {
    parsed.map_err(|invalid| anyhow::anyhow!("{option}: {}", invalid.detail))
}
