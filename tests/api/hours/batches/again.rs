//! Batches sent again and read again.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use super::{BATCHES, ariq, row, send, verdicts};
use crate::support::builders::{an_organisation, somebody_at_work};
use crate::support::{Client, on_both_databases};

async fn versions(client: &Client) -> usize {
    let mut count = 0;
    for cell in client.all("/v1/hours").await {
        count += client.all(&format!("/v1/hours/{}/history", cell["id"])).await.len();
    }
    count
}

async fn tag(client: &Client) -> String {
    client.get("/v1/totals?year=2023&status=any").await.ok().etag().to_owned()
}

on_both_databases! {
    async fn a_batch_sent_again_changes_nothing(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let rows: Vec<Value> = (1..=12).map(|month| row(&placed, &format!("2023-{month:02}"), "100.10")).collect();
        send(&ariq, &rows).await.ok();
        let (before, tag_before) = (versions(&officer).await, tag(&officer).await);
        let again = send(&ariq, &rows).await.ok();
        assert_eq!(again["summary"], json!({
            "created": 0, "updated": 0, "unchanged": 12, "rejected": 0, "worked": "1201.20",
        }));
        assert_eq!((versions(&officer).await, tag(&officer).await), (before, tag_before));
    }

    async fn a_batch_under_a_key_is_answered_again_as_it_was(app: App) {
        let (ariq, _, placed) = ariq(&app).await;
        let body = json!({ "rows": [row(&placed, "2023-06", "10")] });
        let post = || ariq.request(Method::POST, BATCHES).header("Idempotency-Key", "2023-06-ariq-001").json(&body);
        let first = post().send().await.ok();
        let again = post().send().await.ok();
        assert_eq!((&again.text, again.header("idempotency-replayed")), (&first.text, Some("true")));
        assert_eq!(verdicts(&again), ["created"]);
        let tried = json!({ "dry_run": true, "rows": [row(&placed, "2023-06", "10")] });
        let dry = ariq.request(Method::POST, BATCHES).header("Idempotency-Key", "2023-06-ariq-001").json(&tried);
        assert_eq!(verdicts(&dry.send().await.ok()), ["unchanged"]);
    }

    async fn a_batch_is_read_again_by_its_sender_and_the_house(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let sent = send(&ariq, &[row(&placed, "2023-06", "10"), row(&placed, "2025-06", "10")]).await.ok();
        let path = format!("{BATCHES}/{}", sent["batch_id"]);
        for reader in [&ariq, &officer] {
            assert_eq!(reader.get(&path).await.ok().json, sent.json);
            let lists = reader.all(BATCHES).await;
            assert_eq!(lists.len(), 1);
            assert_eq!((&lists[0]["batch_id"], &lists[0]["summary"]), (&sent["batch_id"], &sent["summary"]));
        }
        let other = an_organisation().named("Autre").create(&officer).await;
        for other_client in [app.as_partner(other, &[Sector::Btp]), app.as_role(Role::Officer, &[Sector::Ms])] {
            other_client.get(&path).await.refused(404, "not_found");
            assert_eq!(other_client.all(BATCHES).await.len(), 0);
        }
    }

    async fn overlapping_batches_at_once_lose_and_double_nothing(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let second = somebody_at_work(&officer, "BTP").await;
        let months: Vec<String> = (1..=12).map(|month| format!("2023-{month:02}")).collect();
        let forwards: Vec<Value> =
            months.iter().flat_map(|month| [row(&placed, month, "10"), row(&second, month, "10")]).collect();
        let backwards: Vec<Value> = forwards.iter().rev().cloned().collect();
        for round in 1..=4 {
            let of_round = |rows: &[Value]| -> Vec<Value> {
                let mut rows = rows.to_vec();
                rows.iter_mut().for_each(|row| row["worked"] = json!(format!("{round}0")));
                rows
            };
            let (one, other) = (of_round(&forwards), of_round(&backwards));
            let (a, b, c, d) =
                tokio::join!(send(&ariq, &one), send(&ariq, &other), send(&ariq, &one), send(&ariq, &other));
            let replies = [a.ok(), b.ok(), c.ok(), d.ok()];
            let sum = |name: &str| replies.iter().map(|reply| reply["summary"][name].as_i64().unwrap()).sum::<i64>();
            assert_eq!((sum("created") + sum("updated"), sum("unchanged"), sum("rejected")), (24, 72, 0));
        }
        assert_eq!(officer.all("/v1/hours?limit=500").await.len(), 24);
        assert_eq!(versions(&officer).await, 96);
    }
}
