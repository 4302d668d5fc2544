//! The values that hours rows carry, as of the first day of their month: what totals group by and what stays frozen.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::CellKey;
use super::eligibility::{EligibilityFacts, eligible_until};
pub use crate::settings::{Timeline, timeline_of};
use crate::units::{
    AgeBracket, CandidateId, CommuneCode, ContractType, EmploymentId, LotId, Modality, NeighbourhoodId, OrganisationId,
    Period, PrescriberKind, PublicContractId, Sector, Sex, years_between,
};

/// An employment, as far as hours depend on it.
#[derive(Debug, Clone)]
pub struct Employed {
    pub candidate: CandidateId,
    pub employer: OrganisationId,
    pub contract_type: ContractType,
    pub period: Period,
}

/// A person, as far as hours depend on them.
#[derive(Debug, Clone)]
pub struct Person {
    pub birth_date: NaiveDate,
    pub sex: Sex,
    pub qualification_level: Option<i32>,
    pub addresses: Vec<(Period, CommuneCode, Option<NeighbourhoodId>)>,
    pub rsa: Vec<Period>,
    pub plie: Vec<Period>,
    pub windows: Vec<NaiveDate>,
    pub employments: Vec<(ContractType, Period)>,
    pub first_assignment: Option<NaiveDate>,
}

impl Person {
    /// A person of whom nothing dated is known yet.
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

/// A lot, as far as hours depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    pub public_contract: PublicContractId,
    pub sector: Sector,
}

/// An assignment of an employment to a lot.
#[derive(Debug, Clone, Copy)]
pub struct Assigned {
    pub period: Period,
    pub modality: Modality,
    pub prescriber_kind: Option<PrescriberKind>,
}

/// Everything that some cells depend on, loaded in sets.
#[derive(Debug)]
pub struct Facts {
    pub employments: HashMap<EmploymentId, Employed>,
    pub people: HashMap<CandidateId, Person>,
    pub lots: HashMap<LotId, Work>,
    pub assignments: HashMap<(EmploymentId, LotId), Vec<Assigned>>,
    pub legal_qpv: HashMap<NeighbourhoodId, Vec<Period>>,
    pub settings: Timeline,
    /// Whether any of the cells that are to be recorded was there when this was asked. Where none was, there is none to read
    /// and hold; one made since then stands in the way when they are written.
    pub any_there: bool,
}

/// What a row of hours carries besides its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
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

impl Copied {
    /// What differs between two rows' values, by name. Whose row it is does not count among them: people who turn out to
    /// be one may be joined even in closed months.
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
    /// The assignment under which the cell's month was worked.
    pub fn assigned(&self, key: &CellKey) -> Option<&Assigned> {
        let month = key.month.period();
        self.assignments.get(&(key.employment, key.lot))?.iter().find(|assigned| assigned.period.overlaps(&month))
    }

    /// What the cell's row carries; `None` when its employment, lot or assignment is not among the facts.
    pub fn copied(&self, key: &CellKey) -> Option<Copied> {
        let employed = self.employments.get(&key.employment)?;
        let person = self.people.get(&employed.candidate)?;
        let work = self.lots.get(&key.lot)?;
        let assigned = self.assigned(key)?;
        let day = key.month.first_day();
        let on_day = |periods: &[Period]| periods.iter().any(|period| period.contains(day));
        let address = person.addresses.iter().find(|(period, _, _)| period.contains(day));
        let neighbourhood = address.and_then(|(_, _, neighbourhood)| *neighbourhood);
        let legal = neighbourhood.and_then(|id| self.legal_qpv.get(&id));
        Some(Copied {
            candidate: employed.candidate,
            employer: employed.employer,
            public_contract: work.public_contract,
            sector: work.sector,
            contract_type: employed.contract_type,
            modality: assigned.modality,
            prescriber_kind: assigned.prescriber_kind,
            sex: person.sex,
            age_bracket: AgeBracket::of(years_between(person.birth_date, day)),
            qualification_level: person.qualification_level,
            commune: address.map(|(_, commune, _)| commune.clone()),
            neighbourhood,
            qpv_legal: legal.is_some_and(|periods| on_day(periods)),
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
