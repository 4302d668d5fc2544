//! What the answer tells of people, employments, lots and settings.

use std::collections::{HashMap, HashSet};
use std::mem::take;

use chrono::NaiveDate;

use super::asked::{
    ADDRESS, ASSIGNMENT, DONE, DUE, EMPLOYMENT, IN_SIGHT, LEGAL_QPV, LOT, PLIE, RSA, Row, SETTING, WINDOW, WORKED,
};
use crate::error::{AppError, Result};
use crate::hours::CellKey;
use crate::hours::by_owner::ByOwner;
use crate::hours::copied::{Assigned, Employed, Facts, Person, Timeline, Work, timeline_of};
use crate::hours::sums::Sums;
use crate::units::{
    CandidateId, CommuneCode, ContractType, EmploymentId, Hours, LotId, Modality, Month, NeighbourhoodId,
    OrganisationId, Period, PrescriberKind, PublicContractId, Sector, Unfit,
};

/// Everything that the rows tell, in no order of its own.
#[derive(Default)]
struct Told {
    employments: Vec<(EmploymentId, Employed)>,
    addresses: Vec<(CandidateId, (Period, CommuneCode, Option<NeighbourhoodId>))>,
    rsa: Vec<(CandidateId, Period)>,
    plie: Vec<(CandidateId, Period)>,
    windows: Vec<(CandidateId, NaiveDate)>,
    in_sight: HashSet<EmploymentId>,
    lots: Vec<(LotId, Work)>,
    legal_qpv: Vec<(NeighbourhoodId, Period)>,
    assignments: Vec<(i64, (EmploymentId, LotId), Assigned)>,
    settings: Vec<(NaiveDate, i64, String, String)>,
    worked: Vec<(CellKey, Hours)>,
    done: HashMap<LotId, Hours>,
    due: HashMap<LotId, Hours>,
}

/// The facts. With `only_visible`, employments without any work in sight are not among them.
pub(super) fn facts(people: Vec<(CandidateId, Person)>, rows: Vec<Row>, only_visible: bool) -> Result<Facts> {
    let mut told = Told::default();
    rows.into_iter().try_for_each(|row| told.take(row))?;
    let contracts = told.employments.iter().map(|(_, one)| (one.candidate, (one.contract_type, one.period)));
    let contracts: Vec<_> = contracts.collect();
    let mut employments = ByOwner::from(take(&mut told.employments));
    let (assigned_from, sums) = (told.assigned_from(&employments), told.sums(&employments));
    if only_visible {
        employments.retain(|id| told.in_sight.contains(id));
    }
    Ok(Facts {
        employments,
        people: people.into(),
        addresses: told.addresses.into(),
        rsa: told.rsa.into(),
        plie: told.plie.into(),
        windows: told.windows.into(),
        contracts: contracts.into(),
        assigned_from: assigned_from.into(),
        lots: told.lots.into(),
        assignments: in_order(told.assignments).into(),
        legal_qpv: told.legal_qpv.into(),
        settings: timeline(told.settings)?,
        sums,
    })
}

/// The assignments of each employment and lot, the earliest first.
fn in_order(mut told: Vec<(i64, (EmploymentId, LotId), Assigned)>) -> Vec<((EmploymentId, LotId), Assigned)> {
    told.sort_by_key(|(id, _, assigned)| (assigned.period.from, *id));
    told.into_iter().map(|(_, place, assigned)| (place, assigned)).collect()
}

fn timeline(mut told: Vec<(NaiveDate, i64, String, String)>) -> Result<Timeline> {
    told.sort_by_key(|(day, id, ..)| (*day, *id));
    timeline_of(told.into_iter().map(|(day, _, key, value)| (day, key, value)).collect())
}

fn misread(unfit: Unfit) -> AppError {
    AppError::internal(anyhow::anyhow!("what hours depend on: {}", unfit.detail))
}

fn unheard_of() -> AppError {
    AppError::internal(anyhow::anyhow!("hours of no month"))
}

impl Told {
    fn take(&mut self, row: Row) -> Result<()> {
        match row {
            (SETTING, _, Some(from), _, Some(key), _, Some(id), Some(value)) => {
                self.settings.push((from, id, key, value));
            }
            (LEGAL_QPV, neighbourhood, Some(from), to, ..) => {
                self.legal_qpv.push((NeighbourhoodId(neighbourhood), Period { from, to }));
            }
            (LOT, lot, _, _, Some(sector), Some(contract), ..) => {
                let sector = Sector::parse(&sector).map_err(misread)?;
                self.lots.push((LotId(lot), Work { public_contract: PublicContractId(contract), sector }));
            }
            (ASSIGNMENT, employment, Some(from), to, Some(modality), Some(lot), Some(id), referred) => {
                let prescriber_kind = referred.map(|kind| PrescriberKind::parse(&kind)).transpose().map_err(misread)?;
                let modality = Modality::parse(&modality).map_err(misread)?;
                let assigned = Assigned { period: Period { from, to }, modality, prescriber_kind };
                self.assignments.push((id, (EmploymentId(employment), LotId(lot)), assigned));
            }
            (WORKED, employment, _, _, Some(month), Some(lot), Some(worked), _) => {
                let month = month.parse().ok().and_then(Month::from_number).ok_or_else(unheard_of)?;
                let key = CellKey { employment: EmploymentId(employment), lot: LotId(lot), month };
                self.worked.push((key, Hours::from_hundredths(worked)));
            }
            (DONE, lot, .., Some(done), _) => {
                let sum = self.done.entry(LotId(lot)).or_default();
                *sum = *sum + Hours::from_hundredths(done);
            }
            (DUE, lot, .., Some(due), _) => drop(self.due.insert(LotId(lot), Hours::from_hundredths(due))),
            (IN_SIGHT, employment, ..) => {
                self.in_sight.insert(EmploymentId(employment));
            }
            row => self.take_of_person(row)?,
        }
        Ok(())
    }

    fn take_of_person(&mut self, (kind, whose, from, to, code, place, id, _): Row) -> Result<()> {
        let candidate = CandidateId(whose);
        match (kind, from.map(|from| Period { from, to }), code) {
            (ADDRESS, Some(period), Some(commune)) => {
                let place = (period, CommuneCode::stored(commune), place.map(NeighbourhoodId));
                self.addresses.push((candidate, place));
            }
            (RSA, Some(period), _) => self.rsa.push((candidate, period)),
            (PLIE, Some(period), _) => self.plie.push((candidate, period)),
            (WINDOW, ..) => self.windows.extend(to.map(|last| (candidate, last))),
            (EMPLOYMENT, Some(period), Some(code)) => {
                let contract_type = ContractType::parse(&code).map_err(misread)?;
                if let (Some(employer), Some(id)) = (place.map(OrganisationId), id.map(EmploymentId)) {
                    self.employments.push((id, Employed { candidate, employer, contract_type, period }));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// From when people were assigned, under whatever employment of theirs: their windows run from the first day.
    fn assigned_from(&self, employments: &ByOwner<EmploymentId, Employed>) -> Vec<(CandidateId, NaiveDate)> {
        let of = |(_, (employment, _), assigned): &(i64, (EmploymentId, LotId), Assigned)| {
            Some((employments.one(employment)?.candidate, assigned.period.from))
        };
        self.assignments.iter().filter_map(of).collect()
    }

    /// The sums over what is there, with whose it is.
    fn sums(&mut self, employments: &ByOwner<EmploymentId, Employed>) -> Sums {
        let mut sums = Sums::of_lots(take(&mut self.done), take(&mut self.due));
        for (key, worked) in self.worked.drain(..) {
            if let Some(employed) = employments.one(&key.employment) {
                sums.add_cell(employed.candidate, key, worked);
            }
        }
        sums
    }
}
