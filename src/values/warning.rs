//! Things that are kept all the same, but that somebody should look at.

use serde::Serialize;
use utoipa::ToSchema;

/// Something that was kept, and that an officer should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    /// A stable code.
    #[schema(example = "monthly_cap")]
    pub code: &'static str,
    /// What is striking, in French.
    #[schema(example = "Le total du mois dépasse le plafond légal.")]
    pub detail: String,
}

impl Warning {
    /// A warning with its code and sentence.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}
