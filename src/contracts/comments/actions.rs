//! Use cases of comments on lots.

use super::{LotComment, NewLotComment, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditContracts};
use crate::audit::{self, Event};
use crate::contracts::lots;
use crate::error::Result;
use crate::values::LotId;

/// Writes a comment on a lot, which stands in the buyer's account from today on.
///
/// # Errors
/// `not_found`.
pub fn write(caller: &Caller<EditContracts>, lot: LotId, new: &NewLotComment) -> Result<Idempotent<LotComment>> {
    let today = caller.today();
    caller.create(|tx| {
        lots::store::find(tx, lot, today)?;
        let comment = store::insert(tx, lot, today, new)?;
        let event = Event::new("create", "lot_comment", comment.id.0).with("lot_id", lot).with("written_on", today);
        audit::record(tx, &event.personal("comment", None, &new.comment).apart_from_totals())?;
        Ok(comment)
    })
}

/// The comments on a lot, in the order they were written.
///
/// # Errors
/// `not_found` for the lot.
pub fn list(caller: &Caller<EditContracts>, lot: LotId, after: i64, rows: i64) -> Result<Vec<LotComment>> {
    caller.snapshot(|tx| {
        lots::store::find(tx, lot, caller.today())?;
        store::list(tx, lot, after, rows)
    })
}
