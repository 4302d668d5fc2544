//! `/v1/candidates/{id}/plie-periods` and `/v1/plie-periods`

use clauses::values::Role;
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, hours};
use crate::support::{on_both_databases, refuses_blind_changes};

on_both_databases! {
    async fn a_period_is_recorded_and_shown_as_it_was_given(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let list = format!("/v1/candidates/{person}/plie-periods");
        let created = officer.post(&list, &json!({ "from": "2023-01-09", "to": "2023-06-30" })).await.created();
        let address = format!("/v1/plie-periods/{}", created.id());
        assert_eq!(created.header("location"), Some(address.as_str()));
        let shown = officer.get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": created.id(), "candidate_id": person, "from": "2023-01-09", "to": "2023-06-30", "source": "officer",
            "counts": true,
            "version": 1, "created_at": "2024-03-15T09:00:00Z", "updated_at": "2024-03-15T09:00:00Z", "warnings": [],
        }));
        assert_eq!((&shown.json, shown.etag()), (&created.json, created.etag()));
        let earlier = officer.post(&list, &json!({ "from": "2020-01-01", "to": "2020-01-01" })).await.created();
        let open = officer.post(&list, &json!({ "from": "2023-07-01" })).await.created();
        assert_eq!(open["to"], Value::Null);
        let listed = officer.get(&list).await.ok();
        assert_eq!(listed.items(), [earlier.json, created.json, open.json]);
        assert_eq!(listed["next_cursor"], Value::Null);
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let list = format!("/v1/candidates/{}/plie-periods", a_candidate().create(&officer).await);
        let both = officer.post(&list, &json!({ "to": "2023-02-29" })).await;
        both.refused_fields(&[("/from", "missing"), ("/to", "invalid_date")]);
        for (period, code, pointer) in [
            (json!({ "from": "2023-01-02", "to": "2023-01-01" }), "invalid_period", "/to"),
            (json!({ "from": "1899-12-31" }), "invalid_date", "/from"),
            (json!({ "from": "2023-01-01", "source": "plie" }), "unknown_field", "/source"),
        ] {
            officer.post(&list, &period).await.refused_at(422, code, pointer);
        }
        assert_eq!(officer.get(&list).await.ok().items().len(), 0);
    }

    async fn two_periods_have_no_day_in_common(app: App) {
        let officer = app.officer();
        let list = format!("/v1/candidates/{}/plie-periods", a_candidate().create(&officer).await);
        let first = officer.post(&list, &json!({ "from": "2023-03-01", "to": "2023-03-31" })).await.created();
        for period in [
            json!({ "from": "2023-03-31", "to": "2023-04-30" }),
            json!({ "from": "2023-01-01", "to": "2023-03-01" }),
            json!({ "from": "2023-01-01" }),
            json!({ "from": "2023-03-10", "to": "2023-03-10" }),
        ] {
            let refused = officer.post(&list, &period).await.refused_at(422, "overlapping_periods", "/from");
            assert_eq!(refused["existing_id"], first.id());
        }
        let second = officer.post(&list, &json!({ "from": "2023-04-01" })).await.created();
        let address = format!("/v1/plie-periods/{}", second.id());
        let refused = officer.patch(&address, second.etag(), &json!({ "from": "2023-03-31" })).await;
        assert_eq!(refused.refused_at(422, "overlapping_periods", "/from")["existing_id"], first.id());
        officer.patch(&address, second.etag(), &json!({ "from": "2023-05-01" })).await.ok();
        let other = format!("/v1/candidates/{}/plie-periods", a_candidate().create(&officer).await);
        officer.post(&other, &json!({ "from": "2023-03-01" })).await.created();
    }

    async fn a_patch_changes_what_it_names_and_opens_what_is_null(app: App) {
        let officer = app.officer();
        let list = format!("/v1/candidates/{}/plie-periods", a_candidate().create(&officer).await);
        let created = officer.post(&list, &json!({ "from": "2023-03-01", "to": "2023-03-31" })).await.created();
        let address = format!("/v1/plie-periods/{}", created.id());
        let open = officer.patch(&address, created.etag(), &json!({ "to": null })).await.ok();
        assert_eq!((&open["from"], &open["to"], open.etag()), (&json!("2023-03-01"), &Value::Null, "\"2\""));
        let backwards = officer.patch(&address, open.etag(), &json!({ "to": "2023-02-28" })).await;
        backwards.refused_at(422, "invalid_period", "/to");
        officer.patch(&address, open.etag(), &json!({ "from": null })).await.refused_at(422, "missing", "/from");
        refuses_blind_changes(&officer, &address, &json!({ "to": "2024-01-31" })).await;
    }

    async fn a_period_keeps_the_exit_that_ends_it(app: App) {
        let officer = app.officer();
        let person = a_candidate().in_plie("2023-01-01", "2023-12-31").create(&officer).await;
        let list = officer.get(&format!("/v1/candidates/{person}/plie-periods")).await.ok();
        let address = format!("/v1/plie-periods/{}", list.at("/items/0/id"));
        let exit = json!({ "candidate_id": person, "kind": "CDI", "started_on": "2023-06-01", "met_on": "2023-06-30" });
        let exit = officer.post("/v1/positive-exits", &exit).await.created();
        for patch in [json!({ "to": "2023-06-29" }), json!({ "from": "2023-07-01" })] {
            let refused = officer.patch(&address, "\"1\"", &patch).await.refused(409, "in_use");
            assert_eq!(refused["existing_id"], exit.id());
        }
        officer.patch(&address, "\"1\"", &json!({ "to": "2023-06-30" })).await.ok();
    }

    async fn an_exit_recorded_before_its_period_is_found_by_it(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let list = format!("/v1/candidates/{person}/plie-periods");
        let exit = |met_on: &str| json!({ "candidate_id": person, "kind": "CDI", "started_on": met_on, "met_on": met_on });
        let first = officer.post("/v1/positive-exits", &exit("2023-06-30")).await.created();
        officer.post("/v1/positive-exits", &exit("2023-09-30")).await.created();
        let both = officer.post(&list, &json!({ "from": "2023-01-01" })).await;
        assert_eq!(both.refused(409, "exit_already_counted").field_errors(), []);
        assert_eq!(officer.get(&list).await.ok().items().len(), 0);
        let period = officer.post(&list, &json!({ "from": "2023-01-01", "to": "2023-06-30" })).await.created();
        let linked = officer.get(&format!("/v1/positive-exits/{}", first.id())).await.ok();
        assert_eq!((&linked["plie_period_id"], &linked["warnings"]), (&period["id"], &json!([])));
    }

    async fn hours_of_open_months_follow_the_period(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        a_referral(person).validated("BTP", "2023-01-03").create(&officer).await;
        let lot = a_public_contract().create_lot(&officer).await;
        let employment = an_employment(person).on(lot).create(&officer).await;
        hours(employment, lot, "2023-03", "10").create(&officer).await;
        let cell = format!("/v1/hours/{employment}/{lot}/2023-03");
        assert_eq!(officer.get(&cell).await.ok()["in_plie"], false);
        let list = format!("/v1/candidates/{person}/plie-periods");
        let created = officer.post(&list, &json!({ "from": "2023-03-31" })).await.created();
        assert_eq!(officer.get(&cell).await.ok()["in_plie"], true);
        let address = format!("/v1/plie-periods/{}", created.id());
        officer.patch(&address, created.etag(), &json!({ "from": "2023-04-01" })).await.ok();
        assert_eq!(officer.get(&cell).await.ok()["in_plie"], false);
    }

    async fn only_officers_know_of_periods(app: App) {
        let officer = app.officer();
        let person = a_candidate().in_plie_from("2023-01-01").create(&officer).await;
        let list = format!("/v1/candidates/{person}/plie-periods");
        let address = format!("/v1/plie-periods/{}", officer.get(&list).await.ok().at("/items/0/id"));
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            let client = app.as_role(role, &[]);
            client.get(&list).await.refused(403, "forbidden");
            client.get(&address).await.refused(403, "forbidden");
            client.post(&list, &json!({ "from": "2020-01-01", "to": "2020-01-02" })).await.refused(403, "forbidden");
            client.patch(&address, "\"1\"", &json!({ "to": "2023-02-01" })).await.refused(403, "forbidden");
        }
        assert_eq!(officer.get(&list).await.ok().at("/items/0/version"), 1);
        officer.get("/v1/candidates/987654321/plie-periods").await.refused(404, "not_found");
        let nobodys = officer.post("/v1/candidates/987654321/plie-periods", &json!({ "from": "2023-01-01" })).await;
        nobodys.refused(404, "not_found");
        officer.get("/v1/plie-periods/987654321").await.refused(404, "not_found");
    }
}
