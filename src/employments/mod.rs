//! Employments: a person's contract of employment with an employer, and the lots it is put to work on.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{Assignment, AssignmentDetails, Employment, EmploymentDetails, EmploymentFilter};
