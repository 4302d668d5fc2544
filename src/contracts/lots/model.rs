//! Types of lots.

use serde::Serialize;
use utoipa::ToSchema;

use crate::contracts::Computation;
use crate::values::{
    Column, Followed, Hours, Listed, LotId, Mark, Money, Name, OrganisationId, PublicContractId, Resource, Title,
    Versioned, Warning,
};

/// The fields of a lot that a caller sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotDetails {
    /// Its number within the public contract.
    pub number: Name,
    /// What it is about; by default the contract's title.
    pub title: Option<Title>,
    /// The holder, or the leader of a group of holders.
    pub holder_id: Option<OrganisationId>,
    /// The other holders; duplicates, and the holder, are ignored.
    pub co_holder_ids: Vec<OrganisationId>,
    /// The penalty for each missing hour, in euros.
    pub penalty: Option<Money>,
}

/// A lot to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLot {
    /// The lot itself.
    pub details: LotDetails,
    /// The initial hours due, from the contract's notification or else its first day.
    pub hours_due: Option<Hours>,
    /// What they were computed from, if they were; without hours its result is due.
    pub computation: Option<Computation>,
}

/// A lot.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Lot {
    /// Its id.
    pub id: LotId,
    /// Its public contract.
    pub public_contract_id: PublicContractId,
    /// Its number within the public contract.
    #[schema(value_type = String, example = "2")]
    pub number: Name,
    /// What it is about.
    #[schema(value_type = String, example = "Second œuvre et finitions")]
    pub title: Title,
    /// The holder, or the leader of a group of holders.
    pub holder_id: Option<OrganisationId>,
    /// The other holders.
    pub co_holder_ids: Vec<OrganisationId>,
    /// The penalty for each missing hour, in euros.
    pub penalty: Option<Money>,
    /// The hours due today: the latest entry in force; `null` without one.
    pub hours_due: Option<Hours>,
    /// The version, for `If-Match`. Entries of the hours due do not change it.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it last changed (UTC).
    pub updated_at: chrono::DateTime<chrono::Utc>,
    /// Warnings, after a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub warnings: Option<Vec<Warning>>,
    /// The transaction of its last change, for lists in this order.
    #[serde(skip)]
    pub changed_in: i64,
}

impl Versioned for Lot {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for Lot {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/lots/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for Lot {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("public_contract_id"),
        Column::plain("number"),
        Column::plain("title"),
        Column::plain("holder_id"),
        Column::plain("co_holder_ids"),
        Column::decimal("penalty"),
        Column::decimal("hours_due"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

impl Followed for Lot {
    fn mark(&self) -> Mark {
        Mark { change: self.changed_in, id: self.id.0 }
    }
}
