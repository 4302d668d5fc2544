//! Queries of comments on lots. Comments are added, never changed. The actions check that the lot is of the caller's sectors.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{LotComment, NewLotComment};
use crate::access::{Tx, WriteTx};
use crate::db::schema::lot_comments as table;
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::values::{FreeText, LotCommentId, LotId};

type CommentRow = (LotCommentId, LotId, NaiveDate, Option<FreeText>, String, NaiveDateTime);

fn comment((id, lot_id, written_on, comment, recorded_by, recorded_at): CommentRow) -> LotComment {
    LotComment { id, lot_id, written_on, comment, recorded_by, recorded_at: recorded_at.and_utc(), version: 1 }
}

/// Inserts a comment, written on this day.
pub(super) fn insert(
    tx: &mut WriteTx<'_>,
    lot: LotId,
    written_on: NaiveDate,
    new: &NewLotComment,
) -> Result<LotComment> {
    let values = (
        table::lot_id.eq(lot),
        table::written_on.eq(written_on),
        table::comment.eq(new.comment.as_ref()),
        table::recorded_by.eq(&tx.scope().actor),
        table::recorded_at.eq(tx.now()),
    );
    let insertion = diesel::insert_into(table::table).values(values).returning(table::all_columns);
    Ok(comment(insertion.get_result(tx.conn())?))
}

/// The comments on a lot, by id, after `after`.
pub(super) fn list(tx: &mut Tx<'_>, lot: LotId, after: i64, rows: i64) -> Result<Vec<LotComment>> {
    let query = table::table.filter(table::lot_id.eq(lot)).filter(table::id.gt(after)).order(table::id).limit(rows);
    let rows: Vec<CommentRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(comment).collect())
}

/// The comments on these lots that stand on a day. Does not check the caller's sectors.
pub fn in_force(tx: &mut Tx<'_>, lots: &[LotId], day: NaiveDate) -> Result<HashMap<LotId, FreeText>> {
    let query = table::table
        .filter(table::lot_id.in_list(KeyList::numbers(lots.iter().copied())))
        .filter(table::written_on.le(day))
        .order((table::written_on, table::id))
        .select((table::lot_id, table::comment));
    let rows: Vec<(LotId, Option<FreeText>)> = query.load(tx.conn())?;
    // In this order a later comment replaces an earlier one.
    let last: HashMap<LotId, Option<FreeText>> = rows.into_iter().collect();
    Ok(last.into_iter().filter_map(|(lot, comment)| Some((lot, comment?))).collect())
}
