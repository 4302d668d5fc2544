//! What a partner follows: decisions on its hours, and who becomes visible to it; nothing of other sectors.

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Reader, ids};
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, an_employment, an_organisation, place, somebody_at_work,
};
use crate::support::{App, Client, on_both_databases};

async fn a_partner(app: &App) -> Client {
    app.as_partner(an_organisation().create(&app.officer()).await, &[Sector::Btp])
}

async fn decide(officer: &Client, how: &str, cell: i64) {
    let body = json!({ "ids": [cell], "reason": "Feuille manquante" });
    officer.post(&format!("/v1/hours/{how}"), &body).await.ok();
}

on_both_databases! {
    async fn a_partner_learns_of_decisions(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let works = somebody_at_work(&officer, "BTP").await;
        let (may, june) = (works.hours("2023-05", "10"), works.hours("2023-06", "10"));
        let cells = [may.create(&partner).await, june.create(&partner).await];
        let mut reader = Reader::of(&partner, "/v1/hours?");
        let sent = reader.until_id(cells[1]).await;
        assert!(sent.iter().all(|cell| cell["status"] == "submitted"), "{sent:?}");
        decide(&officer, "validations", cells[0]).await;
        decide(&officer, "rejections", cells[1]).await;
        let decided = reader.until_id(cells[1]).await;
        assert_eq!(ids(&decided), cells);
        assert_eq!([&decided[0]["status"], &decided[1]["status"]], ["validated", "rejected"]);
        // A correction that waits, and the decision on it.
        let standing = partner.get(&works.cell("2023-05")).await.ok();
        works.hours("2023-05", "12").because("Relevé").correct(&partner, standing.etag()).await.ok();
        reader.until(|cell| cell["pending"]["worked"] == "12.00").await;
        decide(&officer, "rejections", cells[0]).await;
        let kept = reader.until(|cell| cell["pending"].is_null()).await;
        assert_eq!(kept.last().unwrap()["worked"], "10.00");
    }

    async fn who_becomes_visible_is_a_change_and_what_happens_elsewhere_is_none(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let people = [a_candidate().create(&officer).await, a_candidate().create(&officer).await];
        let mut reader = Reader::of(&partner, "/v1/candidates?");
        let seen_by = async |reader: &mut Reader| {
            // Somebody of the partner's own comes last.
            let own = a_candidate().without("qualification_level").create(&partner).await;
            let mut seen = ids(&reader.until_id(own).await);
            seen.retain(|id| *id != own);
            seen
        };
        assert_eq!(seen_by(&mut reader).await, Vec::<i64>::new());
        a_referral(people[0]).for_sectors(&["BTP"]).create(&officer).await;
        assert_eq!(seen_by(&mut reader).await, [people[0]]);
        a_referral(people[0]).for_sectors(&["MS"]).create(&officer).await;
        a_referral(people[1]).for_sectors(&["MS"]).create(&officer).await;
        place(&officer, people[1], "MS").await;
        assert_eq!(seen_by(&mut reader).await, Vec::<i64>::new());
        // Works on a lot of the partner's sector by a waiver, without any referral there.
        let lot = a_public_contract().create_lot(&officer).await;
        crate::support::builders::waive(&officer, people[1], "BTP").await;
        let employment = an_employment(people[1]).on(lot).create(&officer).await;
        assert_eq!(seen_by(&mut reader).await, [people[1]]);
        assert_eq!(ids(&Reader::of(&partner, "/v1/employments?").until_id(employment).await), [employment]);
        // A second employment elsewhere, later than the first assignment, shows nowhere.
        let services = a_public_contract().ms().create_lot(&officer).await;
        an_employment(people[1]).from("2023-05-01").to("2023-08-31").on(services).create(&officer).await;
        assert_eq!(seen_by(&mut reader).await, Vec::<i64>::new());
    }

    async fn who_stays_visible_is_not_missed_when_what_changed_last_goes_out_of_sight(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        // Each of them is visible by a first referral that a reader who is past it has not read yet.
        let mut people = Vec::new();
        for _ in 0..3 {
            let person = a_candidate().create(&officer).await;
            a_referral(person).validated("BTP", "2023-01-03").create(&officer).await;
            place(&officer, person, "MS").await;
            people.push(person);
        }
        let read = a_candidate().without("qualification_level").create(&partner).await;
        let lot = a_public_contract().create_lot(&officer).await;
        let employment = an_employment(people[0]).from("2023-02-01").on(lot).create(&officer).await;
        let requested = a_referral(people[1]).for_sectors(&["BTP", "MS"]).create(&officer).await;
        let decided = a_referral(people[2]).for_sectors(&["MS"]).validated("BTP", "2023-01-03").create(&officer).await;
        for (person, path, change) in [
            (people[0], format!("/v1/employments/{employment}"), json!({ "assignments": [] })),
            (people[1], format!("/v1/referrals/{requested}"), json!({ "sectors": ["MS"] })),
        ] {
            let mut reader = Reader::one_by_one(&partner, "/v1/candidates?");
            reader.until_id(read).await;
            let record = officer.get(&path).await.ok();
            officer.patch(&path, record.etag(), &change).await.ok();
            reader.until_id(person).await;
        }
        let mut reader = Reader::one_by_one(&partner, "/v1/candidates?");
        reader.until_id(read).await;
        let refusal = json!({ "outcome": "not_integrated", "reason": "unreachable", "decided_on": "2023-01-03" });
        let current = officer.get(&format!("/v1/referrals/{decided}")).await.ok();
        let outcome = officer.request(Method::PUT, &format!("/v1/referrals/{decided}/outcome"));
        outcome.header("If-Match", current.etag()).json(&refusal).send().await.ok();
        reader.until_id(people[2]).await;
    }

    async fn a_referral_elsewhere_that_keeps_its_sectors_is_no_change(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let works = somebody_at_work(&officer, "BTP").await;
        let elsewhere = a_referral(works.candidate).for_sectors(&["MS"]).create(&officer).await;
        let mut reader = Reader::of(&partner, "/v1/candidates?");
        reader.until_id(works.candidate).await;
        let path = format!("/v1/referrals/{elsewhere}");
        let record = officer.get(&path).await.ok();
        officer.patch(&path, record.etag(), &json!({ "sectors": ["MS", "PI"] })).await.ok();
        let own = a_candidate().without("qualification_level").create(&partner).await;
        assert_eq!(ids(&reader.until_id(own).await), [own]);
    }

    async fn what_the_plie_does_shows_in_no_change_of_a_partner(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let works = somebody_at_work(&officer, "BTP").await;
        let other = somebody_at_work(&officer, "BTP").await;
        let cell = works.hours("2023-06", "10").create(&officer).await;
        let mut cells = Reader::of(&partner, "/v1/hours?");
        let mut people = Reader::of(&partner, "/v1/candidates?");
        cells.until_id(cell).await;
        people.until_id(other.candidate).await;
        let periods = format!("/v1/candidates/{}/plie-periods", works.candidate);
        let period = officer.get(&periods).await.ok().items()[0]["id"].clone();
        let address = format!("/v1/plie-periods/{period}");
        let current = officer.get(&address).await.ok();
        officer.patch(&address, current.etag(), &json!({ "to": "2023-03-31" })).await.ok();
        assert_eq!(officer.get(&works.cell("2023-06")).await.ok()["in_plie"], false);
        let later = other.hours("2023-06", "10").create(&officer).await;
        assert_eq!(ids(&cells.until_id(later).await), [later]);
        let own = a_candidate().without("qualification_level").create(&partner).await;
        assert_eq!(ids(&people.until_id(own).await), [own]);
    }

    async fn a_contract_that_moves_to_the_partners_sector_brings_its_lots(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let contract = a_public_contract().ms().with_lot("1", "100").create(&officer).await;
        let path = format!("/v1/public-contracts/{contract}");
        let before = officer.get(&path).await.ok();
        let own = a_public_contract().create_lot(&officer).await;
        let mut lots = Reader::of(&partner, "/v1/lots?");
        assert_eq!(ids(&lots.until_id(own).await), [own]);
        officer.patch(&path, before.etag(), &json!({ "sector": "BTP" })).await.ok();
        let moved: Vec<Value> = lots.until(|lot| lot["public_contract_id"] == contract).await;
        assert_eq!(moved.len(), 1);
    }
}
