//! The schemas of the parts of a problem that slices fill in.

use utoipa::openapi::Ref;
use utoipa::openapi::schema::{Array, ArrayBuilder};

/// The items by their name, as this module knows no slice.
pub(super) fn obstacles_schema() -> Array {
    let description = "Of a month that is not ready to be closed: what is in the way, as on the month's board.";
    ArrayBuilder::new().items(Ref::from_schema_name("Obstacle")).description(Some(description)).build()
}

/// As [`obstacles_schema`].
pub(super) fn dependents_schema() -> Array {
    let description =
        "Of a record that cannot be withdrawn: what rests on it, as far as the caller sees it, at most 20 of a kind.";
    ArrayBuilder::new().items(Ref::from_schema_name("Dependent")).description(Some(description)).build()
}
