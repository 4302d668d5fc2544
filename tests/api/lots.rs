//! `/v1/public-contracts/{id}/lots` and `/v1/lots`

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_public_contract, an_organisation};
use crate::support::{hides, hides_from_changes, on_both_databases, refuses_blind_changes};

fn numbers(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["number"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn a_lot_is_added_and_shown_as_it_was_given(app: App) {
        let officer = app.officer();
        let contract = a_public_contract().with("notified_on", "2022-01-17").create(&officer).await;
        let lead = an_organisation().create(&officer).await;
        let others = [an_organisation().create(&officer).await, an_organisation().create(&officer).await];
        let given = json!({
            "number": "2", "title": "Second œuvre", "holder_id": lead, "penalty": 40,
            "co_holder_ids": [others[0], others[1], others[0], lead], "hours_due": "300",
        });
        let created = officer.post(&format!("/v1/public-contracts/{contract}/lots"), &given).await.created();
        let address = format!("/v1/lots/{}", created.id());
        assert_eq!(created.header("location"), Some(address.as_str()));
        let mut shown = officer.get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": created.id(), "public_contract_id": contract, "number": "2", "title": "Second œuvre",
            "holder_id": lead, "co_holder_ids": others, "penalty": "40.00", "hours_due": "300.00", "version": 1,
            "created_at": "2024-03-15T09:00:00Z", "updated_at": "2024-03-15T09:00:00Z",
        }));
        shown.json["warnings"] = json!([]);
        assert_eq!((&shown.json, shown.etag()), (&created.json, created.etag()));
        let first = officer.get(&format!("{address}/hours-due")).await.ok();
        assert_eq!(first.at("/items/0/effective_on"), "2022-01-17");
    }

    async fn the_lots_of_a_contract_come_in_the_order_they_were_recorded(app: App) {
        let officer = app.officer();
        let contract = a_public_contract().with_lot("9", "1").with_lot("2", "1").create(&officer).await;
        a_public_contract().create(&officer).await;
        let address = format!("/v1/public-contracts/{contract}/lots");
        officer.post(&address, &json!({ "number": "5" })).await.created();
        assert_eq!(numbers(&officer.all(&address).await), ["9", "2", "5"]);
        assert_eq!(numbers(&officer.all(&format!("{address}?limit=2")).await), ["9", "2", "5"]);
        officer.get(&format!("{address}?number=5")).await.refused_at(400, "invalid_query", "?number");
        officer.get("/v1/public-contracts/987654321/lots").await.refused(404, "not_found");
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let contract = a_public_contract().create(&officer).await;
        let address = format!("/v1/public-contracts/{contract}/lots");
        let given = json!({ "title": " ", "hours_due": "-1", "penalty": "1.234" });
        officer.post(&address, &given).await.refused_fields(&[
            ("/number", "missing"),
            ("/title", "text_empty"),
            ("/hours_due", "hours_negative"),
            ("/penalty", "invalid_amount"),
        ]);
        let nobodys = json!({ "number": "1", "holder_id": 4242, "co_holder_ids": [4243] });
        officer.post(&address, &nobodys).await.refused_fields(&[
            ("/holder_id", "unknown_organisation"),
            ("/co_holder_ids/0", "unknown_organisation"),
            ("/number", "lot_number_taken"),
        ]);
        for (hours, code) in [("1,5", "hours_malformed"), ("1.005", "hours_too_precise"), ("1e3", "hours_malformed")] {
            let given = json!({ "number": "2", "hours_due": hours });
            officer.post(&address, &given).await.refused_at(422, code, "/hours_due");
        }
        assert_eq!(officer.all(&address).await.len(), 1);
    }

    async fn a_number_belongs_to_one_lot_of_a_contract(app: App) {
        let officer = app.officer();
        let contract = a_public_contract().with_lot("1", "1").with_lot("2", "1").send(&officer).await.created();
        let (first, second) = (contract.at("/lots/0/id"), contract.at("/lots/1/id"));
        let address = format!("/v1/public-contracts/{}/lots", contract.id());
        let refused = officer.post(&address, &json!({ "number": "1" })).await;
        assert_eq!(&refused.refused_at(409, "lot_number_taken", "/number")["existing_id"], first);
        let refused = officer.patch(&format!("/v1/lots/{second}"), "\"1\"", &json!({ "number": "1" })).await;
        assert_eq!(&refused.refused_at(409, "lot_number_taken", "/number")["existing_id"], first);
        officer.patch(&format!("/v1/lots/{second}"), "\"1\"", &json!({ "number": "2" })).await.ok();
    }

    async fn a_patch_changes_what_it_names_and_never_the_hours_due(app: App) {
        let officer = app.officer();
        let contract = a_public_contract().with("title", "École").with_lot("1", "120").send(&officer).await.created();
        let address = format!("/v1/lots/{}", contract.at("/lots/0/id"));
        let holder = an_organisation().create(&officer).await;
        let patch = json!({ "title": null, "co_holder_ids": [holder], "penalty": "12.5" });
        let changed = officer.patch(&address, "\"1\"", &patch).await.ok();
        assert_eq!((&changed["title"], &changed["penalty"]), (&json!("École"), &json!("12.50")));
        assert_eq!((&changed["co_holder_ids"], &changed["hours_due"]), (&json!([holder]), &json!("120.00")));
        let emptied = officer.patch(&address, changed.etag(), &json!({ "co_holder_ids": [], "penalty": null })).await.ok();
        assert_eq!((&emptied["co_holder_ids"], &emptied["penalty"]), (&json!([]), &Value::Null));
        let hours = officer.patch(&address, emptied.etag(), &json!({ "hours_due": "130" })).await;
        hours.refused_at(422, "immutable_field", "/hours_due");
        let both = officer.patch(&address, emptied.etag(), &json!({ "hours_due": "130", "number": null })).await;
        both.refused_fields(&[("/hours_due", "immutable_field"), ("/number", "missing")]);
        let mut shown = officer.get(&address).await.ok();
        shown.json["warnings"] = json!([]);
        assert_eq!(shown.json, emptied.json);
        refuses_blind_changes(&officer, &address, &json!({ "title": "Façades" })).await;
    }

    async fn a_lot_of_another_sector_does_not_exist(app: App) {
        let (officer, services) = (app.officer(), app.as_role(Role::Officer, &[Sector::Ms]));
        let works = a_public_contract().with_lot("1", "100").create_lot(&officer).await;
        for address in ["/v1/lots/{id}", "/v1/lots/{id}/hours-due", "/v1/lots/{id}/progress"] {
            hides(&services, address, works).await;
        }
        hides_from_changes(&services, "/v1/lots/{id}", works).await;
        let entry = json!({ "hours": "1", "reason": "amendment", "effective_on": "2023-01-01" });
        services.post(&format!("/v1/lots/{works}/hours-due"), &entry).await.refused(404, "not_found");
        let partner = app.as_role(Role::Partner, &[Sector::Ms]);
        hides(&partner, "/v1/lots/{id}", works).await;
        hides(&partner, "/v1/lots/{id}/progress", works).await;
        let shown = officer.get(&format!("/v1/lots/{works}")).await.ok();
        assert_eq!((&shown["version"], &shown["hours_due"]), (&json!(1), &json!("100.00")));
    }

    async fn partners_read_lots_and_change_none(app: App) {
        let lot = a_public_contract().with_lot("1", "100").create_lot(&app.officer()).await;
        let (partner, address) = (app.as_role(Role::Partner, &[Sector::Btp]), format!("/v1/lots/{lot}"));
        let seen = partner.get(&address).await.ok();
        partner.patch(&address, seen.etag(), &json!({ "title": "À moi" })).await.refused(403, "forbidden");
        partner.post(&format!("{address}/hours-due"), &json!({})).await.refused(403, "forbidden");
        app.as_role(Role::Dashboard, &[]).get(&address).await.refused(403, "forbidden");
    }
}
