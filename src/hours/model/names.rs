//! What the ids of a cell stand for.

use serde::Serialize;
use utoipa::ToSchema;

use crate::values::Name;

/// The names beside the ids of a cell, as they are when it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CellNames {
    /// The person's last name.
    #[schema(value_type = String, example = "Rosée")]
    pub last_name: Name,
    /// The person's first name.
    #[schema(value_type = String, example = "Fatoumata")]
    pub first_name: Name,
    /// The employer's name.
    #[schema(value_type = String, example = "Régie des Deux Rives")]
    pub employer: Name,
    /// The buyer's number of the public contract.
    #[schema(example = "2022-DM-014")]
    pub public_contract: String,
    /// The lot's number.
    #[schema(value_type = String, example = "2")]
    pub lot: Name,
    /// The lot's title.
    #[schema(value_type = String, example = "Gros œuvre")]
    pub lot_title: Name,
}
