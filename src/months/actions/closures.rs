//! Use cases: a month is closed, a month is reopened.

use super::board::terms;
use crate::access::{Caller, CloseMonths, WriteTx};
use crate::audit::records::{CLOSED_HOURS, MONTH_OF_SECTOR};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::months::rules::{Terms, record_id};
use crate::months::{Closure, SectorBoard, rules, store};
use crate::values::{ClosureState, FreeText, Month, Sector};
use crate::{participant_links, settings};

/// What `hours` does in the transaction that reopens a month. `app` passes it in, as `hours` imports `months`.
#[derive(Debug, Clone, Copy)]
pub struct ReopenHooks {
    /// Takes the locks that precede the month's.
    pub lock: fn(&mut WriteTx<'_>, Month, Sector) -> Result<()>,
    /// Refreshes the snapshots of the opened hours.
    pub refresh: fn(&mut WriteTx<'_>, Month, Sector) -> Result<()>,
}

/// Closes a month of a sector; does nothing if it is closed. `force` passes over obstacles.
///
/// # Errors
/// `not_found` if the caller does not see the sector; `month_in_future`; `month_not_ready`; `reason_required` if it is
/// forced without a reason.
pub fn close(
    caller: &Caller<CloseMonths>,
    month: Month,
    sector: Sector,
    force: bool,
    reason: Option<&FreeText>,
) -> Result<Closure> {
    let today = caller.today();
    check_visible(caller, sector)?;
    rules::has_begun(month, today)?;
    caller.write(|tx| {
        let settings = settings::lock_timeline(tx)?;
        let before = store::states::lock_exclusive(tx, month, sector)?;
        if rules::is_closed(&before) {
            return Ok(before);
        }
        // The lock waited for transactions that record hours, so their rows are visible from here.
        let board = sector_board(tx, month, sector, &terms(&settings, month, today))?;
        let refusal = rules::refusal(&board.obstacles)?;
        let is_forced = refusal.is_some();
        match refusal {
            Some(refusal) if !force => return Err(refusal),
            Some(_) if reason.is_none() => {
                return Err(missing_reason("/reason", "Une clôture forcée doit être motivée."));
            }
            _ => {}
        }
        let closure = store::states::set(tx, month, sector, ClosureState::Closed, reason)?;
        write_audit(tx, "close", &closure, Some(&board).filter(|_| is_forced))?;
        participant_links::follow_month(tx, month, sector)?;
        Ok(Closure { warnings: board.warnings, ..closure })
    })
}

/// Reopens a month of a sector and refreshes the snapshots of its hours; does nothing if it is open.
///
/// # Errors
/// `not_found` if the caller does not see the sector; `reason_required`.
pub fn reopen(
    caller: &Caller<CloseMonths>,
    month: Month,
    sector: Sector,
    reason: Option<&FreeText>,
    hooks: ReopenHooks,
) -> Result<Closure> {
    check_visible(caller, sector)?;
    let Some(reason) = reason else { return Err(missing_reason("?reason", "Une réouverture doit être motivée.")) };
    caller.write(|tx| {
        (hooks.lock)(tx, month, sector)?;
        let before = store::states::lock_exclusive(tx, month, sector)?;
        if !rules::is_closed(&before) {
            return Ok(before);
        }
        let closure = store::states::set(tx, month, sector, ClosureState::Open, Some(reason))?;
        (hooks.refresh)(tx, month, sector)?;
        write_audit(tx, "reopen", &closure, None)?;
        Ok(closure)
    })
}

fn check_visible(caller: &Caller<CloseMonths>, sector: Sector) -> Result<()> {
    if caller.scope().sees(sector) { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}

fn missing_reason(pointer: &str, detail: &str) -> AppError {
    FieldError::new(pointer, ProblemCode::ReasonRequired).with_detail(detail).into()
}

fn sector_board(tx: &mut WriteTx<'_>, month: Month, sector: Sector, terms: &Terms) -> Result<SectorBoard> {
    let facts = store::board::load(tx, month, &[sector])?;
    rules::board(&facts, &[sector], terms).sectors.pop().ok_or_else(|| AppError::new(ProblemCode::Internal))
}

/// Writes the event; `forced` has the obstacles that were passed over.
fn write_audit(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    closure: &Closure,
    forced: Option<&SectorBoard>,
) -> Result<()> {
    let mut event = Event::new(action, "month", i64::from(*closure.month.number()))
        .with("month", closure.month)
        .with("sector", closure.sector)
        .because(closure.reason.clone());
    event = event.wrote(&MONTH_OF_SECTOR, [record_id(closure.month, closure.sector)]);
    if closure.state == ClosureState::Closed {
        event = event.wrote(&CLOSED_HOURS, store::states::hours(tx, closure.month, closure.sector)?);
    }
    if let Some(board) = forced {
        event = event.with("forced", true).with("cells", board.cells).with("lots", board.lots_by_standing);
    }
    audit::record(tx, &event)
}
