//! API keys from the shell.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use clauses::access::EditKeys;
use clauses::api_keys::{self, ApiKey, CreatedKey, NewKey};
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::values::{ApiKeyId, InvalidValue, Name, OrganisationId, Role, Sectors, parse_day};

use super::{DATABASE, print};

/// What to do with keys.
#[derive(Subcommand)]
pub enum KeyCommand {
    /// Create an API key and print its secret, once.
    Create(KeyCreate),
    /// List the API keys, with what they may do and when they were last used.
    List,
    /// Take a key back: it opens nothing any more from the next request on.
    Revoke {
        /// The key's id.
        id: i64,
    },
    /// Give a key another secret and print it, once. The old one works until the overlap ends.
    Rotate {
        /// The key's id.
        id: i64,
        /// For how many hours the old secret goes on working, 0 to 720.
        #[arg(long, value_parser = clap::value_parser!(i64).range(0..=api_keys::LONGEST_OVERLAP))]
        overlap_hours: i64,
    },
}

/// What the key is to be.
#[derive(Args)]
pub struct KeyCreate {
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

/// Does what is asked with keys.
///
/// # Errors
/// When an option is not what it should be, or what is asked is refused.
pub fn keys(command: &KeyCommand) -> anyhow::Result<()> {
    match command {
        KeyCommand::Create(asked) => create(asked),
        KeyCommand::List => list(),
        KeyCommand::Revoke { id } => {
            let application = ready()?;
            api_keys::revoke(&application.operator()?, ApiKeyId(*id))?;
            application.seal()?;
            print(&format!("key {id} is revoked\n"))
        }
        KeyCommand::Rotate { id, overlap_hours } => {
            let application = ready()?;
            let made = api_keys::rotate(&application.operator()?, ApiKeyId(*id), *overlap_hours)?;
            application.seal()?;
            print(&format!("key {id}, its new secret, shown this once: {}\n", made.secret.expose()))
        }
    }
}

/// The application over a database that has its tables.
fn ready() -> anyhow::Result<Application> {
    let config = Config::from_env(DATABASE)?;
    app::prepare(&config, false)?;
    Ok(Application::build(&config))
}

/// Prints keys line by line, columns apart by tabs: for people and for `cut`.
fn list() -> anyhow::Result<()> {
    let caller = ready()?.operator::<EditKeys>()?;
    let mut after = 0;
    print("id\tprefix\trole\tsectors\torganisation\tcreated\texpires\tlast used\trevoked\tname\n")?;
    loop {
        let page = api_keys::list(&caller, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id.0;
        page.iter().try_for_each(|key| print(&line(key)))?;
    }
}

/// How many keys are read at a time.
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

fn create(asked: &KeyCreate) -> anyhow::Result<()> {
    let role = fit("--role", Role::parse(&asked.role))?;
    let new = NewKey {
        name: fit("--name", Name::parse(&asked.name))?,
        role,
        sectors: match asked.sectors.as_slice() {
            [] if role == Role::Partner => Sectors::new([]),
            [] => Sectors::all(),
            some => fit("--sector", Sectors::parse_some(&some.join(",")))?,
        },
        organisation_id: asked.organisation.map(OrganisationId),
        expires_on: asked
            .expires_on
            .as_deref()
            .map(parse_day)
            .transpose()
            .map_err(|invalid| said("--expires-on", &invalid))?,
    };
    let application = ready()?;
    let CreatedKey { id, secret, .. } = api_keys::create(&application.operator()?, &new)?;
    application.seal()?;
    print(&format!("key {id}, shown this once: {}\n", secret.expose()))
}

pub(super) fn fit<T>(option: &str, parsed: Result<T, InvalidValue>) -> anyhow::Result<T> {
    parsed.map_err(|invalid| said(option, &invalid))
}

fn said(option: &str, invalid: &InvalidValue) -> anyhow::Error {
    anyhow::anyhow!("{option}: {}", invalid.detail)
}
