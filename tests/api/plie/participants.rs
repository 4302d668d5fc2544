//! What the PLIE reads of its participants.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::{Plie, at_work, participant};
use crate::changes::Reader;
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_participants_hours_are_shown_by_month_contract_and_type_with_a_tag(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        placed.hours("2023-06", "35.50").of_which_training("7").validated().send(&officer).await.created();
        placed.hours("2023-07", "12.25").validated().send(&officer).await.created();
        placed.hours("2023-08", "9").send(&app.as_role(Role::Partner, &[Sector::Btp])).await.created();
        let service = app.as_role(Role::Plie, Sector::ALL);
        let address = "/v1/plie/participants/P-1/hours";
        service.get(address).await.refused(404, "not_found");
        plie.work(&app);
        let forced = json!({ "force": true, "reason": "Fin de mois" });
        officer.put("/v1/months/2023-06/closures/BTP", &forced).await.ok();
        let shown = service.get(address).await.ok();
        assert_eq!((&shown["participant_number"], &shown["worked"]), (&json!("P-1"), &json!("47.75")));
        let rows = shown["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 2);
        let june = ["month", "sector", "contract_type", "worked", "training", "counted", "closed"].map(|name| rows[0][name].clone());
        assert_eq!(json!(june), json!(["2023-06", "BTP", "CDDI", "35.50", "7.00", "35.50", true]));
        assert_eq!(rows[1]["closed"], false);
        let same = service.request(reqwest::Method::GET, address).header("If-None-Match", shown.etag()).send().await;
        assert_eq!((same.status, same.text.as_str()), (304, ""));
        placed.hours("2023-09", "1").validated().send(&officer).await.created();
        assert_ne!(service.get(address).await.ok().etag(), shown.etag());
        for nobody in ["P-2", "p-1", "%20", "P-1%2F"] {
            service.get(&format!("/v1/plie/participants/{nobody}/hours")).await.refused(404, "not_found");
        }
        app.as_role(Role::Dashboard, Sector::ALL).get(address).await.refused(403, "forbidden");
        app.as_role(Role::Partner, Sector::ALL).get(address).await.refused(403, "forbidden");
        assert_eq!(app.as_role(Role::Plie, &[Sector::Ms]).get(address).await.ok()["rows"], json!([]));
    }

    async fn the_plie_learns_whose_hours_changed_since_it_last_asked(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa"), participant("P-2", "Astérisque", "Jo")]));
        let awa = at_work(&officer, "Rosée", "Awa").await;
        let jo = at_work(&officer, "Astérisque", "Jo").await;
        let service = app.as_role(Role::Plie, Sector::ALL);
        plie.work(&app);
        let all = service.get("/v1/plie/participants").await.ok();
        assert_eq!(numbers(all.items()), ["P-1", "P-2"]);
        assert_eq!(all.items()[0]["hours_url"], "/v1/plie/participants/P-1/hours");
        let mut reader = Reader::of(&service, "/v1/plie/participants?");
        assert_eq!(numbers(&reader.until(|one| one["participant_number"] == "P-2").await), ["P-1", "P-2"]);
        assert_eq!(numbers(&reader.page().await), Vec::<Value>::new());
        jo.hours("2023-06", "10").validated().send(&officer).await.created();
        assert_eq!(numbers(&reader.until(|one| one["participant_number"] == "P-2").await), ["P-2"]);
        awa.hours("2023-06", "10").validated().send(&officer).await.created();
        jo.hours("2023-07", "10").validated().send(&officer).await.created();
        assert_eq!(numbers(&reader.until(|one| one["participant_number"] == "P-2").await), ["P-1", "P-2"]);
        assert_eq!(numbers(&reader.page().await), Vec::<Value>::new());
    }
}

fn numbers(items: &[Value]) -> Vec<Value> {
    items.iter().map(|one| one["participant_number"].clone()).collect()
}
