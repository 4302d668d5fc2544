//! Types of hours: cells, versions, filters.

mod entry;
mod evidence;
mod names;
mod version;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

pub use entry::{Basis, Entry, FigureView, Verdict};
pub use evidence::Evidence;
pub use names::CellNames;
pub use version::{LastDecision, Version};

use crate::access::{PersonField, Scope};
use crate::hours::rules::Change;
use crate::values::{
    CandidateId, Column, ContractType, EmploymentId, Followed, Hours, HoursId, HoursStatus, Listed, LotId, Mark, Month,
    PublicContractId, Role, Sector, Versioned, Warning,
};

/// The key of a cell: one row for each employment, lot and month (domain rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// The employment.
    pub employment: EmploymentId,
    /// The lot.
    pub lot: LotId,
    /// The month.
    pub month: Month,
}

/// A cell of hours.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Cell {
    /// Its id.
    pub id: HoursId,
    /// The employment.
    pub employment_id: EmploymentId,
    /// The lot.
    pub lot_id: LotId,
    /// The month.
    pub month: Month,
    /// What the ids stand for, when the cell is read; an answer to a change has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub names: Option<CellNames>,
    /// The hours worked.
    pub worked: Hours,
    /// Hours of training among them.
    pub training: Hours,
    /// Their status.
    pub status: HoursStatus,
    /// Who sent them.
    #[schema(example = "ARIQ")]
    pub source: String,
    /// The evidence for them.
    pub evidence: Option<Evidence>,
    /// The correction that waits for an officer; until then the hours above count.
    pub pending: Option<Pending>,
    /// The last decision on hours of this cell; a figure that waits came after it.
    #[schema(required = true)]
    pub decision: Option<LastDecision>,
    /// The sender's own reference; partners see theirs.
    #[schema(required = true, example = "ARIQ-8842")]
    pub external_ref: Option<String>,
    /// The person.
    pub candidate_id: CandidateId,
    /// The public contract.
    pub public_contract_id: PublicContractId,
    /// The sector.
    pub sector: Sector,
    /// The type of contract.
    pub contract_type: ContractType,
    /// Whether the person has a PLIE period in this month; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub in_plie: Option<bool>,
    /// Whether they count for the clause.
    pub counted: bool,
    /// The latest version, for `If-Match`.
    pub version: i64,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
    /// The transaction of its last change, for lists in this order.
    #[serde(skip)]
    pub changed_in: i64,
    /// What should be looked at: after a change, and for officers also when they read hours that wait.
    pub warnings: Vec<Warning>,
}

/// A correction that waits for an officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pending {
    /// The hours worked.
    pub worked: Hours,
    /// Hours of training among them.
    pub training: Hours,
    /// Who sent it.
    #[schema(example = "ARIQ")]
    pub source: String,
}

impl Cell {
    /// The cell after a change, as the caller may see it.
    pub(in crate::hours) fn recorded(
        id: HoursId,
        key: CellKey,
        change: Change,
        at: DateTime<Utc>,
        scope: &Scope,
    ) -> Self {
        let Change { version, figure, stated, waits, reason, snapshot } = change;
        let decides = matches!(stated.status, HoursStatus::Validated | HoursStatus::Rejected);
        let decided = || LastDecision { status: stated.status, reason: reason.map(|reason| reason.to_string()), at };
        let decision = decides.then(decided);
        let pending = waits.then_some(stated);
        Self {
            id,
            employment_id: key.employment,
            lot_id: key.lot,
            month: key.month,
            names: None,
            worked: figure.worked,
            training: figure.training,
            status: figure.status,
            source: figure.source,
            evidence: figure.evidence,
            pending: pending.map(|figure| Pending {
                worked: figure.worked,
                training: figure.training,
                source: figure.source,
            }),
            decision,
            external_ref: None,
            candidate_id: snapshot.candidate,
            public_contract_id: snapshot.public_contract,
            sector: snapshot.sector,
            contract_type: snapshot.contract_type,
            in_plie: scope.show(PersonField::InPlie, snapshot.in_plie),
            counted: snapshot.counted,
            version,
            updated_at: at,
            changed_in: 0,
            warnings: Vec::new(),
        }
    }

    /// Its key.
    pub fn key(&self) -> CellKey {
        CellKey { employment: self.employment_id, lot: self.lot_id, month: self.month }
    }

    /// The correction that waits, or else the figure that counts.
    pub fn latest(&self) -> FigureView {
        match &self.pending {
            Some(Pending { worked, training, .. }) => {
                FigureView { worked: *worked, training: *training, status: HoursStatus::Submitted }
            }
            None => FigureView { worked: self.worked, training: self.training, status: self.status },
        }
    }

    /// The warning on hours that do not count for the clause.
    pub fn outside_window(&self) -> Option<Warning> {
        let detail = "Ces heures ne comptent pas pour la clause : la fenêtre est close.";
        let is_outside = !self.counted && self.latest().worked > Hours::ZERO;
        is_outside.then(|| Warning::new("outside_window", detail))
    }

    /// The source of [`Self::latest`].
    pub fn latest_source(&self) -> &str {
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
        Column::plain("names.last_name"),
        Column::plain("names.first_name"),
        Column::plain("names.employer"),
        Column::plain("names.public_contract"),
        Column::plain("names.lot"),
        Column::plain("names.lot_title"),
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
        Column::plain("decision.status"),
        Column::plain("decision.reason"),
        Column::plain("decision.at"),
        Column::plain("external_ref"),
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
        let visible = |column: &&Column| column.name != "in_plie" || PersonField::InPlie.roles().contains(&role);
        Self::COLUMNS.iter().filter(visible).cloned().collect()
    }

    fn position(&self) -> i64 {
        i64::from(*self.month.number()).saturating_mul(PLACES_PER_MONTH).saturating_add(self.id.0)
    }
}

impl Followed for Cell {
    fn mark(&self) -> Mark {
        Mark { change: self.changed_in, id: self.id.0 }
    }
}

/// The distance between the places of two months: more than there will ever be cells.
const PLACES_PER_MONTH: i64 = 1 << 40;

/// The month and the id of the cell at a place in the list.
pub(super) fn month_and_id(place: i64) -> (i64, i64) {
    (place / PLACES_PER_MONTH, place % PLACES_PER_MONTH)
}

/// The filter of a list of cells.
#[derive(Debug, Clone, Default)]
pub struct HoursFilter {
    /// This month and later.
    pub from: Option<Month>,
    /// This month and earlier.
    pub to: Option<Month>,
    /// This lot.
    pub lot_id: Option<LotId>,
    /// This employment.
    pub employment_id: Option<EmploymentId>,
    /// This person.
    pub candidate_id: Option<CandidateId>,
    /// This sector.
    pub sector: Option<Sector>,
    /// This status.
    pub status: Option<HoursStatus>,
    /// This sender; of cells that wait, the sender of what waits.
    pub source: Option<String>,
    /// This reference of a sender; for a partner, its own.
    pub external_ref: Option<String>,
    /// Only cells that wait for an officer, or whose correction does.
    pub waits: bool,
}
