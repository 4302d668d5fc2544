//! `clauses user`: create people's accounts.

use clap::{Args, Subcommand};
use clauses::accounts::{UserDetails, actions, password_policy};
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::http::reachable;
use clauses::values::{Email, Name, OrganisationId, Sectors};

use super::key::valid;
use super::{DATABASE, print};

/// Commands for accounts.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Create an account and print the one-time link by which its owner chooses a password; for an existing account,
    /// another link.
    Create(UserCreate),
}

/// The options of `user create`.
#[derive(Args)]
pub struct UserCreate {
    /// The e-mail address, by which the owner signs in.
    #[arg(long)]
    email: String,
    /// The owner's name.
    #[arg(long)]
    name: String,
    /// admin, officer or dashboard
    #[arg(long)]
    role: String,
    /// A sector that the owner sees; repeat for several; by default all.
    #[arg(long = "sector")]
    sectors: Vec<String>,
    /// The id of the organisation that the owner acts for.
    #[arg(long)]
    organisation: Option<i64>,
}

/// Creates an account.
///
/// # Errors
/// When an option is invalid or the account is refused.
pub fn create_user(options: &UserCreate) -> anyhow::Result<()> {
    let details = UserDetails {
        email: valid("--email", Email::parse(&options.email))?,
        name: valid("--name", Name::parse(&options.name))?,
        role: valid("--role", password_policy::person_role(&options.role))?,
        sectors: match options.sectors.as_slice() {
            [] => Sectors::all(),
            some => valid("--sector", Sectors::parse_some(&some.join(",")))?,
        },
        organisation_id: options.organisation.map(OrganisationId),
        disabled: false,
    };
    let config = Config::from_env(DATABASE)?;
    app::prepare_existing(&config)?;
    let application = Application::build(&config);
    let (user, link) = actions::invite(&application.operator()?, application.context(), &details)?;
    application.seal()?;
    let address = application.context().address_at(&format!("http://{}", reachable(config.bind)), &link);
    print(&format!("user {}, to choose a password, once and until {}: {address}\n", user.id, link.expires_at))
}
