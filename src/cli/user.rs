//! People's accounts from the shell.

use clap::{Args, Subcommand};
use clauses::accounts::{UserDetails, actions, password_policy};
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::values::{Email, Name, OrganisationId, Sectors};

use super::key::fit;
use super::{DATABASE, print};

/// What to do with accounts.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Make an account and print the one-time link by which its owner chooses a password; for an account that is there,
    /// another link.
    Create(UserCreate),
}

/// Whose account it is to be.
#[derive(Args)]
pub struct UserCreate {
    /// What they sign in by.
    #[arg(long)]
    email: String,
    /// What they are called.
    #[arg(long)]
    name: String,
    /// admin, officer or dashboard
    #[arg(long)]
    role: String,
    /// A sector they may see, several times for several; all if none is given.
    #[arg(long = "sector")]
    sectors: Vec<String>,
    /// The id of the organisation they speak for.
    #[arg(long)]
    organisation: Option<i64>,
}

/// Makes an account.
///
/// # Errors
/// When an option is not what it should be, or the account is refused.
pub fn create_user(asked: &UserCreate) -> anyhow::Result<()> {
    let details = UserDetails {
        email: fit("--email", Email::parse(&asked.email))?,
        name: fit("--name", Name::parse(&asked.name))?,
        role: fit("--role", password_policy::person_role(&asked.role))?,
        sectors: match asked.sectors.as_slice() {
            [] => Sectors::all(),
            some => fit("--sector", Sectors::parse_some(&some.join(",")))?,
        },
        organisation_id: asked.organisation.map(OrganisationId),
        disabled: false,
    };
    let config = Config::from_env(DATABASE)?;
    app::prepare(&config, false)?;
    let application = Application::build(&config);
    let (user, link) = actions::invite(&application.operator()?, application.context(), &details)?;
    application.seal()?;
    let address = application.context().address_at(&format!("http://{}", config.bind), &link);
    print(&format!("user {}, to choose a password, once and until {}: {address}\n", user.id, link.expires_at))
}
