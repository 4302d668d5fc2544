//! The personal values of an event: one form for the values beside the event and for the digests in it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest::digest;
use crate::error::{AppError, Result};

/// The personal values of an event, or their digests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    /// The reason, as typed; `null` without one.
    pub reason: Value,
    /// The fields that changed.
    pub fields: Vec<PersonalField>,
}

/// A personal field before and after the change; `null` for no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalField {
    /// The field's name.
    pub field: String,
    /// The value before the change.
    pub before: Value,
    /// The value after the change.
    pub after: Value,
}

impl Personal {
    pub(super) fn is_empty(&self) -> bool {
        self.reason.is_null() && self.fields.is_empty()
    }

    /// Replaces each value by its digest under an event's secret.
    ///
    /// # Errors
    /// As [`digest`].
    pub fn digested(&self, secret: &str) -> Result<Self> {
        let of = |field: &str, value: &Value| match value {
            Value::Null => Ok(Value::Null),
            value => digest(secret, field, value).map(Value::String),
        };
        let fields = self.fields.iter().map(|one| {
            let (before, after) = (of(&one.field, &one.before)?, of(&one.field, &one.after)?);
            Ok(PersonalField { field: one.field.clone(), before, after })
        });
        Ok(Self { reason: of("reason", &self.reason)?, fields: fields.collect::<Result<_>>()? })
    }

    /// The JSON that is stored.
    ///
    /// # Errors
    /// `internal` when it cannot be serialised.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(AppError::internal)
    }

    /// Parses the stored JSON; none if it was tampered with.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
