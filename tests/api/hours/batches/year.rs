//! The demonstration's year of works, sent again with ARIQ's key: twelve batches that change nothing, then some that
//! do.

use clauses::access::LoadDemo;
use clauses::demo;
use clauses::values::Sector;
use serde_json::{Value, json};

use super::BATCHES;
use crate::support::{App, Client, command, on_both_databases};

const TOTALS: &str = "/v1/totals?year=2023&scope=all&counted=any&group_by=sector";

/// ARIQ's source in the demonstration.
async fn ariq(app: &App) -> Client {
    let organisations = app.officer().all("/v1/organisations?q=ARIQ").await;
    let found = organisations.iter().find(|one| one["name"] == "ARIQ").unwrap();
    app.as_partner(found["id"].as_i64().unwrap(), &[Sector::Btp])
}

/// The hundredths of hours in an answer.
fn hundredths(text: &Value) -> i64 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

fn hours(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The rows that ARIQ would send for these cells, with the lots' numbers.
async fn rows(ariq: &Client, cells: &[Value], more: i64) -> Vec<Value> {
    let contracts = ariq.all("/v1/public-contracts?limit=500").await;
    let mut rows = Vec::new();
    for cell in cells {
        let lot = ariq.get(&format!("/v1/lots/{}", cell["lot_id"])).await.ok();
        let contract = contracts.iter().find(|one| one["id"] == cell["public_contract_id"]).unwrap();
        rows.push(json!({
            "employment_id": cell["employment_id"], "month": cell["month"], "training": cell["training"],
            "lot": { "public_contract": contract["reference"], "number": lot["number"] },
            "worked": hours(hundredths(&cell["worked"]) + more), "external_ref": format!("ARIQ-{}", cell["id"]),
        }));
    }
    rows
}

async fn of_month(ariq: &Client, month: u32) -> Vec<Value> {
    ariq.all(&format!("/v1/hours?month=2023-{month:02}&limit=500")).await
}

/// Seals the audit events and has the program verify the whole chain.
fn verify(app: &App) {
    app.seal();
    let verified = command(app, &["audit", "verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

on_both_databases! {
    async fn the_year_of_works_sent_again_in_twelve_batches_changes_nothing(app: App) {
        demo::load_once(&app.operator::<LoadDemo>()).unwrap();
        let (officer, ariq) = (app.officer(), ariq(&app).await);
        let before = officer.get(TOTALS).await.ok();
        assert_eq!(before.at("/rows/0/sector"), "BTP");
        let (mut sent, mut worked) = (0, 0);
        for month in 1..=12 {
            let cells = of_month(&ariq, month).await;
            assert!(!cells.is_empty() && cells.iter().all(|cell| cell["source"] == "ARIQ"), "{month}");
            let sum: i64 = cells.iter().map(|cell| hundredths(&cell["worked"])).sum();
            let reply = ariq.post(BATCHES, &json!({ "rows": rows(&ariq, &cells, 0).await })).await.ok();
            assert_eq!(reply["summary"], json!({
                "created": 0, "updated": 0, "unchanged": cells.len(), "rejected": 0, "worked": hours(sum),
            }), "{month}");
            (sent, worked) = (sent + cells.len(), worked + sum);
        }
        assert!(sent > 200, "{sent} rows");
        assert_eq!(before.at("/rows/0/hours"), &json!(hours(worked)));
        let after = officer.get(TOTALS).await.ok();
        assert_eq!((after.etag(), &after.json), (before.etag(), &before.json));
        verify(&app);
    }

    async fn a_hundred_changed_lines_wait_and_count_once_they_are_validated(app: App) {
        demo::load_once(&app.operator::<LoadDemo>()).unwrap();
        let (officer, ariq) = (app.officer(), ariq(&app).await);
        let before = officer.get(TOTALS).await.ok();
        let all = ariq.all("/v1/hours?from=2023-01&to=2023-12&limit=500").await;
        let cells = &all[..100];
        // when
        let batch = json!({ "reason": "Relevé corrigé", "rows": rows(&ariq, cells, 125).await });
        let reply = ariq.post(BATCHES, &batch).await.ok();
        // then
        let sum: i64 = cells.iter().map(|cell| hundredths(&cell["worked"]) + 125).sum();
        assert_eq!(reply["summary"], json!({
            "created": 0, "updated": 100, "unchanged": 0, "rejected": 0, "worked": hours(sum),
        }));
        assert_eq!(officer.get(TOTALS).await.ok()["rows"], before["rows"]);
        let listed = officer.all("/v1/hours?sector=BTP&from=2023-01&to=2023-12&limit=500").await;
        for (cell, now) in all.iter().zip(&listed) {
            let waits = cells.contains(cell);
            let pending = json!({ "worked": hours(hundredths(&cell["worked"]) + 125), "training": cell["training"], "source": "ARIQ" });
            assert_eq!((&now["worked"], &now["status"]), (&cell["worked"], &json!("validated")));
            assert_eq!(now["pending"], if waits { pending } else { Value::Null });
        }
        let filter = json!({ "source": "ARIQ", "from": "2023-01", "to": "2023-12" });
        let choice = json!({ "filter": filter, "expected": { "count": 100, "worked": hours(sum) } });
        let decided = officer.post("/v1/hours/validations", &choice).await.ok();
        assert_eq!(decided["summary"], json!({ "decided": 100, "unchanged": 0, "refused": 0, "worked": hours(sum) }));
        let after = officer.get(TOTALS).await.ok();
        let works = hundredths(before.at("/rows/0/hours")) + 12_500;
        assert_eq!(after.at("/rows/0/hours"), &json!(hours(works)));
        assert_eq!(after.at("/rows/1"), before.at("/rows/1"));
        let again = ariq.post(BATCHES, &batch).await.ok();
        assert_eq!((again.at("/summary/unchanged"), again.at("/summary/updated")), (&json!(100), &json!(0)));
        verify(&app);
    }
}
