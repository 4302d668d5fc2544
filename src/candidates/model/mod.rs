//! Types of candidates. By design there is no field for a national insurance number or a nationality.

mod partner_view;
mod people;
mod search;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

pub use partner_view::CandidateView;
pub(super) use partner_view::RESTRICTED_FIELDS;
pub use people::{PeopleOrder, PeopleSortedBy, RecordedPerson};
pub use search::PersonSearch;

use crate::access::Owner;
use crate::error::ProblemCode;
use crate::values::{
    CandidateId, CommuneCode, CriterionCode, Email, InvalidValue, Name, NeighbourhoodId, OutcomeKind, Period, Phone,
    SearchText, Sector, Sex,
};

/// The recorded values of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateDetails {
    /// Their last name.
    pub last_name: Name,
    /// Their first name.
    pub first_name: Name,
    /// Their date of birth.
    pub birth_date: NaiveDate,
    /// Their sex in the civil register.
    pub sex: Sex,
    /// Their level of qualification.
    pub qualification_level: Option<QualificationLevel>,
    /// Their e-mail address.
    pub email: Option<Email>,
    /// Their telephone number.
    pub phone: Option<Phone>,
    /// The day they were informed of their rights over these data.
    pub informed_on: Option<NaiveDate>,
    /// The day their right to work was checked.
    pub right_to_work_checked_on: Option<NaiveDate>,
    /// The sender's reference; unique for the sender's organisation.
    pub external_ref: Option<Name>,
    /// Their addresses; the periods have no day in common.
    pub addresses: Vec<AddressDetails>,
    /// Their eligibility criteria; the periods of one criterion have no day in common.
    pub eligibility: Vec<CriterionDetails>,
}

impl CandidateDetails {
    /// A person with the required values only.
    pub const fn new(last_name: Name, first_name: Name, birth_date: NaiveDate, sex: Sex) -> Self {
        Self {
            last_name,
            first_name,
            birth_date,
            sex,
            qualification_level: None,
            email: None,
            phone: None,
            informed_on: None,
            right_to_work_checked_on: None,
            external_ref: None,
            addresses: Vec::new(),
            eligibility: Vec::new(),
        }
    }
}

/// An address of a person, for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressDetails {
    /// The commune, of the territory or not.
    pub commune_code: CommuneCode,
    /// The neighbourhood's name, if it is a listed one.
    pub neighbourhood: Option<Name>,
    /// The period, both days included.
    pub period: Period,
}

/// An eligibility criterion that a person meets for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionDetails {
    /// The criterion.
    pub code: CriterionCode,
    /// The period, both days included.
    pub period: Period,
    /// The kind of proof.
    pub proof_kind: Option<Name>,
    /// The date of the proof.
    pub proof_on: Option<NaiveDate>,
    /// Who checked it.
    pub checked_by: Option<Name>,
}

/// A level of qualification: 1 to 8 are national, 9 (foreign diploma without equivalent) and 10 (illiterate) are the
/// PLIE's own codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(transparent)]
pub struct QualificationLevel(i32);

impl QualificationLevel {
    /// Parses a level.
    ///
    /// # Errors
    /// `invalid_level`.
    pub fn parse(number: i64) -> Result<Self, InvalidValue> {
        let level = i32::try_from(number).ok().filter(|level| (1..=10).contains(level));
        level.map(Self).ok_or_else(|| InvalidValue::new(ProblemCode::InvalidLevel, ProblemCode::InvalidLevel.meaning()))
    }

    /// A level from the database, which holds valid ones only.
    pub fn stored(number: i32) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn number(self) -> i32 {
        self.0
    }
}

/// Contact details of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandidateContact {
    /// Their e-mail address.
    #[schema(required = true, value_type = Option<String>, example = "f.rosee@example.org")]
    pub email: Option<Email>,
    /// Their telephone number.
    #[schema(required = true, value_type = Option<String>, example = "06 00 00 00 12")]
    pub phone: Option<Phone>,
}

/// An address of a person, for a period.
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

/// An eligibility criterion that a person meets for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandidateCriterion {
    /// The criterion.
    pub code: CriterionCode,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if there is one.
    #[schema(required = true)]
    pub to: Option<NaiveDate>,
    /// The kind of proof.
    #[schema(required = true, value_type = Option<String>, example = "attestation_france_travail")]
    pub proof_kind: Option<Name>,
    /// The date of the proof.
    #[schema(required = true)]
    pub proof_on: Option<NaiveDate>,
    /// Who checked it.
    #[schema(required = true, value_type = Option<String>, example = "Chargée de clauses")]
    pub checked_by: Option<Name>,
}

/// A candidate with all recorded values. Responses contain it as a [`CandidateView`] only.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Their id.
    pub id: CandidateId,
    /// Their last name.
    pub last_name: Name,
    /// Their first name.
    pub first_name: Name,
    /// Their date of birth.
    pub birth_date: NaiveDate,
    /// Their sex in the civil register.
    pub sex: Sex,
    /// Their level of qualification.
    pub qualification_level: Option<QualificationLevel>,
    /// Their contact details.
    pub contact: CandidateContact,
    /// The day they were informed of their rights over these data.
    pub informed_on: Option<NaiveDate>,
    /// The day their right to work was checked.
    pub right_to_work_checked_on: Option<NaiveDate>,
    /// The reference of who recorded them; for a partner the one that it gave itself.
    pub external_ref: Option<Name>,
    /// The organisation or source that sent the record.
    pub owner: Owner,
    /// Their addresses.
    pub addresses: Vec<CandidateAddress>,
    /// Their eligibility criteria.
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
    /// The transaction of their last change, for lists in this order.
    pub changed_in: i64,
    /// Warnings, after a change.
    pub warnings: Option<Vec<CandidateWarning>>,
}

impl Candidate {
    /// The values by which records of one person are found, without the others.
    pub(in crate::candidates) fn identity(&self) -> CandidateDetails {
        CandidateDetails::new(self.last_name.clone(), self.first_name.clone(), self.birth_date, self.sex)
    }
}

/// A warning about a change that was recorded all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandidateWarning {
    /// The stable code.
    #[schema(example = "possible_duplicate")]
    pub code: &'static str,
    /// The warning, in French.
    #[schema(example = "Une personne du même nom est née le même jour.")]
    pub detail: String,
    /// The other people concerned.
    pub candidate_ids: Vec<CandidateId>,
}

/// Which candidates to list.
#[derive(Debug, Clone, Default)]
pub struct CandidateFilter {
    /// Those whose names contain each of its words.
    pub name: Option<SearchText>,
    /// Those whom a text typed into a search field means.
    pub search: Option<PersonSearch>,
    /// Those referred to the sector or assigned to a lot of it.
    pub sector: Option<Sector>,
    /// Those whose latest referral has this outcome.
    pub status: Option<OutcomeKind>,
    /// Those with this reference; for a partner one of its own.
    pub external_ref: Option<String>,
    /// Those whom the PLIE accompanies on this day.
    pub accompanied_on: Option<NaiveDate>,
    /// Those who live in this neighbourhood on this day.
    pub lives_in: Option<(NeighbourhoodId, NaiveDate)>,
    /// Those whose record may be about the person of another one.
    pub may_be_double: bool,
}

impl CandidateFilter {
    /// Whether everybody passes it.
    pub const fn is_everybody(&self) -> bool {
        let Self { name, search, sector, status, external_ref, accompanied_on, lives_in, may_be_double } = self;
        let is_any = name.is_none() && search.is_none() && sector.is_none() && status.is_none();
        is_any && external_ref.is_none() && accompanied_on.is_none() && lives_in.is_none() && !*may_be_double
    }
}
