//! Candidates: those that a partner sees, and the fields that it reads and records.

use clauses::values::{Role, Sector};
use serde_json::json;

use super::{a_partner, fields, ids};
use crate::support::builders::{a_candidate, a_referral, place, waive};
use crate::support::on_both_databases;

const SEEN: &[&str] = &[
    "birth_date",
    "created_at",
    "days_left",
    "eligible_until",
    "external_ref",
    "first_name",
    "id",
    "informed_on",
    "last_name",
    "qualification_level",
    "right_to_work_checked_on",
    "updated_at",
    "version",
];

/// The fields after a change: with the warnings.
fn seen_after_a_change() -> Vec<&'static str> {
    SEEN.iter().copied().chain(["warnings"]).collect()
}

on_both_databases! {
    async fn a_partner_sees_whom_it_recorded_and_those_of_its_sectors(app: App) {
        let (officer, partner, other) = (app.officer(), a_partner(&app).await, a_partner(&app).await);
        let own = a_candidate().without("qualification_level").create(&partner).await;
        let asked = a_candidate().create(&officer).await;
        a_referral(asked).for_sectors(&["BTP", "MS"]).create(&officer).await;
        let ended = a_candidate().create(&officer).await;
        a_referral(ended).for_sectors(&["MS"]).validated("BTP", "2023-01-02").create(&officer).await;
        let employed = a_candidate().create(&officer).await;
        place(&officer, employed, "BTP").await;
        let elsewhere = a_candidate().create(&officer).await;
        place(&officer, elsewhere, "MS").await;
        waive(&officer, elsewhere, "BTP").await;
        let of_nobody = a_candidate().create(&officer).await;

        assert_eq!(ids(&partner.all("/v1/candidates").await), [own, asked, ended, employed]);
        assert_eq!(ids(&other.all("/v1/candidates").await), [asked, ended, employed]);
        assert_eq!(ids(&partner.all("/v1/candidates?q=martin").await), [own, asked, ended, employed]);
        for hidden in [elsewhere, of_nobody] {
            partner.get(&format!("/v1/candidates/{hidden}")).await.refused(404, "not_found");
            a_referral(hidden).send(&partner).await.refused(404, "not_found");
        }
        other.get(&format!("/v1/candidates/{own}")).await.refused(404, "not_found");
        assert_eq!(officer.all("/v1/candidates").await.len(), 6);
    }

    async fn a_partner_sees_who_somebody_is_and_until_when_they_are_eligible(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let rosee = a_candidate().named("Rosée", "Fatoumata").living_in("21231", "2020-01-01").eligible_by("RQTH", "2020-01-01");
        let person = rosee.with("external_ref", "PLIE-1").with("informed_on", "2022-02-03").create(&officer).await;
        place(&officer, person, "BTP").await;
        let seen = partner.get(&format!("/v1/candidates/{person}")).await.ok();
        assert_eq!(fields(&seen.json), SEEN);
        assert_eq!((&seen["last_name"], &seen["birth_date"]), (&json!("Rosée"), &json!("1990-01-01")));
        for empty in ["external_ref", "informed_on", "qualification_level"] {
            assert_eq!(seen[empty], json!(null), "{empty}: {seen}");
        }
        assert!(seen["eligible_until"].is_string(), "{seen}");
        let table = partner.request(reqwest::Method::GET, "/v1/candidates").header("accept", "text/csv").send().await.ok();
        let heading = "id,last_name,first_name,birth_date,external_ref,eligible_until,days_left,version,created_at,updated_at";
        assert_eq!(table.text.lines().next(), Some(heading));
        for hidden in ["21231", "RQTH", "PLIE-1"] {
            assert!(!table.text.contains(hidden), "{table}");
        }
        // The officer's reference finds no one for a partner.
        assert_eq!(partner.all("/v1/candidates?external_ref=PLIE-1").await.len(), 0);
    }

    async fn a_partner_says_who_somebody_is_and_the_officer_the_rest(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        a_candidate().named("Rosée", "Fatoumata").without("qualification_level").create(&officer).await;
        let said = || a_candidate().named("Rosée", "Fatoumata").without("qualification_level");
        let own = said().with("external_ref", "A-1").send(&partner).await.created();
        // There is no warning of a possible duplicate of the officers.
        assert_eq!((fields(&own.json), &own["warnings"]), (seen_after_a_change(), &json!([])));
        assert_eq!(own["external_ref"], "A-1");
        for (field, value) in [
            ("qualification_level", json!(3)), ("addresses", json!([])), ("eligibility", json!([])),
            ("contact", json!({ "email": "f@example.org" })), ("informed_on", json!("2023-01-01")),
            ("right_to_work_checked_on", json!("2023-01-01")),
        ] {
            let pointer = format!("/{field}");
            said().with(field, value.clone()).send(&partner).await.refused_at(422, "field_not_allowed", &pointer);
            let address = format!("/v1/candidates/{}", own.id());
            let patched = partner.patch(&address, "\"1\"", &json!({ field: value })).await;
            patched.refused_at(422, "field_not_allowed", &pointer);
        }
    }

    async fn what_a_partner_does_not_see_stays_under_its_changes(app: App) {
        let (officer, partner, other) = (app.officer(), a_partner(&app).await, a_partner(&app).await);
        let own = a_candidate().without("qualification_level").create(&partner).await;
        a_referral(own).create(&officer).await;
        let address = format!("/v1/candidates/{own}");
        let completed = json!({
            "qualification_level": 4, "addresses": [{ "commune_code": "21231", "from": "2020-01-01" }],
            "eligibility": [{ "code": "AAH", "from": "2020-01-01" }], "contact": { "phone": "06 00 00 00 12" },
        });
        officer.patch(&address, "\"1\"", &completed).await.ok();
        let renamed = partner.patch(&address, "\"2\"", &json!({ "last_name": "Dupont", "sex": "M" })).await.ok();
        assert_eq!((&renamed["last_name"], fields(&renamed.json)), (&json!("Dupont"), seen_after_a_change()));
        let whole = officer.get(&address).await.ok();
        assert_eq!((&whole["sex"], &whole["qualification_level"]), (&json!("M"), &json!(4)));
        assert_eq!(whole.at("/addresses/0/commune_code"), "21231");
        assert_eq!(whole.at("/eligibility/0/code"), "AAH");
        // Another partner sees the candidate and cannot change it.
        other.get(&address).await.ok();
        other.patch(&address, "\"3\"", &json!({ "last_name": "Durand" })).await.refused(403, "forbidden");
    }

    async fn a_reference_is_its_partners_whatever_the_key(app: App) {
        let officer = app.officer();
        let ariq = crate::support::builders::an_organisation().create(&officer).await;
        let (first, second) = (app.as_partner(ariq, &[Sector::Btp]), app.as_partner(ariq, &[Sector::Btp]));
        let said = || a_candidate().without("qualification_level").with("external_ref", "A-1");
        let own = said().create(&first).await;
        let again = said().send(&second).await.refused(409, "external_ref_taken");
        assert_eq!(again["existing_id"], own);
        assert_eq!(ids(&second.all("/v1/candidates?external_ref=A-1").await), [own]);
        // Other owners may use the same reference: the house, another organisation, and a key without an organisation.
        let without_organisation = app.as_role(Role::Partner, &[Sector::Btp]);
        for client in [&officer, &a_partner(&app).await, &without_organisation] {
            said().send(client).await.created();
            said().send(client).await.refused(409, "external_ref_taken");
let found = client.all("/v1/candidates?external_ref=A-1").await;
            assert!(!ids(&found).is_empty());
        }
    }

    async fn a_person_stands_where_the_referrals_that_a_partner_sees_left_them(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let person = a_candidate().create(&officer).await;
        a_referral(person).on("2023-01-02").validated("BTP", "2023-01-03").create(&officer).await;
        a_referral(person).on("2023-02-02").for_sectors(&["MS"]).create(&officer).await;
        assert_eq!(ids(&partner.all("/v1/candidates?status=validated").await), [person]);
        assert_eq!(partner.all("/v1/candidates?status=pending").await.len(), 0);
        assert_eq!(ids(&officer.all("/v1/candidates?status=pending").await), [person]);
    }
}
