//! The snapshot of a row of hours: the values that totals group by, as of the first day of its month. `actions::record`
//! and `actions::refresh` make it from the facts that `store::facts` loads.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::CellKey;
use super::running_totals::RunningTotals;
use crate::eligibility::{EligibilityFacts, eligible_until};
pub use crate::settings::{Timeline, timeline_of};
use crate::values::{
    AgeBracket, CandidateId, CommuneCode, ContractType, EmploymentId, LotId, Modality, NeighbourhoodId, OrganisationId,
    Period, PrescriberKind, PublicContractId, Sector, Sex, years_between,
};

/// What hours depend on of an employment.
#[derive(Debug, Clone)]
pub struct EmploymentFacts {
    pub candidate: CandidateId,
    pub employer: OrganisationId,
    pub contract_type: ContractType,
    pub period: Period,
}

/// What hours depend on of a person.
#[derive(Debug, Clone)]
pub struct Person {
    pub birth_date: NaiveDate,
    pub sex: Sex,
    pub qualification_level: Option<i32>,
    pub addresses: Vec<Address>,
    pub rsa: Vec<Period>,
    pub plie: Vec<Period>,
    /// The last days of the windows that officers opened.
    pub windows: Vec<NaiveDate>,
    /// The contract type and period of every employment.
    pub employments: Vec<(ContractType, Period)>,
    /// The first day of their first assignment to any lot.
    pub first_assignment: Option<NaiveDate>,
}

impl Person {
    /// A person without dated facts yet.
    pub fn new(birth_date: NaiveDate, sex: Sex, qualification_level: Option<i32>) -> Self {
        Self {
            birth_date,
            sex,
            qualification_level,
            addresses: Vec::new(),
            rsa: Vec::new(),
            plie: Vec::new(),
            windows: Vec::new(),
            employments: Vec::new(),
            first_assignment: None,
        }
    }
}

/// An address of a person.
#[derive(Debug, Clone)]
pub struct Address {
    pub period: Period,
    pub commune: CommuneCode,
    pub neighbourhood: Option<NeighbourhoodId>,
}

/// What hours depend on of a lot.
#[derive(Debug, Clone, Copy)]
pub struct LotFacts {
    pub public_contract: PublicContractId,
    pub sector: Sector,
}

/// An assignment of an employment to a lot.
#[derive(Debug, Clone, Copy)]
pub struct AssignmentFacts {
    pub period: Period,
    pub modality: Modality,
    pub prescriber_kind: Option<PrescriberKind>,
}

/// Everything that a set of cells depends on.
#[derive(Debug)]
pub struct Facts {
    pub employments: HashMap<EmploymentId, EmploymentFacts>,
    pub people: HashMap<CandidateId, Person>,
    pub lots: HashMap<LotId, LotFacts>,
    /// The earliest first: the first one that overlaps a month applies to it.
    pub assignments: HashMap<(EmploymentId, LotId), Vec<AssignmentFacts>>,
    /// When each neighbourhood was legally a QPV.
    pub legal_qpv: HashMap<NeighbourhoodId, Vec<Period>>,
    pub settings: Timeline,
    pub totals: RunningTotals,
}

/// The values of a row besides its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub candidate: CandidateId,
    pub employer: OrganisationId,
    pub public_contract: PublicContractId,
    pub sector: Sector,
    pub contract_type: ContractType,
    pub modality: Modality,
    pub prescriber_kind: Option<PrescriberKind>,
    pub sex: Sex,
    pub age_bracket: AgeBracket,
    pub qualification_level: Option<i32>,
    pub commune: Option<CommuneCode>,
    pub neighbourhood: Option<NeighbourhoodId>,
    pub qpv_legal: bool,
    pub rsa: bool,
    pub in_plie: bool,
    pub counted: bool,
}

impl Snapshot {
    /// The names of the fields that differ. The person is not compared: duplicates of a person may be merged even in
    /// closed months.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let fields = [
            ("employer", self.employer != other.employer),
            ("public_contract", self.public_contract != other.public_contract),
            ("sector", self.sector != other.sector),
            ("contract_type", self.contract_type != other.contract_type),
            ("modality", self.modality != other.modality),
            ("prescriber_kind", self.prescriber_kind != other.prescriber_kind),
            ("sex", self.sex != other.sex),
            ("age_bracket", self.age_bracket != other.age_bracket),
            ("qualification_level", self.qualification_level != other.qualification_level),
            ("commune", self.commune != other.commune),
            ("neighbourhood", self.neighbourhood != other.neighbourhood),
            ("qpv_legal", self.qpv_legal != other.qpv_legal),
            ("rsa", self.rsa != other.rsa),
            ("in_plie", self.in_plie != other.in_plie),
            ("counted", self.counted != other.counted),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
}

impl Facts {
    /// The assignment that applies to the cell's month.
    pub fn assigned(&self, key: &CellKey) -> Option<&AssignmentFacts> {
        let month = key.month.period();
        self.assignments.get(&(key.employment, key.lot))?.iter().find(|assigned| assigned.period.overlaps(&month))
    }

    /// The snapshot of a cell; `None` if the facts lack its employment, lot or assignment.
    pub fn snapshot(&self, key: &CellKey) -> Option<Snapshot> {
        let employed = self.employments.get(&key.employment)?;
        let who = employed.candidate;
        let person = self.people.get(&who)?;
        let work = self.lots.get(&key.lot)?;
        let assigned = self.assigned(key)?;
        let day = key.month.first_day();
        let on_day = |periods: &[Period]| periods.iter().any(|period| period.contains(day));
        let address = person.addresses.iter().find(|address| address.period.contains(day));
        let neighbourhood = address.and_then(|address| address.neighbourhood);
        Some(Snapshot {
            candidate: who,
            employer: employed.employer,
            public_contract: work.public_contract,
            sector: work.sector,
            contract_type: employed.contract_type,
            modality: assigned.modality,
            prescriber_kind: assigned.prescriber_kind,
            sex: person.sex,
            age_bracket: AgeBracket::of(years_between(person.birth_date, day)),
            qualification_level: person.qualification_level,
            commune: address.map(|address| address.commune.clone()),
            neighbourhood,
            qpv_legal: neighbourhood.is_some_and(|id| self.legal_qpv.get(&id).is_some_and(|periods| on_day(periods))),
            rsa: on_day(&person.rsa),
            in_plie: person.plie.iter().any(|period| period.overlaps(&key.month.period())),
            counted: self.counts(person, day),
        })
    }

    /// Whether hours of a month that begins on `day` count for the clause (domain rule 7).
    fn counts(&self, person: &Person, day: NaiveDate) -> bool {
        let facts = EligibilityFacts {
            first_assignment: person.first_assignment,
            employments: &person.employments,
            windows: &person.windows,
        };
        eligible_until(&facts, self.settings.on(day)).is_some_and(|last| day <= last)
    }
}
