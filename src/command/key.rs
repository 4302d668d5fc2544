//! API keys from the shell.

use clap::{Args, Subcommand};
use clauses::access::keys::{self, CreatedKey, NewKey};
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::units::{Name, OrganisationId, Role, Sectors, Unfit, parse_day};

use super::{DATABASE, print};

/// What to do with keys.
#[derive(Subcommand)]
pub enum KeyCommand {
    /// Create an API key and print its secret, once.
    Create(KeyCreate),
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

/// Makes a key.
///
/// # Errors
/// When an option is not what it should be, or the key is refused.
pub fn create_key(asked: &KeyCreate) -> anyhow::Result<()> {
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
    let application = Application::build(&config);
    let CreatedKey { id, secret, .. } = keys::create(&application.operator()?, &new)?;
    application.seal()?;
    print(&format!("key {id}, shown this once: {}\n", secret.expose()))
}

pub(super) fn fit<T>(option: &str, parsed: Result<T, Unfit>) -> anyhow::Result<T> {
    parsed.map_err(|unfit| said(option, &unfit))
}

fn said(option: &str, unfit: &Unfit) -> anyhow::Error {
    anyhow::anyhow!("{option}: {}", unfit.detail)
}
