//! The rows of participant links.

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::super::model::LinkTarget;
use super::super::{LinkFilter, ParticipantLink};
pub use super::row::LinkState;
use super::row::{LinkRow, NewLink, new_link};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{candidates, participant_links as table};
use crate::db::{CHUNK, load_for_update, native};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{CallFailure, CandidateId, LinkStatus, ParticipantNumber};

/// Begins the links of people: the records are looked up at once, unless the person was not informed.
pub(in crate::participant_links) fn insert(tx: &mut WriteTx<'_>, people: &[CandidateId]) -> Result<()> {
    let now = tx.now();
    for chunk in people.chunks(CHUNK) {
        let informed: Vec<CandidateId> = candidates::table
            .filter(candidates::id.eq_any(chunk))
            .filter(candidates::informed_on.is_not_null())
            .select(candidates::id)
            .load(tx.conn())?;
        let rows: Vec<NewLink> = chunk.iter().map(|id| new_link(*id, informed.contains(id), now)).collect();
        // Another transaction may begin a link meanwhile.
        native!(tx.conn(), |conn| diesel::insert_into(table::table)
            .values(&rows)
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(())
}

/// Where the links of these people stand, locked exclusively in the order of their ids: announcements about a person are
/// written one transaction after the other.
pub(in crate::participant_links) fn lock_all(tx: &mut WriteTx<'_>, people: &[CandidateId]) -> Result<Vec<LinkTarget>> {
    let rows: Vec<(CandidateId, LinkStatus, Option<ParticipantNumber>)> = load_for_update!(
        tx.conn(),
        table::table.filter(table::candidate_id.eq_any(people)).order(table::candidate_id).select((
            table::candidate_id,
            table::status,
            table::participant_number
        ))
    )?;
    Ok(rows.into_iter().map(target).collect())
}

/// The state of a person's link, locked exclusively, with its version.
///
/// # Errors
/// `not_found`.
pub fn lock(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<(LinkState, i64)> {
    let rows: Vec<LinkRow> =
        load_for_update!(tx.conn(), table::table.filter(table::candidate_id.eq(candidate)).select(table::all_columns))?;
    let row = rows.into_iter().next().ok_or_else(|| AppError::new(ProblemCode::NotFound))?;
    Ok((row.state(), row.version))
}

/// Adds the numbers that were taken off one person to those of another: both are one.
pub(in crate::participant_links) fn refuse_too(
    tx: &mut WriteTx<'_>,
    from: CandidateId,
    into: CandidateId,
) -> Result<()> {
    let (gone, _) = lock(tx, from)?;
    let (kept, _) = lock(tx, into)?;
    let mut refused = kept.refused;
    refused.extend(gone.refused.into_iter().filter(|number| !refused.contains(number)).collect::<Vec<_>>());
    diesel::update(table::table.filter(table::candidate_id.eq(into)))
        .set(table::refused_numbers.eq(refused.join(",")))
        .execute(tx.conn())?;
    Ok(())
}

/// A person's link.
///
/// # Errors
/// `not_found`.
pub fn find(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<ParticipantLink> {
    let row: LinkRow = table::table.find(candidate).select(table::all_columns).first(tx.conn())?;
    Ok(row.link())
}

/// Links in the order of people's ids, after `after`.
///
/// # Errors
/// `unavailable`.
pub fn list(tx: &mut Tx<'_>, filter: &LinkFilter, after: i64, rows: i64) -> Result<Vec<ParticipantLink>> {
    let mut query = table::table
        .filter(table::candidate_id.gt(CandidateId(after)))
        .order(table::candidate_id)
        .limit(rows)
        .select(table::all_columns)
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(table::status.eq(status));
    }
    let rows: Vec<LinkRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(LinkRow::link).collect())
}

/// How many links have a status.
///
/// # Errors
/// `unavailable`.
pub fn count(tx: &mut Tx<'_>, status: LinkStatus) -> Result<i64> {
    Ok(table::table.filter(table::status.eq(status)).count().get_result(tx.conn())?)
}

/// Writes what a look-up or an officer made of a link. The record is looked up again after `next_check_in`, if that is given.
///
/// # Errors
/// `unavailable`.
pub fn write(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
    state: &LinkState,
    next_check_in: Option<Duration>,
) -> Result<()> {
    let now = tx.now();
    let due = next_check_in.and_then(|pause| now.checked_add_signed(TimeDelta::from_std(pause).ok()?));
    let matches = serde_json::to_string(&state.matches).map_err(AppError::internal)?;
    diesel::update(table::table.filter(table::candidate_id.eq(candidate)))
        .set((
            table::status.eq(state.status.unwrap_or(LinkStatus::Pending)),
            table::participant_number.eq(&state.number),
            table::is_shared.eq(state.is_shared),
            table::chosen_number.eq(&state.chosen),
            table::chosen_is_shared.eq(state.chosen_is_shared),
            table::names_accepted.eq(state.names_accepted),
            table::decided_by.eq(&state.decided_by),
            table::decision_reason.eq(&state.reason),
            table::refused_numbers.eq(state.refused.join(",")),
            table::failure.eq(state.failure),
            table::matches.eq(matches),
            table::referent.eq(state.referent.as_ref().map(|referent| &referent.name)),
            table::referent_organisation.eq(state.referent.as_ref().and_then(|one| one.organisation.as_ref())),
            table::due_at.eq(due),
            table::leased_until.eq(None::<NaiveDateTime>),
            table::attempts.eq(0),
            table::version.eq(table::version + 1),
            table::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Where the links of these people stand.
pub(in crate::participant_links) fn targets(tx: &mut Tx<'_>, people: &[CandidateId]) -> Result<Vec<LinkTarget>> {
    let rows: Vec<(CandidateId, LinkStatus, Option<ParticipantNumber>)> = table::table
        .filter(table::candidate_id.eq_any(people))
        .select((table::candidate_id, table::status, table::participant_number))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(target).collect())
}

fn target((candidate, status, number): (CandidateId, LinkStatus, Option<ParticipantNumber>)) -> LinkTarget {
    LinkTarget { candidate, is_linked: status == LinkStatus::Linked, number }
}

/// Records that the record was looked up now, and when it is again. A failure of an earlier look-up is over.
///
/// # Errors
/// `unavailable`.
pub fn checked(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
    failure: Option<CallFailure>,
    next_check_in: Duration,
) -> Result<()> {
    let now = tx.now();
    let due = now.checked_add_signed(TimeDelta::from_std(next_check_in).unwrap_or_default());
    diesel::update(table::table.filter(table::candidate_id.eq(candidate)))
        .set((
            table::checked_at.eq(Some(now)),
            table::failure.eq(failure),
            table::due_at.eq(due),
            table::leased_until.eq(None::<NaiveDateTime>),
            table::attempts.eq(0),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes a person's link: the person's record was merged into another one's.
///
/// # Errors
/// `unavailable`.
pub fn delete(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    diesel::delete(table::table.filter(table::candidate_id.eq(candidate))).execute(tx.conn())?;
    Ok(())
}

/// Gives a person's link to another person, who has none.
///
/// # Errors
/// `unavailable`.
pub fn hand_over(tx: &mut WriteTx<'_>, from: CandidateId, into: CandidateId) -> Result<()> {
    diesel::update(table::table.filter(table::candidate_id.eq(from)))
        .set(table::candidate_id.eq(into))
        .execute(tx.conn())?;
    Ok(())
}
