//! Types of employments.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Owner;
use crate::values::{
    AssignmentId, CandidateId, Column, ContractType, EmploymentId, Followed, Hours, Listed, LotId, Mark, Modality,
    Month, Name, OrganisationId, Period, ReferralId, Resource, RomeCode, Versioned, Warning,
};

/// The fields of an employment that a caller sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmploymentDetails {
    /// The person.
    pub candidate_id: CandidateId,
    /// The employer.
    pub employer_id: OrganisationId,
    /// The type of contract.
    pub contract_type: ContractType,
    /// The occupation (ROME).
    pub occupation: Option<RomeCode>,
    /// The first and last day; only a CDI is open-ended.
    pub period: Period,
    /// Hours per week.
    pub weekly_hours: Option<Hours>,
    /// The sender's reference.
    pub external_ref: Option<Name>,
    /// The assignments to lots.
    pub assignments: Vec<AssignmentDetails>,
}

/// The fields of an assignment that a caller sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentDetails {
    /// The lot.
    pub lot_id: LotId,
    /// The modality.
    pub modality: Modality,
    /// The first and last day; by default the last day of the employment.
    pub period: Period,
}

/// A person's contract of employment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Employment {
    /// Its id.
    pub id: EmploymentId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The employer.
    pub employer_id: OrganisationId,
    /// What these ids stand for.
    pub names: EmploymentNames,
    /// The type of contract.
    pub contract_type: ContractType,
    /// The occupation (ROME).
    pub occupation: Option<RomeCode>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; none on an open-ended CDI.
    pub ends_on: Option<NaiveDate>,
    /// Hours per week.
    pub weekly_hours: Option<Hours>,
    /// The reference of who recorded it; a partner reads the one that it gave itself, then or later.
    #[schema(value_type = Option<String>, example = "ARIQ-E-311")]
    pub external_ref: Option<Name>,
    /// The recorder, who owns the reference.
    #[serde(skip)]
    pub owner: Owner,
    /// The assignments to lots.
    pub assignments: Vec<Assignment>,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: DateTime<Utc>,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
    /// The transaction of its last change, for lists in this order.
    #[serde(skip)]
    pub changed_in: i64,
    /// What an officer should look at.
    pub warnings: Vec<Warning>,
}

/// The names beside the ids of an employment, as they are when it is read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EmploymentNames {
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

/// An assignment of an employment to a lot.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// The lot.
    pub lot_id: LotId,
    /// The buyer's number of its public contract.
    #[schema(example = "2022-DM-014")]
    pub public_contract: String,
    /// The lot's number.
    #[schema(value_type = String, example = "2")]
    pub lot: Name,
    /// The lot's title.
    #[schema(value_type = String, example = "Gros œuvre")]
    pub lot_title: Name,
    /// The modality.
    pub modality: Modality,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; by default that of the employment.
    pub to: Option<NaiveDate>,
    /// Its validated referral; none if a waiver replaces it.
    pub referral_id: Option<ReferralId>,
}

impl Versioned for Employment {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for Employment {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/employments/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

impl Listed for Employment {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("candidate_id"),
        Column::plain("employer_id"),
        Column::plain("names.last_name"),
        Column::plain("names.first_name"),
        Column::plain("names.employer"),
        Column::plain("contract_type"),
        Column::plain("occupation"),
        Column::plain("starts_on"),
        Column::plain("ends_on"),
        Column::decimal("weekly_hours"),
        Column::plain("external_ref"),
        Column::plain("assignments"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

impl Followed for Employment {
    fn mark(&self) -> Mark {
        Mark { change: self.changed_in, id: self.id.0 }
    }
}

impl Employment {
    /// From the first day to the last.
    pub fn period(&self) -> Period {
        Period { from: self.starts_on, to: self.ends_on }
    }
}

impl From<&Employment> for EmploymentDetails {
    fn from(employment: &Employment) -> Self {
        let assignment = |stored: &Assignment| AssignmentDetails {
            lot_id: stored.lot_id,
            modality: stored.modality,
            period: stored.period(),
        };
        Self {
            candidate_id: employment.candidate_id,
            employer_id: employment.employer_id,
            contract_type: employment.contract_type,
            occupation: employment.occupation.clone(),
            period: employment.period(),
            weekly_hours: employment.weekly_hours,
            external_ref: employment.external_ref.clone(),
            assignments: employment.assignments.iter().map(assignment).collect(),
        }
    }
}

impl EmploymentDetails {
    /// The same employment, ended on a day. Assignments that begin later go, those that last longer end with it.
    #[must_use]
    pub fn ended_on(self, day: NaiveDate) -> Self {
        let begun = self.assignments.into_iter().filter(|assignment| assignment.period.from <= day);
        let until = |assignment: AssignmentDetails| {
            let to = assignment.period.to.map(|to| to.min(day));
            AssignmentDetails { period: Period { to, ..assignment.period }, ..assignment }
        };
        let assignments = begun.map(until).collect();
        Self { period: Period { to: Some(day), ..self.period }, assignments, ..self }
    }
}

impl Assignment {
    /// Whether these details are of this assignment: the same lot and first day.
    pub fn is(&self, details: &AssignmentDetails) -> bool {
        self.lot_id == details.lot_id && self.from == details.period.from
    }

    /// From the first day to the last.
    pub fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

/// Which employments to list.
#[derive(Debug, Clone, Default)]
pub struct EmploymentFilter {
    /// Of this person.
    pub candidate_id: Option<CandidateId>,
    /// Of one of these people.
    pub candidate_ids: Option<Vec<CandidateId>>,
    /// These.
    pub ids: Option<Vec<EmploymentId>>,
    /// With an assignment to this lot.
    pub lot_id: Option<LotId>,
    /// With a day in this month.
    pub month: Option<Month>,
    /// With this reference; for a partner one of its own.
    pub external_ref: Option<String>,
}
