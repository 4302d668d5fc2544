//! `/v1/months/{month}/reminders` and `/v1/reminders`

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{
    Placed, a_candidate, a_public_contract, admit, an_employment, an_organisation, hours, somebody_at_work,
};
use crate::support::{Client, Reply, on_both_databases};

const JUNE: &str = "/v1/months/2023-06/reminders";

/// What an organisation owes.
fn of(owed: &Reply, organisation: i64) -> Option<&Value> {
    owed["organisations"].as_array().unwrap().iter().find(|one| one["organisation_id"] == organisation)
}

async fn employer_of(client: &Client, placed: &Placed) -> i64 {
    client.get(&format!("/v1/employments/{}", placed.employment)).await.ok()["employer_id"].as_i64().unwrap()
}

/// People whom an employer puts to work on a lot for works throughout 2023.
async fn people_of(client: &Client, employer: i64, lot: i64, count: usize) -> Vec<i64> {
    let mut employments = Vec::new();
    for _ in 0..count {
        let candidate = a_candidate().create(client).await;
        admit(client, candidate, "BTP").await;
        employments.push(an_employment(candidate).at(employer).on(lot).create(client).await);
    }
    employments
}

async fn an_employer(client: &Client, name: &str) -> i64 {
    an_organisation().named(name).employer("ACI").with("contact_email", "heures@exemple.fr").create(client).await
}

async fn note(client: &Client, organisation: i64, sectors: &[&str]) {
    let body = json!({ "organisation_id": organisation, "sectors": sectors, "text": "Il manque des heures." });
    client.post(JUNE, &body).await.created();
}

on_both_databases! {
    async fn employers_owe_what_was_not_sent_of_each_lot(app: App) {
        let officer = app.officer();
        let (regie, asso) = (an_employer(&officer, "Régie").await, an_employer(&officer, "Association").await);
        let lot = a_public_contract().referenced("M-1").create_lot(&officer).await;
        let (theirs, others) = (people_of(&officer, regie, lot, 4).await, people_of(&officer, asso, lot, 2).await);
        // Submitted, validated, a draft, nothing.
        hours(theirs[0], lot, "2023-06", "10").create(&officer).await;
        hours(theirs[1], lot, "2023-06", "10").validated().create(&officer).await;
        hours(theirs[2], lot, "2023-06", "10").with("status", "draft").create(&officer).await;
        let owed = officer.get(JUNE).await.ok();
        assert_eq!((&owed["month"], &owed["deadline"], &owed["is_late"]), (&json!("2023-06"), &json!("2023-07-15"), &json!(true)));
        let known = officer.get(&format!("/v1/lots/{lot}")).await.ok();
        assert_eq!(of(&owed, regie).unwrap(), &json!({
            "organisation_id": regie, "name": "Régie", "contact_email": "heures@exemple.fr",
            "lots": [{
                "lot_id": lot, "number": known["number"], "title": known["title"],
                "public_contract_id": known["public_contract_id"], "reference": "M-1",
                "sector": "BTP", "employments_without_hours": 2,
            }],
            "last_reminder": null, "next_act": "remind",
        }));
        assert_eq!(of(&owed, asso).unwrap().pointer("/lots/0/employments_without_hours"), Some(&json!(2)));
        for employment in others.iter().chain(&theirs[3..]) {
            hours(*employment, lot, "2023-06", "0").create(&officer).await;
        }
        let owed = officer.get(JUNE).await.ok();
        assert_eq!(of(&owed, asso), None);
        assert_eq!(of(&owed, regie).unwrap().pointer("/lots/0/employments_without_hours"), Some(&json!(1)));
        // Nobody was at work in 2022.
        assert_eq!(of(&officer.get("/v1/months/2022-06/reminders").await.ok(), regie), None);
    }

    async fn a_lot_without_anybody_is_owed_by_its_holder(app: App) {
        let officer = app.officer();
        let holder = an_employer(&officer, "Titulaire").await;
        let contract = a_public_contract().with_lot("1", "100").with_lot("2", "100").with_lot("3", "100").create(&officer).await;
        let lots = officer.all(&format!("/v1/public-contracts/{contract}/lots")).await;
        let id = |number: usize| lots[number]["id"].as_i64().unwrap();
        for number in [0, 2] {
            let change = json!({ "holder_id": holder });
            officer.patch(&format!("/v1/lots/{}", id(number)), "\"1\"", &change).await.ok();
        }
        officer.post("/v1/months/2023-06/nil-statements", &json!({ "lot_id": id(2) })).await.created();
        let owed = officer.get(JUNE).await.ok();
        let lots = |lots: &Value| lots.as_array().unwrap().iter().map(|lot| lot["lot_id"].as_i64().unwrap()).collect::<Vec<_>>();
        let held = of(&owed, holder).unwrap();
        assert_eq!((lots(&held["lots"]), held.pointer("/lots/0/employments_without_hours")), (vec![id(0)], Some(&json!(0))));
        assert_eq!(lots(&owed["lots_without_holder"]), [id(1)]);
    }

    async fn nothing_is_owed_of_closed_months_and_of_lots_without_expectation(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let services = somebody_at_work(&officer, "MS").await;
        let (works_employer, services_employer) = (employer_of(&officer, &placed).await, employer_of(&officer, &services).await);
        let owed = officer.get(&format!("{JUNE}?sector=MS")).await.ok();
        assert!(of(&owed, works_employer).is_none() && of(&owed, services_employer).is_some(), "{owed}");
        app.close_month("2023-06", "BTP").await;
        officer.post("/v1/months/2023-06/nil-statements", &json!({ "lot_id": services.lot })).await.created();
        assert_eq!(officer.get(JUNE).await.ok()["organisations"], json!([]));
        officer.get(&format!("{JUNE}?sector=X")).await.refused(422, "unknown_sector");
    }

    async fn one_reminds_after_the_deadline_and_then_waits_for_a_week(app: App) {
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let employer = employer_of(&app.officer(), &placed).await;
        let act = async |now: &str| {
            let owed = app.at(now).officer().get(JUNE).await.ok();
            (owed["is_late"].clone(), of(&owed, employer).unwrap()["next_act"].clone())
        };
        assert_eq!(act("2023-07-15T12:00:00Z").await, (json!(false), json!("wait")));
        assert_eq!(act("2023-07-16T12:00:00Z").await, (json!(true), json!("remind")));
        note(&app.at("2023-07-16T12:00:00Z").officer(), employer, &["BTP"]).await;
        assert_eq!(act("2023-07-23T12:00:00Z").await, (json!(true), json!("wait")));
        assert_eq!(act("2023-07-24T12:00:00Z").await, (json!(true), json!("remind")));
        let other = somebody_at_work(&app.officer(), "BTP").await;
        let never = employer_of(&app.officer(), &other).await;
        let then = app.at("2023-08-15T12:00:00Z").officer().get(JUNE).await.ok();
        let order: Vec<_> = then["organisations"].as_array().unwrap().iter().map(|one| one["organisation_id"].clone()).collect();
        assert_eq!(order, [json!(never), json!(employer)]);
    }

    async fn a_reminder_is_noted_with_who_and_when_and_read_by_the_other_officer(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let employer = employer_of(&officer, &placed).await;
        let (claire, paul) = (app.person("claire@example.org", "officer").await, app.person("paul@example.org", "officer").await);
        let text = "Bonjour,\nil manque « juin » <b>&</b> l’été";
        let body = json!({ "organisation_id": employer, "sectors": ["BTP"], "text": text });
        let noted = claire.post(JUNE, &body).await.created();
        let expected = json!({
            "id": noted.id(), "organisation_id": employer, "month": "2023-06", "sectors": ["BTP"], "text": text,
            "noted_by": format!("user:{}", claire.id), "noted_by_name": "Dominique Essai", "noted_at": "2024-03-15T09:00:00Z",
            "version": 1,
        });
        assert_eq!(serde_json::from_str::<Value>(&noted.text).unwrap(), expected);
        assert_eq!(of(&paul.get(JUNE).await.ok(), employer).unwrap()["last_reminder"], expected);
        let address = format!("/v1/reminders/{}", noted.id());
        assert_eq!(noted.header("location"), Some(address.as_str()));
        assert_eq!(serde_json::from_str::<Value>(&paul.get(&address).await.ok().text).unwrap(), expected);
        note(&officer, employer, &["BTP"]).await;
        let list = paul.get(&format!("/v1/reminders?organisation_id={employer}&month=2023-06")).await.ok();
        assert_eq!((list.items().len(), &list.items()[0], &list.items()[1]["noted_by_name"]), (2, &expected, &Value::Null));
        assert_eq!(paul.get("/v1/reminders?month=2023-05").await.ok().items(), &[] as &[Value]);
        // One event; its text is a personal value.
        let events = app.admin().all("/v1/audit/events?subject=reminder").await;
        assert_eq!(events.len(), 2, "{events:?}");
        assert_eq!(app.count("audit_personal WHERE content LIKE '%manque « juin%'"), 1);
        assert_eq!(app.count("audit_events WHERE changes LIKE '%manque « juin%'"), 0);
    }

    async fn what_is_no_reminder_is_refused(app: App) {
        let officer = app.officer();
        let employer = an_employer(&officer, "Régie").await;
        let body = |organisation: i64, sectors: Value, text: &str| json!({ "organisation_id": organisation, "sectors": sectors, "text": text });
        officer.post(JUNE, &body(987_654, json!(["BTP"]), "x")).await.refused_at(422, "unknown_organisation", "/organisation_id");
        officer.post(JUNE, &body(employer, json!([]), "x")).await.refused_at(422, "missing", "/sectors");
        officer.post(JUNE, &body(employer, json!(["X"]), "x")).await.refused_at(422, "unknown_sector", "/sectors/0");
        officer.post(JUNE, &body(employer, json!(["BTP"]), " ")).await.refused_at(422, "text_empty", "/text");
        officer.post(JUNE, &body(employer, json!(["BTP"]), &"x".repeat(2001))).await.refused_at(422, "text_too_long", "/text");
        officer.post(JUNE, &body(employer, json!(["BTP"]), "a\u{7}")).await.refused_at(422, "invalid_text", "/text");
        officer.post("/v1/months/2024-04/reminders", &body(employer, json!(["BTP"]), "x")).await.refused(422, "month_in_future");
        assert_eq!(app.count("reminders"), 0);
        officer.post(JUNE, &json!({ "organisation_id": employer, "sectors": ["BTP"] })).await.created();
    }

    async fn a_reminder_is_seen_by_who_sees_all_its_sectors(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let employer = employer_of(&officer, &placed).await;
        let works = app.as_role(Role::Officer, &[Sector::Btp]);
        note(&officer, employer, &["BTP", "MS"]).await;
        assert_eq!(works.get("/v1/reminders").await.ok().items().len(), 0);
        works.get("/v1/reminders/1").await.refused(404, "not_found");
        officer.get("/v1/reminders/1").await.ok();
        assert_eq!(of(&works.get(JUNE).await.ok(), employer).unwrap()["last_reminder"], Value::Null);
        works.post(JUNE, &json!({ "organisation_id": employer, "sectors": ["MS"] })).await.refused(422, "unknown_sector");
        note(&works, employer, &["BTP"]).await;
        assert_eq!(works.get("/v1/reminders").await.ok().items().len(), 1);
        assert_eq!(officer.get("/v1/reminders").await.ok().items().len(), 2);
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            let other = app.as_role(role, &[Sector::Btp]);
            other.get(JUNE).await.refused(403, "forbidden");
            other.get("/v1/reminders").await.refused(403, "forbidden");
            other.post(JUNE, &json!({ "organisation_id": employer, "sectors": ["BTP"] })).await.refused(403, "forbidden");
        }
    }
}
