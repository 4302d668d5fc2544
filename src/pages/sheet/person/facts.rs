//! What the page *Ajouter une personne* reads before it shows anything.

use super::super::super::people::{self, ALL, Someone};
use super::super::super::typed_person::Typed;
use super::form::{NEW, OUTCOME, REFERRAL};
use crate::access::{Caller, EditEligibility};
use crate::contracts::{self, Lot, PublicContract};
use crate::employments::{self, Employment, EmploymentFilter};
use crate::error::{FieldError, ProblemCode, Result};
use crate::organisations::{Organisation, OrganisationRole};
use crate::referrals::{self, ReferralView};
use crate::values::{CandidateId, LotId, Month, OutcomeKind, Place, Sector};

/// What the page is asked for.
pub(super) enum Asked {
    /// The people of this name; none for an empty one.
    Search(String),
    /// The form for a person with a record.
    Person(CandidateId),
    /// The form for one without, of this name.
    NewPerson(String),
    /// The form again, as it was typed, with what was refused.
    Again(Typed, Vec<FieldError>),
}

/// Everything that the page shows.
pub(super) struct Facts {
    pub lot: Lot,
    pub contract: PublicContract,
    pub employers: Vec<Organisation>,
    pub step: Step,
}

/// The step of the page.
pub(super) enum Step {
    Search { text: String, found: Vec<Someone> },
    Form(Box<FormFacts>),
}

/// What the form shows.
pub(super) struct FormFacts {
    pub typed: Typed,
    pub person: Option<Someone>,
    /// People who may be the new person already.
    pub doubles: Vec<Someone>,
    /// The employments on the lot in the month.
    pub on_lot: Vec<Employment>,
    pub asks_admission: bool,
    /// The person's referrals without an outcome.
    pub pending: Vec<ReferralView>,
    pub prescribers: Vec<Organisation>,
}

/// The sector of a lot.
pub(super) fn sector(caller: &Caller<EditEligibility>, lot: LotId) -> Result<Sector> {
    Ok(lot_and_contract(caller, lot)?.1.sector)
}

/// The organisations that refer people.
pub(super) fn prescribers(caller: &Caller<EditEligibility>) -> Result<Vec<Organisation>> {
    people::with_role(caller, OrganisationRole::Prescriber)
}

pub(super) fn read(caller: &Caller<EditEligibility>, month: Month, lot: LotId, asked: Asked) -> Result<Facts> {
    let (lot, contract) = lot_and_contract(caller, lot)?;
    let step = match asked {
        Asked::Search(text) => {
            let found = people::search(caller, &text)?;
            Step::Search { text, found }
        }
        Asked::Person(id) => {
            let mut typed = Typed::default();
            typed.propose("personne", id.to_string());
            form(caller, month, &lot, typed, &[])?
        }
        Asked::NewPerson(name) => {
            let mut typed = Typed::default();
            people::propose_name(&mut typed, &name);
            form(caller, month, &lot, typed, &[])?
        }
        Asked::Again(typed, field_errors) => form(caller, month, &lot, typed, &field_errors)?,
    };
    Ok(Facts { lot, contract, employers: people::with_role(caller, OrganisationRole::Employer)?, step })
}

fn form(
    caller: &Caller<EditEligibility>,
    month: Month,
    lot: &Lot,
    mut typed: Typed,
    field_errors: &[FieldError],
) -> Result<Step> {
    let person = typed.candidate().map(|id| people::person(caller, id)).transpose()?.flatten();
    let has = |code: ProblemCode, pointer: &str| {
        field_errors.iter().any(|error| error.code == code && error.pointer.starts_with(pointer))
    };
    let doubles =
        if has(ProblemCode::AlreadyExists, "/person") { people::doubles(caller, &typed)? } else { Vec::new() };
    // A new person has no referral yet; of the others the rules say it.
    let is_refused = has(ProblemCode::AssignmentWithoutValidation, "");
    let asks_admission = person.is_none() || is_refused || !typed.text("admission").is_empty();
    let pending = match &person {
        Some((person, _)) if asks_admission => pending(caller, person.id)?,
        _ => Vec::new(),
    };
    let filter = EmploymentFilter { lot_id: Some(lot.id), month: Some(month), ..EmploymentFilter::default() };
    let on_lot = employments::actions::list(&caller.with_right()?, &filter, Place::Position(0), ALL)?;
    let prescribers = if asks_admission { prescribers(caller)? } else { Vec::new() };
    if field_errors.is_empty() {
        propose_work(&mut typed, month, lot.id, person.as_ref(), &on_lot);
    }
    if asks_admission && typed.text("admission").is_empty() {
        let admission = pending.first().map_or(REFERRAL.to_owned(), |referral| format!("{OUTCOME}{}", referral.id));
        typed.propose("admission", admission);
        typed.propose("pour_plie", "oui");
    }
    Ok(Step::Form(Box::new(FormFacts { typed, person, doubles, on_lot, asks_admission, pending, prescribers })))
}

/// Proposes what the person's employments and those of the lot suggest.
fn propose_work(typed: &mut Typed, month: Month, lot: LotId, person: Option<&Someone>, on_lot: &[Employment]) {
    let can_be_assigned = |employment: &&Employment| is_of(employment, month) && !is_on(employment, lot, month);
    let existing = person.and_then(|(_, employments)| employments.iter().find(can_be_assigned));
    typed.propose("contrat", existing.map_or(NEW.to_owned(), |employment| employment.id.to_string()));
    typed.propose("debut", month.first_day().to_string());
    let Some(latest) = on_lot.last() else { return };
    typed.propose("type", latest.contract_type.as_str());
    if on_lot.iter().all(|employment| employment.employer_id == latest.employer_id) {
        typed.propose("employeur", latest.employer_id.to_string());
    }
    if let Some(assignment) = latest.assignments.iter().find(|assignment| assignment.lot_id == lot) {
        typed.propose("modalite", assignment.modality.as_str());
    }
}

/// Whether the employment has a day in the month.
pub(super) fn is_of(employment: &Employment, month: Month) -> bool {
    employment.period().overlaps(&month.period())
}

/// Whether the employment is on the lot in the month, so that it has a row on the sheet.
pub(super) fn is_on(employment: &Employment, lot: LotId, month: Month) -> bool {
    let mut assigned = employment.assignments.iter().filter(|assignment| assignment.lot_id == lot);
    assigned.any(|assignment| assignment.period().overlaps(&month.period()))
}

fn pending(caller: &Caller<EditEligibility>, candidate: CandidateId) -> Result<Vec<ReferralView>> {
    let mut referrals = referrals::actions::list_of(&caller.with_right()?, candidate, 0, ALL)?;
    referrals.retain(|referral| referral.outcome == OutcomeKind::Pending);
    Ok(referrals)
}

fn lot_and_contract(caller: &Caller<EditEligibility>, lot: LotId) -> Result<(Lot, PublicContract)> {
    let lot = contracts::lots::actions::show(&caller.with_right()?, lot)?;
    let contract = contracts::actions::show(&caller.with_right()?, lot.public_contract_id)?;
    Ok((lot, contract))
}
