//! What a partner may record of a person: not the fields that its role cannot read, and its patches leave them as they
//! are.

use serde_json::Value;

use super::super::Candidate;
use super::super::model::RESTRICTED_FIELDS;
use super::input::CandidateInput;
use crate::access::{PersonField, Scope};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::Fields;

/// The names of the fields that the caller may not record. The sex is an exception: every record needs it, so who
/// creates a person gives it.
fn hidden_fields(scope: &Scope) -> impl Iterator<Item = &'static str> {
    let restricted = RESTRICTED_FIELDS.iter().filter(|(_, field)| *field != PersonField::Sex);
    restricted.filter(|(_, field)| !scope.shows(*field)).map(|(name, _)| *name)
}

impl CandidateInput {
    /// Refuses a value in a field that the caller cannot read.
    ///
    /// # Errors
    /// `field_not_allowed` for each of them.
    pub(super) fn refuse_hidden(&self, scope: &Scope) -> Result<()> {
        let given = serde_json::to_value(self).map_err(AppError::internal)?;
        let mut fields = Fields::default();
        for name in hidden_fields(scope).filter(|name| !given[name].is_null()) {
            fields.push(FieldError::new(format!("/{name}"), ProblemCode::FieldNotAllowed));
        }
        fields.done()
    }

    /// Empties the fields that the caller cannot read.
    ///
    /// # Errors
    /// `internal`.
    pub(super) fn without_hidden(self, scope: &Scope) -> Result<Self> {
        self.replace_hidden(&Value::Null, scope)
    }

    /// Fills the fields that the caller cannot read with their current values.
    ///
    /// # Errors
    /// `internal`.
    pub(super) fn with_hidden_of(self, current: &Candidate, scope: &Scope) -> Result<Self> {
        let current = serde_json::to_value(Self::from(current)).map_err(AppError::internal)?;
        self.replace_hidden(&current, scope)
    }

    fn replace_hidden(self, by: &Value, scope: &Scope) -> Result<Self> {
        let mut whole = serde_json::to_value(self).map_err(AppError::internal)?;
        hidden_fields(scope).for_each(|name| whole[name] = by[name].clone());
        serde_json::from_value(whole).map_err(AppError::internal)
    }
}
