//! What answers say to senders of their hours: the last decision, what waits, and their own references.

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{Placed, an_organisation, somebody_at_work};
use crate::support::{App, Client, Reply, on_both_databases};

const REJECTIONS: &str = "/v1/hours/rejections";
const BATCHES: &str = "/v1/hours/batches";

async fn partner(app: &App, name: &str) -> Client {
    let organisation = an_organisation().named(name).create(&app.officer()).await;
    app.as_partner(organisation, &[Sector::Btp])
}

/// A row of a batch with its sender's reference.
fn row(placed: &Placed, month: &str, worked: &str, reference: &str) -> Value {
    json!({
        "employment_id": placed.employment, "lot_id": placed.lot, "month": month, "worked": worked,
        "external_ref": reference,
    })
}

async fn csv(client: &Client) -> Reply {
    client.request(Method::GET, "/v1/hours").header("Accept", "text/csv").send().await.ok()
}

async fn found(client: &Client, query: &str) -> Vec<i64> {
    super::ids(client.get(&format!("/v1/hours?{query}")).await.ok().items())
}

on_both_databases! {
    async fn a_refused_correction_is_answered_with_its_reason(app: App) {
        let (officer, ariq, other) = (app.officer(), partner(&app, "ARIQ").await, partner(&app, "GEIQ").await);
        let placed = somebody_at_work(&officer, "BTP").await;
        let path = placed.cell("2023-06");
        let sent = placed.hours("2023-06", "100").send(&ariq).await.created();
        assert_eq!(sent["decision"], Value::Null);
        let validated = placed.hours("2023-06", "100").validated().correct(&officer, sent.etag()).await.ok();
        assert_eq!(validated.at("/decision/status"), "validated");
        let waits = placed.hours("2023-06", "110").because("Relevé").correct(&ariq, validated.etag()).await.ok();
        assert_eq!((waits.at("/decision/status"), waits.at("/pending/worked")), (&json!("validated"), &json!("110.00")));
        let body = json!({ "ids": [sent["id"]], "reason": "Feuille non signée" });
        officer.post(REJECTIONS, &body).await.ok();
        let cell = ariq.get(&path).await.ok();
        assert_eq!((&cell["status"], &cell["worked"], &cell["pending"]), (&json!("validated"), &json!("100.00"), &Value::Null));
        let decision = json!({ "status": "rejected", "reason": "Feuille non signée", "at": cell["updated_at"] });
        assert_eq!(cell["decision"], decision);
        assert_eq!(ariq.all("/v1/hours").await[0]["decision"], decision);
        assert_eq!(officer.all("/v1/hours").await[0]["decision"], decision);
        // Another partner learns what was decided, and not what officers wrote to ARIQ.
        let theirs = other.get(&path).await.ok();
        assert_eq!((theirs.at("/decision/status"), theirs.at("/decision/reason")), (&json!("rejected"), &Value::Null));
        let table = csv(&ariq).await;
        assert!(table.text.contains("decision.reason") && table.text.contains("Feuille non signée"), "{table}");
        // What is sent after it waits; the decision stays the last one.
        let again = placed.hours("2023-06", "105").because("Relevé signé").correct(&ariq, cell.etag()).await.ok();
        assert_eq!((&again["decision"], again.at("/pending/worked")), (&decision, &json!("105.00")));
    }

    async fn what_waits_is_listed_and_summed_corrections_included(app: App) {
        let (officer, ariq) = (app.officer(), partner(&app, "ARIQ").await);
        let placed = somebody_at_work(&officer, "BTP").await;
        let submitted = placed.hours("2023-05", "50").create(&ariq).await;
        let counted = placed.hours("2023-06", "60").validated().send(&officer).await.created();
        placed.hours("2023-06", "62.25").because("Relevé").correct(&ariq, counted.etag()).await.ok();
        let corrected = counted["id"].as_i64().unwrap();
        let own = placed.hours("2023-07", "70").create(&officer).await;
        let settled = placed.hours("2023-08", "80").validated().create(&officer).await;
        for (query, expected) in [
            ("waiting=true", vec![submitted, corrected, own]),
            ("waiting=false", vec![submitted, corrected, own, settled]),
            ("waiting=true&source=ARIQ", vec![submitted, corrected]),
            ("waiting=true&source=CREATIV", vec![own]),
            ("waiting=true&month=2023-06", vec![corrected]),
            ("waiting=true&status=validated", vec![corrected]),
            ("source=ARIQ", vec![submitted]),
        ] {
            assert_eq!(found(&officer, query).await, expected, "{query}");
            assert_eq!(found(&ariq, query).await, expected, "{query}");
        }
        officer.get("/v1/hours?waiting=oui").await.refused_at(400, "invalid_query", "?waiting");
        let board = officer.get("/v1/months/2023-06").await.ok();
        let worked = board.at("/sectors/0/lots/0/worked");
        assert_eq!((&worked["validated"], &worked["corrections"]), (&json!("60.00"), &json!("62.25")), "{board}");
    }

    async fn a_reference_is_given_back_to_its_sender_everywhere(app: App) {
        let (officer, ariq, other) = (app.officer(), partner(&app, "ARIQ").await, partner(&app, "GEIQ").await);
        let placed = somebody_at_work(&officer, "BTP").await;
        let batch = ariq.post(BATCHES, &json!({ "rows": [row(&placed, "2023-06", "100", "R-1")] })).await.ok();
        assert_eq!(batch.at("/rows/0/external_ref"), "R-1");
        let path = format!("{BATCHES}/{}", batch["batch_id"]);
        assert_eq!(ariq.get(&path).await.ok().at("/rows/0/external_ref"), "R-1");
        // Corrected by an officer, it keeps it, and other partners do not learn it.
        let cell = ariq.get(&placed.cell("2023-06")).await.ok();
        let corrected = placed.hours("2023-06", "90").validated().correct(&officer, cell.etag()).await.ok();
        assert_eq!(corrected["external_ref"], "R-1");
        let id = corrected["id"].as_i64().unwrap();
        for (client, reference, by_reference) in
            [(&ariq, json!("R-1"), vec![id]), (&officer, json!("R-1"), vec![id]), (&other, Value::Null, vec![])]
        {
            assert_eq!(client.get(&placed.cell("2023-06")).await.ok()["external_ref"], reference);
            assert_eq!(client.all("/v1/hours").await[0]["external_ref"], reference);
            assert_eq!(found(client, "external_ref=R-1").await, by_reference);
            assert!(found(client, "external_ref=R-2").await.is_empty());
            assert_eq!(csv(client).await.text.contains("R-1"), reference != Value::Null);
        }
    }

    async fn a_reference_moves_to_another_cell_with_a_reason(app: App) {
        let (officer, ariq) = (app.officer(), partner(&app, "ARIQ").await);
        let placed = somebody_at_work(&officer, "BTP").await;
        let send = async |rows: Value| ariq.post(BATCHES, &json!({ "rows": rows })).await.ok();
        let first = send(json!([row(&placed, "2023-06", "100", "R-1")])).await;
        let refused = send(json!([row(&placed, "2023-07", "100", "R-1")])).await;
        let detail = refused.at("/rows/0/problem/detail").as_str().unwrap();
        let names = format!("juin 2023 du contrat de travail {} sur le lot {}", placed.employment, placed.lot);
        assert!(detail.contains("«\u{a0}R-1\u{a0}»") && detail.contains(&names) && detail.contains("motif"), "{detail}");
        let mut moving = row(&placed, "2023-07", "100", "R-1");
        moving["reason"] = json!("Mauvais mois");
        let dry = ariq.post(BATCHES, &json!({ "dry_run": true, "rows": [moving] })).await.ok();
        assert_eq!(dry.at("/rows/0/verdict"), "created");
        assert_eq!(found(&ariq, "external_ref=R-1").await, [first.at("/rows/0/hours_id").as_i64().unwrap()]);
        for verdict in ["created", "unchanged"] {
            let moved = send(json!([moving])).await;
            assert_eq!(moved.at("/rows/0/verdict"), verdict, "{moved}");
            assert_eq!(found(&ariq, "external_ref=R-1").await, [moved.at("/rows/0/hours_id").as_i64().unwrap()]);
        }
        let events = app.admin().all("/v1/audit/events?action=move_reference").await;
        assert_eq!((events.len(), &events[0]["reason"]), (1, &json!("Mauvais mois")), "{events:?}");
        // One reference on two rows moves nowhere.
        let mut twice = moving.clone();
        twice["month"] = json!("2023-08");
        let both = send(json!([twice, moving])).await;
        assert_eq!(both.at("/rows/0/problem/code"), "external_ref_moved", "{both}");
        let july = both.at("/rows/1/hours_id").as_i64().unwrap();
        assert_eq!(found(&ariq, "external_ref=R-1").await, [july]);
        // A reason for the whole batch moves none.
        twice.as_object_mut().unwrap().remove("reason");
        let whole = json!({ "reason": "Relevé corrigé", "rows": [twice] });
        let whole = ariq.post(BATCHES, &whole).await.ok();
        assert_eq!(whole.at("/rows/0/problem/code"), "external_ref_moved", "{whole}");
        assert_eq!(found(&ariq, "external_ref=R-1").await, [july]);
    }
}
