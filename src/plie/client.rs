//! The client of the participant records. Workers call it, and pages in a thread for blocking work.

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use super::contract::{self, Participant, SearchResult};
use crate::config;
use crate::outbound::{self, Answer, Method, Observer, Request};
pub use crate::outbound::{CallError, Circuit};
use crate::values::{CallFailure, Name, ParticipantNumber};

/// The media type of refusals.
const PROBLEM: &str = "application/problem+json";

/// The client of the running service, once it is connected; all clones share it. Pages read from it whether the participant
/// records answer.
#[derive(Clone, Default)]
pub struct Connection(Arc<OnceLock<Client>>);

impl Connection {
    /// Sets the client that the workers use.
    pub fn establish(&self, client: &Client) {
        // It is set once, at the start of the workers.
        let _ = self.0.set(client.clone());
    }

    /// Where the circuit stands; none if the participant records are not connected.
    pub fn circuit(&self) -> Option<Circuit> {
        self.0.get().map(Client::circuit)
    }
}

/// A client of the participant records; all clones share connections, the number of calls at once and the circuit. It is
/// synchronous: never call it in an asynchronous context, only in a thread for blocking work.
#[derive(Clone)]
pub struct Client {
    service: outbound::Client,
}

impl Client {
    /// A client. Nothing connects yet.
    ///
    /// # Errors
    /// When TLS cannot be prepared, or a thread not be started.
    pub fn open(settings: &config::Plie, observer: Arc<dyn Observer>) -> anyhow::Result<Self> {
        let settings = outbound::Settings {
            service: "plie",
            base: settings.url.clone(),
            access: settings.access.clone(),
            calls: settings.calls,
            timeout: settings.timeout,
            allows_local: settings.allows_local,
        };
        Ok(Self { service: outbound::Client::open(&settings, observer)? })
    }

    /// Whether a call would be sent now: the circuit is closed, or ready for a probe.
    pub fn accepts_calls(&self) -> bool {
        self.service.accepts_calls()
    }

    /// Where the circuit stands.
    pub fn circuit(&self) -> Circuit {
        self.service.circuit()
    }

    /// How many calls may be under way at once.
    pub fn calls(&self) -> usize {
        self.service.calls()
    }

    /// Searches participants who were born on a day, by their names.
    ///
    /// # Errors
    /// `wrong_person` if one of those found was born on another day.
    pub fn search(
        &self,
        birth_date: NaiveDate,
        last_name: &Name,
        first_name: &Name,
        request_id: &str,
    ) -> Result<SearchResult, CallError> {
        let day = birth_date.to_string();
        let query =
            [("birth_date", day.as_str()), ("last_name", last_name.as_str()), ("first_name", first_name.as_str())];
        let request = get("searchParticipants", &["participants"], &query, request_id);
        self.service.call(&request, |answer| match answer.status {
            200 => checked(answer, |body| contract::search_result(body, birth_date)),
            _ => Err(refusal(answer, false)),
        })
    }

    /// Reads a participant's record.
    ///
    /// # Errors
    /// `missing` if there is none; `wrong_person` if the answer is another one.
    pub fn participant(&self, number: &ParticipantNumber, request_id: &str) -> Result<Participant, CallError> {
        let path = ["participants", number.as_str()];
        self.service.call(&get("readParticipant", &path, &[], request_id), |answer| match answer.status {
            200 => checked(answer, |body| contract::participant(body, number)),
            _ => Err(refusal(answer, true)),
        })
    }

    /// Announces a step of a participant's path. `step` is the JSON text of a `Step`.
    ///
    /// # Errors
    /// `missing` if there is no such participant; `refused`.
    pub fn announce(
        &self,
        number: &ParticipantNumber,
        idempotency_key: &str,
        step: &str,
        request_id: &str,
    ) -> Result<(), CallError> {
        let path = ["participants", number.as_str(), "steps"];
        self.service
            .call(&post("announceStep", &path, step, idempotency_key, request_id), |answer| recorded(answer, true))
    }

    /// Asks for a referent. `request` is the JSON text of a `ReferentRequest`.
    ///
    /// # Errors
    /// `refused`.
    pub fn request_referent(&self, idempotency_key: &str, request: &str, request_id: &str) -> Result<(), CallError> {
        let request = post("requestReferent", &["referent-requests"], request, idempotency_key, request_id);
        self.service.call(&request, |answer| recorded(answer, false))
    }
}

fn get<'r>(
    operation: &'static str,
    path: &'r [&'r str],
    query: &'r [(&'r str, &'r str)],
    request_id: &'r str,
) -> Request<'r> {
    Request { operation, method: Method::Get, path, query, body: None, idempotency_key: None, request_id }
}

fn post<'r>(
    operation: &'static str,
    path: &'r [&'r str],
    body: &'r str,
    idempotency_key: &'r str,
    request_id: &'r str,
) -> Request<'r> {
    let (body, idempotency_key) = (Some(body), Some(idempotency_key));
    Request { operation, method: Method::Post, path, query: &[], body, idempotency_key, request_id }
}

fn recorded(answer: &Answer, may_be_missing: bool) -> Result<(), CallError> {
    match answer.status {
        201 => checked(answer, contract::receipt),
        _ => Err(refusal(answer, may_be_missing)),
    }
}

/// Reads a JSON answer.
fn checked<T>(answer: &Answer, read: impl FnOnce(&[u8]) -> Result<T, CallFailure>) -> Result<T, CallError> {
    let is_json = answer.media_type == "application/json";
    let read = if is_json { read(&answer.body) } else { Err(CallFailure::UnfitAnswer) };
    read.map_err(|failure| CallError::of(failure).with_status(answer.status))
}

/// What an answer that is no success means. Only a problem document is a decision of the service: a proxy in front of it,
/// or a wrong address, answers 404 as well.
fn refusal(answer: &Answer, may_be_missing: bool) -> CallError {
    let is_decision = answer.media_type == PROBLEM && contract::is_problem(&answer.body, answer.status);
    let failure = match answer.status {
        404 if is_decision && may_be_missing => CallFailure::Missing,
        400 | 409 | 422 if is_decision => CallFailure::Refused,
        _ => CallFailure::UnfitAnswer,
    };
    CallError::of(failure).with_status(answer.status)
}
