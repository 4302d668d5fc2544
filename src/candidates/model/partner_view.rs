//! What leaves about a person: only what the caller's role sees of people, by the one table of fields and roles.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Candidate, CandidateAddress, CandidateContact, CandidateCriterion, CandidateWarning, QualificationLevel};
use crate::access::{PersonField, Scope};
use crate::error::Result;
use crate::values::{CandidateId, Column, Listed, Name, Resource, Role, Sex, Versioned};

/// A candidate, as the caller's role sees them: what it does not see is absent. Partners see names, birth date and
/// until when the person is eligible, and references of their own.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Candidate)]
pub struct SeenCandidate {
    /// Their id.
    pub id: CandidateId,
    /// Their last name.
    #[schema(value_type = String, example = "Rosée")]
    last_name: Name,
    /// Their first name.
    #[schema(value_type = String, example = "Fatoumata")]
    first_name: Name,
    /// When they were born.
    birth_date: NaiveDate,
    /// Their sex in the civil register; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sex: Option<Sex>,
    /// Their level of qualification; `null` to partners.
    #[schema(required = true, value_type = Option<i32>)]
    qualification_level: Option<QualificationLevel>,
    /// How to reach them; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact: Option<CandidateContact>,
    /// When they were told their rights over these data; `null` to partners.
    #[schema(required = true)]
    informed_on: Option<NaiveDate>,
    /// When their right to work was checked; `null` to partners.
    #[schema(required = true)]
    right_to_work_checked_on: Option<NaiveDate>,
    /// What their sender calls them; a partner is told what it calls them itself.
    #[schema(required = true, value_type = Option<String>, example = "PLIE-2023-0147")]
    external_ref: Option<Name>,
    /// Where they have lived; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    addresses: Option<Vec<CandidateAddress>>,
    /// What makes them eligible; officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    eligibility: Option<Vec<CandidateCriterion>>,
    /// The last day on which hours count for the clause; `null` until a first assignment.
    #[schema(required = true)]
    eligible_until: Option<NaiveDate>,
    /// How many days are left until then, 0 once it is past; `null` until a first assignment.
    #[schema(required = true)]
    days_left: Option<i64>,
    /// The version, for `If-Match`.
    version: i64,
    /// When the person was recorded (UTC).
    created_at: DateTime<Utc>,
    /// When the record last changed (UTC).
    updated_at: DateTime<Utc>,
    /// What deserves a look, after a change; told to officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    warnings: Option<Vec<CandidateWarning>>,
}

impl Candidate {
    /// What somebody sees of the person, whom they may know of.
    ///
    /// # Errors
    /// `forbidden` for roles that see nothing of people.
    pub fn seen_by(self, scope: &Scope) -> Result<SeenCandidate> {
        scope.must_show(&[PersonField::Names, PersonField::BirthDate])?;
        let seen = |met: &CandidateCriterion| match met.code.is_restricted() {
            true => scope.shows(PersonField::RestrictedCriteria),
            false => scope.shows(PersonField::Criteria),
        };
        let criteria = || self.eligibility.into_iter().filter(seen).collect();
        Ok(SeenCandidate {
            id: self.id,
            last_name: self.last_name,
            first_name: self.first_name,
            birth_date: self.birth_date,
            sex: scope.show(PersonField::Sex, self.sex),
            qualification_level: scope.show(PersonField::Qualification, self.qualification_level).flatten(),
            contact: scope.show(PersonField::Contact, self.contact),
            informed_on: scope.show(PersonField::Formalities, self.informed_on).flatten(),
            right_to_work_checked_on: scope.show(PersonField::Formalities, self.right_to_work_checked_on).flatten(),
            external_ref: self.external_ref.filter(|_| scope.knows_references_of(&self.owner)),
            addresses: scope.show(PersonField::Addresses, self.addresses),
            eligibility: scope.shows(PersonField::Criteria).then(criteria),
            eligible_until: scope.show(PersonField::EligibleUntil, self.eligible_until).flatten(),
            days_left: scope.show(PersonField::EligibleUntil, self.days_left).flatten(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            warnings: scope.show(PersonField::Doubles, self.warnings).flatten(),
        })
    }
}

impl SeenCandidate {
    /// The others whom a warning names.
    pub fn alike(&self) -> impl Iterator<Item = CandidateId> {
        self.warnings.iter().flatten().flat_map(|warning| warning.candidate_ids.iter().copied())
    }
}

impl Versioned for SeenCandidate {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for SeenCandidate {
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

impl Listed for SeenCandidate {
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

    /// A table has no column of what its reader never sees.
    fn columns(role: Role) -> Vec<Column> {
        let seen = |column: &&Column| {
            let field = match column.name.as_ref() {
                "sex" => PersonField::Sex,
                "qualification_level" => PersonField::Qualification,
                "contact.email" | "contact.phone" => PersonField::Contact,
                "informed_on" | "right_to_work_checked_on" => PersonField::Formalities,
                "addresses" => PersonField::Addresses,
                "eligibility" => PersonField::Criteria,
                _ => return true,
            };
            field.roles().contains(&role)
        };
        Self::COLUMNS.iter().filter(seen).cloned().collect()
    }

    fn position(&self) -> i64 {
        self.id.0
    }
}
