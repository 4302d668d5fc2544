//! What a candidate is. A national insurance number or a nationality has no place here.

mod partner_view;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

pub use partner_view::SeenCandidate;

use crate::access::Owner;
use crate::error::ProblemCode;
use crate::values::{
    CandidateId, CommuneCode, CriterionCode, Email, InvalidValue, Name, OutcomeKind, Period, Phone, Sector, Sex,
};

/// What is recorded of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateDetails {
    /// Their last name.
    pub last_name: Name,
    /// Their first name.
    pub first_name: Name,
    /// When they were born.
    pub birth_date: NaiveDate,
    /// Their sex in the civil register.
    pub sex: Sex,
    /// Their level of qualification.
    pub qualification_level: Option<QualificationLevel>,
    /// Their electronic address.
    pub email: Option<Email>,
    /// Their telephone number.
    pub phone: Option<Phone>,
    /// When they were told their rights over these data.
    pub informed_on: Option<NaiveDate>,
    /// When their right to work was checked.
    pub right_to_work_checked_on: Option<NaiveDate>,
    /// What their sender calls them; unique for the sender's organisation.
    pub external_ref: Option<Name>,
    /// Where they have lived: periods without a day in common.
    pub addresses: Vec<AddressDetails>,
    /// What makes them eligible: periods of one criterion have no day in common.
    pub eligibility: Vec<CriterionDetails>,
}

/// Where a person lives for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressDetails {
    /// The commune, of the territory or not.
    pub commune_code: CommuneCode,
    /// The neighbourhood's name, if it is a listed one.
    pub neighbourhood: Option<Name>,
    /// From when to when.
    pub period: Period,
}

/// A criterion that a person meets for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionDetails {
    /// Which one.
    pub code: CriterionCode,
    /// From when to when.
    pub period: Period,
    /// What proves it.
    pub proof_kind: Option<Name>,
    /// The day on the proof.
    pub proof_on: Option<NaiveDate>,
    /// Who looked at it.
    pub checked_by: Option<Name>,
}

/// A level of qualification: 1 to 8 are national, 9 (foreign diploma without equivalent) and 10 (illiterate) are the
/// PLIE's own codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(transparent)]
pub struct QualificationLevel(i32);

impl QualificationLevel {
    /// Reads a level.
    ///
    /// # Errors
    /// `invalid_level`.
    pub fn parse(number: i64) -> Result<Self, InvalidValue> {
        let level = i32::try_from(number).ok().filter(|level| (1..=10).contains(level));
        level.map(Self).ok_or_else(|| InvalidValue::new(ProblemCode::InvalidLevel, ProblemCode::InvalidLevel.meaning()))
    }

    /// What the database holds; it was checked when it came in.
    pub fn stored(number: i32) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn number(self) -> i32 {
        self.0
    }
}

/// How to reach a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandidateContact {
    /// Their electronic address.
    #[schema(required = true, value_type = Option<String>, example = "f.rosee@example.org")]
    pub email: Option<Email>,
    /// Their telephone number.
    #[schema(required = true, value_type = Option<String>, example = "06 00 00 00 12")]
    pub phone: Option<Phone>,
}

/// Where a person lives for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandidateAddress {
    /// The commune.
    pub commune_code: CommuneCode,
    /// The neighbourhood, if it is a listed one.
    #[schema(required = true, value_type = Option<String>, example = "Dijon – Grésilles")]
    pub neighbourhood: Option<Name>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if there is one.
    #[schema(required = true)]
    pub to: Option<NaiveDate>,
}

/// A criterion that a person meets for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandidateCriterion {
    /// Which one.
    pub code: CriterionCode,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if there is one.
    #[schema(required = true)]
    pub to: Option<NaiveDate>,
    /// What proves it.
    #[schema(required = true, value_type = Option<String>, example = "attestation_france_travail")]
    pub proof_kind: Option<Name>,
    /// The day on the proof.
    #[schema(required = true)]
    pub proof_on: Option<NaiveDate>,
    /// Who looked at it.
    #[schema(required = true, value_type = Option<String>, example = "Chargée de clauses")]
    pub checked_by: Option<Name>,
}

/// A candidate, with everything that is recorded of them. It leaves as a [`SeenCandidate`] alone.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Their id.
    pub id: CandidateId,
    /// Their last name.
    pub last_name: Name,
    /// Their first name.
    pub first_name: Name,
    /// When they were born.
    pub birth_date: NaiveDate,
    /// Their sex in the civil register.
    pub sex: Sex,
    /// Their level of qualification.
    pub qualification_level: Option<QualificationLevel>,
    /// How to reach them.
    pub contact: CandidateContact,
    /// When they were told their rights over these data.
    pub informed_on: Option<NaiveDate>,
    /// When their right to work was checked.
    pub right_to_work_checked_on: Option<NaiveDate>,
    /// What their sender calls them.
    pub external_ref: Option<Name>,
    /// Who sent the record.
    pub owner: Owner,
    /// Where they have lived.
    pub addresses: Vec<CandidateAddress>,
    /// What makes them eligible.
    pub eligibility: Vec<CandidateCriterion>,
    /// The last day on which hours count for the clause; none until a first assignment.
    pub eligible_until: Option<NaiveDate>,
    /// How many days are left until then, 0 once it is past; none until a first assignment.
    pub days_left: Option<i64>,
    /// The version.
    pub version: i64,
    /// When the person was recorded (UTC).
    pub created_at: DateTime<Utc>,
    /// When the record last changed (UTC).
    pub updated_at: DateTime<Utc>,
    /// What deserves a look, after a change.
    pub warnings: Option<Vec<CandidateWarning>>,
}

/// What deserves a look, and was kept all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandidateWarning {
    /// The stable code.
    #[schema(example = "possible_duplicate")]
    pub code: &'static str,
    /// What it is, in French.
    #[schema(example = "Une personne du même nom est née le même jour.")]
    pub detail: String,
    /// The people it is about.
    pub candidate_ids: Vec<CandidateId>,
}

/// Which candidates to list.
#[derive(Debug, Clone, Default)]
pub struct CandidateFilter {
    /// Those whose names contain each of these words, folded.
    pub name: Option<String>,
    /// Those referred to the sector, or working in it.
    pub sector: Option<Sector>,
    /// Those whose latest referral ended so.
    pub status: Option<OutcomeKind>,
    /// Those whom their sender calls so.
    pub external_ref: Option<String>,
}
