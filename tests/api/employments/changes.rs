//! Changes of employments, and the hours that prevent them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{
    a_candidate, a_public_contract, admit, an_employment, an_organisation, somebody_at_work,
};
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_patch_changes_dates_and_replaces_assignments_whole(app: App) {
        let (officer, later) = (app.officer(), app.at("2024-04-02T07:30:00Z"));
        let candidate = a_candidate().create(&officer).await;
        admit(&officer, candidate, "BTP").await;
        let lots = a_public_contract().with_lot("1", "10").with_lot("2", "20").create_lots(&officer).await;
        let created = an_employment(candidate).on(lots[0]).with("weekly_hours", "20").send(&officer).await.created();
        let address = format!("/v1/employments/{}", created.id());
        let patch = json!({
            "ends_on": "2023-09-30", "weekly_hours": null,
            "assignments": [{ "lot_id": lots[1], "modality": "reserved", "from": "2023-02-01", "to": "2023-09-30" }],
        });
        let changed = later.officer().patch(&address, created.etag(), &patch).await.ok();
        assert_eq!(changed.etag(), "\"2\"");
        for (field, value) in [
            ("starts_on", json!("2023-01-01")), ("ends_on", json!("2023-09-30")), ("weekly_hours", Value::Null),
            ("version", json!(2)), ("created_at", json!("2024-03-15T09:00:00Z")),
            ("updated_at", json!("2024-04-02T07:30:00Z")),
        ] {
            assert_eq!(changed[field], value, "{field}");
        }
        let assignments = changed["assignments"].as_array().unwrap();
        assert_eq!(assignments.len(), 1);
        assert_eq!((&assignments[0]["lot_id"], &assignments[0]["modality"]), (&json!(lots[1]), &json!("reserved")));
        assert_eq!(officer.get(&address).await.ok().json, changed.json);
    }

    async fn whose_where_and_by_which_contract_stays(app: App) {
        let officer = app.officer();
        let created = an_employment(a_candidate().create(&officer).await).send(&officer).await.created();
        let address = format!("/v1/employments/{}", created.id());
        let other_candidate = a_candidate().create(&officer).await;
        let other_employer = an_organisation().employer("EI").create(&officer).await;
        for (field, value) in [
            ("candidate_id", json!(other_candidate)), ("employer_id", json!(other_employer)),
            ("contract_type", json!("CDD")),
        ] {
            let refused = officer.patch(&address, created.etag(), &json!({ field: value })).await;
            refused.refused_at(422, "immutable_field", &format!("/{field}"));
        }
        let all = json!({
            "candidate_id": other_candidate, "employer_id": other_employer, "contract_type": "CTTI",
        });
        officer.patch(&address, created.etag(), &all).await.refused_fields(&[
            ("/candidate_id", "immutable_field"),
            ("/employer_id", "immutable_field"),
            ("/contract_type", "immutable_field"),
        ]);
        assert_eq!(officer.get(&address).await.ok().json, created.json);
    }

    async fn a_patch_is_checked_like_a_new_employment(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let address = format!("/v1/employments/{}", placed.employment);
        let before = officer.get(&address).await.ok();
        for (patch, code, pointer) in [
            (json!({ "ends_on": null }), "end_required", "/ends_on"),
            (json!({ "ends_on": "2022-01-01" }), "invalid_fields", ""),
            (json!({ "starts_on": null }), "missing", "/starts_on"),
            (json!({ "starts_on": "2023-02-01" }), "assignment_outside_employment", "/assignments/0/from"),
            (json!({ "début": "2023-02-01" }), "unknown_field", "/début"),
            (json!({ "assignments": [{ "lot_id": 999_999, "modality": "reserved", "from": "2023-01-01" }] }),
                "unknown_lot", "/assignments/0/lot_id"),
        ] {
            let refused = officer.patch(&address, before.etag(), &patch).await.refused(422, code);
            assert!(pointer.is_empty() || refused.field_errors() == [(pointer, code)], "{refused}");
        }
        assert_eq!(officer.get(&address).await.ok().json, before.json);
    }

    async fn nobody_changes_a_version_that_they_have_not_seen(app: App) {
        let officer = app.officer();
        let created = an_employment(a_candidate().create(&officer).await).send(&officer).await.created();
        let address = format!("/v1/employments/{}", created.id());
        let patch = json!({ "weekly_hours": "30" });
        officer.request(Method::PATCH, &address).json(&patch).send().await.refused(428, "precondition_required");
        officer.patch(&address, "\"2\"", &patch).await.refused(412, "precondition_failed");
        officer.patch(&address, created.etag(), &patch).await.ok();
        officer.patch(&address, created.etag(), &patch).await.refused(412, "precondition_failed");
        officer.patch("/v1/employments/999999", "\"1\"", &patch).await.refused(404, "not_found");
    }

    async fn nothing_is_taken_away_from_under_hours(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-03", "10").create(&officer).await;
        placed.hours("2023-08", "12").create(&officer).await;
        let address = format!("/v1/employments/{}", placed.employment);
        let before = officer.get(&address).await.ok();
        let other = a_public_contract().create_lot(&officer).await;
        let assigned = |lot: i64, from: &str, to: &str| {
            json!([{ "lot_id": lot, "modality": "direct_hire", "from": from, "to": to }])
        };
        for patch in [
            json!({ "assignments": [] }),
            json!({ "assignments": assigned(other, "2023-01-01", "2023-12-31") }),
            json!({ "assignments": assigned(placed.lot, "2023-04-01", "2023-12-31") }),
            json!({ "assignments": assigned(placed.lot, "2023-01-01", "2023-07-31") }),
            json!({ "ends_on": "2023-07-31", "assignments": assigned(placed.lot, "2023-01-01", "2023-07-31") }),
            json!({ "starts_on": "2023-04-01", "assignments": assigned(placed.lot, "2023-04-01", "2023-12-31") }),
        ] {
            officer.patch(&address, before.etag(), &patch).await.refused(409, "hours_would_be_orphaned");
        }
        assert_eq!(officer.get(&address).await.ok().json, before.json);
        let fitting = json!({
            "starts_on": "2023-03-31", "ends_on": "2023-08-01",
            "assignments": assigned(placed.lot, "2023-03-31", "2023-08-01"),
        });
        officer.patch(&address, before.etag(), &fitting).await.ok();
        assert_eq!(officer.all("/v1/hours").await.len(), 2);
    }
}
