//! Texts are sorted as French is sorted, on both databases.

use serde_json::Value;

use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, hours,
};
use crate::support::{App, Reply, on_both_databases};

/// These texts in the order in which they stand in the page.
fn in_page<'a>(page: &Reply, texts: &[&'a str]) -> Vec<&'a str> {
    let place = |text: &&str| page.text.find(*text).unwrap_or_else(|| panic!("no {text}: {page}"));
    let mut found = texts.to_vec();
    found.sort_by_key(place);
    found
}

/// The labels of the bilan's prescribers.
async fn prescribers(app: &App) -> Vec<String> {
    let bilan = app.officer().get("/v1/bilans/2023").await.ok();
    let tables = bilan["tables"].as_array().unwrap();
    let table = tables.iter().find(|table| table["key"] == "prescribers_other_than_plie").unwrap();
    let figures = table["figures"].as_array().unwrap().iter();
    figures.map(|figure| figure["label"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn prescribers_that_sent_as_many_are_sorted_by_name(app: App) {
        let officer = app.officer();
        for name in ["Zeta", "Éduc", "élan", "L’Hermitage", "Œuvre", "Atelier", "Le Mans", "Leblanc", "Sainte", "Saint-Denis"] {
            let by = an_organisation().named(name).prescriber("association").create(&officer).await;
            let person = a_candidate().create(&officer).await;
            a_referral(person).by(by, "association").create(&officer).await;
        }
        let last = officer.get("/v1/organisations?q=zeta").await.ok().items()[0]["id"].as_i64().unwrap();
        let person = a_candidate().create(&officer).await;
        a_referral(person).by(last, "association").create(&officer).await;
        assert_eq!(prescribers(&app).await, [
            "Zeta", "Atelier", "Éduc", "élan", "L’Hermitage", "Le Mans", "Leblanc", "Œuvre", "Saint-Denis", "Sainte", "Total",
        ]);
    }

    async fn communes_are_sorted_by_name(app: App) {
        for (code, name) in [("39001", "Évry"), ("39002", "zeta"), ("39003", "Eu"), ("39004", "L’Étang")] {
            let commune = serde_json::json!({ "code": code, "name": name });
            app.admin().post("/v1/reference/communes", &commune).await.with_status(201);
        }
        let communes = app.officer().get("/v1/reference/communes").await.ok();
        let names: Vec<&str> = communes.items().iter().map(|commune| commune["name"].as_str().unwrap()).collect();
        let place = |name: &str| names.iter().position(|one| *one == name).unwrap();
        assert_eq!(names.last(), Some(&"zeta"), "{names:?}");
        assert!(place("Eu") < place("Évry") && place("Évry") < place("Fénay") && place("L’Étang") < place("Longvic"), "{names:?}");
    }

    async fn contracts_lots_and_people_of_a_month_are_sorted(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().buyer("commune").create(&officer).await;
        let mut lots = Vec::new();
        for reference in ["Z-1", "É-2", "e-10", "E-9"] {
            let contract = a_public_contract().bought_by(buyer).referenced(reference).with_lot("10", "1").with_lot("2", "1");
            let contract = contract.send(&officer).await.created();
            lots.push(contract.at("/lots/0/id").as_i64().unwrap());
        }
        let people = ["Zola", "Écrin", "ecru", "Élan", "Le Goff", "Legendre"];
        for name in people {
            let person = a_candidate().named(name, "Kim").create(&officer).await;
            admit(&officer, person, "BTP").await;
            let employment = an_employment(person).on(lots[0]).create(&officer).await;
            hours(employment, lots[0], "2023-06", "10").create(&officer).await;
        }
        let board = officer.get("/v1/months/2023-06").await.ok();
        let of_board = board.at("/sectors/0/lots").as_array().unwrap();
        let sheet = officer.get("/v1/months/2023-06/sheet?sector=BTP").await.ok();
        for lots in [of_board, sheet["lots"].as_array().unwrap()] {
            let text = |lot: &Value| format!("{} {}", lot["reference"].as_str().unwrap(), lot["number"].as_str().unwrap());
            let sorted: Vec<String> = lots.iter().map(text).collect();
            assert_eq!(sorted, ["É-2 2", "É-2 10", "E-9 2", "E-9 10", "e-10 2", "e-10 10", "Z-1 2", "Z-1 10"]);
        }
        let rows = sheet["rows"].as_array().unwrap().iter().map(|row| row["last_name"].as_str().unwrap());
        assert_eq!(rows.collect::<Vec<_>>(), ["Écrin", "ecru", "Élan", "Le Goff", "Legendre", "Zola"]);
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/heures?du=2023-06&statut=toutes&portee=toutes&comptees=toutes").await.with_status(200);
        let names = ["ZOLA Kim", "ÉCRIN Kim", "ECRU Kim", "ÉLAN Kim", "LE GOFF Kim", "LEGENDRE Kim"];
        let sorted = ["ÉCRIN Kim", "ECRU Kim", "ÉLAN Kim", "LE GOFF Kim", "LEGENDRE Kim", "ZOLA Kim"];
        assert_eq!(in_page(&page, &names), sorted);
    }

    async fn the_next_page_goes_on_where_the_one_before_ends(app: App) {
        let officer = app.officer();
        let numbers = ["1", "2", "3", "9", "10", "11"].into_iter();
        let contract = numbers.fold(a_public_contract(), |contract, number| contract.with_lot(number, "9"));
        let contract = contract.send(&officer).await.created();
        let lots: Vec<i64> = (0..6).map(|lot| contract.at(&format!("/lots/{lot}/id")).as_i64().unwrap()).collect();
        let person = a_candidate().named("Écrin", "Kim").create(&officer).await;
        admit(&officer, person, "BTP").await;
        let employment = lots.iter().fold(an_employment(person), |employment, lot| employment.on(*lot));
        let employment = employment.create(&officer).await;
        let mut expected = Vec::new();
        for month in 1..=12 {
            for lot in &lots {
                hours(employment, *lot, &format!("2023-{month:02}"), "10").validated().create(&officer).await;
                expected.push(format!("2023-{month:02} {lot}"));
            }
        }
        let mut claire = app.person("claire@example.org", "officer").await;
        let mut seen = Vec::new();
        for number in 1..=2 {
            let address = format!("/heures?du=2022-01&au=2023-12&portee=toutes&comptees=toutes&page={number}");
            let page = claire.visit(&address).await.with_status(200);
            assert!(page.text.contains("<b id=\"nombre\">72</b>"), "{page}");
            for row in page.text.split("<a href=\"/saisie/").skip(1).filter(|row| row.contains("#h-")) {
                let (month, _) = row.split_once('?').unwrap();
                let (_, lot) = row.split_once(&format!("#h-{employment}-")).unwrap();
                seen.push(format!("{month} {}", lot.split_once('"').unwrap().0));
            }
        }
        assert_eq!(seen, expected);
    }
}
