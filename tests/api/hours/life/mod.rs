//! Random sequences of batches, corrections, decisions, nil statements, closings, openings, repeated requests and
//! killed processes: the program's state must equal that of a simple model, the book.
//!
//! For longer: `PROPTEST_CASES=200 cargo test --test api hours::life`.

mod book;
mod officers;
mod served;
mod steps;

use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use self::book::Book;
use self::served::{MONTHS, Served, exact};
use self::steps::{Status, Step};
use crate::support::{App, command, on_both_databases};

fn figure(version: &book::Version) -> Value {
    json!({ "worked": exact(version.worked), "status": version.status.name(), "source": version.source.name() })
}

fn cell_figure(cell: &Value) -> Value {
    json!({ "worked": cell["worked"], "status": cell["status"], "source": cell["source"] })
}

/// Checks that every cell is listed once, as in the book.
async fn cells_agree(served: &mut Served, book: &Book) {
    let cells = served.cells().await;
    assert!(cells.keys().eq(book.cells.keys()), "{cells:?}\n{book:?}");
    for (key, cell) in cells {
        let expected = &book.cells[&key];
        let waits = expected.waits.as_ref();
        let waits = waits.map(
            |version| json!({ "worked": exact(version.worked), "training": "0.00", "source": version.source.name() }),
        );
        assert_eq!(cell_figure(&cell), figure(&expected.counting), "{key:?}");
        assert_eq!((&cell["pending"], &cell["version"]), (&json!(waits), &json!(expected.history.len())), "{key:?}");
    }
}

/// Checks histories, boards, totals and the audit trail.
async fn everything_agrees(served: &mut Served, book: &Book) {
    let (lots, cells) = (served.lots(), served.cells().await);
    let officer = served.officer();
    for (key, cell) in cells {
        let history = officer.all(&format!("/v1/hours/{}/history", cell["id"])).await;
        let actual: Vec<Value> = history.iter().map(|one| json!([cell_figure(one), one["reason"]])).collect();
        let expected = book.cells[&key].history.iter().map(|version| json!([figure(version), version.reason]));
        assert_eq!(actual, expected.collect::<Vec<_>>(), "{key:?}");
    }
    for (month, name) in MONTHS.iter().enumerate() {
        let board = officer.get(&format!("/v1/months/{name}")).await.ok();
        for sector in board["sectors"].as_array().unwrap() {
            let is_closed = book.closed.iter().any(|(one, closed)| sector["sector"] == *one && *closed == month);
            assert_eq!(sector["state"], if is_closed { "closed" } else { "open" }, "{sector}");
            for lot in sector["lots"].as_array().unwrap() {
                let place = lots.iter().position(|id| lot["lot_id"] == *id).unwrap();
                assert_eq!(lot["standing"], book.standing(place, month), "{name} {lot}");
            }
        }
    }
    let (validated, submitted) = (vec![Status::Validated], vec![Status::Submitted]);
    let any = vec![Status::Validated, Status::Submitted];
    for (asked, statuses) in [("validated", validated), ("submitted", submitted), ("any", any)] {
        let path = format!("/v1/totals?from=2023-04&to=2023-06&group_by=sector,month&status={asked}");
        let totals = officer.get(&path).await.ok();
        let mut all = 0;
        for (month, name) in MONTHS.iter().enumerate() {
            for sector in ["BTP", "MS"] {
                let expected = book.total(sector, month, &statuses);
                let rows = totals["rows"].as_array().unwrap();
                let row = rows.iter().find(|row| row["sector"] == sector && row["month"] == *name);
                assert_eq!(row.map_or("0.00", |row| row["hours"].as_str().unwrap()), exact(expected), "{asked} {name}");
                all += expected;
            }
        }
        assert_eq!(totals.at("/total/hours"), &json!(exact(all)), "{asked}");
    }
}

async fn live(app: App, steps: Vec<Step>) {
    let mut served = Served::start(app).await;
    let mut book = Book::default();
    for step in &steps {
        served.take(&mut book, step).await;
        cells_agree(&mut served, &book).await;
    }
    everything_agrees(&mut served, &book).await;
    let verified = served.app.admin().get("/v1/audit/verification").await.ok();
    let faults: Vec<&Value> =
        verified["faults"].as_array().unwrap().iter().filter(|fault| fault["kind"] != "event_unsealed").collect();
    assert!(faults.is_empty(), "{verified}");
    let Served { app, .. } = served;
    // The program is stopped by now; its unsealed events are less than a minute old.
    assert_eq!(command(&app, &["audit", "verify"]).status.code(), Some(0));
}

on_both_databases! {
    async fn whatever_happens_the_program_tells_what_a_book_kept_by_hand_tells(app: App) {
        let engine = app.engine;
        let cases = std::env::var("PROPTEST_CASES").map_or(4, |cases| cases.parse().unwrap());
        // Each case has a database and a runtime of its own.
        let outcome = std::thread::spawn(move || {
            let config = Config { cases, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
            TestRunner::new(config).run(&steps::steps(4), |steps| {
                crate::support::run(engine, |app| live(app, steps));
                Ok(())
            })
        });
        if let Err(failure) = outcome.join().unwrap() {
            panic!("{failure}");
        }
    }
}
