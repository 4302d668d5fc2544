//! Eight writers in two processes, and a reader in one of them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::Reader;
use crate::support::builders::{Placed, an_employment, somebody_at_work};
use crate::support::{Client, on_both_databases};

const MONTHS: u32 = 6;

fn month(number: u32) -> String {
    format!("2023-{number:02}")
}

/// Records months one by one, and corrects each.
async fn write_cells(client: &Client, placed: &Placed) {
    for number in 1..=MONTHS {
        let hours = placed.hours(&month(number), "10");
        let cell = hours.send(client).await.created();
        placed.hours(&month(number), "11").correct(client, cell.etag()).await.ok();
    }
}

/// Records all months at once, and validates all.
async fn write_batches(client: &Client, placed: &Placed) {
    let rows: Vec<Value> = (1..=MONTHS)
        .map(|number| {
            json!({
                "employment_id": placed.employment, "lot_id": placed.lot, "month": month(number), "worked": "20",
            })
        })
        .collect();
    client.post("/v1/hours/batches", &json!({ "rows": rows })).await.ok();
    let cells = client.all(&format!("/v1/hours?employment_id={}", placed.employment)).await;
    for cell in cells {
        let chosen = json!({ "ids": [cell["id"]] });
        client.post("/v1/hours/validations", &chosen).await.ok();
    }
}

/// Reads until it has what the list has once the writers are through. A change that it missed would never come.
async fn follow(reader: &mut Reader, is_written: &std::cell::Cell<bool>) -> (BTreeMap<i64, Value>, usize) {
    let (mut copy, mut seen, begun) = (BTreeMap::new(), 0, Instant::now());
    loop {
        let was_written = is_written.get();
        let page = reader.page().await;
        if page.is_empty() && was_written {
            let now: BTreeMap<i64, Value> = by_id(reader.client.all("/v1/hours?limit=500").await);
            if now == copy {
                return (copy, seen);
            }
            assert!(begun.elapsed() < Duration::from_secs(100), "missed: {:?}", missing(&now, &copy));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        seen += page.len();
        copy.extend(by_id(page));
    }
}

/// The cells by their ids, without warnings, which rest on other cells.
fn by_id(cells: Vec<Value>) -> BTreeMap<i64, Value> {
    let without_warnings = |mut cell: Value| {
        cell.as_object_mut().unwrap().remove("warnings");
        (cell["id"].as_i64().unwrap(), cell)
    };
    cells.into_iter().map(without_warnings).collect()
}

fn missing<'a>(now: &'a BTreeMap<i64, Value>, copy: &BTreeMap<i64, Value>) -> Vec<&'a Value> {
    now.iter().filter(|(id, cell)| copy.get(id) != Some(cell)).map(|(_, cell)| cell).collect()
}

on_both_databases! {
    async fn a_reader_misses_no_change_of_eight_writers_in_two_processes(app: App) {
        let officer = app.officer();
        let first = somebody_at_work(&officer, "BTP").await;
        let mut placed = vec![first];
        for _ in 1..8 {
            let employment = an_employment(first.candidate).on(first.lot).create(&officer).await;
            placed.push(Placed { employment, ..first });
        }
        let (one, other) = (app.program(), app.program());
        let clients = [officer.clone().to(one.address), officer.clone().to(other.address)];
        let is_written = std::cell::Cell::new(false);
        let mut reader = Reader::of(&clients[0], "/v1/hours?");
        let writing = async {
            join_all(placed.iter().enumerate().map(|(index, placed)| {
                let client = &clients[index % 2];
                async move {
                    if index < 4 { write_cells(client, placed).await } else { write_batches(client, placed).await }
                }
            }))
            .await;
            is_written.set(true);
        };
        let ((copy, seen), ()) = join(follow(&mut reader, &is_written), writing).await;
        assert_eq!(copy.len(), 8 * usize::try_from(MONTHS).unwrap());
        assert!(seen >= copy.len());
        assert!(copy.values().all(|cell| cell["version"] == 2), "{copy:?}");
        // A reader that begins now sees each cell once.
        let mut late = Reader::of(&clients[1], "/v1/hours?");
        let mut all = Vec::new();
        loop {
            match late.page().await {
                page if page.is_empty() => break,
                page => all.extend(page),
            }
        }
        assert_eq!(all.len(), copy.len());
        assert_eq!(by_id(all), copy);
    }
}
