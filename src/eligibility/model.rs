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

/// The facts among them that decide: of several of one kind, the one that gives the latest day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DecidingFacts {
    /// The day of the person's first assignment to a lot.
    pub first_assigned_on: Option<NaiveDate>,
    /// The latest last day of a CPRO or CAPP.
    pub trained_until: Option<NaiveDate>,
    /// The latest first day of a CDI.
    pub cdi_since: Option<NaiveDate>,
    /// The latest last day of a window that an officer opened.
    pub window_until: Option<NaiveDate>,
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
