//! The texts of a form that asks for a person: one with a record, or the details of a new one. The sheet, referrals and
//! employments extend it with their own fields.

use std::ops::{Deref, DerefMut};

use super::form_errors::{FormErrors, FormField};
use super::typed::TypedForm;
use crate::candidates::CandidateDetails;
use crate::error::{AppError, Result};
use crate::http::{Fields, SentForm};
use crate::placements::PlacedPerson;
use crate::values::{CandidateId, Name, Sex, parse_day, parse_id};

/// The texts of the form, by field.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(TypedForm);

impl Deref for Typed {
    type Target = TypedForm;

    fn deref(&self) -> &TypedForm {
        &self.0
    }
}

impl DerefMut for Typed {
    fn deref_mut(&mut self) -> &mut TypedForm {
        &mut self.0
    }
}

impl Typed {
    /// What a form says.
    pub fn read(form: &SentForm) -> Self {
        Self(TypedForm::read(form))
    }

    /// Takes the person who was chosen among possible doubles, if one was. What was proposed for somebody new is emptied:
    /// another contract and another way onto the lot may be theirs already.
    pub fn take_choice(&mut self) -> bool {
        let Some(chosen) = self.take("choisie") else { return false };
        ["contrat", "admission", "autre"].into_iter().for_each(|name| drop(self.take(name)));
        self.set("personne", chosen);
        true
    }

    /// The person with a record.
    pub fn candidate(&self) -> Option<CandidateId> {
        parse_id(self.text("personne")).ok()
    }

    /// The details of the person without a record.
    ///
    /// # Errors
    /// Those of the fields.
    pub fn details(&self) -> Result<CandidateDetails> {
        let mut fields = Fields::default();
        let details = self.new_person(&mut fields);
        details.map_or_else(|| Err(fields.refusal()), Ok)
    }

    fn new_person(&self, fields: &mut Fields) -> Option<CandidateDetails> {
        let last_name = self.required(fields, "nom", "/person/last_name", Name::parse);
        let first_name = self.required(fields, "prenom", "/person/first_name", Name::parse);
        let birth_date = self.required(fields, "naissance", "/person/birth_date", parse_day);
        let sex = self.required(fields, "sexe", "/person/sex", Sex::parse);
        Some(CandidateDetails::new(last_name?, first_name?, birth_date?, sex?))
    }

    /// The person that the form asks for.
    pub fn person(&self, fields: &mut Fields) -> Option<PlacedPerson> {
        if let Some(id) = self.candidate() {
            return Some(PlacedPerson::Recorded(id));
        }
        let details = Box::new(self.new_person(fields)?);
        Some(PlacedPerson::New { details, is_distinct: self.is("autre", "oui") })
    }
}

/// A form about a person as a page shows it: the texts, and what is wrong with them.
#[derive(Default)]
pub(super) struct TypedView {
    pub typed: Typed,
    pub errors: FormErrors,
}

impl TypedView {
    /// A form that was not sent yet.
    pub fn fresh(typed: Typed) -> Self {
        Self { typed, errors: FormErrors::default() }
    }

    /// A form with these fields that was refused.
    pub fn refused(typed: Typed, error: &AppError, fields: &[FormField]) -> Self {
        Self { typed, errors: FormErrors::of(error, fields) }
    }
}
