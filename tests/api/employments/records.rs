//! Recording employments: answers and refusals.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, waive,
};
use crate::support::{Client, on_both_databases};

async fn a_lot(client: &Client, sector: &str) -> i64 {
    a_public_contract().with("sector", sector).create_lot(client).await
}

on_both_databases! {
    async fn an_employment_is_recorded_and_shown_with_its_assignments(app: App) {
        let officer = app.officer();
        let (lot, candidate) = (a_lot(&officer, "BTP").await, a_candidate().create(&officer).await);
        let referral = a_referral(candidate).validated("BTP", "2023-01-05").create(&officer).await;
        let employer = an_organisation().named("Régie").employer("ACI").create(&officer).await;
        let person = officer.get(&format!("/v1/candidates/{candidate}")).await.ok();
        let of_lot = officer.get(&format!("/v1/lots/{lot}")).await.ok();
        let contract = officer.get(&format!("/v1/public-contracts/{}", of_lot["public_contract_id"])).await.ok();
        let given = json!({
            "candidate_id": candidate, "employer_id": employer, "contract_type": "CDDI", "occupation": "F1704",
            "starts_on": "2023-01-09", "ends_on": "2023-12-31", "weekly_hours": 26.5, "external_ref": "E-311",
            "assignments": [{ "lot_id": lot, "modality": "agency_or_loan", "from": "2023-01-16" }],
        });
        let reply = officer.post("/v1/employments", &given).await.created();
        let address = format!("/v1/employments/{}", reply.id());
        assert_eq!(reply.header("location"), Some(address.as_str()));
        let shown = officer.get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": reply.id(), "candidate_id": candidate, "employer_id": employer, "contract_type": "CDDI",
            "names": { "last_name": person["last_name"], "first_name": person["first_name"], "employer": "Régie" },
            "occupation": "F1704", "starts_on": "2023-01-09", "ends_on": "2023-12-31", "weekly_hours": "26.50",
            "external_ref": "E-311", "version": 1, "warnings": [],
            "assignments": [{
                "id": shown.at("/assignments/0/id"), "lot_id": lot, "lot": of_lot["number"],
                "lot_title": of_lot["title"], "public_contract": contract["reference"], "modality": "agency_or_loan",
                "from": "2023-01-16", "to": null, "referral_id": referral,
            }],
            "created_at": "2024-03-15T09:00:00Z", "updated_at": "2024-03-15T09:00:00Z",
        }));
        assert_eq!(shown.etag(), reply.etag());
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let given = json!({
            "contract_type": "cddi", "occupation": "maçon", "starts_on": "2023-02-30", "weekly_hours": "168.01",
            "assignments": [{ "lot_id": 1, "modality": "loan", "from": "soon" }],
        });
        app.officer().post("/v1/employments", &given).await.refused_fields(&[
            ("/candidate_id", "missing"),
            ("/employer_id", "missing"),
            ("/contract_type", "unknown_contract_type"),
            ("/occupation", "invalid_occupation"),
            ("/starts_on", "invalid_date"),
            ("/weekly_hours", "hours_too_large"),
            ("/assignments/0/modality", "unknown_modality"),
            ("/assignments/0/from", "invalid_date"),
        ]);
        assert_eq!(app.officer().all("/v1/employments").await.len(), 0);
    }

    async fn only_a_cdi_may_be_without_an_end(app: App) {
        let officer = app.officer();
        let candidate = a_candidate().create(&officer).await;
        for contract_type in ["CDDI", "CTTI", "CPRO", "CDD", "CTT", "CAPP", "CUI"] {
            let open = an_employment(candidate).with("contract_type", contract_type).without("ends_on");
            open.send(&officer).await.refused_at(422, "end_required", "/ends_on");
        }
        let open = an_employment(candidate).cdi().send(&officer).await.created();
        assert_eq!(open["ends_on"], Value::Null);
        let backwards = an_employment(candidate).to("2022-12-31");
        backwards.send(&officer).await.refused_at(422, "invalid_period", "/ends_on");
        assert_eq!(officer.all("/v1/employments").await.len(), 1);
    }

    async fn an_assignment_lies_within_its_employment(app: App) {
        let officer = app.officer();
        let (lot, candidate) = (a_lot(&officer, "BTP").await, a_candidate().create(&officer).await);
        admit(&officer, candidate, "BTP").await;
        for (from, to) in [("2022-12-31", "2023-02-01"), ("2023-12-01", "2024-01-01"), ("2024-01-01", "2024-02-01")] {
            let outside = an_employment(candidate).on_during(lot, from, to).send(&officer).await;
            outside.refused_at(422, "assignment_outside_employment", "/assignments/0/from");
        }
        // Without an end, it would begin after the employment.
        let phantom = json!({ "lot_id": lot, "modality": "direct_hire", "from": "2025-01-01" });
        let after = an_employment(candidate).assigned(phantom).send(&officer).await;
        after.refused_at(422, "assignment_outside_employment", "/assignments/0/from");
        let backwards = an_employment(candidate).on_during(lot, "2023-03-02", "2023-03-01").send(&officer).await;
        backwards.refused_at(422, "invalid_period", "/assignments/0/to");
        an_employment(candidate).on_during(lot, "2023-01-01", "2023-12-31").send(&officer).await.created();
        assert_eq!(officer.all("/v1/employments").await.len(), 1);
    }

    async fn one_lot_takes_an_employment_once_at_a_time(app: App) {
        let officer = app.officer();
        let (lot, candidate) = (a_lot(&officer, "BTP").await, a_candidate().create(&officer).await);
        admit(&officer, candidate, "BTP").await;
        let twice = |again: &str| {
            an_employment(candidate).on_during(lot, "2023-02-01", "2023-03-31").on_during(lot, again, "2023-06-30")
        };
        let overlapping = twice("2023-03-31").send(&officer).await;
        overlapping.refused_at(422, "overlapping_periods", "/assignments/1/from");
        twice("2023-04-01").send(&officer).await.created();
        let other = a_lot(&officer, "BTP").await;
        an_employment(candidate).on(lot).on(other).send(&officer).await.created();
    }

    async fn an_assignment_rests_on_a_validated_referral_of_its_sector(app: App) {
        let officer = app.officer();
        let (works, services) = (a_lot(&officer, "BTP").await, a_lot(&officer, "MS").await);
        let candidate = a_candidate().create(&officer).await;
        let refuse = async |lot| {
            let reply = an_employment(candidate).on(lot).send(&officer).await;
            reply.refused_at(422, "assignment_without_validation", "/assignments/0/lot_id");
        };
        refuse(works).await;
        a_referral(candidate).create(&officer).await;
        refuse(works).await;
        a_referral(candidate).not_integrated("no_position", "2023-01-03").create(&officer).await;
        refuse(works).await;
        a_referral(candidate).for_sectors(&["MS"]).validated("MS", "2023-01-03").create(&officer).await;
        refuse(works).await;
        an_employment(candidate).on(services).send(&officer).await.created();
        admit(&officer, candidate, "BTP").await;
        an_employment(candidate).on(works).send(&officer).await.created();
    }

    async fn a_waiver_lets_a_person_work_in_its_sector_alone(app: App) {
        let officer = app.officer();
        let (works, services) = (a_lot(&officer, "BTP").await, a_lot(&officer, "MS").await);
        let candidate = a_candidate().create(&officer).await;
        waive(&officer, candidate, "BTP").await;
        let reply = an_employment(candidate).on(works).on(services).send(&officer).await;
        reply.refused_at(422, "assignment_without_validation", "/assignments/1/lot_id");
        let allowed = an_employment(candidate).on(works).send(&officer).await.created();
        assert_eq!(allowed.at("/assignments/0/referral_id"), &Value::Null);
    }

    async fn what_an_employment_names_exists_and_plays_its_role(app: App) {
        let officer = app.officer();
        let candidate = a_candidate().create(&officer).await;
        let buyer = an_organisation().buyer("commune").create(&officer).await;
        for (employment, code, pointer) in [
            (an_employment(999_999), "unknown_candidate", "/candidate_id"),
            (an_employment(candidate).at(999_999), "unknown_organisation", "/employer_id"),
            (an_employment(candidate).at(buyer), "wrong_role", "/employer_id"),
            (an_employment(candidate).on(999_999), "unknown_lot", "/assignments/0/lot_id"),
        ] {
            employment.send(&officer).await.refused_at(422, code, pointer);
        }
        assert_eq!(officer.all("/v1/employments").await.len(), 0);
    }

    async fn a_contract_type_at_odds_with_its_employer_is_warned_of_and_kept(app: App) {
        let officer = app.officer();
        let candidate = a_candidate().create(&officer).await;
        for (contract_type, kind, warned) in [
            ("CDDI", "EI", false), ("CDDI", "ACI", false), ("CDDI", "AI", false), ("CDDI", "company", true),
            ("CDDI", "ETTI", true), ("CTTI", "ETTI", false), ("CTTI", "temp_agency", true), ("CDD", "company", false),
        ] {
            let employer = an_organisation().employer(kind).create(&officer).await;
            let employment = an_employment(candidate).with("contract_type", contract_type).at(employer);
            let reply = employment.send(&officer).await.created();
            let codes: Vec<_> = reply["warnings"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
            let expected = if warned { vec!["contract_type_at_odds"] } else { vec![] };
            assert_eq!(codes, expected, "{contract_type} at {kind}");
        }
        assert_eq!(officer.all("/v1/employments").await.len(), 8);
    }

    async fn a_senders_reference_names_one_of_its_employments(app: App) {
        let officer = app.officer();
        let candidate = a_candidate().create(&officer).await;
        let first = an_employment(candidate).with("external_ref", "E-1").create(&officer).await;
        let twice = an_employment(candidate).with("external_ref", "E-1").send(&officer).await;
        assert_eq!(twice.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], first);
        let other = an_employment(candidate).with("external_ref", "E-2").send(&officer).await.created();
        let address = format!("/v1/employments/{}", other.id());
        let taken = officer.patch(&address, other.etag(), &json!({ "external_ref": "E-1" })).await;
        assert_eq!(taken.refused_at(409, "external_ref_taken", "/external_ref")["existing_id"], first);
        officer.patch(&address, other.etag(), &json!({ "external_ref": "E-2" })).await.ok();
        assert_eq!(officer.all("/v1/employments").await.len(), 2);
    }

    async fn partners_read_the_employments_of_their_sectors_and_change_none_of_others(app: App) {
        let officer = app.officer();
        let candidate = a_candidate().create(&officer).await;
        admit(&officer, candidate, "BTP").await;
        let created = an_employment(candidate).on(a_lot(&officer, "BTP").await).send(&officer).await.created();
        let address = format!("/v1/employments/{}", created.id());
        let partner = app.as_role(Role::Partner, &[Sector::Btp]);
        assert_eq!(partner.get(&address).await.ok()["assignments"], created["assignments"]);
        partner.patch(&address, created.etag(), &json!({ "weekly_hours": "35" })).await.refused(403, "forbidden");
        for role in [Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get(&address).await.refused(403, "forbidden");
        }
    }
}
