//! API keys and their secrets.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Secret;
use crate::access::idempotency::Idempotent;
use crate::values::{ApiKeyId, Column, Listed, Name, OrganisationId, Resource, Role, Sector, Sectors, Versioned};

/// The longest overlap of an old and a new secret, in hours: thirty days.
pub const LONGEST_OVERLAP: i64 = 720;

/// A new API key.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// The name.
    pub name: Name,
    /// The role.
    pub role: Role,
    /// The sectors that the key sees.
    pub sectors: Sectors,
    /// The organisation that the key acts for.
    pub organisation_id: Option<OrganisationId>,
    /// The last day on which the key is valid.
    pub expires_on: Option<NaiveDate>,
}

/// A key just created, with its secret, which is not stored.
#[derive(Debug)]
pub struct CreatedKey {
    /// The key's id.
    pub id: ApiKeyId,
    /// The secret, which programs send.
    pub secret: Secret,
}

/// The result of creating or rotating a key.
#[derive(Debug)]
pub struct IssuedKey {
    /// The key.
    pub key: Idempotent<ApiKey>,
    /// The new secret; meaningless for a replay.
    pub secret: Secret,
}

/// An API key, without its secrets.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiKey {
    /// The key's id, which rotation does not change; the actor of key 3 in the audit trail is `key:3`.
    pub id: ApiKeyId,
    /// The name.
    #[schema(value_type = String, example = "ARIQ, envoi mensuel")]
    pub name: Name,
    /// The first characters of the latest secret, to identify it.
    #[schema(example = "clk_0vfAaM3x")]
    pub prefix: String,
    /// The role.
    pub role: Role,
    /// The sectors that the key sees.
    #[schema(value_type = Vec<Sector>)]
    pub sectors: Sectors,
    /// The organisation that the key acts for; `null` for the house.
    pub organisation_id: Option<OrganisationId>,
    /// The last day on which the key is valid, to its end in France; `null` for no end.
    pub expires_on: Option<NaiveDate>,
    /// When the key was created (UTC).
    pub created_at: DateTime<Utc>,
    /// When the key last authenticated a request (UTC), recorded with a delay of some seconds; `null` if never.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When the key was revoked (UTC); `null` if it was not.
    pub revoked_at: Option<DateTime<Utc>>,
    /// The secrets, the latest last; during a rotation's overlap more than one is valid.
    pub secrets: Vec<KeySecret>,
    /// The version, which rises with every change of the key.
    pub version: i64,
}

/// A secret of a key, without the secret itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeySecret {
    /// The first characters.
    #[schema(example = "clk_0vfAaM3x")]
    pub prefix: String,
    /// When the secret was created (UTC).
    pub created_at: DateTime<Utc>,
    /// When the secret becomes invalid (UTC); `null` for the latest.
    pub ends_at: Option<DateTime<Utc>>,
    /// When the secret last authenticated a request (UTC), recorded with a delay of some seconds; `null` if never.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Versioned for ApiKey {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for ApiKey {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/api-keys/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for ApiKey {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("name"),
        Column::plain("prefix"),
        Column::plain("role"),
        Column::plain("sectors"),
        Column::plain("organisation_id"),
        Column::plain("expires_on"),
        Column::plain("created_at"),
        Column::plain("last_used_at"),
        Column::plain("revoked_at"),
        Column::plain("secrets"),
        Column::plain("version"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}
