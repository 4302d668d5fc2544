//! API keys: 256 random bits that let a program in. Only their digest is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use super::{Caller, EditKeys, store};
use crate::audit::{self, Event};
use crate::config::Secret;
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

fn random_secret() -> Result<Secret> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(Secret::new(format!("clk_{}", URL_SAFE_NO_PAD.encode(bits))))
}

pub(super) fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
