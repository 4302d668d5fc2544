//! The facts that decide a person's eligibility, and the result.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{ContractType, Period};

/// The facts that decide a person's eligibility.
#[derive(Debug, Clone, Copy)]
pub struct EligibilityFacts<'a> {
    /// The day of the person's first assignment to a lot.
    pub first_assignment: Option<NaiveDate>,
    /// Their employments.
    pub employments: &'a [(ContractType, Period)],
    /// The last days of the windows that officers opened.
    pub windows: &'a [NaiveDate],
}

/// [`EligibilityFacts`] read from the database.
#[derive(Debug, Clone, Default)]
pub struct OwnedEligibilityFacts {
    pub(super) first_assignment: Option<NaiveDate>,
    pub(super) employments: Vec<(ContractType, Period)>,
    pub(super) windows: Vec<NaiveDate>,
}

impl OwnedEligibilityFacts {
    /// The facts that the rule takes.
    pub fn as_facts(&self) -> EligibilityFacts<'_> {
        EligibilityFacts {
            first_assignment: self.first_assignment,
            employments: &self.employments,
            windows: &self.windows,
        }
    }
}

/// The rule that keeps a person eligible the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EligibilityRule {
    /// `window_months` from the first assignment.
    FirstAssignment,
    /// The end of a CPRO or CAPP.
    TrainingContract,
    /// `cdi_window_months` from the hiring on a CDI.
    Cdi,
    /// A window that an officer opened.
    Window,
}

/// The last day of a person's eligibility, and the rule that gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eligibility {
    /// The last day.
    pub until: NaiveDate,
    /// The rule that gives it.
    pub rule: EligibilityRule,
}
