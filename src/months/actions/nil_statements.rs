//! Use cases of nil statements: recorded, deleted, cancelled by hours that arrive.

use std::collections::BTreeSet;

use crate::access::idempotency::Idempotent;
use crate::access::{Caller, ReadMonths, StateNil, WriteTx};
use crate::audit::records::{MONTH_OF_SECTOR, NIL_STATEMENT};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::months::{NilStatement, lock_open, rules, store};
use crate::settings;
use crate::values::{ExpectedVersions, LotId, Month, NilStatementId};

/// States that a lot has no hours in a month.
///
/// # Errors
/// `forbidden` for a partner unless the setting allows it; `month_in_future`, `unknown_lot`, `lot_not_expected`,
/// `month_closed`, `already_exists`, `lot_has_hours`.
pub fn create(caller: &Caller<StateNil>, month: Month, lot: LotId) -> Result<Idempotent<NilStatement>> {
    rules::has_begun(month, caller.today())?;
    caller.create(|tx| {
        check_partner(caller, tx)?;
        let lot_error = |code| FieldError::new("/lot_id", code);
        let Some((sector, expected)) = store::nil_statements::lot(tx, lot, month)? else {
            return Err(lot_error(ProblemCode::UnknownLot).into());
        };
        if !expected {
            return Err(lot_error(ProblemCode::LotNotExpected).into());
        }
        lock_open(tx, month, sector)?;
        if let Some(existing) = store::nil_statements::on(tx, lot, month)? {
            let detail = "Ce lot a déjà un état néant ce mois-ci.";
            let field_error = lot_error(ProblemCode::AlreadyExists).with_detail(detail);
            return Err(AppError::from(field_error).with_existing_id(existing.0));
        }
        if store::nil_statements::has_hours(tx, lot, month)? {
            return Err(lot_error(ProblemCode::LotHasHours).into());
        }
        store::states::set_nil_stated(tx, month, sector)?;
        let id = store::nil_statements::insert(tx, lot, month)?;
        let (statement, _) = store::nil_statements::find(tx, month, id)?;
        let event = audit_event("create", &statement).wrote(&MONTH_OF_SECTOR, [rules::record_id(month, sector)]);
        audit::record(tx, &event)?;
        Ok(statement)
    })
}

/// Deletes a statement.
///
/// # Errors
/// `forbidden` for a partner unless the setting allows it; `not_found`, `precondition_failed`, `month_closed`.
pub fn delete(caller: &Caller<StateNil>, month: Month, id: NilStatementId, expected: &ExpectedVersions) -> Result<()> {
    caller.write(|tx| {
        check_partner(caller, tx)?;
        let (statement, sector) = store::nil_statements::find(tx, month, id)?;
        expected.require(statement.version)?;
        lock_open(tx, month, sector)?;
        store::nil_statements::delete(tx, id)?;
        audit::record(tx, &audit_event("delete", &statement))
    })
}

/// One statement of a month.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadMonths>, month: Month, id: NilStatementId) -> Result<NilStatement> {
    caller.read(|tx| Ok(store::nil_statements::find(tx, month, id)?.0))
}

/// The statements of a month, in the order they were recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadMonths>, month: Month, after: i64, rows: i64) -> Result<Vec<NilStatement>> {
    caller.read(|tx| store::nil_statements::list(tx, month, after, rows))
}

/// Deletes the statements of lots and months on which hours arrived. The caller has locked the months.
///
/// # Errors
/// `unavailable`.
pub fn cancel(tx: &mut WriteTx<'_>, cells: &BTreeSet<(LotId, Month)>) -> Result<()> {
    if cells.is_empty() {
        return Ok(());
    }
    match store::nil_statements::delete_on(tx, cells)?.as_slice() {
        [] => Ok(()),
        [one] => audit::record(tx, &audit_event("cancel", one)),
        several => {
            let ids: Vec<NilStatementId> = several.iter().map(|statement| statement.id).collect();
            let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
            let event = Event::new("cancel_batch", "nil_statement", 0).with("ids", ids);
            audit::record(tx, &event.wrote(&NIL_STATEMENT, numbers))
        }
    }
}

/// Partners need the setting `partner_states_nil`.
fn check_partner(caller: &Caller<StateNil>, tx: &mut WriteTx<'_>) -> Result<()> {
    if caller.scope().is_officer() || settings::in_force(tx, caller.today())?.partner_states_nil {
        return Ok(());
    }
    let detail = "Les états néant sont déclarés par les chargées de clauses (réglage « partner_states_nil »).";
    Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
}

fn audit_event(action: &'static str, statement: &NilStatement) -> Event {
    Event::new(action, "nil_statement", statement.id.0).with("lot_id", statement.lot_id).with("month", statement.month)
}
