//! Executes the steps on the real program and compares its responses with the book's predictions.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use super::book::{Book, Change, Key, LOT_OF, SECTOR_OF, Verdict, Way};
use super::officers::assert_answer;
use super::steps::{BasedOn, Batch, Row, Sender, Status, Step};
use crate::support::builders::{Placed, an_employment, an_organisation, somebody_at_work};
use crate::support::{App, Client, Program, Reply};

pub const MONTHS: [&str; 3] = ["2023-04", "2023-05", "2023-06"];

const BATCHES: &str = "/v1/hours/batches";

/// The running program and its clients.
pub struct Served {
    pub app: App,
    program: Program,
    placements: Vec<Placed>,
    pub(super) officer: Client,
    ariq: Client,
    pub(super) ids: BTreeMap<Key, i64>,
    keys_used: usize,
    last: Option<(Sender, String, Value, String)>,
}

pub fn exact(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The problem codes of a refused cell.
fn codes(reply: &Reply) -> BTreeSet<&str> {
    let field_errors: BTreeSet<&str> = reply.field_errors().into_iter().map(|(_, code)| code).collect();
    if field_errors.is_empty() { BTreeSet::from([reply["code"].as_str().unwrap()]) } else { field_errors }
}

/// The verdict on a row.
pub(super) fn verdict(row: &Value) -> Verdict {
    let problem = &row["problem"];
    match row["verdict"].as_str().unwrap() {
        "created" => Verdict::Created,
        "updated" => Verdict::Updated,
        "unchanged" => Verdict::Unchanged { corrected_since: row.get("current").is_some() },
        _ => {
            let others = problem["others"].as_array().into_iter().flatten();
            let all = others.chain([problem]).map(|one| one["code"].as_str().unwrap().to_owned().leak() as &str);
            Verdict::Refused(all.collect())
        }
    }
}

impl Served {
    pub async fn start(app: App) -> Self {
        let officer = app.officer();
        let first = somebody_at_work(&officer, "BTP").await;
        let employment = an_employment(first.candidate).on(first.lot).create(&officer).await;
        let second = Placed { employment, ..first };
        let placements =
            vec![first, second, somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await];
        let organisation = an_organisation().named(Sender::Ariq.name()).create(&officer).await;
        let (ariq, program) = (app.as_partner(organisation, &[Sector::Btp]), app.program());
        let (officer, ariq) = (officer.to(program.address), ariq.to(program.address));
        Self { app, program, placements, officer, ariq, ids: BTreeMap::new(), keys_used: 0, last: None }
    }

    pub(super) fn of(&self, sender: Sender) -> Client {
        if sender == Sender::Creativ { self.officer.clone() } else { self.ariq.clone() }
    }

    pub(super) fn lot(&self, lot: usize) -> i64 {
        self.placements[LOT_OF.iter().position(|one| *one == lot).unwrap()].lot
    }

    /// Executes a step on the program and in the book.
    pub async fn take(&mut self, book: &mut Book, step: &Step) {
        match step {
            Step::Batch(batch) => self.batch(book, batch, None).await,
            Step::Cut(batch, after) => self.batch(book, batch, Some(*after)).await,
            Step::Replay => self.replay().await,
            Step::Put(sender, row, asked) => self.put(book, *sender, row, *asked).await,
            Step::Decide(choice, validates) => self.decide(book, choice, *validates).await,
            Step::Nil(sender, lot, month) => {
                let address = format!("/v1/months/{}/nil-statements", MONTHS[*month]);
                let reply = self.of(*sender).post(&address, &json!({ "lot_id": self.lot(*lot) })).await;
                assert_answer(&reply, 201, book.state_nil(*sender, *lot, *month));
            }
            Step::WithdrawNil(sender, lot, month) => self.withdraw_nil(book, *sender, *lot, *month).await,
            Step::Close(sector, month, forced) => {
                let body = match forced {
                    None => json!({}),
                    Some(false) => json!({ "force": true }),
                    Some(true) => json!({ "force": true, "reason": "Heures perdues" }),
                };
                let address = format!("/v1/months/{}/closures/{sector}", MONTHS[*month]);
                assert_answer(&self.officer.put(&address, &body).await, 200, book.close(sector, *month, *forced));
            }
            Step::Reopen(sector, month, explained) => {
                let reason = if *explained { "?reason=Oubli" } else { "" };
                let address = format!("/v1/months/{}/closures/{sector}{reason}", MONTHS[*month]);
                let reply = self.officer.request(Method::DELETE, &address).send().await;
                assert_answer(&reply, 200, if *explained { Ok(()) } else { Err("reason_required") });
                if *explained {
                    book.closed.remove(&(*sector, *month));
                }
            }
        }
    }

    /// The change that a row requests, from the current state of the cell.
    fn change(&self, book: &Book, row: &Row, asked: Option<Status>, way: Way) -> Change {
        let key = (row.place, row.month);
        let based_on = match row.based_on {
            BasedOn::Nothing => None,
            BasedOn::Latest => book.version(key),
            BasedOn::Other => Some(book.version(key).map_or(7, |version| version + 1)),
        };
        let reason = row.explained.then_some("Feuille relue");
        Change { key, worked: row.worked, asked, reason, based_on, way }
    }

    async fn put(&self, book: &mut Book, sender: Sender, row: &Row, asked: Option<Status>) {
        let change = self.change(book, row, asked, Way::Alone);
        let mut body = json!({ "worked": exact(change.worked) });
        if let Some(status) = change.asked {
            body["status"] = json!(status.name());
        }
        if let Some(reason) = change.reason {
            body["reason"] = json!(reason);
        }
        let (client, address) = (self.of(sender), self.placements[row.place].cell(MONTHS[row.month]));
        let reply = match change.based_on {
            Some(based_on) => client.put_over(&address, &format!("\"{based_on}\""), &body).await,
            None => client.put(&address, &body).await,
        };
        match book.apply(sender, &change) {
            Verdict::Refused(expected) => assert_eq!(codes(&reply), expected, "{change:?} {reply}"),
            verdict => {
                let status = if verdict == Verdict::Created { 201 } else { 200 };
                assert_eq!(
                    (reply.status, &reply["version"]),
                    (status, &json!(book.version(change.key))),
                    "{change:?} {reply}"
                );
            }
        }
    }

    /// The body of a batch, and the changes that it requests.
    fn body(&self, book: &Book, batch: &Batch) -> (Value, Vec<Change>) {
        let asked = batch.validated.then_some(Status::Validated);
        let changes: Vec<Change> = batch.rows.iter().map(|row| self.change(book, row, asked, Way::InABatch)).collect();
        let row = |change: &Change| {
            let placed = &self.placements[change.key.0];
            let mut row = json!({
                "employment_id": placed.employment, "lot_id": placed.lot, "month": MONTHS[change.key.1],
                "worked": exact(change.worked),
            });
            if let Some(based_on) = change.based_on {
                row["version"] = json!(based_on);
            }
            if let Some(reason) = change.reason {
                row["reason"] = json!(reason);
            }
            row
        };
        let rows: Vec<Value> = changes.iter().map(row).collect();
        let mut body = json!({ "rows": rows, "atomic": batch.atomic, "dry_run": batch.dry_run });
        if batch.validated {
            body["status"] = json!(Status::Validated.name());
        }
        (body, changes)
    }

    async fn batch(&mut self, book: &mut Book, batch: &Batch, killed_after: Option<u64>) {
        let (body, changes) = self.body(book, batch);
        let mut after = book.clone();
        let twice = |key: Key| changes.iter().filter(|change| change.key == key).count() > 1;
        let verdicts: Vec<Verdict> = changes
            .iter()
            .map(|change| {
                if twice(change.key) {
                    super::book::refused("duplicate_cell")
                } else {
                    after.apply(batch.sender, change)
                }
            })
            .collect();
        self.keys_used += 1;
        let key = format!("batch-{}", self.keys_used);
        if let Some(milliseconds) = killed_after {
            self.kill_while_sending(batch.sender, &key, &body, milliseconds).await;
        }
        let reply = self.send(batch.sender, &key, &body).await;
        let is_refused = batch.atomic && verdicts.iter().any(|verdict| matches!(verdict, Verdict::Refused(_)));
        let reply = if is_refused { reply.refused(422, "batch_refused") } else { reply.ok() };
        let answered: Vec<Verdict> = reply["rows"].as_array().unwrap().iter().map(verdict).collect();
        assert_eq!(answered, verdicts, "{body} {reply}");
        let accepted = changes.iter().zip(&verdicts).filter(|(_, verdict)| !matches!(verdict, Verdict::Refused(_)));
        let worked: i64 = accepted.clone().map(|(change, _)| change.worked).sum();
        let count = |matches: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| matches(verdict)).count();
        assert_eq!(
            reply["summary"],
            json!({
                "created": count(|verdict| *verdict == Verdict::Created), "updated": count(|verdict| *verdict == Verdict::Updated),
                "unchanged": count(|verdict| matches!(verdict, Verdict::Unchanged { .. })),
                "rejected": count(|verdict| matches!(verdict, Verdict::Refused(_))), "worked": exact(worked),
            })
        );
        if !is_refused && !batch.dry_run {
            for (place, (change, verdict)) in changes.iter().zip(&verdicts).enumerate() {
                if !matches!(verdict, Verdict::Refused(_)) {
                    assert_eq!(reply["rows"][place]["version"], json!(after.version(change.key)), "{body} {reply}");
                }
            }
            *book = after;
            self.last = Some((batch.sender, key, body, reply.text.clone()));
        }
    }

    async fn send(&self, sender: Sender, key: &str, body: &Value) -> Reply {
        let client = self.of(sender);
        loop {
            let request = client.request(Method::POST, BATCHES).header("Idempotency-Key", key).json(body);
            let reply = request.send().await;
            // The database may not have noticed yet that the killed process is gone, or may still hold its locks.
            if !matches!(reply["code"].as_str(), Some("idempotency_in_progress" | "unavailable")) {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn kill_while_sending(&mut self, sender: Sender, key: &str, body: &Value, milliseconds: u64) {
        let client = self.of(sender);
        let sent = client.request(Method::POST, BATCHES).header("Idempotency-Key", key).json(body);
        // Cut off or answered: the repeated request shows the result in either case.
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
        let Some((sender, key, body, text)) = &self.last else { return };
        let again = self.send(*sender, key, body).await.ok();
        assert_eq!((&again.text, again.header("idempotency-replayed")), (text, Some("true")), "{again}");
    }

    /// Lists the cells, and notes their ids.
    pub async fn cells(&mut self) -> BTreeMap<Key, Value> {
        let listed = self.officer.all("/v1/hours?limit=500").await;
        let key = |cell: &Value| {
            let place = self.placements.iter().position(|placed| cell["employment_id"] == placed.employment).unwrap();
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
