//! Recording and closing at the same moment: whatever a closing found, stays.

use futures_util::future::join_all;
use serde_json::Value;

use super::{force, nil, reopen};
use crate::support::builders::{Placed, an_employment, somebody_at_work};
use crate::support::{Client, Reply, on_both_databases};

/// How often it is tried; thousands of times by `RACES=5000 cargo test --test api months::races`.
fn rounds() -> u32 {
    std::env::var("RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(25)
}

const MONTH: &str = "2023-06";

async fn all(client: &Client) -> Vec<Value> {
    client.get("/v1/hours?month=2023-06&limit=500").await.ok().items().to_vec()
}

/// Says another figure of a cell than in the round before: new ones are put, known ones corrected.
async fn say(client: &Client, placed: Placed, seen: Option<&Value>, round: u32) -> Reply {
    let said =
        placed.hours(MONTH, &format!("{}.{:02}", round / 100 % 100 + 1, round % 100)).validated().because("Course");
    match seen {
        Some(cell) => said.correct(client, &format!("\"{}\"", cell["version"])).await,
        None => said.send(client).await,
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
        let (mut kept, mut refused) = (0, 0);
        for round in 1..=rounds() {
            let known = all(&officer).await;
            let of = |placed: &Placed| known.iter().find(|cell| cell["employment_id"] == placed.employment);
            let recording = join_all(cells.iter().map(|placed| say(&officer, *placed, of(placed), round)));
            let closing = async {
                // Every other time at the same moment, and a little later in between.
                let later = if round % 2 == 0 { 0 } else { u64::from(round % 16) * 700 };
                tokio::time::sleep(std::time::Duration::from_micros(later)).await;
                force(&officer, MONTH, "BTP").await.ok();
                all(&officer).await
            };
            let (replies, closed) = futures_util::future::join(recording, closing).await;
            assert_eq!(all(&officer).await, closed, "round {round}");
            for (placed, reply) in cells.iter().zip(replies) {
                let stands = closed.iter().find(|cell| cell["employment_id"] == placed.employment);
                if reply.status == 409 {
                    reply.refused_at(409, "month_closed", "/month");
                    assert_eq!(stands, of(placed), "round {round}");
                    refused += 1;
                } else {
                    assert!(matches!(reply.status, 200 | 201), "{reply}");
                    assert_eq!(stands.map(|cell| &cell["version"]), Some(&reply["version"]), "round {round}");
                    kept += 1;
                }
            }
            reopen(&officer, MONTH, "BTP").await.ok();
        }
        // Both were faster now and then, or nothing was raced for.
        assert!(kept > 0 && refused > 0, "{kept} kept, {refused} refused");
        println!("{:?}: {kept} recordings kept, {refused} refused in {} closings", app.engine, rounds());
    }

    async fn hours_and_a_nil_statement_never_stand_together(app: App) {
        let officer = app.officer();
        let (mut cancelled, mut refused) = (0, 0);
        let placed = somebody_at_work(&officer, "BTP").await;
        let mut seen = placed.hours(MONTH, "0").send(&officer).await.created().etag().to_owned();
        for round in 1..=rounds() {
            // Now the one is faster, now the other, and most often neither by much.
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
