//! What the details of a person must be, beside their shapes.

use chrono::NaiveDate;

use crate::access::{Scope, WriteTx};
use crate::candidates::model::RESTRICTED_FIELDS;
use crate::candidates::rules::{self, Dates};
use crate::candidates::store::{self, AddressRecord};
use crate::candidates::{Candidate, CandidateDetails};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::reference;
use crate::values::CandidateId;

/// Refuses invalid details, and returns the addresses with the ids of their neighbourhoods.
pub(super) fn validate(
    tx: &mut WriteTx<'_>,
    before: Option<&Candidate>,
    details: &CandidateDetails,
    today: NaiveDate,
) -> Result<Vec<AddressRecord>> {
    let mut field_errors = rules::field_errors(&Dates::from(details), today);
    field_errors.extend(before_birth_errors(details, before, tx.scope()));
    let mut addresses = Vec::new();
    for (index, address) in details.addresses.iter().enumerate() {
        let mut neighbourhood = None;
        if let Some(name) = &address.neighbourhood {
            let pointer = format!("/addresses/{index}/neighbourhood");
            match reference::neighbourhood_named(tx, name.as_str())? {
                None => field_errors.push(FieldError::new(pointer, ProblemCode::UnknownNeighbourhood)),
                Some((_, commune)) if commune != address.commune_code => {
                    field_errors.push(FieldError::new(pointer, ProblemCode::NeighbourhoodElsewhere));
                }
                Some((id, _)) => neighbourhood = Some(id),
            }
        }
        let commune_code = address.commune_code.clone();
        addresses.push(AddressRecord { commune_code, neighbourhood, period: address.period });
    }
    if field_errors.is_empty() { Ok(addresses) } else { Err(AppError::from_field_errors(field_errors)) }
}

/// Refuses dates before the birth. Those that the caller does not read are not named: the birth date is refused.
fn before_birth_errors(details: &CandidateDetails, before: Option<&Candidate>, scope: &Scope) -> Vec<FieldError> {
    let is_shown = |field_error: &FieldError| {
        let is_of = |name: &str| field_error.pointer.split('/').nth(1) == Some(name);
        RESTRICTED_FIELDS.iter().all(|(name, field)| scope.shows(*field) || !is_of(name))
    };
    let field_errors = rules::before_birth_errors(details, before);
    let (mut shown, hidden): (Vec<_>, Vec<_>) = field_errors.into_iter().partition(is_shown);
    shown.extend((!hidden.is_empty()).then(|| rules::born_after_records(details.birth_date)));
    shown
}

/// Refuses a birth date after something that is recorded of the person.
pub(super) fn refuse_birth_after_events(tx: &mut WriteTx<'_>, id: CandidateId, birth: NaiveDate) -> Result<()> {
    let Some((first, what)) = store::first_event(tx, id)? else { return Ok(()) };
    let what = Some(what).filter(|_| tx.scope().is_officer() && tx.scope().sectors.is_all());
    rules::born_too_late(birth, first, what).map_or(Ok(()), |error| Err(error.into()))
}
