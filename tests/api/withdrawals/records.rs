//! What a withdrawal takes away, and what stays of it.

use serde_json::{Value, json};

use super::{noted, withdraw};
use crate::changes::Reader;
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, place, somebody_at_work,
};
use crate::support::{App, Client, on_both_databases};

/// The audit event of a withdrawal.
async fn event_of(app: &App, subject: &str, id: i64) -> Value {
    let events = app.admin().all(&format!("/v1/audit/events?subject={subject}&subject_id={id}&limit=500")).await;
    let withdrawn: Vec<Value> = events.into_iter().filter(|event| event["action"] == "withdraw").collect();
    let [one] = withdrawn.as_slice() else { panic!("{withdrawn:?}") };
    one.clone()
}

/// Withdraws a record, and checks what each withdrawal leaves: nothing at its address, a note, an event, a free number that is
/// not given again.
async fn is_taken_back(app: &App, list: &str, id: i64, kind: &str) {
    let officer = app.officer();
    let address = format!("{list}/{id}");
    let seen = officer.get(&address).await.ok();
    let gone = format!("{address}?reason=Saisi%20deux%20fois");
    officer.delete(&gone, seen.etag()).await.no_content();
    officer.get(&address).await.refused(404, "not_found");
    assert!(officer.all(list).await.iter().all(|item| item["id"] != id), "{address}");
    let note = noted(&officer, kind, id).await;
    assert_eq!((note.len(), &note[0]["withdrawn_at"]), (1, &json!("2024-03-15T09:00:00Z")));
    let event = event_of(app, kind, id).await;
    assert_eq!(event["reason"], "Saisi deux fois", "{event}");
    assert_eq!(event.pointer("/personal/0/field"), Some(&json!("withdrawn_record")), "{event}");
    // Sent again it is done already; at another version, or for what never was, it is not found.
    officer.delete(&gone, seen.etag()).await.no_content();
    officer.delete(&gone, "\"77\"").await.refused(404, "not_found");
    assert_eq!(noted(&officer, kind, id).await.len(), 1);
}

on_both_databases! {
    async fn a_person_goes_with_addresses_criteria_and_what_was_found_of_them(app: App) {
        let officer = app.officer();
        let alike = || a_candidate().named("Rosée", "Fatoumata").born("1984-02-29").living_in("21231", "2020-01-01");
        let kept = alike().create(&officer).await;
        let other = alike().eligible_by("BRSA", "2022-01-01").create(&officer).await;
        assert_eq!(officer.all("/v1/findings").await.len(), 1);
        is_taken_back(&app, "/v1/candidates", other, "candidate").await;
        assert_eq!(officer.all("/v1/findings").await.len(), 0);
        assert_eq!(officer.all("/v1/candidates?q=ros%C3%A9e").await.len(), 1);
        assert_eq!(app.count(&format!("addresses WHERE candidate_id = {other}")), 0);
        assert_eq!(app.count(&format!("eligibility_criteria WHERE candidate_id = {other}")), 0);
        let next = alike().create(&officer).await;
        assert!(next > other.max(kept), "the number {other} is given again");
        // The trail keeps the whole record, which only those who may read it are shown.
        let before = event_of(&app, "candidate", other).await.pointer("/personal/0/before").cloned().unwrap();
        assert_eq!((&before["last_name"], &before["eligibility"][0]["code"]), (&json!("Rosée"), &json!("BRSA")));
        assert_eq!(app.admin().get("/v1/audit/verification").await.ok()["intact"], true);
    }

    async fn a_referral_goes_from_the_bilan_and_from_the_person_s_referrals(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let referral = a_referral(person).for_sectors(&["BTP", "MS"]).on("2023-03-01").create(&officer).await;
        let validated = a_referral(person).validated("BTP", "2023-05-02").on("2023-04-01").create(&officer).await;
        let tables = || async { officer.get("/v1/bilans/2023").await.ok()["tables"].to_string() };
        let before = tables().await;
        is_taken_back(&app, "/v1/referrals", referral, "referral").await;
        assert_ne!(tables().await, before);
        assert_eq!(officer.all(&format!("/v1/candidates/{person}/referrals")).await.len(), 1);
        // A decision does not hold an officer back, as long as nobody works by it.
        is_taken_back(&app, "/v1/referrals", validated, "referral").await;
        withdraw(&officer, &format!("/v1/candidates/{person}")).await.no_content();
    }

    async fn an_employment_goes_with_its_assignments_and_what_it_gave(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "100").validated().create(&officer).await;
        let until = || async { officer.get(&format!("/v1/candidates/{}", placed.candidate)).await.ok()["eligible_until"].clone() };
        let before = until().await;
        // The first assignment in the scheme begins the window of 24 months.
        let earlier = an_employment(placed.candidate).from("2021-01-01").to("2021-02-28").on(placed.lot);
        let earlier = earlier.create(&officer).await;
        assert_ne!(until().await, before);
        let counted = |client: &Client| {
            let client = client.clone();
            async move { client.get("/v1/totals?year=2023").await.ok().at("/total/hours").clone() }
        };
        assert_eq!(counted(&officer).await, "0.00", "outside the window they do not count");
        is_taken_back(&app, "/v1/employments", earlier, "employment").await;
        assert_eq!((until().await, counted(&officer).await), (before, json!("100.00")));
        assert_eq!(app.count(&format!("assignments WHERE employment_id = {earlier}")), 0);
    }

    async fn a_closed_month_stays_as_it_is_and_a_finding_says_what_changed(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "100").validated().create(&officer).await;
        let earlier = an_employment(placed.candidate).from("2021-01-01").to("2021-02-28").on(placed.lot);
        let earlier = earlier.create(&officer).await;
        app.close_month("2023-06", "BTP").await;
        let totals = || async { officer.get("/v1/totals?year=2023&counted=any").await.ok()["total"].clone() };
        let cell = officer.get(&placed.cell("2023-06")).await.ok();
        let before = totals().await;
        withdraw(&officer, &format!("/v1/employments/{earlier}")).await.no_content();
        assert_eq!(totals().await, before);
        let after = officer.get(&placed.cell("2023-06")).await.ok();
        assert_eq!((after["counted"].clone(), after.etag()), (cell["counted"].clone(), cell.etag()));
        assert_eq!(officer.all("/v1/findings?kind=frozen_values").await.len(), 1);
    }

    async fn a_lot_goes_with_its_hours_due_and_a_contract_with_its_lots(app: App) {
        let officer = app.officer();
        let contract = a_public_contract().with_lot("1", "800").with_lot("2", "400").create(&officer).await;
        let lots = officer.all(&format!("/v1/public-contracts/{contract}/lots")).await;
        let [first, second] = [&lots[0], &lots[1]].map(|lot| lot["id"].as_i64().unwrap());
        let board = || async { officer.get("/v1/months/2023-06").await.ok().to_string() };
        is_taken_back(&app, "/v1/lots", second, "lot").await;
        let after = officer.get(&format!("/v1/public-contracts/{contract}")).await.ok();
        assert_eq!(after["lots"].as_array().unwrap().len(), 1);
        assert_eq!(app.count(&format!("hours_due WHERE lot_id = {second}")), 0);
        assert!(!board().await.contains(&format!("\"lot_id\":{second}")));
        is_taken_back(&app, "/v1/public-contracts", contract, "public_contract").await;
        assert_eq!(noted(&officer, "lot", first).await.len(), 1, "a lot goes with its contract");
        officer.get(&format!("/v1/lots/{first}")).await.refused(404, "not_found");
        assert!(!board().await.contains(&format!("\"lot_id\":{first}")));
    }

    async fn an_organisation_goes_and_its_siret_is_free(app: App) {
        let officer = app.officer();
        let twice = || an_organisation().named("Régie").siret("73282932000074").employer("ACI");
        let organisation = twice().create(&officer).await;
        twice().send(&officer).await.refused(409, "siret_taken");
        is_taken_back(&app, "/v1/organisations", organisation, "organisation").await;
        assert!(twice().create(&officer).await > organisation);
    }

    async fn who_follows_changes_learns_what_was_withdrawn(app: App) {
        let officer = app.officer();
        let mut reader = Reader::of(&officer, "/v1/withdrawals?");
        let mut contracts = Reader::of(&officer, "/v1/public-contracts?");
        let person = a_candidate().create(&officer).await;
        let contract = a_public_contract().with_lot("1", "800").with_lot("2", "400").create(&officer).await;
        let second = officer.all(&format!("/v1/public-contracts/{contract}/lots")).await[1]["id"].as_i64().unwrap();
        contracts.until(|one| one["id"] == contract).await;
        withdraw(&officer, &format!("/v1/candidates/{person}")).await.no_content();
        let seen = reader.until(|one| one["kind"] == "candidate" && one["record_id"] == person).await;
        assert_eq!(seen.len(), 1);
        withdraw(&officer, &format!("/v1/lots/{second}")).await.no_content();
        reader.until(|one| one["kind"] == "lot" && one["record_id"] == second).await;
        // The contract has changed, too.
        let changed = contracts.until(|one| one["id"] == contract).await;
        assert_eq!(changed.last().unwrap()["lots"].as_array().unwrap().len(), 1);
        assert_eq!(officer.all("/v1/withdrawals?kind=referral").await.len(), 0);
        officer.get("/v1/withdrawals?kind=hours").await.refused_at(422, "unknown_kind", "?kind");
    }

    async fn the_person_s_referrals_and_employments_can_be_recorded_again(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let placed = place(&officer, person, "BTP").await;
        withdraw(&officer, &format!("/v1/employments/{}", placed.employment)).await.no_content();
        let referral = officer.all(&format!("/v1/candidates/{person}/referrals")).await[0]["id"].clone();
        withdraw(&officer, &format!("/v1/referrals/{referral}")).await.no_content();
        an_employment(person).on(placed.lot).send(&officer).await.refused(422, "assignment_without_validation");
        admit(&officer, person, "BTP").await;
        an_employment(person).on(placed.lot).create(&officer).await;
    }
}
