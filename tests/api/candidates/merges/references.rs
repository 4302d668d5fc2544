//! What partners called the two records, and what they see afterwards.

use clauses::values::Sector;
use serde_json::{Value, json};

use super::merge;
use crate::support::builders::{a_candidate, a_referral, admit, an_organisation, somebody_at_work};
use crate::support::{App, Client, on_both_databases};

async fn partner(app: &App, sectors: &[Sector]) -> Client {
    app.as_partner(an_organisation().create(&app.officer()).await, sectors)
}

async fn found(client: &Client, reference: &str) -> Vec<Value> {
    let found = client.all(&format!("/v1/candidates?external_ref={reference}")).await;
    found.into_iter().map(|person| person["id"].clone()).collect()
}

on_both_databases! {
    async fn the_reference_of_who_recorded_the_record_goes_on_finding_the_person(app: App) {
        let (officer, one, two) = (app.officer(), partner(&app, &[Sector::Btp]).await, partner(&app, &[Sector::Ms]).await);
        let recorded = |reference: &str| a_candidate().without("qualification_level").with("external_ref", reference);
        let kept = recorded("K-1").create(&two).await;
        let other = recorded("O-1").create(&one).await;
        merge(&officer, kept, other, json!({})).await.ok();
        assert_eq!(found(&one, "O-1").await, [json!(kept)]);
        let seen = one.get(&format!("/v1/candidates/{kept}")).await.ok();
        assert_eq!(seen["external_ref"], "O-1");
        assert_eq!(one.get(&format!("/v1/candidates/{other}")).await.refused(404, "not_found")["existing_id"], kept);
        // The other partner never saw it, and learns nothing of it.
        let hidden = two.get(&format!("/v1/candidates/{other}")).await.refused(404, "not_found");
        assert!(hidden["existing_id"].is_null(), "{hidden}");
        assert_eq!((found(&two, "K-1").await, found(&two, "O-1").await), (vec![json!(kept)], vec![]));
        assert_eq!((found(&officer, "K-1").await, found(&officer, "O-1").await), (vec![json!(kept)], vec![json!(kept)]));
        // The reference is taken.
        let again = recorded("O-1").send(&one).await.refused_at(409, "external_ref_taken", "/external_ref");
        assert_eq!(again["existing_id"], kept);
        let referral = a_referral(other).send(&one).await.refused(404, "not_found");
        assert_eq!(referral["existing_id"], kept);
    }

    async fn both_references_of_one_partner_find_the_person_also_over_two_merges(app: App) {
        let (officer, partner) = (app.officer(), partner(&app, &[Sector::Btp]).await);
        let mut ids = Vec::new();
        for reference in ["R-1", "R-2", "R-3"] {
            let person = a_candidate().without("qualification_level").with("external_ref", reference).create(&partner).await;
            admit(&officer, person, "BTP").await;
            ids.push(person);
        }
        merge(&officer, ids[1], ids[0], json!({})).await.ok();
        merge(&officer, ids[2], ids[1], json!({})).await.ok();
        for reference in ["R-1", "R-2", "R-3"] {
            assert_eq!(found(&partner, reference).await, [json!(ids[2])], "{reference}");
        }
        assert_eq!(partner.get(&format!("/v1/candidates/{}", ids[2])).await.ok()["external_ref"], "R-3");
        assert_eq!(app.count(&format!("referrals WHERE candidate_id = {}", ids[2])), 3);
    }

    async fn the_references_that_a_partner_gave_others_records_pass_on(app: App) {
        let (officer, partner) = (app.officer(), partner(&app, &[Sector::Btp]).await);
        let [kept, other, third] = [
            somebody_at_work(&officer, "BTP").await.candidate,
            somebody_at_work(&officer, "BTP").await.candidate,
            somebody_at_work(&officer, "BTP").await.candidate,
        ];
        for (person, reference) in [(other, "X-1"), (third, "X-2")] {
            let address = format!("/v1/candidates/{person}");
            let seen = partner.get(&address).await.ok();
            partner.patch(&address, seen.etag(), &json!({ "external_ref": reference })).await.ok();
        }
        merge(&officer, kept, other, json!({})).await.ok();
        merge(&officer, kept, third, json!({})).await.ok();
        assert_eq!((found(&partner, "X-1").await, found(&partner, "X-2").await), (vec![json!(kept)], vec![json!(kept)]));
        assert_eq!(partner.get(&format!("/v1/candidates/{kept}")).await.ok()["external_ref"], "X-1");
        // A partner of its sector saw the record that went.
        let gone = partner.get(&format!("/v1/candidates/{third}")).await.refused(404, "not_found");
        assert_eq!(gone["existing_id"], kept);
        assert_eq!(found(&officer, "X-2").await, [json!(kept)]);
    }
}
