//! Which links are to be looked up, and when.

use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::load_unlocked_for_update;
use crate::db::schema::{candidates, participant_links as table};
use crate::error::Result;
use crate::values::{CallFailure, CandidateId, LinkStatus, Name, ParticipantNumber};

/// A link with what it takes to look the record up.
#[derive(Debug, Clone, Queryable)]
pub struct DueLink {
    /// The person.
    pub candidate: CandidateId,
    /// Where the link stands.
    pub status: LinkStatus,
    /// The number of the record, also while the link has failed.
    pub number: Option<ParticipantNumber>,
    /// The number that an officer chose.
    pub chosen: Option<ParticipantNumber>,
    /// Numbers that an officer took off this person, separated by commas.
    refused: String,
    /// Why the last look-up failed.
    pub failure: Option<CallFailure>,
    /// Which attempt since the last answer this is, from 1.
    pub attempts: i32,
    /// Until when the link is leased: it tells this lease from a later one.
    pub leased_until: Option<NaiveDateTime>,
    /// Whether an officer accepted that the names differ.
    pub names_accepted: bool,
    /// The person's last name.
    pub last_name: Name,
    /// The person's first name.
    pub first_name: Name,
    /// The person's day of birth.
    pub birth_date: NaiveDate,
}

/// Whether a link is to be looked up.
///
/// # Errors
/// `unavailable`.
pub fn has_due(tx: &mut Tx<'_>) -> Result<bool> {
    let now = tx.now();
    let first: Option<CandidateId> = table::table
        .filter(table::due_at.le(now))
        .filter(table::leased_until.is_null().or(table::leased_until.lt(now)))
        .select(table::candidate_id)
        .first(tx.conn())
        .optional()?;
    Ok(first.is_some())
}

/// Leases links to be looked up for so long, the longest due first, at most `most`. Each process takes what no other has
/// locked.
///
/// # Errors
/// `unavailable`.
pub fn claim(tx: &mut WriteTx<'_>, most: i64, lease: Duration) -> Result<Vec<DueLink>> {
    let now = tx.now();
    let ids: Vec<CandidateId> = load_unlocked_for_update!(
        tx.conn(),
        table::table
            .filter(table::due_at.le(now))
            .filter(table::leased_until.is_null().or(table::leased_until.lt(now)))
            .order((table::due_at, table::candidate_id))
            .limit(most)
            .select(table::candidate_id)
    )?;
    let until = now.checked_add_signed(TimeDelta::from_std(lease).unwrap_or_default());
    diesel::update(table::table.filter(table::candidate_id.eq_any(&ids)))
        .set((table::leased_until.eq(until), table::attempts.eq(table::attempts + 1)))
        .execute(tx.conn())?;
    load(tx, &ids)
}

fn load(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<Vec<DueLink>> {
    Ok(table::table
        .inner_join(candidates::table)
        .filter(table::candidate_id.eq_any(ids))
        .order((table::due_at, table::candidate_id))
        .select((
            table::candidate_id,
            table::status,
            table::participant_number,
            table::chosen_number,
            table::refused_numbers,
            table::failure,
            table::attempts,
            table::leased_until,
            table::names_accepted,
            candidates::last_name,
            candidates::first_name,
            candidates::birth_date,
        ))
        .load(tx.conn())?)
}

impl DueLink {
    /// Whether an officer took this number off the person.
    pub fn refuses(&self, number: &ParticipantNumber) -> bool {
        self.refused.split(',').any(|refused| refused == number.as_str())
    }
}

/// Records why a look-up failed, and when it is tried again; not if the link changed since it was leased.
///
/// # Errors
/// `unavailable`.
pub fn put_off(
    tx: &mut WriteTx<'_>,
    due: &DueLink,
    failure: CallFailure,
    attempts: i32,
    pause: Duration,
) -> Result<()> {
    let again = tx.now().checked_add_signed(TimeDelta::from_std(pause).unwrap_or_default());
    diesel::update(leased(due))
        .set((
            table::failure.eq(Some(failure)),
            table::attempts.eq(attempts),
            table::due_at.eq(again),
            table::leased_until.eq(None::<NaiveDateTime>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Gives back a leased link that was not looked up.
///
/// # Errors
/// `unavailable`.
pub fn give_back(tx: &mut WriteTx<'_>, due: &DueLink) -> Result<()> {
    diesel::update(leased(due))
        .set((table::leased_until.eq(None::<NaiveDateTime>), table::attempts.eq(due.attempts.saturating_sub(1))))
        .execute(tx.conn())?;
    Ok(())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn leased(due: &DueLink) -> _ {
    let candidate: CandidateId = due.candidate;
    let attempts: i32 = due.attempts;
    let until: Option<NaiveDateTime> = due.leased_until;
    table::table
        .filter(table::candidate_id.eq(candidate))
        .filter(table::attempts.eq(attempts))
        .filter(table::leased_until.eq(until))
}

/// Whether a lease still is the one under which the record was looked up.
///
/// # Errors
/// `unavailable`.
pub fn is_leased(tx: &mut Tx<'_>, due: &DueLink) -> Result<bool> {
    let candidate: Option<CandidateId> = leased(due)
        .filter(table::leased_until.is_not_null())
        .select(table::candidate_id)
        .first(tx.conn())
        .optional()?;
    Ok(candidate.is_some())
}

/// Has a person's record looked up at once; not before the person was informed.
///
/// # Errors
/// `unavailable`.
pub fn look_up_now(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    let now = tx.now();
    let is_informed = is_informed(tx, candidate)?;
    let row = table::table.filter(table::candidate_id.eq(candidate));
    // A look-up that is under way starts from outdated values.
    diesel::update(row)
        .set((
            table::due_at.eq(is_informed.then_some(now)),
            table::leased_until.eq(None::<NaiveDateTime>),
            table::attempts.eq(0),
        ))
        .execute(tx.conn())?;
    if !is_informed {
        diesel::update(row.filter(table::participant_number.is_null()))
            .set((table::status.eq(LinkStatus::Pending), table::failure.eq(Some(CallFailure::NotInformed))))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Takes back that an officer accepted other names than the person's. Returns whether the person has a link.
///
/// # Errors
/// `unavailable`.
pub fn check_names_again(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<bool> {
    let row = table::table.filter(table::candidate_id.eq(candidate));
    Ok(diesel::update(row).set(table::names_accepted.eq(false)).execute(tx.conn())? == 1)
}

/// Whether a person was informed of their rights.
///
/// # Errors
/// `unavailable`.
pub fn is_informed(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<bool> {
    let informed: Option<Option<NaiveDate>> = candidates::table
        .filter(candidates::id.eq(candidate))
        .select(candidates::informed_on)
        .first(tx.conn())
        .optional()?;
    Ok(informed.flatten().is_some())
}

/// Has a record looked up that was not for so long, as somebody opens the person's file.
///
/// # Errors
/// `unavailable`.
pub fn refresh_older(tx: &mut WriteTx<'_>, candidate: CandidateId, age: Duration) -> Result<()> {
    let now = tx.now();
    let limit = now.checked_sub_signed(TimeDelta::from_std(age).unwrap_or_default());
    let old = table::table
        .filter(table::candidate_id.eq(candidate))
        .filter(table::checked_at.lt(limit))
        .filter(table::due_at.gt(now));
    diesel::update(old).set(table::due_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

/// The other people whose link has a number.
///
/// # Errors
/// `unavailable`.
pub fn others_with(tx: &mut Tx<'_>, candidate: CandidateId, number: &ParticipantNumber) -> Result<Vec<CandidateId>> {
    Ok(table::table
        .filter(table::participant_number.eq(number))
        .filter(table::candidate_id.ne(candidate))
        .order(table::candidate_id)
        .select(table::candidate_id)
        .load(tx.conn())?)
}
