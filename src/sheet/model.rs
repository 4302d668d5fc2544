//! Types of the sheet.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hours::{Evidence, FigureView, Pending};
use crate::months::NilStatement;
use crate::values::{
    AssignmentId, CandidateId, ClosureState, ContractType, EmploymentId, Hours, HoursId, HoursStatus, LotId,
    LotStanding, Month, OrganisationId, PublicContractId, SearchText, Sector, Warning,
};

/// The sheet of a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Sheet {
    /// The month.
    pub month: Month,
    /// The last day on which its hours are awaited.
    pub deadline: NaiveDate,
    /// The sectors of the sheet.
    pub sectors: Vec<SheetSector>,
    /// The lots from which hours are expected, that have hours, or on which somebody works, by contract and number.
    pub lots: Vec<SheetLot>,
    /// One row for each employment on a lot whose assignment overlaps the month, by lot, then by name.
    pub rows: Vec<SheetRow>,
}

/// A sector of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SheetSector)]
pub struct SheetSector {
    /// The sector.
    pub sector: Sector,
    /// Whether its month is open.
    pub state: ClosureState,
}

/// A lot of the sheet.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SheetLot)]
pub struct SheetLot {
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
    /// The sector of that contract.
    pub sector: Sector,
    /// Whether its hours are received, partial, nil, awaited or late.
    pub standing: LotStanding,
    /// The number of employments on it in the month of which no hours were sent although they are expected.
    #[schema(example = 1)]
    pub employments_without_hours: i64,
    /// The statement that it has none.
    #[schema(required = true)]
    pub nil_statement: Option<NilStatement>,
    /// The hours due today.
    pub due: Hours,
    /// The hours done: validated and counted, of everyone, from the contract's start.
    pub done: Hours,
}

/// An employment on a lot in the month.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SheetRow)]
pub struct SheetRow {
    /// The assignment; the first one if several overlap the month.
    pub assignment_id: AssignmentId,
    /// The employment.
    pub employment_id: EmploymentId,
    /// The sender's reference of the employment, if the caller may read it.
    #[schema(required = true, example = "C-1042")]
    pub employment_ref: Option<String>,
    /// The lot.
    pub lot_id: LotId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The person's last name.
    #[schema(example = "Belkacem")]
    pub last_name: String,
    /// The person's first name.
    #[schema(example = "Nadia")]
    pub first_name: String,
    /// The employer.
    pub employer_id: OrganisationId,
    /// The employer's name.
    #[schema(example = "Régie des Deux Rives")]
    pub employer: String,
    /// The type of contract.
    pub contract_type: ContractType,
    /// The first day of the assignment.
    pub from: NaiveDate,
    /// Its last day; `null` if it is open.
    #[schema(required = true)]
    pub to: Option<NaiveDate>,
    /// Last month's figure, with the correction that waits; `null` if there is none.
    #[schema(required = true)]
    pub previous: Option<FigureView>,
    /// This month's cell; `null` if nothing was recorded.
    #[schema(required = true)]
    pub cell: Option<SheetCell>,
    /// Whether its hours are missing: they are expected, and none were sent.
    pub missing: bool,
}

/// This month's cell of a row.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SheetCell)]
pub struct SheetCell {
    /// Its id, for its history.
    pub id: HoursId,
    /// The hours worked.
    pub worked: Hours,
    /// Hours of training among them.
    pub training: Hours,
    /// The status.
    pub status: HoursStatus,
    /// Who sent them.
    #[schema(example = "ARIQ")]
    pub source: String,
    /// The evidence for them.
    #[schema(required = true)]
    pub evidence: Option<Evidence>,
    /// The correction that waits for an officer.
    #[schema(required = true)]
    pub pending: Option<Pending>,
    /// Whether they count for the clause.
    pub counted: bool,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
    /// What to check: `outside_window`, and for officers `monthly_cap` and `lot_past_due` of hours that wait.
    pub warnings: Vec<Warning>,
}

/// Which rows and lots a sheet shows.
#[derive(Debug, Clone, Default)]
pub struct SheetFilter {
    /// Those of this sector.
    pub sector: Option<Sector>,
    /// Those of this lot.
    pub lot_id: Option<LotId>,
    /// Those of this employer.
    pub employer_id: Option<OrganisationId>,
    /// Those whose person, employer, lot or contract contains this.
    pub text: Option<SearchText>,
}
