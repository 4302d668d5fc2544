//! Employments (`/v1/employments`): a person's contract of employment with an employer, and its assignments to lots.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;
pub mod withdrawal;

pub use model::{Assignment, AssignmentDetails, Employment, EmploymentDetails, EmploymentFilter, EmploymentNames};
