//! Use cases of the pages: what an officer has to do about the link to the PLIE, and one person's link with all about it.

use super::links::look_up_older;
use crate::access::{Caller, ReadEligibility, Tx};
use crate::candidates::periods;
use crate::error::{ProblemCode, Result};
use crate::outbox::{DeliveryFilter, actions as outbox};
use crate::participant_links::store::{due, links as rows};
use crate::participant_links::{LinkFilter, ParticipantLink, RECEIVER};
use crate::plie::model::{Desk, DeskCounts, LinkFile, NamedDelivery, NamedLink};
use crate::plie::{PlieDelivery, store};
use crate::values::{CandidateId, DeliveryState, LinkStatus, ParticipantNumber};

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
    caller.snapshot(|tx| {
        Ok(DeskCounts {
            ambiguous: rows::count(tx, LinkStatus::Ambiguous)?,
            failed: rows::count(tx, LinkStatus::Failed)?,
            dead: outbox::count(tx, RECEIVER, DeliveryState::Dead)?,
            waiting: rows::count(tx, LinkStatus::Pending)?,
        })
    })
}

fn with_status(tx: &mut Tx<'_>, status: LinkStatus) -> Result<Vec<NamedLink>> {
    let links = rows::list(tx, &LinkFilter { status: Some(status) }, 0, MOST)?;
    links.into_iter().map(|link| named(tx, link)).collect()
}

fn named(tx: &mut Tx<'_>, link: ParticipantLink) -> Result<NamedLink> {
    let (name, birth_date) = store::person(tx, link.candidate_id)?;
    let taken = match link.matches.as_slice() {
        [only] => ParticipantNumber::parse(&only.number).ok(),
        _ => None,
    };
    let others = match taken {
        Some(number) => due::others_with(tx, link.candidate_id, &number)?,
        None => Vec::new(),
    };
    let other = match others.first() {
        Some(id) => Some((*id, store::person(tx, *id)?.0)),
        None => None,
    };
    Ok(NamedLink { link, name, birth_date, other })
}

fn named_deliveries(tx: &mut Tx<'_>, deliveries: Vec<PlieDelivery>) -> Result<Vec<NamedDelivery>> {
    let named = deliveries.into_iter().map(|delivery| {
        let (name, _) = store::person(tx, delivery.candidate_id)?;
        Ok(NamedDelivery { delivery, name })
    });
    named.collect()
}

/// A person's link with the periods of the PLIE and what was or is to be announced. A record that was not looked up for a while
/// is looked up again.
///
/// # Errors
/// `not_found` if there is no such person.
pub fn file(caller: &Caller<ReadEligibility>, id: CandidateId) -> Result<LinkFile> {
    let file = caller.snapshot(|tx| {
        let (name, birth_date) = store::person(tx, id)?;
        let link = match rows::find(tx, id) {
            Ok(link) => Some(named(tx, link)?),
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
