//! Recording and changing one candidate.

use clauses::values::{CriterionCode, Role};
use serde_json::{Value, json};

use crate::support::builders::a_candidate;
use crate::support::{Reply, on_both_databases, refuses_blind_changes};

/// The candidates that the warning of a possible duplicate names.
fn alike(reply: &Reply) -> Vec<i64> {
    let warnings = reply["warnings"].as_array().unwrap();
    assert!(warnings.iter().all(|warning| warning["code"] == "possible_duplicate"), "{reply}");
    let ids = warnings.iter().flat_map(|warning| warning["candidate_ids"].as_array().unwrap());
    ids.map(|id| id.as_i64().unwrap()).collect()
}

on_both_databases! {
    async fn every_criterion_is_recorded(app: App) {
        let officer = app.officer();
        let codes = [
            "DELD", "DETLD", "BRSA", "ASS", "AAH", "OTHER_MINIMUM_INCOME", "NO_WORK_12_MONTHS", "LOW_SKILLS", "RQTH",
            "HEALTH", "YOUTH", "SENIOR", "FLE", "ZRR", "DISABILITY_PENSION", "WIDOW_ALLOWANCE", "IAE", "GEIQ", "REFUGEE",
            "ASE", "SINGLE_PARENT", "MOBILITY", "HOUSING", "PERSONAL_CRITERION_VERIFIED", "REASONED_OPINION",
        ];
        let listed: Vec<_> = CriterionCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(listed, codes);
        let met: Vec<_> = codes.iter().map(|code| json!({ "code": code, "from": "2023-01-01" })).collect();
        let person = a_candidate().with("eligibility", met).create(&officer).await;
        let shown = officer.get(&format!("/v1/candidates/{person}")).await.ok();
        let mut kept: Vec<_> = shown["eligibility"].as_array().unwrap().iter().map(|met| met["code"].clone()).collect();
        kept.sort_by_key(|code| codes.iter().position(|known| code == known));
        assert_eq!(kept, codes);
    }

    async fn a_candidate_is_recorded_and_shown_as_they_were_given(app: App) {
        let officer = app.officer();
        let given = json!({
            "last_name": "Rosée", "first_name": "Fatoumata", "birth_date": "1988-02-29", "sex": "F",
            "qualification_level": 10, "contact": { "email": "f.rosee@example.org", "phone": "06 00 00 00 00" },
            "informed_on": "2024-03-15", "right_to_work_checked_on": "2023-01-02", "external_ref": "P-17",
            "addresses": [
                { "commune_code": "21166", "neighbourhood": "Chenôve – Le Mail", "from": "2023-05-01" },
                { "commune_code": "39300", "from": "2020-01-01", "to": "2023-04-30" },
            ],
            "eligibility": [{
                "code": "BRSA", "from": "2022-01-01", "to": "2023-12-31", "proof_kind": "attestation_caf",
                "proof_on": "2022-01-10", "checked_by": "M. Dupont",
            }],
        });
        let created = officer.post("/v1/candidates", &given).await.created();
        let address = format!("/v1/candidates/{}", created.id());
        assert_eq!(created.header("location"), Some(address.as_str()));
        assert_eq!(created["warnings"], json!([]));
        let shown = officer.get(&address).await.ok();
        let mut expected = given.clone();
        expected["id"] = json!(created.id());
        expected["addresses"] = json!([
            { "commune_code": "39300", "neighbourhood": null, "from": "2020-01-01", "to": "2023-04-30" },
            { "commune_code": "21166", "neighbourhood": "Chenôve – Le Mail", "from": "2023-05-01", "to": null },
        ]);
        for (field, value) in [
            ("eligible_until", json!(null)), ("days_left", json!(null)), ("version", json!(1)),
            ("created_at", json!("2024-03-15T09:00:00Z")), ("updated_at", json!("2024-03-15T09:00:00Z")),
        ] {
            expected[field] = value;
        }
        assert_eq!((&shown.json, shown.etag()), (&expected, created.etag()));
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let given = json!({
            "first_name": " ", "birth_date": "2024-03-16", "sex": "X", "qualification_level": 11,
            "contact": { "email": "nowhere", "phone": "12" }, "informed_on": "2024-04-01",
            "right_to_work_checked_on": "hier", "external_ref": "",
            "addresses": [{ "commune_code": "2123", "from": "2023-01-01" }, { "neighbourhood": "", "to": "2023" }],
            "eligibility": [{ "code": "RSA", "from": "2023-01-01" }, { "code": "BRSA", "proof_on": "x", "checked_by": "" }],
        });
        officer.post("/v1/candidates", &given).await.refused_fields(&[
            ("/last_name", "missing"),
            ("/first_name", "text_empty"),
            ("/birth_date", "date_in_future"),
            ("/sex", "unknown_sex"),
            ("/qualification_level", "invalid_level"),
            ("/contact/email", "invalid_email"),
            ("/contact/phone", "invalid_phone"),
            ("/informed_on", "date_in_future"),
            ("/right_to_work_checked_on", "invalid_date"),
            ("/external_ref", "text_empty"),
            ("/addresses/0/commune_code", "invalid_commune"),
            ("/addresses/1/commune_code", "missing"),
            ("/addresses/1/neighbourhood", "text_empty"),
            ("/addresses/1/from", "missing"),
            ("/addresses/1/to", "invalid_date"),
            ("/eligibility/0/code", "unknown_criterion"),
            ("/eligibility/1/from", "missing"),
            ("/eligibility/1/proof_on", "invalid_date"),
            ("/eligibility/1/checked_by", "text_empty"),
        ]);
        assert_eq!(officer.all("/v1/candidates").await.len(), 0);
    }

    async fn what_is_never_stored_has_no_field(app: App) {
        let officer = app.officer();
        for field in ["national_insurance_number", "nir", "nationality"] {
            let refused = a_candidate().with(field, "1").send(&officer).await;
            refused.refused_at(422, "unknown_field", &format!("/{field}"));
        }
        assert_eq!(officer.all("/v1/candidates").await.len(), 0);
    }

    async fn levels_go_from_1_to_10(app: App) {
        let officer = app.officer();
        for level in 1..=10 {
            let created = a_candidate().with("qualification_level", level).send(&officer).await.created();
            assert_eq!(created["qualification_level"], level);
        }
        let unknown = a_candidate().without("qualification_level").send(&officer).await.created();
        assert_eq!(unknown["qualification_level"], Value::Null);
        for level in [0, 11, -1, i64::MAX] {
            let refused = a_candidate().with("qualification_level", level).send(&officer).await;
            refused.refused_at(422, "invalid_level", "/qualification_level");
        }
        for level in [json!("3"), json!(3.5)] {
            let refused = a_candidate().with("qualification_level", level).send(&officer).await;
            refused.refused_at(422, "invalid_body", "/qualification_level");
        }
        assert_eq!(officer.all("/v1/candidates").await.len(), 11);
    }

    async fn officers_are_warned_of_possible_duplicates(app: App) {
        let officer = app.officer();
        let named = |last: &str, first: &str, born: &str| a_candidate().named(last, first).born(born);
        let first = named("Lefèvre", "Noémie", "1990-05-17").create(&officer).await;
        let same_name = named("LEFEVRE", "noemie", "1971-01-01").send(&officer).await.created();
        assert_eq!(alike(&same_name), [first]);
        let same_day = named("Le Fèvre", "Anne", "1990-05-17").send(&officer).await.created();
        assert_eq!(alike(&same_day), [first]);
        let sister = named("Lefevre", "Anne", "1990-05-17").send(&officer).await.created();
        assert_eq!(alike(&sister), [first, same_day.id()]);
        let other = named("Durand", "Noémie", "1990-05-17").send(&officer).await.created();
        assert_eq!(alike(&other), Vec::<i64>::new());
        let address = format!("/v1/candidates/{}", other.id());
        let renamed = officer.patch(&address, other.etag(), &json!({ "last_name": "Lefèvre" })).await.ok();
        assert_eq!(alike(&renamed), [first, same_name.id(), same_day.id(), sister.id()]);
        assert_eq!(officer.get(&address).await.ok()["warnings"], Value::Null);
    }

    async fn an_external_reference_names_one_candidate(app: App) {
        let officer = app.officer();
        let first = a_candidate().with("external_ref", "P-1").create(&officer).await;
        let refused = a_candidate().with("external_ref", "P-1").send(&officer).await;
        assert_eq!(refused.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], first);
        let other = a_candidate().with("external_ref", "p-1").send(&officer).await.created();
        let address = format!("/v1/candidates/{}", other.id());
        let refused = officer.patch(&address, other.etag(), &json!({ "external_ref": "P-1" })).await;
        assert_eq!(refused.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], first);
        officer.patch(&format!("/v1/candidates/{first}"), "\"1\"", &json!({ "external_ref": null })).await.ok();
        officer.patch(&address, other.etag(), &json!({ "external_ref": "P-1" })).await.ok();
        assert_eq!(officer.all("/v1/candidates").await.len(), 2);
    }

    async fn a_patch_merges_contacts_and_replaces_lists_whole(app: App) {
        let officer = app.officer();
        let contact = json!({ "email": "a@example.org", "phone": "0380000000" });
        let person = a_candidate().living_in("21231", "2020-01-01").living_in("39300", "2019-01-01");
        let refused = person.with("contact", contact.clone()).send(&officer).await;
        refused.refused_at(422, "overlapping_periods", "/addresses/1/from");
        let person = a_candidate().living_in("21231", "2020-01-01").eligible_by("BRSA", "2023-01-01");
        let created = person.with("contact", contact).send(&officer).await.created();
        let address = format!("/v1/candidates/{}", created.id());
        let patch = json!({
            "contact": { "email": null }, "qualification_level": null, "addresses": [],
            "eligibility": [{ "code": "RQTH", "from": "2024-01-01" }, { "code": "DELD", "from": "2022-01-01" }],
        });
        let changed = officer.patch(&address, created.etag(), &patch).await.ok();
        assert_eq!(changed["contact"], json!({ "email": null, "phone": "0380000000" }));
        assert_eq!((&changed["qualification_level"], &changed["addresses"]), (&Value::Null, &json!([])));
        let codes: Vec<_> = changed["eligibility"].as_array().unwrap().iter().map(|met| &met["code"]).collect();
        assert_eq!(codes, ["DELD", "RQTH"]);
        assert_eq!((&changed["last_name"], changed.etag()), (&created["last_name"], "\"2\""));
        let without = officer.patch(&address, changed.etag(), &json!({ "contact": null })).await.ok();
        assert_eq!(without["contact"], json!({ "email": null, "phone": null }));
        let refused = officer.patch(&address, without.etag(), &json!({ "birth_date": null, "sex": "H" })).await;
        refused.refused_fields(&[("/birth_date", "missing"), ("/sex", "unknown_sex")]);
        refuses_blind_changes(&officer, &address, &json!({ "first_name": "Dominique" })).await;
    }

    async fn dashboards_and_the_plie_see_no_candidate(app: App) {
        let created = a_candidate().send(&app.officer()).await.created();
        let address = format!("/v1/candidates/{}", created.id());
        for role in [Role::Dashboard, Role::Plie] {
            let client = app.as_role(role, &[]);
            client.get(&address).await.refused(403, "forbidden");
            client.get("/v1/candidates").await.refused(403, "forbidden");
            client.patch(&address, created.etag(), &json!({})).await.refused(403, "forbidden");
            a_candidate().send(&client).await.refused(403, "forbidden");
        }
        app.officer().get("/v1/candidates/987654321").await.refused(404, "not_found");
    }
}
