//! Eight clients send overlapping batches and cells while the program is killed and restarted: no row is lost,
//! duplicated or half-written, and every acknowledged write is there.
//!
//! For longer: `CROWD=5000 cargo test --test api hours::crowd`.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use clauses::values::Sector;
use serde_json::{Value, json};

use crate::support::builders::{Placed, an_employment, an_organisation, somebody_at_work};
use crate::support::{App, Client, Engine, Program, Reply, command, on_both_databases};

/// The acknowledged writes before each kill.
fn enough() -> i64 {
    std::env::var("CROWD").ok().and_then(|text| text.parse().ok()).unwrap_or(120)
}

const KILLS: usize = 2;

const MONTHS: [&str; 5] = ["2023-02", "2023-03", "2023-04", "2023-05", "2023-06"];

/// An acknowledged write: cell, version, figure.
type Acknowledged = Vec<(i64, i64, String)>;

/// One of the eight clients; its figures are unique to it.
struct Writer {
    client: Client,
    number: i64,
    sent: i64,
    chance: u64,
    cells: Vec<(Placed, &'static str)>,
    count: Arc<AtomicI64>,
}

impl Writer {
    fn any(&mut self, below: usize) -> usize {
        self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.chance >> 33).unwrap() % below
    }

    fn figure(&mut self) -> String {
        self.sent += 1;
        let hundredths = self.sent * 8 + self.number;
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }

    /// Sends a new figure for one cell, over its current version.
    async fn set(&mut self) -> Acknowledged {
        let place = self.any(self.cells.len());
        let (placed, month) = self.cells[place];
        let worked = self.figure();
        let hours = placed.hours(month, &worked).because("Relevé");
        let current = self.client.get(&placed.cell(month)).await;
        let reply = match current.status {
            404 => hours.send(&self.client).await,
            _ => hours.correct(&self.client, current.ok().etag()).await,
        };
        match reply.status {
            200 | 201 => vec![(reply.id(), reply["version"].as_i64().unwrap(), worked)],
            412 | 428 => Vec::new(),
            _ => panic!("{reply}"),
        }
    }

    /// Sends new figures for some cells in a batch, over their current versions.
    async fn send(&mut self) -> Acknowledged {
        let standing: HashMap<(i64, String), i64> =
            self.client.all("/v1/hours?limit=500").await.iter().map(by_cell).collect();
        let first = self.any(self.cells.len());
        let mut figures = Vec::new();
        let mut rows = Vec::new();
        for step in 0..6 {
            // In another order each time: locks taken in the order sent would deadlock.
            let place = if self.sent % 2 == 0 { first + step } else { first + 6 - step };
            let (placed, month) = self.cells[place % self.cells.len()];
            figures.push(self.figure());
            let mut row = json!({
                "employment_id": placed.employment, "lot_id": placed.lot, "month": month, "worked": figures[step],
            });
            if let Some(version) = standing.get(&(placed.employment, month.to_owned())) {
                row["version"] = json!(version);
            }
            rows.push(row);
        }
        let reply = self.client.post("/v1/hours/batches", &json!({ "reason": "Relevé", "rows": rows })).await.ok();
        let taken = |(row, worked): (&Value, String)| match row["verdict"].as_str().unwrap() {
            "created" | "updated" => Some((row["hours_id"].as_i64()?, row["version"].as_i64()?, worked)),
            "rejected" => {
                let code = row["problem"]["code"].as_str().unwrap();
                let lost = ["precondition_failed", "precondition_required", "changed_by_officer"];
                assert!(lost.contains(&code), "{row}");
                None
            }
            other => panic!("{other}: {row}"),
        };
        reply["rows"].as_array().unwrap().iter().zip(figures).filter_map(taken).collect()
    }

    /// Writes until the program stops answering or enough is acknowledged; returns the acknowledged writes.
    async fn work(mut self, most: i64) -> (Self, Acknowledged) {
        let mut acknowledged = Vec::new();
        while self.count.load(Ordering::SeqCst) < most {
            let alone = self.any(2) == 0;
            // A client panics without an answer; that last write may be stored or not.
            let mut working =
                Self { cells: self.cells.clone(), client: self.client.clone(), count: self.count.clone(), ..self };
            let (number, sent, chance) = (working.number, working.sent + 10, working.chance + 1);
            let (client, cells, count) = (working.client.clone(), working.cells.clone(), working.count.clone());
            let work = tokio::spawn(async move {
                let got = if alone { working.set().await } else { working.send().await };
                (working, got)
            });
            match work.await {
                Ok((back, got)) => {
                    back.count.fetch_add(i64::try_from(got.len()).unwrap(), Ordering::SeqCst);
                    acknowledged.extend(got);
                    self = back;
                }
                Err(ended) => {
                    let panic = ended.into_panic();
                    let is_unanswered =
                        panic.downcast_ref::<String>().is_some_and(|text| text.contains("reqwest::Error"));
                    if !is_unanswered {
                        std::panic::resume_unwind(panic);
                    }
                    return (Self { client, number, sent, chance, cells, count }, acknowledged);
                }
            }
        }
        (self, acknowledged)
    }
}

fn by_cell(cell: &Value) -> ((i64, String), i64) {
    let key = (cell["employment_id"].as_i64().unwrap(), cell["month"].as_str().unwrap().to_owned());
    (key, cell["version"].as_i64().unwrap())
}

/// Four keys of ARIQ and four officers, on twenty cells.
async fn writers(app: &App) -> Vec<Writer> {
    let officer = app.officer();
    let first = somebody_at_work(&officer, "BTP").await;
    let mut cells: Vec<(Placed, &'static str)> = MONTHS.map(|month| (first, month)).into();
    for _ in 0..3 {
        let employment = an_employment(first.candidate).on(first.lot).create(&officer).await;
        cells.extend(MONTHS.map(|month| (Placed { employment, ..first }, month)));
    }
    let ariq = an_organisation().named("ARIQ").create(&officer).await;
    let count = Arc::new(AtomicI64::new(0));
    let writer = |number: i64| Writer {
        client: if number % 2 == 0 { app.as_partner(ariq, &[Sector::Btp]) } else { app.officer() },
        number,
        sent: 0,
        chance: u64::try_from(number).unwrap() * 7_919,
        cells: cells.clone(),
        count: count.clone(),
    };
    (0..8).map(writer).collect()
}

/// Checks that each cell exists once with complete versions, and that every acknowledged write is in them.
async fn nothing_is_lost(officer: &Client, acknowledged: &Acknowledged) {
    let cells = officer.all("/v1/hours?limit=500").await;
    let distinct: HashMap<(i64, String), i64> = cells.iter().map(by_cell).collect();
    assert_eq!(distinct.len(), cells.len(), "a cell is listed twice");
    let mut figures: HashMap<(i64, i64), String> = HashMap::new();
    let mut all = Vec::new();
    for cell in &cells {
        let id = cell["id"].as_i64().unwrap();
        let history = officer.all(&format!("/v1/hours/{id}/history")).await;
        for (place, version) in (1..).zip(&history) {
            assert_eq!(version["version"], place, "{history:?}");
            let worked = version["worked"].as_str().unwrap().to_owned();
            all.push(worked.clone());
            figures.insert((id, place), worked);
        }
        assert_eq!(history.len(), usize::try_from(cell["version"].as_i64().unwrap()).unwrap(), "{cell}");
        assert_eq!(history.last().unwrap()["worked"], cell["worked"], "{cell}");
    }
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "a figure was recorded twice");
    for (id, version, worked) in acknowledged {
        assert_eq!(figures.get(&(*id, *version)), Some(worked), "version {version} of cell {id} was acknowledged");
    }
}

/// The programs that serve the database: two on PostgreSQL, one on SQLite.
fn programs(app: &App) -> Vec<Program> {
    (0..if app.engine == Engine::Postgres { 2 } else { 1 }).map(|_| app.program()).collect()
}

/// Checks that no answer was a server error.
async fn no_errors(programs: &[Program]) {
    for program in programs {
        let metrics: Reply = program.anonymous().get("/metrics").await.ok();
        for status in ["status=\"500\"", "status=\"503\""] {
            assert!(!metrics.text.contains(status), "{}", program.log());
        }
    }
}

on_both_databases! {
    async fn what_eight_were_told_is_there_after_each_kill(app: App) {
        let mut writers = writers(&app).await;
        let (officer, mut acknowledged) = (app.officer(), Acknowledged::new());
        for round in 1..=KILLS + 1 {
            let (most, is_last) = (enough() * i64::try_from(round).unwrap(), round > KILLS);
            let (mut programs, count) = (programs(&app), writers[0].count.clone());
            let at_work = writers.into_iter().zip(programs.iter().cycle()).map(|(writer, program)| {
                let client = writer.client.clone().to(program.address);
                tokio::spawn(Writer { client, ..writer }.work(if is_last { most } else { i64::MAX }))
            });
            let at_work: Vec<_> = at_work.collect();
            let begun = Instant::now();
            while count.load(Ordering::SeqCst) < most {
                assert!(begun.elapsed() < Duration::from_secs(120), "{}", programs[0].log());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            no_errors(&programs).await;
            if !is_last {
                // when
                for program in &mut programs {
                    program.signal("KILL");
                    program.ended().await;
                }
            }
            writers = Vec::new();
            for writer in at_work {
                let (writer, writes) = writer.await.unwrap();
                acknowledged.extend(writes);
                writers.push(writer);
            }
            // then
            let restarted = app.program();
            nothing_is_lost(&officer.clone().to(restarted.address), &acknowledged).await;
        }
        app.seal();
        let verified = command(&app, &["audit", "verify"]);
        assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
        println!("{:?}: {} writes acknowledged, all there after {KILLS} kills", app.engine, acknowledged.len());
    }
}
