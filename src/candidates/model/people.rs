//! The list of people in an order of its own.

use serde::{Deserialize, Serialize};

use crate::values::{CandidateId, Resource};

/// By what people are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeopleSortedBy {
    /// Last name, then first name, without accents and case.
    #[default]
    Name,
    /// Date of birth.
    Birth,
    /// The neighbourhood, or else the commune, of their last address, by name; without an address last.
    Home,
    /// The last day on which their hours count; without an assignment last.
    EligibleUntil,
    /// Their reference; without one last.
    Reference,
}

/// The order of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeopleOrder {
    /// By what they are sorted.
    pub by: PeopleSortedBy,
    /// The greatest first.
    pub is_descending: bool,
}

/// A person who was recorded, without what was recorded of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedPerson {
    /// The person.
    pub candidate_id: CandidateId,
}

impl Resource for RecordedPerson {
    fn address(&self) -> Option<String> {
        None
    }
}
