//! The values that hours rows carry, as of the first day of their month: what totals group by and what stays frozen.

use chrono::NaiveDate;

use super::CellKey;
use super::by_owner::ByOwner;
use super::eligibility::{EligibilityFacts, eligible_until};
use super::running_totals::RunningTotals;
pub use crate::settings::{Timeline, timeline_of};
use crate::values::{
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

/// A person, as far as hours depend on them and no date goes with it.
#[derive(Debug, Clone)]
pub struct Person {
    pub birth_date: NaiveDate,
    pub sex: Sex,
    pub qualification_level: Option<i32>,
}

/// Where a person lives.
#[derive(Debug, Clone)]
pub struct Address {
    pub period: Period,
    pub commune: CommuneCode,
    pub neighbourhood: Option<NeighbourhoodId>,
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
    pub employments: ByOwner<EmploymentId, Employed>,
    pub people: ByOwner<CandidateId, Person>,
    pub addresses: ByOwner<CandidateId, Address>,
    pub rsa: ByOwner<CandidateId, Period>,
    pub plie: ByOwner<CandidateId, Period>,
    pub windows: ByOwner<CandidateId, NaiveDate>,
    pub contracts: ByOwner<CandidateId, (ContractType, Period)>,
    /// From when people were assigned to any lot.
    pub assigned_from: ByOwner<CandidateId, NaiveDate>,
    pub lots: ByOwner<LotId, Work>,
    /// The earliest first: it is the one that a month was worked under.
    pub assignments: ByOwner<(EmploymentId, LotId), Assigned>,
    pub legal_qpv: ByOwner<NeighbourhoodId, Period>,
    pub settings: Timeline,
    /// What was worked and done already, as it was when this was asked. A cell that was not there then is new; one made
    /// since then stands in the way when it is written.
    pub sums: RunningTotals,
}

/// What a row of hours carries besides its figures.
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
        self.assignments.of(&(key.employment, key.lot)).iter().find(|assigned| assigned.period.overlaps(&month))
    }

    /// What the cell's row carries; `None` when its employment, lot or assignment is not among the facts.
    pub fn snapshot(&self, key: &CellKey) -> Option<Snapshot> {
        let employed = self.employments.one(&key.employment)?;
        let who = employed.candidate;
        let person = self.people.one(&who)?;
        let work = self.lots.one(&key.lot)?;
        let assigned = self.assigned(key)?;
        let day = key.month.first_day();
        let on_day = |periods: &[Period]| periods.iter().any(|period| period.contains(day));
        let address = self.addresses.of(&who).iter().find(|address| address.period.contains(day));
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
            qpv_legal: neighbourhood.is_some_and(|id| on_day(self.legal_qpv.of(&id))),
            rsa: on_day(self.rsa.of(&who)),
            in_plie: self.plie.of(&who).iter().any(|period| period.overlaps(&key.month.period())),
            counted: self.counts(who, day),
        })
    }

    /// Whether hours of a month that begins on `day` count for the clause (domain rule 7).
    fn counts(&self, who: CandidateId, day: NaiveDate) -> bool {
        let facts = EligibilityFacts {
            first_assignment: self.assigned_from.of(&who).iter().min().copied(),
            employments: self.contracts.of(&who),
            windows: self.windows.of(&who),
        };
        eligible_until(&facts, self.settings.on(day)).is_some_and(|last| day <= last)
    }
}
