//! Referrals: a partner sees what concerns its sectors, sends people, and decides if the setting allows it.

use clauses::values::Sector;
use serde_json::json;

use super::{a_partner, ids, partners_decide};
use crate::support::builders::{a_candidate, a_referral, an_organisation};
use crate::support::{hides, on_both_databases};

on_both_databases! {
    async fn a_partner_sends_people_to_its_sectors(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let own = a_candidate().without("qualification_level").create(&partner).await;
        let sent = a_referral(own).with("external_ref", "R-1").send(&partner).await.created();
        assert_eq!((&sent["sectors"], &sent["external_ref"]), (&json!(["BTP"]), &json!("R-1")));
        a_referral(own).for_sectors(&["MS"]).send(&partner).await.refused_at(422, "unknown_sector", "/sectors");
        let again = a_referral(own).with("external_ref", "R-1").send(&partner).await.refused(409, "external_ref_taken");
        assert_eq!(again["existing_id"], sent.id());
        assert_eq!(ids(&partner.all("/v1/referrals?external_ref=R-1").await), [sent.id()]);
        let address = format!("/v1/referrals/{}", sent.id());
        partner.patch(&address, "\"1\"", &json!({ "referred_on": "2023-01-05" })).await.ok();
        assert_eq!(officer.get(&address).await.ok()["referred_on"], "2023-01-05");
        let theirs = a_referral(own).with("external_ref", "R-1").create(&officer).await;
        let theirs = format!("/v1/referrals/{theirs}");
        assert_eq!(partner.get(&theirs).await.ok()["external_ref"], json!(null));
        partner.patch(&theirs, "\"1\"", &json!({ "referred_on": "2023-01-05" })).await.refused(403, "forbidden");
    }

    async fn a_reference_in_a_sector_that_a_key_does_not_see_is_taken_and_not_named(app: App) {
        let ariq = an_organisation().create(&app.officer()).await;
        let (works, services) = (app.as_partner(ariq, &[Sector::Btp]), app.as_partner(ariq, &[Sector::Ms]));
        let person = a_candidate().without("qualification_level").create(&works).await;
        let said = |sector: &str| a_referral(person).for_sectors(&[sector]).with("external_ref", "R-1");
        let first = said("BTP").create(&works).await;
        hides(&services, "/v1/referrals/{id}", first).await;
        let refused = said("MS").send(&services).await;
        assert_eq!(refused.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], json!(null));
        let seen = said("MS").send(&app.as_partner(ariq, &[Sector::Btp, Sector::Ms])).await;
        assert_eq!(seen.refused(409, "external_ref_taken")["existing_id"], first);
    }

    async fn of_a_referral_for_two_sectors_a_partner_sees_its_own(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let person = a_candidate().create(&officer).await;
        let referral = a_referral(person).for_sectors(&["BTP", "MS"]).validated("MS", "2023-02-03").create(&officer).await;
        let address = format!("/v1/referrals/{referral}");
        let seen = partner.get(&address).await.ok();
        // It sees that the referral is decided, but neither sector nor date.
        assert_eq!((&seen["sectors"], &seen["outcome"]), (&json!(["BTP"]), &json!("validated")));
        assert_eq!((&seen["outcome_sector"], &seen["decided_on"]), (&json!(null), &json!(null)));
        assert!(!seen.text.contains("MS") && !seen.text.contains("2023-02-03"), "{seen}");
        let listed = partner.get(&format!("/v1/candidates/{person}/referrals")).await.ok();
        assert_eq!(listed.at("/items/0"), &seen.json);
        assert_eq!(partner.all("/v1/referrals?sector=MS").await.len(), 0);
        partners_decide(&app, "2024-01-01", true).await;
        let outcome = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-02-04" });
        let refused = partner.put_over(&format!("{address}/outcome"), "\"2\"", &outcome).await.refused(403, "forbidden");
        assert!(!refused.text.contains("MS") && !refused.text.contains("secteur"), "{refused}");
    }

    async fn a_partner_decides_in_its_sectors_from_the_day_that_the_setting_lets_it(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let person = a_candidate().create(&officer).await;
        let referral = a_referral(person).create(&officer).await;
        let address = format!("/v1/referrals/{referral}/outcome");
        let outcome = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-02-04" });
        partner.put(&address, &outcome).await.refused(403, "forbidden");
        partners_decide(&app, "2024-03-16", true).await;
        partner.put(&address, &outcome).await.refused(403, "forbidden");
        partners_decide(&app, "2024-03-15", true).await;
        let elsewhere = json!({ "outcome": "validated", "sector": "MS", "decided_on": "2023-02-04" });
        partner.put(&address, &elsewhere).await.refused_at(422, "unknown_sector", "/sector");
        let decided = partner.put(&address, &outcome).await.ok();
        assert_eq!((&decided["outcome"], &decided["outcome_sector"]), (&json!("validated"), &json!("BTP")));
        partner.put(&address, &outcome).await.refused(428, "precondition_required");
        let no = json!({ "outcome": "not_integrated", "reason": "other", "comment": "Autre projet", "decided_on": "2023-02-05" });
        let corrected = partner.put_over(&address, decided.etag(), &no).await.ok();
        // Only officers read comments about a person.
        assert_eq!((&corrected["outcome_reason"], &corrected["outcome_comment"]), (&json!("other"), &json!(null)));
        let read = officer.get(&format!("/v1/referrals/{referral}")).await.ok();
        assert_eq!(read["outcome_comment"], "Autre projet");
    }

    async fn a_partner_does_not_end_what_also_concerns_other_sectors(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        partners_decide(&app, "2024-01-01", true).await;
        let person = a_candidate().create(&officer).await;
        let referral = a_referral(person).for_sectors(&["BTP", "MS"]).create(&officer).await;
        let address = format!("/v1/referrals/{referral}/outcome");
        let no = json!({ "outcome": "not_integrated", "reason": "unreachable", "decided_on": "2023-02-05" });
        partner.put(&address, &no).await.refused(403, "forbidden");
        assert_eq!(officer.get(&format!("/v1/referrals/{referral}")).await.ok()["outcome"], "pending");
        let yes = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-02-05" });
        partner.put(&address, &yes).await.ok();
    }

    async fn sectors_that_a_partner_does_not_follow_stay_asked_for(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let own = a_candidate().without("qualification_level").create(&partner).await;
        let referral = a_referral(own).create(&partner).await;
        let address = format!("/v1/referrals/{referral}");
        officer.patch(&address, "\"1\"", &json!({ "sectors": ["BTP", "MS"] })).await.ok();
        let changed = partner.patch(&address, "\"2\"", &json!({ "sectors": ["BTP"], "for_plie": false })).await.ok();
        assert_eq!(changed["sectors"], json!(["BTP"]));
        assert_eq!(officer.get(&address).await.ok()["sectors"], json!(["BTP", "MS"]));
        partner.patch(&address, "\"3\"", &json!({ "sectors": [] })).await.refused_at(422, "missing", "/sectors");
        officer.put(&format!("{address}/outcome"), &json!({ "outcome": "validated", "sector": "MS", "decided_on": "2023-02-05" })).await.ok();
        partner.patch(&address, "\"4\"", &json!({ "for_plie": true })).await.refused(403, "forbidden");
    }
}
