//! What an event tells of persons: in clear beside the event, or as digests in it, in the same form.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest::digest;
use crate::error::{AppError, Result};

/// What is personal in an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    /// Why it was done, as somebody typed it; `null` where nothing was said.
    pub reason: Value,
    /// The fields that changed.
    pub fields: Vec<PersonalField>,
}

/// One personal field; `null` where there was no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalField {
    /// Its name.
    pub field: String,
    /// What it was.
    pub before: Value,
    /// What it became.
    pub after: Value,
}

impl Personal {
    pub(super) fn is_empty(&self) -> bool {
        self.reason.is_null() && self.fields.is_empty()
    }

    /// The same with a digest in the place of each value, under an event's secret.
    ///
    /// # Errors
    /// `internal`, never seen.
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

    /// As it stands in the database.
    ///
    /// # Errors
    /// `internal`, never seen.
    pub fn written(&self) -> Result<String> {
        serde_json::to_string(self).map_err(AppError::internal)
    }

    /// What stands in the database; none if somebody wrote something else there.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
