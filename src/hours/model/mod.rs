//! What hours are.

mod entry;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

pub use entry::{Basis, Entry, Recorded, Standing, Verdict};

use crate::access::{PersonField, Scope};
use crate::hours::rules::Change;
use crate::values::{
    CandidateId, Column, ContractType, EmploymentId, EvidenceKind, Hours, HoursId, HoursStatus, Listed, LotId, Month,
    Name, PublicContractId, Role, Sector, Versioned, Warning,
};

/// Which hours: one row for each employment, lot and month (domain rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// Whose.
    pub employment: EmploymentId,
    /// On which lot.
    pub lot: LotId,
    /// In which month.
    pub month: Month,
}

/// What proves hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// How it is found again.
    #[schema(value_type = String, example = "FH-2023-06-14")]
    pub reference: Name,
    /// Its date.
    pub dated_on: Option<NaiveDate>,
}

/// A cell of hours.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Cell {
    /// Its id.
    pub id: HoursId,
    /// Whose employment.
    pub employment_id: EmploymentId,
    /// On which lot.
    pub lot_id: LotId,
    /// In which month.
    pub month: Month,
    /// The hours worked.
    pub worked: Hours,
    /// Of which training.
    pub training: Hours,
    /// Where they stand.
    pub status: HoursStatus,
    /// Who sent them.
    #[schema(example = "ARIQ")]
    pub source: String,
    /// What proves them.
    pub evidence: Option<Evidence>,
    /// The correction that waits for an officer, while the hours above go on counting.
    pub pending: Option<Pending>,
    /// Whose hours.
    pub candidate_id: CandidateId,
    /// For which public contract.
    pub public_contract_id: PublicContractId,
    /// In which sector.
    pub sector: Sector,
    /// Under which type of contract.
    pub contract_type: ContractType,
    /// Whether the PLIE accompanies the person in this month; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub in_plie: Option<bool>,
    /// Whether they count for the clause.
    pub counted: bool,
    /// The latest version, for `If-Match`.
    pub version: i64,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
    /// What an officer should look at.
    pub warnings: Vec<Warning>,
}

/// A correction that waits for an officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pending {
    /// The hours worked.
    pub worked: Hours,
    /// Of which training.
    pub training: Hours,
    /// Who sent it.
    #[schema(example = "ARIQ")]
    pub source: String,
}

impl Cell {
    /// What a change has just made of a cell, as far as somebody sees it.
    pub(in crate::hours) fn recorded(
        id: HoursId,
        key: CellKey,
        change: Change,
        at: DateTime<Utc>,
        scope: &Scope,
    ) -> Self {
        let Change { version, figure, said, waits, snapshot, .. } = change;
        let pending = waits.then_some(said);
        Self {
            id,
            employment_id: key.employment,
            lot_id: key.lot,
            month: key.month,
            worked: figure.worked,
            training: figure.training,
            status: figure.status,
            source: figure.source,
            evidence: figure.evidence,
            pending: pending.map(|said| Pending { worked: said.worked, training: said.training, source: said.source }),
            candidate_id: snapshot.candidate,
            public_contract_id: snapshot.public_contract,
            sector: snapshot.sector,
            contract_type: snapshot.contract_type,
            in_plie: scope.show(PersonField::InPlie, snapshot.in_plie),
            counted: snapshot.counted,
            version,
            updated_at: at,
            warnings: Vec::new(),
        }
    }

    /// Which it is.
    pub fn key(&self) -> CellKey {
        CellKey { employment: self.employment_id, lot: self.lot_id, month: self.month }
    }

    /// What was said of it last: the correction that waits, or else what stands.
    pub fn said(&self) -> Standing {
        match &self.pending {
            Some(Pending { worked, training, .. }) => {
                Standing { worked: *worked, training: *training, status: HoursStatus::Submitted }
            }
            None => Standing { worked: self.worked, training: self.training, status: self.status },
        }
    }

    /// Who said that.
    pub fn said_by(&self) -> &str {
        self.pending.as_ref().map_or(&self.source, |pending| &pending.source)
    }
}

impl Versioned for Cell {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Listed for Cell {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("employment_id"),
        Column::plain("lot_id"),
        Column::plain("month"),
        Column::decimal("worked"),
        Column::decimal("training"),
        Column::plain("status"),
        Column::plain("source"),
        Column::plain("evidence.kind"),
        Column::plain("evidence.reference"),
        Column::plain("evidence.dated_on"),
        Column::decimal("pending.worked"),
        Column::decimal("pending.training"),
        Column::plain("pending.source"),
        Column::plain("candidate_id"),
        Column::plain("public_contract_id"),
        Column::plain("sector"),
        Column::plain("contract_type"),
        Column::plain("in_plie"),
        Column::plain("counted"),
        Column::plain("version"),
        Column::plain("updated_at"),
    ];

    fn columns(role: Role) -> Vec<Column> {
        let seen = |column: &&Column| column.name != "in_plie" || PersonField::InPlie.roles().contains(&role);
        Self::COLUMNS.iter().filter(seen).cloned().collect()
    }

    fn position(&self) -> i64 {
        i64::from(*self.month.number()).saturating_mul(MONTH_APART).saturating_add(self.id.0)
    }
}

/// How far apart the places of two months begin: more cells than there will ever be.
const MONTH_APART: i64 = 1 << 40;

/// The month and the id of the cell at a place.
pub(super) fn unplaced(place: i64) -> (i32, i64) {
    (i32::try_from(place / MONTH_APART).unwrap_or(i32::MAX), place % MONTH_APART)
}

/// One version of a cell.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// The hours worked.
    pub worked: Hours,
    /// Of which training.
    pub training: Hours,
    /// The status it had.
    pub status: HoursStatus,
    /// Who sent it.
    #[schema(example = "ARIQ")]
    pub source: String,
    /// What proved it.
    pub evidence: Option<Evidence>,
    /// Why it was changed.
    #[schema(example = "Feuille de juin reçue en retard")]
    pub reason: Option<String>,
    /// Who recorded it; a partner is told of itself.
    #[schema(example = "key:4")]
    pub recorded_by: Option<String>,
    /// When (UTC).
    pub recorded_at: DateTime<Utc>,
}

impl Listed for Version {
    const COLUMNS: &'static [Column] = &[
        Column::plain("version"),
        Column::decimal("worked"),
        Column::decimal("training"),
        Column::plain("status"),
        Column::plain("source"),
        Column::plain("evidence.kind"),
        Column::plain("evidence.reference"),
        Column::plain("evidence.dated_on"),
        Column::plain("reason"),
        Column::plain("recorded_by"),
        Column::plain("recorded_at"),
    ];

    fn position(&self) -> i64 {
        self.version
    }
}

/// Which cells to list.
#[derive(Debug, Clone, Default)]
pub struct HoursFilter {
    /// Of this month and later.
    pub from: Option<Month>,
    /// Of this month and earlier.
    pub to: Option<Month>,
    /// On this lot.
    pub lot_id: Option<LotId>,
    /// Of this employment.
    pub employment_id: Option<EmploymentId>,
    /// Of this person.
    pub candidate_id: Option<CandidateId>,
    /// Of this sector.
    pub sector: Option<Sector>,
    /// Of this status.
    pub status: Option<HoursStatus>,
    /// From this sender.
    pub source: Option<String>,
    /// Whether only those that wait for an officer, themselves or a correction of theirs.
    pub waits: bool,
}
