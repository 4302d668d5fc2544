//! Runs steps against the real program and compares its answers with the book.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use super::book::{Book, Entry, Key, LOT_OF, Outcome, SECTOR_OF, Via};
use super::officers::check_answer;
use super::steps::{Batch, Given, Row, Source, Status, Step};
use crate::support::builders::{Placed, an_employment, an_organisation, somebody_at_work};
use crate::support::{App, Client, Program, Reply};

pub const MONTHS: [&str; 3] = ["2023-04", "2023-05", "2023-06"];

const BATCHES: &str = "/v1/hours/batches";

/// The running program and its clients.
pub struct Served {
    pub app: App,
    program: Program,
    places: Vec<Placed>,
    pub(super) officer: Client,
    ariq: Client,
    pub(super) ids: BTreeMap<Key, i64>,
    keys_used: usize,
    last: Option<(Source, String, Value, String)>,
}

pub fn exact(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The codes of a cell's refusals.
fn codes(reply: &Reply) -> BTreeSet<&str> {
    let field_errors: BTreeSet<&str> = reply.field_errors().into_iter().map(|(_, code)| code).collect();
    if field_errors.is_empty() { BTreeSet::from([reply["code"].as_str().unwrap()]) } else { field_errors }
}

/// The outcome of a row.
pub(super) fn outcome(row: &Value) -> Outcome {
    let problem = &row["problem"];
    match row["verdict"].as_str().unwrap() {
        "created" => Outcome::Created,
        "updated" => Outcome::Updated,
        "unchanged" => Outcome::Unchanged { corrected_since: row.get("current").is_some() },
        _ => {
            let others = problem["others"].as_array().into_iter().flatten();
            let all = others.chain([problem]).map(|one| one["code"].as_str().unwrap().to_owned().leak() as &str);
            Outcome::Refused(all.collect())
        }
    }
}

impl Served {
    pub async fn start(app: App) -> Self {
        let officer = app.officer();
        let first = somebody_at_work(&officer, "BTP").await;
        let employment = an_employment(first.candidate).on(first.lot).create(&officer).await;
        let second = Placed { employment, ..first };
        let places =
            vec![first, second, somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await];
        let organisation = an_organisation().named(Source::Ariq.name()).create(&officer).await;
        let (ariq, program) = (app.as_partner(organisation, &[Sector::Btp]), app.program());
        let (officer, ariq) = (officer.to(program.address), ariq.to(program.address));
        Self { app, program, places, officer, ariq, ids: BTreeMap::new(), keys_used: 0, last: None }
    }

    pub(super) fn of(&self, who: Source) -> Client {
        if who == Source::Creativ { self.officer.clone() } else { self.ariq.clone() }
    }

    pub(super) fn lot(&self, lot: usize) -> i64 {
        self.places[LOT_OF.iter().position(|one| *one == lot).unwrap()].lot
    }

    /// Runs a step on the program and in the book.
    pub async fn take(&mut self, book: &mut Book, step: &Step) {
        match step {
            Step::Batch(batch) => self.batch(book, batch, None).await,
            Step::Cut(batch, after) => self.batch(book, batch, Some(*after)).await,
            Step::Replay => self.replay().await,
            Step::Put(who, row, asked) => self.put(book, *who, row, *asked).await,
            Step::Decide(choice, validates) => self.decide(book, choice, *validates).await,
            Step::Nil(who, lot, month) => {
                let address = format!("/v1/months/{}/nil-statements", MONTHS[*month]);
                let reply = self.of(*who).post(&address, &json!({ "lot_id": self.lot(*lot) })).await;
                check_answer(&reply, 201, book.state_nil(*who, *lot, *month));
            }
            Step::WithdrawNil(who, lot, month) => self.take_nil_back(book, *who, *lot, *month).await,
            Step::Close(sector, month, forced) => {
                let body = match forced {
                    None => json!({}),
                    Some(false) => json!({ "force": true }),
                    Some(true) => json!({ "force": true, "reason": "Heures perdues" }),
                };
                let address = format!("/v1/months/{}/closures/{sector}", MONTHS[*month]);
                check_answer(&self.officer.put(&address, &body).await, 200, book.close(sector, *month, *forced));
            }
            Step::Reopen(sector, month, explained) => {
                let reason = if *explained { "?reason=Oubli" } else { "" };
                let address = format!("/v1/months/{}/closures/{sector}{reason}", MONTHS[*month]);
                let reply = self.officer.request(Method::DELETE, &address).send().await;
                check_answer(&reply, 200, if *explained { Ok(()) } else { Err("reason_required") });
                if *explained {
                    book.closed.remove(&(*sector, *month));
                }
            }
        }
    }

    /// The row of a cell, with the version as its sender knows it now.
    fn entry(&self, book: &Book, row: &Row, asked: Option<Status>, via: Via) -> Entry {
        let key = (row.place, row.month);
        let version = match row.given {
            Given::Nothing => None,
            Given::TheLatest => book.version(key),
            Given::AnEarlierOne => Some(book.version(key).map_or(7, |version| version + 1)),
        };
        let reason = row.explained.then_some("Feuille relue");
        Entry { key, worked: row.worked, asked, reason, version, via }
    }

    async fn put(&self, book: &mut Book, who: Source, row: &Row, asked: Option<Status>) {
        let entry = self.entry(book, row, asked, Via::Alone);
        let mut body = json!({ "worked": exact(entry.worked) });
        if let Some(status) = entry.asked {
            body["status"] = json!(status.name());
        }
        if let Some(reason) = entry.reason {
            body["reason"] = json!(reason);
        }
        let (client, address) = (self.of(who), self.places[row.place].cell(MONTHS[row.month]));
        let reply = match entry.version {
            Some(version) => client.put_over(&address, &format!("\"{version}\""), &body).await,
            None => client.put(&address, &body).await,
        };
        match book.record(who, &entry) {
            Outcome::Refused(expected) => assert_eq!(codes(&reply), expected, "{entry:?} {reply}"),
            outcome => {
                let status = if outcome == Outcome::Created { 201 } else { 200 };
                assert_eq!(
                    (reply.status, &reply["version"]),
                    (status, &json!(book.version(entry.key))),
                    "{entry:?} {reply}"
                );
            }
        }
    }

    /// The body of a batch, and its entries.
    fn body(&self, book: &Book, batch: &Batch) -> (Value, Vec<Entry>) {
        let asked = batch.validated.then_some(Status::Validated);
        let entries: Vec<Entry> = batch.rows.iter().map(|row| self.entry(book, row, asked, Via::InABatch)).collect();
        let row = |entry: &Entry| {
            let placed = &self.places[entry.key.0];
            let mut row = json!({
                "employment_id": placed.employment, "lot_id": placed.lot, "month": MONTHS[entry.key.1],
                "worked": exact(entry.worked),
            });
            if let Some(version) = entry.version {
                row["version"] = json!(version);
            }
            if let Some(reason) = entry.reason {
                row["reason"] = json!(reason);
            }
            row
        };
        let rows: Vec<Value> = entries.iter().map(row).collect();
        let mut body = json!({ "rows": rows, "atomic": batch.atomic, "dry_run": batch.dry_run });
        if batch.validated {
            body["status"] = json!(Status::Validated.name());
        }
        (body, entries)
    }

    async fn batch(&mut self, book: &mut Book, batch: &Batch, killed_after: Option<u64>) {
        let (body, entries) = self.body(book, batch);
        let mut after = book.clone();
        let twice = |key: Key| entries.iter().filter(|entry| entry.key == key).count() > 1;
        let outcomes: Vec<Outcome> =
            entries
                .iter()
                .map(|entry| {
                    if twice(entry.key) {
                        super::book::refused("duplicate_cell")
                    } else {
                        after.record(batch.who, entry)
                    }
                })
                .collect();
        self.keys_used += 1;
        let key = format!("batch-{}", self.keys_used);
        if let Some(milliseconds) = killed_after {
            self.kill_while_sending(batch.who, &key, &body, milliseconds).await;
        }
        let reply = self.send(batch.who, &key, &body).await;
        let is_refused = batch.atomic && outcomes.iter().any(|outcome| matches!(outcome, Outcome::Refused(_)));
        let reply = if is_refused { reply.refused(422, "batch_refused") } else { reply.ok() };
        let answered: Vec<Outcome> = reply["rows"].as_array().unwrap().iter().map(outcome).collect();
        assert_eq!(answered, outcomes, "{body} {reply}");
        let kept = entries.iter().zip(&outcomes).filter(|(_, outcome)| !matches!(outcome, Outcome::Refused(_)));
        let worked: i64 = kept.clone().map(|(entry, _)| entry.worked).sum();
        let of = |selects: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| selects(outcome)).count();
        assert_eq!(
            reply["summary"],
            json!({
                "created": of(|outcome| *outcome == Outcome::Created), "updated": of(|outcome| *outcome == Outcome::Updated),
                "unchanged": of(|outcome| matches!(outcome, Outcome::Unchanged { .. })),
                "rejected": of(|outcome| matches!(outcome, Outcome::Refused(_))), "worked": exact(worked),
            })
        );
        if !is_refused && !batch.dry_run {
            for (place, (entry, outcome)) in entries.iter().zip(&outcomes).enumerate() {
                if !matches!(outcome, Outcome::Refused(_)) {
                    assert_eq!(reply["rows"][place]["version"], json!(after.version(entry.key)), "{body} {reply}");
                }
            }
            *book = after;
            self.last = Some((batch.who, key, body, reply.text.clone()));
        }
    }

    async fn send(&self, who: Source, key: &str, body: &Value) -> Reply {
        let client = self.of(who);
        loop {
            let request = client.request(Method::POST, BATCHES).header("Idempotency-Key", key).json(body);
            let reply = request.send().await;
            // The database has not yet noticed that the first connection is dead, or still keeps its locks.
            if !matches!(reply["code"].as_str(), Some("idempotency_in_progress" | "unavailable")) {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn kill_while_sending(&mut self, who: Source, key: &str, body: &Value, milliseconds: u64) {
        let client = self.of(who);
        let sent = client.request(Method::POST, BATCHES).header("Idempotency-Key", key).json(body);
        // Cut off or answered: the repeated request shows which.
        let sending = tokio::spawn(sent.bytes());
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        self.program.signal("KILL");
        self.program.ended().await;
        drop(sending.await);
        self.program = self.app.program();
        self.officer = self.officer.clone().to(self.program.address);
        self.ariq = self.ariq.clone().to(self.program.address);
    }

    async fn replay(&self) {
        let Some((who, key, body, text)) = &self.last else { return };
        let again = self.send(*who, key, body).await.ok();
        assert_eq!((&again.text, again.header("idempotency-replayed")), (text, Some("true")), "{again}");
    }

    /// The listed cells with their ids.
    pub async fn cells(&mut self) -> BTreeMap<Key, Value> {
        let listed = self.officer.all("/v1/hours?limit=500").await;
        let key = |cell: &Value| {
            let place = self.places.iter().position(|placed| cell["employment_id"] == placed.employment).unwrap();
            (place, MONTHS.iter().position(|month| cell["month"] == *month).unwrap())
        };
        let cells: BTreeMap<Key, Value> = listed.iter().map(|cell| (key(cell), cell.clone())).collect();
        assert_eq!(cells.len(), listed.len(), "a cell is listed twice");
        self.ids = cells.iter().map(|(key, cell)| (*key, cell["id"].as_i64().unwrap())).collect();
        cells
    }

    pub fn officer(&self) -> &Client {
        &self.officer
    }

    pub fn lots(&self) -> Vec<i64> {
        (0..SECTOR_OF.len()).map(|lot| self.lot(lot)).collect()
    }
}
