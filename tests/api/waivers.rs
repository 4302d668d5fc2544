//! `/v1/candidates/{id}/waivers` and `/v1/waivers`

use clauses::values::{Role, Sector};
use serde_json::json;

use crate::support::builders::{a_candidate, a_public_contract, an_employment};
use crate::support::{hides, hides_from_changes, on_both_databases, refuses_blind_changes};

on_both_databases! {
    async fn a_waiver_is_recorded_and_shown_as_it_was_given(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let list = format!("/v1/candidates/{person}/waivers");
        let given = json!({ "sector": "PI", "reason": "Remplacement urgent\nsur le chantier", "granted_on": "2023-05-02" });
        let created = officer.post(&list, &given).await.created();
        let address = format!("/v1/waivers/{}", created.id());
        assert_eq!(created.header("location"), Some(address.as_str()));
        let shown = officer.get(&address).await.ok();
        assert!(shown["granted_by"].as_str().is_some_and(|who| !who.is_empty()), "{shown}");
        assert_eq!(shown.json, json!({
            "id": created.id(), "candidate_id": person, "sector": "PI",
            "reason": "Remplacement urgent\nsur le chantier", "granted_on": "2023-05-02",
            "granted_by": shown["granted_by"], "version": 1, "created_at": "2024-03-15T09:00:00Z",
            "updated_at": "2024-03-15T09:00:00Z",
        }));
        assert_eq!((&shown.json, shown.etag()), (&created.json, created.etag()));
        let today = officer.post(&list, &json!({ "sector": "BTP", "reason": "Besoin" })).await.created();
        assert_eq!(today["granted_on"], "2024-03-15");
        assert_eq!(officer.get(&list).await.ok().items(), [today.json, created.json]);
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let list = format!("/v1/candidates/{}/waivers", a_candidate().create(&officer).await);
        let given = json!({ "sector": "btp", "reason": " ", "granted_on": "demain" });
        officer.post(&list, &given).await.refused_fields(&[
            ("/sector", "unknown_sector"),
            ("/reason", "text_empty"),
            ("/granted_on", "invalid_date"),
        ]);
        let nothing = officer.post(&list, &json!({})).await;
        nothing.refused_fields(&[("/sector", "missing"), ("/reason", "missing")]);
        let early = json!({ "sector": "BTP", "reason": "Besoin", "granted_on": "2024-03-16" });
        officer.post(&list, &early).await.refused_at(422, "date_in_future", "/granted_on");
        assert_eq!(officer.get(&list).await.ok().items().len(), 0);
    }

    async fn a_person_has_one_waiver_a_sector(app: App) {
        let officer = app.officer();
        let list = format!("/v1/candidates/{}/waivers", a_candidate().create(&officer).await);
        let waiver = json!({ "sector": "BTP", "reason": "Besoin" });
        let first = officer.post(&list, &waiver).await.created();
        let refused = officer.post(&list, &waiver).await.refused_at(409, "already_exists", "/sector");
        assert_eq!(refused["existing_id"], first.id());
        officer.post(&list, &json!({ "sector": "MS", "reason": "Besoin" })).await.created();
    }

    async fn a_waivers_sector_stays(app: App) {
        let officer = app.officer();
        let list = format!("/v1/candidates/{}/waivers", a_candidate().create(&officer).await);
        let created = officer.post(&list, &json!({ "sector": "BTP", "reason": "Besoin" })).await.created();
        let address = format!("/v1/waivers/{}", created.id());
        let patch = json!({ "reason": "Besoin urgent", "granted_on": "2023-01-02" });
        let changed = officer.patch(&address, created.etag(), &patch).await.ok();
        assert_eq!((&changed["reason"], &changed["granted_on"]), (&json!("Besoin urgent"), &json!("2023-01-02")));
        assert_eq!(changed.etag(), "\"2\"");
        for (patch, code, pointer) in [
            (json!({ "sector": "MS" }), "immutable_field", "/sector"),
            (json!({ "reason": null }), "missing", "/reason"),
            (json!({ "granted_on": "2024-03-16" }), "date_in_future", "/granted_on"),
        ] {
            officer.patch(&address, changed.etag(), &patch).await.refused_at(422, code, pointer);
        }
        assert_eq!(officer.get(&address).await.ok().json, changed.json);
        refuses_blind_changes(&officer, &address, &json!({ "reason": "Autre besoin" })).await;
    }

    async fn a_waiver_lets_a_person_work_in_its_sector_alone(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let works = a_public_contract().create_lot(&officer).await;
        let services = a_public_contract().ms().create_lot(&officer).await;
        let refused = an_employment(person).on(works).send(&officer).await;
        refused.refused_at(422, "assignment_without_validation", "/assignments/0/lot_id");
        let waiver = json!({ "sector": "BTP", "reason": "Besoin" });
        officer.post(&format!("/v1/candidates/{person}/waivers"), &waiver).await.created();
        an_employment(person).on(works).create(&officer).await;
        let refused = an_employment(person).on(services).send(&officer).await;
        refused.refused_at(422, "assignment_without_validation", "/assignments/0/lot_id");
    }

    async fn a_waiver_of_another_sector_does_not_exist(app: App) {
        let (officer, services) = (app.officer(), app.as_role(Role::Officer, &[Sector::Ms]));
        let list = format!("/v1/candidates/{}/waivers", a_candidate().create(&officer).await);
        let works = officer.post(&list, &json!({ "sector": "BTP", "reason": "Besoin" })).await.created();
        hides(&services, "/v1/waivers/{id}", works.id()).await;
        hides_from_changes(&services, "/v1/waivers/{id}", works.id()).await;
        assert_eq!(services.get(&list).await.ok().items().len(), 0);
        let refused = services.post(&list, &json!({ "sector": "PI", "reason": "Besoin" })).await;
        refused.refused_at(422, "unknown_sector", "/sector");
        let own = services.post(&list, &json!({ "sector": "MS", "reason": "Besoin" })).await.created();
        assert_eq!(services.get(&list).await.ok().items(), [own.json]);
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get(&list).await.refused(403, "forbidden");
            let waiver = json!({ "sector": "PI", "reason": "Besoin" });
            app.as_role(role, &[]).post(&list, &waiver).await.refused(403, "forbidden");
        }
        officer.get("/v1/candidates/987654321/waivers").await.refused(404, "not_found");
    }
}
