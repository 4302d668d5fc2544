//! Use cases of hours due.

use super::{Calculation, Computation, Estimate, HoursDue, NewHoursDue, UsualInputs, rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditContracts, ReadContracts, Tx};
use crate::audit::{self, Event};
use crate::contracts::{lots, store as contracts};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::settings;
use crate::values::{HoursDueReason, LotId};

/// Adds an entry to a lot's hours due.
///
/// # Errors
/// `not_found`, `missing` without hours and computation, `computation_mismatch`, `invalid_amount` if an hour costs
/// nothing, `hours_too_large`, `initial_hours_taken`.
pub fn record(caller: &Caller<EditContracts>, lot: LotId, new: &NewHoursDue) -> Result<Idempotent<HoursDue>> {
    caller.create(|tx| {
        let contract = lots::store::find(tx, lot, caller.today())?.public_contract_id;
        contracts::lock(tx, contract)?;
        let hours = rules::entry_hours(new.hours, new.computation.as_ref())?;
        if new.reason == HoursDueReason::Initial
            && let Some(first) = store::initial(tx, lot)?
        {
            let field_error = FieldError::new("/reason", ProblemCode::InitialHoursTaken);
            return Err(AppError::from(field_error).with_existing_id(first.0));
        }
        let id = store::insert(tx, lot, hours, new)?;
        lots::store::raise_version(tx, lot)?;
        let event = Event::new("create", "hours_due", id.0).with("lot_id", lot).with("hours", hours);
        let event = event.with("reason", new.reason).with("effective_on", new.effective_on);
        let event = event.with("computation", new.computation).with("reference", &new.reference);
        audit::record(tx, &event.personal("comment", None, &new.comment))?;
        store::find(tx, id)
    })
}

/// The entries of a lot's hours due, in the order they were recorded.
///
/// # Errors
/// `not_found` for the lot.
pub fn list(caller: &Caller<ReadContracts>, lot: LotId, after: i64, rows: i64) -> Result<Vec<HoursDue>> {
    caller.snapshot(|tx| {
        lots::store::find(tx, lot, caller.today())?;
        store::list(tx, lot, after, rows)
    })
}

/// All entries of a lot's hours due, in the order they were recorded, in a transaction under way.
///
/// # Errors
/// `unavailable`.
pub fn list_in(tx: &mut Tx<'_>, lot: LotId) -> Result<Vec<HoursDue>> {
    store::list(tx, lot, 0, i64::MAX)
}

/// Computes the hours due for an amount, with the settings in force today for missing inputs. Stores nothing.
///
/// # Errors
/// `invalid_amount` if an hour costs nothing, `hours_too_large`.
pub fn compute(caller: &Caller<ReadContracts>, estimate: &Estimate) -> Result<Calculation> {
    let usual = usual_inputs(caller)?;
    let inputs = Computation {
        amount: estimate.amount,
        labour_share: estimate.labour_share.unwrap_or(usual.labour_share),
        effort: estimate.effort.unwrap_or(usual.effort),
        hourly_cost: estimate.hourly_cost.unwrap_or(usual.hourly_cost),
    };
    let hours = rules::computed(&inputs)?;
    let Computation { amount, labour_share, effort, hourly_cost } = inputs;
    Ok(Calculation { amount, labour_share, effort, hourly_cost, hours })
}

/// The shares and the cost that replace missing inputs today.
///
/// # Errors
/// `unavailable`.
pub fn usual_inputs(caller: &Caller<ReadContracts>) -> Result<UsualInputs> {
    let settings = caller.read(|tx| settings::in_force(tx, caller.today()))?;
    let (labour_share, effort) = (settings.labour_share, settings.insertion_effort);
    Ok(UsualInputs { labour_share, effort, hourly_cost: settings.hourly_labour_cost })
}
