//! Use cases of the pages: what an officer has to do about the link to the PLIE, and one person's link with all about it.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::links::look_up_older;
use crate::access::{Caller, ReadEligibility, Tx};
use crate::candidates::periods;
use crate::error::{ProblemCode, Result};
use crate::outbox::{DeliveryFilter, actions as outbox};
use crate::participant_links::store::{due, links as rows};
use crate::participant_links::{LinkFilter, ParticipantLink, RECEIVER};
use crate::plie::model::{Desk, DeskCounts, LinkFile, NamedDelivery, NamedLink};
use crate::plie::{PlieDelivery, store};
use crate::values::{CallFailure, CandidateId, DeliveryState, LinkStatus, ParticipantNumber};

/// The most rows of a list of the desk.
const MOST: i64 = 50;

/// What an officer has to do about the link to the PLIE. The read of people's names is logged.
///
/// # Errors
/// `unavailable`.
pub fn desk(caller: &Caller<ReadEligibility>) -> Result<Desk> {
    let desk = caller.snapshot(|tx| {
        let dead = DeliveryFilter { state: Some(DeliveryState::Dead), subject: None };
        let dead = outbox::list(tx, RECEIVER, &dead, 0, MOST)?.into_iter().map(PlieDelivery::from).collect();
        Ok(Desk {
            ambiguous: with_status(tx, LinkStatus::Ambiguous)?,
            failed: with_status(tx, LinkStatus::Failed)?,
            not_found: with_status(tx, LinkStatus::NotFound)?,
            waiting: with_status(tx, LinkStatus::Pending)?,
            dead: named_deliveries(tx, dead)?,
            counts: counts_in(tx)?,
            linked: rows::count(tx, LinkStatus::Linked)?,
            pending: outbox::count(tx, RECEIVER, DeliveryState::Pending)?,
            held: outbox::count(tx, RECEIVER, DeliveryState::Held)?,
            sent: outbox::count(tx, RECEIVER, DeliveryState::Sent)?,
        })
    })?;
    let links = [&desk.ambiguous, &desk.failed, &desk.not_found, &desk.waiting].into_iter().flatten();
    let people = links.map(|named| named.link.candidate_id);
    let people: Vec<CandidateId> = people.chain(desk.dead.iter().map(|named| named.delivery.candidate_id)).collect();
    caller.log_list_read("participant_links", &people, |person| *person)?;
    Ok(desk)
}

/// How much an officer has to do about the link to the PLIE.
///
/// # Errors
/// `unavailable`.
pub fn counts(caller: &Caller<ReadEligibility>) -> Result<DeskCounts> {
    caller.snapshot(counts_in)
}

fn counts_in(tx: &mut Tx<'_>) -> Result<DeskCounts> {
    Ok(DeskCounts {
        ambiguous: rows::count(tx, LinkStatus::Ambiguous)?,
        failed: rows::count(tx, LinkStatus::Failed)?,
        not_found: rows::count(tx, LinkStatus::NotFound)?,
        dead: outbox::count(tx, RECEIVER, DeliveryState::Dead)?,
        waiting: rows::count(tx, LinkStatus::Pending)?,
    })
}

fn with_status(tx: &mut Tx<'_>, status: LinkStatus) -> Result<Vec<NamedLink>> {
    let links = rows::list(tx, &LinkFilter { status: Some(status) }, 0, MOST)?;
    let people: Vec<CandidateId> = links.iter().map(|link| link.candidate_id).collect();
    let people = store::people(tx, &people)?;
    links.into_iter().map(|link| named(tx, link, &people)).collect()
}

fn named(
    tx: &mut Tx<'_>,
    link: ParticipantLink,
    people: &HashMap<CandidateId, (String, NaiveDate)>,
) -> Result<NamedLink> {
    let (name, birth_date) = people.get(&link.candidate_id).cloned().ok_or(ProblemCode::NotFound)?;
    let taken = match (link.failure, link.matches.as_slice()) {
        (Some(CallFailure::NumberTaken), [only]) => ParticipantNumber::parse(&only.number).ok(),
        _ => None,
    };
    let others = match taken {
        Some(number) => due::others_with(tx, link.candidate_id, &number)?,
        None => Vec::new(),
    };
    let other = match others.first() {
        Some(id) => store::people(tx, &[*id])?.remove(id).map(|(name, _)| (*id, name)),
        None => None,
    };
    Ok(NamedLink { link, name, birth_date, other })
}

fn named_deliveries(tx: &mut Tx<'_>, deliveries: Vec<PlieDelivery>) -> Result<Vec<NamedDelivery>> {
    let people: Vec<CandidateId> = deliveries.iter().map(|delivery| delivery.candidate_id).collect();
    let people = store::people(tx, &people)?;
    let name = |id: &CandidateId| people.get(id).map(|(name, _)| name.clone()).unwrap_or_default();
    let named = deliveries.into_iter().map(|delivery| NamedDelivery { name: name(&delivery.candidate_id), delivery });
    Ok(named.collect())
}

/// A person's link with the periods of the PLIE and what was or is to be announced. A record that was not looked up for a while
/// is looked up again.
///
/// # Errors
/// `not_found` if there is no such person.
pub fn file(caller: &Caller<ReadEligibility>, id: CandidateId) -> Result<LinkFile> {
    let file = caller.snapshot(|tx| {
        let people = store::people(tx, &[id])?;
        let (name, birth_date) = people.get(&id).cloned().ok_or(ProblemCode::NotFound)?;
        let link = match rows::find(tx, id) {
            Ok(link) => Some(named(tx, link, &people)?),
            Err(error) if error.code == ProblemCode::NotFound => None,
            Err(error) => return Err(error),
        };
        let filter = DeliveryFilter { state: None, subject: Some(id.0) };
        let deliveries = outbox::list(tx, RECEIVER, &filter, 0, i64::MAX)?;
        Ok(LinkFile {
            candidate_id: id,
            name,
            birth_date,
            is_informed: due::is_informed(tx, id)?,
            link,
            periods: periods::list_in(tx, id)?,
            deliveries: deliveries.into_iter().map(PlieDelivery::from).collect(),
        })
    })?;
    caller.log_read("participant_link", id)?;
    if let Some(named) = &file.link {
        look_up_older(caller, &named.link)?;
    }
    Ok(file)
}
