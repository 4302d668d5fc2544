//! What an account is, and what opens it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Secret, sessions::Begun};
use crate::values::{Column, Email, Listed, Name, OrganisationId, Resource, Role, Sectors, UserId, Versioned};

/// What an administrator says of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDetails {
    /// Where its owner is written to, and what they sign in by.
    pub email: Email,
    /// What they are called.
    pub name: Name,
    /// What they may do.
    pub role: Role,
    /// Where they may look.
    pub sectors: Sectors,
    /// The organisation they speak for.
    pub organisation_id: Option<OrganisationId>,
    /// Whether nobody gets in by it.
    pub disabled: bool,
}

/// Somebody's account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// What its owner signs in by.
    #[schema(value_type = String, example = "camille.martin@example.org")]
    pub email: Email,
    /// What they are called.
    #[schema(value_type = String, example = "Camille Martin")]
    pub name: Name,
    /// What they may do.
    pub role: Role,
    /// Where they may look.
    #[schema(value_type = Vec<crate::values::Sector>)]
    pub sectors: Sectors,
    /// The organisation they speak for, if not for the house.
    #[schema(required = true)]
    pub organisation_id: Option<OrganisationId>,
    /// Whether nobody gets in by it.
    pub disabled: bool,
    /// Whether its owner has chosen a password: until then there is an invitation.
    pub has_password: bool,
    /// Whether a code is asked for besides the password.
    pub second_factor: bool,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
}

impl Versioned for User {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for User {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/users/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for User {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("email"),
        Column::plain("name"),
        Column::plain("role"),
        Column::plain("sectors"),
        Column::plain("organisation_id"),
        Column::plain("disabled"),
        Column::plain("has_password"),
        Column::plain("second_factor"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Making the first administrator's account.
    Setup,
    /// Choosing the first password.
    Invitation,
    /// Choosing another password.
    Reset,
    /// Giving the code after the password.
    SecondStep,
}

impl LinkPurpose {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::SecondStep => "second_step",
        }
    }

    /// The page that a link of this purpose leads to; the second step has none of its own.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Setup => "/installation/",
            Self::Invitation => "/invitation/",
            Self::Reset => "/reinitialisation/",
            Self::SecondStep => "/connexion/",
        }
    }
}

/// A link just issued: the only moment it is known.
#[derive(Debug, Clone)]
pub struct IssuedLink {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Its token.
    pub token: Secret,
    /// When it stops being good.
    pub expires_at: DateTime<Utc>,
}

/// What the first administrator says of themselves.
#[derive(Debug, Clone)]
pub struct NewAdministrator {
    /// What they sign in by.
    pub email: Email,
    /// What they are called.
    pub name: Name,
    /// Their password.
    pub password: Secret,
}

/// Where somebody signs in from.
#[derive(Debug, Clone)]
pub struct Place {
    /// The address that the request came from.
    pub address: String,
    /// The network that the address is one of many in; the address itself where it is not.
    pub network: String,
    /// What a browser that signed in before shows.
    pub device: Option<Secret>,
    /// The session that the browser has, which another one takes the place of.
    pub session: Option<Secret>,
    /// The request, for the audit trail.
    pub request_id: Option<String>,
}

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Whose account it is.
    pub user: User,
    /// Their session.
    pub begun: Begun,
    /// What their browser shows the next time.
    pub device: Secret,
}

/// Somebody who has chosen a password by a link, and so shown that the account is theirs.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Whose account it is.
    pub user: User,
    /// What their browser shows from now on.
    pub device: Secret,
}

/// Who asks, as the service sees them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// `user` for a person with an account, `key` for a program with an API key.
    #[schema(example = "user", pattern = "^(user|key)$")]
    pub kind: &'static str,
    /// What the audit trail calls them.
    #[schema(example = "user:3")]
    pub actor: String,
    /// What they are called.
    #[schema(example = "Camille Martin")]
    pub name: String,
    /// What a person signs in by; `null` for a key.
    #[schema(value_type = Option<String>, required = true, example = "camille.martin@example.org")]
    pub email: Option<Email>,
    /// What they may do.
    pub role: Role,
    /// Where they may look.
    #[schema(value_type = Vec<crate::values::Sector>)]
    pub sectors: Sectors,
    /// The organisation they speak for, if they do.
    #[schema(required = true)]
    pub organisation_id: Option<OrganisationId>,
    /// What is written down as the source of what they record.
    #[schema(example = "CREATIV")]
    pub source: String,
    /// Whether a person gives a code besides the password; `null` for a key.
    #[schema(required = true)]
    pub second_factor: Option<bool>,
}
