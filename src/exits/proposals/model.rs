//! Types of exits proposed from employments.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{
    CandidateId, Column, ContractType, EmployerKind, EmploymentId, ExitKind, Hours, Listed, Name, OrganisationId,
    Period, PeriodId, PositiveExitId,
};

/// An employment as the criteria see it.
#[derive(Debug, Clone)]
pub(super) struct Spell {
    pub id: EmploymentId,
    pub contract_type: ContractType,
    pub employer_kind: Option<EmployerKind>,
    pub period: Period,
    pub weekly_hours: Option<Hours>,
}

/// A criterion that employments meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Met {
    pub kind: ExitKind,
    /// The employment during which it is met; no other criterion is met by the same one.
    pub employment_id: EmploymentId,
    /// The day from which the six months count.
    pub started_on: NaiveDate,
    pub met_on: NaiveDate,
    /// The employments that it rests on.
    pub employments: Vec<EmploymentId>,
}

/// An exit that an officer may record: a person's employments meet a criterion.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExitProposal {
    /// The employment during which the criterion is met; it identifies the proposal.
    pub employment_id: EmploymentId,
    /// The person.
    pub candidate_id: CandidateId,
    /// What these ids stand for.
    pub names: ProposalNames,
    /// The criterion.
    pub kind: ExitKind,
    /// The day from which the six months count.
    pub started_on: NaiveDate,
    /// The day on which the criterion is met.
    pub met_on: NaiveDate,
    /// The employer of `employment_id`.
    pub employer_id: OrganisationId,
    /// Hours per week of `employment_id`; if they are not recorded, somebody has to check that a CDI is of half time.
    pub weekly_hours: Option<Hours>,
    /// The employments that it rests on.
    pub rests_on: Vec<ProposalEmployment>,
    /// The PLIE period that an exit on `met_on` would end; `null` if the PLIE did not accompany the person on that day.
    pub plie_period_id: Option<PeriodId>,
    /// Whether an exit is recorded: one that ends this period or, without a period, one since `started_on`.
    pub is_recorded: bool,
    /// This exit; `null` if it is of a sector that the caller does not see.
    pub exit_id: Option<PositiveExitId>,
}

/// The names beside the ids of a proposal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposalNames {
    /// The person's last name.
    #[schema(value_type = String, example = "Rosée")]
    pub last_name: Name,
    /// The person's first name.
    #[schema(value_type = String, example = "Fatoumata")]
    pub first_name: Name,
    /// The employer's name.
    #[schema(value_type = String, example = "Régie des Deux Rives")]
    pub employer: Name,
}

/// An employment that a proposal rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposalEmployment {
    /// Its id.
    pub id: EmploymentId,
    /// The type of contract.
    pub contract_type: ContractType,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; none of an open-ended CDI.
    pub ends_on: Option<NaiveDate>,
}

impl Listed for ExitProposal {
    const COLUMNS: &'static [Column] = &[
        Column::plain("employment_id"),
        Column::plain("candidate_id"),
        Column::plain("names.last_name"),
        Column::plain("names.first_name"),
        Column::plain("names.employer"),
        Column::plain("kind"),
        Column::plain("started_on"),
        Column::plain("met_on"),
        Column::plain("employer_id"),
        Column::decimal("weekly_hours"),
        Column::plain("rests_on"),
        Column::plain("plie_period_id"),
        Column::plain("is_recorded"),
        Column::plain("exit_id"),
    ];

    fn position(&self) -> i64 {
        self.employment_id.0
    }
}

/// Which proposals to list.
#[derive(Debug, Clone, Default)]
pub struct ProposalFilter {
    /// Those of this person.
    pub candidate_id: Option<CandidateId>,
    /// Those of this kind.
    pub kind: Option<ExitKind>,
    /// Those met from this day on.
    pub from: Option<NaiveDate>,
    /// Those met up to this day.
    pub to: Option<NaiveDate>,
    /// Those for which an exit is recorded, or those for which none is.
    pub is_recorded: Option<bool>,
    /// Those that would end a PLIE period.
    pub in_plie: bool,
}

/// The order of a page of proposals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalOrder {
    /// By the day on which the criterion is met, the latest first.
    MetLast,
    /// By the day on which the criterion is met, the earliest first.
    MetFirst,
    /// By the person's name.
    Name,
}

/// A page of proposals.
#[derive(Debug)]
pub struct ProposalPage {
    /// The proposals of the page.
    pub rows: Vec<ExitProposal>,
    /// How many there are on all pages.
    pub count: usize,
    /// How many come before the page.
    pub skipped: usize,
}
