//! The link to the participant records of the PLIE, with the stand-in over HTTP.

mod choices;
mod deliveries;
mod links;
mod merges;
mod pages;
mod participants;
mod periods;
mod steps;
mod storms;

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use clauses::access::{ReadFindings, Scope};
use clauses::clock::Clock;
use clauses::config::{Plie as Settings, Secret, ServiceAccess};
use clauses::outbound::Unobserved;
use clauses::plie::Linking;
use clauses::plie::client::Client as Records;
use clauses::plie::stub::{Behaviour, Stub, StubHandle, read_participants};
use serde_json::{Value, json};

use crate::support::builders::{Placed, a_candidate, place};
use crate::support::plie_contract::assert_fits;
use crate::support::{App, Client, Reply};

const KEY: &str = "the-key-of-the-participant-records";

/// The stand-in, and workers that work when they are asked to.
struct Plie {
    stub: StubHandle,
    records: Records,
}

impl Plie {
    /// A stand-in with these participants.
    fn with(participants: &Value) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let participants = read_participants(&participants.to_string()).unwrap();
        let stub = Stub::start(socket, participants, KEY).unwrap();
        stub.record_exchanges();
        let settings = settings(&stub.url());
        Self { records: in_thread(|| Records::open(&settings, Arc::new(Unobserved)).unwrap()), stub }
    }

    /// Looks up what is due at the application's time, and sends what is due, until nothing is.
    fn work(&self, app: &App) {
        let linking = self.linking(app);
        in_thread(|| {
            // After failures the circuit has to close again.
            while linking.turn().unwrap() || !self.records.accepts_calls() {
                std::thread::sleep(Duration::from_millis(1));
            }
        });
    }

    /// One turn of a worker. Returns whether anything was due.
    fn turn(&self, app: &App) -> bool {
        let linking = self.linking(app);
        in_thread(|| linking.turn().unwrap())
    }

    fn linking(&self, app: &App) -> Linking {
        self.linking_with(app, self.records.clone())
    }

    fn linking_with(&self, app: &App, records: Records) -> Linking {
        let (clock, scope) = (Clock::Fixed(app.now()), the_operator(app));
        Linking::new(app.db(), clock, scope, records, Duration::from_secs(20))
    }

    fn behaves(&self, behaviour: Behaviour) {
        self.stub.set_behaviour(behaviour);
    }

    /// The steps that a participant received, as their reference, which of its revisions it is, and a mark for those
    /// withdrawn. Revisions rise.
    fn steps(&self, number: &str) -> Vec<String> {
        let received = self.stub.received();
        let Some(of) = received.participants.get(number) else { return Vec::new() };
        let mut seen: HashMap<String, Vec<i64>> = HashMap::new();
        let announced = of.steps.iter().map(|step| {
            let (reference, revision) = (step["reference"].as_str().unwrap(), step["revision"].as_i64().unwrap());
            let revisions = seen.entry(reference.to_owned()).or_default();
            assert!(revisions.iter().all(|before| *before < revision), "{:?}", of.steps);
            revisions.push(revision);
            let mark = if step["withdrawn"] == true { " withdrawn" } else { "" };
            format!("{reference} {}{mark}", revisions.len())
        });
        announced.collect()
    }
}

/// Every request that was sent, and every answer, fits the contract.
impl Drop for Plie {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_fits(&self.stub.exchanges());
        }
    }
}

/// The scope of the service itself.
fn the_operator(app: &App) -> Scope {
    app.operator::<ReadFindings>().scope().clone()
}

fn settings(url: &str) -> Settings {
    Settings {
        url: url.parse().unwrap(),
        access: ServiceAccess::Key(Secret::new(KEY)),
        calls: 4,
        timeout: Duration::from_secs(20),
        allows_local: true,
    }
}

/// Runs work that blocks outside of the runtime of the test.
fn in_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

/// A participant of the stand-in.
fn participant(number: &str, last_name: &str, first_name: &str) -> Value {
    json!({
        "number": number, "last_name": last_name, "first_name": first_name, "birth_date": "1990-01-01",
        "periods": [{ "from": "2022-01-01" }],
        "referent": { "name": "Nadia Belkacem", "organisation": "PLIE – Référents Dijon Nord" },
    })
}

/// A person of this name who was informed of their rights, at work on a new lot for works.
async fn at_work(officer: &Client, last_name: &str, first_name: &str) -> Placed {
    let candidate = a_candidate().named(last_name, first_name).with("informed_on", "2023-01-02").create(officer).await;
    place(officer, candidate, "BTP").await
}

fn link_of(candidate: i64) -> String {
    format!("/v1/candidates/{candidate}/plie-link")
}

async fn link(client: &Client, candidate: i64) -> Reply {
    client.get(&link_of(candidate)).await.ok()
}

/// Status, number and failure of a link.
async fn standing(client: &Client, candidate: i64) -> [Value; 3] {
    let link = link(client, candidate).await;
    ["status", "participant_number", "failure"].map(|name| link[name].clone())
}
