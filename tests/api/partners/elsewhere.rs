//! What a partner learns of other sectors all the same. `docs/partners.md` lists these cases and says why; the test of
//! two worlds, among those of the contract, looks for others.

use clauses::values::Sector;
use serde_json::json;

use super::a_partner;
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, place, somebody_at_work,
};
use crate::support::on_both_databases;

on_both_databases! {
    async fn until_when_a_person_is_eligible_rests_on_their_first_assignment_in_any_sector(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let works = somebody_at_work(&officer, "BTP").await;
        let person = format!("/v1/candidates/{}", works.candidate);
        works.hours("2023-06", "10").create(&officer).await;
        assert_eq!(partner.get(&person).await.ok()["eligible_until"], "2024-12-31");
        assert_eq!(partner.get(&works.cell("2023-06")).await.ok()["counted"], true);
        let services = a_public_contract().ms().from("2020-01-01").create_lot(&officer).await;
        admit(&officer, works.candidate, "MS").await;
        let earlier = an_employment(works.candidate).from("2021-03-01").to("2021-08-31").on(services);
        earlier.create(&officer).await;
        assert_eq!(partner.get(&person).await.ok()["eligible_until"], "2023-02-28");
        assert_eq!(partner.get(&works.cell("2023-06")).await.ok()["counted"], false);
    }

    async fn a_reference_that_another_key_of_the_partner_gave_is_taken_and_nothing_else_is_told(app: App) {
        let officer = app.officer();
        let organisation = an_organisation().employer("ACI").create(&officer).await;
        let partner = app.as_partner(organisation, &[Sector::Btp]);
        let of_services = app.as_partner(organisation, &[Sector::Ms]);
        let works = somebody_at_work(&officer, "BTP").await;
        let services = place(&officer, works.candidate, "MS").await;
        let referral = |sector: &str| a_referral(works.candidate).for_sectors(&[sector]).with("external_ref", "O-1");
        let employment = |lot: i64| an_employment(works.candidate).at(organisation).with("external_ref", "E-1").on(lot);
        let hidden =
            [referral("MS").create(&of_services).await, employment(services.lot).create(&of_services).await];
        for reply in [referral("BTP").send(&partner).await, employment(works.lot).send(&partner).await] {
            let reply = reply.refused(409, "external_ref_taken");
            assert!(reply["existing_id"].is_null() && !reply.text.contains("MS"), "{reply}");
        }
        // The key that gave them reads which records they name.
        let again = [referral("MS").send(&of_services).await, employment(services.lot).send(&of_services).await];
        for (reply, known) in again.into_iter().zip(hidden) {
            assert_eq!(reply.refused(409, "external_ref_taken")["existing_id"], known);
        }
        let row = |employment: i64, lot: i64| {
            json!({ "rows": [{
                "external_ref": "R-1", "employment_id": employment, "lot_id": lot, "month": "2023-06", "worked": 1,
            }] })
        };
        let theirs = of_services.post("/v1/hours/batches", &row(services.employment, services.lot)).await.ok();
        let moved = partner.post("/v1/hours/batches", &row(works.employment, works.lot)).await.ok();
        assert_eq!(moved.at("/rows/0/problem/code"), "external_ref_moved");
        assert!(moved.at("/rows/0").get("hours_id").is_none() && theirs.at("/rows/0/hours_id").is_i64(), "{moved}");
    }

    async fn a_record_that_concerns_another_sector_too_has_one_version_and_is_changed_by_officers(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let employer = an_organisation().employer("ACI").create(&officer).await;
        let works = a_public_contract().create_lot(&officer).await;
        let services = a_public_contract().ms().create_lot(&officer).await;
        let person = a_candidate().without("qualification_level").create(&partner).await;
        admit(&officer, person, "BTP").await;
        admit(&officer, person, "MS").await;
        let own = format!("/v1/employments/{}", an_employment(person).at(employer).on(works).create(&partner).await);
        let seen = partner.get(&own).await.ok();
        let assigned = |lot: i64| json!({ "lot_id": lot, "modality": "direct_hire", "from": "2023-01-01" });
        officer.patch(&own, seen.etag(), &json!({ "assignments": [assigned(works), assigned(services)] })).await.ok();
        let now = partner.get(&own).await.ok();
        assert_eq!((&now["version"], now["assignments"].as_array().unwrap().len()), (&json!(2), 1), "{now}");
        partner.patch(&own, now.etag(), &json!({ "weekly_hours": "20" })).await.refused(403, "forbidden");
    }

    async fn ids_count_the_records_of_every_sector(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let first = a_candidate().without("qualification_level").create(&partner).await;
        a_candidate().create(&officer).await;
        let second = a_candidate().without("qualification_level").create(&partner).await;
        assert_eq!(second, first + 2);
    }
}
