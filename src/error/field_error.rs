//! Errors of single fields.

use super::ProblemCode;

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
        Self { pointer: pointer.into(), code, detail: code.meaning().to_owned() }
    }

    /// Replaces the detail.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}
