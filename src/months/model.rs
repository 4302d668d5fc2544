//! What a month's board shows, and what a nil statement is.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{
    ClosureState, Column, Hours, Listed, LotId, LotStanding, Month, NilStatementId, PublicContractId, Resource, Sector,
    Versioned,
};

/// How a month stands in a sector: open, or closed since when, by whom and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Closure {
    /// The month.
    pub month: Month,
    /// The sector.
    pub sector: Sector,
    /// Open or closed.
    pub state: ClosureState,
    /// Who last closed or opened it; `null` if nobody ever did.
    #[schema(required = true, example = "api_key:2")]
    pub changed_by: Option<String>,
    /// When (UTC).
    #[schema(required = true)]
    pub changed_at: Option<DateTime<Utc>>,
    /// Why: of a closure that was forced, or of an opening.
    #[schema(required = true, example = "Entreprise en liquidation, heures perdues")]
    pub reason: Option<String>,
}

impl Closure {
    /// A month that nobody has closed yet.
    pub(super) const fn open(month: Month, sector: Sector) -> Self {
        Self { month, sector, state: ClosureState::Open, changed_by: None, changed_at: None, reason: None }
    }
}

/// The board of a month: what is there and what is missing before it can be closed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Board {
    /// The month.
    pub month: Month,
    /// The last day on which hours are awaited; after it a lot that said nothing is late.
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
    /// Who last closed or opened it; `null` if nobody ever did.
    #[schema(required = true, example = "api_key:2")]
    pub changed_by: Option<String>,
    /// When (UTC).
    #[schema(required = true)]
    pub changed_at: Option<DateTime<Utc>>,
    /// Why: of a closure that was forced, or of an opening.
    #[schema(required = true, example = "Entreprise en liquidation, heures perdues")]
    pub reason: Option<String>,
    /// How many cells of hours stand where.
    pub cells: CellCounts,
    /// How many lots stand where.
    pub lots_by_standing: LotCounts,
    /// Every lot from which hours are expected, and those that have some all the same.
    pub lots: Vec<LotBoard>,
}

/// How many cells of hours stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CellCounts {
    /// Not sent yet.
    #[schema(example = 0)]
    pub draft: i64,
    /// Sent, and waiting for an officer.
    #[schema(example = 2)]
    pub submitted: i64,
    /// Validated.
    #[schema(example = 14)]
    pub validated: i64,
    /// Of the validated ones, those whose correction waits for an officer.
    #[schema(example = 1)]
    pub with_correction: i64,
    /// Rejected.
    #[schema(example = 0)]
    pub rejected: i64,
}

/// How many lots stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotCounts {
    /// Their hours came.
    #[schema(example = 5)]
    pub received: i64,
    /// They had none, and that was said.
    #[schema(example = 1)]
    pub nil: i64,
    /// Nothing was said, and there is time.
    #[schema(example = 2)]
    pub awaited: i64,
    /// Nothing was said, and the deadline has passed.
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
    /// That contract's number with its buyer.
    #[schema(example = "2022-DM-014")]
    pub reference: String,
    /// Whether hours are expected: the contract is open, and the month lies between its start and its end.
    pub expected: bool,
    /// Where it stands.
    pub standing: LotStanding,
    /// The hours worked on it, by where they stand.
    pub worked: WorkedByStatus,
    /// How many cells of it stand where.
    pub cells: CellCounts,
    /// The nil statement, if there is one.
    #[schema(required = true)]
    pub nil_statement: Option<NilStatement>,
}

/// Hours worked, by where they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorkedByStatus {
    /// Not sent yet.
    pub draft: Hours,
    /// Sent, and waiting for an officer.
    pub submitted: Hours,
    /// Validated; while a correction waits, what was validated before it.
    pub validated: Hours,
    /// Rejected.
    pub rejected: Hours,
}

/// "No hours this month on this lot."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NilStatement {
    /// Its id.
    pub id: NilStatementId,
    /// The lot.
    pub lot_id: LotId,
    /// The month.
    pub month: Month,
    /// Who said so.
    #[schema(example = "api_key:3")]
    pub stated_by: String,
    /// When (UTC).
    pub stated_at: DateTime<Utc>,
    /// Always 1: a statement stands or is taken back.
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
