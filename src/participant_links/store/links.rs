//! The rows of participant links.

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::super::model::{LinkTarget, Referent};
use super::super::{LinkFilter, Match, ParticipantLink};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{candidates, participant_links as table};
use crate::db::{CHUNK, load_for_update, load_shared, native};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{CallFailure, CandidateId, LinkStatus, Name, ParticipantNumber};

/// What a look-up or an officer changes. A link is written whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkState {
    /// Where the link stands; `pending` if it is not given.
    pub status: Option<LinkStatus>,
    /// The number of the record, also while the link has failed.
    pub number: Option<ParticipantNumber>,
    /// Whether an officer decided that another person has it too.
    pub is_shared: bool,
    /// The number that an officer chose and that is to be read.
    pub chosen: Option<ParticipantNumber>,
    /// Numbers that an officer took off this person.
    pub refused: Vec<String>,
    /// Who chose, and why.
    pub decided_by: Option<String>,
    /// Why, as typed.
    pub reason: Option<String>,
    /// Why the link does not stand.
    pub failure: Option<CallFailure>,
    /// Among whom an officer has to choose.
    pub matches: Vec<Match>,
    /// The referent.
    pub referent: Option<Referent>,
}

#[derive(Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct NewLink {
    candidate_id: CandidateId,
    status: LinkStatus,
    is_shared: bool,
    refused_numbers: &'static str,
    failure: Option<CallFailure>,
    matches: &'static str,
    due_at: Option<NaiveDateTime>,
    attempts: i32,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

#[derive(Queryable)]
struct LinkRow {
    candidate_id: CandidateId,
    status: LinkStatus,
    participant_number: Option<ParticipantNumber>,
    is_shared: bool,
    chosen_number: Option<ParticipantNumber>,
    decided_by: Option<String>,
    decision_reason: Option<String>,
    refused_numbers: String,
    failure: Option<CallFailure>,
    matches: String,
    referent: Option<Name>,
    referent_organisation: Option<Name>,
    checked_at: Option<NaiveDateTime>,
    due_at: Option<NaiveDateTime>,
    _leased_until: Option<NaiveDateTime>,
    _attempts: i32,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    _changed_in: i64,
}

impl LinkRow {
    fn state(&self) -> LinkState {
        LinkState {
            status: Some(self.status),
            number: self.participant_number.clone(),
            is_shared: self.is_shared,
            chosen: self.chosen_number.clone(),
            refused: numbers(&self.refused_numbers),
            decided_by: self.decided_by.clone(),
            reason: self.decision_reason.clone(),
            failure: self.failure,
            matches: serde_json::from_str(&self.matches).unwrap_or_default(),
            referent: self
                .referent
                .clone()
                .map(|name| Referent { name, organisation: self.referent_organisation.clone() }),
        }
    }

    fn link(self) -> ParticipantLink {
        let LinkState { matches, referent, .. } = self.state();
        let link = ParticipantLink {
            candidate_id: self.candidate_id,
            status: self.status,
            participant_number: self.participant_number,
            failure: self.failure,
            explanation: String::new(),
            matches,
            referent,
            is_shared: self.is_shared,
            chosen_number: self.chosen_number,
            decided_by: self.decided_by,
            reason: self.decision_reason,
            checked_at: self.checked_at.map(|at| at.and_utc()),
            next_check_at: self.due_at.map(|at| at.and_utc()),
            version: self.version,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
        };
        ParticipantLink { explanation: link.explain(), ..link }
    }
}

fn numbers(text: &str) -> Vec<String> {
    text.split(',').filter(|number| !number.is_empty()).map(str::to_owned).collect()
}

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
        native!(tx.conn(), |conn| diesel::insert_into(table::table).values(&rows).execute(conn))?;
    }
    Ok(())
}

fn new_link(candidate_id: CandidateId, is_informed: bool, now: NaiveDateTime) -> NewLink {
    NewLink {
        candidate_id,
        status: LinkStatus::Pending,
        is_shared: false,
        refused_numbers: "",
        failure: (!is_informed).then_some(CallFailure::NotInformed),
        matches: "[]",
        due_at: is_informed.then_some(now),
        attempts: 0,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// Where the links of these people stand. They do not change until the transaction ends.
pub(in crate::participant_links) fn lock_shared(
    tx: &mut WriteTx<'_>,
    people: &[CandidateId],
) -> Result<Vec<LinkTarget>> {
    let rows: Vec<(CandidateId, LinkStatus, Option<ParticipantNumber>)> = load_shared!(
        tx.conn(),
        table::table.filter(table::candidate_id.eq_any(people)).order(table::candidate_id).select((
            table::candidate_id,
            table::status,
            table::participant_number
        ))
    )?;
    let target =
        |(candidate, status, number)| LinkTarget { candidate, is_linked: status == LinkStatus::Linked, number };
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

/// Records that the record was looked up now, and when it is again.
///
/// # Errors
/// `unavailable`.
pub fn checked(tx: &mut WriteTx<'_>, candidate: CandidateId, next_check_in: Duration) -> Result<()> {
    let now = tx.now();
    let due = now.checked_add_signed(TimeDelta::from_std(next_check_in).unwrap_or_default());
    diesel::update(table::table.filter(table::candidate_id.eq(candidate)))
        .set((
            table::checked_at.eq(Some(now)),
            table::due_at.eq(due),
            table::leased_until.eq(None::<NaiveDateTime>),
            table::attempts.eq(0),
        ))
        .execute(tx.conn())?;
    Ok(())
}
