//! The request body of a candidate and how it is parsed into values.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::rules::{self, Dates};
use super::super::{
    AddressDetails, Candidate, CandidateAddress, CandidateCriterion, CandidateDetails, CriterionDetails,
    QualificationLevel,
};
use crate::error::{AppError, Result};
use crate::http::{Fields, Required};
use crate::values::{CommuneCode, CriterionCode, Email, Name, Period, Phone, Sex, parse_day};

/// The values of a candidate to record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateInput {
    /// Their last name.
    #[schema(value_type = String, example = "Rosée", min_length = 1, max_length = 200)]
    last_name: Required<String>,
    /// Their first name.
    #[schema(value_type = String, example = "Fatoumata", min_length = 1, max_length = 200)]
    first_name: Required<String>,
    /// Their date of birth.
    #[schema(value_type = String, format = Date)]
    birth_date: Required<String>,
    /// Their sex in the civil register.
    #[schema(value_type = Sex)]
    sex: Required<String>,
    /// Their level of qualification: 1 to 8 are national, 9 and 10 the PLIE's own.
    #[schema(minimum = 1, maximum = 10)]
    pub(super) qualification_level: Option<i64>,
    /// Their contact details.
    pub(super) contact: Option<ContactInput>,
    /// The day they were informed of their rights over these data.
    #[schema(value_type = Option<String>, format = Date)]
    pub(super) informed_on: Option<String>,
    /// The day their right to work was checked.
    #[schema(value_type = Option<String>, format = Date)]
    pub(super) right_to_work_checked_on: Option<String>,
    /// The sender's reference; unique for the sender's organisation.
    #[schema(example = "PLIE-2023-0147", min_length = 1, max_length = 200)]
    external_ref: Option<String>,
    /// Their addresses; the periods have no day in common.
    pub(super) addresses: Option<Vec<AddressInput>>,
    /// Their eligibility criteria; the periods of one criterion have no day in common.
    pub(super) eligibility: Option<Vec<CriterionInput>>,
}

/// Contact details of a candidate.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactInput {
    /// Their e-mail address.
    #[schema(example = "f.rosee@example.org", min_length = 3, max_length = 254)]
    email: Option<String>,
    /// Their telephone number.
    #[schema(example = "06 00 00 00 12", min_length = 6, max_length = 30)]
    phone: Option<String>,
}

/// An address of a candidate, for a period.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressInput {
    /// The commune's INSEE code, of the territory or not.
    #[schema(value_type = CommuneCode)]
    commune_code: Required<String>,
    /// The neighbourhood's name, if it is a listed one.
    #[schema(example = "Dijon – Grésilles", min_length = 1, max_length = 200)]
    neighbourhood: Option<String>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Required<String>,
    /// The last day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<String>,
}

/// An eligibility criterion that a candidate meets for a period.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionInput {
    /// The criterion.
    #[schema(value_type = CriterionCode)]
    code: Required<String>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Required<String>,
    /// The last day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<String>,
    /// The kind of proof.
    #[schema(example = "attestation_france_travail", min_length = 1, max_length = 200)]
    proof_kind: Option<String>,
    /// The date of the proof.
    #[schema(value_type = Option<String>, format = Date)]
    proof_on: Option<String>,
    /// Who checked it.
    #[schema(example = "Chargée de clauses", min_length = 1, max_length = 200)]
    checked_by: Option<String>,
}

impl From<&Candidate> for CandidateInput {
    fn from(candidate: &Candidate) -> Self {
        let day = |day: &NaiveDate| day.to_string();
        Self {
            last_name: Required::new(candidate.last_name.to_string()),
            first_name: Required::new(candidate.first_name.to_string()),
            birth_date: Required::new(day(&candidate.birth_date)),
            sex: Required::new(candidate.sex.to_string()),
            qualification_level: candidate.qualification_level.map(|level| i64::from(level.number())),
            contact: Some(ContactInput {
                email: candidate.contact.email.as_ref().map(Email::to_string),
                phone: candidate.contact.phone.as_ref().map(Phone::to_string),
            }),
            informed_on: candidate.informed_on.as_ref().map(day),
            right_to_work_checked_on: candidate.right_to_work_checked_on.as_ref().map(day),
            external_ref: candidate.external_ref.as_ref().map(Name::to_string),
            addresses: Some(candidate.addresses.iter().map(AddressInput::from).collect()),
            eligibility: Some(candidate.eligibility.iter().map(CriterionInput::from).collect()),
        }
    }
}

impl From<&CandidateAddress> for AddressInput {
    fn from(address: &CandidateAddress) -> Self {
        Self {
            commune_code: Required::new(address.commune_code.to_string()),
            neighbourhood: address.neighbourhood.as_ref().map(Name::to_string),
            from: Required::new(address.from.to_string()),
            to: address.to.map(|day| day.to_string()),
        }
    }
}

impl From<&CandidateCriterion> for CriterionInput {
    fn from(criterion: &CandidateCriterion) -> Self {
        Self {
            code: Required::new(criterion.code.to_string()),
            from: Required::new(criterion.from.to_string()),
            to: criterion.to.map(|day| day.to_string()),
            proof_kind: criterion.proof_kind.as_ref().map(Name::to_string),
            proof_on: criterion.proof_on.map(|day| day.to_string()),
            checked_by: criterion.checked_by.as_ref().map(Name::to_string),
        }
    }
}

impl CandidateInput {
    /// Parses the values and checks their dates, as of `today`.
    ///
    /// # Errors
    /// All invalid fields at once.
    pub(super) fn parse(self, today: NaiveDate) -> Result<CandidateDetails> {
        let mut fields = Fields::default();
        let last_name = fields.required("/last_name", self.last_name, |text| Name::parse(&text));
        let first_name = fields.required("/first_name", self.first_name, |text| Name::parse(&text));
        let birth_date = fields.required("/birth_date", self.birth_date, |text| parse_day(&text));
        let sex = fields.required("/sex", self.sex, |code| Sex::parse(&code));
        let qualification_level =
            fields.optional("/qualification_level", self.qualification_level, QualificationLevel::parse);
        let (email, phone) = self.contact.unwrap_or_default().parse(&mut fields);
        let mut day = |pointer, raw: Option<String>| fields.optional(pointer, raw, |text| parse_day(&text));
        let informed_on = day("/informed_on", self.informed_on);
        let right_to_work_checked_on = day("/right_to_work_checked_on", self.right_to_work_checked_on);
        let external_ref = fields.optional("/external_ref", self.external_ref, |text| Name::parse(&text));
        let addresses = parse_list(&mut fields, "/addresses", self.addresses.unwrap_or_default())?;
        let eligibility = parse_list(&mut fields, "/eligibility", self.eligibility.unwrap_or_default())?;
        let dates =
            Dates { birth_date, informed_on, right_to_work_checked_on, ..listed_dates(&addresses, &eligibility) };
        rules::field_errors(&dates, today).into_iter().for_each(|field_error| fields.push(field_error));
        let (Some(last_name), Some(first_name), Some(birth_date), Some(sex)) = (last_name, first_name, birth_date, sex)
        else {
            return Err(fields.refusal());
        };
        fields.done()?;
        let (addresses, eligibility) =
            (addresses.into_iter().flatten().collect(), eligibility.into_iter().flatten().collect());
        Ok(CandidateDetails {
            last_name,
            first_name,
            birth_date,
            sex,
            qualification_level,
            email,
            phone,
            informed_on,
            right_to_work_checked_on,
            external_ref,
            addresses,
            eligibility,
        })
    }
}

impl ContactInput {
    fn parse(self, fields: &mut Fields) -> (Option<Email>, Option<Phone>) {
        let email = fields.optional("/contact/email", self.email, |text| Email::parse(&text));
        let phone = fields.optional("/contact/phone", self.phone, |text| Phone::parse(&text));
        (email, phone)
    }
}

fn listed_dates(addresses: &[Option<AddressDetails>], eligibility: &[Option<CriterionDetails>]) -> Dates {
    Dates {
        addresses: addresses.iter().map(|item| item.as_ref().map(|address| address.period)).collect(),
        eligibility: eligibility
            .iter()
            .map(|item| item.as_ref().map(|criterion| (criterion.code, criterion.period)))
            .collect(),
        ..Dates::default()
    }
}

/// Parses every item of a list; an invalid one becomes `None`, so that the others keep their index.
fn parse_list<R, T: TryFrom<R, Error = AppError>>(
    fields: &mut Fields,
    list: &str,
    raw: Vec<R>,
) -> Result<Vec<Option<T>>> {
    raw.into_iter()
        .enumerate()
        .map(|(index, item)| fields.nested(&format!("{list}/{index}"), item.try_into()))
        .collect()
}

impl TryFrom<AddressInput> for AddressDetails {
    type Error = AppError;

    fn try_from(input: AddressInput) -> Result<Self> {
        let mut fields = Fields::default();
        let commune_code = fields.required("/commune_code", input.commune_code, |text| CommuneCode::parse(&text));
        let neighbourhood = fields.optional("/neighbourhood", input.neighbourhood, |text| Name::parse(&text));
        let from = fields.required("/from", input.from, |text| parse_day(&text));
        let to = fields.optional("/to", input.to, |text| parse_day(&text));
        let (Some(commune_code), Some(from)) = (commune_code, from) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { commune_code, neighbourhood, period: Period { from, to } })
    }
}

impl TryFrom<CriterionInput> for CriterionDetails {
    type Error = AppError;

    fn try_from(input: CriterionInput) -> Result<Self> {
        let mut fields = Fields::default();
        let code = fields.required("/code", input.code, |code| CriterionCode::parse(&code));
        let from = fields.required("/from", input.from, |text| parse_day(&text));
        let to = fields.optional("/to", input.to, |text| parse_day(&text));
        let proof_kind = fields.optional("/proof_kind", input.proof_kind, |text| Name::parse(&text));
        let proof_on = fields.optional("/proof_on", input.proof_on, |text| parse_day(&text));
        let checked_by = fields.optional("/checked_by", input.checked_by, |text| Name::parse(&text));
        let (Some(code), Some(from)) = (code, from) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { code, period: Period { from, to }, proof_kind, proof_on, checked_by })
    }
}
