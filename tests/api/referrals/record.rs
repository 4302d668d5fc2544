//! Recording and changing one referral.

use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_referral, an_organisation};
use crate::support::{on_both_databases, refuses_blind_changes};

on_both_databases! {
    async fn a_referral_is_recorded_and_shown_as_it_was_given(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let prescriber = an_organisation().prescriber("mission_locale").create(&officer).await;
        let given = json!({
            "prescriber_id": prescriber, "prescriber_kind": "mission_locale", "origin": "AUTRES", "for_plie": false,
            "referred_on": "2023-03-10", "sectors": ["MS", "BTP"], "external_ref": "ML-12",
        });
        let created = officer.post(&format!("/v1/candidates/{person}/referrals"), &given).await.created();
        let address = format!("/v1/referrals/{}", created.id());
        assert_eq!(created.header("location"), Some(address.as_str()));
        let shown = officer.get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": created.id(), "candidate_id": person, "prescriber_id": prescriber,
            "prescriber_kind": "mission_locale", "origin": "AUTRES", "for_plie": false, "referred_on": "2023-03-10",
            "sectors": ["BTP", "MS"], "outcome": "pending", "outcome_sector": null, "outcome_reason": null,
            "outcome_comment": null, "decided_on": null, "external_ref": "ML-12", "version": 1,
            "created_at": "2024-03-15T09:00:00Z", "updated_at": "2024-03-15T09:00:00Z", "warnings": [],
        }));
        assert_eq!((&shown.json, shown.etag()), (&created.json, created.etag()));
    }

    async fn a_referral_is_for_the_plie_unless_it_is_said_not_to_be(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        assert_eq!(a_referral(person).without("for_plie").send(&officer).await.created()["for_plie"], true);
        assert_eq!(a_referral(person).with("for_plie", Value::Null).send(&officer).await.created()["for_plie"], true);
    }

    async fn only_who_comes_by_themselves_has_no_prescriber(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let prescriber = an_organisation().prescriber("cap_emploi").create(&officer).await;
        let alone = a_referral(person).without("prescriber_id").send(&officer).await.created();
        assert_eq!((&alone["prescriber_id"], &alone["prescriber_kind"]), (&Value::Null, &json!("self")));
        for (id, kind) in [(json!(prescriber), "self"), (Value::Null, "cap_emploi")] {
            let refused = a_referral(person).with("prescriber_id", id).with("prescriber_kind", kind).send(&officer).await;
            refused.refused_at(422, "prescriber_missing", "/prescriber_id");
        }
        let employer = an_organisation().employer("ACI").create(&officer).await;
        let refused = a_referral(person).by(employer, "association").send(&officer).await;
        refused.refused_at(422, "wrong_role", "/prescriber_id");
        let refused = a_referral(person).by(4242, "association").send(&officer).await;
        refused.refused_at(422, "unknown_organisation", "/prescriber_id");
        let sent = a_referral(person).by(prescriber, "cap_emploi").send(&officer).await.created();
        let address = format!("/v1/referrals/{}", sent.id());
        let half = officer.patch(&address, sent.etag(), &json!({ "prescriber_id": null })).await;
        half.refused_at(422, "prescriber_missing", "/prescriber_id");
        let whole = json!({ "prescriber_id": null, "prescriber_kind": "self" });
        assert_eq!(officer.patch(&address, sent.etag(), &whole).await.ok()["prescriber_id"], Value::Null);
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let list = format!("/v1/candidates/{}/referrals", a_candidate().create(&officer).await);
        let given = json!({
            "prescriber_kind": "CCAS", "origin": "plie", "referred_on": "10/03/2023", "sectors": ["BTP", "X", "BTP"],
            "external_ref": " ",
        });
        officer.post(&list, &given).await.refused_fields(&[
            ("/prescriber_kind", "unknown_kind"),
            ("/origin", "unknown_origin"),
            ("/referred_on", "invalid_date"),
            ("/sectors/1", "unknown_sector"),
            ("/sectors/2", "invalid_body"),
            ("/external_ref", "text_empty"),
        ]);
        officer.post(&list, &json!({})).await.refused_fields(&[
            ("/prescriber_kind", "missing"),
            ("/origin", "missing"),
            ("/referred_on", "missing"),
            ("/sectors", "missing"),
        ]);
        let early = json!({
            "prescriber_id": 4242, "prescriber_kind": "region", "origin": "AUTRES", "referred_on": "2024-03-16",
            "sectors": [],
        });
        officer.post(&list, &early).await.refused_fields(&[
            ("/prescriber_id", "unknown_organisation"),
            ("/referred_on", "date_in_future"),
            ("/sectors", "missing"),
        ]);
        a_referral(987_654_321).send(&officer).await.refused(404, "not_found");
        assert_eq!(officer.all(&list).await.len(), 0);
    }

    async fn an_external_reference_names_one_referral(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let first = a_referral(person).with("external_ref", "O-1").create(&officer).await;
        let refused = a_referral(a_candidate().create(&officer).await).with("external_ref", "O-1").send(&officer).await;
        assert_eq!(refused.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], first);
        let other = a_referral(person).with("external_ref", "O-2").send(&officer).await.created();
        let address = format!("/v1/referrals/{}", other.id());
        let refused = officer.patch(&address, other.etag(), &json!({ "external_ref": "O-1" })).await;
        assert_eq!(refused.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], first);
        officer.patch(&address, other.etag(), &json!({ "external_ref": "O-2" })).await.ok();
        assert_eq!(officer.all("/v1/referrals").await.len(), 2);
    }

    async fn a_patch_changes_what_it_names(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let id = a_referral(person).validated("BTP", "2023-02-01").create(&officer).await;
        let address = format!("/v1/referrals/{id}");
        let before = officer.get(&address).await.ok();
        let patch = json!({ "origin": "PLIE", "sectors": ["PI"], "for_plie": false });
        let changed = officer.patch(&address, before.etag(), &patch).await.ok();
        assert_eq!((&changed["origin"], &changed["for_plie"]), (&json!("PLIE"), &json!(false)));
        assert_eq!((&changed["sectors"], &changed["outcome_sector"]), (&json!(["PI"]), &json!("BTP")));
        assert_eq!((changed.at("/warnings/0/code"), changed.etag()), (&json!("sector_not_requested"), "\"3\""));
        for (patch, code, pointer) in [
            (json!({ "referred_on": "2023-02-02" }), "decision_before_referral", "/referred_on"),
            (json!({ "referred_on": "2024-03-16" }), "date_in_future", "/referred_on"),
            (json!({ "sectors": [] }), "missing", "/sectors"),
            (json!({ "outcome": "pending" }), "unknown_field", "/outcome"),
            (json!({ "candidate_id": 1 }), "unknown_field", "/candidate_id"),
        ] {
            officer.patch(&address, changed.etag(), &patch).await.refused_at(422, code, pointer);
        }
        officer.patch(&address, changed.etag(), &json!({ "referred_on": "2023-02-01" })).await.ok();
        refuses_blind_changes(&officer, &address, &json!({ "origin": "AUTRES" })).await;
    }
}
