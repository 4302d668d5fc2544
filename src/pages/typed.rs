//! The texts of a form that asks for a person: one with a record, or the details of a new one. The sheet, referrals and
//! employments extend it with their own fields.

use std::collections::BTreeMap;

use crate::candidates::CandidateDetails;
use crate::error::Result;
use crate::http::{Fields, Required, SentForm};
use crate::placements::PlacedPerson;
use crate::values::{CandidateId, InvalidValue, Name, Sex, parse_day, parse_id};

/// The texts of the form, by field.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(BTreeMap<String, String>);

impl Typed {
    /// What a form says.
    pub fn read(form: &SentForm) -> Self {
        Self(form.fields().map(|(name, text)| (name.to_owned(), text.trim().to_owned())).collect())
    }

    /// The text of a field; empty if it is absent.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether the field has this text.
    pub fn is(&self, name: &str, text: &str) -> bool {
        self.text(name) == text
    }

    /// Fills a field that is empty.
    pub fn propose(&mut self, name: &str, text: impl Into<String>) {
        if self.text(name).is_empty() {
            self.0.insert(name.to_owned(), text.into());
        }
    }

    /// Takes the person who was chosen among possible doubles, if one was. What was proposed for somebody new is emptied:
    /// another contract and another way onto the lot may be theirs already.
    pub fn take_choice(&mut self) -> bool {
        let Some(chosen) = self.0.remove("choisie") else { return false };
        self.0.retain(|name, _| !matches!(name.as_str(), "contrat" | "admission" | "autre"));
        self.0.insert("personne".to_owned(), chosen);
        true
    }

    /// The person with a record.
    pub fn candidate(&self) -> Option<CandidateId> {
        parse_id(self.text("personne")).ok()
    }

    /// The text of a field, unless it is empty.
    pub fn raw(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// The value of a required field.
    pub fn required<T>(
        &self,
        fields: &mut Fields,
        name: &str,
        pointer: &str,
        parse: impl FnOnce(&str) -> std::result::Result<T, InvalidValue>,
    ) -> Option<T> {
        fields.required(pointer, Required(self.raw(name)), parse)
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
