//! Months closed, and opened again.

use chrono::NaiveDate;

use crate::access::{Caller, CloseMonths, WriteTx};
use crate::audit::{self, Event};
use crate::error::{FieldError, ProblemCode, Result};
use crate::months::{Closure, SectorBoard, rules, store};
use crate::settings;
use crate::values::{ClosureState, FreeText, Month, Sector};

/// What goes with opening a month again elsewhere, in the same transaction: hours follow what has changed meanwhile. They
/// cannot be known here, as they know the months.
#[derive(Debug, Clone, Copy)]
pub struct Following {
    /// What is held before the month is.
    pub hold: fn(&mut WriteTx<'_>, Month, Sector) -> Result<()>,
    /// What is done once it is open.
    pub refresh: fn(&mut WriteTx<'_>, Month, Sector) -> Result<()>,
}

/// Closes a month of a sector; closed already, it stays as it is. What is in the way refuses, unless it is forced.
///
/// # Errors
/// `not_found` when the caller does not see the sector; `month_in_future`; `month_not_ready`; `reason_required` when it
/// is forced without a word.
pub fn close(
    caller: &Caller<CloseMonths>,
    month: Month,
    sector: Sector,
    force: bool,
    reason: Option<&FreeText>,
) -> Result<Closure> {
    let today = caller.today();
    refuse_unseen(caller, sector)?;
    rules::has_begun(month, today)?;
    caller.write(|tx| {
        let settings = settings::lock_timeline(tx)?;
        let before = store::states::lock_exclusive(tx, month, sector)?;
        if rules::is_closed(&before) {
            return Ok(before);
        }
        // Whoever was recording is done by now, and what they recorded is seen.
        let day = settings.on(month.next().first_day()).hours_deadline_day;
        let standing = standing(tx, month, sector, rules::deadline(month, day), today)?;
        let in_the_way = standing.as_ref().and_then(rules::in_the_way);
        let forced = in_the_way.is_some();
        match in_the_way {
            Some(refusal) if !force => return Err(refusal),
            Some(_) if reason.is_none() => return Err(unexplained("/reason", "Une clôture forcée doit être motivée.")),
            _ => {}
        }
        let closure = store::states::set(tx, month, sector, ClosureState::Closed, reason)?;
        tell(tx, "close", &closure, standing.filter(|_| forced).as_ref())?;
        Ok(closure)
    })
}

/// Opens a month of a sector again; open already, it stays as it is. Its hours take their values anew.
///
/// # Errors
/// `not_found` when the caller does not see the sector; `reason_required`.
pub fn reopen(
    caller: &Caller<CloseMonths>,
    month: Month,
    sector: Sector,
    reason: Option<&FreeText>,
    following: Following,
) -> Result<Closure> {
    refuse_unseen(caller, sector)?;
    let Some(reason) = reason else { return Err(unexplained("?reason", "Une réouverture doit être motivée.")) };
    caller.write(|tx| {
        (following.hold)(tx, month, sector)?;
        let before = store::states::lock_exclusive(tx, month, sector)?;
        if !rules::is_closed(&before) {
            return Ok(before);
        }
        let closure = store::states::set(tx, month, sector, ClosureState::Open, Some(reason))?;
        (following.refresh)(tx, month, sector)?;
        tell(tx, "reopen", &closure, None)?;
        Ok(closure)
    })
}

fn refuse_unseen(caller: &Caller<CloseMonths>, sector: Sector) -> Result<()> {
    if caller.scope().sees(sector) { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}

fn unexplained(pointer: &str, detail: &str) -> crate::error::AppError {
    FieldError::new(pointer, ProblemCode::ReasonRequired).with_detail(detail).into()
}

fn standing(
    tx: &mut WriteTx<'_>,
    month: Month,
    sector: Sector,
    deadline: NaiveDate,
    today: NaiveDate,
) -> Result<Option<SectorBoard>> {
    let known = store::board::load(tx, month, &[sector])?;
    Ok(rules::board(&known, &[sector], deadline, today).sectors.pop())
}

/// The event, with what was passed over if anything was.
fn tell(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    closure: &Closure,
    passed_over: Option<&SectorBoard>,
) -> Result<()> {
    let mut event = Event::new(action, "month", i64::from(*closure.month.number()))
        .with("month", closure.month)
        .with("sector", closure.sector)
        .because(closure.reason.clone());
    if let Some(board) = passed_over {
        event = event.with("forced", true).with("cells", board.cells).with("lots", board.lots_by_standing);
    }
    audit::record(tx, &event)
}
