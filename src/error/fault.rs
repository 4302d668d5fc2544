//! Fields that are refused.

use super::Situation;

/// One field that is refused: where it stands in the request, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A JSON pointer into the body, such as `/lots/0/hours_due`.
    pub pointer: String,
    /// The situation that the field is in.
    pub situation: Situation,
    /// Why, in French.
    pub detail: String,
}

impl Fault {
    /// A fault with the situation's own words.
    pub fn new(pointer: impl Into<String>, situation: Situation) -> Self {
        Self { pointer: pointer.into(), situation, detail: situation.meaning().to_owned() }
    }

    /// The same fault said in other words.
    #[must_use]
    pub fn saying(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}
