//! Two processes on one database: idempotency keys and closings work across them.

use futures_util::future::{join, join_all};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{Placed, an_employment, somebody_at_work};
use crate::support::{Client, on_both_databases};

const BATCHES: &str = "/v1/hours/batches";
const CLOSURE: &str = "/v1/months/2023-06/closures/BTP";

fn rounds() -> u32 {
    std::env::var("RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

/// A row with these hours in June for each employment.
fn batch(placed: &[Placed], standing: &[Value], worked: u32) -> Value {
    let row = |placed: &Placed| {
        let version =
            standing.iter().find(|cell| cell["employment_id"] == placed.employment).map(|cell| &cell["version"]);
        json!({
            "employment_id": placed.employment, "lot_id": placed.lot, "month": "2023-06", "worked": worked,
            "version": version,
        })
    };
    json!({ "status": "validated", "reason": "Course", "rows": placed.iter().map(row).collect::<Vec<_>>() })
}

async fn at_work(officer: &Client) -> Vec<Placed> {
    let first = somebody_at_work(officer, "BTP").await;
    let mut placed = vec![first];
    for _ in 0..3 {
        let employment = an_employment(first.candidate).on(first.lot).create(officer).await;
        placed.push(Placed { employment, ..first });
    }
    placed
}

on_both_databases! {
    async fn a_batch_sent_to_both_under_one_key_is_done_once(app: App) {
        let placed = at_work(&app.officer()).await;
        let (one, other) = (app.program(), app.program());
        // The same API key at both.
        let officer = app.officer();
        let clients = [officer.clone().to(one.address), officer.clone().to(other.address)];
        for round in 1..=rounds() {
            let standing = officer.all("/v1/hours").await;
            let body = batch(&placed, &standing, round % 100 + 1);
            let key = format!("juin-{round}");
            let send = |client: &Client| client.request(Method::POST, BATCHES).header("Idempotency-Key", &key).json(&body).send();
            let replies = join_all(clients.iter().map(send)).await;
            let done: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
            let first = done.iter().find(|reply| reply.header("idempotency-replayed").is_none()).expect("nobody did it");
            for reply in &replies {
                match reply.status {
                    200 => assert_eq!(reply.text, first.text),
                    _ => drop(reply.clone().refused(409, "idempotency_in_progress")),
                }
            }
            for client in &clients {
                assert_eq!(send(client).await.ok().text, first.text);
            }
            let versions: Vec<_> = officer.all("/v1/hours").await.iter().map(|cell| cell["version"].clone()).collect();
            assert_eq!(versions, vec![json!(round); placed.len()], "round {round}");
        }
        assert_eq!(officer.all("/v1/hours/batches?limit=500").await.len(), usize::try_from(rounds()).unwrap());
    }

    async fn what_a_closing_through_one_found_stays_whatever_a_batch_through_the_other_says(app: App) {
        let placed = at_work(&app.officer()).await;
        let (one, other) = (app.program(), app.program());
        let (sender, closer) = (app.officer().to(one.address), app.officer().to(other.address));
        let (mut kept, mut refused) = (0, 0);
        for round in 1..=rounds() {
            let standing = sender.all("/v1/hours").await;
            let body = batch(&placed, &standing, round % 100 + 1);
            // Either one may be the later.
            let later = |is_later: bool| {
                let by = if is_later { u64::from(round % 12) * 1_500 } else { 0 };
                tokio::time::sleep(std::time::Duration::from_micros(by))
            };
            let sending = async {
                later(round % 2 == 0).await;
                sender.post(BATCHES, &body).await
            };
            let closing = async {
                later(round % 2 == 1).await;
                closer.put(CLOSURE, &json!({ "force": true, "reason": "Course" })).await.ok();
                closer.all("/v1/hours").await
            };
            let (reply, closed) = join(sending, closing).await;
            assert_eq!(sender.all("/v1/hours").await, closed, "round {round}");
            let verdicts: Vec<_> = reply.ok()["rows"].as_array().unwrap().clone();
            // The month was open for all rows or for none.
            if verdicts[0]["verdict"] == "rejected" {
                assert!(verdicts.iter().all(|row| row["problem"]["code"] == "month_closed"), "{verdicts:?}");
                assert_eq!(closed, standing);
                refused += 1;
            } else {
                assert!(closed.iter().all(|cell| cell["worked"] == format!("{}.00", round % 100 + 1)), "{closed:?}");
                kept += 1;
            }
            sender.request(Method::DELETE, &format!("{CLOSURE}?reason=Course")).send().await.ok();
        }
        println!("{:?}: {kept} batches kept, {refused} refused in {} closings", app.engine, rounds());
        assert_eq!(kept + refused, rounds());
    }
}
