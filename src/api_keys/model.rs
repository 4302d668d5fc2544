//! What an API key is.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Secret;
use crate::access::idempotency::Idempotent;
use crate::values::{ApiKeyId, Column, Listed, Name, OrganisationId, Resource, Role, Sector, Sectors, Versioned};

/// How many hours an old secret may work beside a new one at most: thirty days.
pub const LONGEST_OVERLAP: i64 = 720;

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
    /// What a program presents.
    pub secret: Secret,
}

/// A key with the secret that was made for it now, unless the same had been asked for before.
#[derive(Debug)]
pub struct Made {
    /// The key.
    pub key: Idempotent<ApiKey>,
    /// The secret; of no use where the answer is given again.
    pub secret: Secret,
}

/// An API key: what a program comes in as. Its secrets are not told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiKey {
    /// Its id, which it keeps when its secret is rotated: `key:3` did what the audit trail tells of the key 3.
    pub id: ApiKeyId,
    /// What it is called.
    #[schema(value_type = String, example = "ARIQ, envoi mensuel")]
    pub name: Name,
    /// The first characters of its latest secret, to recognise it by.
    #[schema(example = "clk_0vfAaM3x")]
    pub prefix: String,
    /// What it may do.
    pub role: Role,
    /// Where it may look.
    #[schema(value_type = Vec<Sector>)]
    pub sectors: Sectors,
    /// The organisation it speaks for, if it is not the service's own.
    pub organisation_id: Option<OrganisationId>,
    /// The last day it is good for, to its end in France; none if it has none.
    pub expires_on: Option<NaiveDate>,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
    /// When it last let somebody in (UTC), some seconds late; `null` if it never did.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked (UTC); `null` if it was not.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Its secrets, the latest one last: while a rotation overlaps, two of them open.
    pub secrets: Vec<KeySecret>,
    /// The version, which rises with everything that is told here.
    pub version: i64,
}

/// What is told of a secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeySecret {
    /// Its first characters.
    #[schema(example = "clk_0vfAaM3x")]
    pub prefix: String,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
    /// From when on it opens nothing (UTC); `null` for the latest.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it last let somebody in (UTC), some seconds late; `null` if it never did.
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
