//! `/v1/lots/{id}/hours-due`, `/v1/lots/{id}/progress` and `/v1/hours-due/computation`

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, hours};
use crate::support::{Client, on_both_databases};

/// The example of the public guides: a million euros give 833.33 hours.
fn a_million() -> Value {
    json!({ "amount": "1000000", "labour_share": "0.50", "effort": "0.05", "hourly_cost": "30" })
}

async fn promise(officer: &Client, lot: i64, hours: &str, reason: &str, effective_on: &str) -> i64 {
    let entry = json!({ "hours": hours, "reason": reason, "effective_on": effective_on });
    officer.post(&format!("/v1/lots/{lot}/hours-due"), &entry).await.created().id()
}

async fn due(officer: &Client, lot: i64) -> Value {
    officer.get(&format!("/v1/lots/{lot}")).await.ok()["hours_due"].clone()
}

async fn progress(officer: &Client, lot: i64) -> Value {
    officer.get(&format!("/v1/lots/{lot}/progress")).await.ok().json
}

/// Validated hours, by month, of a person whom the PLIE does not accompany.
async fn done(officer: &Client, lot: i64, months: &[(&str, &str)]) -> i64 {
    let person = a_candidate().create(officer).await;
    a_referral(person).validated("BTP", "2023-01-03").create(officer).await;
    let employment = an_employment(person).to("2024-12-31").on(lot).create(officer).await;
    for (month, worked) in months {
        hours(employment, lot, month, worked).validated().create(officer).await;
    }
    employment
}

on_both_databases! {
    async fn what_was_promised_is_kept_in_the_order_it_was_recorded(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().with_lot("1", "100").create_lot(&officer).await;
        promise(&officer, lot, "150", "amendment", "2023-06-01").await;
        promise(&officer, lot, "120.5", "order", "2023-03-01").await;
        let address = format!("/v1/lots/{lot}/hours-due");
        let list = officer.all(&address).await;
        let shown: Vec<_> = list.iter().map(|entry| (&entry["hours"], &entry["reason"], &entry["effective_on"])).collect();
        assert_eq!(json!(shown), json!([
            ["100.00", "initial", "2022-01-01"],
            ["150.00", "amendment", "2023-06-01"],
            ["120.50", "order", "2023-03-01"],
        ]));
        assert_eq!(officer.all(&format!("{address}?limit=1")).await, list);
        officer.get(&format!("{address}?reason=initial")).await.refused_at(400, "invalid_query", "?reason");
    }

    async fn of_what_has_taken_effect_the_latest_is_due(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        assert_eq!(due(&officer, lot).await, Value::Null);
        promise(&officer, lot, "100", "initial", "2023-01-01").await;
        promise(&officer, lot, "200", "amendment", "2024-03-16").await;
        assert_eq!(due(&officer, lot).await, "100.00");
        promise(&officer, lot, "150", "amendment", "2024-03-15").await;
        promise(&officer, lot, "50", "order", "2023-06-01").await;
        assert_eq!(due(&officer, lot).await, "150.00");
        promise(&officer, lot, "160", "order", "2024-03-15").await;
        assert_eq!(due(&officer, lot).await, "160.00");
        let tomorrow = app.at("2024-03-16T09:00:00Z");
        assert_eq!(due(&tomorrow.officer(), lot).await, "200.00");
        assert_eq!(officer.get(&format!("/v1/lots/{lot}")).await.ok()["version"], 6);
    }

    async fn hours_are_promised_first_only_once(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let first = promise(&officer, lot, "100", "initial", "2023-01-01").await;
        let entry = json!({ "hours": "200", "reason": "initial", "effective_on": "2024-01-01" });
        let address = format!("/v1/lots/{lot}/hours-due");
        let refused = officer.post(&address, &entry).await.refused_at(409, "initial_hours_taken", "/reason");
        assert_eq!(refused["existing_id"], first);
        assert_eq!(officer.all(&address).await.len(), 1);
    }

    async fn an_act_says_on_which_document_it_rests_and_why(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().with_lot("1", "100").create_lot(&officer).await;
        let address = format!("/v1/lots/{lot}/hours-due");
        let act = json!({
            "hours": "150", "reason": "amendment", "effective_on": "2023-06-01", "reference": " Avenant n° 2 ",
            "comment": "Deux classes de plus",
        });
        let created = officer.post(&address, &act).await.created();
        assert_eq!((&created["reference"], &created["comment"]), (&json!("Avenant n° 2"), &json!("Deux classes de plus")));
        let list = officer.all(&address).await;
        assert_eq!((&list[0]["reference"], &list[1]["comment"]), (&Value::Null, &json!("Deux classes de plus")));
        for (field, text, code) in [("reference", "", "text_empty"), ("comment", "\u{0}", "invalid_text")] {
            let wrong = json!({ "hours": "1", "reason": "order", "effective_on": "2023-06-01", field: text });
            officer.post(&address, &wrong).await.refused_at(422, code, &format!("/{field}"));
        }
    }

    async fn the_inputs_are_kept_with_what_was_computed(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let address = format!("/v1/lots/{lot}/hours-due");
        let entry = json!({ "reason": "initial", "effective_on": "2023-01-01", "computation": a_million() });
        let created = officer.post(&address, &entry).await.created();
        assert_eq!(created.header("location"), Some(address.as_str()));
        assert_eq!(created.json, json!({
            "id": created.id(), "lot_id": lot, "hours": "833.33", "reason": "initial", "effective_on": "2023-01-01",
            "computation": {
                "amount": "1000000.00", "labour_share": "0.50", "effort": "0.05", "hourly_cost": "30.00",
            },
            "reference": null, "comment": null, "version": 1, "recorded_at": "2024-03-15T09:00:00Z",
        }));
        assert_eq!(officer.all(&address).await, [created.json]);
        let agreed = json!({
            "hours": 833.33, "reason": "amendment", "effective_on": "2023-02-01", "computation": a_million(),
        });
        assert_eq!(officer.post(&address, &agreed).await.created()["hours"], "833.33");
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let address = format!("/v1/lots/{lot}/hours-due");
        officer.post(&address, &json!({ "reason": "whim", "effective_on": "2023-02-29" })).await.refused_fields(&[
            ("/hours", "missing"),
            ("/reason", "unknown_reason"),
            ("/effective_on", "invalid_date"),
        ]);
        let inputs = json!({ "amount": "-1", "labour_share": "1.1", "effort": "0,05" });
        officer.post(&address, &json!({ "hours": "1.234", "computation": inputs })).await.refused_fields(&[
            ("/hours", "hours_too_precise"),
            ("/reason", "missing"),
            ("/effective_on", "missing"),
            ("/computation/amount", "invalid_amount"),
            ("/computation/labour_share", "invalid_rate"),
            ("/computation/effort", "invalid_rate"),
            ("/computation/hourly_cost", "missing"),
        ]);
        let dated = |mut entry: Value| {
            entry["reason"] = json!("initial");
            entry["effective_on"] = json!("2023-01-01");
            entry
        };
        let mut free = a_million();
        free["hourly_cost"] = json!("0");
        for (entry, code, pointer) in [
            (json!({ "hours": "833.34", "computation": a_million() }), "computation_mismatch", "/hours"),
            (json!({ "computation": free }), "invalid_amount", "/computation/hourly_cost"),
            (json!({ "hours": "-1" }), "hours_negative", "/hours"),
            (json!({ "hours": "1", "reazon": "initial" }), "unknown_field", "/reazon"),
        ] {
            officer.post(&address, &dated(entry)).await.refused_at(422, code, pointer);
        }
        assert_eq!(officer.all(&address).await.len(), 0);
        assert_eq!(due(&officer, lot).await, Value::Null);
    }

    async fn the_calculator_takes_what_it_is_not_told_from_the_settings(app: App) {
        let (officer, address) = (app.officer(), "/v1/hours-due/computation");
        let usual = officer.post(address, &json!({ "amount": 1000000 })).await.ok();
        assert_eq!(usual.json, json!({
            "amount": "1000000.00", "labour_share": "0.50", "effort": "0.05", "hourly_cost": "30.00",
            "hours": "833.33",
        }));
        assert_eq!(officer.post(address, &a_million()).await.ok().json, usual.json);
        let dearer = json!({ "amount": "1000000", "hourly_cost": "40" });
        assert_eq!(officer.post(address, &dearer).await.ok()["hours"], "625.00");
        let change = json!({ "key": "insertion_effort", "effective_on": "2024-03-15", "value": "0.1" });
        app.admin().put("/v1/settings", &change).await.ok();
        assert_eq!(officer.post(address, &json!({ "amount": "1000000" })).await.ok()["hours"], "1666.67");
        assert_eq!(app.as_role(Role::Partner, &[Sector::Ms]).post(address, &a_million()).await.ok()["hours"], "833.33");
        app.as_role(Role::Dashboard, &[]).post(address, &a_million()).await.refused(403, "forbidden");
    }

    async fn the_calculator_names_every_refused_field(app: App) {
        let (officer, address) = (app.officer(), "/v1/hours-due/computation");
        let given = json!({ "labour_share": "2", "effort": "-0.1", "hourly_cost": "trente" });
        officer.post(address, &given).await.refused_fields(&[
            ("/amount", "missing"),
            ("/labour_share", "invalid_rate"),
            ("/effort", "invalid_rate"),
            ("/hourly_cost", "invalid_amount"),
        ]);
        let free = json!({ "amount": "1", "hourly_cost": "0" });
        officer.post(address, &free).await.refused_at(422, "invalid_amount", "/hourly_cost");
        let vast = json!({ "amount": "999999999999", "labour_share": "1", "effort": "1", "hourly_cost": "0.01" });
        officer.post(address, &vast).await.refused_at(422, "hours_too_large", "/amount");
    }

    async fn progress_counts_everyones_validated_hours(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().from("2023-01-01").to("2026-04-14").with_lot("1", "300").create_lot(&officer).await;
        let employment = done(&officer, lot, &[("2023-02", "60"), ("2023-03", "50")]).await;
        hours(employment, lot, "2023-04", "99").create(&officer).await;
        // 440 days gave 110 hours: 300 take 1,200 days.
        let shown = progress(&officer, lot).await;
        assert!(shown["counted_by"].as_str().is_some_and(|rule| rule.contains("toutes les personnes")), "{shown}");
        let expected = json!({
            "lot_id": lot, "due": "300.00", "done": "110.00", "remaining": "190.00", "rate": "36.7",
            "projected_end": "2026-04-14", "status": "on_track", "counted_by": shown["counted_by"],
        });
        assert_eq!(shown, expected);
        promise(&officer, lot, "300.01", "amendment", "2024-01-01").await;
        let late = progress(&officer, lot).await;
        assert_eq!((&late["status"], &late["projected_end"]), (&json!("late"), &json!("2026-04-15")));
        promise(&officer, lot, "110", "amendment", "2024-01-02").await;
        let all = progress(&officer, lot).await;
        assert_eq!((&all["status"], &all["rate"], &all["projected_end"]), (&json!("done"), &json!("100.0"), &json!(null)));
        promise(&officer, lot, "100", "amendment", "2024-01-03").await;
        let over = progress(&officer, lot).await;
        assert_eq!((&over["status"], &over["remaining"], &over["rate"]), (&json!("overrun"), &json!("0.00"), &json!("110.0")));
    }

    async fn a_lot_without_hours_due_has_no_rate(app: App) {
        let officer = app.officer();
        let lots = a_public_contract().from("2023-01-01").with_lot("1", "10").with_lot("2", "0").create_lots(&officer).await;
        let untouched = progress(&officer, lots[0]).await;
        assert_eq!((&untouched["status"], &untouched["rate"]), (&json!("late"), &json!("0.0")));
        done(&officer, lots[1], &[("2023-02", "5")]).await;
        let free = progress(&officer, lots[1]).await;
        assert_eq!((&free["status"], &free["rate"], &free["done"]), (&json!("not_due"), &json!(null), &json!("5.00")));
    }
}
