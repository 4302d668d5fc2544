//! The request bodies of a referral and of its outcome, and how they are parsed into values.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{Outcome, Referral, ReferralDetails, rules};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{Fields, Required};
use crate::values::{
    FreeText, Name, NotIntegratedReason, OrganisationId, Origin, OutcomeKind, PrescriberKind, Sector, Sectors,
    parse_day,
};

/// The values of a referral to record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferralInput {
    /// The organisation that sent the person; `null` if and only if the kind is `self`.
    prescriber_id: Option<OrganisationId>,
    /// The kind of the prescriber.
    #[schema(value_type = PrescriberKind)]
    prescriber_kind: Required<String>,
    /// The row of the report in which it counts.
    #[schema(value_type = Origin)]
    origin: Required<String>,
    /// Whether a PLIE referent sends or receives the person; `true` by default.
    for_plie: Option<bool>,
    /// The day the person was sent.
    #[schema(value_type = String, format = Date, example = "2023-03-10")]
    referred_on: Required<String>,
    /// The requested sectors: at least one, each once.
    #[schema(value_type = Vec<Sector>, min_items = 1)]
    sectors: Required<Vec<String>>,
    /// The sender's reference, unique for the sender's referrals.
    #[schema(example = "FT-2023-0815", min_length = 1, max_length = 200)]
    external_ref: Option<String>,
}

impl From<&Referral> for ReferralInput {
    fn from(referral: &Referral) -> Self {
        Self {
            prescriber_id: referral.prescriber_id,
            prescriber_kind: Required::new(referral.prescriber_kind.to_string()),
            origin: Required::new(referral.origin.to_string()),
            for_plie: Some(referral.for_plie),
            referred_on: Required::new(referral.referred_on.to_string()),
            sectors: Required::new(referral.sectors.iter().map(|sector| sector.to_string()).collect()),
            external_ref: referral.external_ref.as_ref().map(Name::to_string),
        }
    }
}

impl TryFrom<ReferralInput> for ReferralDetails {
    type Error = AppError;

    fn try_from(input: ReferralInput) -> Result<Self> {
        let mut fields = Fields::default();
        let kind = fields.required("/prescriber_kind", input.prescriber_kind, |code| PrescriberKind::parse(&code));
        if let Some(field_error) = kind.and_then(|kind| rules::prescriber_error(kind, input.prescriber_id)) {
            fields.push(field_error);
        }
        let origin = fields.required("/origin", input.origin, |code| Origin::parse(&code));
        let referred_on = fields.required("/referred_on", input.referred_on, |text| parse_day(&text));
        let sectors = parse_sectors(&mut fields, input.sectors);
        let external_ref = fields.optional("/external_ref", input.external_ref, |text| Name::parse(&text));
        let (Some(prescriber_kind), Some(origin), Some(referred_on)) = (kind, origin, referred_on) else {
            return Err(fields.refusal());
        };
        fields.done()?;
        let (prescriber_id, for_plie) = (input.prescriber_id, input.for_plie.unwrap_or(true));
        Ok(Self { prescriber_id, prescriber_kind, origin, for_plie, referred_on, sectors, external_ref })
    }
}

fn parse_sectors(fields: &mut Fields, raw: Required<Vec<String>>) -> Sectors {
    let codes = fields.required("/sectors", raw, Ok).unwrap_or_default();
    let mut sectors = Vec::new();
    for (index, code) in codes.into_iter().enumerate() {
        let pointer = format!("/sectors/{index}");
        let Some(sector) = fields.optional(&pointer, Some(code), |code| Sector::parse(&code)) else { continue };
        if sectors.contains(&sector) {
            fields.push(
                FieldError::new(pointer, ProblemCode::InvalidBody).with_detail("Ce secteur est donné deux fois."),
            );
        }
        sectors.push(sector);
    }
    Sectors::new(sectors)
}

/// The outcome of a referral: `validated` with a sector, or `not_integrated` with a reason.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-03-20" }))]
pub struct OutcomeInput {
    /// `validated` or `not_integrated`.
    #[schema(value_type = String, pattern = "^(validated|not_integrated)$", example = "validated")]
    outcome: Required<String>,
    /// The validated sector.
    #[schema(value_type = Option<Sector>)]
    sector: Option<String>,
    /// The reason why the person does not enter the scheme.
    #[schema(value_type = Option<NotIntegratedReason>)]
    reason: Option<String>,
    /// The reason in words; required if the reason is `other`.
    #[schema(example = "Entrée en formation qualifiante")]
    comment: Option<String>,
    /// The day it was decided.
    #[schema(value_type = String, format = Date, example = "2023-03-20")]
    decided_on: Required<String>,
}

impl TryFrom<OutcomeInput> for Outcome {
    type Error = AppError;

    fn try_from(mut input: OutcomeInput) -> Result<Self> {
        let mut fields = Fields::default();
        let kind = fields.required("/outcome", std::mem::take(&mut input.outcome), |code| OutcomeKind::parse(&code));
        let outcome = match kind {
            Some(OutcomeKind::Validated) => validated(&mut fields, input),
            Some(OutcomeKind::NotIntegrated) => not_integrated(&mut fields, input),
            Some(OutcomeKind::Pending) => {
                fields.push(FieldError::new("/outcome", ProblemCode::UnknownOutcome));
                None
            }
            None => None,
        };
        match outcome {
            Some(outcome) => fields.done().map(|()| outcome),
            None => Err(fields.refusal()),
        }
    }
}

fn validated(fields: &mut Fields, input: OutcomeInput) -> Option<Outcome> {
    let sector = fields.required("/sector", Required(input.sector), |code| Sector::parse(&code));
    refuse_unrelated(fields, "/reason", input.reason.is_some());
    refuse_unrelated(fields, "/comment", input.comment.is_some());
    let decided_on = fields.required("/decided_on", input.decided_on, |text| parse_day(&text));
    Some(Outcome::Validated { sector: sector?, decided_on: decided_on? })
}

fn not_integrated(fields: &mut Fields, input: OutcomeInput) -> Option<Outcome> {
    refuse_unrelated(fields, "/sector", input.sector.is_some());
    let has_comment = input.comment.is_some();
    let reason = fields.required("/reason", Required(input.reason), |code| NotIntegratedReason::parse(&code));
    if let Some(field_error) = reason.and_then(|reason| rules::comment_error(reason, has_comment)) {
        fields.push(field_error);
    }
    let comment = fields.optional("/comment", input.comment, |text| FreeText::parse(&text));
    let decided_on = fields.required("/decided_on", input.decided_on, |text| parse_day(&text));
    Some(Outcome::NotIntegrated { reason: reason?, comment, decided_on: decided_on? })
}

/// Refuses a field that does not belong to this outcome.
fn refuse_unrelated(fields: &mut Fields, pointer: &str, given: bool) {
    if given {
        fields.push(
            FieldError::new(pointer, ProblemCode::UnknownField).with_detail("Ce champ ne va pas avec cette issue."),
        );
    }
}
