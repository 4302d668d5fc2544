//! Types of links to buyers' accounts.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Secret;
use crate::access::idempotency::Idempotent;
use crate::buyer_accounts::BuyerAccount;
use crate::values::{AccountLinkId, Column, Listed, OrganisationId, Resource, Versioned};

/// A link to be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLink {
    /// The last day on which it opens.
    pub expires_on: NaiveDate,
}

/// A link to a buyer's account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountLink {
    /// Its id.
    pub id: AccountLinkId,
    /// The buyer.
    pub organisation_id: OrganisationId,
    /// The last day on which it opens, to its end in France.
    pub expires_on: NaiveDate,
    /// The actor who issued it.
    #[schema(example = "user:3")]
    pub created_by: String,
    /// When it was issued (UTC).
    pub created_at: DateTime<Utc>,
    /// The actor who revoked it; `null` if nobody did.
    #[schema(required = true, example = "user:3")]
    pub revoked_by: Option<String>,
    /// When it was revoked (UTC); `null` if it was not.
    #[schema(required = true)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// The version.
    pub version: i64,
}

impl AccountLink {
    /// Whether it opens the account on a day.
    pub fn opens_on(&self, day: NaiveDate) -> bool {
        self.revoked_at.is_none() && day <= self.expires_on
    }
}

impl Versioned for AccountLink {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for AccountLink {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/organisations/{}/account-links", self.organisation_id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for AccountLink {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("organisation_id"),
        Column::plain("expires_on"),
        Column::plain("created_by"),
        Column::plain("created_at"),
        Column::plain("revoked_by"),
        Column::plain("revoked_at"),
        Column::plain("version"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// An issued link, with its token.
#[derive(Debug)]
pub struct IssuedLink {
    /// The link.
    pub link: Idempotent<AccountLink>,
    /// What stands in its address. Only its digest is stored.
    pub token: Secret,
}

/// The account that a link opened.
#[derive(Debug)]
pub struct OpenedAccount {
    /// The account, masked.
    pub account: BuyerAccount,
    /// The last day on which the link opens it.
    pub expires_on: NaiveDate,
}
