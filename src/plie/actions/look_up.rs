//! Looks a person's participant record up in the other service. Nothing is written here, and no transaction is open.

use uuid::Uuid;

use crate::participant_links::Match;
use crate::participant_links::store::due::DueLink;
use crate::plie::client::{CallError, Client};
use crate::plie::contract::{Participant, ParticipantSummary};
use crate::plie::rules::Person;
use crate::values::{CallFailure, ParticipantNumber};

/// What a look-up found.
#[derive(Debug)]
pub(super) enum Found {
    /// The person's record.
    Record(Participant),
    /// Several records that may be the person's.
    Several(Vec<Match>),
    /// No record.
    Nobody,
}

/// Looks up the record with the number that an officer chose or that the person has; without one the record with the
/// person's names and birth date.
///
/// # Errors
/// `wrong_person` if the record of the person's number is somebody else's; `too_many_matches`; those of the calls.
pub(super) fn look_up(client: &Client, due: &DueLink) -> Result<Found, CallError> {
    let request_id = Uuid::new_v4().to_string();
    if let Some(chosen) = &due.chosen {
        // Who chose has decided that it is the person's, whatever the names.
        return client.participant(chosen, &request_id).map(Found::Record);
    }
    let person = person(due);
    if let Some(number) = due.number.as_ref().filter(|_| due.names_accepted) {
        return client.participant(number, &request_id).map(Found::Record);
    }
    if let Some(number) = &due.number {
        return read(client, number, &person, &request_id);
    }
    let result = client.search(due.birth_date, &due.last_name, &due.first_name, &request_id)?;
    let matching: Vec<&ParticipantSummary> =
        result.items.iter().filter(|item| !due.refuses(&item.number) && person.is(*item)).collect();
    match matching.as_slice() {
        [_] | [] if result.truncated => Err(CallError::of(CallFailure::TooManyMatches)),
        [] => Ok(Found::Nobody),
        [one] => read(client, &one.number, &person, &request_id),
        several => Ok(Found::Several(several.iter().map(|item| masked(item)).collect())),
    }
}

fn person(due: &DueLink) -> Person<'_> {
    Person { last_name: &due.last_name, first_name: &due.first_name, birth_date: due.birth_date }
}

fn read(
    client: &Client,
    number: &ParticipantNumber,
    person: &Person<'_>,
    request_id: &str,
) -> Result<Found, CallError> {
    let record = client.participant(number, request_id)?;
    if person.is(&record) { Ok(Found::Record(record)) } else { Err(CallError::of(CallFailure::WrongPerson)) }
}

fn masked(item: &ParticipantSummary) -> Match {
    Match::masked(&item.number, &item.last_name, &item.first_name, item.commune_code.as_ref())
}
