//! Each list: what counts as a change of its items.

use serde_json::{Value, json};

use super::{Reader, ids};
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, place, somebody_at_work,
};
use crate::support::{Client, on_both_databases};

/// Changes a record through the API.
async fn patch(client: &Client, path: &str, change: Value) {
    let record = client.get(path).await.ok();
    client.patch(path, record.etag(), &change).await.ok();
}

on_both_databases! {
    async fn a_reader_begins_with_everything_and_is_up_to_date_with_an_empty_page(app: App) {
        let officer = app.officer();
        let mut created = Vec::new();
        for _ in 0..9 {
            created.push(a_candidate().create(&officer).await);
        }
        let mut reader = Reader::of(&officer, "/v1/candidates?");
        let seen = reader.until_id(created[8]).await;
        assert_eq!(ids(&seen), created);
        assert_eq!(reader.page().await, Vec::<Value>::new());
        let cursor = reader.cursor.clone();
        assert_eq!(reader.page().await, Vec::<Value>::new());
        assert_eq!(reader.cursor, cursor);
        // The item is the one that the list shows otherwise.
        assert_eq!(seen, officer.all("/v1/candidates?limit=500").await);
    }

    async fn a_candidate_changes_with_its_record_its_lists_and_what_their_eligibility_rests_on(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let person = a_candidate().create(&officer).await;
        let path = format!("/v1/candidates/{person}");
        let mut reader = Reader::of(&officer, "/v1/candidates?");
        reader.until_id(person).await;
        patch(&officer, &path, json!({ "first_name": "Awa" })).await;
        reader.until(|item| item["first_name"] == "Awa").await;
        patch(&officer, &path, json!({ "addresses": [{ "commune_code": "97411", "from": "2023-01-01" }] })).await;
        reader.until(|item| item["addresses"][0]["commune_code"] == "97411").await;
        admit(&officer, person, "BTP").await;
        an_employment(person).on(lot).create(&officer).await;
        reader.until(|item| item["eligible_until"] == "2024-12-31").await;
        let window = json!({ "ends_on": "2026-06-30", "reason": "Parcours prolongé" });
        officer.post(&format!("{path}/eligibility-windows"), &window).await.with_status(201);
        reader.until(|item| item["eligible_until"] == "2026-06-30").await;
    }

    async fn a_candidate_changes_when_the_first_assignment_moves_or_goes_and_with_the_dates_of_some_contracts(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let person = a_candidate().create(&officer).await;
        admit(&officer, person, "BTP").await;
        let employment = an_employment(person).on(lot).create(&officer).await;
        let address = format!("/v1/employments/{employment}");
        let mut people = Reader::of(&officer, "/v1/candidates?");
        let mut employments = Reader::of(&officer, "/v1/employments?");
        people.until(|item| item["eligible_until"] == "2024-12-31").await;
        employments.until_id(employment).await;
        let later = json!([{ "lot_id": lot, "modality": "direct_hire", "from": "2023-03-01" }]);
        patch(&officer, &address, json!({ "assignments": later })).await;
        people.until(|item| item["eligible_until"] == "2025-02-28").await;
        employments.until(|item| item["assignments"][0]["from"] == "2023-03-01").await;
        let permanent = an_employment(person).cdi().from("2024-06-01").create(&officer).await;
        people.until(|item| item["eligible_until"] == "2025-05-31").await;
        patch(&officer, &format!("/v1/employments/{permanent}"), json!({ "starts_on": "2024-07-01" })).await;
        people.until(|item| item["eligible_until"] == "2025-06-30").await;
        let training = an_employment(person).with("contract_type", "CPRO").from("2024-01-01").to("2025-08-31");
        let training = training.create(&officer).await;
        people.until(|item| item["eligible_until"] == "2025-08-31").await;
        patch(&officer, &format!("/v1/employments/{training}"), json!({ "ends_on": "2025-09-30" })).await;
        people.until(|item| item["eligible_until"] == "2025-09-30").await;
        patch(&officer, &address, json!({ "assignments": [] })).await;
        people.until(|item| item["eligible_until"].is_null()).await;
        employments.until(|item| item["id"] == employment && item["assignments"] == json!([])).await;
    }

    async fn a_referral_changes_with_its_outcome_and_an_employment_with_its_assignments(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let referral = a_referral(person).for_sectors(&["BTP"]).create(&officer).await;
        let mut referrals = Reader::of(&officer, "/v1/referrals?");
        referrals.until_id(referral).await;
        let outcome = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-04-01" });
        officer.put(&format!("/v1/referrals/{referral}/outcome"), &outcome).await.ok();
        referrals.until(|item| item["outcome"] == "validated").await;
        patch(&officer, &format!("/v1/referrals/{referral}"), json!({ "sectors": ["BTP", "MS"] })).await;
        referrals.until(|item| item["sectors"] == json!(["BTP", "MS"])).await;
        let lots = a_public_contract().with_lot("1", "100").with_lot("2", "100").create_lots(&officer).await;
        let employment = an_employment(person).on(lots[0]).create(&officer).await;
        let mut employments = Reader::of(&officer, "/v1/employments?");
        employments.until_id(employment).await;
        let both = [lots[0], lots[1]]
            .map(|lot| json!({ "lot_id": lot, "modality": "direct_hire", "from": "2023-01-01" }));
        patch(&officer, &format!("/v1/employments/{employment}"), json!({ "assignments": both })).await;
        employments.until(|item| item["assignments"].as_array().unwrap().len() == 2).await;
        let of_lot = &mut Reader::of(&officer, &format!("/v1/employments?lot_id={}&", lots[1]));
        assert_eq!(ids(&of_lot.until_id(employment).await), [employment]);
    }

    async fn a_lot_changes_with_its_hours_due_and_a_contract_with_its_lots(app: App) {
        let officer = app.officer();
        let contract = a_public_contract().with_lot("1", "100").create(&officer).await;
        let lot = officer.get(&format!("/v1/public-contracts/{contract}")).await.ok()["lots"][0]["id"].clone();
        let path = format!("/v1/lots/{lot}");
        let mut lots = Reader::of(&officer, "/v1/lots?");
        let mut contracts = Reader::of(&officer, "/v1/public-contracts?");
        lots.until(|item| item["id"] == lot).await;
        contracts.until_id(contract).await;
        patch(&officer, &path, json!({ "title": "Gros œuvre" })).await;
        lots.until(|item| item["title"] == "Gros œuvre").await;
        contracts.until(|item| item["lots"][0]["title"] == "Gros œuvre").await;
        let holders = [an_organisation().create(&officer).await, an_organisation().create(&officer).await];
        patch(&officer, &path, json!({ "holder_id": holders[0], "co_holder_ids": [holders[1]] })).await;
        lots.until(|item| item["co_holder_ids"] == json!([holders[1]])).await;
        patch(&officer, &path, json!({ "co_holder_ids": [] })).await;
        lots.until(|item| item["holder_id"] == holders[0] && item["co_holder_ids"] == json!([])).await;
        let due = json!({ "hours": "150", "reason": "amendment", "effective_on": "2023-01-01" });
        officer.post(&format!("{path}/hours-due"), &due).await.created();
        lots.until(|item| item["hours_due"] == "150.00").await;
        contracts.until(|item| item["lots"][0]["hours_due"] == "150.00").await;
        patch(&officer, &format!("/v1/public-contracts/{contract}"), json!({ "title": "Groupe scolaire" })).await;
        contracts.until(|item| item["title"] == "Groupe scolaire").await;
    }

    async fn what_changes_totals_alone_is_no_change_of_a_cell(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let cell = works.hours("2023-06", "10").create(&officer).await;
        let other = place(&officer, works.candidate, "MS").await;
        let mut reader = Reader::of(&officer, "/v1/hours?");
        reader.until_id(cell).await;
        // The cell's row carries the address.
        let address = json!([{ "commune_code": "97411", "from": "2023-01-01" }]);
        patch(&officer, &format!("/v1/candidates/{}", works.candidate), json!({ "addresses": address })).await;
        let later = other.hours("2023-06", "10").create(&officer).await;
        assert_eq!(ids(&reader.until_id(later).await), [later]);
    }

    async fn filters_say_which_changes_are_read(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = place(&officer, works.candidate, "MS").await;
        let cells = [
            works.hours("2023-05", "10").create(&officer).await,
            services.hours("2023-05", "10").create(&officer).await,
            services.hours("2023-06", "10").create(&officer).await,
        ];
        let of_services = Reader::of(&officer, "/v1/hours?sector=MS&").until_id(cells[2]).await;
        assert_eq!(ids(&of_services), cells[1..]);
        let of_june = Reader::of(&officer, "/v1/hours?month=2023-06&").until_id(cells[2]).await;
        assert_eq!(ids(&of_june), cells[2..]);
    }
}
