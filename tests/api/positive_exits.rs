//! `/v1/positive-exits`

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, an_organisation};
use crate::support::{Reply, hides, hides_from_changes, on_both_databases, refuses_blind_changes};

/// A CDI with the same day of start and of exit.
fn a_cdi(candidate: i64, day: &str) -> Value {
    json!({ "candidate_id": candidate, "kind": "CDI", "started_on": day, "met_on": day })
}

fn warned(reply: &Reply) -> Vec<&str> {
    reply["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn an_exit_is_recorded_and_ends_the_period_of_its_day(app: App) {
        let officer = app.officer();
        let person = a_candidate().in_plie("2022-01-01", "2023-08-20").in_plie_from("2023-08-21").create(&officer).await;
        let periods = officer.get(&format!("/v1/candidates/{person}/plie-periods")).await.ok();
        let employer = an_organisation().employer("company").create(&officer).await;
        let given = json!({
            "candidate_id": person, "kind": "CDD_6_MONTHS", "started_on": "2023-02-20", "met_on": "2023-08-20",
            "employer_id": employer, "weekly_hours": 35, "sector": "BTP", "proof_reference": "DPAE 12/2023",
        });
        let created = officer.post("/v1/positive-exits", &given).await.created();
        let address = format!("/v1/positive-exits/{}", created.id());
        assert_eq!(created.header("location"), Some(address.as_str()));
        let shown = officer.get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": created.id(), "candidate_id": person, "plie_period_id": periods.at("/items/0/id"),
            "kind": "CDD_6_MONTHS", "started_on": "2023-02-20", "met_on": "2023-08-20", "employer_id": employer,
            "weekly_hours": "35.00", "sector": "BTP", "proof_reference": "DPAE 12/2023", "version": 1,
            "created_at": "2024-03-15T09:00:00Z", "updated_at": "2024-03-15T09:00:00Z", "warnings": [],
        }));
        assert_eq!((&shown.json, shown.etag()), (&created.json, created.etag()));
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let given = json!({
            "kind": "CDD", "started_on": "hier", "weekly_hours": "0", "sector": "X", "proof_reference": "\u{7}",
        });
        officer.post("/v1/positive-exits", &given).await.refused_fields(&[
            ("/candidate_id", "missing"),
            ("/kind", "unknown_kind"),
            ("/started_on", "invalid_date"),
            ("/met_on", "missing"),
            ("/weekly_hours", "hours_malformed"),
            ("/sector", "unknown_sector"),
            ("/proof_reference", "invalid_text"),
        ]);
        let given = json!({
            "candidate_id": 4242, "kind": "CDI", "started_on": "2024-03-17", "met_on": "2024-03-16",
            "employer_id": 4243,
        });
        officer.post("/v1/positive-exits", &given).await.refused_fields(&[
            ("/candidate_id", "unknown_candidate"),
            ("/started_on", "date_in_future"),
            ("/met_on", "date_in_future"),
            ("/met_on", "invalid_period"),
            ("/employer_id", "unknown_organisation"),
        ]);
        let person = a_candidate().create(&officer).await;
        let buyer = an_organisation().buyer("state").create(&officer).await;
        let with = |field: &str, value: Value| {
            let mut exit = a_cdi(person, "2023-05-01");
            exit[field] = value;
            exit
        };
        for (exit, code, pointer) in [
            (with("employer_id", json!(buyer)), "wrong_role", "/employer_id"),
            (with("weekly_hours", json!("168.01")), "hours_too_large", "/weekly_hours"),
            (with("weekly_hours", json!("-1")), "hours_negative", "/weekly_hours"),
            (with("met_on", json!("2023-04-30")), "invalid_period", "/met_on"),
            (with("plie_period_id", json!(1)), "unknown_field", "/plie_period_id"),
        ] {
            officer.post("/v1/positive-exits", &exit).await.refused_at(422, code, pointer);
        }
        assert_eq!(officer.all("/v1/positive-exits").await.len(), 0);
    }

    async fn what_is_odd_is_kept_and_warned_of(app: App) {
        let officer = app.officer();
        let person = a_candidate().in_plie_from("2022-01-01").create(&officer).await;
        let mut short = a_cdi(person, "2023-05-01");
        short["weekly_hours"] = json!("17.49");
        let created = officer.post("/v1/positive-exits", &short).await.created();
        assert_eq!(warned(&created), ["cdi_under_half_time"]);
        let address = format!("/v1/positive-exits/{}", created.id());
        let half = officer.patch(&address, created.etag(), &json!({ "weekly_hours": "17.5" })).await.ok();
        assert_eq!(warned(&half), Vec::<&str>::new());
        let patch = json!({ "kind": "TEMP_WORK_6_MONTHS", "met_on": "2023-10-30" });
        let early = officer.patch(&address, half.etag(), &patch).await.ok();
        assert_eq!(warned(&early), ["less_than_six_months"]);
        let whole = officer.patch(&address, early.etag(), &json!({ "met_on": "2023-10-31" })).await.ok();
        assert_eq!(warned(&whole), Vec::<&str>::new());
        let late = officer.patch(&address, whole.etag(), &json!({ "met_on": "2024-03-01", "started_on": "2023-03-01" })).await;
        let late = late.ok();
        assert_eq!(warned(&late), ["over_twelve_months"]);
        let patch = json!({ "kind": "BUSINESS_CREATION", "started_on": "2023-10-01" });
        let created = officer.patch(&address, late.etag(), &patch).await.ok();
        assert_eq!(warned(&created), ["less_than_six_months"]);
        let other = a_candidate().create(&officer).await;
        let outside = officer.post("/v1/positive-exits", &a_cdi(other, "2023-05-01")).await.created();
        assert_eq!((warned(&outside), &outside["plie_period_id"]), (vec!["outside_plie_period"], &Value::Null));
    }

    async fn a_subsidised_contract_in_a_chantier_counts_from_55_years(app: App) {
        let officer = app.officer();
        for (kind, born, warned_of) in [
            ("ACI", "1968-08-21", vec!["subsidised_in_aci"]), ("ACI", "1968-08-20", vec![]), ("EI", "1990-01-01", vec![]),
        ] {
            let employer = an_organisation().employer(kind).create(&officer).await;
            let person = a_candidate().with("birth_date", born).in_plie_from("2022-01-01").create(&officer).await;
            let exit = json!({
                "candidate_id": person, "kind": "SUBSIDISED_6_MONTHS", "started_on": "2023-02-20",
                "met_on": "2023-08-20", "employer_id": employer,
            });
            let created = officer.post("/v1/positive-exits", &exit).await.created();
            assert_eq!(warned(&created), warned_of, "{kind}, {born}");
            let shown = officer.get(&format!("/v1/positive-exits/{}", created.id())).await.ok();
            assert_eq!(shown.json, created.json);
            let listed = officer.all(&format!("/v1/positive-exits?candidate_id={person}")).await;
            assert_eq!(listed, [shown.json]);
        }
    }

    async fn a_period_ends_once(app: App) {
        let officer = app.officer();
        let person = a_candidate().in_plie("2022-01-01", "2022-12-31").in_plie_from("2023-06-01").create(&officer).await;
        let first = officer.post("/v1/positive-exits", &a_cdi(person, "2022-12-31")).await.created();
        let again = officer.post("/v1/positive-exits", &a_cdi(person, "2022-01-01")).await;
        assert_eq!(again.refused_at(409, "exit_already_counted", "/met_on")["existing_id"], first.id());
        let second = officer.post("/v1/positive-exits", &a_cdi(person, "2023-06-01")).await.created();
        let address = format!("/v1/positive-exits/{}", second.id());
        let back = json!({ "started_on": "2022-05-01", "met_on": "2022-05-01" });
        let moved = officer.patch(&address, second.etag(), &back).await;
        assert_eq!(moved.refused_at(409, "exit_already_counted", "/met_on")["existing_id"], first.id());
        officer.delete(&format!("/v1/positive-exits/{}", first.id()), first.etag()).await.no_content();
        let moved = officer.patch(&address, second.etag(), &back).await.ok();
        assert_eq!((&moved["plie_period_id"], warned(&moved)), (&first["plie_period_id"], vec![]));
        for _ in 0..2 {
            officer.post("/v1/positive-exits", &a_cdi(person, "2023-03-01")).await.created();
        }
    }

    async fn the_exit_that_ends_a_period_is_not_named_to_other_sectors(app: App) {
        let (officer, services) = (app.officer(), app.as_role(Role::Officer, &[Sector::Ms]));
        let person = a_candidate().in_plie_from("2022-01-01").create(&officer).await;
        let mut works = a_cdi(person, "2023-05-01");
        works["sector"] = json!("BTP");
        let first = officer.post("/v1/positive-exits", &works).await.created();
        let refused = services.post("/v1/positive-exits", &a_cdi(person, "2023-06-01")).await;
        assert_eq!(refused.refused_at(409, "exit_already_counted", "/met_on")["existing_id"], Value::Null);
        services.post("/v1/positive-exits", &works).await.refused_at(422, "unknown_sector", "/sector");
        hides(&services, "/v1/positive-exits/{id}", first.id()).await;
        hides_from_changes(&services, "/v1/positive-exits/{id}", first.id()).await;
        let address = format!("/v1/positive-exits/{}", first.id());
        services.delete(&address, first.etag()).await.refused(404, "not_found");
        assert_eq!(services.all("/v1/positive-exits").await.len(), 0);
        assert_eq!(officer.get(&address).await.ok().json, first.json);
        // Nor does the period that it ends name it.
        let period = format!("/v1/plie-periods/{}", first["plie_period_id"]);
        let shorter = json!({ "to": "2023-04-30" });
        let hidden = services.patch(&period, "\"1\"", &shorter).await.refused(409, "in_use");
        assert_eq!(hidden["existing_id"], Value::Null);
        let named = officer.patch(&period, "\"1\"", &shorter).await.refused(409, "in_use");
        assert_eq!((&named["existing_id"], &named["detail"]), (&first["id"], &hidden["detail"]));
    }

    async fn a_patch_never_changes_whose_exit_it_is(app: App) {
        let officer = app.officer();
        let (person, other) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
        let mut exit = a_cdi(person, "2023-05-01");
        exit["proof_reference"] = json!("P-1");
        let created = officer.post("/v1/positive-exits", &exit).await.created();
        let address = format!("/v1/positive-exits/{}", created.id());
        let patch = json!({ "kind": "CPRO", "proof_reference": null });
        let changed = officer.patch(&address, created.etag(), &patch).await.ok();
        assert_eq!((&changed["kind"], &changed["proof_reference"], changed.etag()), (&json!("CPRO"), &Value::Null, "\"2\""));
        let stolen = officer.patch(&address, changed.etag(), &json!({ "candidate_id": other })).await;
        stolen.refused_at(422, "immutable_field", "/candidate_id");
        officer.patch(&address, changed.etag(), &json!({ "kind": null })).await.refused_at(422, "missing", "/kind");
        refuses_blind_changes(&officer, &address, &json!({ "weekly_hours": "20" })).await;
    }

    async fn an_exit_is_taken_back_as_it_was_last_seen(app: App) {
        let officer = app.officer();
        let person = a_candidate().in_plie_from("2022-01-01").create(&officer).await;
        let created = officer.post("/v1/positive-exits", &a_cdi(person, "2023-05-01")).await.created();
        let address = format!("/v1/positive-exits/{}", created.id());
        officer.request(Method::DELETE, &address).send().await.refused(428, "precondition_required");
        officer.delete(&address, "\"2\"").await.refused(412, "precondition_failed");
        officer.get(&address).await.ok();
        officer.delete(&address, created.etag()).await.no_content();
        officer.get(&address).await.refused(404, "not_found");
        officer.delete(&address, created.etag()).await.refused(404, "not_found");
        officer.post("/v1/positive-exits", &a_cdi(person, "2023-05-01")).await.created();
    }

    async fn a_list_is_filtered_by_person_kind_and_day(app: App) {
        let officer = app.officer();
        let (one, two) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
        let mut ids = Vec::new();
        for (person, kind, day) in [(one, "CDI", "2023-01-10"), (one, "CPRO", "2023-05-10"), (two, "CDI", "2023-12-31")] {
            let exit = json!({ "candidate_id": person, "kind": kind, "started_on": day, "met_on": day });
            ids.push(officer.post("/v1/positive-exits", &exit).await.created().id());
        }
        for (query, expected) in [
            (String::new(), vec![0, 1, 2]),
            (format!("?candidate_id={one}"), vec![0, 1]),
            ("?kind=CDI".to_owned(), vec![0, 2]),
            ("?from=2023-05-10".to_owned(), vec![1, 2]),
            ("?to=2023-05-10".to_owned(), vec![0, 1]),
            (format!("?candidate_id={two}&kind=CPRO"), vec![]),
            ("?limit=500".to_owned(), vec![0, 1, 2]),
        ] {
            let list = officer.get(&format!("/v1/positive-exits{query}")).await.ok();
            let found: Vec<_> = list.items().iter().map(|exit| exit["id"].as_i64().unwrap()).collect();
            let expected: Vec<_> = expected.into_iter().map(|place: usize| ids[place]).collect();
            assert_eq!(found, expected, "{query}");
        }
        assert_eq!(officer.all("/v1/positive-exits?limit=1").await.len(), 3);
        for (query, status, code, pointer) in [
            ("kind=cdi", 422, "unknown_kind", "?kind"),
            ("to=x", 422, "invalid_date", "?to"),
            ("from=2023-02-02&to=2023-02-01", 422, "invalid_period", "?to"),
            ("candidate_id=0x1", 400, "invalid_query", "?candidate_id"),
            ("year=2023", 400, "invalid_query", "?year"),
        ] {
            officer.get(&format!("/v1/positive-exits?{query}")).await.refused_at(status, code, pointer);
        }
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get("/v1/positive-exits").await.refused(403, "forbidden");
        }
    }
}
