//! Warnings: recorded data that an officer should check.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::french;

/// A hint that recorded data may be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    /// A stable code.
    #[schema(example = "monthly_cap")]
    pub code: &'static str,
    /// What is unusual, in French.
    #[schema(example = "Le total du mois dépasse le plafond légal.")]
    pub detail: String,
}

impl Warning {
    /// A warning with its code and detail.
    pub fn new(code: &'static str, detail: impl AsRef<str>) -> Self {
        Self { code, detail: french(detail.as_ref()) }
    }
}
