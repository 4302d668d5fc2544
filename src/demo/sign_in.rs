//! Who may use the demonstration: an officer's account and ARIQ's API key. Their secrets are random, and the command
//! line prints them once.

use anyhow::bail;

use super::{ARIQ, load};
use crate::access::{Caller, LoadDemo, Secret};
use crate::accounts::{self, Context, IssuedLink, UserDetails};
use crate::api_keys::{self, NewKey};
use crate::error::ProblemCode;
use crate::values::{Email, Name, Role, Sector, Sectors};

/// The e-mail address by which the officer signs in.
pub const OFFICER: &str = "chargee@demonstration.example";

/// The name of the officer's account.
const OFFICER_NAME: &str = "Chargée de clauses (démonstration)";

/// The name of ARIQ's API key.
const KEY_NAME: &str = "ARIQ (démonstration)";

/// The most keys among which ARIQ's is looked for.
const MOST_KEYS: i64 = 500;

/// Makes the officer's account if there is none, and issues the link by which she chooses a password; none if the account
/// was disabled or has other rights meanwhile.
///
/// # Errors
/// If the database cannot be written.
pub fn officer_link(caller: &Caller<LoadDemo>, context: &Context) -> anyhow::Result<Option<IssuedLink>> {
    let details = UserDetails {
        email: Email::parse(OFFICER).map_err(|invalid| anyhow::anyhow!(invalid.detail))?,
        name: name(OFFICER_NAME)?,
        role: Role::Officer,
        sectors: Sectors::all(),
        organisation_id: None,
        disabled: false,
    };
    match accounts::actions::invite(&caller.with_right()?, context, &details) {
        Ok((_, link)) => Ok(Some(link)),
        Err(refused) if matches!(refused.code, ProblemCode::NotFound | ProblemCode::EmailTaken) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Makes ARIQ's API key, limited to works; none if it was made before.
///
/// # Errors
/// If ARIQ is not among the organisations, or the database cannot be written.
pub fn ariq_key(caller: &Caller<LoadDemo>) -> anyhow::Result<Option<Secret>> {
    let keys = caller.with_right()?;
    if api_keys::list(&keys, 0, MOST_KEYS)?.iter().any(|key| key.name.as_str() == KEY_NAME) {
        return Ok(None);
    }
    let Some(organisation) = load::organisations(caller)?.get("ariq").copied() else {
        bail!("no organisation of this database is called {ARIQ}")
    };
    let new = NewKey {
        name: name(KEY_NAME)?,
        role: Role::Partner,
        sectors: Sectors::new([Sector::Btp]),
        organisation_id: Some(organisation),
        expires_on: None,
    };
    Ok(Some(api_keys::create(&keys, &new)?.secret))
}

fn name(text: &str) -> anyhow::Result<Name> {
    Name::parse(text).map_err(|invalid| anyhow::anyhow!(invalid.detail))
}
