//! Accounts, one-time links and the results of signing in.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Secret;
use crate::access::sessions::NewSession;
use crate::values::{Column, Email, Listed, Name, OrganisationId, Resource, Role, Sectors, UserId, Versioned};

/// The details of an account that an administrator sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDetails {
    /// The e-mail address, by which the owner signs in.
    pub email: Email,
    /// The owner's name.
    pub name: Name,
    /// The role.
    pub role: Role,
    /// The sectors that the owner sees.
    pub sectors: Sectors,
    /// The organisation that the owner acts for.
    pub organisation_id: Option<OrganisationId>,
    /// Whether signing in is refused.
    pub disabled: bool,
}

impl From<&User> for UserDetails {
    fn from(user: &User) -> Self {
        Self {
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            sectors: user.sectors.clone(),
            organisation_id: user.organisation_id,
            disabled: user.disabled,
        }
    }
}

/// A person's account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    /// The account's id.
    pub id: UserId,
    /// The e-mail address, by which the owner signs in.
    #[schema(value_type = String, example = "camille.martin@example.org")]
    pub email: Email,
    /// The owner's name.
    #[schema(value_type = String, example = "Camille Martin")]
    pub name: Name,
    /// The role.
    pub role: Role,
    /// The sectors that the owner sees.
    #[schema(value_type = Vec<crate::values::Sector>)]
    pub sectors: Sectors,
    /// The organisation that the owner acts for; `null` for the house.
    #[schema(required = true)]
    pub organisation_id: Option<OrganisationId>,
    /// Whether signing in is refused.
    pub disabled: bool,
    /// Whether the owner has chosen a password.
    pub has_password: bool,
    /// Whether signing in needs a code besides the password.
    pub second_factor: bool,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When the account was created (UTC).
    pub created_at: DateTime<Utc>,
    /// When the account last changed (UTC).
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

/// The purpose of a one-time link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Creating the first administrator's account.
    Setup,
    /// Choosing the first password.
    Invitation,
    /// Choosing a new password.
    Reset,
    /// Standing in for the password when the code comes in a second request.
    SecondStep,
}

impl LinkPurpose {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::SecondStep => "second_step",
        }
    }

    /// The path of the link's page, before the token. The second step's token is a cookie and has no page.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Setup => "/installation/",
            Self::Invitation => "/invitation/",
            Self::Reset => "/reinitialisation/",
            Self::SecondStep => "/connexion/",
        }
    }
}

/// A link just issued. Its token is not stored.
#[derive(Debug, Clone)]
pub struct IssuedLink {
    /// The purpose.
    pub purpose: LinkPurpose,
    /// The token.
    pub token: Secret,
    /// When the link expires.
    pub expires_at: DateTime<Utc>,
}

/// The first administrator's account.
#[derive(Debug, Clone)]
pub struct NewAdministrator {
    /// The e-mail address, by which they sign in.
    pub email: Email,
    /// The name.
    pub name: Name,
    /// The password.
    pub password: Secret,
}

/// Where a request without a session comes from.
#[derive(Debug, Clone)]
pub struct ClientOrigin {
    /// The client's address.
    pub address: String,
    /// The client's IPv6 network; for IPv4 the address.
    pub network: String,
    /// The token that marks a known browser, from its cookie.
    pub device: Option<Secret>,
    /// The token of the browser's present session, which signing in ends.
    pub session: Option<Secret>,
    /// The id of the request.
    pub request_id: Option<String>,
}

/// A completed sign-in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The account.
    pub user: User,
    /// The session.
    pub new_session: NewSession,
    /// The token that marks the browser as known.
    pub device: Secret,
}

/// A password chosen by a link, which proves that the account belongs to the client's user.
#[derive(Debug, Clone)]
pub struct PasswordChosen {
    /// The account.
    pub user: User,
    /// The token that marks the browser as known.
    pub device: Secret,
}

/// The identity of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// `user` for a person with an account, `key` for a program with an API key.
    #[schema(example = "user", pattern = "^(user|key)$")]
    pub kind: &'static str,
    /// The actor in the audit trail.
    #[schema(example = "user:3")]
    pub actor: String,
    /// The name of the person or key.
    #[schema(example = "Camille Martin")]
    pub name: String,
    /// The person's e-mail address; `null` for a key.
    #[schema(value_type = Option<String>, required = true, example = "camille.martin@example.org")]
    pub email: Option<Email>,
    /// The role.
    pub role: Role,
    /// The sectors that the caller sees.
    #[schema(value_type = Vec<crate::values::Sector>)]
    pub sectors: Sectors,
    /// The organisation that the caller acts for; `null` for the house.
    #[schema(required = true)]
    pub organisation_id: Option<OrganisationId>,
    /// The source that is recorded with the caller's hours.
    #[schema(example = "CREATIV")]
    pub source: String,
    /// The last day on which the key is valid, to its end in France; `null` for no end, and for a person.
    #[schema(required = true)]
    pub expires_on: Option<NaiveDate>,
    /// When the secret that the request came with becomes invalid (UTC), because another was issued; `null` for the latest
    /// one, and for a person.
    #[schema(required = true)]
    pub secret_ends_at: Option<DateTime<Utc>>,
    /// Whether the person's sign-in needs a code besides the password; `null` for a key.
    #[schema(required = true)]
    pub second_factor: Option<bool>,
    /// What changes made with the session's cookie give in `X-CSRF-Token`; `null` for a key.
    #[schema(required = true, example = "ZsGbL8u3…")]
    pub csrf_token: Option<String>,
}
