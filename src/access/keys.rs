//! API keys: 256 random bits that let a program in. Only their digest is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{Caller, EditKeys, Scope, store};
use crate::audit::{self, Event};
use crate::clock::Clock;
use crate::config::Secret;
use crate::db::{DataVersion, Db};
use crate::error::{AppError, Fault, Result, Situation};
use crate::units::{ApiKeyId, Name, OrganisationId, Role, Sectors};

/// What an API key is to be.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// What its owner calls it.
    pub name: Name,
    /// What it may do.
    pub role: Role,
    /// Where it may look.
    pub sectors: Sectors,
    /// The organisation it speaks for.
    pub organisation_id: Option<OrganisationId>,
    /// The last day it is good for.
    pub expires_on: Option<NaiveDate>,
}

/// An API key just made: the only moment its secret is known.
#[derive(Debug)]
pub struct CreatedKey {
    /// Its id.
    pub id: ApiKeyId,
    /// Its first characters, to recognise it by.
    pub prefix: String,
    /// What a program presents.
    pub secret: Secret,
}

/// Makes an API key.
///
/// # Errors
/// `unknown_organisation` when the organisation does not exist, `missing` when a partner's sectors are not said.
pub fn create(caller: &Caller<EditKeys>, new: &NewKey) -> Result<CreatedKey> {
    if new.role == Role::Partner && new.sectors.iter().next().is_none() {
        let detail = "Les secteurs d'un partenaire sont à préciser.";
        return Err(Fault::new("/sectors", Situation::Missing).saying(detail).into());
    }
    let secret = random_secret()?;
    let prefix: String = secret.expose().chars().take(12).collect();
    caller.write(|tx| {
        let id = store::insert(tx, new, &prefix, &digest(secret.expose()))?;
        audit::record(
            tx,
            &Event::new("create", "api_key", id.0)
                .with("role", new.role)
                .with("sectors", &new.sectors)
                .with("organisation_id", new.organisation_id)
                .personal("name", None, &new.name),
        )?;
        Ok(CreatedKey { id, prefix: prefix.clone(), secret: secret.clone() })
    })
}

/// Makes an administrator's key if there has never been one: the first start.
///
/// # Errors
/// `unavailable` when the database is out of reach.
pub fn create_first(caller: &Caller<EditKeys>) -> Result<Option<CreatedKey>> {
    if caller.read(store::any_administrator)? {
        return Ok(None);
    }
    let name = Name::parse("Premier démarrage").map_err(|unfit| AppError::new(unfit.code))?;
    let new = NewKey { name, role: Role::Admin, sectors: Sectors::all(), organisation_id: None, expires_on: None };
    create(caller, &new).map(Some)
}

/// Who presented a secret, and what state the data were in then: known without a further query, but for the
/// environment's key, which is in no table.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// Who they are.
    pub scope: Scope,
    /// The data version.
    pub version: Option<DataVersion>,
}

/// Who presents this secret.
///
/// # Errors
/// `unauthenticated` when it opens nothing: unknown, revoked or expired.
pub fn recognise(db: &Db, clock: &Clock, bootstrap: Option<&BootstrapKey>, secret: &str) -> Result<Recognised> {
    let presented = digest(secret);
    if bootstrap.is_some_and(|key| bool::from(key.0.as_bytes().ct_eq(presented.as_bytes()))) {
        let scope = Scope { actor: "bootstrap".to_owned(), ..Scope::operator() };
        return Ok(Recognised { scope, version: None });
    }
    let now: DateTime<Utc> = clock.now();
    let key = db.read(&(), now, |tx| store::find(tx, &presented))?;
    let key = key.filter(|key| !key.revoked && key.expires_on.is_none_or(|last| clock.today() <= last));
    let recognised = key.map(|key| Recognised { scope: key.scope, version: Some(key.version) });
    recognised.ok_or_else(|| AppError::new(Situation::Unauthenticated))
}

/// The digest of the administrator's key that the environment sets, if it sets one.
#[derive(Debug, Clone)]
pub struct BootstrapKey(String);

impl BootstrapKey {
    /// Keeps the digest of the key, not the key.
    pub fn new(key: &Secret) -> Self {
        Self(digest(key.expose()))
    }
}

fn random_secret() -> Result<Secret> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(Secret::new(format!("clk_{}", URL_SAFE_NO_PAD.encode(bits))))
}

fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
