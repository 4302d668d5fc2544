//! `/v1/lots/{id}/attestation`, `/v1/organisations/{id}/attestation` and `/verification/{code}`

use std::collections::BTreeSet;

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use crate::bilans::random_year::World;
use crate::buyer_accounts::{a_buyer, account, at_work};
use crate::disclosure::world::rand_like::Dice;
use crate::organisation_merges::merge;
use crate::support::builders::{a_public_contract, an_organisation, hours};
use crate::support::{App, Client, Reply, on_both_databases};

const OTHER_CODE: &str = "0000-0000-0000-0000";

/// The first lot of the buyer's ended works, with 40.25 of 100.5 hours done, held by an organisation.
pub async fn a_held_lot(app: &App) -> (Client, i64, i64) {
    let (officer, buyer) = a_buyer(app).await;
    let lot = account(&officer, buyer, "").await["contracts"][0]["lots"][0]["lot_id"].as_i64().unwrap();
    let holder = an_organisation().named("Bâtir en Bourgogne").create(&officer).await;
    hold(&officer, lot, &json!({ "holder_id": holder })).await;
    (officer, lot, holder)
}

async fn hold(officer: &Client, lot: i64, holders: &Value) {
    let path = format!("/v1/lots/{lot}");
    let seen = officer.get(&path).await.ok();
    officer.patch(&path, seen.etag(), holders).await.ok();
}

async fn issue(client: &Client, of: &str, body: &Value) -> Reply {
    client.post(&format!("/v1/{of}/attestations"), body).await.created()
}

fn code(reply: &Reply) -> String {
    reply["code"].as_str().unwrap().to_owned()
}

async fn verify(app: &App, code: &str) -> Value {
    app.anonymous().get(&format!("/verification/{code}")).await.ok().json.clone()
}

/// Corrects the hours of the only cell of a lot and a month.
pub async fn correct(officer: &Client, lot: i64, month: &str, worked: &str) {
    let rows = officer.all(&format!("/v1/hours?lot_id={lot}&month={month}")).await;
    assert_eq!(rows.len(), 1);
    let employment = rows[0]["employment_id"].as_i64().unwrap();
    let seen = officer.get(&format!("/v1/hours/{employment}/{lot}/{month}")).await.ok();
    hours(employment, lot, month, worked)
        .validated()
        .because("Feuille corrigée")
        .correct(officer, seen.etag())
        .await
        .ok();
}

on_both_databases! {
    async fn an_attestation_of_a_lot_says_its_hours_and_is_confirmed(app: App) {
        let (officer, lot, _) = a_held_lot(&app).await;
        let of = format!("lots/{lot}");
        officer.get(&format!("/v1/{of}/attestation")).await.refused(404, "not_found");
        let issued = issue(&officer, &of, &json!({})).await;
        assert_eq!(json!([issued["attested_on"], issued["due"], issued["done"]]), json!(["2024-03-15", "100.50", "40.25"]));
        let full = officer.get(&format!("/v1/{of}/attestation")).await.ok();
        assert_eq!((full["code"].clone(), full.header("etag")), (issued["code"].clone(), Some("\"1\"")));
        let lots = full["states"]["lots"].as_array().unwrap();
        assert_eq!(lots.len(), 1);
        let said = json!([lots[0]["reference"], lots[0]["number"], lots[0]["buyer"], lots[0]["holders"], lots[0]["rate"], lots[0]["remaining"]]);
        assert_eq!(said, json!(["2022-01", "1", "Ville des Bords de Saône", ["Bâtir en Bourgogne"], "40.0", "60.25"]));
        let verified = verify(&app, &code(&issued)).await;
        assert_eq!((&verified["states"], &verified["changed"]), (&full["states"], &json!([])));
        let names = officer.all("/v1/candidates").await.into_iter().map(|person| person["last_name"].clone());
        assert!(names.into_iter().all(|name| !full.text.contains(name.as_str().unwrap())), "{full}");
        // One of an earlier day is another one; the first stays, and is found as people type its code.
        let earlier = issue(&officer, &of, &json!({ "on": "2022-11-30" })).await;
        assert_eq!(earlier["done"], "30.00");
        assert_eq!(officer.get(&format!("/v1/{of}/attestation")).await.ok()["code"], earlier["code"]);
        let typed = code(&issued).to_lowercase().replace('-', "");
        let found = officer.get(&format!("/v1/{of}/attestation?code={typed}")).await.ok();
        assert_eq!(found["id"], issued["id"]);
        let listed: Vec<Value> = officer.all(&format!("/v1/{of}/attestations")).await.into_iter().map(|one| one["code"].clone()).collect();
        assert_eq!(listed, [issued["code"].clone(), earlier["code"].clone()]);
        for statement in ["UPDATE attestations SET content = '{}'", "DELETE FROM attestations"] {
            assert!(app.try_execute(statement).is_err(), "{statement}");
        }
    }

    async fn hours_that_changed_since_are_said_and_the_attestation_stays(app: App) {
        let (officer, lot, holder) = a_held_lot(&app).await;
        let issued = issue(&officer, &format!("lots/{lot}"), &json!({})).await;
        let of_holder = issue(&officer, &format!("organisations/{holder}"), &json!({})).await;
        correct(&officer, lot, "2022-12", "1").await;
        for one in [&issued, &of_holder] {
            let verified = verify(&app, &code(one)).await;
            assert_eq!(verified["states"]["lots"][0]["done"], "40.25");
            assert_eq!(verified["changed"], json!([{ "lot_id": lot, "due": "100.50", "done": "31.00" }]));
        }
        // Names may change; what was attested does not.
        let path = format!("/v1/organisations/{holder}");
        let seen = officer.get(&path).await.ok();
        officer.patch(&path, seen.etag(), &json!({ "name": "Bâtir" })).await.ok();
        assert_eq!(verify(&app, &code(&issued)).await["states"]["lots"][0]["holders"], json!(["Bâtir en Bourgogne"]));
        // A lot that was withdrawn has no hours any more.
        let empty = a_public_contract().with_lot("1", "10").with_lot("2", "20").create_lots(&officer).await;
        let gone = issue(&officer, &format!("lots/{}", empty[0]), &json!({})).await;
        let seen = officer.get(&format!("/v1/lots/{}", empty[0])).await.ok();
        officer.delete(&format!("/v1/lots/{}?reason=Doublon", empty[0]), seen.etag()).await.no_content();
        assert_eq!(verify(&app, &code(&gone)).await["changed"], json!([{ "lot_id": empty[0], "due": null, "done": null }]));
    }

    async fn a_holder_has_all_its_lots_attested(app: App) {
        let (officer, lot, holder) = a_held_lot(&app).await;
        let beside = a_public_contract().ms().from("2023-01-01").with_lot("7", "10").create_lot(&officer).await;
        let leader = an_organisation().named("Meneur").create(&officer).await;
        hold(&officer, beside, &json!({ "holder_id": leader, "co_holder_ids": [holder] })).await;
        at_work(&officer, (beside, "MS"), &[("2023-05", "2.75")]).await;
        let later = a_public_contract().from("2024-04-01").create_lot(&officer).await;
        hold(&officer, later, &json!({ "holder_id": holder })).await;
        let of = format!("organisations/{holder}");
        let issued = issue(&officer, &of, &json!({})).await;
        assert_eq!(json!([issued["due"], issued["done"]]), json!(["110.50", "43.00"]));
        let states = officer.get(&format!("/v1/{of}/attestation")).await.ok()["states"].clone();
        assert_eq!((&states["holder"], &states["sectors"]), (&json!("Bâtir en Bourgogne"), &json!(["BTP", "MS", "PI"])));
        assert_eq!(states["lots"][1]["holders"], json!(["Meneur", "Bâtir en Bourgogne"]));
        // An officer of one sector attests its lots alone, and does not read what states others.
        let works = app.as_role(Role::Officer, &[Sector::Btp]);
        works.get(&format!("/v1/{of}/attestation")).await.refused(404, "not_found");
        let part = issue(&works, &of, &json!({})).await;
        assert_eq!((&part["done"], works.all(&format!("/v1/{of}/attestations")).await.len()), (&json!("40.25"), 1));
        assert_eq!(works.get(&format!("/v1/{of}/attestation")).await.ok()["states"]["sectors"], json!(["BTP"]));
        works.post(&format!("/v1/lots/{beside}/attestations"), &json!({})).await.refused(404, "not_found");
        assert_eq!(verify(&app, &code(&part)).await["changed"], json!([]));
        assert_ne!(lot, beside);
    }

    async fn attestations_of_a_merged_holder_stay(app: App) {
        let (officer, _, other) = a_held_lot(&app).await;
        let issued = issue(&officer, &format!("organisations/{other}"), &json!({})).await;
        let kept = an_organisation().named("Bâtir en Bourgogne SAS").create(&officer).await;
        merge(&officer, kept, other, json!({})).await.ok();
        let listed = officer.all(&format!("/v1/organisations/{kept}/attestations")).await;
        assert_eq!(listed.iter().map(|one| one["code"].clone()).collect::<Vec<_>>(), [issued["code"].clone()]);
        assert_eq!(verify(&app, &code(&issued)).await["changed"], json!([]));
        for of in ["attestations", "attestation", "account", "account-links"] {
            let gone = officer.get(&format!("/v1/organisations/{other}/{of}")).await.refused(404, "not_found");
            assert_eq!(gone["existing_id"], kept, "{of}");
        }
        for (of, body) in [("attestations", json!({})), ("account-links", json!({ "expires_on": "2024-12-31" }))] {
            let gone = officer.post(&format!("/v1/organisations/{other}/{of}"), &body).await.refused(404, "not_found");
            assert_eq!(gone["existing_id"], kept, "{of}");
        }
    }

    async fn every_attestation_is_what_the_progress_of_lots_adds_up_to(app: App) {
        let officer = app.officer();
        World::create(&officer).await.fill(&officer, 14, &mut Dice(5)).await;
        let holder = an_organisation().create(&officer).await;
        let lots = officer.all("/v1/lots").await;
        let hundredths = |text: &Value| text.as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
        let (mut due, mut done) = (0, 0);
        for (place, lot) in lots.iter().enumerate() {
            let id = lot["id"].as_i64().unwrap();
            let body = if place % 2 == 0 { json!({ "holder_id": holder }) } else { json!({ "co_holder_ids": [holder] }) };
            hold(&officer, id, &body).await;
            let progress = officer.get(&format!("/v1/lots/{id}/progress")).await.ok();
            let attested = issue(&officer, &format!("lots/{id}"), &json!({})).await;
            assert_eq!((&attested["due"], &attested["done"]), (&progress["due"], &progress["done"]));
            due += hundredths(&progress["due"]);
            done += hundredths(&progress["done"]);
        }
        let whole = issue(&officer, &format!("organisations/{holder}"), &json!({})).await;
        assert_eq!((hundredths(&whole["due"]), hundredths(&whole["done"])), (due, done));
        assert!(done > 0 && lots.len() > 2);
        let codes: BTreeSet<String> = app.column("SELECT code AS text FROM attestations").into_iter().collect();
        assert_eq!(codes.len(), lots.len() + 1);
    }

    async fn an_attestation_is_written_in_each_form(app: App) {
        let (officer, _, holder) = a_held_lot(&app).await;
        let issued = issue(&officer, &format!("organisations/{holder}"), &json!({})).await;
        for (form, start) in [("pdf", &b"%PDF"[..]), ("xlsx", b"PK"), ("docx", b"PK"), ("csv", b"PK"), ("html", b"<!DOCTYPE")] {
            let asked = officer.request(Method::GET, &format!("/v1/organisations/{holder}/attestation?format={form}"));
            let (headers, bytes) = asked.bytes().await;
            assert!(bytes.starts_with(start), "{form}");
            let name = headers["content-disposition"].to_str().unwrap();
            assert!(name.contains(&format!("attestation-{}.", code(&issued))), "{name}");
        }
        let html = officer.get(&format!("/v1/organisations/{holder}/attestation?format=html")).await.ok();
        for text in ["Attestation d’heures d’insertion", "40,25\u{a0}h", "Bâtir en Bourgogne", "100,50", "40,0\u{a0}%", "60,25", &code(&issued), "à saisir sur la page /verification"] {
            assert!(html.text.contains(text), "{text}: {html}");
        }
    }

    async fn a_code_that_no_attestation_has_confirms_nothing(app: App) {
        let (officer, lot, _) = a_held_lot(&app).await;
        issue(&officer, &format!("lots/{lot}"), &json!({})).await;
        for code in [OTHER_CODE, "x", "7K3M-Q2XA-90BD-ZT5", "%27%20OR%201=1"] {
            let refused = app.anonymous().get(&format!("/verification/{code}")).await.refused(404, "not_found");
            assert!(refused["detail"].as_str().unwrap().contains("Aucune attestation"), "{refused}");
        }
        officer.get(&format!("/v1/lots/{lot}/attestation?code={OTHER_CODE}")).await.refused(404, "not_found");
        officer.get(&format!("/v1/lots/{lot}/attestation?code=x")).await.refused_at(400, "invalid_query", "?code");
        // The code of another lot's attestation is not this lot's.
        let other = a_public_contract().create_lot(&officer).await;
        let of_other = issue(&officer, &format!("lots/{other}"), &json!({})).await;
        officer.get(&format!("/v1/lots/{lot}/attestation?code={}", code(&of_other))).await.refused(404, "not_found");
    }

    async fn what_cannot_be_attested_is_refused(app: App) {
        let (officer, lot, holder) = a_held_lot(&app).await;
        let attestations = format!("/v1/lots/{lot}/attestations");
        for on in ["2024-03-16", "2024-02-30", "x", "2021-12-31"] {
            officer.post(&attestations, &json!({ "on": on })).await.refused_at(422, "invalid_date", "/on");
        }
        officer.post("/v1/lots/999999/attestations", &json!({})).await.refused(404, "not_found");
        officer.post("/v1/organisations/999999/attestations", &json!({})).await.refused(404, "not_found");
        let idle = an_organisation().create(&officer).await;
        officer.post(&format!("/v1/organisations/{idle}/attestations"), &json!({})).await.refused_at(422, "invalid_date", "/on");
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            let caller = app.as_role(role, &[Sector::Btp]);
            caller.post(&attestations, &json!({})).await.refused(403, "forbidden");
            caller.get(&attestations).await.refused(403, "forbidden");
            caller.get(&format!("/v1/organisations/{holder}/attestation")).await.refused(403, "forbidden");
        }
        assert_eq!(officer.all(&attestations).await, Vec::<Value>::new());
        officer.get(&format!("/v1/lots/{lot}/attestation?format=odt")).await.refused(400, "invalid_query");
    }
}
