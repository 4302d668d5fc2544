//! What the answer tells of people, employments, lots and settings.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::asked::{ADDRESS, ASSIGNMENT, EMPLOYMENT, IN_SIGHT, LEGAL_QPV, LOT, PLIE, RSA, Row, SETTING, THERE, WINDOW};
use crate::error::{AppError, Result};
use crate::hours::copied::{Assigned, Employed, Facts, Person, Work, timeline_of};
use crate::units::{
    CandidateId, CommuneCode, ContractType, EmploymentId, LotId, Modality, NeighbourhoodId, OrganisationId, Period,
    PrescriberKind, PublicContractId, Sector, Unfit,
};

/// Everything that the rows tell, in no order of their own.
#[derive(Default)]
struct Told {
    people: HashMap<CandidateId, Person>,
    employments: HashMap<EmploymentId, Employed>,
    in_sight: HashSet<EmploymentId>,
    lots: HashMap<LotId, Work>,
    legal_qpv: HashMap<NeighbourhoodId, Vec<Period>>,
    assignments: Vec<(i64, (EmploymentId, LotId), Assigned)>,
    settings: Vec<(NaiveDate, i64, String, String)>,
    any_there: bool,
}

/// The facts. With `only_visible`, employments without any work in sight are not among them.
pub(super) fn facts(people: HashMap<CandidateId, Person>, rows: Vec<Row>, only_visible: bool) -> Result<Facts> {
    let mut told = Told { people, ..Told::default() };
    rows.into_iter().try_for_each(|row| told.take(row))?;
    told.begin_windows();
    let Told { people, mut employments, in_sight, lots, legal_qpv, mut assignments, mut settings, any_there } = told;
    if only_visible {
        employments.retain(|id, _| in_sight.contains(id));
    }
    // The earliest first: it is the one that a month was worked under.
    assignments.sort_by_key(|(id, _, assigned)| (assigned.period.from, *id));
    let mut assigned: HashMap<_, Vec<Assigned>> = HashMap::new();
    for (_, place, one) in assignments {
        assigned.entry(place).or_default().push(one);
    }
    settings.sort_by_key(|(day, id, ..)| (*day, *id));
    let settings = timeline_of(settings.into_iter().map(|(day, _, key, value)| (day, key, value)).collect())?;
    Ok(Facts { employments, people, lots, assignments: assigned, legal_qpv, settings, any_there })
}

fn misread(unfit: Unfit) -> AppError {
    AppError::internal(anyhow::anyhow!("what hours depend on: {}", unfit.detail))
}

impl Told {
    fn take(&mut self, row: Row) -> Result<()> {
        match row {
            (SETTING, _, Some(from), _, Some(key), _, Some(id), Some(value)) => {
                self.settings.push((from, id, key, value));
            }
            (LEGAL_QPV, neighbourhood, Some(from), to, ..) => {
                self.legal_qpv.entry(NeighbourhoodId(neighbourhood)).or_default().push(Period { from, to });
            }
            (LOT, lot, _, _, Some(sector), Some(contract), ..) => {
                let sector = Sector::parse(&sector).map_err(misread)?;
                self.lots.insert(LotId(lot), Work { public_contract: PublicContractId(contract), sector });
            }
            (ASSIGNMENT, employment, Some(from), to, Some(modality), Some(lot), Some(id), referred) => {
                let prescriber_kind = referred.map(|kind| PrescriberKind::parse(&kind)).transpose().map_err(misread)?;
                let modality = Modality::parse(&modality).map_err(misread)?;
                let assigned = Assigned { period: Period { from, to }, modality, prescriber_kind };
                self.assignments.push((id, (EmploymentId(employment), LotId(lot)), assigned));
            }
            (THERE, ..) => self.any_there = true,
            (IN_SIGHT, employment, ..) => {
                self.in_sight.insert(EmploymentId(employment));
            }
            row => self.take_of_person(row)?,
        }
        Ok(())
    }

    /// The first assignment of any employment is the one from which a person's window runs.
    fn begin_windows(&mut self) {
        for (_, (employment, _), assigned) in &self.assignments {
            let employed = self.employments.get(employment);
            let Some(person) = employed.and_then(|employed| self.people.get_mut(&employed.candidate)) else { continue };
            let from = assigned.period.from;
            person.first_assignment = Some(person.first_assignment.map_or(from, |first| first.min(from)));
        }
    }

    fn take_of_person(&mut self, (kind, whose, from, to, code, place, id, _): Row) -> Result<()> {
        let Some(person) = self.people.get_mut(&CandidateId(whose)) else { return Ok(()) };
        let period = from.map(|from| Period { from, to });
        match (kind, period, code) {
            (ADDRESS, Some(period), Some(commune)) => {
                person.addresses.push((period, CommuneCode::stored(commune), place.map(NeighbourhoodId)));
            }
            (RSA, Some(period), _) => person.rsa.push(period),
            (PLIE, Some(period), _) => person.plie.push(period),
            (WINDOW, _, _) => person.windows.extend(to),
            (EMPLOYMENT, Some(period), Some(code)) => {
                let contract_type = ContractType::parse(&code).map_err(misread)?;
                person.employments.push((contract_type, period));
                if let (Some(employer), Some(id)) = (place.map(OrganisationId), id.map(EmploymentId)) {
                    let candidate = CandidateId(whose);
                    self.employments.insert(id, Employed { candidate, employer, contract_type, period });
                }
            }
            _ => {}
        }
        Ok(())
    }
}
