//! No personal value ever stands in an event, and what stands beside it can be erased.

use clauses::access::Scope;
use clauses::audit;
use clauses::values::CandidateId;
use serde_json::{Value, json};

use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, an_employment, an_organisation, somebody_at_work,
};
use crate::support::{App, Client, on_both_databases};

/// Part of every value that must not be found.
const MARK: &str = "Zyxwv";

fn marked(what: &str) -> String {
    format!("{MARK}-{what}")
}

/// Every kind of change to what is personal, with values that cannot be there by chance. Gives the person.
async fn change_everything(officer: &Client) -> i64 {
    let employer = an_organisation()
        .employer("EI")
        .with("contact_name", marked("contact"))
        .with("contact_email", "zyxwv@example.org")
        .with("contact_phone", "03 80 99 88 77")
        .create(officer)
        .await;
    let path = format!("/v1/organisations/{employer}");
    patched(officer, &path, json!({ "contact_name": marked("autre") })).await;
    let candidate = a_candidate()
        .named(&marked("nom"), &marked("prénom"))
        .born("1987-06-05")
        .with("contact", json!({ "email": "zyxwv.nom@example.org", "phone": "06 99 88 77 66" }))
        .with("external_ref", marked("référence"))
        .living_in("21166", "2020-02-03")
        .eligible_by("RQTH", "2021-03-04")
        .in_plie_from("2022-01-01")
        .create(officer)
        .await;
    let person = format!("/v1/candidates/{candidate}");
    let change = json!({ "last_name": marked("épouse"), "birth_date": "1987-06-07", "contact": { "phone": null } });
    patched(officer, &person, change).await;
    let waiver = json!({ "sector": "MS", "reason": marked("dérogation"), "granted_on": "2022-01-03" });
    let waiver = officer.post(&format!("{person}/waivers"), &waiver).await.created();
    patched(officer, waiver.header("location").unwrap(), json!({ "reason": marked("autre raison") })).await;
    let window = json!({ "ends_on": "2024-12-31", "reason": marked("fenêtre") });
    officer.post(&format!("{person}/eligibility-windows"), &window).await.with_status(201);
    a_referral(candidate).with("external_ref", marked("orientation")).create(officer).await;
    let refused = a_referral(candidate).create(officer).await;
    let outcome = json!({
        "outcome": "not_integrated", "reason": "other", "comment": marked("issue"), "decided_on": "2023-02-01",
    });
    officer.put(&format!("/v1/referrals/{refused}/outcome"), &outcome).await.ok();
    let lot = a_public_contract().with("sector", "MS").create_lot(officer).await;
    let employment =
        an_employment(candidate).at(employer).with("external_ref", marked("emploi")).on(lot).create(officer).await;
    let cell = format!("/v1/hours/{employment}/{lot}/2023-06");
    let first = officer.put(&cell, &json!({ "worked": "10.00", "status": "validated" })).await.with_status(201);
    let correction = json!({ "worked": "11.00", "status": "validated", "reason": marked("heures") });
    officer.put_over(&cell, first.header("etag").unwrap(), &correction).await.ok();
    send_and_decide(officer, employment, lot).await;
    let exit = json!({
        "candidate_id": candidate, "kind": "CDI", "started_on": "2023-09-01", "met_on": "2023-09-01",
        "proof_reference": marked("preuve"),
    });
    let exit = officer.post("/v1/positive-exits", &exit).await.created();
    let path = format!("/v1/positive-exits/{}", exit.id());
    let exit = patched(officer, &path, json!({ "proof_reference": marked("autre preuve") })).await;
    officer.delete(&path, &exit).await.with_status(204);
    candidate
}

/// A batch, and decisions on the hours of one person and on those of several.
async fn send_and_decide(officer: &Client, employment: i64, lot: i64) {
    let row = json!({
        "external_ref": marked("ligne"), "employment_id": employment, "lot_id": lot, "month": "2023-07", "worked": 12,
        "reason": marked("rang"),
    });
    let batch = json!({ "reason": marked("lot"), "rows": [row] });
    let cell = officer.post("/v1/hours/batches", &batch).await.ok().at("/rows/0/hours_id").clone();
    let rejected = json!({ "ids": [cell], "reason": marked("rejet") });
    officer.post("/v1/hours/rejections", &rejected).await.ok();
    let other = somebody_at_work(officer, "BTP").await.hours("2023-06", "5").create(officer).await;
    let again = json!({ "reason": marked("renvoi"), "rows": batch["rows"] });
    officer.post("/v1/hours/batches", &again).await.ok();
    let both = json!({ "ids": [cell, other], "reason": marked("tous") });
    assert_eq!(officer.post("/v1/hours/validations", &both).await.ok().at("/summary/decided"), &json!(2));
}

async fn patched(officer: &Client, path: &str, change: Value) -> String {
    let etag = officer.get(path).await.ok().header("etag").unwrap().to_owned();
    officer.patch(path, &etag, &change).await.ok().header("etag").unwrap().to_owned()
}

async fn events(app: &App) -> Vec<Value> {
    app.admin().all("/v1/audit/events?limit=500").await
}

on_both_databases! {
    async fn no_personal_value_stands_in_an_event(app: App) {
        change_everything(&app.officer()).await;
        let recorded = serde_json::to_string(&events(&app).await).unwrap();
        for value in [&marked("rejet"), "1987-06-05"] {
            assert!(recorded.contains(value), "{value} does not stand in {recorded}");
        }
        // when only the events themselves are left
        app.execute("DELETE FROM audit_personal");
        let left = events(&app).await;
        let recorded = serde_json::to_string(&left).unwrap().to_lowercase();
        for value in ["zyxwv", "1987-06-0", "99 88 77", "rqth", "2021-03-04", "21166"] {
            assert!(!recorded.contains(value), "{value} stands in {recorded}");
        }
        // then what they tell of is still there
        for subject in ["organisation", "candidate", "waiver", "eligibility_window", "referral", "employment", "hours", "hours_batch"] {
            assert!(left.iter().any(|event| event["subject"] == subject), "nothing of {subject}: {recorded}");
        }
    }

    async fn an_erased_person_leaves_the_chain_intact(app: App) {
        let candidate = change_everything(&app.officer()).await;
        app.seal();
        let erased = app.db().write(&Scope::operator(&std::sync::Arc::default()), app.now(), |tx| audit::erase(tx, CandidateId(candidate)));
        assert!(erased.unwrap() >= 10);
        let found = app.admin().get("/v1/audit/verification").await.ok();
        assert_eq!(found["intact"], json!(true), "{found}");
        let recorded = serde_json::to_string(&events(&app).await).unwrap();
        for what in ["nom", "dérogation", "fenêtre", "orientation", "issue", "emploi", "heures", "rejet", "tous", "preuve"] {
            assert!(!recorded.contains(&marked(what)), "{what} stands in {recorded}");
        }
    }

    async fn a_reason_costs_one_statement_and_an_event_without_none_besides_its_own(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "10").create(&officer).await;
        let correct = async |worked: &str, version: &str, reason: Option<&str>| {
            let (hours, before) = (placed.hours("2023-06", worked), app.statements_sent().await);
            let hours = reason.into_iter().fold(hours, |hours, reason| hours.because(reason));
            hours.correct(&officer, version).await.ok();
            app.statements_sent().await - before
        };
        correct("11", "\"1\"", None).await;
        let without = correct("12", "\"2\"", None).await;
        assert_eq!(correct("13", "\"3\"", Some("Relevé")).await, without + 1);
        let recorded = events(&app).await;
        assert_eq!(recorded.iter().filter(|event| event["subject"] == "hours").count(), 4);
    }
}
