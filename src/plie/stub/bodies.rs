//! What is sent to the stand-in, checked against the contract.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::values::{CommuneCode, ContractType, ExitKind, Month, Name, Sector, parse_day};

/// The kinds of steps.
const KINDS: &[&str] =
    &["clause_employment_started", "clause_hours_closed", "clause_employment_ended", "positive_exit"];

/// A step of a participant's path.
#[derive(Deserialize)]
pub(super) struct Step {
    kind: String,
    pub reference: String,
    pub revision: u64,
    #[serde(rename = "withdrawn")]
    _withdrawn: bool,
    occurred_on: String,
    contract_type: Option<String>,
    employer: Option<String>,
    sector: Option<String>,
    month: Option<String>,
    hours: Option<String>,
    exit_kind: Option<String>,
}

/// A request for a referent.
#[derive(Deserialize)]
pub(super) struct ReferentRequest {
    reference: String,
    last_name: String,
    first_name: String,
    birth_date: String,
    commune_code: Option<String>,
    sector: String,
    validated_on: String,
}

/// The first thing that is wrong with a body, by the name of the member.
type Checked = Result<(), &'static str>;

/// A body that can be checked.
pub(super) trait Checkable: DeserializeOwned {
    /// What is wrong with it.
    fn check(&self) -> Checked;
}

/// Reads a body.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read<T: Checkable>(body: &[u8]) -> Result<T, String> {
    let read: T = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    read.check().map_err(|member| format!("{member} does not fit the contract"))?;
    Ok(read)
}

impl Checkable for Step {
    fn check(&self) -> Checked {
        require("kind", KINDS.contains(&self.kind.as_str()))?;
        require("reference", is_reference(&self.reference))?;
        require("revision", self.revision >= 1)?;
        require("occurred_on", parse_day(&self.occurred_on).is_ok())?;
        optional("contract_type", &self.contract_type, |code| ContractType::parse(code).is_ok())?;
        optional("employer", &self.employer, |name| name.chars().count() <= 200)?;
        optional("sector", &self.sector, |code| Sector::parse(code).is_ok())?;
        optional("month", &self.month, |month| Month::parse(month).is_ok())?;
        optional("hours", &self.hours, is_hours)?;
        optional("exit_kind", &self.exit_kind, |code| ExitKind::parse(code).is_ok())
    }
}

impl Checkable for ReferentRequest {
    fn check(&self) -> Checked {
        require("reference", is_reference(&self.reference))?;
        require("last_name", Name::parse(&self.last_name).is_ok())?;
        require("first_name", Name::parse(&self.first_name).is_ok())?;
        require("birth_date", parse_day(&self.birth_date).is_ok())?;
        optional("commune_code", &self.commune_code, |code| CommuneCode::parse(code).is_ok())?;
        require("sector", Sector::parse(&self.sector).is_ok())?;
        require("validated_on", parse_day(&self.validated_on).is_ok())
    }
}

fn require(member: &'static str, holds: bool) -> Checked {
    if holds { Ok(()) } else { Err(member) }
}

fn optional(member: &'static str, value: &Option<String>, holds: impl Fn(&str) -> bool) -> Checked {
    require(member, value.as_deref().is_none_or(holds))
}

fn is_reference(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"/-".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(is_part)
}

/// One to four digits, a point and two digits.
fn is_hours(text: &str) -> bool {
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, hundredths)| {
        (1..=4).contains(&whole.len()) && hundredths.len() == 2 && are_digits(whole) && are_digits(hundredths)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What is wrong with a body that has another value at a pointer.
    fn refused<T: Checkable>(body: &Value, member: &str, value: Value) -> Option<String> {
        let mut body = body.clone();
        body[member] = value;
        read::<T>(body.to_string().as_bytes()).err()
    }

    #[test]
    fn each_member_of_a_step_is_checked() {
        let step = json!({
            "kind": "clause_hours_closed", "reference": "hours/2023-06/btp", "revision": 1, "withdrawn": false,
            "occurred_on": "2023-06-30", "sector": "BTP", "month": "2023-06", "hours": "121.50", "later": true,
        });
        assert!(read::<Step>(step.to_string().as_bytes()).is_ok());
        for (member, value) in [
            ("kind", json!("hired")),
            ("reference", json!("Hours")),
            ("reference", json!("")),
            ("revision", json!(0)),
            ("revision", json!("1")),
            ("withdrawn", json!(null)),
            ("occurred_on", json!("2023-06-31")),
            ("contract_type", json!("XYZ")),
            ("employer", json!("a".repeat(201))),
            ("sector", json!("btp")),
            ("month", json!("2023-13")),
            ("hours", json!("121,50")),
            ("hours", json!("12345.00")),
            ("exit_kind", json!("CDD")),
        ] {
            assert!(refused::<Step>(&step, member, value.clone()).is_some(), "{member}: {value}");
        }
    }

    #[test]
    fn each_member_of_a_request_for_a_referent_is_checked() {
        let request = json!({
            "reference": "candidate/7", "last_name": "Nova", "first_name": "Zoé", "birth_date": "1990-05-17",
            "commune_code": "21231", "sector": "MS", "validated_on": "2023-06-01",
        });
        assert!(read::<ReferentRequest>(request.to_string().as_bytes()).is_ok());
        for member in ["reference", "last_name", "first_name", "birth_date", "commune_code", "sector", "validated_on"] {
            assert!(refused::<ReferentRequest>(&request, member, json!("?!")).is_some() || member.contains("name"));
            assert!(refused::<ReferentRequest>(&request, member, json!(" ")).is_some(), "{member}");
        }
    }
}
