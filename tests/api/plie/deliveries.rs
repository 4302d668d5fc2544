//! What was and is to be announced, and what several workers make of it.

use clauses::plie::stub::Behaviour;
use serde_json::json;

use super::{Plie, at_work, in_thread, participant};
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_delivery_says_where_it_stands_and_a_retry_of_one_that_arrived_changes_nothing(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        let held = officer.get("/v1/plie/deliveries").await.ok();
        let id = held.items()[0]["id"].clone();
        assert_eq!(held.items()[0]["status"], "held");
        let address = format!("/v1/plie/deliveries/{id}");
        assert_eq!(officer.get(&address).await.ok()["explanation"], "Sera transmise quand la personne sera liée à son dossier.");
        plie.work(&app);
        // What was held is written anew for the record.
        officer.get(&address).await.refused(404, "not_found");
        let first = officer.get("/v1/plie/deliveries?status=sent").await.ok().items()[0]["id"].clone();
        let address = format!("/v1/plie/deliveries/{first}");
        let sent = officer.get(&address).await.ok();
        let announced = ["candidate_id", "topic", "reference", "participant_number", "status", "failure", "attempts"];
        assert_eq!(json!(announced.map(|name| sent[name].clone())), json!([
            placed.candidate, "step", format!("employment/{}/start", placed.employment), "P-1", "sent", null, 1,
        ]));
        assert_eq!(officer.post(&format!("{address}/retries"), &json!({})).await.with_status(201).json, sent.json);
        plie.work(&app);
        assert_eq!(plie.steps("P-1").len(), 2);
        for unknown in ["/v1/plie/deliveries/999999", "/v1/plie/deliveries/x"] {
            officer.get(unknown).await.refused(404, "not_found");
        }
        officer.post("/v1/plie/deliveries/999999/retries", &json!({})).await.refused(404, "not_found");
        assert_eq!(app.count("audit_events WHERE subject = 'delivery'"), 0);
    }

    async fn an_answer_that_got_lost_is_asked_for_again_and_has_one_effect(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        at_work(&officer, "Rosée", "Awa").await;
        assert!(plie.turn(&app));
        plie.behaves(Behaviour { cut_after_percent: 100, ..Behaviour::default() });
        let turns = (0..6).map(|hour| app.at(&format!("2024-03-15T{:02}:00:00Z", 10 + hour)));
        for later in turns {
            plie.turn(&later);
        }
        plie.behaves(Behaviour::default());
        let last = app.at("2024-03-15T20:00:00Z");
        plie.work(&last);
        assert_eq!(plie.steps("P-1").len(), 2);
        assert_eq!(officer.get("/v1/plie/deliveries?status=sent").await.ok().items().len(), 2);
    }

    async fn several_workers_share_the_queue_and_nothing_is_told_twice_or_out_of_order(app: App) {
        let officer = app.officer();
        let names = ["Rosée", "Astérisque", "Hippogriffe", "Licorne", "Chimère", "Mirage"];
        let participants: Vec<_> = names.iter().enumerate().map(|(n, name)| participant(&format!("P-{n}"), name, "Awa")).collect();
        let plie = Plie::with(&json!(participants));
        for name in names {
            let placed = at_work(&officer, name, "Awa").await;
            for month in ["2023-05", "2023-06", "2023-07"] {
                placed.hours(month, "10").validated().send(&officer).await.created();
            }
        }
        for month in ["2023-05", "2023-06", "2023-07"] {
            let forced = json!({ "force": true, "reason": "Fin de mois" });
            officer.put(&format!("/v1/months/{month}/closures/BTP"), &forced).await.ok();
        }
        in_thread(|| std::thread::scope(|scope| {
            for _ in 0..4 {
                let linking = plie.linking(&app);
                scope.spawn(move || while linking.turn().unwrap() {});
            }
        }));
        plie.work(&app);
        for n in 0..names.len() {
            let months: Vec<String> = plie.steps(&format!("P-{n}")).iter().map(|step| step.split('/').next_back().unwrap().to_owned()).collect();
            assert_eq!(months, ["start 1", "btp 1", "btp 1", "btp 1", "end 1"], "{:?}", plie.steps(&format!("P-{n}")));
        }
    }
}
