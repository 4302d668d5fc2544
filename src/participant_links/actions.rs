//! Use cases of participant links, inside the transactions of the changes that cause them.

use std::collections::{HashMap, HashSet};

use super::model::{Announced, Announcement, LinkTarget, MergedLink, RECEIVER, REFERENT_REQUEST, STEP};
use super::rules;
use super::store::{due, links, referent, steps};
use crate::access::{Scope, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{AppError, Result};
use crate::outbox::{Message, Written, actions as outbox};
use crate::values::{CandidateId, Month, ParticipantNumber, Sector, day_in_france};

/// How many people are followed in one transaction.
const PEOPLE_AT_A_TIME: i64 = 200;

/// Begins the links of those of these people who are to be linked, and announces the steps that their records show and
/// their participant records do not.
///
/// # Errors
/// `unavailable`.
pub fn follow(tx: &mut WriteTx<'_>, people: &[CandidateId]) -> Result<()> {
    let targets = links::targets(tx, people)?;
    let without: Vec<CandidateId> =
        people.iter().copied().filter(|id| !targets.iter().any(|target| target.candidate == *id)).collect();
    let begun = if without.is_empty() { Vec::new() } else { steps::to_be_linked(tx, &without)? };
    links::insert(tx, &begun)?;
    begun.into_iter().try_for_each(|candidate| write_begun(tx, candidate))?;
    announce(tx, people)
}

/// [`follow`] for everybody with hours of a month and sector, which was closed.
///
/// # Errors
/// `unavailable`.
pub fn follow_month(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    let people = steps::people_of_month(tx, month, sector)?;
    follow(tx, &people)
}

/// [`follow`] for everybody, some at a time: what days alone change, and what was recorded before there were links. Writes
/// for those only of whom something is new.
///
/// # Errors
/// `unavailable`.
pub fn follow_everyone(db: &Db, clock: Clock, scope: &Scope) -> Result<()> {
    let mut after = CandidateId(0);
    loop {
        let people = db.read(scope, clock.now(), |tx| steps::people_after(tx, after, PEOPLE_AT_A_TIME))?;
        let Some(last) = people.last() else { return Ok(()) };
        after = *last;
        let changed = db.snapshot(scope, clock.now(), |tx| with_changes(tx, &people))?;
        if !changed.is_empty() {
            db.write(scope, clock.now(), |tx| follow(tx, &changed))?;
        }
    }
}

/// Those of these people who have no link yet, or something to announce.
fn with_changes(tx: &mut Tx<'_>, people: &[CandidateId]) -> Result<Vec<CandidateId>> {
    let targets = links::targets(tx, people)?;
    let messages = changes(tx, &targets)?;
    let is_changed = |id: &CandidateId| {
        !targets.iter().any(|target| target.candidate == *id) || messages.iter().any(|message| message.subject == id.0)
    };
    Ok(people.iter().copied().filter(is_changed).collect())
}

/// Begins the link of a person for whom an officer chooses a record.
///
/// # Errors
/// `unavailable`.
pub fn begin(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    links::insert(tx, &[candidate])?;
    write_begun(tx, candidate)?;
    announce(tx, &[candidate])
}

fn write_begun(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    audit::record(tx, &Event::new("create", "participant_link", candidate.0).about(candidate))
}

/// Announces what the records of these people show and their participant records do not.
fn announce(tx: &mut WriteTx<'_>, people: &[CandidateId]) -> Result<()> {
    let targets = links::lock_all(tx, people)?;
    let messages = changes(tx, &targets)?;
    outbox::enqueue(tx, &messages)
}

/// What is to be announced about people with a link.
fn changes(tx: &mut Tx<'_>, targets: &[LinkTarget]) -> Result<Vec<Message>> {
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    let people: Vec<CandidateId> = targets.iter().map(|target| target.candidate).collect();
    let now = tx.now().and_utc();
    let mut steps_of = steps::steps(tx, &people, day_in_france(now))?;
    let announced = announced_of(tx, &people)?;
    let abouts = announced.values().flatten().map(|one| one.about.as_str());
    let closed = closed_months(tx, &abouts.filter_map(rules::month_of).map(|(month, _)| month).collect())?;
    let is_settled = |about: &str| rules::month_of(about).is_none_or(|month| closed.contains(&month));
    let nothing = Vec::new();
    let messages = targets.iter().flat_map(|target| {
        let steps = steps_of.remove(&target.candidate).unwrap_or_default();
        let of_person = announced.get(&target.candidate).unwrap_or(&nothing);
        let changes = rules::changes(target, steps, of_person, is_settled, now.timestamp());
        changes.into_iter().map(|change| message(target.candidate, change))
    });
    Ok(messages.collect())
}

fn message(candidate: CandidateId, announcement: Announcement) -> Message {
    let Announcement { about, revision, target, payload } = announcement;
    Message { receiver: RECEIVER, topic: STEP, subject: candidate.0, about, revision, target, payload }
}

fn announced_of(tx: &mut Tx<'_>, people: &[CandidateId]) -> Result<HashMap<CandidateId, Vec<Announced>>> {
    let subjects: Vec<i64> = people.iter().map(|id| id.0).collect();
    let mut announced: HashMap<CandidateId, Vec<Announced>> = HashMap::new();
    for Written { subject, about, revision, target, payload, is_tried } in
        outbox::written(tx, RECEIVER, STEP, &subjects)?
    {
        let one = Announced { about, revision, target, payload, is_tried };
        announced.entry(CandidateId(subject)).or_default().push(one);
    }
    Ok(announced)
}

/// Which of these months are closed, in which sectors.
///
/// # Errors
/// `unavailable`.
pub fn closed_months(tx: &mut Tx<'_>, months: &HashSet<Month>) -> Result<HashSet<(Month, Sector)>> {
    if months.is_empty() { Ok(HashSet::new()) } else { steps::closed(tx, months) }
}

/// Asks for a referent for a person without a record, once.
///
/// # Errors
/// `unavailable`.
pub fn request_referent(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    if !outbox::written(tx, RECEIVER, REFERENT_REQUEST, &[candidate.0])?.is_empty() {
        return Ok(());
    }
    let Some(request) = referent::referent_request(tx, candidate)? else { return Ok(()) };
    let message = Message {
        receiver: RECEIVER,
        topic: REFERENT_REQUEST,
        subject: candidate.0,
        about: request.reference.clone(),
        revision: 1,
        // It is for no record there.
        target: Some(String::new()),
        payload: serde_json::to_string(&request).map_err(AppError::internal)?,
    };
    outbox::enqueue(tx, &[message])
}

/// Has a person's record looked up again: the names, the birth date or what the person was informed of changed. Returns whether
/// there is a link: it changed.
///
/// # Errors
/// `unavailable`.
pub fn identity_changed(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<bool> {
    let has_link = due::check_names_again(tx, candidate)?;
    due::look_up_now(tx, candidate)?;
    Ok(has_link)
}

/// After a person's link got its number: the steps that were held are announced there, with those that are new to the
/// record.
///
/// # Errors
/// `unavailable`.
pub fn retarget(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    outbox::discard_untried(tx, RECEIVER, STEP, candidate.0, None)?;
    announce(tx, &[candidate])
}

/// Before a person's link loses its number: what the record may have received is withdrawn.
///
/// # Errors
/// `unavailable`.
pub fn take_off(tx: &mut WriteTx<'_>, candidate: CandidateId, number: &ParticipantNumber) -> Result<()> {
    links::lock_all(tx, &[candidate])?;
    outbox::discard_untried(tx, RECEIVER, STEP, candidate.0, Some(number.as_str()))?;
    let now = tx.now().and_utc().timestamp();
    let announced = announced_of(tx, &[candidate])?.remove(&candidate).unwrap_or_default();
    let withdrawals = rules::withdrawals(number.as_str(), &announced, now).into_iter();
    let messages: Vec<Message> = withdrawals.map(|withdrawal| message(candidate, withdrawal)).collect();
    outbox::enqueue(tx, &messages)
}

/// Before a person's record is withdrawn: the link, which has no number, goes, with what nobody has tried to send about it.
///
/// # Errors
/// `unavailable`.
pub fn forget(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    links::lock_all(tx, &[candidate])?;
    outbox::discard_untried(tx, RECEIVER, STEP, candidate.0, None)?;
    outbox::discard_untried(tx, RECEIVER, REFERENT_REQUEST, candidate.0, Some(""))?;
    links::delete(tx, candidate)
}

/// After the records of one person were merged into another one's: the link and the announcements follow. If both had
/// links, that of the record that stays stands; what went to the other one's record is withdrawn there.
///
/// # Errors
/// `unavailable`.
pub fn merge(tx: &mut WriteTx<'_>, from: CandidateId, into: CandidateId) -> Result<MergedLink> {
    let targets = links::lock_all(tx, &[from, into])?;
    let of = |id| targets.iter().find(|target| target.candidate == id);
    let has_number = |target: &LinkTarget| target.number.is_some();
    let merged = match (of(from), of(into)) {
        (Some(_), None) => links::hand_over(tx, from, into).map(|()| MergedLink::HandedOver)?,
        (Some(gone), Some(kept)) if has_number(gone) && !has_number(kept) => {
            links::delete(tx, into)?;
            links::hand_over(tx, from, into).map(|()| MergedLink::HandedOver)?
        }
        (Some(gone), Some(kept)) => {
            if let Some(number) = gone.number.as_ref().filter(|number| kept.number.as_ref() != Some(number)) {
                take_off(tx, from, number)?;
            }
            links::refuse_too(tx, from, into)?;
            links::delete(tx, from)?;
            MergedLink::Kept
        }
        (None, _) => MergedLink::Kept,
    };
    outbox::move_subject(tx, RECEIVER, from.0, into.0)?;
    // What either of them held is written anew for the link that stands.
    outbox::discard_untried(tx, RECEIVER, STEP, into.0, None)?;
    due::look_up_now(tx, into)?;
    follow(tx, &[into])?;
    Ok(merged)
}
