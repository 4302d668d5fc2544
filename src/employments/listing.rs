//! Types of the list of employments that pages show: a search, and an order.

use chrono::NaiveDate;

use crate::values::{CandidateId, ContractType, LotId, NameOrder, OrganisationId, SearchText};

/// Where an employment stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmploymentStanding {
    /// It has begun, and has not ended.
    Current,
    /// It has ended.
    Ended,
    /// It begins later.
    Coming,
}

/// Which employments to show.
#[derive(Debug, Clone, Default)]
pub struct EmploymentSearch {
    /// Where they stand on a day.
    pub standing: Option<(EmploymentStanding, NaiveDate)>,
    /// Of a person whose names have every word of this text.
    pub text: Option<SearchText>,
    /// Of this person.
    pub candidate_id: Option<CandidateId>,
    /// With this employer.
    pub employer_id: Option<OrganisationId>,
    /// Of this type.
    pub contract_type: Option<ContractType>,
    /// With an assignment to this lot.
    pub lot_id: Option<LotId>,
}

/// The order of employments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EmploymentOrder {
    /// By the first day, the earliest first.
    StartsFirst,
    /// By the first day, the latest first.
    #[default]
    StartsLast,
    /// By the last day, the earliest first; those without one at the end.
    EndsFirst,
    /// By the last day, the latest first; those without one at the end.
    EndsLast,
    /// By the name of the person.
    OfPerson(NameOrder),
}
