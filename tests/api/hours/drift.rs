//! Changes elsewhere never touch rows of closed months; the difference becomes a finding.

use serde_json::{Value, json};

use crate::support::builders::{Placed, a_public_contract, an_employment, an_organisation, somebody_at_work};
use crate::support::{App, Client, on_both_databases};

const MONTH: &str = "2023-05";

/// An employment with ten validated hours in a closed month, and that cell.
async fn frozen(app: &App, officer: &Client) -> (Placed, Value) {
    let placed = somebody_at_work(officer, "BTP").await;
    placed.hours(MONTH, "10").validated().create(officer).await;
    app.close_month(MONTH, "BTP").await;
    (placed, officer.get(&placed.cell(MONTH)).await.ok().json)
}

async fn patch(client: &Client, address: &str, patch: Value) {
    let current = client.get(address).await.ok();
    client.patch(address, current.etag(), &patch).await.ok();
}

/// The fields of the finding; asserts that the row has not changed.
async fn drifted(officer: &Client, placed: Placed, before: &Value) -> Value {
    assert_eq!(&officer.get(&placed.cell(MONTH)).await.ok().json, before);
    let findings = officer.get("/v1/findings").await.ok();
    let of_person: Vec<_> = findings.items().iter().filter(|one| one["candidate_id"] == placed.candidate).collect();
    assert!(of_person.len() <= 1, "{findings}");
    of_person.first().map_or(Value::Null, |finding| finding["fields"].clone())
}

on_both_databases! {
    async fn what_changes_of_a_person_is_found(app: App) {
        let officer = app.officer();
        for (change, fields) in [
            (json!({ "sex": "M" }), json!(["sex"])),
            (json!({ "birth_date": "1960-01-01" }), json!(["age_bracket"])),
            (json!({ "qualification_level": 5 }), json!(["qualification_level"])),
            (json!({ "eligibility": [{ "code": "BRSA", "from": "2023-05-01" }] }), json!(["rsa"])),
            (json!({ "eligibility": [{ "code": "BRSA", "from": "2023-05-02" }] }), Value::Null),
            (json!({ "addresses": [{ "commune_code": "21231", "from": "2020-01-01" }] }), json!(["commune"])),
            (
                json!({ "addresses": [
                    { "commune_code": "21231", "neighbourhood": "Dijon – Grésilles", "from": "2020-01-01" },
                ] }),
                json!(["commune", "neighbourhood", "qpv_legal"]),
            ),
        ] {
            let (placed, before) = frozen(&app, &officer).await;
            patch(&officer, &format!("/v1/candidates/{}", placed.candidate), change.clone()).await;
            assert_eq!(drifted(&officer, placed, &before).await, fields, "{change}");
            let reopened = format!("/v1/months/{MONTH}/closures/BTP?reason=Suite");
            officer.request(reqwest::Method::DELETE, &reopened).send().await.ok();
        }
    }

    async fn what_changes_of_their_work_and_of_who_sent_them_is_found(app: App) {
        let officer = app.officer();
        // given
        let (placed, before) = frozen(&app, &officer).await;
        let employment = format!("/v1/employments/{}", placed.employment);
        // when, then: the modality, and the kind of its prescriber
        let now = officer.get(&employment).await.ok();
        let assignment = |modality: &str| json!({ "assignments": [{
            "lot_id": placed.lot, "modality": modality, "from": now.at("/assignments/0/from"), "to": now.at("/assignments/0/to"),
        }] });
        patch(&officer, &employment, assignment("reserved")).await;
        assert_eq!(drifted(&officer, placed, &before).await, json!(["modality"]));
        let referrals = officer.all(&format!("/v1/candidates/{}/referrals", placed.candidate)).await;
        let prescriber = an_organisation().prescriber("mission_locale").create(&officer).await;
        let by = json!({ "prescriber_kind": "mission_locale", "prescriber_id": prescriber });
        patch(&officer, &format!("/v1/referrals/{}", referrals[0]["id"]), by).await;
        assert_eq!(drifted(&officer, placed, &before).await, json!(["modality", "prescriber_kind"]));
        // reverted: no finding
        patch(&officer, &employment, assignment("direct_hire")).await;
        let oneself = json!({ "prescriber_kind": "self", "prescriber_id": null });
        patch(&officer, &format!("/v1/referrals/{}", referrals[0]["id"]), oneself).await;
        assert_eq!(drifted(&officer, placed, &before).await, Value::Null);
    }

    async fn what_ends_or_prolongs_eligibility_is_found(app: App) {
        let officer = app.officer();
        let (placed, before) = frozen(&app, &officer).await;
        // A first assignment two years earlier: the window ended in January.
        let lot = a_public_contract().from("2020-01-01").create_lot(&officer).await;
        let first = an_employment(placed.candidate).from("2021-01-04").to("2021-03-31").on(lot);
        first.create(&officer).await;
        assert_eq!(drifted(&officer, placed, &before).await, json!(["counted"]));
        let window = json!({ "ends_on": "2023-05-01", "reason": "Chantier prolongé" });
        let windows = format!("/v1/candidates/{}/eligibility-windows", placed.candidate);
        officer.post(&windows, &window).await.with_status(201);
        assert_eq!(drifted(&officer, placed, &before).await, Value::Null);
        // A setting that this row does not depend on, set and reverted.
        let (other, before) = {
            let reopened = format!("/v1/months/{MONTH}/closures/BTP?reason=Suite");
            officer.request(reqwest::Method::DELETE, &reopened).send().await.ok();
            frozen(&app, &officer).await
        };
        for (months, fields) in [("1", json!(["counted"])), ("24", Value::Null)] {
            let setting = json!({ "key": "window_months", "effective_on": "2023-02-01", "value": months });
            app.admin().put("/v1/settings", &setting).await.ok();
            assert_eq!(drifted(&officer, other, &before).await, fields);
        }
        // A further CDI counts for a year from the hiring.
        let cdi = an_employment(other.candidate).cdi().from("2023-03-01");
        let setting = json!({ "key": "window_months", "effective_on": "2023-02-01", "value": "1" });
        app.admin().put("/v1/settings", &setting).await.ok();
        cdi.create(&officer).await;
        assert_eq!(drifted(&officer, other, &before).await, Value::Null);
        let shorter = json!({ "key": "cdi_window_months", "effective_on": "2000-01-01", "value": "1" });
        app.admin().put("/v1/settings", &shorter).await.ok();
        assert_eq!(drifted(&officer, other, &before).await, json!(["counted"]));
    }

    async fn a_sector_is_not_given_up_under_hours(app: App) {
        let officer = app.officer();
        let (placed, before) = frozen(&app, &officer).await;
        let lot = officer.get(&format!("/v1/lots/{}", placed.lot)).await.ok();
        let contract = format!("/v1/public-contracts/{}", lot["public_contract_id"]);
        let current = officer.get(&contract).await.ok();
        officer.patch(&contract, current.etag(), &json!({ "sector": "MS" })).await.refused(409, "in_use");
        assert_eq!(drifted(&officer, placed, &before).await, Value::Null);
    }
}
