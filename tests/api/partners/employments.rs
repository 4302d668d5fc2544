//! Employments that a partner records and changes, and the hours that it reads.

use clauses::values::{Role, Sector};
use serde_json::json;

use super::{a_partner, ids};
use crate::support::builders::{
    a_candidate, a_public_contract, admit, an_employment, an_organisation, somebody_at_work,
};
use crate::support::{hides, on_both_databases};

on_both_databases! {
    async fn a_partner_records_employments_in_its_sectors(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let employer = an_organisation().employer("ACI").create(&officer).await;
        let works = a_public_contract().btp().create_lot(&officer).await;
        let services = a_public_contract().ms().create_lot(&officer).await;
        let person = a_candidate().without("qualification_level").create(&partner).await;
        admit(&officer, person, "BTP").await;
        let said = || an_employment(person).at(employer).with("external_ref", "E-1");
        let own = said().on(works).send(&partner).await.created();
        assert_eq!(own["external_ref"], "E-1");
        let again = said().on(works).send(&partner).await.refused(409, "external_ref_taken");
        assert_eq!(again["existing_id"], own.id());
        assert_eq!(ids(&partner.all("/v1/employments?external_ref=E-1").await), [own.id()]);
        said().on(services).send(&partner).await.refused_at(422, "unknown_lot", "/assignments/0/lot_id");
        said().send(&partner).await.refused_at(422, "missing", "/assignments");
        let unrelated = a_candidate().create(&officer).await;
        let other = an_employment(unrelated).at(employer).on(works).send(&partner).await;
        other.refused_at(422, "unknown_candidate", "/candidate_id");
        // Batches can use the reference too.
        let row = json!({ "employment_ref": "E-1", "lot_id": works, "month": "2023-06", "worked": "10" });
        let batch = partner.post("/v1/hours/batches", &json!({ "rows": [row] })).await.ok();
        assert_eq!(batch.at("/rows/0/verdict"), "created");
    }

    async fn a_reference_in_a_sector_that_a_key_does_not_see_is_taken_and_not_named(app: App) {
        let officer = app.officer();
        let ariq = an_organisation().create(&officer).await;
        let (works, services) = (app.as_partner(ariq, &[Sector::Btp]), app.as_partner(ariq, &[Sector::Ms]));
        let employer = an_organisation().employer("ACI").create(&officer).await;
        let person = a_candidate().without("qualification_level").create(&works).await;
        let said = || an_employment(person).at(employer).with("external_ref", "E-1");
        for sector in ["BTP", "MS"] {
            admit(&officer, person, sector).await;
        }
        let first = said().on(a_public_contract().btp().create_lot(&officer).await).create(&works).await;
        hides(&services, "/v1/employments/{id}", first).await;
        let lot = a_public_contract().ms().create_lot(&officer).await;
        let refused = said().on(lot).send(&services).await;
        assert_eq!(refused.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], json!(null));
        let other = an_employment(person).at(employer).on(lot).create(&services).await;
        let named = json!({ "external_ref": "E-1" });
        let refused = services.patch(&format!("/v1/employments/{other}"), "\"1\"", &named).await;
        assert_eq!(refused.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], json!(null));
        let seen = said().on(lot).send(&app.as_partner(ariq, &[Sector::Btp, Sector::Ms])).await;
        assert_eq!(seen.refused(409, "external_ref_taken")["existing_id"], first);
    }

    async fn a_partner_changes_the_employments_it_recorded_as_long_as_they_are_of_its_sectors(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let employer = an_organisation().employer("ACI").create(&officer).await;
        let works = a_public_contract().btp().create_lot(&officer).await;
        let services = a_public_contract().ms().create_lot(&officer).await;
        let theirs = somebody_at_work(&officer, "BTP").await;
        let theirs = format!("/v1/employments/{}", theirs.employment);
        let seen = partner.get(&theirs).await.ok();
        partner.patch(&theirs, seen.etag(), &json!({ "weekly_hours": "20" })).await.refused(403, "forbidden");
        let person = a_candidate().without("qualification_level").create(&partner).await;
        admit(&officer, person, "BTP").await;
        admit(&officer, person, "MS").await;
        let own = an_employment(person).at(employer).on(works).create(&partner).await;
        let own = format!("/v1/employments/{own}");
        partner.patch(&own, "\"1\"", &json!({ "weekly_hours": "20" })).await.ok();
        let both = json!({ "assignments": [
            { "lot_id": works, "modality": "direct_hire", "from": "2023-01-01", "to": "2023-12-31" },
            { "lot_id": services, "modality": "direct_hire", "from": "2023-01-01", "to": "2023-12-31" },
        ] });
        officer.patch(&own, "\"2\"", &both).await.ok();
        let mixed = partner.patch(&own, "\"3\"", &json!({ "ends_on": "2023-06-30" })).await.refused(403, "forbidden");
        // With the same refusal as for an employment of another owner.
        let other = partner.patch(&theirs, seen.etag(), &json!({ "weekly_hours": "20" })).await;
        assert_eq!(mixed["detail"], other["detail"]);
        assert_eq!(partner.get(&own).await.ok()["assignments"].as_array().unwrap().len(), 1);
    }

    async fn references_of_keys_that_speak_for_nobody_are_not_the_houses(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let address = format!("/v1/employments/{}", placed.employment);
        officer.patch(&address, "\"1\"", &json!({ "external_ref": "H-1" })).await.ok();
        let without_organisation = app.as_role(Role::Partner, &[Sector::Btp]);
        assert_eq!(without_organisation.get(&address).await.ok()["external_ref"], json!(null));
        assert_eq!(without_organisation.all("/v1/employments?external_ref=H-1").await.len(), 0);
        let row = json!({ "employment_ref": "H-1", "lot_id": placed.lot, "month": "2023-06", "worked": "10" });
        let batch = without_organisation.post("/v1/hours/batches", &json!({ "rows": [row] })).await.ok();
        assert_eq!(batch.at("/rows/0/problem/code"), "unknown_employment");
    }

    async fn a_partner_reads_neither_who_else_recorded_hours_nor_another_partners_reasons(app: App) {
        let (officer, partner, other) = (app.officer(), a_partner(&app).await, a_partner(&app).await);
        let placed = somebody_at_work(&officer, "BTP").await;
        let cell = placed.hours("2023-06", "10").because("À moi").send(&partner).await.created();
        assert!(cell.json.get("in_plie").is_none(), "{cell}");
        placed.hours("2023-06", "11").because("À eux").correct(&other, "\"1\"").await.ok();
        placed.hours("2023-06", "12").because("Relu").correct(&officer, "\"2\"").await.ok();
        let history = partner.get(&format!("/v1/hours/{}/history", cell.id())).await.ok();
        let reasons: Vec<_> = history.items().iter().map(|one| (&one["reason"], one["recorded_by"].is_string())).collect();
        assert_eq!(reasons, [(&json!("À moi"), true), (&json!(null), false), (&json!("Relu"), false)]);
        let whole = officer.get(&format!("/v1/hours/{}/history", cell.id())).await.ok();
        assert!(whole.items().iter().all(|one| one["recorded_by"].is_string() && one["reason"].is_string()), "{whole}");
    }
}
