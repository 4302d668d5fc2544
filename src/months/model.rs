//! Types of the board, closures and nil statements.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{
    ClosureState, Column, Hours, Listed, LotId, LotStanding, Month, NilStatementId, ObstacleKind, PublicContractId,
    Resource, Sector, Versioned, Warning,
};

/// The state of a month in a sector, and its last change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Closure {
    /// The month.
    pub month: Month,
    /// The sector.
    pub sector: Sector,
    /// Open or closed.
    pub state: ClosureState,
    /// The actor who last closed or opened it; `null` if it was never closed.
    #[schema(required = true, example = "key:2")]
    pub changed_by: Option<String>,
    /// When it was last closed or opened (UTC).
    #[schema(required = true)]
    pub changed_at: Option<DateTime<Utc>>,
    /// The reason given with the last closing or reopening; a closing without `force` may have one, too.
    #[schema(required = true, example = "Entreprise en liquidation, heures perdues")]
    pub reason: Option<String>,
    /// What an officer should check although it is closed: `lots_partial`.
    pub warnings: Vec<Warning>,
}

/// A closing or reopening of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClosureChange {
    /// Its id, that of its event in the audit trail.
    #[schema(example = 42)]
    pub id: i64,
    /// The month.
    pub month: Month,
    /// The sector.
    pub sector: Sector,
    /// What it became: closed or open.
    pub state: ClosureState,
    /// The actor.
    #[schema(example = "user:2")]
    pub changed_by: String,
    /// When (UTC).
    pub changed_at: DateTime<Utc>,
    /// Whether it was closed despite obstacles.
    pub forced: bool,
    /// The reason given with it; every forced closing and every reopening has one.
    #[schema(required = true, example = "Feuilles de juin retrouvées")]
    pub reason: Option<String>,
}

impl Listed for ClosureChange {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("month"),
        Column::plain("sector"),
        Column::plain("state"),
        Column::plain("changed_by"),
        Column::plain("changed_at"),
        Column::plain("forced"),
        Column::plain("reason"),
    ];

    fn position(&self) -> i64 {
        self.id
    }
}

/// What is in the way of closing a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Obstacle {
    /// What it is.
    pub kind: ObstacleKind,
    /// How many hours, corrections or lots; 1 for a month that has not ended.
    #[schema(example = 2)]
    pub count: i64,
    /// The lots concerned.
    #[schema(example = json!([2, 7]))]
    pub lots: Vec<LotId>,
}

impl Closure {
    /// A month that was never closed.
    pub(super) fn open(month: Month, sector: Sector) -> Self {
        let (state, warnings) = (ClosureState::Open, Vec::new());
        Self { month, sector, state, changed_by: None, changed_at: None, reason: None, warnings }
    }
}

/// The board of a month: hours received and missing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Board {
    /// The month.
    pub month: Month,
    /// The last day on which hours are awaited; after it a lot without hours is late.
    pub deadline: NaiveDate,
    /// The sectors that the caller sees.
    pub sectors: Vec<SectorBoard>,
}

/// A sector's part of the board.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SectorBoard {
    /// The sector.
    pub sector: Sector,
    /// Open or closed.
    pub state: ClosureState,
    /// The actor who last closed or opened it; `null` if it was never closed.
    #[schema(required = true, example = "key:2")]
    pub changed_by: Option<String>,
    /// When it was last closed or opened (UTC).
    #[schema(required = true)]
    pub changed_at: Option<DateTime<Utc>>,
    /// The reason given with the last closing or reopening; a closing without `force` may have one, too.
    #[schema(required = true, example = "Entreprise en liquidation, heures perdues")]
    pub reason: Option<String>,
    /// The number of cells of hours by status.
    pub cells: CellCounts,
    /// The number of lots by standing.
    pub lots_by_standing: LotCounts,
    /// What is in the way of closing; empty once it is closed.
    pub obstacles: Vec<Obstacle>,
    /// What an officer should check before closing: `lots_partial`. Empty once it is closed.
    pub warnings: Vec<Warning>,
    /// The lots from which hours are expected or that have hours.
    pub lots: Vec<LotBoard>,
}

/// The number of cells of hours by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CellCounts {
    /// Drafts.
    #[schema(example = 0)]
    pub draft: i64,
    /// Submitted.
    #[schema(example = 2)]
    pub submitted: i64,
    /// Validated.
    #[schema(example = 14)]
    pub validated: i64,
    /// Validated cells with a pending correction.
    #[schema(example = 1)]
    pub with_correction: i64,
    /// Rejected.
    #[schema(example = 0)]
    pub rejected: i64,
}

/// The number of lots by standing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotCounts {
    /// Lots with hours.
    #[schema(example = 5)]
    pub received: i64,
    /// Lots with hours of some employments only.
    #[schema(example = 1)]
    pub partial: i64,
    /// Lots with a nil statement.
    #[schema(example = 1)]
    pub nil: i64,
    /// Lots without hours before the deadline.
    #[schema(example = 2)]
    pub awaited: i64,
    /// Lots without hours after the deadline.
    #[schema(example = 0)]
    pub late: i64,
}

/// A lot on the board.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LotBoard {
    /// The lot.
    pub lot_id: LotId,
    /// Its number.
    #[schema(example = "2")]
    pub number: String,
    /// Its title.
    #[schema(example = "Gros œuvre")]
    pub title: String,
    /// Its public contract.
    pub public_contract_id: PublicContractId,
    /// The buyer's number of that contract.
    #[schema(example = "2022-DM-014")]
    pub reference: String,
    /// Whether hours are expected: the contract is open, and the month lies between its start and its end.
    pub expected: bool,
    /// Its standing.
    pub standing: LotStanding,
    /// The number of employments on it in the month of which no hours were sent, where hours are expected and there is no
    /// nil statement. Hours of 0.00 are sent; drafts and rejected hours are not.
    #[schema(example = 1)]
    pub employments_without_hours: i64,
    /// The hours worked on it, by status.
    pub worked: WorkedByStatus,
    /// The number of its cells by status.
    pub cells: CellCounts,
    /// The nil statement.
    #[schema(required = true)]
    pub nil_statement: Option<NilStatement>,
}

impl LotBoard {
    /// Whether hours are expected from it, and nobody said that it has none.
    pub fn asks_for_hours(&self) -> bool {
        self.expected && self.nil_statement.is_none()
    }
}

/// Hours worked, by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorkedByStatus {
    /// Drafts.
    pub draft: Hours,
    /// Submitted.
    pub submitted: Hours,
    /// Validated; pending corrections are not included.
    pub validated: Hours,
    /// What the pending corrections state in place of hours among the validated ones.
    pub corrections: Hours,
    /// Rejected.
    pub rejected: Hours,
}

/// A statement that a lot has no hours in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NilStatement {
    /// Its id.
    pub id: NilStatementId,
    /// The lot.
    pub lot_id: LotId,
    /// The month.
    pub month: Month,
    /// The actor who stated it.
    #[schema(example = "key:3")]
    pub stated_by: String,
    /// When it was stated (UTC).
    pub stated_at: DateTime<Utc>,
    /// Always 1: a statement does not change.
    pub version: i64,
}

impl Versioned for NilStatement {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for NilStatement {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/months/{}/nil-statements/{}", self.month, self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for NilStatement {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("lot_id"),
        Column::plain("month"),
        Column::plain("stated_by"),
        Column::plain("stated_at"),
        Column::plain("version"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}
