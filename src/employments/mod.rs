//! Employments (`/v1/employments`): a person's contract of employment with an employer, and its assignments to lots.

pub mod actions;
mod admissions;
pub mod api;
mod listing;
mod model;
mod rules;
mod store;
mod succession;
pub mod withdrawal;

pub use admissions::Admission;
pub use listing::{EmploymentOrder, EmploymentSearch, EmploymentStanding};
pub use model::{Assignment, AssignmentDetails, Employment, EmploymentDetails, EmploymentFilter, EmploymentNames};
pub(crate) use rules::contract_type_at_odds;
pub use succession::Succession;
