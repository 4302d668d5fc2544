//! What rests on people and on their employments.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::visible;
use super::work::{On, ROWS, worked};
use crate::access::Tx;
use crate::db::schema::{
    eligibility_windows, employments, participant_links, plie_periods, positive_exits, referrals, waivers,
};
use crate::error::Result;
use crate::values::{
    CandidateId, ContractType, DependentKind, EmploymentId, ExitKind, OrganisationId, PeriodId, PositiveExitId,
    ReferralId, Sector, WaiverId, WindowId, day_in_table,
};
use crate::withdrawals::{Dependent, Dependents, LeadsTo};

pub(super) fn of_candidate(tx: &mut Tx<'_>, id: CandidateId, found: &mut Dependents) -> Result<()> {
    let rows = referrals::table.filter(referrals::candidate_id.eq(id)).order(referrals::id).limit(ROWS);
    let rows: Vec<ReferralRow> = rows.select((referrals::id, referrals::referred_on)).load(tx.conn())?;
    add_referrals(tx, rows, found)?;
    let rows = employments::table.filter(employments::candidate_id.eq(id)).order(employments::id).limit(ROWS);
    let columns = (employments::id, employments::contract_type, employments::starts_on);
    let rows: Vec<EmploymentRow> = rows.select(columns).load(tx.conn())?;
    add_employments(tx, rows, found)?;
    periods(tx, id, found)?;
    waived(tx, id, found)?;
    windows(tx, id, found)?;
    let rows = positive_exits::table.filter(positive_exits::candidate_id.eq(id)).order(positive_exits::id).limit(ROWS);
    let rows: Vec<ExitRow> = rows.select(EXIT).load(tx.conn())?;
    add_exits(tx, rows, found);
    link(tx, id, found)
}

/// Hours, and the exits that the employment led to: those of its person and employer that began in its time; and those of
/// its person whose criterion adds up employments and was met over its time, with any employer.
pub(super) fn of_employment(tx: &mut Tx<'_>, id: EmploymentId, found: &mut Dependents) -> Result<()> {
    worked(tx, On::Employment(id), found)?;
    type Row = (CandidateId, OrganisationId, NaiveDate, Option<NaiveDate>);
    let columns = (employments::candidate_id, employments::employer_id, employments::starts_on, employments::ends_on);
    let (person, employer, from, to): Row = employments::table.find(id).select(columns).first(tx.conn())?;
    let last = to.unwrap_or(NaiveDate::MAX);
    let began = positive_exits::employer_id.eq(employer).and(positive_exits::started_on.ge(from));
    let added_up = positive_exits::kind.eq_any(ADDED_UP).and(positive_exits::met_on.ge(from));
    let query = positive_exits::table
        .filter(positive_exits::candidate_id.eq(person))
        .filter(positive_exits::started_on.le(last))
        .filter(began.assume_not_null().or(added_up))
        .order(positive_exits::id)
        .limit(ROWS)
        .select(EXIT);
    let rows: Vec<ExitRow> = query.load(tx.conn())?;
    add_exits(tx, rows, found);
    Ok(())
}

/// The kinds whose six months add up over the employments of twelve.
const ADDED_UP: [ExitKind; 2] = [ExitKind::Cdd6Months, ExitKind::TempWork6Months];

pub(super) type ReferralRow = (ReferralId, NaiveDate);

pub(super) fn add_referrals(tx: &mut Tx<'_>, rows: Vec<ReferralRow>, found: &mut Dependents) -> Result<()> {
    let seen = visible::referrals(tx, rows.iter().map(|row| row.0).collect())?;
    found.add(
        rows,
        |row| seen.contains(&row.0),
        |(id, on)| Dependent {
            kind: DependentKind::Referral,
            id: id.0,
            label: format!("orientation du {}", day_in_table(on)),
            path: format!("/v1/referrals/{id}"),
            leads_to: LeadsTo::Referral(id),
        },
    );
    Ok(())
}

pub(super) type EmploymentRow = (EmploymentId, ContractType, NaiveDate);

pub(super) fn add_employments(tx: &mut Tx<'_>, rows: Vec<EmploymentRow>, found: &mut Dependents) -> Result<()> {
    let seen = visible::employments(tx, rows.iter().map(|row| row.0).collect())?;
    found.add(
        rows,
        |row| seen.contains(&row.0),
        |(id, contract_type, from)| Dependent {
            kind: DependentKind::Employment,
            id: id.0,
            label: format!("contrat de travail ({contract_type}) du {}", day_in_table(from)),
            path: format!("/v1/employments/{id}"),
            leads_to: LeadsTo::Employment(id),
        },
    );
    Ok(())
}

pub(super) type ExitRow = (PositiveExitId, CandidateId, ExitKind, NaiveDate, Option<Sector>);

pub(super) const EXIT: (
    positive_exits::id,
    positive_exits::candidate_id,
    positive_exits::kind,
    positive_exits::met_on,
    positive_exits::sector,
) = (
    positive_exits::id,
    positive_exits::candidate_id,
    positive_exits::kind,
    positive_exits::met_on,
    positive_exits::sector,
);

pub(super) fn add_exits(tx: &Tx<'_>, rows: Vec<ExitRow>, found: &mut Dependents) {
    let scope = tx.scope();
    found.add(
        rows,
        |row| scope.is_officer() && row.4.is_none_or(|sector| scope.sees(sector)),
        |(id, _, kind, on, _)| Dependent {
            kind: DependentKind::PositiveExit,
            id: id.0,
            label: format!("sortie positive ({}) du {}", kind.label(), day_in_table(on)),
            path: format!("/v1/positive-exits/{id}"),
            leads_to: LeadsTo::PositiveExit(id),
        },
    );
}

fn periods(tx: &mut Tx<'_>, person: CandidateId, found: &mut Dependents) -> Result<()> {
    let rows = plie_periods::table.filter(plie_periods::candidate_id.eq(person)).order(plie_periods::id).limit(ROWS);
    let rows: Vec<(PeriodId, NaiveDate)> = rows.select((plie_periods::id, plie_periods::starts_on)).load(tx.conn())?;
    let is_officer = tx.scope().is_officer();
    found.add(
        rows,
        |_| is_officer,
        |(id, from)| Dependent {
            kind: DependentKind::PliePeriod,
            id: id.0,
            label: format!("accompagnement par le PLIE depuis le {}", day_in_table(from)),
            path: format!("/v1/plie-periods/{id}"),
            leads_to: LeadsTo::Candidate(person),
        },
    );
    Ok(())
}

fn waived(tx: &mut Tx<'_>, person: CandidateId, found: &mut Dependents) -> Result<()> {
    let rows = waivers::table.filter(waivers::candidate_id.eq(person)).order(waivers::id).limit(ROWS);
    let columns = (waivers::id, waivers::sector, waivers::granted_on);
    let rows: Vec<(WaiverId, Sector, NaiveDate)> = rows.select(columns).load(tx.conn())?;
    let scope = tx.scope();
    found.add(
        rows,
        |row| scope.is_officer() && scope.sees(row.1),
        |(id, sector, on)| Dependent {
            kind: DependentKind::Waiver,
            id: id.0,
            label: format!("dérogation en {sector} du {}", day_in_table(on)),
            path: format!("/v1/waivers/{id}"),
            leads_to: LeadsTo::Candidate(person),
        },
    );
    Ok(())
}

fn windows(tx: &mut Tx<'_>, person: CandidateId, found: &mut Dependents) -> Result<()> {
    let rows = eligibility_windows::table.filter(eligibility_windows::candidate_id.eq(person));
    let rows = rows.order(eligibility_windows::id).limit(ROWS);
    let columns = (eligibility_windows::id, eligibility_windows::ends_on);
    let rows: Vec<(WindowId, NaiveDate)> = rows.select(columns).load(tx.conn())?;
    let is_officer = tx.scope().is_officer();
    found.add(
        rows,
        |_| is_officer,
        |(id, to)| Dependent {
            kind: DependentKind::EligibilityWindow,
            id: id.0,
            label: format!("fenêtre d’éligibilité jusqu’au {}", day_in_table(to)),
            path: format!("/v1/candidates/{person}/eligibility-windows"),
            leads_to: LeadsTo::Candidate(person),
        },
    );
    Ok(())
}

/// A link with a number, or one that is to be read. A link that found no record goes with the person.
fn link(tx: &mut Tx<'_>, person: CandidateId, found: &mut Dependents) -> Result<()> {
    let standing =
        participant_links::participant_number.is_not_null().or(participant_links::chosen_number.is_not_null());
    let of_person = participant_links::table.filter(participant_links::candidate_id.eq(person)).filter(standing);
    let rows: Vec<CandidateId> = of_person.select(participant_links::candidate_id).load(tx.conn())?;
    let is_officer = tx.scope().is_officer();
    found.add(
        rows,
        |_| is_officer,
        |person| Dependent {
            kind: DependentKind::PlieLink,
            id: person.0,
            label: "lien avec le dossier du PLIE".to_owned(),
            path: format!("/v1/candidates/{person}/plie-link"),
            leads_to: LeadsTo::Candidate(person),
        },
    );
    Ok(())
}
