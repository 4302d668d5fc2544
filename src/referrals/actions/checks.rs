//! What the details of a referral must be, beside their shapes.

use chrono::NaiveDate;

use crate::access::{Owner, Tx, WriteTx};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::{self, OrganisationRole};
use crate::referrals::{Referral, ReferralDetails, rules, store};
use crate::values::{OrganisationId, ReferralId, before_birth};

/// Refuses invalid details.
pub(super) fn validate(
    tx: &mut WriteTx<'_>,
    current: Option<&Referral>,
    details: &ReferralDetails,
    birth: NaiveDate,
    today: NaiveDate,
) -> Result<()> {
    let mut field_errors = rules::details_errors(details, current.and_then(|referral| referral.decided_on), today);
    if current.is_none_or(|referral| referral.referred_on != details.referred_on) {
        field_errors.extend(before_birth("/referred_on", birth, details.referred_on));
    }
    field_errors.extend(rules::sectors_errors(current, &details.sectors, &tx.scope().sectors));
    // The current prescriber stays valid, even if the organisation lost this role since.
    let unchanged = current.and_then(|referral| referral.prescriber_id);
    if let Some(prescriber) = details.prescriber_id.filter(|id| Some(*id) != unchanged) {
        field_errors.extend(prescriber_error(tx, prescriber)?);
    }
    refuse(field_errors)
}

fn prescriber_error(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<FieldError>> {
    match organisations::store::with_role(tx, id, OrganisationRole::Prescriber) {
        Ok(_) => Ok(None),
        Err(error) if matches!(error.code, ProblemCode::UnknownOrganisation | ProblemCode::WrongRole) => {
            Ok(Some(FieldError::new("/prescriber_id", error.code)))
        }
        Err(error) => Err(error),
    }
}

/// Refuses if there is an error.
pub(super) fn refuse(field_errors: Vec<FieldError>) -> Result<()> {
    if field_errors.is_empty() { Ok(()) } else { Err(AppError::from_field_errors(field_errors)) }
}

/// Another key of the owner may have given the reference in sectors that the caller does not see: it gets no id then.
pub(super) fn refuse_taken_reference(
    tx: &mut WriteTx<'_>,
    id: Option<ReferralId>,
    owner: &Owner,
    details: &ReferralDetails,
) -> Result<()> {
    let Some(reference) = &details.external_ref else { return Ok(()) };
    match store::with_external_ref(tx, owner, reference)? {
        Some(other) if Some(other) != id => {
            let refusal = AppError::from(FieldError::new("/external_ref", ProblemCode::ExternalRefTaken));
            Err(refusal.with_existing_id_if_seen(other, store::find(tx, other))?)
        }
        _ => Ok(()),
    }
}
