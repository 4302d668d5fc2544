//! The inputs of a bilan. `store` loads them once, `rules` count.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::values::{
    AgeBracket, CandidateId, CommuneCode, ContractType, ExitKind, Hours, Modality, Month, NeighbourhoodId,
    NotIntegratedReason, OrganisationId, Origin, OutcomeKind, Period, PrescriberKind, PublicContractId, Sector, Sex,
};

/// The inputs of the tables of a year, limited to the scope.
#[derive(Debug)]
pub struct Facts {
    /// Whether the scope is the people whom the PLIE accompanies.
    pub plie_only: bool,
    /// Hours of the year by person, sector and type of contract.
    pub hours: Vec<HoursOf>,
    /// Referrals dated in the year.
    pub referrals: Vec<Referred>,
    /// Outcomes decided in the year, whatever the date of the referral.
    pub decided: Vec<Decided>,
    /// Assignments that overlap the year.
    pub assigned: Vec<AssignedPerson>,
    /// Exits met in the year.
    pub exits: Vec<Exit>,
    /// People with validated, counted hours in the year.
    pub with_counted_hours: HashSet<CandidateId>,
    /// Where people live.
    pub homes: Arc<Homes>,
    /// The neighbourhoods, in the order of the list.
    pub neighbourhoods: Arc<[(NeighbourhoodId, String)]>,
    /// What the tables need that dashboards do not read; none for them.
    pub details: Option<Details>,
}

impl Facts {
    /// The facts of each person alone. Every fact is somebody's, and figures count people, referrals, exits or hours: so
    /// the figures of all people add up to those of the whole.
    pub fn by_person(&self) -> BTreeMap<CandidateId, Self> {
        let mut alone: BTreeMap<CandidateId, Self> = BTreeMap::new();
        macro_rules! of {
            ($person:expr) => {
                alone.entry($person).or_insert_with(|| self.of_nobody())
            };
        }
        self.hours.iter().for_each(|one| of!(one.candidate).hours.push(*one));
        self.referrals.iter().for_each(|one| of!(one.candidate).referrals.push(one.clone()));
        self.decided.iter().for_each(|one| of!(one.candidate).decided.push(*one));
        self.assigned.iter().for_each(|one| of!(one.candidate).assigned.push(*one));
        self.exits.iter().for_each(|one| of!(one.candidate).exits.push(*one));
        for person in &self.with_counted_hours {
            of!(*person).with_counted_hours.insert(*person);
        }
        for worked in self.details.iter().flat_map(|details| &details.worked) {
            if let Some(details) = &mut of!(worked.candidate).details {
                details.worked.push(worked.clone());
            }
        }
        alone
    }

    /// The same year without anybody.
    fn of_nobody(&self) -> Self {
        let details = self.details.as_ref().map(|details| Details {
            months: Arc::clone(&details.months),
            worked: Vec::new(),
            names: Arc::clone(&details.names),
            fte_divisor: details.fte_divisor,
        });
        Self {
            plie_only: self.plie_only,
            hours: Vec::new(),
            referrals: Vec::new(),
            decided: Vec::new(),
            assigned: Vec::new(),
            exits: Vec::new(),
            with_counted_hours: HashSet::new(),
            homes: Arc::clone(&self.homes),
            neighbourhoods: Arc::clone(&self.neighbourhoods),
            details,
        }
    }
}

/// The hours of the year in more detail.
#[derive(Debug)]
pub struct Details {
    /// Every month.
    pub months: Arc<[Month]>,
    /// The hours of each person.
    pub worked: Vec<Worked>,
    /// What the records of the lines are called.
    pub names: Arc<Names>,
    /// The hours of a full-time equivalent at the end of the last month.
    pub fte_divisor: Hours,
}

/// What the records of the lines are called.
#[derive(Debug)]
pub struct Names {
    /// The names of employers and buyers.
    pub organisations: HashMap<OrganisationId, String>,
    /// The public contracts.
    pub contracts: HashMap<PublicContractId, Contract>,
    /// The names of the communes that are known by name.
    pub communes: HashMap<CommuneCode, String>,
}

/// The hours of a person in a sector and under a type of contract.
#[derive(Debug, Clone, Copy)]
pub struct HoursOf {
    pub candidate: CandidateId,
    pub sector: Sector,
    pub contract_type: ContractType,
    pub hours: Hours,
}

/// An outcome that was decided.
#[derive(Debug, Clone, Copy)]
pub struct Decided {
    pub candidate: CandidateId,
    pub origin: Origin,
    pub outcome: OutcomeKind,
}

/// The hours of a person that are alike in all that the tables break down by.
#[derive(Debug, Clone)]
pub struct Worked {
    pub month: Month,
    pub candidate: CandidateId,
    pub employer: OrganisationId,
    pub contract: PublicContractId,
    pub modality: Modality,
    pub commune: Option<CommuneCode>,
    pub age: AgeBracket,
    pub sex: Sex,
    pub level: Option<i32>,
    pub has_rsa: bool,
    pub prescriber: Option<PrescriberKind>,
    pub hours: Hours,
}

/// A public contract.
#[derive(Debug, Clone)]
pub struct Contract {
    pub reference: String,
    pub title: String,
    pub buyer: OrganisationId,
}

/// A referral.
#[derive(Debug, Clone)]
pub struct Referred {
    pub candidate: CandidateId,
    pub origin: Origin,
    pub prescriber: Option<String>,
    pub prescriber_kind: PrescriberKind,
    pub on: NaiveDate,
    pub sectors: Vec<Sector>,
    pub outcome: OutcomeKind,
    pub outcome_sector: Option<Sector>,
    pub reason: Option<NotIntegratedReason>,
}

/// A person at work on a lot.
#[derive(Debug, Clone, Copy)]
pub struct AssignedPerson {
    pub candidate: CandidateId,
    pub sex: Sex,
    pub sector: Sector,
    /// Whether the assignment has a waiver and no referral.
    pub waived: bool,
    /// The first assigned day in the year.
    pub first_day: NaiveDate,
}

/// A positive exit.
#[derive(Debug, Clone, Copy)]
pub struct Exit {
    pub candidate: CandidateId,
    pub kind: ExitKind,
    pub met_on: NaiveDate,
}

/// An address: its commune and, if any, its listed neighbourhood.
#[derive(Debug, Clone)]
pub struct Home {
    pub period: Period,
    pub neighbourhood: Option<NeighbourhoodId>,
    /// Whether the commune is one of the PLIE's territory.
    pub in_territory: bool,
}

/// Where people live, and when neighbourhoods are legally QPV.
#[derive(Debug, Default)]
pub struct Homes {
    pub by_person: HashMap<CandidateId, Vec<Home>>,
    pub legal_qpv: HashMap<NeighbourhoodId, Vec<Period>>,
}

impl Homes {
    /// Where the person lives on a day.
    pub fn on(&self, person: CandidateId, day: NaiveDate) -> Option<&Home> {
        self.by_person.get(&person)?.iter().find(|home| home.period.contains(day))
    }

    /// The listed neighbourhood in which the person lives on a day.
    pub fn listed(&self, person: CandidateId, day: NaiveDate) -> Option<NeighbourhoodId> {
        self.on(person, day)?.neighbourhood
    }

    /// Whether the neighbourhood is legally QPV on a day.
    pub fn is_legal(&self, neighbourhood: NeighbourhoodId, day: NaiveDate) -> bool {
        self.legal_qpv.get(&neighbourhood).is_some_and(|periods| periods.iter().any(|period| period.contains(day)))
    }
}
