//! The names beside the ids of hours, employments and totals.

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, admit, an_employment, an_organisation};
use crate::support::{App, on_both_databases};

/// Fatoumata Rosée at the Régie, on lot 2 of 2022-DM-014, with ten hours in May 2023: the employment and the lot.
async fn rosee(app: &App) -> (i64, i64) {
    let officer = app.officer();
    let employer = an_organisation().named("Régie des Deux Rives").employer("ACI").create(&officer).await;
    let lot = json!([{ "number": "2", "title": "Gros œuvre" }]);
    let contract = a_public_contract().with("reference", "2022-DM-014").with("lots", lot);
    let lot = contract.create_lot(&officer).await;
    let person = a_candidate().named("Rosée", "Fatoumata").create(&officer).await;
    admit(&officer, person, "BTP").await;
    let employment = an_employment(person).at(employer).on(lot).create(&officer).await;
    officer.put(&format!("/v1/hours/{employment}/{lot}/2023-05"), &json!({ "worked": "10" })).await.created();
    (employment, lot)
}

async fn table(app: &App, path: &str) -> String {
    app.officer().request(Method::GET, path).header("accept", "text/csv").send().await.ok().text
}

fn names() -> Value {
    json!({
        "last_name": "Rosée", "first_name": "Fatoumata", "employer": "Régie des Deux Rives",
        "public_contract": "2022-DM-014", "lot": "2", "lot_title": "Gros œuvre",
    })
}

on_both_databases! {
    async fn hours_are_read_with_the_names_of_their_ids(app: App) {
        let (employment, lot) = rosee(&app).await;
        let partner = an_organisation().create(&app.officer()).await;
        let cell = format!("/v1/hours/{employment}/{lot}/2023-05");
        for client in [app.officer(), app.as_partner(partner, &[Sector::Btp])] {
            assert_eq!(client.get(&cell).await.ok()["names"], names());
            assert_eq!(client.get("/v1/hours").await.ok().at("/items/0/names"), &names());
            assert_eq!(client.get("/v1/hours?changed_since=start").await.ok().at("/items/0/names"), &names());
        }
        let elsewhere = app.as_partner(partner, &[Sector::Ms]);
        assert_eq!(elsewhere.all("/v1/hours").await.len(), 0);
        elsewhere.get(&cell).await.refused(404, "not_found");
        // An answer to a change has no names.
        let again = app.officer().request(Method::PUT, &cell).header("if-match", "\"1\"");
        let again = again.json(&json!({ "worked": "11" })).send().await.ok();
        assert_eq!((&again["worked"], again.json.get("names")), (&json!("11.00"), None));
        let plain = table(&app, "/v1/hours").await;
        assert!(plain.contains("month,names.last_name,names.first_name,names.employer,names.public_contract,names.lot"), "{plain}");
        assert!(plain.contains("2023-05,Rosée,Fatoumata,Régie des Deux Rives,2022-DM-014,2,Gros œuvre,11.00"), "{plain}");
        let french = table(&app, "/v1/hours?locale=fr").await;
        assert!(french.contains("Mois;Nom;Prénom;Employeur;Marché;Lot;Intitulé du lot;Heures réalisées"), "{french}");
    }

    async fn names_are_those_of_the_moment_of_reading(app: App) {
        let (employment, lot) = rosee(&app).await;
        let officer = app.officer();
        let person = officer.get(&format!("/v1/employments/{employment}")).await.ok()["candidate_id"].clone();
        let record = format!("/v1/candidates/{person}");
        let etag = officer.get(&record).await.ok().etag().to_owned();
        officer.patch(&record, &etag, &json!({ "last_name": "Rosée-Durand" })).await.ok();
        let cell = officer.get(&format!("/v1/hours/{employment}/{lot}/2023-05")).await.ok();
        assert_eq!((cell.at("/names/last_name"), &cell["version"]), (&json!("Rosée-Durand"), &json!(1)));
    }

    async fn employments_are_read_with_the_names_of_their_ids(app: App) {
        let (employment, lot) = rosee(&app).await;
        let officer = app.officer();
        let listed = officer.get("/v1/employments").await.ok().at("/items/0").clone();
        let path = format!("/v1/employments/{employment}");
        for shown in [listed, officer.get(&path).await.ok().json] {
            let names = json!({
                "last_name": "Rosée", "first_name": "Fatoumata", "employer": "Régie des Deux Rives",
            });
            assert_eq!(shown["names"], names);
            let assignment = &shown["assignments"][0];
            let named = ["lot_id", "public_contract", "lot", "lot_title"].map(|field| &assignment[field]);
            assert_eq!(named, [&json!(lot), &json!("2022-DM-014"), &json!("2"), &json!("Gros œuvre")]);
        }
        let french = table(&app, "/v1/employments?locale=fr").await;
        assert!(french.contains("Nom;Prénom;Employeur") && french.contains("Rosée;Fatoumata;Régie des Deux Rives"), "{french}");
        assert!(french.contains("2022-DM-014") && french.contains("Gros œuvre"), "{french}");
    }

    async fn totals_by_lot_say_which_contract(app: App) {
        rosee(&app).await;
        let totals = "/v1/totals?year=2023&group_by=lot&scope=all&status=any";
        let row = app.officer().get(totals).await.ok().at("/rows/0").clone();
        assert_eq!((&row["lot_label"], &row["hours"]), (&json!("2022-DM-014, lot 2 · Gros œuvre"), &json!("10.00")));
    }
}
