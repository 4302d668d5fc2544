//! Use case: a change of contract type.

use super::super::succession::{Succession, succession};
use super::{check_may_change, create_after, lock, update_in};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditEmployments, WriteTx};
use crate::employments::{Employment, EmploymentDetails, store};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{EmploymentId, ExpectedVersions};

/// Ends an employment, at one of the `expected` versions, on the day before another type of contract begins, and records
/// the employment of this type with the assignments that go on: both in one transaction. The new employment is returned.
///
/// # Errors
/// `not_found`; `forbidden`, also for a caller who does not see an assignment of it; `precondition_failed`; `immutable_field`
/// if the type is the same; `invalid_period` if the next employment does not begin within the one before or on the day after;
/// `hours_would_be_orphaned` if hours are recorded for months after the change; those of [`super::create`].
pub fn succeed(
    caller: &Caller<EditEmployments>,
    id: EmploymentId,
    expected: &ExpectedVersions,
    new: &Succession,
) -> Result<Idempotent<Employment>> {
    caller.create(|tx| {
        let (current, birth) = lock(tx, id)?;
        check_may_change(tx, &current)?;
        must_see_all(tx, &current)?;
        expected.require(current.version)?;
        let (ended, next) = succession(&current, new).map_err(AppError::from_field_errors)?;
        end(tx, &current, &ended, birth)?;
        create_after(tx, &next, Some(id))
    })
}

/// Assignments end with the employment and go on with the next one: a caller who does not see one would end it.
fn must_see_all(tx: &mut WriteTx<'_>, current: &Employment) -> Result<()> {
    if store::assigned_periods(tx, current.id)?.len() == current.assignments.len() {
        return Ok(());
    }
    let detail = "Ce contrat a aussi une affectation dans un secteur que vous ne suivez pas : demandez le changement à \
                  quelqu’un qui voit tous ses secteurs.";
    Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
}

fn end(tx: &mut WriteTx<'_>, current: &Employment, ended: &EmploymentDetails, birth: chrono::NaiveDate) -> Result<()> {
    if EmploymentDetails::from(current) == *ended {
        return Ok(());
    }
    update_in(tx, current, ended, birth).map(drop).map_err(|error| match error.code {
        ProblemCode::HoursWouldBeOrphaned => {
            let detail =
                "Des heures sont déjà enregistrées pour des mois d’après ce changement : corrigez-les d’abord.";
            FieldError::new("/starts_on", error.code).with_detail(detail).into()
        }
        _ => error,
    })
}
