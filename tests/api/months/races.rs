//! Recording and closing at the same moment: rows do not change after the closing.

use futures_util::future::join_all;
use serde_json::Value;

use super::{force, nil, reopen};
use crate::support::builders::{Placed, an_employment, somebody_at_work};
use crate::support::{Client, Reply, on_both_databases};

/// The number of rounds; thousands with `RACES=5000 cargo test --test api months::races`.
fn rounds() -> u32 {
    std::env::var("RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(25)
}

const MONTH: &str = "2023-06";

async fn all(client: &Client) -> Vec<Value> {
    client.get("/v1/hours?month=2023-06&limit=500").await.ok().items().to_vec()
}

/// Sends another figure than in the round before: records a new cell, corrects an existing one.
async fn send(client: &Client, placed: Placed, cell: Option<&Value>, round: u32) -> Reply {
    let hours =
        placed.hours(MONTH, &format!("{}.{:02}", round / 100 % 100 + 1, round % 100)).validated().because("Course");
    match cell {
        Some(cell) => hours.correct(client, &format!("\"{}\"", cell["version"])).await,
        None => hours.send(client).await,
    }
}

on_both_databases! {
    async fn no_row_changes_once_a_closing_has_committed(app: App) {
        let officer = app.officer();
        let first = somebody_at_work(&officer, "BTP").await;
        let mut cells = vec![first];
        for _ in 0..3 {
            let employment = an_employment(first.candidate).on(first.lot).create(&officer).await;
            cells.push(Placed { employment, ..first });
        }
        let (mut recorded, mut refused) = (0, 0);
        for round in 1..=rounds() {
            let cells_before = all(&officer).await;
            let of = |placed: &Placed| cells_before.iter().find(|cell| cell["employment_id"] == placed.employment);
            let recording = join_all(cells.iter().map(|placed| send(&officer, *placed, of(placed), round)));
            let closing = async {
                // In every other round at the same moment, otherwise a little later.
                let later = if round % 2 == 0 { 0 } else { u64::from(round % 16) * 700 };
                tokio::time::sleep(std::time::Duration::from_micros(later)).await;
                force(&officer, MONTH, "BTP").await.ok();
                all(&officer).await
            };
            let (replies, closed) = futures_util::future::join(recording, closing).await;
            assert_eq!(all(&officer).await, closed, "round {round}");
            for (placed, reply) in cells.iter().zip(replies) {
                let after = closed.iter().find(|cell| cell["employment_id"] == placed.employment);
                if reply.status == 409 {
                    reply.refused_at(409, "month_closed", "/month");
                    assert_eq!(after, of(placed), "round {round}");
                    refused += 1;
                } else {
                    assert!(matches!(reply.status, 200 | 201), "{reply}");
                    assert_eq!(after.map(|cell| &cell["version"]), Some(&reply["version"]), "round {round}");
                    recorded += 1;
                }
            }
            reopen(&officer, MONTH, "BTP").await.ok();
        }
        // Each side must win some rounds, or there was no race.
        assert!(recorded > 0 && refused > 0, "{recorded} recorded, {refused} refused");
        println!("{:?}: {recorded} recordings, {refused} refused in {} closings", app.engine, rounds());
    }

    async fn hours_and_a_nil_statement_never_stand_together(app: App) {
        let officer = app.officer();
        let (mut cancelled, mut refused) = (0, 0);
        let placed = somebody_at_work(&officer, "BTP").await;
        let mut seen = placed.hours(MONTH, "0").send(&officer).await.created().etag().to_owned();
        for round in 1..=rounds() {
            // The delay varies, so that either side may be first.
            let later = |is_later: bool| {
                let by = if is_later { u64::from(round / 2 % 16) * 700 } else { 0 };
                tokio::time::sleep(std::time::Duration::from_micros(by))
            };
            let recording = async {
                later(round % 2 == 0).await;
                placed.hours(MONTH, "10").because("Course").correct(&officer, &seen).await.ok()
            };
            let stating = async {
                later(round % 2 == 1).await;
                nil(&officer, MONTH, placed.lot).await
            };
            let (recorded, stated) = futures_util::future::join(recording, stating).await;
            let left = officer.get("/v1/months/2023-06/nil-statements").await.ok();
            assert_eq!(left.items().len(), 0, "round {round}");
            if stated.status == 201 {
                cancelled += 1;
            } else {
                stated.refused_at(409, "lot_has_hours", "/lot_id");
                refused += 1;
            }
            let withdrawn = placed.hours(MONTH, "0").because("Course").correct(&officer, recorded.etag()).await.ok();
            seen = withdrawn.etag().to_owned();
        }
        assert!(cancelled > 0 && refused > 0, "{cancelled} cancelled, {refused} refused");
    }
}
