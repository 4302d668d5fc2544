//! Types of merges.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::french;
use crate::organisations::{Organisation, OrganisationDetails};
use crate::values::{FreeText, Hours, Name, OrganisationId, Resource};

/// The merge that a caller asks for, into a record that stays.
#[derive(Debug, Clone)]
pub struct NewMerge {
    /// The record that goes.
    pub other: OrganisationId,
    /// Its version, as the caller saw it.
    pub other_version: i64,
    /// Why.
    pub reason: Option<FreeText>,
}

/// What a merge moved, or would move.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganisationMerge {
    /// The record that stays.
    pub id: OrganisationId,
    /// The record that goes.
    pub other_id: OrganisationId,
    /// The new version of the record that stays; `null` if nothing was merged.
    #[schema(required = true)]
    pub version: Option<i64>,
    /// Whether nothing was merged: only what the merge would do is listed.
    pub dry_run: bool,
    /// What passes from one record to the other.
    pub moves: OrganisationMoves,
    /// The fields of the record that stays which get the other's value.
    #[schema(example = json!(["siret", "contact_phone"]))]
    pub filled: Vec<&'static str>,
    /// What of the other record is not taken, because the record that stays says something else.
    pub conflicts: Vec<Conflict>,
    /// The hours that both employ, in every month and status, before.
    #[schema(value_type = String, example = "412.50")]
    pub hours_before: Hours,
    /// And after: always equal.
    #[schema(value_type = String, example = "412.50")]
    pub hours_after: Hours,
}

impl Resource for OrganisationMerge {
    fn address(&self) -> Option<String> {
        None
    }

    fn resource_version(&self) -> Option<i64> {
        self.version
    }
}

/// How much passes from one record to the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrganisationMoves {
    /// Public contracts that it buys.
    pub public_contracts: i64,
    /// Lots that it holds, alone or with others.
    pub lots: i64,
    /// Employments.
    pub employments: i64,
    /// Rows of hours of these employments.
    pub hours: i64,
    /// Referrals that it prescribed.
    pub referrals: i64,
    /// Positive exits to it.
    pub positive_exits: i64,
    /// Reminders that were noted for it.
    pub reminders: i64,
    /// People, referrals, employments and batches of hours that its keys and accounts recorded.
    pub records: i64,
    /// Links to its account as a buyer, ended and revoked ones included.
    pub account_links: i64,
    /// API keys.
    pub api_keys: i64,
    /// People's accounts.
    pub users: i64,
}

impl OrganisationMoves {
    /// Whether somebody has access for it.
    pub const fn has_access(&self) -> bool {
        self.api_keys > 0 || self.users > 0
    }
}

/// A value of the record that goes which is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OrganisationConflict)]
pub struct Conflict {
    /// The field.
    #[schema(example = "name")]
    pub what: &'static str,
    /// What stays and what is not taken, in French.
    #[schema(example = "Nom\u{a0}: «\u{a0}Régie\u{a0}» reste, «\u{a0}La Régie\u{a0}» n’est pas repris.")]
    pub detail: String,
}

impl Conflict {
    pub(super) fn new(what: &'static str, detail: &str) -> Self {
        Self { what, detail: french(detail) }
    }
}

/// A record with what the rules of a merge need to know.
#[derive(Debug, Clone)]
pub(super) struct Side {
    pub organisation: Organisation,
    /// Whether a contract has it as its buyer, an employment as its employer.
    pub buys: bool,
    pub employs: bool,
}

/// What both records have, of which one organisation can have one only.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    /// The number of a contract.
    pub contract: Option<Name>,
    /// A reference that the keys of each gave another person, referral or employment.
    pub reference: Option<String>,
}

/// What a merge does with the two records.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub details: OrganisationDetails,
    pub filled: Vec<&'static str>,
    pub conflicts: Vec<Conflict>,
}
