//! `/v1/findings`

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{Placed, a_candidate, place};
use crate::support::{Client, on_both_databases};

/// A person of the Grésilles, born in 1990, with ten hours in May and twenty in June 2023; May is closed.
async fn at_work(app: &crate::support::App, officer: &Client) -> Placed {
    let person = a_candidate().living_in_neighbourhood("21231", "Dijon – Grésilles", "2020-01-01");
    let candidate = person.in_plie_from("2022-01-01").create(officer).await;
    let placed = place(officer, candidate, "BTP").await;
    placed.hours("2023-05", "10").validated().create(officer).await;
    placed.hours("2023-06", "20").validated().create(officer).await;
    app.close_month("2023-05", "BTP").await;
    placed
}

async fn change(client: &Client, candidate: i64, patch: &Value) {
    let address = format!("/v1/candidates/{candidate}");
    let seen = client.get(&address).await.ok();
    client.patch(&address, seen.etag(), patch).await.ok();
}

fn moved() -> Value {
    json!({ "addresses": [{ "commune_code": "21166", "neighbourhood": "Chenôve – Le Mail", "from": "2020-01-01" }] })
}

fn back() -> Value {
    json!({ "addresses": [{ "commune_code": "21231", "neighbourhood": "Dijon – Grésilles", "from": "2020-01-01" }] })
}

async fn reopen(client: &Client) {
    client.request(Method::DELETE, "/v1/months/2023-05/closures/BTP?reason=Adresse").send().await.ok();
}

on_both_databases! {
    async fn what_a_closed_month_keeps_is_found_until_it_agrees_again(app: App) {
        let officer = app.officer();
        let placed = at_work(&app, &officer).await;
        assert_eq!(officer.get("/v1/findings").await.ok().items().len(), 0);
        change(&officer, placed.candidate, &moved()).await;
        let found = officer.get("/v1/findings").await.ok();
        let [finding] = found.items() else { panic!("not one: {found}") };
        let cell = officer.get(&placed.cell("2023-05")).await.ok();
        assert_eq!(finding, &json!({
            "id": finding["id"], "kind": "frozen_values", "month": "2023-05", "sector": "BTP", "hours_id": cell.id(),
            "employment_id": placed.employment, "lot_id": placed.lot, "candidate_id": placed.candidate,
            "other_candidate_id": null,
            "fields": ["commune", "neighbourhood"], "explanation": finding["explanation"],
            "noted_at": "2024-03-15T09:00:00Z",
        }));
        let explanation = finding["explanation"].as_str().unwrap();
        assert!(explanation.contains("2023-05 est clos") && explanation.contains("la commune, le quartier"), "{finding}");
        // A finding names fields and never shows values.
        assert!(!found.text.contains("Chenôve") && !found.text.contains("21166"), "{found}");
        change(&officer, placed.candidate, &json!({ "birth_date": "1960-01-01" })).await;
        let more = officer.get("/v1/findings").await.ok();
        assert_eq!(more.items()[0]["fields"], json!(["age_bracket", "commune", "neighbourhood"]));
        assert_eq!((more.items().len(), &more.items()[0]["id"]), (1, &finding["id"]));
        change(&officer, placed.candidate, &json!({ "birth_date": "1990-01-01" })).await;
        change(&officer, placed.candidate, &back()).await;
        assert_eq!(officer.get("/v1/findings").await.ok().items().len(), 0);
    }

    async fn a_month_opened_again_follows_and_has_no_findings(app: App) {
        let officer = app.officer();
        let placed = at_work(&app, &officer).await;
        change(&officer, placed.candidate, &moved()).await;
        let by_commune = "/v1/totals?year=2023&scope=all&group_by=commune";
        let hours = async || {
            let reply = officer.get(by_commune).await.ok();
            let rows = reply["rows"].as_array().unwrap().iter().filter(|row| row["hours"] != "0.00");
            rows.map(|row| format!("{} {}", row["commune"].as_str().unwrap(), row["hours"].as_str().unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(hours().await, ["21166 20.00", "21231 10.00"]);
        reopen(&officer).await;
        assert_eq!(hours().await, ["21166 30.00"]);
        assert_eq!(officer.get("/v1/findings").await.ok().items().len(), 0);
        app.close_month("2023-05", "BTP").await;
        assert_eq!(officer.get("/v1/findings").await.ok().items().len(), 0);
    }

    async fn a_setting_and_a_plie_period_leave_findings_too(app: App) {
        let officer = app.officer();
        let placed = at_work(&app, &officer).await;
        let shorter = json!({ "key": "window_months", "effective_on": "2023-01-01", "value": "1" });
        app.admin().put("/v1/settings", &shorter).await.ok();
        assert_eq!(officer.get("/v1/findings").await.ok().items()[0]["fields"], json!(["counted"]));
        let periods = officer.get(&format!("/v1/candidates/{}/plie-periods", placed.candidate)).await.ok();
        let address = format!("/v1/plie-periods/{}", periods.at("/items/0/id"));
        officer.patch(&address, "\"1\"", &json!({ "to": "2023-01-31" })).await.ok();
        assert_eq!(officer.get("/v1/findings").await.ok().items()[0]["fields"], json!(["in_plie", "counted"]));
    }

    async fn findings_are_the_officers_by_kind_and_sector(app: App) {
        let officer = app.officer();
        let placed = at_work(&app, &officer).await;
        change(&officer, placed.candidate, &moved()).await;
        for (query, count) in [("kind=frozen_values", 1), ("sector=BTP", 1), ("sector=MS", 0)] {
            assert_eq!(officer.get(&format!("/v1/findings?{query}")).await.ok().items().len(), count, "{query}");
        }
        let services = app.as_role(Role::Officer, &[Sector::Ms]);
        assert_eq!(services.get("/v1/findings").await.ok().items().len(), 0);
        officer.get("/v1/findings?kind=other").await.refused_at(422, "unknown_kind", "?kind");
        officer.get("/v1/findings?sector=btp").await.refused_at(422, "unknown_sector", "?sector");
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[Sector::Btp]).get("/v1/findings").await.refused(403, "forbidden");
        }
    }
}
