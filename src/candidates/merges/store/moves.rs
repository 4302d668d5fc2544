//! Gives one person what is another's. Whose something is changes, and nothing else: no version, no figure.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::model::Record;
use crate::access::WriteTx;
use crate::db::schema::{
    addresses as address, audit_personal, candidates, eligibility_criteria as criterion, eligibility_windows,
    employments as employment, idempotent_answers, merged_candidates as merged, plie_periods as period,
    positive_exits as exit, referrals as referral, waivers as waiver,
};
use crate::error::Result;
use crate::values::{CandidateId, CriterionCode, PeriodId, PositiveExitId, Sectors, WaiverId};

/// Moves rows of a table from one person to another: all of them, or those that a filter leaves.
macro_rules! move_rows {
    ($tx:expr, $table:ident, $from:expr, $into:expr $(, $filter:expr)?) => {{
        let rows = $table::table.filter($table::candidate_id.eq($from))$(.filter($filter))?;
        diesel::update(rows).set($table::candidate_id.eq($into)).execute($tx.conn())?;
        Ok(())
    }};
}

pub(in crate::candidates::merges) fn referrals(
    tx: &mut WriteTx<'_>,
    from: CandidateId,
    into: CandidateId,
) -> Result<()> {
    move_rows!(tx, referral, from, into)
}

/// Employments, and by their foreign key their rows of hours, in closed months too.
pub(in crate::candidates::merges) fn employments(
    tx: &mut WriteTx<'_>,
    from: CandidateId,
    into: CandidateId,
) -> Result<()> {
    move_rows!(tx, employment, from, into)
}

pub(in crate::candidates::merges) fn windows(tx: &mut WriteTx<'_>, from: CandidateId, into: CandidateId) -> Result<()> {
    move_rows!(tx, eligibility_windows, from, into)
}

pub(in crate::candidates::merges) fn positive_exits(
    tx: &mut WriteTx<'_>,
    from: CandidateId,
    into: CandidateId,
) -> Result<()> {
    move_rows!(tx, exit, from, into)
}

/// The personal values of audit events: they are erased with the person.
pub(in crate::candidates::merges) fn audit_values(
    tx: &mut WriteTx<'_>,
    from: CandidateId,
    into: CandidateId,
) -> Result<()> {
    move_rows!(tx, audit_personal, from, into)
}

/// Stored answers to POSTs: they are erased with the person.
pub(in crate::candidates::merges) fn stored_answers(
    tx: &mut WriteTx<'_>,
    from: CandidateId,
    into: CandidateId,
) -> Result<()> {
    move_rows!(tx, idempotent_answers, from, into)
}

/// The addresses that begin on these days.
pub(in crate::candidates::merges) fn addresses(
    tx: &mut WriteTx<'_>,
    (from, into): (CandidateId, CandidateId),
    days: &[NaiveDate],
) -> Result<()> {
    move_rows!(tx, address, from, into, address::starts_on.eq_any(days))
}

/// The criteria of these codes that begin on these days.
pub(in crate::candidates::merges) fn criteria(
    tx: &mut WriteTx<'_>,
    (from, into): (CandidateId, CandidateId),
    criteria: &[(CriterionCode, NaiveDate)],
) -> Result<()> {
    for (code, day) in criteria {
        let of_code = criterion::table.filter(criterion::candidate_id.eq(from)).filter(criterion::code.eq(code));
        let rows = of_code.filter(criterion::starts_on.eq(day));
        diesel::update(rows).set(criterion::candidate_id.eq(into)).execute(tx.conn())?;
    }
    Ok(())
}

pub(in crate::candidates::merges) fn plie_periods(
    tx: &mut WriteTx<'_>,
    (from, into): (CandidateId, CandidateId),
    ids: &[PeriodId],
) -> Result<()> {
    move_rows!(tx, period, from, into, period::id.eq_any(ids))
}

pub(in crate::candidates::merges) fn waivers(
    tx: &mut WriteTx<'_>,
    (from, into): (CandidateId, CandidateId),
    ids: &[WaiverId],
) -> Result<()> {
    move_rows!(tx, waiver, from, into, waiver::id.eq_any(ids))
}

/// Takes from exits the periods that are not taken over.
pub(in crate::candidates::merges) fn unlink_exits(tx: &mut WriteTx<'_>, ids: &[PositiveExitId]) -> Result<()> {
    let none: Option<PeriodId> = None;
    diesel::update(exit::table.filter(exit::id.eq_any(ids))).set(exit::plie_period_id.eq(none)).execute(tx.conn())?;
    Ok(())
}

/// The records that were merged into the one that goes.
pub(in crate::candidates::merges) fn merged_before(
    tx: &mut WriteTx<'_>,
    from: CandidateId,
    into: CandidateId,
) -> Result<()> {
    diesel::update(merged::table.filter(merged::kept_id.eq(from))).set(merged::kept_id.eq(into)).execute(tx.conn())?;
    Ok(())
}

/// Deletes a record of which everything that is taken has moved, and remembers where its id leads.
pub(in crate::candidates::merges) fn remove(tx: &mut WriteTx<'_>, record: &Record, into: CandidateId) -> Result<()> {
    let (id, owner) = (record.person.id, &record.person.owner);
    diesel::delete(address::table.filter(address::candidate_id.eq(id))).execute(tx.conn())?;
    diesel::delete(criterion::table.filter(criterion::candidate_id.eq(id))).execute(tx.conn())?;
    diesel::delete(waiver::table.filter(waiver::candidate_id.eq(id))).execute(tx.conn())?;
    diesel::delete(period::table.filter(period::candidate_id.eq(id))).execute(tx.conn())?;
    diesel::delete(candidates::table.filter(candidates::id.eq(id))).execute(tx.conn())?;
    let (now, actor) = (tx.now(), tx.scope().actor.clone());
    diesel::insert_into(merged::table)
        .values((
            merged::id.eq(id),
            merged::kept_id.eq(into),
            merged::owner_id.eq(owner.organisation()),
            merged::owner_source.eq(owner.source()),
            merged::sectors.eq(Sectors::new(record.sectors.iter().copied()).joined()),
            merged::merged_at.eq(now),
            merged::merged_by.eq(actor),
        ))
        .execute(tx.conn())?;
    Ok(())
}
