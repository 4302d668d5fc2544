//! Remarks of a bilan on what stands behind its figures.

use std::collections::BTreeMap;

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{
    Placed, a_candidate, a_public_contract, a_referral, an_employment, an_organisation, hours, waive,
};
use crate::support::{App, Client, on_both_databases};

/// The remarks of a bilan by kind, in the wording of its explanation.
async fn remarks(client: &Client, query: &str) -> BTreeMap<String, String> {
    let bilan = client.get(&format!("/v1/bilans{query}")).await.ok();
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().replace(['\u{a0}', '\u{202f}'], " ");
    let all = bilan["findings"].as_array().unwrap().iter();
    all.map(|finding| (text(finding, "kind"), text(finding, "explanation"))).collect()
}

/// Somebody at work for a company in works from 2023 on, by a waiver, with a level, an address and a criterion that was
/// proven in 2022.
async fn at_work(officer: &Client, lot: i64) -> Placed {
    let person =
        a_candidate().living_in("21231", "2020-01-01").with("qualification_level", 3).in_plie_from("2021-01-01");
    let criterion =
        json!([{ "code": "BRSA", "from": "2021-01-01", "proof_kind": "attestation", "proof_on": "2022-01-10" }]);
    let candidate = person.with("eligibility", criterion).create(officer).await;
    waive(officer, candidate, "BTP").await;
    let employment = an_employment(candidate).from("2023-01-01").to("2023-12-31").on(lot).create(officer).await;
    Placed { candidate, employment, lot }
}

/// A year without anything to remark but that its months are open.
async fn a_clean_year(app: &App) -> (Client, Placed) {
    let officer = app.officer();
    let contract = a_public_contract().from("2020-01-01").to("2025-12-31").with_lot("1", "1000");
    let placed = at_work(&officer, contract.create_lots(&officer).await[0]).await;
    placed
        .hours("2023-03", "100")
        .with("evidence", json!({ "kind": "timesheet", "reference": "FH-3" }))
        .validated()
        .create(&officer)
        .await;
    assert_eq!(remarks(&officer, "/2023").await.into_keys().collect::<Vec<_>>(), ["months_open"]);
    (officer, placed)
}

on_both_databases! {
    async fn hours_that_do_not_count_or_have_no_evidence_are_remarked(app: App) {
        let (officer, placed) = a_clean_year(&app).await;
        placed.hours("2023-04", "12.5").create(&officer).await;
        placed.hours("2023-05", "20").validated().create(&officer).await;
        placed.hours("2023-06", "1.25").validated().create(&officer).await;
        let found = remarks(&officer, "/2023").await;
        assert_eq!(found["hours_awaiting_validation"], "12,50 heures (1 ligne) attendent votre validation et ne comptent pas encore.");
        let without = "21,25 heures (2 lignes) comptent sans justificatif, ni sur leur ligne, ni pour leur lot et leur mois.";
        assert_eq!(found["hours_without_evidence"], without);
        // Evidence for the lot and month is evidence of its rows.
        let proof = json!({ "lot_id": placed.lot, "kind": "timesheet", "reference": "FH-5" });
        officer.post("/v1/months/2023-05/evidence", &proof).await.created();
        assert!(remarks(&officer, "/2023").await["hours_without_evidence"].starts_with("1,25 heures (1 ligne)"));
        // Somebody whose 24 months ended in 2022.
        an_employment(placed.candidate).from("2020-01-01").to("2020-12-31").on(placed.lot).create(&officer).await;
        let found = remarks(&officer, "/2023").await;
        assert!(found["hours_not_counted"].starts_with("121,25 heures (3 lignes) sont validées et ne comptent pas"), "{found:?}");
        assert!(!found.contains_key("hours_without_evidence"), "{found:?}");
        // Another run of months, and another year.
        assert!(!remarks(&officer, "?from=2023-01&to=2023-02").await.contains_key("hours_not_counted"));
        assert_eq!(remarks(&officer, "/2022").await.into_keys().collect::<Vec<_>>(), ["months_open"]);
    }

    async fn what_is_not_known_of_people_is_remarked(app: App) {
        let (officer, placed) = a_clean_year(&app).await;
        for (level, place) in [(Some(4), None), (None, Some("21231")), (None, None)] {
            let mut person = a_candidate().in_plie_from("2021-01-01").without("qualification_level");
            person = if let Some(level) = level { person.with("qualification_level", level) } else { person };
            person = if let Some(place) = place { person.living_in(place, "2020-01-01") } else { person };
            let person = person.create(&officer).await;
            waive(&officer, person, "BTP").await;
            let employment = an_employment(person).from("2023-01-01").on(placed.lot).create(&officer).await;
            hours(employment, placed.lot, "2023-02", "10").validated().create(&officer).await;
        }
        let found = remarks(&officer, "/2023").await;
        assert_eq!(found["people_without_level"], "2 personnes sans niveau de qualification connu.");
        assert!(found["people_without_address"].starts_with("2 personnes sans adresse connue"), "{found:?}");
    }

    async fn employments_that_sent_nothing_or_are_unusual_are_remarked(app: App) {
        let (officer, placed) = a_clean_year(&app).await;
        let other = a_public_contract().from("2020-01-01").create_lot(&officer).await;
        let aci = an_organisation().employer("ACI").create(&officer).await;
        let company = an_organisation().employer("company").create(&officer).await;
        for (employer, lot) in [(aci, placed.lot), (company, other), (company, placed.lot)] {
            let employment = an_employment(placed.candidate).at(employer).cddi().from("2023-02-01").to("2023-12-31");
            employment.on(lot).create(&officer).await;
        }
        let found = remarks(&officer, "/2023").await;
        let silent = "3 affectations sans aucune ligne d’heures de la période, sur 2 lots.";
        assert_eq!(found["employments_without_hours"], silent);
        assert!(found["contract_type_at_odds"].starts_with("2 contrats de travail dont le type ne va pas"), "{found:?}");
        assert!(!remarks(&officer, "/2022").await.contains_key("employments_without_hours"));
    }

    async fn proofs_that_were_too_old_are_remarked(app: App) {
        let (officer, placed) = a_clean_year(&app).await;
        // On 1 January 2023, 24 months after 2 January 2021 are not over, those after 1 January 2021 are.
        for (proof, is_remarked) in [("2021-01-02", false), ("2021-01-01", true), ("2020-06-01", true)] {
            let path = format!("/v1/candidates/{}", placed.candidate);
            let seen = officer.get(&path).await.ok();
            let criterion = json!([{ "code": "BRSA", "from": "2020-01-01", "proof_kind": "attestation", "proof_on": proof }]);
            officer.patch(&path, seen.etag(), &json!({ "eligibility": criterion })).await.ok();
            let found = remarks(&officer, "/2023").await;
            assert_eq!(found.contains_key("criteria_without_recent_proof"), is_remarked, "{proof}: {found:?}");
        }
    }

    async fn lots_under_and_over_their_hours_are_remarked(app: App) {
        let (officer, placed) = a_clean_year(&app).await;
        let ended = a_public_contract().from("2022-01-01").to("2023-11-30").with_lot("1", "100.5").with_lot("2", "50");
        let lots = ended.create_lots(&officer).await;
        let employment = an_employment(placed.candidate).from("2023-01-01").to("2023-11-30").on(lots[0]).on(lots[1]);
        let employment = employment.create(&officer).await;
        hours(employment, lots[0], "2023-03", "20").validated().create(&officer).await;
        hours(employment, lots[1], "2023-03", "60.25").validated().create(&officer).await;
        let found = remarks(&officer, "/2023").await;
        assert_eq!(found["lots_under"], "1 lot de marchés terminés sous les heures prévues, de 80,50 heures en tout.");
        assert_eq!(found["lots_over"], "1 lot au-delà des heures prévues, de 10,25 heures en tout.");
        // Until November 2023 the contract was not over, and services have no lot.
        assert!(!remarks(&officer, "?from=2023-01&to=2023-10").await.contains_key("lots_under"));
        let services = remarks(&app.as_role(Role::Officer, &[Sector::Ms]), "/2023").await;
        assert_eq!(services.into_keys().collect::<Vec<_>>(), ["months_open"]);
    }

    async fn doubles_and_closed_months_are_remarked(app: App) {
        let (officer, placed) = a_clean_year(&app).await;
        let person = officer.get(&format!("/v1/candidates/{}", placed.candidate)).await.ok();
        let namesake = a_candidate().named(person["last_name"].as_str().unwrap(), person["first_name"].as_str().unwrap());
        let namesake = namesake.born(person["birth_date"].as_str().unwrap()).create(&officer).await;
        let found = remarks(&officer, "/2023").await;
        assert!(found["possible_duplicates"].starts_with("1 paire de fiches"), "{found:?}");
        // Nobody of 2020 is one of them.
        assert!(!remarks(&officer, "/2020").await.contains_key("possible_duplicates"));
        a_referral(namesake).on("2020-05-05").for_sectors(&["MS"]).create(&officer).await;
        assert!(remarks(&officer, "/2020?scope=all").await.contains_key("possible_duplicates"));
        let forced = json!({ "force": true, "reason": "Essai" });
        officer.put("/v1/months/2023-03/closures/BTP", &forced).await.ok();
        let path = format!("/v1/candidates/{}", placed.candidate);
        let seen = officer.get(&path).await.ok();
        officer.patch(&path, seen.etag(), &json!({ "birth_date": "1950-01-01" })).await.ok();
        let found = remarks(&officer, "/2023").await;
        assert!(found["closed_months_would_change"].starts_with("1 ligne de mois clos (1 personne) garde la situation"), "{found:?}");
        assert!(found["months_open"].starts_with("35 clôtures à faire"), "{found:?}");
    }

    async fn a_year_whose_months_are_all_closed_has_no_remark_on_them(app: App) {
        let (officer, _) = a_clean_year(&app).await;
        for month in 1..=12 {
            for sector in ["BTP", "MS", "PI"] {
                app.close_month(&format!("2023-{month:02}"), sector).await;
            }
        }
        assert_eq!(remarks(&officer, "/2023").await, BTreeMap::new());
    }
}
