//! The calculator of hours due within a form: the rule of the API, with what is typed here.

use super::super::super::typed::TypedForm;
use super::fields::estimate;
use crate::access::{Caller, EditContracts};
use crate::contracts::{Calculation, UsualInputs, hours_due};
use crate::error::{AppError, Result};
use crate::http::Fields;

/// Puts the usual inputs into the fields that are empty.
pub(super) fn propose(typed: &mut TypedForm, prefix: &str, usual: &UsualInputs) {
    typed.propose(&format!("{prefix}calcul-part"), usual.labour_share.in_french());
    typed.propose(&format!("{prefix}calcul-effort"), usual.effort.in_french());
    typed.propose(&format!("{prefix}calcul-cout"), usual.hourly_cost.in_french());
}

/// Computes the hours from what is typed, and puts them and all inputs into the form.
///
/// # Errors
/// Those of the inputs, at `/computation/…`.
pub(super) fn compute(caller: &Caller<EditContracts>, typed: &mut TypedForm, prefix: &str) -> Result<()> {
    let mut fields = Fields::default();
    let estimate = estimate(typed, prefix, &mut fields);
    let Some(estimate) = estimate else { return Err(fields.refusal()) };
    fields.done()?;
    let computed = hours_due::actions::compute(&caller.with_right()?, &estimate).map_err(below_computation)?;
    let Calculation { amount, labour_share, effort, hourly_cost, hours } = computed;
    typed.set(format!("{prefix}calcul-montant"), amount.in_french());
    typed.set(format!("{prefix}calcul-part"), labour_share.in_french());
    typed.set(format!("{prefix}calcul-effort"), effort.in_french());
    typed.set(format!("{prefix}calcul-cout"), hourly_cost.in_french());
    typed.set(format!("{prefix}heures"), hours.in_french());
    Ok(())
}

fn below_computation(error: AppError) -> AppError {
    let field_errors = error.field_errors.into_iter().map(|error| error.below("/computation")).collect();
    AppError { field_errors, ..error }
}
