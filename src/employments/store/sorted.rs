//! The orders in which employments are listed whole.

use crate::values::{EmploymentId, NameOrder, Place};

/// The order of a list, and where its page begins.
pub(in crate::employments) enum Sorted {
    /// By id, or in the order of change.
    Recorded(Place),
    /// By the name of the person, behind this name and id.
    ByName(NameOrder, Option<(String, EmploymentId)>),
}

impl From<Place> for Sorted {
    fn from(place: Place) -> Self {
        Self::Recorded(place)
    }
}
