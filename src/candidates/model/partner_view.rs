//! A candidate as responses contain it: only the fields that the caller's role may read (`access::person_fields`).

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Candidate, CandidateAddress, CandidateContact, CandidateCriterion, CandidateWarning, QualificationLevel};
use crate::access::{PersonField, Scope};
use crate::error::Result;
use crate::values::{CandidateId, Column, Followed, Listed, Mark, Name, Resource, Role, Sex, Versioned};

/// The fields that not every role may read, by their names in requests and responses.
pub(in crate::candidates) const RESTRICTED_FIELDS: &[(&str, PersonField)] = &[
    ("sex", PersonField::Sex),
    ("qualification_level", PersonField::Qualification),
    ("contact", PersonField::Contact),
    ("informed_on", PersonField::Formalities),
    ("right_to_work_checked_on", PersonField::Formalities),
    ("addresses", PersonField::Addresses),
    ("eligibility", PersonField::Criteria),
];

/// A candidate, as the caller's role sees them: fields that it may not read are absent or `null`. Partners see names,
/// birth date, the last day of eligibility, and their own reference.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Candidate)]
pub struct CandidateView {
    /// Their id.
    pub id: CandidateId,
    /// Their last name.
    #[schema(value_type = String, example = "Rosée")]
    pub last_name: Name,
    /// Their first name.
    #[schema(value_type = String, example = "Fatoumata")]
    pub first_name: Name,
    /// Their date of birth.
    pub birth_date: NaiveDate,
    /// Their sex in the civil register; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sex: Option<Sex>,
    /// Their level of qualification; `null` for partners.
    #[schema(required = true, value_type = Option<i32>)]
    pub qualification_level: Option<QualificationLevel>,
    /// Their contact details; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub contact: Option<CandidateContact>,
    /// The day they were informed of their rights over these data; `null` for partners.
    #[schema(required = true)]
    pub informed_on: Option<NaiveDate>,
    /// The day their right to work was checked; `null` for partners.
    #[schema(required = true)]
    pub right_to_work_checked_on: Option<NaiveDate>,
    /// The reference of who recorded them; a partner reads the one that it gave itself, then or later.
    #[schema(required = true, value_type = Option<String>, example = "PLIE-2023-0147")]
    pub external_ref: Option<Name>,
    /// Their addresses; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub addresses: Option<Vec<CandidateAddress>>,
    /// Their eligibility criteria; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub eligibility: Option<Vec<CandidateCriterion>>,
    /// The last day on which hours count for the clause; `null` until a first assignment.
    #[schema(required = true)]
    pub eligible_until: Option<NaiveDate>,
    /// How many days are left until then, 0 once it is past; `null` until a first assignment.
    #[schema(required = true)]
    days_left: Option<i64>,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When the person was recorded (UTC).
    pub created_at: DateTime<Utc>,
    /// When the record last changed (UTC).
    updated_at: DateTime<Utc>,
    /// The transaction of its last change, for lists in this order.
    #[serde(skip)]
    changed_in: i64,
    /// Warnings, after a change; those of possible duplicates for officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    warnings: Option<Vec<CandidateWarning>>,
}

impl Candidate {
    /// The person as the caller may read them.
    ///
    /// # Errors
    /// `forbidden` for roles that read no field of people.
    pub fn view_for(self, scope: &Scope) -> Result<CandidateView> {
        scope.must_show(&[PersonField::Names, PersonField::BirthDate])?;
        let is_shown = |criterion: &CandidateCriterion| match criterion.code.is_restricted() {
            true => scope.shows(PersonField::RestrictedCriteria),
            false => scope.shows(PersonField::Criteria),
        };
        let is_read = |warning: &CandidateWarning| {
            warning.candidate_ids.is_empty() || scope.shows(PersonField::PossibleDuplicates)
        };
        let criteria = || self.eligibility.into_iter().filter(is_shown).collect();
        Ok(CandidateView {
            id: self.id,
            last_name: self.last_name,
            first_name: self.first_name,
            birth_date: self.birth_date,
            sex: scope.show(PersonField::Sex, self.sex),
            qualification_level: scope.show(PersonField::Qualification, self.qualification_level).flatten(),
            contact: scope.show(PersonField::Contact, self.contact),
            informed_on: scope.show(PersonField::Formalities, self.informed_on).flatten(),
            right_to_work_checked_on: scope.show(PersonField::Formalities, self.right_to_work_checked_on).flatten(),
            external_ref: self.external_ref,
            addresses: scope.show(PersonField::Addresses, self.addresses),
            eligibility: scope.shows(PersonField::Criteria).then(criteria),
            eligible_until: scope.show(PersonField::EligibleUntil, self.eligible_until).flatten(),
            days_left: scope.show(PersonField::EligibleUntil, self.days_left).flatten(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            changed_in: self.changed_in,
            warnings: self.warnings.map(|warnings| warnings.into_iter().filter(is_read).collect()),
        })
    }
}

impl CandidateView {
    /// The other people that the warnings name.
    pub fn possible_duplicates(&self) -> impl Iterator<Item = CandidateId> {
        self.warnings.iter().flatten().flat_map(|warning| warning.candidate_ids.iter().copied())
    }
}

impl Versioned for CandidateView {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for CandidateView {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/candidates/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.id)
    }
}

impl Listed for CandidateView {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("last_name"),
        Column::plain("first_name"),
        Column::plain("birth_date"),
        Column::plain("sex"),
        Column::plain("qualification_level"),
        Column::plain("contact.email"),
        Column::plain("contact.phone"),
        Column::plain("informed_on"),
        Column::plain("right_to_work_checked_on"),
        Column::plain("external_ref"),
        Column::plain("addresses"),
        Column::plain("eligibility"),
        Column::plain("eligible_until"),
        Column::plain("days_left"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    /// Leaves out the columns that the role may not read.
    fn columns(role: Role) -> Vec<Column> {
        let is_shown = |column: &&Column| {
            let name = column.name.split('.').next();
            let restricted = RESTRICTED_FIELDS.iter().find(|(restricted, _)| Some(*restricted) == name);
            restricted.is_none_or(|(_, field)| field.roles().contains(&role))
        };
        Self::COLUMNS.iter().filter(is_shown).cloned().collect()
    }

    fn position(&self) -> i64 {
        self.id.0
    }
}

impl Followed for CandidateView {
    fn mark(&self) -> Mark {
        Mark { change: self.changed_in, id: self.id.0 }
    }
}
