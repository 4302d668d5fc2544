//! `/v1/candidates/{id}/eligibility-windows` and `/v1/eligibility-windows`

use clauses::values::Role;
use serde_json::{Value, json};

use crate::support::builders::{Placed, a_candidate, a_public_contract, a_referral, an_employment};
use crate::support::{Client, Engine, on_both_databases};

/// A person whose first assignment was on this day.
async fn assigned_on(officer: &Client, name: &str, day: &str) -> Placed {
    let candidate = a_candidate().named(name, "Camille").create(officer).await;
    a_referral(candidate).on("2021-01-04").validated("BTP", "2021-01-05").create(officer).await;
    let lot = a_public_contract().from("2021-01-01").create_lot(officer).await;
    let employment = an_employment(candidate).from(day).to("2024-12-31").on(lot).create(officer).await;
    Placed { candidate, employment, lot }
}

async fn window(officer: &Client, person: i64, ends_on: &str) {
    let window = json!({ "ends_on": ends_on, "reason": "Chantier prolongé" });
    officer.post(&format!("/v1/candidates/{person}/eligibility-windows"), &window).await.with_status(201);
}

/// The listed people: id, last day, days left and rule.
async fn ending(client: &Client, query: &str) -> Value {
    let list = client.all(&format!("/v1/eligibility-windows{query}")).await;
    let fields =
        |person: &Value| json!([person["last_name"], person["eligible_until"], person["days_left"], person["rule"]]);
    list.iter().map(fields).collect()
}

on_both_databases! {
    async fn a_window_is_opened_with_a_reason_and_stays(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let address = format!("/v1/candidates/{person}/eligibility-windows");
        let given = json!({ "ends_on": "2025-06-30", "reason": "Chantier prolongé\nde deux mois" });
        let first = officer.post(&address, &given).await.with_status(201);
        assert_eq!(first.header("location"), Some(address.as_str()));
        assert!(first["opened_by"].as_str().is_some_and(|who| !who.is_empty()), "{first}");
        assert_eq!(first.json, json!({
            "id": first.id(), "candidate_id": person, "ends_on": "2025-06-30",
            "reason": "Chantier prolongé\nde deux mois", "opened_by": first["opened_by"],
            "opened_at": "2024-03-15T09:00:00Z",
        }));
        let second = officer.post(&address, &json!({ "ends_on": "2024-06-30", "reason": "x" })).await.with_status(201);
        assert_eq!(officer.get(&address).await.ok().items(), [first.json, second.json]);
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let address = format!("/v1/candidates/{}/eligibility-windows", a_candidate().create(&officer).await);
        let nothing = officer.post(&address, &json!({})).await;
        nothing.refused_fields(&[("/ends_on", "missing"), ("/reason", "missing")]);
        let wrong = officer.post(&address, &json!({ "ends_on": "2025-02-29", "reason": " " })).await;
        wrong.refused_fields(&[("/ends_on", "invalid_date"), ("/reason", "text_empty")]);
        let long = json!({ "ends_on": "2025-01-01", "reason": "é".repeat(2001) });
        officer.post(&address, &long).await.refused_at(422, "text_too_long", "/reason");
        let own = json!({ "ends_on": "2025-01-01", "reason": "x", "opened_by": "moi" });
        officer.post(&address, &own).await.refused_at(422, "unknown_field", "/opened_by");
        assert_eq!(officer.get(&address).await.ok().items().len(), 0);
        let given = json!({ "ends_on": "2025-01-01", "reason": "x" });
        let nobodys = officer.post("/v1/candidates/987654321/eligibility-windows", &given).await;
        nobodys.refused(404, "not_found");
        officer.get("/v1/candidates/987654321/eligibility-windows").await.refused(404, "not_found");
    }

    async fn the_latest_of_all_that_apply_ends_a_persons_eligibility(app: App) {
        let officer = app.officer();
        let person = assigned_on(&officer, "Martin", "2022-03-20").await.candidate;
        let address = format!("/v1/candidates/{person}");
        let until = async || {
            let shown = officer.get(&address).await.ok();
            (shown["eligible_until"].clone(), shown["days_left"].clone())
        };
        assert_eq!(until().await, (json!("2024-03-19"), json!(4)));
        window(&officer, person, "2024-03-18").await;
        assert_eq!(until().await, (json!("2024-03-19"), json!(4)));
        window(&officer, person, "2024-04-01").await;
        assert_eq!(until().await, (json!("2024-04-01"), json!(17)));
        an_employment(person).cdi().from("2023-05-01").create(&officer).await;
        assert_eq!(until().await, (json!("2024-04-30"), json!(46)));
        an_employment(person).with("contract_type", "CPRO").from("2023-09-01").to("2024-08-31").create(&officer).await;
        assert_eq!(until().await, (json!("2024-08-31"), json!(169)));
        let years_later = app.at("2030-01-01T09:00:00Z");
        let shown = years_later.officer().get(&address).await.ok();
        assert_eq!((&shown["eligible_until"], &shown["days_left"]), (&json!("2024-08-31"), &json!(0)));
    }

    async fn whose_eligibility_ends_soon_comes_first(app: App) {
        let officer = app.officer();
        assigned_on(&officer, "Later", "2022-05-15").await;
        assigned_on(&officer, "Today", "2022-03-16").await;
        assigned_on(&officer, "Past", "2022-03-15").await;
        assigned_on(&officer, "Beyond", "2022-05-16").await;
        let prolonged = assigned_on(&officer, "Prolonged", "2021-06-01").await.candidate;
        window(&officer, prolonged, "2024-03-15").await;
        let never = a_candidate().named("Never", "Camille").create(&officer).await;
        window(&officer, never, "2024-03-20").await;
        let within_60 = json!([
            ["Today", "2024-03-15", 0, "first_assignment"],
            ["Prolonged", "2024-03-15", 0, "window"],
            ["Later", "2024-05-14", 60, "first_assignment"],
        ]);
        assert_eq!(ending(&officer, "").await, within_60);
        assert_eq!(ending(&officer, "?ending_within=60").await, within_60);
        assert_eq!(ending(&officer, "?limit=1").await, within_60);
        assert_eq!(ending(&officer, "?ending_within=0").await.as_array().unwrap().len(), 2);
        assert_eq!(ending(&officer, "?ending_within=61").await[3][0], "Beyond");
    }

    async fn the_month_after_the_last_of_24_no_longer_counts(app: App) {
        let officer = app.officer();
        for (first, last, next) in [
            ("2022-03-01", "2024-02", "2024-03"), ("2022-02-01", "2024-01", "2024-02"),
            ("2021-12-01", "2023-11", "2023-12"), ("2021-12-02", "2023-12", "2024-01"),
        ] {
            let placed = assigned_on(&officer, "Martin", first).await;
            for (month, counted) in [(last, true), (next, false)] {
                let reply = placed.hours(month, "10").send(&officer).await.created();
                assert_eq!(reply["counted"], counted, "{month} after {first}");
            }
        }
    }

    async fn the_month_after_the_last_of_12_on_a_cdi_no_longer_counts(app: App) {
        let officer = app.officer();
        let placed = assigned_on(&officer, "Martin", "2021-03-01").await;
        an_employment(placed.candidate).cdi().from("2023-02-01").create(&officer).await;
        for (month, counted) in [("2024-01", true), ("2024-02", false)] {
            assert_eq!(placed.hours(month, "10").send(&officer).await.created()["counted"], counted, "{month}");
        }
    }

    /// The window is taken away behind the service's back, so that rows count as a release counted them by which the
    /// last month was one too many.
    async fn an_upgrade_mends_open_months_and_finds_closed_ones(app: App) {
        let app = app.at("2024-05-20T09:00:00Z");
        let officer = app.officer();
        let placed = assigned_on(&officer, "Martin", "2022-03-01").await;
        window(&officer, placed.candidate, "2024-04-01").await;
        for month in ["2024-02", "2024-03", "2024-04"] {
            placed.hours(month, "10").create(&officer).await;
        }
        app.close_month("2024-03", "BTP").await;
        let kept = assigned_on(&officer, "Petit", "2022-04-02").await;
        kept.hours("2024-04", "10").create(&officer).await;
        app.execute("DELETE FROM eligibility_windows");
        let engine = if app.engine == Engine::Sqlite { "sqlite" } else { "postgres" };
        let migration = format!("migrations/{engine}/2026-11-29-000027_months_of_eligibility_and_codes/up.sql");
        for _ in 0..2 {
            app.execute(&std::fs::read_to_string(&migration).unwrap());
            let counted = officer.all("/v1/hours?limit=500").await;
            let counted: Vec<_> = counted.iter().map(|cell| json!([cell["month"], cell["counted"]])).collect();
            let expected = [("2024-02", true), ("2024-03", true), ("2024-04", false), ("2024-04", true)];
            assert_eq!(counted, expected.map(|(month, counted)| json!([month, counted])));
            let findings = officer.all("/v1/findings").await;
            let found: Vec<_> = findings.iter().map(|finding| (&finding["month"], &finding["fields"])).collect();
            assert_eq!(found, [(&json!("2024-03"), &json!(["counted"]))]);
        }
    }

    async fn a_query_that_is_not_understood_is_refused(app: App) {
        let officer = app.officer();
        for (query, code, pointer) in [
            ("ending_within=-1", "invalid_query", "?ending_within"),
            ("ending_within=3651", "invalid_query", "?ending_within"),
            ("ending_within=soon", "invalid_query", "?ending_within"),
            ("ending_in=60", "invalid_query", "?ending_in"),
            ("limit=0", "invalid_query", "?limit"),
            ("cursor=x", "invalid_cursor", "?cursor"),
        ] {
            officer.get(&format!("/v1/eligibility-windows?{query}")).await.refused_at(400, code, pointer);
        }
    }

    async fn only_officers_know_of_windows(app: App) {
        let person = a_candidate().create(&app.officer()).await;
        let address = format!("/v1/candidates/{person}/eligibility-windows");
        let given = json!({ "ends_on": "2025-01-01", "reason": "x" });
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            let client = app.as_role(role, &[]);
            client.get("/v1/eligibility-windows").await.refused(403, "forbidden");
            client.get(&address).await.refused(403, "forbidden");
            client.post(&address, &given).await.refused(403, "forbidden");
        }
        assert_eq!(app.officer().get(&address).await.ok().items().len(), 0);
    }
}
