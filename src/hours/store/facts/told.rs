//! What the answer tells of people, employments, lots and settings.

use std::collections::{HashMap, HashSet};
use std::mem::take;

use chrono::NaiveDate;

use super::LockedPeople;
use super::row::{ADDRESS, DONE, DUE, EMPLOYMENT, IN_SIGHT, LEGAL_QPV, LOT, PLIE, RSA, Row, SETTING, WINDOW, WORKED};
use crate::db::Contended;
use crate::error::{AppError, Result};
use crate::hours::CellKey;
use crate::hours::by_owner::ByOwner;
use crate::hours::running_totals::RunningTotals;
use crate::hours::snapshot::{Address, Assigned, Employed, Facts, Timeline, Work, timeline_of};
use crate::values::{
    CandidateId, CommuneCode, ContractType, EmploymentId, Hours, InvalidValue, LotId, Modality, Month, NeighbourhoodId,
    OrganisationId, Period, PrescriberKind, PublicContractId, Sector,
};

/// Everything that rows tell, in no order of its own.
#[derive(Default)]
pub(super) struct Told {
    employments: Vec<(EmploymentId, Employed)>,
    addresses: Vec<(CandidateId, Address)>,
    rsa: Vec<(CandidateId, Period)>,
    plie: Vec<(CandidateId, Period)>,
    windows: Vec<(CandidateId, NaiveDate)>,
    in_sight: HashSet<EmploymentId>,
    lots: Vec<(LotId, Work)>,
    legal_qpv: Vec<(NeighbourhoodId, Period)>,
    assignments: Vec<((EmploymentId, LotId), Assigned)>,
    assigned_from: Vec<(CandidateId, NaiveDate)>,
    settings: Vec<(NaiveDate, i64, String, String)>,
    worked: Vec<(CellKey, Hours)>,
    done: HashMap<LotId, Hours>,
    due: HashMap<LotId, Hours>,
}

fn timeline(mut told: Vec<(NaiveDate, i64, String, String)>) -> Result<Timeline> {
    told.sort_by_key(|(day, id, ..)| (*day, *id));
    timeline_of(told.into_iter().map(|(day, _, key, value)| (day, key, value)).collect())
}

fn misread(invalid: InvalidValue) -> AppError {
    AppError::internal(anyhow::anyhow!("what hours depend on: {}", invalid.detail))
}

fn unheard_of() -> AppError {
    AppError::internal(anyhow::anyhow!("hours of no month"))
}

impl Told {
    /// Takes what one row tells.
    pub(super) fn take(&mut self, row: Row) -> Result<()> {
        match row {
            Row { kind: SETTING, from: Some(from), code: Some(key), number: Some(id), other: Some(value), .. } => {
                self.settings.push((from, id, key, value));
            }
            Row { kind: LEGAL_QPV, whose, from: Some(from), to, .. } => {
                self.legal_qpv.push((NeighbourhoodId(whose), Period { from, to }));
            }
            Row { kind: LOT, whose, code: Some(sector), place: Some(contract), .. } => {
                let sector = Sector::parse(&sector).map_err(misread)?;
                self.lots.push((LotId(whose), Work { public_contract: PublicContractId(contract), sector }));
            }
            Row { kind: IN_SIGHT, whose, .. } => {
                self.in_sight.insert(EmploymentId(whose));
            }
            Row { kind: WORKED, whose, place: Some(month), lot: Some(lot), number: Some(worked), .. } => {
                let month = i32::try_from(month).ok().and_then(Month::from_number).ok_or_else(unheard_of)?;
                let key = CellKey { employment: EmploymentId(whose), lot: LotId(lot), month };
                self.worked.push((key, Hours::from_hundredths(worked)));
            }
            Row { kind: DONE, whose, number: Some(done), .. } => {
                let sum = self.done.entry(LotId(whose)).or_default();
                *sum = *sum + Hours::from_hundredths(done);
            }
            Row { kind: DUE, whose, number: Some(due), .. } => {
                self.due.insert(LotId(whose), Hours::from_hundredths(due));
            }
            row => self.take_of_person(row)?,
        }
        Ok(())
    }

    fn take_of_person(&mut self, row: Row) -> Result<()> {
        let candidate = CandidateId(row.whose);
        let period = row.from.map(|from| Period { from, to: row.to });
        match (row.kind, period) {
            (EMPLOYMENT, Some(period)) => self.take_employment(candidate, period, row)?,
            (ADDRESS, Some(period)) => {
                let neighbourhood = row.place.map(NeighbourhoodId);
                let commune = row.code.map(CommuneCode::stored);
                let address = commune.map(|commune| Address { period, commune, neighbourhood });
                self.addresses.extend(address.map(|address| (candidate, address)));
            }
            (RSA, Some(period)) => self.rsa.push((candidate, period)),
            (PLIE, Some(period)) => self.plie.push((candidate, period)),
            (WINDOW, _) => self.windows.extend(row.to.map(|last| (candidate, last))),
            _ => {}
        }
        Ok(())
    }

    /// An employment comes again with each of its assignments.
    fn take_employment(&mut self, candidate: CandidateId, period: Period, row: Row) -> Result<()> {
        let (Some(code), Some(employer), Some(id)) = (row.code, row.place, row.number) else { return Ok(()) };
        let (id, contract_type) = (EmploymentId(id), ContractType::parse(&code).map_err(misread)?);
        let employed = Employed { candidate, employer: OrganisationId(employer), contract_type, period };
        self.employments.push((id, employed));
        if let (Some(from), Some(lot), Some(modality)) = (row.assigned_from, row.lot, row.other) {
            let prescriber_kind =
                row.prescriber.map(|kind| PrescriberKind::parse(&kind)).transpose().map_err(misread)?;
            let modality = Modality::parse(&modality).map_err(misread)?;
            let assigned = Assigned { period: Period { from, to: row.assigned_to }, modality, prescriber_kind };
            self.assignments.push(((id, LotId(lot)), assigned));
            self.assigned_from.push((candidate, from));
        }
        Ok(())
    }

    /// The facts. With `only_visible`, employments without any work in sight are not among them.
    ///
    /// # Errors
    /// `unavailable`, to be tried again, where others are held than those whose employments they are.
    pub(super) fn facts(mut self, LockedPeople { people, whose }: LockedPeople, only_visible: bool) -> Result<Facts> {
        self.employments.sort_by_key(|(id, _)| *id);
        self.employments.dedup_by_key(|(id, _)| *id);
        let contracts = self.employments.iter().map(|(_, one)| (one.candidate, (one.contract_type, one.period)));
        let contracts: Vec<_> = contracts.collect();
        self.assignments.sort_by_key(|(_, assigned)| assigned.period.from);
        let mut employments = ByOwner::from(take(&mut self.employments));
        if whose.iter().any(|(id, person)| employments.one(id).is_none_or(|employed| employed.candidate != *person)) {
            let told = "an employment became somebody else's while its person was waited for";
            return Err(AppError::unavailable(Contended(told.to_owned())));
        }
        let sums = self.sums(&employments);
        if only_visible {
            employments.retain(|id| self.in_sight.contains(id));
        }
        Ok(Facts {
            employments,
            people: people.into(),
            addresses: self.addresses.into(),
            rsa: self.rsa.into(),
            plie: self.plie.into(),
            windows: self.windows.into(),
            contracts: contracts.into(),
            assigned_from: self.assigned_from.into(),
            lots: self.lots.into(),
            assignments: self.assignments.into(),
            legal_qpv: self.legal_qpv.into(),
            settings: timeline(self.settings)?,
            sums,
        })
    }

    /// The sums over what is there, with whose it is.
    fn sums(&mut self, employments: &ByOwner<EmploymentId, Employed>) -> RunningTotals {
        let mut sums = RunningTotals::of_lots(take(&mut self.done), take(&mut self.due));
        for (key, worked) in self.worked.drain(..) {
            if let Some(employed) = employments.one(&key.employment) {
                sums.add_cell(employed.candidate, key, worked);
            }
        }
        sums
    }
}
