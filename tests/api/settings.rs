//! `/v1/settings`

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, hours};
use crate::support::{Client, on_both_databases};

async fn set(client: &Client, key: &str, effective_on: &str, value: Value) {
    let change = json!({ "key": key, "effective_on": effective_on, "value": value });
    client.put("/v1/settings", &change).await.ok();
}

/// All values of a setting, each with its day and whether it is in force.
async fn values(client: &Client, key: &str) -> Value {
    let entries = client.all("/v1/settings").await;
    let own = entries.iter().filter(|entry| entry["key"] == key);
    own.map(|entry| json!([entry["effective_on"], entry["value"], entry["in_force"]])).collect()
}

/// A field of all values of a setting.
async fn values_of(client: &Client, key: &str, field: &str) -> Vec<Value> {
    let entries = client.all("/v1/settings").await;
    entries.iter().filter(|entry| entry["key"] == key).map(|entry| entry[field].clone()).collect()
}

on_both_databases! {
    async fn what_holds_in_every_sector_is_set_by_who_sees_them_all(app: App) {
        let works = app.as_role(Role::Admin, &[Sector::Btp, Sector::Ms]);
        let change = json!({ "key": "window_months", "effective_on": "2024-01-01", "value": "36" });
        works.put("/v1/settings", &change).await.refused(403, "forbidden");
        app.as_role(Role::Admin, &[]).put("/v1/settings", &change).await.ok();
        let (commune, place) = (json!({ "code": "39300", "name": "Lons" }), json!({ "commune_code": "39300",
            "name": "Marjorie", "statuses": [{ "status": "qpv", "from": "2015-01-01" }] }));
        works.post("/v1/reference/communes", &commune).await.refused(403, "forbidden");
        app.admin().post("/v1/reference/communes", &commune).await.with_status(201);
        works.post("/v1/reference/neighbourhoods", &place).await.refused(403, "forbidden");
        works.get("/v1/reference/neighbourhoods").await.ok();
    }

    async fn every_setting_has_a_value_and_a_label_from_the_start(app: App) {
        let entries = app.officer().all("/v1/settings").await;
        let values: Vec<_> = entries.iter().map(|entry| json!([entry["key"], entry["value"]])).collect();
        assert_eq!(json!(values), json!([
            ["cdi_window_months", "12"],
            ["closing_needs_all_employments", "false"],
            ["fte_divisor", "1607"],
            ["hourly_labour_cost", "30.00"],
            ["hours_deadline_day", "15"],
            ["insertion_effort", "0.05"],
            ["labour_share", "0.50"],
            ["partner_states_nil", "true"],
            ["partner_validates", "false"],
            ["training_contract_until_its_end", "true"],
            ["validation_needs_evidence", "false"],
            ["weekly_cap_hours", "48"],
            ["window_months", "24"],
        ]));
        for entry in entries {
            assert_eq!(entry["in_force"], true, "{entry}");
            assert!(entry["label"].as_str().is_some_and(|label| !label.is_empty()), "{entry}");
        }
    }

    async fn a_partner_reads_what_decides_on_what_it_sends(app: App) {
        let admin = app.admin();
        let change = json!({
            "key": "hours_deadline_day", "effective_on": "2024-04-01", "value": "10", "reason": "Demande de la métropole",
        });
        admin.put("/v1/settings", &change).await.ok();
        set(&admin, "fte_divisor", "2024-01-01", json!("1820")).await;
        let partner = app.as_role(Role::Partner, &[Sector::Btp]);
        let entries = partner.all("/v1/settings").await;
        let values: Vec<_> = entries.iter().map(|entry| json!([entry["key"], entry["value"], entry["in_force"]])).collect();
        assert_eq!(json!(values), json!([
            ["closing_needs_all_employments", "false", true],
            ["hours_deadline_day", "15", true],
            ["hours_deadline_day", "10", false],
            ["partner_states_nil", "true", true],
            ["partner_validates", "false", true],
            ["validation_needs_evidence", "false", true],
            ["weekly_cap_hours", "48", true],
        ]));
        for entry in &entries {
            assert_eq!((&entry["reason"], &entry["set_by"]), (&json!(null), &json!("CREATIV")), "{entry}");
        }
        let table = partner.request(reqwest::Method::GET, "/v1/settings").header("accept", "text/csv").send().await.ok();
        assert!(!table.text.contains("fte_divisor") && !table.text.contains("métropole"), "{table}");
        partner.put("/v1/settings", &change).await.refused(403, "forbidden");
        for role in [Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get("/v1/settings").await.refused(403, "forbidden");
        }
        let seen = values_of(&admin, "hours_deadline_day", "reason").await;
        assert_eq!(seen.last(), Some(&json!("Demande de la métropole")));
    }

    async fn a_setting_is_set_from_a_day_on(app: App) {
        let admin = app.admin();
        let change = json!({
            "key": "fte_divisor", "effective_on": "2024-01-01", "value": 1820, "reason": "Décision du comité",
        });
        let entry = admin.put("/v1/settings", &change).await.ok();
        assert!(entry["set_by"].as_str().is_some_and(|who| !who.is_empty()), "{entry}");
        assert_eq!(entry.json, json!({
            "key": "fte_divisor", "label": entry["label"], "effective_on": "2024-01-01", "value": "1820",
            "reason": "Décision du comité", "set_by": entry["set_by"], "set_at": "2024-03-15T09:00:00Z",
            "in_force": true,
        }));
        set(&admin, "fte_divisor", "2024-03-16", json!("1505")).await;
        set(&admin, "fte_divisor", "1999-01-01", json!("1600.5")).await;
        let expected = json!([
            ["1999-01-01", "1600.5", false],
            ["2000-01-01", "1607", false],
            ["2024-01-01", "1820", true],
            ["2024-03-16", "1505", false],
        ]);
        assert_eq!(values(&admin, "fte_divisor").await, expected);
        let tomorrow = app.at("2024-03-16T09:00:00Z");
        assert_eq!(values(&tomorrow.admin(), "fte_divisor").await[3], json!(["2024-03-16", "1505", true]));
    }

    async fn said_again_for_the_same_day_it_replaces_what_was_said(app: App) {
        let admin = app.admin();
        set(&admin, "labour_share", "2024-01-01", json!("0.6")).await;
        set(&admin, "labour_share", "2024-01-01", json!(0.65)).await;
        let expected = json!([["2000-01-01", "0.50", false], ["2024-01-01", "0.65", true]]);
        assert_eq!(values(&admin, "labour_share").await, expected);
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let admin = app.admin();
        let before = admin.all("/v1/settings").await;
        let nothing = admin.put("/v1/settings", &json!({})).await;
        nothing.refused_fields(&[("/key", "missing"), ("/effective_on", "missing"), ("/value", "missing")]);
        let wrong = json!({ "key": "window_months", "effective_on": "demain", "value": "0", "reason": "" });
        admin.put("/v1/settings", &wrong).await.refused_fields(&[
            ("/effective_on", "invalid_date"),
            ("/value", "invalid_setting"),
            ("/reason", "text_empty"),
        ]);
        for (key, value, code, pointer) in [
            ("colour", json!("blue"), "unknown_setting", "/key"),
            ("window_months", json!("24.5"), "invalid_setting", "/value"),
            ("window_months", json!(-1), "invalid_setting", "/value"),
            ("window_months", json!(121), "invalid_setting", "/value"),
            ("weekly_cap_hours", json!(168.01), "invalid_setting", "/value"),
            ("fte_divisor", json!("0"), "invalid_setting", "/value"),
            ("partner_validates", json!("oui"), "invalid_setting", "/value"),
            ("partner_validates", json!(1), "invalid_setting", "/value"),
            ("insertion_effort", json!("1.01"), "invalid_setting", "/value"),
            ("hourly_labour_cost", json!("0"), "invalid_setting", "/value"),
            ("hourly_labour_cost", json!("30,00"), "invalid_setting", "/value"),
        ] {
            let change = json!({ "key": key, "effective_on": "2024-01-01", "value": value });
            let refused = admin.put("/v1/settings", &change).await.refused_at(422, code, pointer);
            let quoted = if pointer == "/key" { key } else { value.as_str().unwrap_or_default() };
            assert!(refused["detail"].as_str().unwrap().contains(quoted), "{refused}");
        }
        let list = json!({ "key": "window_months", "effective_on": "2024-01-01", "value": [24] });
        admin.put("/v1/settings", &list).await.refused_at(422, "invalid_body", "/value");
        assert_eq!(admin.all("/v1/settings").await, before);
    }

    async fn hours_of_open_months_are_counted_anew_when_the_window_changes(app: App) {
        let (admin, officer) = (app.admin(), app.officer());
        let person = a_candidate().create(&officer).await;
        a_referral(person).validated("BTP", "2023-01-03").create(&officer).await;
        let lot = a_public_contract().create_lot(&officer).await;
        let employment = an_employment(person).on_during(lot, "2023-01-09", "2023-12-31").create(&officer).await;
        let counted = async |month: &str| {
            officer.get(&format!("/v1/hours/{employment}/{lot}/{month}")).await.ok()["counted"].clone()
        };
        for month in ["2023-03", "2023-07", "2023-08"] {
            hours(employment, lot, month, "10").create(&officer).await;
            assert_eq!(counted(month).await, true, "{month}");
        }
        // Six months from 9 January end on 9 July: July counts, as its first day is within them.
        set(&admin, "window_months", "2000-01-01", json!(6)).await;
        for (month, expected) in [("2023-03", true), ("2023-07", true), ("2023-08", false)] {
            assert_eq!(counted(month).await, expected, "{month}");
        }
        set(&admin, "window_months", "2023-08-01", json!(24)).await;
        assert_eq!(counted("2023-08").await, true);
        set(&admin, "window_months", "2023-08-01", json!(6)).await;
        assert_eq!(counted("2023-08").await, false);
        let window = json!({ "ends_on": "2023-08-01", "reason": "Chantier prolongé" });
        officer.post(&format!("/v1/candidates/{person}/eligibility-windows"), &window).await.with_status(201);
        assert_eq!(counted("2023-08").await, true);
    }

    async fn officers_read_settings_and_administrators_set_them(app: App) {
        let change = json!({ "key": "window_months", "effective_on": "2024-01-01", "value": "36" });
        let before = app.admin().all("/v1/settings").await;
        assert_eq!(app.as_role(Role::Officer, &[Sector::Ms]).all("/v1/settings").await, before);
        app.officer().put("/v1/settings", &change).await.refused(403, "forbidden");
        for role in [Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get("/v1/settings").await.refused(403, "forbidden");
            app.as_role(role, &[]).put("/v1/settings", &change).await.refused(403, "forbidden");
        }
        assert_eq!(app.admin().all("/v1/settings").await, before);
    }
}
