//! What the stand-in answers if nothing goes wrong.

use serde_json::Value;
use uuid::Uuid;

use super::bodies::{self, Checkable, ReferentRequest, Step};
use super::ledger::{Ledger, digest};
use super::message::{Incoming, Outgoing};
use super::records::{Records, StubParticipant, search};
use crate::values::{Name, ParticipantNumber, parse_day};

/// An operation of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation<'p> {
    Search,
    Read(&'p str),
    Announce(&'p str),
    RequestReferent,
}

impl<'p> Operation<'p> {
    /// The operation of a method and a path below the service's address.
    pub(super) fn of(method: &str, path: &'p str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        match (method, parts.as_slice()) {
            ("GET", ["participants"]) => Some(Self::Search),
            ("GET", ["participants", number]) => Some(Self::Read(number)),
            ("POST", ["participants", number, "steps"]) => Some(Self::Announce(number)),
            ("POST", ["referent-requests"]) => Some(Self::RequestReferent),
            _ => None,
        }
    }

    /// Its name in the contract.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Search => "searchParticipants",
            Self::Read(_) => "readParticipant",
            Self::Announce(_) => "announceStep",
            Self::RequestReferent => "requestReferent",
        }
    }
}

/// The data that requests read and change.
pub(super) struct Service<'s> {
    pub records: &'s Records,
    /// Whether a participant is known.
    pub is_known: &'s dyn Fn(&str) -> bool,
    pub ledger: &'s mut Ledger,
}

/// A refusal, or the answer.
type Answer = Result<Outgoing, Outgoing>;

/// The refusal of a request without the right key, or with a request id that does not fit.
pub(super) fn refuse(incoming: &Incoming, key: &str) -> Result<(), Outgoing> {
    if incoming.header("authorization") != Some(format!("Bearer {key}").as_str()) {
        return Err(Outgoing::problem(401, "the bearer token is missing or wrong"));
    }
    match incoming.header("x-request-id") {
        Some(id) if !(1..=64).contains(&id.chars().count()) => {
            Err(Outgoing::problem(400, "X-Request-Id has 1 to 64 characters"))
        }
        _ => Ok(()),
    }
}

impl Service<'_> {
    /// Answers a request.
    pub(super) fn answer(&mut self, operation: Operation<'_>, incoming: &Incoming) -> Outgoing {
        let answer = match operation {
            Operation::Search => self.search(incoming),
            Operation::Read(number) => self.participant(number).map(|known| Outgoing::json(200, &known.record())),
            Operation::Announce(number) => self.announce(number, incoming),
            Operation::RequestReferent => self.request_referent(incoming),
        };
        answer.unwrap_or_else(|refusal| refusal)
    }

    fn participant(&self, number: &str) -> Result<&StubParticipant, Outgoing> {
        if ParticipantNumber::parse(number).is_err() {
            return Err(Outgoing::problem(404, "this is no number of a participant"));
        }
        let known = self.records.get(number).filter(|_| (self.is_known)(number));
        known.ok_or_else(|| Outgoing::problem(404, "there is no such participant"))
    }

    fn search(&self, incoming: &Incoming) -> Answer {
        let parameters: Vec<(String, String)> = serde_urlencoded::from_str(&incoming.query).unwrap_or_default();
        let parameter = |name: &str| {
            let value = parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
            value.ok_or_else(|| Outgoing::problem(400, &format!("{name} is missing")))
        };
        let name = |name: &str| {
            Name::parse(parameter(name)?).map_err(|_| Outgoing::problem(400, &format!("{name} is no name")))
        };
        let day = parse_day(parameter("birth_date")?).map_err(|_| Outgoing::problem(400, "birth_date is no day"))?;
        let (last_name, first_name) = (name("last_name")?, name("first_name")?);
        let known = self.records.values().filter(|record| (self.is_known)(&record.number));
        Ok(Outgoing::json(200, &search(known, day, [last_name.as_str(), first_name.as_str()])))
    }

    fn announce(&mut self, number: &str, incoming: &Incoming) -> Answer {
        let (key, digest) = self.key(incoming)?;
        let (step, body) = body::<Step>(incoming)?;
        self.participant(number)?;
        let answer = self.ledger.announce(number, &step, body);
        self.ledger.keep(&key, digest, &answer);
        Ok(answer)
    }

    fn request_referent(&mut self, incoming: &Incoming) -> Answer {
        let (key, digest) = self.key(incoming)?;
        let (request, body) = body::<ReferentRequest>(incoming)?;
        let answer = self.ledger.request_referent(&request, body);
        self.ledger.keep(&key, digest, &answer);
        Ok(answer)
    }

    /// The idempotency key with the request's digest.
    ///
    /// # Errors
    /// A refusal, or the answer that is kept by this key.
    fn key(&self, incoming: &Incoming) -> Result<(String, [u8; 32]), Outgoing> {
        let key = incoming.header("idempotency-key").filter(|key| Uuid::parse_str(key).is_ok());
        let key = key.ok_or_else(|| Outgoing::problem(400, "Idempotency-Key is no UUID"))?;
        let digest = digest(&incoming.path, &incoming.body);
        match self.ledger.replay(key, digest) {
            Some(answer) => Err(answer),
            None => Ok((key.to_owned(), digest)),
        }
    }
}

fn body<T: Checkable>(incoming: &Incoming) -> Result<(T, Value), Outgoing> {
    if incoming.header("content-type") != Some("application/json") {
        return Err(Outgoing::problem(400, "the body is not application/json"));
    }
    let checked = bodies::read(&incoming.body).map_err(|wrong| Outgoing::problem(400, &wrong))?;
    // It was read as JSON just now.
    Ok((checked, serde_json::from_slice(&incoming.body).unwrap_or_default()))
}
