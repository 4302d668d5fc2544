//! The steps of a person's path, announced once each and in order.

use clauses::plie::stub::Behaviour;
use reqwest::Method;
use serde_json::json;

use super::{Plie, at_work, participant, the_operator};
use crate::support::builders::{an_employment, somebody_at_work};
use crate::support::{Client, on_both_databases};

async fn close(officer: &Client, month: &str) {
    let forced = json!({ "force": true, "reason": "Fin de mois" });
    officer.put(&format!("/v1/months/{month}/closures/BTP"), &forced).await.ok();
}

async fn reopen(officer: &Client, month: &str) {
    officer.request(Method::DELETE, &format!("/v1/months/{month}/closures/BTP?reason=Erreur")).send().await.ok();
}

on_both_databases! {
    async fn what_the_records_show_is_told_in_its_order_with_its_values(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        placed.hours("2023-06", "35.50").validated().send(&officer).await.created();
        placed.hours("2023-07", "12").validated().send(&officer).await.created();
        let exit = json!({ "candidate_id": placed.candidate, "kind": "CDI", "started_on": "2023-09-01", "met_on": "2024-03-01", "weekly_hours": "35" });
        let exit = officer.post("/v1/positive-exits", &exit).await.created().id();
        close(&officer, "2023-06").await;
        plie.work(&app);
        let (candidate, employment) = (placed.candidate, placed.employment);
        assert_eq!(plie.steps("P-1"), [
            format!("employment/{employment}/start 1"),
            format!("hours/{candidate}/2023-06/btp 1"),
            format!("employment/{employment}/end 1"),
            format!("exit/{exit} 1"),
        ]);
        let latest = &plie.stub.received().participants["P-1"].latest;
        let hours = &latest[&format!("hours/{candidate}/2023-06/btp")];
        assert_eq!((&hours["hours"], &hours["month"], &hours["occurred_on"]), (&json!("35.50"), &json!("2023-06"), &json!("2023-06-30")));
        assert_eq!(latest[&format!("employment/{employment}/end")]["occurred_on"], "2023-12-31");
        assert_eq!(latest[&format!("exit/{exit}")]["exit_kind"], "CDI");
        let sent = officer.get("/v1/plie/deliveries?status=sent").await.ok();
        assert_eq!((sent.items().len(), &sent.items()[0]["explanation"]), (4, &json!("Transmise.")));
        plie.work(&app);
        assert_eq!(plie.steps("P-1").len(), 4, "nothing is announced twice");
    }

    async fn a_month_that_closes_again_with_other_hours_is_told_again_and_an_exit_taken_back_is_withdrawn(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        let sent = placed.hours("2023-06", "35.50").validated().send(&officer).await.created();
        close(&officer, "2023-06").await;
        plie.work(&app);
        let about = format!("hours/{}/2023-06/btp", placed.candidate);
        reopen(&officer, "2023-06").await;
        close(&officer, "2023-06").await;
        plie.work(&app);
        assert!(!plie.steps("P-1").contains(&format!("{about} 2")), "the same hours are not announced again");
        reopen(&officer, "2023-06").await;
        placed.hours("2023-06", "36").validated().because("Feuille reçue").correct(&officer, sent.etag()).await.ok();
        plie.work(&app);
        let announced = plie.steps("P-1").iter().filter(|step| step.starts_with(&about)).count();
        assert_eq!(announced, 1, "an open month is not announced");
        close(&officer, "2023-06").await;
        plie.work(&app);
        assert_eq!(plie.stub.received().participants["P-1"].latest[&about]["hours"], "36.00");
        reopen(&officer, "2023-06").await;
        placed.hours("2023-06", "0").validated().because("Autre personne").correct(&officer, "\"2\"").await.ok();
        close(&officer, "2023-06").await;
        let exit = json!({ "candidate_id": placed.candidate, "kind": "CDI", "started_on": "2023-09-01", "met_on": "2024-03-01", "weekly_hours": "35" });
        let exit = officer.post("/v1/positive-exits", &exit).await.created();
        plie.work(&app);
        officer.delete(&format!("/v1/positive-exits/{}", exit.id()), exit.etag()).await;
        plie.work(&app);
        let announced = plie.steps("P-1");
        assert_eq!(announced.last(), Some(&format!("exit/{} 2 withdrawn", exit.id())));
        assert!(announced.contains(&format!("{about} 3 withdrawn")), "{announced:?}");
    }

    async fn the_end_of_an_employment_is_told_when_its_day_is_past_and_taken_back_if_it_goes_on(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        let running = an_employment(placed.candidate).from("2024-01-01").to("2024-03-20").on(placed.lot).send(&officer).await.created();
        plie.work(&app);
        let end = format!("employment/{}/end", running.id());
        assert!(plie.steps("P-1").iter().all(|step| !step.starts_with(&end)));
        let later = app.at("2024-03-21T09:00:00Z");
        let db = later.db();
        let clock = clauses::clock::Clock::Fixed(later.now());
        clauses::participant_links::follow_everyone(&db, clock, &the_operator(&later)).unwrap();
        plie.work(&later);
        assert_eq!(plie.steps("P-1").last(), Some(&format!("{end} 1")));
        let longer = json!({ "ends_on": "2024-06-30", "assignments": [{ "lot_id": placed.lot, "modality": "direct_hire", "from": "2024-01-01" }] });
        later.officer().patch(&format!("/v1/employments/{}", running.id()), running.etag(), &longer).await.ok();
        plie.work(&later);
        assert_eq!(plie.steps("P-1").last(), Some(&format!("{end} 2 withdrawn")));
    }

    async fn steps_wait_for_the_link_and_behind_the_one_that_fails(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa"), participant("P-2", "Astérisque", "Jo")]));
        let awa = at_work(&officer, "Rosée", "Awa").await;
        let jo = at_work(&officer, "Astérisque", "Jo").await;
        let held = officer.get("/v1/plie/deliveries?status=held").await.ok();
        assert_eq!(held.items().len(), 4);
        plie.work(&app);
        plie.behaves(Behaviour { forget: ["P-1".to_owned()].into(), ..Behaviour::default() });
        for placed in [awa, jo] {
            placed.hours("2023-06", "10").validated().send(&officer).await.created();
            placed.hours("2023-07", "10").validated().send(&officer).await.created();
        }
        close(&officer, "2023-06").await;
        close(&officer, "2023-07").await;
        let hours = (0..14).map(|hour| app.at(&format!("2024-03-15T{:02}:30:00Z", 9 + hour)));
        for later in hours {
            plie.work(&later);
        }
        assert_eq!(plie.steps("P-2").len(), 4, "the other person's steps go on");
        let dead = officer.get("/v1/plie/deliveries?status=dead").await.ok();
        let june = format!("hours/{}/2023-06/btp", awa.candidate);
        assert_eq!(dead.items().iter().map(|one| one["reference"].as_str().unwrap()).collect::<Vec<_>>(), [june.as_str()]);
        assert_eq!(dead.items()[0]["failure"], "missing");
        let waiting = officer.get(&format!("/v1/plie/deliveries?status=pending&candidate_id={}", awa.candidate)).await.ok();
        assert_eq!(waiting.items().len(), 1, "July waits behind June");
        plie.behaves(Behaviour::default());
        let retried = officer.post(&format!("/v1/plie/deliveries/{}/retries", dead.items()[0]["id"]), &json!({})).await.with_status(201);
        assert_eq!(retried["status"], "pending");
        plie.work(&app.at("2024-03-16T00:00:00Z"));
        assert_eq!(plie.steps("P-1").last(), Some(&format!("hours/{}/2023-07/btp 1", awa.candidate)));
        assert_eq!(plie.steps("P-1").len(), 4);
    }

    async fn a_person_who_was_never_to_be_linked_has_no_steps(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([]));
        let placed = somebody_at_work(&officer, "BTP").await;
        assert_eq!(app.count(&format!("deliveries WHERE subject_id = {}", placed.candidate)), 2);
        let other = crate::support::builders::a_candidate().create(&officer).await;
        crate::support::builders::waive(&officer, other, "BTP").await;
        an_employment(other).on(placed.lot).create(&officer).await;
        plie.work(&app);
        assert_eq!(app.count(&format!("deliveries WHERE subject_id = {other}")), 0);
    }
}
