//! What somebody does not see of a person they may not say either, and do not take away by a patch.

use super::super::Candidate;
use super::input::CandidateInput;
use crate::access::{PersonField, Scope};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;

/// What may be said of a person besides who they are.
const COMPLETED: &[PersonField] = &[
    PersonField::Qualification,
    PersonField::Contact,
    PersonField::Formalities,
    PersonField::Addresses,
    PersonField::Criteria,
];

impl CandidateInput {
    /// Goes on only if nothing is said that the caller could not read again. The sex is said by whoever records a person.
    ///
    /// # Errors
    /// `field_not_allowed`, naming every field.
    pub(super) fn refuse_unseen(&self, scope: &Scope) -> Result<()> {
        let mut fields = Fields::default();
        let unseen = COMPLETED.iter().filter(|field| !scope.shows(**field));
        let said = unseen.flat_map(|field| self.said_of(*field));
        said.for_each(|pointer| fields.push(FieldError::new(pointer, ProblemCode::FieldNotAllowed)));
        fields.done()
    }

    /// The same without what the caller does not see.
    pub(super) fn without_unseen(mut self, scope: &Scope) -> Self {
        COMPLETED.iter().filter(|field| !scope.shows(**field)).for_each(|field| self.take(*field, None));
        self
    }

    /// The same with what the caller does not see, as it is.
    pub(super) fn with_unseen_of(mut self, current: &Candidate, scope: &Scope) -> Self {
        let whole = Self::from(current);
        COMPLETED.iter().filter(|field| !scope.shows(**field)).for_each(|field| self.take(*field, Some(&whole)));
        self
    }

    /// Where something is said of a field.
    fn said_of(&self, field: PersonField) -> Vec<&'static str> {
        let said = match field {
            PersonField::Qualification => vec![("/qualification_level", self.qualification_level.is_some())],
            PersonField::Contact => vec![("/contact", self.contact.is_some())],
            PersonField::Formalities => vec![
                ("/informed_on", self.informed_on.is_some()),
                ("/right_to_work_checked_on", self.right_to_work_checked_on.is_some()),
            ],
            PersonField::Addresses => vec![("/addresses", self.addresses.is_some())],
            PersonField::Criteria => vec![("/eligibility", self.eligibility.is_some())],
            _ => Vec::new(),
        };
        said.into_iter().filter(|(_, said)| *said).map(|(pointer, _)| pointer).collect()
    }

    /// Takes over what another says of a field, or nothing.
    fn take(&mut self, field: PersonField, other: Option<&Self>) {
        let other = other.cloned();
        match field {
            PersonField::Qualification => self.qualification_level = other.and_then(|one| one.qualification_level),
            PersonField::Contact => self.contact = other.and_then(|one| one.contact),
            PersonField::Formalities => {
                self.right_to_work_checked_on = other.as_ref().and_then(|one| one.right_to_work_checked_on.clone());
                self.informed_on = other.and_then(|one| one.informed_on);
            }
            PersonField::Addresses => self.addresses = other.and_then(|one| one.addresses),
            PersonField::Criteria => self.eligibility = other.and_then(|one| one.eligibility),
            _ => {}
        }
    }
}
