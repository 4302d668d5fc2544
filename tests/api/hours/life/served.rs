//! The same steps taken by the real program, and its answers beside the book's.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use super::book::{Book, Fate, Key, LOT_OF, SECTOR_OF, Utterance, Way};
use super::officers::said_of;
use super::steps::{Batch, House, Row, Seen, Status, Step};
use crate::support::builders::{Placed, an_employment, an_organisation, somebody_at_work};
use crate::support::{App, Client, Program, Reply};

pub const MONTHS: [&str; 3] = ["2023-04", "2023-05", "2023-06"];

const BATCHES: &str = "/v1/hours/batches";

/// The running program and those who talk to it.
pub struct Served {
    pub app: App,
    program: Program,
    places: Vec<Placed>,
    pub(super) officer: Client,
    ariq: Client,
    pub(super) ids: BTreeMap<Key, i64>,
    keys_used: usize,
    last: Option<(House, String, Value, String)>,
}

pub fn exact(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The codes of everything that was refused about a cell.
fn codes(reply: &Reply) -> BTreeSet<&str> {
    let field_errors: BTreeSet<&str> = reply.field_errors().into_iter().map(|(_, code)| code).collect();
    if field_errors.is_empty() { BTreeSet::from([reply["code"].as_str().unwrap()]) } else { field_errors }
}

/// What became of a row.
pub(super) fn fate(row: &Value) -> Fate {
    let problem = &row["problem"];
    match row["verdict"].as_str().unwrap() {
        "created" => Fate::Created,
        "updated" => Fate::Updated,
        "unchanged" => Fate::Unchanged { corrected_since: row.get("current").is_some() },
        _ => {
            let others = problem["others"].as_array().into_iter().flatten();
            let all = others.chain([problem]).map(|one| one["code"].as_str().unwrap().to_owned().leak() as &str);
            Fate::Refused(all.collect())
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
        let organisation = an_organisation().named(House::Ariq.name()).create(&officer).await;
        let (ariq, program) = (app.as_partner(organisation, &[Sector::Btp]), app.program());
        let (officer, ariq) = (officer.to(program.address), ariq.to(program.address));
        Self { app, program, places, officer, ariq, ids: BTreeMap::new(), keys_used: 0, last: None }
    }

    pub(super) fn of(&self, who: House) -> Client {
        if who == House::Creativ { self.officer.clone() } else { self.ariq.clone() }
    }

    pub(super) fn lot(&self, lot: usize) -> i64 {
        self.places[LOT_OF.iter().position(|one| *one == lot).unwrap()].lot
    }

    /// Takes a step, here and in the book.
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
                said_of(&reply, 201, book.state_nil(*who, *lot, *month));
            }
            Step::TakeNilBack(who, lot, month) => self.take_nil_back(book, *who, *lot, *month).await,
            Step::Close(sector, month, forced) => {
                let body = match forced {
                    None => json!({}),
                    Some(false) => json!({ "force": true }),
                    Some(true) => json!({ "force": true, "reason": "Heures perdues" }),
                };
                let address = format!("/v1/months/{}/closures/{sector}", MONTHS[*month]);
                said_of(&self.officer.put(&address, &body).await, 200, book.close(sector, *month, *forced));
            }
            Step::Reopen(sector, month, explained) => {
                let reason = if *explained { "?reason=Oubli" } else { "" };
                let address = format!("/v1/months/{}/closures/{sector}{reason}", MONTHS[*month]);
                let reply = self.officer.request(Method::DELETE, &address).send().await;
                said_of(&reply, 200, if *explained { Ok(()) } else { Err("reason_required") });
                if *explained {
                    book.closed.remove(&(*sector, *month));
                }
            }
        }
    }

    /// What a row says, as its sender sees the cell now.
    fn utterance(&self, book: &Book, row: &Row, asked: Option<Status>, way: Way) -> Utterance {
        let key = (row.place, row.month);
        let seen = match row.seen {
            Seen::Nothing => None,
            Seen::TheLatest => book.version(key),
            Seen::AnEarlierOne => Some(book.version(key).map_or(7, |version| version + 1)),
        };
        let reason = row.explained.then_some("Feuille relue");
        Utterance { key, worked: row.worked, asked, reason, seen, way }
    }

    async fn put(&self, book: &mut Book, who: House, row: &Row, asked: Option<Status>) {
        let said = self.utterance(book, row, asked, Way::Alone);
        let mut body = json!({ "worked": exact(said.worked) });
        if let Some(status) = said.asked {
            body["status"] = json!(status.name());
        }
        if let Some(reason) = said.reason {
            body["reason"] = json!(reason);
        }
        let (client, address) = (self.of(who), self.places[row.place].cell(MONTHS[row.month]));
        let reply = match said.seen {
            Some(seen) => client.put_over(&address, &format!("\"{seen}\""), &body).await,
            None => client.put(&address, &body).await,
        };
        match book.say(who, &said) {
            Fate::Refused(expected) => assert_eq!(codes(&reply), expected, "{said:?} {reply}"),
            fate => {
                let status = if fate == Fate::Created { 201 } else { 200 };
                assert_eq!(
                    (reply.status, &reply["version"]),
                    (status, &json!(book.version(said.key))),
                    "{said:?} {reply}"
                );
            }
        }
    }

    /// The body of a batch, and what its rows say.
    fn body(&self, book: &Book, batch: &Batch) -> (Value, Vec<Utterance>) {
        let asked = batch.validated.then_some(Status::Validated);
        let said: Vec<Utterance> =
            batch.rows.iter().map(|row| self.utterance(book, row, asked, Way::InABatch)).collect();
        let row = |said: &Utterance| {
            let placed = &self.places[said.key.0];
            let mut row = json!({
                "employment_id": placed.employment, "lot_id": placed.lot, "month": MONTHS[said.key.1],
                "worked": exact(said.worked),
            });
            if let Some(seen) = said.seen {
                row["version"] = json!(seen);
            }
            if let Some(reason) = said.reason {
                row["reason"] = json!(reason);
            }
            row
        };
        let rows: Vec<Value> = said.iter().map(row).collect();
        let mut body = json!({ "rows": rows, "atomic": batch.atomic, "dry_run": batch.dry_run });
        if batch.validated {
            body["status"] = json!(Status::Validated.name());
        }
        (body, said)
    }

    async fn batch(&mut self, book: &mut Book, batch: &Batch, killed_after: Option<u64>) {
        let (body, said) = self.body(book, batch);
        let mut after = book.clone();
        let twice = |key: Key| said.iter().filter(|said| said.key == key).count() > 1;
        let fates: Vec<Fate> = said
            .iter()
            .map(
                |said| {
                    if twice(said.key) { super::book::refused("duplicate_cell") } else { after.say(batch.who, said) }
                },
            )
            .collect();
        self.keys_used += 1;
        let key = format!("batch-{}", self.keys_used);
        if let Some(milliseconds) = killed_after {
            self.kill_while_sending(batch.who, &key, &body, milliseconds).await;
        }
        let reply = self.send(batch.who, &key, &body).await;
        let is_refused = batch.atomic && fates.iter().any(|fate| matches!(fate, Fate::Refused(_)));
        let reply = if is_refused { reply.refused(422, "batch_refused") } else { reply.ok() };
        let answered: Vec<Fate> = reply["rows"].as_array().unwrap().iter().map(fate).collect();
        assert_eq!(answered, fates, "{body} {reply}");
        let kept = said.iter().zip(&fates).filter(|(_, fate)| !matches!(fate, Fate::Refused(_)));
        let worked: i64 = kept.clone().map(|(said, _)| said.worked).sum();
        let of = |meant: fn(&Fate) -> bool| fates.iter().filter(|fate| meant(fate)).count();
        assert_eq!(
            reply["summary"],
            json!({
                "created": of(|fate| *fate == Fate::Created), "updated": of(|fate| *fate == Fate::Updated),
                "unchanged": of(|fate| matches!(fate, Fate::Unchanged { .. })),
                "rejected": of(|fate| matches!(fate, Fate::Refused(_))), "worked": exact(worked),
            })
        );
        if !is_refused && !batch.dry_run {
            for (place, (said, fate)) in said.iter().zip(&fates).enumerate() {
                if !matches!(fate, Fate::Refused(_)) {
                    assert_eq!(reply["rows"][place]["version"], json!(after.version(said.key)), "{body} {reply}");
                }
            }
            *book = after;
            self.last = Some((batch.who, key, body, reply.text.clone()));
        }
    }

    async fn send(&self, who: House, key: &str, body: &Value) -> Reply {
        let client = self.of(who);
        loop {
            let request = client.request(Method::POST, BATCHES).header("Idempotency-Key", key).json(body);
            let reply = request.send().await;
            // The database has not noticed yet that the first sending is dead, or still holds what it held.
            if !matches!(reply["code"].as_str(), Some("idempotency_in_progress" | "unavailable")) {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn kill_while_sending(&mut self, who: House, key: &str, body: &Value, milliseconds: u64) {
        let client = self.of(who);
        let sent = client.request(Method::POST, BATCHES).header("Idempotency-Key", key).json(body);
        // Cut off or answered: whichever it was, sending again tells.
        let sending = tokio::spawn(sent.bytes());
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        self.program.tell("KILL");
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

    /// The cells as they are listed, and their ids.
    pub async fn cells(&mut self) -> BTreeMap<Key, Value> {
        let listed = self.officer.all("/v1/hours?limit=500").await;
        let key = |cell: &Value| {
            let place = self.places.iter().position(|placed| cell["employment_id"] == placed.employment).unwrap();
            (place, MONTHS.iter().position(|month| cell["month"] == *month).unwrap())
        };
        let cells: BTreeMap<Key, Value> = listed.iter().map(|cell| (key(cell), cell.clone())).collect();
        assert_eq!(cells.len(), listed.len(), "a cell stands twice");
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
