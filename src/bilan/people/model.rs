//! Types of the people behind a figure.

use serde::Serialize;
use utoipa::ToSchema;

use crate::bilan::{FigureValue, Value};
use crate::values::{CandidateId, Month, Name};

/// A figure of a bilan, with the people behind it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FigurePeople {
    /// The key of the figure.
    #[schema(example = "employees.women")]
    pub figure: String,
    /// What it counts, in French.
    #[schema(example = "Femmes")]
    pub label: String,
    /// The title of its table, in French.
    #[schema(example = "Salariés de l’année")]
    pub table: String,
    /// The rule by which it is counted, in French.
    #[schema(example = "Personnes distinctes dont une affectation chevauche l’année.")]
    pub rule: String,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// The scope: `plie` or `all`.
    #[schema(example = "plie")]
    pub scope: &'static str,
    /// The figure: what the people add to it, added up.
    #[schema(value_type = FigureValue)]
    pub value: Value,
    /// The people, by name.
    pub people: Vec<FigurePerson>,
}

/// Somebody behind a figure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FigurePerson {
    /// Their record.
    pub candidate_id: CandidateId,
    /// Their last name.
    #[schema(value_type = String, example = "Martin")]
    pub last_name: Name,
    /// Their first name.
    #[schema(value_type = String, example = "Camille")]
    pub first_name: Name,
    /// What they add to the figure: hours, or a count.
    #[schema(value_type = FigureValue)]
    pub adds: Value,
}
