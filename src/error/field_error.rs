//! Fields that are refused.

use super::ProblemCode;

/// One field that is refused: where it stands in the request, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// A JSON pointer into the body, such as `/lots/0/hours_due`.
    pub pointer: String,
    /// The situation that the field is in.
    pub code: ProblemCode,
    /// Why, in French.
    pub detail: String,
}

impl FieldError {
    /// A fault with the situation's own words.
    pub fn new(pointer: impl Into<String>, code: ProblemCode) -> Self {
        Self { pointer: pointer.into(), code, detail: code.meaning().to_owned() }
    }

    /// The same fault said in other words.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}
