//! Errors of single fields.

use super::{ProblemCode, french};

/// An invalid field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// A JSON pointer into the body, such as `/lots/0/hours_due`, or `?name` for a query parameter.
    pub pointer: String,
    /// The problem code.
    pub code: ProblemCode,
    /// Why, in French.
    pub detail: String,
}

impl FieldError {
    /// An error with the meaning of its code as detail.
    pub fn new(pointer: impl Into<String>, code: ProblemCode) -> Self {
        Self { pointer: pointer.into(), code, detail: french(code.meaning()) }
    }

    /// The same error of a part: its pointer stands behind the part's.
    #[must_use]
    pub fn below(self, part: &str) -> Self {
        Self { pointer: format!("{part}{}", self.pointer), ..self }
    }

    /// Replaces the detail.
    #[must_use]
    pub fn with_detail(self, detail: impl AsRef<str>) -> Self {
        Self { detail: french(detail.as_ref()), ..self }
    }
}
