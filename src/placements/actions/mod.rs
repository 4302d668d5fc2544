//! Use cases of placements.

mod parts;
mod refer;

use chrono::NaiveDate;

use self::parts::{below, person, with_pointers};
pub use self::refer::refer;
use super::{Admission, NewAssignment, NewEmployment, NewPlacement, PlacedEmployment, Placement};
use crate::access::{
    Caller, DecideReferrals, EditCandidates, EditEligibility, EditEmployments, EditReferrals, WriteTx,
};
use crate::candidates::waivers;
use crate::employments::{self, AssignmentDetails, Employment, EmploymentDetails};
use crate::error::{ProblemCode, Result};
use crate::referrals;
use crate::values::{CandidateId, Period};

/// Records everything that a placement needs, in one transaction: a refusal leaves nothing behind. Under the caller's
/// idempotency key the same form, sent twice, records it once.
///
/// The pointers of field errors begin with `/person`, `/admission` or `/employment`; those of the assignment with
/// `/employment/assignment`.
///
/// # Errors
/// `forbidden` unless the caller has the rights of all these records; `already_exists` at `/person` for a new person whom a
/// record may be about already; those of the actions that record each of them.
pub fn create(caller: &Caller<EditEligibility>, new: &NewPlacement) -> Result<Placement> {
    require_rights(caller)?;
    let today = caller.today();
    let outcome = caller.create(|tx| {
        tx.lock_settings()?;
        let candidate_id = below("/person", person(tx, &new.person, today))?;
        if let Some(admission) = &new.admission {
            below("/admission", admit(tx, candidate_id, admission, today))?;
        }
        let employment = below("/employment", employ(tx, candidate_id, new))?;
        Ok(Placement { candidate_id, employment_id: employment.id, lot_id: new.assignment.lot_id })
    })?;
    outcome.value()
}

fn require_rights(caller: &Caller<EditEligibility>) -> Result<()> {
    caller.with_right::<EditCandidates>()?;
    caller.with_right::<EditReferrals>()?;
    caller.with_right::<DecideReferrals>()?;
    caller.with_right::<EditEmployments>()?;
    Ok(())
}

fn admit(tx: &mut WriteTx<'_>, candidate: CandidateId, admission: &Admission, today: NaiveDate) -> Result<()> {
    match admission {
        Admission::Referral(details, outcome) => {
            let referral = referrals::actions::create_in(tx, candidate, details, today)?;
            referrals::actions::decide_in(tx, referral.id, None, outcome, today)?;
        }
        Admission::Outcome(id, outcome) => {
            let decided = referrals::actions::decide_in(tx, *id, None, outcome, today)?;
            refuse_other(candidate, decided.candidate_id)?;
        }
        Admission::Waiver(details) => drop(waivers::actions::create_in(tx, candidate, details, today)?),
    }
    Ok(())
}

fn employ(tx: &mut WriteTx<'_>, candidate: CandidateId, new: &NewPlacement) -> Result<Employment> {
    let employment = match &new.employment {
        PlacedEmployment::New(employment) => {
            employments::actions::create_in(tx, &details(candidate, employment, &new.assignment))
        }
        PlacedEmployment::Recorded(id) => employments::actions::assign_in(tx, *id, |employment| {
            let first = employment.starts_on.max(new.assignment.month.first_day());
            assignment(&new.assignment, first)
        }),
    };
    let employment = employment.map_err(|error| with_pointers(error, of_assignment))?;
    refuse_other(candidate, employment.candidate_id)?;
    Ok(employment)
}

fn details(candidate: CandidateId, new: &NewEmployment, assigned: &NewAssignment) -> EmploymentDetails {
    EmploymentDetails {
        candidate_id: candidate,
        employer_id: new.employer_id,
        contract_type: new.contract_type,
        occupation: None,
        period: new.period,
        weekly_hours: new.weekly_hours,
        external_ref: None,
        assignments: vec![assignment(assigned, new.period.from)],
    }
}

fn assignment(new: &NewAssignment, first: NaiveDate) -> AssignmentDetails {
    let period = Period { from: new.from.unwrap_or(first), to: new.to };
    AssignmentDetails { lot_id: new.lot_id, modality: new.modality, period }
}

/// A referral or an employment of somebody else does not exist for this placement.
fn refuse_other(candidate: CandidateId, other: CandidateId) -> Result<()> {
    if candidate == other { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}

/// The pointer of a field of the only new assignment, without its place among those of the employment.
fn of_assignment(pointer: &str) -> String {
    let field = pointer.strip_prefix("/assignments/").and_then(|rest| rest.split_once('/'));
    field.map_or_else(|| pointer.to_owned(), |(_, field)| format!("/assignment/{field}"))
}
