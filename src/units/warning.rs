//! What is kept and yet worth a second look.

use serde::Serialize;
use utoipa::ToSchema;

/// Something that the service keeps as it was said, and finds odd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    /// The stable code of what is odd.
    #[schema(value_type = String)]
    pub code: &'static str,
    /// What is odd, in French.
    pub detail: String,
}

impl Warning {
    /// A warning with its code and sentence.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}
