//! The forms of an employment: what was typed, and what it asks for.

use chrono::NaiveDate;

use super::super::form_errors::FormField;
use super::super::typed_person::Typed;
use crate::employments::{Assignment, AssignmentDetails, Employment, EmploymentDetails, Succession};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{
    AssignmentId, CandidateId, ContractType, Hours, Modality, Name, Period, RomeCode, parse_day, parse_id,
};

/// The fields of a new employment: the pointer of an error, the id of the field, and its label.
pub(super) const NEW_FIELDS: &[FormField] = &[
    ("/employer_id", "ct-employeur", "Employeur"),
    ("/contract_type", "ct-type", "Type de contrat"),
    ("/starts_on", "ct-debut", "Premier jour"),
    ("/ends_on", "ct-fin", "Dernier jour"),
    ("/weekly_hours", "ct-heures", "Heures par semaine"),
    ("/occupation", "ct-metier", "Métier"),
    ("/external_ref", "ct-reference", "Référence"),
    ("/assignment/lot_id", "aff-lot", "Lot"),
    ("/assignment/modality", "aff-modalite", "Modalité"),
    ("/assignment/from", "aff-du", "Affectation, premier jour"),
    ("/assignment/to", "aff-au", "Affectation, dernier jour"),
];

/// The fields of the form that changes the type; their ids differ from those of the correction on the same page.
pub(super) const TYPE_FIELDS: &[FormField] = &[
    ("/contract_type", "suite-type", "Type de contrat"),
    ("/starts_on", "suite-debut", "Premier jour"),
    ("/ends_on", "suite-fin", "Dernier jour"),
    ("/weekly_hours", "suite-heures", "Heures par semaine"),
];

/// The field of the form that ends an employment.
pub(super) const END_FIELDS: &[FormField] = &[("/ends_on", "fin-le", "Dernier jour")];

/// The error, with the only assignment of a form in place of its number among those of the employment.
pub(super) fn of_assignment(error: AppError) -> AppError {
    let pointer = |pointer: &str| {
        let field = pointer.strip_prefix("/assignments/").and_then(|rest| rest.split_once('/'));
        field.map_or_else(|| pointer.to_owned(), |(_, field)| format!("/assignment/{field}"))
    };
    let field_errors = error.field_errors.iter();
    let field_errors = field_errors.map(|one| FieldError { pointer: pointer(&one.pointer), ..one.clone() }).collect();
    AppError { field_errors, ..error }
}

/// The error of a correction: the form has no assignments, so that one which the new dates leave out stands at the last day.
pub(super) fn of_dates(error: AppError) -> AppError {
    let said = |one: &FieldError| {
        if !one.pointer.starts_with("/assignments/") {
            return one.clone();
        }
        let detail = "Une affectation dépasse ces dates : corrigez-la d’abord, ou servez-vous de « Mettre fin au contrat », \
                      qui termine aussi les affectations.";
        FieldError::new("/ends_on", one.code).with_detail(detail)
    };
    let mut field_errors: Vec<FieldError> = error.field_errors.iter().map(said).collect();
    field_errors.dedup_by(|one, other| one.pointer == other.pointer && one.detail == other.detail);
    AppError { field_errors, ..error }
}

/// The dates and further values of an employment.
struct Terms {
    period: Period,
    weekly_hours: Option<Hours>,
    occupation: Option<RomeCode>,
    external_ref: Option<Name>,
}

impl Typed {
    /// The employment that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn new_employment(&self, candidate_id: CandidateId) -> Result<EmploymentDetails> {
        let mut fields = Fields::default();
        let employer_id = self.required(&mut fields, "employeur", "/employer_id", parse_id);
        let contract_type = self.required(&mut fields, "type", "/contract_type", ContractType::parse);
        let terms = self.terms(&mut fields);
        let from = terms.as_ref().map(|terms| terms.period.from);
        let assignment = self.given("lot").and_then(|_| self.assignment_values(&mut fields, from));
        let (Some(employer_id), Some(contract_type), Some(terms)) = (employer_id, contract_type, terms) else {
            return Err(fields.refusal());
        };
        fields.done()?;
        let Terms { period, weekly_hours, occupation, external_ref } = terms;
        let assignments = assignment.into_iter().collect();
        Ok(EmploymentDetails {
            candidate_id,
            employer_id,
            contract_type,
            occupation,
            period,
            weekly_hours,
            external_ref,
            assignments,
        })
    }

    fn terms(&self, fields: &mut Fields) -> Option<Terms> {
        let from = self.required(fields, "debut", "/starts_on", parse_day);
        let to = fields.optional("/ends_on", self.given("fin"), parse_day);
        let weekly_hours = fields.optional("/weekly_hours", self.given("heures"), Hours::parse_typed);
        let occupation = fields.optional("/occupation", self.given("metier"), RomeCode::parse);
        let external_ref = fields.optional("/external_ref", self.given("reference"), Name::parse);
        Some(Terms { period: Period { from: from?, to }, weekly_hours, occupation, external_ref })
    }

    /// An assignment; without a first day it begins on `first`.
    fn assignment_values(&self, fields: &mut Fields, first: Option<NaiveDate>) -> Option<AssignmentDetails> {
        let lot_id = self.required(fields, "lot", "/assignment/lot_id", parse_id);
        let modality = self.required(fields, "modalite", "/assignment/modality", Modality::parse);
        let from = fields.optional("/assignment/from", self.given("affecte_du"), parse_day);
        let to = fields.optional("/assignment/to", self.given("affecte_au"), parse_day);
        Some(AssignmentDetails { lot_id: lot_id?, modality: modality?, period: Period { from: from.or(first)?, to } })
    }

    /// The employment with the corrected values.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn corrected_employment(&self, current: &Employment) -> Result<EmploymentDetails> {
        let mut fields = Fields::default();
        let terms = self.terms(&mut fields);
        let Some(Terms { period, weekly_hours, occupation, external_ref }) = terms else {
            return Err(fields.refusal());
        };
        fields.done()?;
        let current = EmploymentDetails::from(current);
        Ok(EmploymentDetails { period, weekly_hours, occupation, external_ref, ..current })
    }

    /// The employment, ended.
    ///
    /// # Errors
    /// Those of the day.
    pub(super) fn ended_employment(&self, current: &Employment) -> Result<EmploymentDetails> {
        let mut fields = Fields::default();
        let day = self.required(&mut fields, "fin", "/ends_on", parse_day);
        day.map(|day| EmploymentDetails::from(current).ended_on(day)).ok_or_else(|| fields.refusal())
    }

    /// The employment with one more assignment.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn assigned_employment(&self, current: &Employment) -> Result<EmploymentDetails> {
        let mut fields = Fields::default();
        let assignment = self.assignment_values(&mut fields, Some(current.starts_on));
        let Some(assignment) = assignment else { return Err(fields.refusal()) };
        fields.done()?;
        let mut details = EmploymentDetails::from(current);
        details.assignments.push(assignment);
        Ok(details)
    }

    /// The employment with an assignment that has other values.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn reassigned_employment(&self, current: &Employment) -> Result<EmploymentDetails> {
        let mut fields = Fields::default();
        let modality = self.required(&mut fields, "modalite", "/assignment/modality", Modality::parse);
        let from = self.required(&mut fields, "affecte_du", "/assignment/from", parse_day);
        let to = fields.optional("/assignment/to", self.given("affecte_au"), parse_day);
        let (Some(modality), Some(from)) = (modality, from) else { return Err(fields.refusal()) };
        fields.done()?;
        let changed = self.chosen_assignment(current)?;
        let mut details = EmploymentDetails::from(current);
        for (assignment, stored) in details.assignments.iter_mut().zip(&current.assignments) {
            if stored.id == changed {
                *assignment = AssignmentDetails { modality, period: Period { from, to }, ..assignment.clone() };
            }
        }
        Ok(details)
    }

    /// The employment without an assignment.
    ///
    /// # Errors
    /// Those of [`Self::chosen_assignment`].
    pub(super) fn unassigned_employment(&self, current: &Employment) -> Result<EmploymentDetails> {
        let gone = self.chosen_assignment(current)?;
        let mut stored = current.assignments.iter().map(|stored| stored.id);
        let mut details = EmploymentDetails::from(current);
        details.assignments.retain(|_| stored.next() != Some(gone));
        Ok(details)
    }

    /// The assignment that was typed about, for the form to be shown again.
    pub(super) fn typed_assignment(&self) -> Option<AssignmentId> {
        parse_id(self.text("affectation")).ok()
    }

    /// The assignment that the form is about.
    ///
    /// # Errors
    /// `invalid_body` if the employment has no such assignment.
    fn chosen_assignment(&self, current: &Employment) -> Result<AssignmentId> {
        let chosen = self.typed_assignment().filter(|id| current.assignments.iter().any(|stored| stored.id == *id));
        chosen.ok_or(AppError::new(ProblemCode::InvalidBody))
    }

    /// The employment of another type that takes the place of one.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub(super) fn succession(&self) -> Result<Succession> {
        let mut fields = Fields::default();
        let contract_type = self.required(&mut fields, "type", "/contract_type", ContractType::parse);
        let starts_on = self.required(&mut fields, "debut", "/starts_on", parse_day);
        let ends_on = fields.optional("/ends_on", self.given("fin"), parse_day);
        let weekly_hours = fields.optional("/weekly_hours", self.given("heures"), Hours::parse_typed);
        let (Some(contract_type), Some(starts_on)) = (contract_type, starts_on) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Succession { contract_type, starts_on, ends_on, occupation: None, weekly_hours, external_ref: None })
    }

    /// Fills the fields with the values of an employment.
    pub(super) fn propose_employment(&mut self, employment: &Employment) {
        self.propose("debut", employment.starts_on.to_string());
        self.propose("fin", employment.ends_on.map(|day| day.to_string()).unwrap_or_default());
        self.propose("heures", employment.weekly_hours.map(|hours| hours.in_french()).unwrap_or_default());
        self.propose("metier", employment.occupation.as_ref().map(ToString::to_string).unwrap_or_default());
        self.propose("reference", employment.external_ref.as_ref().map(ToString::to_string).unwrap_or_default());
    }

    /// Fills the fields with the values of an assignment.
    pub(super) fn propose_assignment(&mut self, assignment: &Assignment) {
        self.propose("modalite", assignment.modality.as_str());
        self.propose("affecte_du", assignment.from.to_string());
        self.propose("affecte_au", assignment.to.map(|day| day.to_string()).unwrap_or_default());
    }
}
