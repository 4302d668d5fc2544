//! Queries of withdrawals, and of what rests on records.

mod dependents;

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

pub(super) use dependents::dependents;

use super::{Record, Withdrawal, WithdrawalFilter, Withdrawn};
use crate::access::{Owner, Scope, Tx, WriteTx};
use crate::db::schema::withdrawals as table;
use crate::db::{MultiBackend, from_place};
use crate::error::Result;
use crate::values::{Place, RecordKind, Sectors, WithdrawalId};

/// Notes that a record was withdrawn now.
pub(super) fn insert(tx: &mut WriteTx<'_>, withdrawn: &Withdrawn<'_>) -> Result<WithdrawalId> {
    let now = tx.now();
    let id = diesel::insert_into(table::table)
        .values((
            table::kind.eq(withdrawn.record.kind()),
            table::record_id.eq(withdrawn.record.id()),
            table::version.eq(withdrawn.version),
            table::owner_id.eq(withdrawn.owner.organisation().map(|id| id.0)),
            table::owner_source.eq(withdrawn.owner.source()),
            table::sectors.eq(withdrawn.sectors.joined()),
            table::withdrawn_at.eq(now),
        ))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// The version at which a record was withdrawn, if it was and the caller could see it.
pub(super) fn withdrawn_version(tx: &mut Tx<'_>, record: Record) -> Result<Option<i64>> {
    let of_record = visible(tx.scope()).filter(table::kind.eq(record.kind())).filter(table::record_id.eq(record.id()));
    Ok(of_record.select(table::version).first(tx.conn()).optional()?)
}

/// Which of these records were withdrawn, of those that the caller could see.
pub(super) fn seen(tx: &mut Tx<'_>, kind: RecordKind, ids: &[i64]) -> Result<HashSet<i64>> {
    let of_kind = visible(tx.scope()).filter(table::kind.eq(kind)).filter(table::record_id.eq_any(ids));
    let ids: Vec<i64> = of_kind.select(table::record_id).load(tx.conn())?;
    Ok(ids.into_iter().collect())
}

/// Withdrawals of what the caller could see, by id or in the order of change.
pub(super) fn list(tx: &mut Tx<'_>, filter: &WithdrawalFilter, place: Place, rows: i64) -> Result<Vec<Withdrawal>> {
    let mut query = from_place!(visible(tx.scope()).limit(rows), table, "withdrawals", place);
    if let Some(kind) = filter.kind {
        query = query.filter(table::kind.eq(kind));
    }
    if let Some(id) = filter.record_id {
        query = query.filter(table::record_id.eq(id));
    }
    type Row = (WithdrawalId, RecordKind, i64, NaiveDateTime, i64);
    let columns = (table::id, table::kind, table::record_id, table::withdrawn_at, table::changed_in);
    let rows: Vec<Row> = query.select(columns).load(tx.conn())?;
    let withdrawal = |(id, kind, record_id, at, changed_in): Row| Withdrawal {
        id,
        kind,
        record_id,
        withdrawn_at: at.and_utc(),
        changed_in,
    };
    Ok(rows.into_iter().map(withdrawal).collect())
}

/// The withdrawals of what the caller could see: organisations everybody, people officers and who recorded them, the others
/// by their sectors.
fn visible<'q>(scope: &Scope) -> table::BoxedQuery<'q, MultiBackend> {
    let query = table::table.into_boxed();
    if scope.is_officer() && scope.sectors.is_all() {
        return query;
    }
    let seen_kinds = if scope.is_officer() {
        vec![RecordKind::Organisation, RecordKind::Candidate]
    } else {
        vec![RecordKind::Organisation]
    };
    let is_seen = |list: &String| Sectors::parse(list).is_ok_and(|all| all.iter().any(|sector| scope.sees(sector)));
    let seen_sectors: Vec<String> = Sectors::all().subsets_joined().into_iter().filter(is_seen).collect();
    let seen = table::kind.eq_any(seen_kinds).or(table::sectors.eq_any(seen_sectors));
    let is_person = table::kind.eq(RecordKind::Candidate);
    match scope.owner() {
        Owner::Organisation(id) => {
            let recorded = table::owner_id.is_not_null().and(table::owner_id.assume_not_null().eq(id.0));
            query.filter(seen.or(is_person.and(recorded)))
        }
        Owner::Source(source) => {
            let recorded = table::owner_source.is_not_null().and(table::owner_source.assume_not_null().eq(source));
            query.filter(seen.or(is_person.and(recorded)))
        }
        Owner::House => query.filter(seen),
    }
}
