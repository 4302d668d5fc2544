//! Types of the overview.

use chrono::NaiveDate;

use crate::audit_chain::CopyDue;
use crate::contracts::Progress;
use crate::findings::Finding;
use crate::months::LotCounts;
use crate::values::{
    AgeBracket, CandidateId, ClosureState, CommuneCode, ContractType, EmploymentId, Hours, HoursStatus, LotId,
    Modality, Month, OrganisationId, PrescriberKind, PublicContractId, Sector, Sex,
};

/// Where things stand.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The month that the sectors are about.
    pub month: Month,
    /// The last day on which its hours are awaited.
    pub deadline: NaiveDate,
    /// Its state in each of the caller's sectors.
    pub sectors: Vec<SectorOverview>,
    /// The hours of its year.
    pub year: YearOverview,
    /// What needs attention soon.
    pub attention: Attention,
    /// Whether the caller's sectors have any public contract.
    pub has_contracts: bool,
    /// Whether anybody works on one of their lots.
    pub has_people: bool,
}

/// The month of a sector.
#[derive(Debug, Clone)]
pub struct SectorOverview {
    /// The sector.
    pub sector: Sector,
    /// Open or closed.
    pub state: ClosureState,
    /// Its lots by standing.
    pub lots: LotCounts,
    /// The hours of the lots from which all came: submitted, or validated.
    pub received: Hours,
    /// The hours of the lots from which a part came.
    pub partial: Hours,
    /// Rows that wait for an officer.
    pub waiting: usize,
    /// Their hours.
    pub waiting_hours: Hours,
}

/// The hours of a year until a month: validated, counted, of people whom the PLIE accompanies.
#[derive(Debug, Clone)]
pub struct YearOverview {
    /// The year.
    pub year: i32,
    /// The month, included.
    pub until: Month,
    /// All months of the year, with the hours of the year before; those after `until` have none of this year.
    pub months: Vec<MonthHours>,
    /// The hours of the year.
    pub total: Hours,
    /// The hours of the same months of the year before.
    pub total_before: Hours,
}

impl YearOverview {
    /// The same month of the year before.
    pub fn until_before(&self) -> Month {
        a_year_before(self.until)
    }
}

fn a_year_before(month: Month) -> Month {
    (0..12).fold(month, |month, _| month.previous())
}

/// The hours of a month.
#[derive(Debug, Clone)]
pub struct MonthHours {
    /// The month.
    pub month: Month,
    /// Its hours by sector.
    pub by_sector: Vec<(Sector, Hours)>,
    /// The hours of the same month of the year before.
    pub before: Hours,
}

impl MonthHours {
    /// The same month of the year before.
    pub fn a_year_before(&self) -> Month {
        a_year_before(self.month)
    }
}

/// What needs attention soon.
#[derive(Debug, Clone)]
pub struct Attention {
    /// Lots of open contracts that will not be done in time, the contract that ends first before the others.
    pub lots_behind: Vec<LotBehind>,
    /// People at work whose hours stop counting within [`ATTENTION_DAYS`], the first day first.
    pub windows_ending: Vec<WindowEnding>,
    /// Rows of closed months that should be looked at.
    pub findings: Vec<NamedFinding>,
    /// Records that may be about one person.
    pub duplicates: Vec<NamedFinding>,
    /// That a head of the audit trail should be copied out.
    pub head_copy: Option<CopyDue>,
}

impl Attention {
    /// Of lots and of findings, those of a sector.
    #[must_use]
    pub fn in_sector(mut self, sector: Sector) -> Self {
        self.lots_behind.retain(|lot| lot.sector == sector);
        self.findings.retain(|named| named.finding.sector == Some(sector));
        self
    }
}

/// How many days before its last day a window is shown.
pub(super) const ATTENTION_DAYS: u64 = 60;

/// A lot that will not be done in time.
#[derive(Debug, Clone)]
pub struct LotBehind {
    /// The lot.
    pub lot: LotId,
    /// The buyer's number of its contract.
    pub reference: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its sector.
    pub sector: Sector,
    /// The last day of its contract.
    pub ends_on: NaiveDate,
    /// Its progress.
    pub progress: Progress,
}

/// A person at work whose hours will stop counting.
#[derive(Debug, Clone)]
pub struct WindowEnding {
    /// The person.
    pub candidate: CandidateId,
    /// The person's last name.
    pub last_name: String,
    /// The person's first name.
    pub first_name: String,
    /// The last day on which hours count.
    pub until: NaiveDate,
    /// The days until then.
    pub days: i64,
}

/// A finding with the name of its person.
#[derive(Debug, Clone)]
pub struct NamedFinding {
    /// The finding.
    pub finding: Finding,
    /// The person's name.
    pub name: String,
    /// The name in the other record, if two may be about one person.
    pub other_name: Option<String>,
}

/// A value to look for, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueOrNone<T> {
    /// This value.
    Value(T),
    /// No value.
    None,
}

impl<T> ValueOrNone<T> {
    /// The value, if one is looked for.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::None => None,
        }
    }
}

/// What rows of hours carry: only those with these values.
#[derive(Debug, Clone, Default)]
pub struct RowsWith {
    /// This type of contract.
    pub contract_type: Option<ContractType>,
    /// This employer.
    pub employer: Option<OrganisationId>,
    /// This buyer of the public contract.
    pub buyer: Option<OrganisationId>,
    /// This public contract.
    pub public_contract: Option<PublicContractId>,
    /// This modality.
    pub modality: Option<Modality>,
    /// This commune of the person's address.
    pub commune: Option<ValueOrNone<CommuneCode>>,
    /// This bracket of age.
    pub age_bracket: Option<AgeBracket>,
    /// This sex.
    pub sex: Option<Sex>,
    /// This level of qualification.
    pub level: Option<ValueOrNone<i32>>,
    /// With or without RSA.
    pub rsa: Option<bool>,
    /// This kind of prescriber.
    pub prescriber: Option<ValueOrNone<PrescriberKind>>,
}

/// Which rows of hours are behind a figure.
#[derive(Debug, Clone)]
pub struct RowsFilter {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// Only of this sector.
    pub sector: Option<Sector>,
    /// Only of this status.
    pub status: Option<HoursStatus>,
    /// Only those that count for the clause, or those that do not.
    pub counted: Option<bool>,
    /// Only of people whom the PLIE accompanies in the month.
    pub only_plie: bool,
    /// Only those that carry these values.
    pub with: RowsWith,
}

/// Rows of hours: how many there are, their sum, and those of a page.
#[derive(Debug, Clone)]
pub struct HoursRows {
    /// How many there are.
    pub count: usize,
    /// Their hours.
    pub worked: Hours,
    /// Those of the page.
    pub rows: Vec<HoursRow>,
}

/// A row of hours with the names that belong to it.
#[derive(Debug, Clone)]
pub struct HoursRow {
    /// The person.
    pub candidate: CandidateId,
    /// The person's last name.
    pub last_name: String,
    /// The person's first name.
    pub first_name: String,
    /// The employer's name.
    pub employer: String,
    /// The type of contract.
    pub contract_type: ContractType,
    /// The buyer's number of the public contract.
    pub reference: String,
    /// The number of the lot.
    pub number: String,
    /// The employment.
    pub employment: EmploymentId,
    /// The lot.
    pub lot: LotId,
    /// The sector.
    pub sector: Sector,
    /// The month.
    pub month: Month,
    /// The hours worked.
    pub worked: Hours,
    /// Their status.
    pub status: HoursStatus,
    /// Who sent them.
    pub source: String,
}
