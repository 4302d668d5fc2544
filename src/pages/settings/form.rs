//! The form of a new value: what was typed, and what it asks for.

use super::super::form_errors::FormField;
use crate::error::{ProblemCode, Result};
use crate::http::{Fields, Required, SentForm};
use crate::settings::{Key, SettingChange, SettingEntry};
use crate::values::{FreeText, parse_day};

/// The fields beside which the form shows errors.
pub(super) const FIELDS: &[FormField] =
    &[("/value", "valeur", "Nouvelle valeur"), ("/effective_on", "du", "À partir du"), ("/reason", "motif", "Motif")];

/// What a form does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Shows what the value would alter.
    Preview,
    /// Sets it.
    Set,
    /// Shows the form again.
    Edit,
}

impl Act {
    /// Reads the button that was pressed.
    ///
    /// # Errors
    /// `invalid_body` for a form of another page.
    pub fn read(form: &SentForm) -> Result<Self> {
        match form.text("faire") {
            "voir" => Ok(Self::Preview),
            "fixer" => Ok(Self::Set),
            "revoir" => Ok(Self::Edit),
            _ => Err(ProblemCode::InvalidBody.into()),
        }
    }
}

/// The new value as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub value: String,
    pub effective_on: String,
    pub reason: String,
    /// The values that the page showed.
    pub seen: String,
}

impl Typed {
    pub fn read(form: &SentForm) -> Self {
        let text = |name| form.text(name).trim().replace("\r\n", "\n");
        Self { value: text("valeur"), effective_on: text("du"), reason: text("motif"), seen: text("vu") }
    }

    /// The change that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub fn parse(&self, key: Key) -> Result<SettingChange> {
        let mut fields = Fields::default();
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let value = fields.required("/value", Required(given(&self.value)), |text| key.typed(&text));
        let day = Required(given(&self.effective_on));
        let effective_on = fields.required("/effective_on", day, |text| parse_day(&text));
        let reason = fields.optional("/reason", given(&self.reason), |text| FreeText::parse(&text));
        let (Some(value), Some(effective_on)) = (value, effective_on) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(SettingChange { key, effective_on, value, reason })
    }
}

/// The dated values of a setting, by which a form knows whether they changed since it was shown.
pub(super) fn seen(entries: &[SettingEntry]) -> String {
    let values = entries.iter().map(|entry| format!("{}={}", entry.effective_on, entry.value));
    values.collect::<Vec<_>>().join(",")
}
