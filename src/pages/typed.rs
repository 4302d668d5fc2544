//! What was typed into a form, by field: a form that is refused shows it again.

use std::collections::BTreeMap;

use crate::http::{Fields, Required, SentForm};
use crate::values::InvalidValue;

/// The texts of a form, by field.
#[derive(Debug, Clone, Default)]
pub struct TypedForm(BTreeMap<String, String>);

impl TypedForm {
    /// What a form says.
    pub fn read<const MAX_BYTES: usize>(form: &SentForm<MAX_BYTES>) -> Self {
        Self(form.fields().map(|(name, text)| (name.to_owned(), text.trim().to_owned())).collect())
    }

    /// The text of a field; empty if it is absent.
    pub fn text(&self, name: impl AsRef<str>) -> &str {
        self.0.get(name.as_ref()).map(String::as_str).unwrap_or_default()
    }

    /// Whether the field has this text.
    pub fn is(&self, name: impl AsRef<str>, text: &str) -> bool {
        self.text(name) == text
    }

    /// Replaces the text of a field.
    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.insert(name.into(), text.into());
    }

    /// Takes the text of a field away.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// Fills a field that is empty.
    pub fn propose(&mut self, name: &str, text: impl Into<String>) {
        if self.text(name).is_empty() {
            self.set(name, text);
        }
    }

    /// The text of a field that was filled in.
    pub fn given(&self, name: impl AsRef<str>) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// A field's value; its absence is the error `missing` at the pointer.
    pub fn required<T>(
        &self,
        fields: &mut Fields,
        name: impl AsRef<str>,
        pointer: &str,
        parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    ) -> Option<T> {
        fields.required(pointer, Required(self.given(name)), parse)
    }

    /// A field's value, if it was filled in.
    pub fn optional<T>(
        &self,
        fields: &mut Fields,
        name: impl AsRef<str>,
        pointer: &str,
        parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    ) -> Option<T> {
        fields.optional(pointer, self.given(name), parse)
    }
}
