//! The client of the participant records, against the stand-in over HTTP, and against servers that break every rule.

mod addresses;
mod calls;
mod circuit;
mod failures;
mod metrics;
mod retries;
mod secrets;
mod stub;
mod tls;
mod tokens;

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clauses::config::{Plie, Secret, ServiceAccess};
use clauses::outbound::{Circuit, Observer};
use clauses::plie::client::{CallError, Client};
use clauses::plie::contract::Participant;
use clauses::plie::stub::{Stub, StubHandle, StubParticipant, read_participants};
use clauses::values::{CallFailure, Name, ParticipantNumber};
use serde_json::{Value, json};

/// The bearer key of the stand-ins.
const KEY: &str = "the-key-of-the-participant-records";

/// The id of the requests that cause calls.
const REQUEST_ID: &str = "request-7";

/// How many calls may be under way at once.
const CALLS: usize = 4;

/// Settings for a service on this machine.
fn settings(url: &str) -> Plie {
    Plie {
        url: url.parse().unwrap(),
        access: ServiceAccess::Key(Secret::new(KEY)),
        calls: CALLS,
        timeout: Duration::from_secs(20),
        allows_local: true,
    }
}

fn client(url: &str) -> Client {
    open(&settings(url)).0
}

/// A client whose whole call takes at most this long.
fn hasty(url: &str, milliseconds: u64) -> Client {
    open(&Plie { timeout: Duration::from_millis(milliseconds), ..settings(url) }).0
}

fn open(settings: &Plie) -> (Client, Arc<Observed>) {
    let observed = Arc::<Observed>::default();
    (Client::open(settings, observed.clone()).unwrap(), observed)
}

/// What a client reports.
#[derive(Default)]
struct Observed(Mutex<Vec<String>>);

impl Observed {
    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Observer for Observed {
    fn called(&self, outcome: &'static str) {
        self.0.lock().unwrap().push(outcome.to_owned());
    }

    fn circuit(&self, now: Circuit) {
        self.0.lock().unwrap().push(now.as_str().to_uppercase());
    }
}

/// A stand-in with three people, of whom two were born on the same day, that records what is exchanged.
fn stub() -> StubHandle {
    let handle = Stub::start(TcpListener::bind("127.0.0.1:0").unwrap(), people(), KEY).unwrap();
    handle.record_exchanges();
    handle
}

fn people() -> Vec<StubParticipant> {
    let people = json!([
        {
            "number": "P-1", "last_name": "Petit", "first_name": "Zoé", "other_last_names": ["N’Diaye"],
            "birth_date": "1990-05-17", "commune_code": "21231",
            "periods": [{ "from": "2022-01-10", "to": "2022-12-31" }, { "from": "2023-03-01" }],
            "referent": { "name": "Ada Roux", "organisation": "Maison de l’emploi" },
        },
        { "number": "P-2", "last_name": "Petit", "first_name": "Camille", "birth_date": "1990-05-17" },
        { "number": "P-3", "last_name": "Roy", "first_name": "Noé", "birth_date": "1985-01-02" },
    ]);
    read_participants(&people.to_string()).unwrap()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn number(text: &str) -> ParticipantNumber {
    ParticipantNumber::parse(text).unwrap()
}

/// Reads participant P-1.
fn read(client: &Client) -> Result<Participant, CallError> {
    client.participant(&number("P-1"), REQUEST_ID)
}

/// The failure of reading participant P-1.
#[track_caller]
fn failure(client: &Client) -> CallFailure {
    read(client).unwrap_err().failure
}

/// Announces a step of participant P-1 under a key.
fn announce(client: &Client, key: &str, step: &Value) -> Result<(), CallError> {
    client.announce(&number("P-1"), key, &step.to_string(), REQUEST_ID)
}

fn step(reference: &str, revision: u32) -> Value {
    json!({
        "kind": "clause_employment_started", "reference": reference, "revision": revision, "withdrawn": false,
        "occurred_on": "2023-03-01", "contract_type": "CDDI", "employer": "Régie des quartiers", "sector": "BTP",
    })
}

/// An idempotency key for each number.
fn key(number: u128) -> String {
    format!("{:08x}-0000-4000-8000-{:012x}", number >> 48, number & 0xFFFF_FFFF_FFFF)
}
