//! Recording and changing one public contract.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::as_read;
use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, an_organisation, hours};
use crate::support::{Client, on_both_databases, refuses_blind_changes};

/// A person who may work on works contracts.
async fn a_worker(officer: &Client) -> i64 {
    let worker = a_candidate().create(officer).await;
    a_referral(worker).validated("BTP", "2023-01-05").create(officer).await;
    worker
}

on_both_databases! {
    async fn a_contract_is_recorded_with_its_lots_and_shown_as_it_was_given(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().buyer("commune").create(&officer).await;
        let holder = an_organisation().create(&officer).await;
        let given = json!({
            "reference": "2022-DM-014", "title": "Réhabilitation d'un groupe scolaire", "buyer_id": buyer,
            "sector": "BTP", "clause_type": "execution", "notified_on": "2022-01-17", "starts_on": "2022-02-01",
            "ends_on": "2024-07-31", "amount": 1250000.5, "cpv": "45210000", "commune_code": "21231",
            "lots": [
                { "number": "1", "title": "Gros œuvre", "holder_id": holder, "hours_due": 1200.5, "penalty": "25" },
                { "number": "2" },
            ],
        });
        let created = officer.post("/v1/public-contracts", &given).await.created();
        let (id, lots) = (created.id(), created["lots"].as_array().unwrap());
        assert_eq!(created.header("location"), Some(format!("/v1/public-contracts/{id}").as_str()));
        let shown = officer.get(&format!("/v1/public-contracts/{id}")).await.ok();
        let now = "2024-03-15T09:00:00Z";
        assert_eq!(shown.json, json!({
            "id": id, "reference": "2022-DM-014", "title": "Réhabilitation d'un groupe scolaire", "buyer_id": buyer,
            "sector": "BTP", "clause_type": "execution", "notified_on": "2022-01-17", "starts_on": "2022-02-01",
            "ends_on": "2024-07-31", "amount": "1250000.50", "cpv": "45210000", "commune_code": "21231",
            "follow_up_body": "ARIQ", "source": "manual", "status": "open", "version": 1, "created_at": now,
            "updated_at": now,
            "lots": [
                {
                    "id": lots[0]["id"], "public_contract_id": id, "number": "1", "title": "Gros œuvre",
                    "holder_id": holder, "co_holder_ids": [], "penalty": "25.00", "hours_due": "1200.50",
                    "version": 1, "created_at": now, "updated_at": now,
                },
                {
                    "id": lots[1]["id"], "public_contract_id": id, "number": "2",
                    "title": "Réhabilitation d'un groupe scolaire", "holder_id": null, "co_holder_ids": [],
                    "penalty": null, "hours_due": null, "version": 1, "created_at": now, "updated_at": now,
                },
            ],
        }));
        assert_eq!((shown.etag(), &shown.json), (created.etag(), &as_read(&created)));
    }

    async fn a_contract_without_lots_gets_one_of_its_own_title(app: App) {
        let created = a_public_contract().with("title", "Entretien").send(&app.officer()).await.created();
        let lots = created["lots"].as_array().unwrap();
        assert_eq!(lots.len(), 1);
        assert_eq!((&lots[0]["number"], &lots[0]["title"]), (&json!("1"), &json!("Entretien")));
        let empty = a_public_contract().with("lots", json!([])).send(&app.officer()).await.created();
        assert_eq!(empty["lots"].as_array().unwrap().len(), 1);
    }

    async fn the_sector_says_who_follows_it_up_unless_the_contract_does(app: App) {
        let officer = app.officer();
        for (sector, body) in [("BTP", "ARIQ"), ("MS", "CREATIV"), ("PI", "CREATIV")] {
            let created = a_public_contract().with("sector", sector).send(&officer).await.created();
            assert_eq!(created["follow_up_body"], body, "{sector}");
        }
        let works = a_public_contract().send(&officer).await.created();
        let address = format!("/v1/public-contracts/{}", works.id());
        let services = officer.patch(&address, works.etag(), &json!({ "sector": "MS" })).await.ok();
        assert_eq!(services["follow_up_body"], "CREATIV");
        let chosen = a_public_contract().with("follow_up_body", "Maison de l'emploi").send(&officer).await.created();
        let address = format!("/v1/public-contracts/{}", chosen.id());
        let moved = officer.patch(&address, chosen.etag(), &json!({ "sector": "PI" })).await.ok();
        assert_eq!(moved["follow_up_body"], "Maison de l'emploi");
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let given = json!({
            "sector": "TRAVAUX", "clause_type": "other", "notified_on": "17/01/2022", "starts_on": "2022-02-30",
            "ends_on": "2022", "amount": "-1", "cpv": "4521", "commune_code": "2123", "follow_up_body": " ",
            "status": "running",
            "lots": [{ "number": "1" }, { "title": "", "hours_due": "12.345", "penalty": "dix" }],
        });
        officer.post("/v1/public-contracts", &given).await.refused_fields(&[
            ("/reference", "missing"),
            ("/title", "missing"),
            ("/buyer_id", "missing"),
            ("/sector", "unknown_sector"),
            ("/clause_type", "unknown_clause_type"),
            ("/notified_on", "invalid_date"),
            ("/starts_on", "invalid_date"),
            ("/ends_on", "invalid_date"),
            ("/amount", "invalid_amount"),
            ("/cpv", "invalid_cpv"),
            ("/commune_code", "invalid_commune"),
            ("/follow_up_body", "text_empty"),
            ("/status", "unknown_status"),
            ("/lots/1/number", "missing"),
            ("/lots/1/title", "text_empty"),
            ("/lots/1/hours_due", "hours_too_precise"),
            ("/lots/1/penalty", "invalid_amount"),
        ]);
        let backwards = a_public_contract().from("2024-01-02").to("2024-01-01").send(&officer).await;
        backwards.refused_at(422, "invalid_period", "/ends_on");
        assert_eq!(officer.all("/v1/public-contracts").await.len(), 0);
    }

    async fn whom_and_what_a_contract_names_must_be_there(app: App) {
        let officer = app.officer();
        let no_buyer = an_organisation().employer("company").create(&officer).await;
        let lots = json!([
            { "number": "1", "holder_id": 4242 },
            { "number": "1", "co_holder_ids": [no_buyer, 4243] },
        ]);
        a_public_contract().bought_by(no_buyer).with("lots", lots).send(&officer).await.refused_fields(&[
            ("/buyer_id", "wrong_role"),
            ("/lots/0/holder_id", "unknown_organisation"),
            ("/lots/1/co_holder_ids/1", "unknown_organisation"),
            ("/lots/1/number", "lot_number_taken"),
        ]);
        let nobody = a_public_contract().bought_by(4242).send(&officer).await;
        nobody.refused_at(422, "unknown_organisation", "/buyer_id");
        let twice = a_public_contract().with_lot("A", "1").with_lot("A", "2").send(&officer).await;
        twice.refused_at(409, "lot_number_taken", "/lots/1/number");
        assert_eq!(officer.all("/v1/public-contracts").await.len(), 0);
    }

    async fn a_number_belongs_to_one_contract_of_a_buyer(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().buyer("state").create(&officer).await;
        let of_buyer = || a_public_contract().bought_by(buyer).referenced("2023-7");
        let first = of_buyer().create(&officer).await;
        let refused = of_buyer().send(&officer).await.refused_at(409, "reference_taken", "/reference");
        assert_eq!(refused["existing_id"], first);
        let hidden = of_buyer().ms().send(&app.as_role(Role::Officer, &[Sector::Ms])).await;
        assert_eq!(hidden.refused_at(409, "reference_taken", "/reference")["existing_id"], Value::Null);
        a_public_contract().referenced("2023-7").send(&officer).await.created();
        let other = of_buyer().referenced("2023-8").send(&officer).await.created();
        let address = format!("/v1/public-contracts/{}", other.id());
        let refused = officer.patch(&address, other.etag(), &json!({ "reference": "2023-7" })).await;
        assert_eq!(refused.refused_at(409, "reference_taken", "/reference")["existing_id"], first);
        officer.patch(&address, other.etag(), &json!({ "reference": "2023-8" })).await.ok();
    }

    async fn a_patch_changes_what_it_names_and_empties_what_is_null(app: App) {
        let officer = app.officer();
        let created = a_public_contract().with("cpv", "45210000").with("amount", "10").send(&officer).await.created();
        let address = format!("/v1/public-contracts/{}", created.id());
        let patch = json!({ "title": "Après", "cpv": null, "status": "closed", "ends_on": "2026-01-31" });
        let changed = officer.patch(&address, created.etag(), &patch).await.ok();
        let mut expected = created.json.clone();
        for (field, value) in patch.as_object().unwrap() {
            expected[field] = value.clone();
        }
        expected["version"] = json!(2);
        assert_eq!((&changed.json, changed.etag()), (&expected, "\"2\""));
        assert_eq!(officer.get(&address).await.ok().json, as_read(&changed));
        for (patch, status, code, pointer) in [
            (json!({ "title": null }), 422, "missing", "/title"),
            (json!({ "ends_on": "2021-12-31" }), 422, "invalid_period", "/ends_on"),
            (json!({ "buyer_id": 4242 }), 422, "unknown_organisation", "/buyer_id"),
            (json!({ "lots": [] }), 422, "immutable_field", "/lots"),
            (json!({ "titel": "x" }), 422, "unknown_field", "/titel"),
        ] {
            officer.patch(&address, changed.etag(), &patch).await.refused_at(status, code, pointer);
        }
        assert_eq!(officer.get(&address).await.ok().json, as_read(&changed));
        refuses_blind_changes(&officer, &address, &json!({ "title": "Encore" })).await;
    }

    async fn the_sector_that_assignments_rest_on_stays(app: App) {
        let officer = app.officer();
        let created = a_public_contract().from("2023-01-01").to("2023-12-31").send(&officer).await.created();
        let lot = created.at("/lots/0/id").as_i64().unwrap();
        let address = format!("/v1/public-contracts/{}", created.id());
        let worker = a_worker(&officer).await;
        an_employment(worker).on_during(lot, "2023-03-15", "2023-06-30").create(&officer).await;
        let sector = officer.patch(&address, created.etag(), &json!({ "sector": "PI" })).await;
        sector.refused_at(409, "in_use", "/sector");
        assert_eq!(officer.get(&address).await.ok().json, as_read(&created));
        let tight = json!({ "starts_on": "2023-04-01", "ends_on": "2023-05-31" });
        officer.patch(&address, created.etag(), &tight).await.ok();
    }

    async fn dates_are_not_drawn_in_under_hours(app: App) {
        let officer = app.officer();
        let created = a_public_contract().from("2023-01-01").to("2023-12-31").send(&officer).await.created();
        let lot = created.at("/lots/0/id").as_i64().unwrap();
        let address = format!("/v1/public-contracts/{}", created.id());
        let employment = an_employment(a_worker(&officer).await).cdi().on(lot).create(&officer).await;
        hours(employment, lot, "2023-10", "12").create(&officer).await;
        let short = officer.patch(&address, created.etag(), &json!({ "ends_on": "2023-09-30" })).await;
        short.refused_at(409, "hours_would_be_orphaned", "/ends_on");
        let late = officer.patch(&address, created.etag(), &json!({ "starts_on": "2023-11-01" })).await;
        late.refused_at(409, "hours_would_be_orphaned", "/starts_on");
        assert_eq!(officer.get(&address).await.ok()["ends_on"], "2023-12-31");
        officer.patch(&address, created.etag(), &json!({ "ends_on": "2023-10-31" })).await.ok();
    }
}
