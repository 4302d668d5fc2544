//! `/v1/months/{month}/evidence`

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::{force, reopen};
use crate::support::builders::{Placed, a_public_contract, an_organisation, somebody_at_work};
use crate::support::{Client, Reply, hides, on_both_databases};

const LIST: &str = "/v1/months/2023-06/evidence";

fn sheet(lot: i64, reference: &str) -> Value {
    json!({ "lot_id": lot, "kind": "timesheet", "reference": reference, "dated_on": "2023-07-03" })
}

async fn prove(client: &Client, month: &str, body: &Value) -> Reply {
    client.post(&format!("/v1/months/{month}/evidence"), body).await
}

/// The codes of the warnings.
fn warned(reply: &Reply) -> Vec<&str> {
    reply["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

/// Validates all submitted cells by a filter, and returns the outcome of the first.
async fn validate(officer: &Client, count: i64, worked: &str) -> Value {
    let body = json!({ "filter": {}, "expected": { "count": count, "worked": worked } });
    officer.post("/v1/hours/validations", &body).await.ok()["rows"][0].clone()
}

async fn needs_evidence(app: &crate::support::App) {
    let setting = json!({ "key": "validation_needs_evidence", "effective_on": "2024-01-01", "value": true });
    app.admin().put("/v1/settings", &setting).await.ok();
}

on_both_databases! {
    async fn evidence_is_recorded_shown_and_taken_back(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let created = prove(&officer, "2023-06", &sheet(lot, "FH-6")).await.created();
        let address = format!("{LIST}/{}", created.id());
        assert_eq!(created.header("location"), Some(address.as_str()));
        let shown = officer.get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": created.id(), "lot_id": lot, "month": "2023-06", "kind": "timesheet", "reference": "FH-6",
            "dated_on": "2023-07-03", "source": "CREATIV", "recorded_by": shown["recorded_by"],
            "recorded_at": "2024-03-15T09:00:00Z", "version": 1,
        }));
        let undated = json!({ "lot_id": lot, "kind": "invoice", "reference": "F-17" });
        let second = prove(&officer, "2023-06", &undated).await.created();
        assert_eq!(second["dated_on"], Value::Null);
        assert_eq!(officer.get(LIST).await.ok().items(), [shown.json, second.json]);
        assert_eq!(officer.get("/v1/months/2023-07/evidence").await.ok().items().len(), 0);
        hides(&officer, "/v1/months/2023-07/evidence/{id}", created.id()).await;
        let again = prove(&officer, "2023-06", &sheet(lot, "FH-6")).await;
        let again = again.refused_at(409, "already_exists", "/reference");
        assert_eq!(again["existing_id"], created.id());
        let silent = officer.request(reqwest::Method::DELETE, &address).send().await;
        silent.refused(428, "precondition_required");
        officer.delete(&address, "\"2\"").await.refused(412, "precondition_failed");
        officer.delete(&address, "\"1\"").await.no_content();
        officer.get(&address).await.refused(404, "not_found");
        officer.delete(&address, "\"1\"").await.refused(404, "not_found");
        let events = app.admin().get("/v1/audit/events?subject=lot_evidence&action=delete").await.ok();
        let event = &events.items()[0];
        assert_eq!(event["subject_id"], created.id());
        assert!(event.to_string().contains("\"before\":\"FH-6\""), "{event}");
        assert_eq!(app.count("audit_events WHERE subject = 'lot_evidence'"), 3);
    }

    async fn what_cannot_be_recorded_is_refused_by_name(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        prove(&officer, "2023-06", &json!({})).await.refused_fields(&[
            ("/lot_id", "missing"), ("/kind", "missing"), ("/reference", "missing"),
        ]);
        let wrong = json!({ "lot_id": lot, "kind": "photo", "reference": " ", "dated_on": "2023-02-30" });
        prove(&officer, "2023-06", &wrong).await.refused_fields(&[
            ("/kind", "unknown_kind"), ("/reference", "text_empty"), ("/dated_on", "invalid_date"),
        ]);
        prove(&officer, "2023-06", &sheet(987_654_321, "FH-6")).await.refused_at(422, "unknown_lot", "/lot_id");
        prove(&officer, "2024-04", &sheet(lot, "FH-6")).await.refused(422, "month_in_future");
        let stands = prove(&officer, "2023-06", &sheet(lot, "FH-6")).await.created();
        let address = format!("{LIST}/{}", stands.id());
        force(&officer, "2023-06", "BTP").await.ok();
        prove(&officer, "2023-06", &sheet(lot, "FH-7")).await.refused(409, "month_closed");
        officer.delete(&address, "\"1\"").await.refused(409, "month_closed");
        reopen(&officer, "2023-06", "BTP").await.ok();
        officer.delete(&address, "\"1\"").await.no_content();
        assert_eq!(officer.get(LIST).await.ok().items().len(), 0);
    }

    async fn partners_prove_in_their_sectors_and_take_back_their_own(app: App) {
        let officer = app.officer();
        let works = a_public_contract().create_lot(&officer).await;
        let services = a_public_contract().ms().create_lot(&officer).await;
        let ariq = app.as_partner(an_organisation().named("ARIQ").create(&officer).await, &[Sector::Btp]);
        let hidden = prove(&officer, "2023-06", &sheet(services, "FH-MS")).await.created();
        let house = prove(&officer, "2023-06", &sheet(works, "FH-1")).await.created();
        prove(&ariq, "2023-06", &sheet(services, "FH-2")).await.refused_at(422, "unknown_lot", "/lot_id");
        hides(&ariq, &format!("{LIST}/{{id}}"), hidden.id()).await;
        ariq.delete(&format!("{LIST}/{}", hidden.id()), "\"1\"").await.refused(404, "not_found");
        let own = prove(&ariq, "2023-06", &sheet(works, "FH-2")).await.created();
        assert_eq!(own["source"], "ARIQ");
        let mut of_the_house = house.json.clone();
        of_the_house["recorded_by"] = Value::Null;
        assert_eq!(ariq.get(LIST).await.ok().items(), [of_the_house, own.json.clone()]);
        ariq.delete(&format!("{LIST}/{}", house.id()), "\"1\"").await.refused(403, "forbidden");
        ariq.delete(&format!("{LIST}/{}", own.id()), "\"1\"").await.no_content();
        for role in [Role::Dashboard, Role::Plie] {
            prove(&app.as_role(role, &[]), "2023-06", &sheet(works, "FH-3")).await.refused(403, "forbidden");
        }
    }

    async fn hours_of_the_lot_and_month_are_validated_without_a_warning_and_others_with_one(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let other = somebody_at_work(&officer, "BTP").await;
        prove(&officer, "2023-06", &sheet(placed.lot, "FH-6")).await.created();
        let validated = |placed: Placed, month: &'static str| {
            let officer = officer.clone();
            async move { placed.hours(month, "10").validated().send(&officer).await.created() }
        };
        assert_eq!(warned(&validated(placed, "2023-06").await), Vec::<&str>::new());
        assert_eq!(warned(&validated(placed, "2023-07").await), ["validation_without_evidence"]);
        assert_eq!(warned(&validated(other, "2023-06").await), ["validation_without_evidence"]);
    }

    async fn where_the_setting_asks_for_evidence_the_lots_is_enough_in_every_way_of_validating(app: App) {
        let officer = app.officer();
        let (placed, other) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "BTP").await);
        needs_evidence(&app).await;
        let row = json!({ "employment_id": placed.employment, "lot_id": placed.lot, "month": "2023-06", "worked": "8" });
        let batch = json!({ "status": "validated", "rows": [row] });
        let refused = officer.post("/v1/hours/batches", &batch).await.ok();
        assert_eq!(refused.at("/rows/0/problem/code"), "evidence_required");
        let stands = prove(&officer, "2023-06", &sheet(placed.lot, "FH-6")).await.created();
        // when: in a batch, by its cell, and by a decision
        assert_eq!(officer.post("/v1/hours/batches", &batch).await.ok().at("/summary/created"), 1);
        prove(&officer, "2023-07", &sheet(placed.lot, "FH-7")).await.created();
        placed.hours("2023-07", "9").validated().create(&officer).await;
        let ariq = app.as_partner(an_organisation().named("ARIQ").create(&officer).await, &[Sector::Btp]);
        prove(&ariq, "2023-08", &sheet(placed.lot, "FH-8")).await.created();
        placed.hours("2023-08", "7").create(&ariq).await;
        assert_eq!(validate(&officer, 1, "7").await["verdict"], "updated");
        other.hours("2023-08", "7").create(&ariq).await;
        assert_eq!(validate(&officer, 1, "7").await["problem"]["code"], "evidence_required");
        // then: after its deletion, validated hours stay validated, and later ones need other evidence
        officer.delete(&format!("{LIST}/{}", stands.id()), "\"1\"").await.no_content();
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok()["status"], "validated");
        let more = placed.hours("2023-06", "9").validated().because("Jour oublié").correct(&officer, "\"1\"").await;
        more.refused_at(422, "evidence_required", "/evidence");
    }
}
