//! `/candidats` and `/candidats/{id}`.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, a_referral, place, waive};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, Person, Reply, on_both_databases};

const GRESILLES: &str = "Dijon – Grésilles";

/// Somebody about whom everything is recorded, and whose name has markup.
async fn somebody(app: &App) -> i64 {
    let officer = app.officer();
    let proof = json!([{
        "code": "BRSA", "from": "2022-01-01", "proof_kind": "Attestation CAF", "proof_on": "2022-01-10",
        "checked_by": "Claire",
    }]);
    let person = a_candidate().named("Rosée <b>", "Fatoumata").born("1984-02-29").in_plie_from("2022-01-01");
    let person = person.with("external_ref", "PLIE-2023-0147").with("informed_on", "2022-01-05");
    let person = person.with("eligibility", proof).living_in_neighbourhood("21231", GRESILLES, "2020-01-01");
    let person = person.create(&officer).await;
    a_referral(person)
        .for_sectors(&["PI"])
        .not_integrated("unreachable", "2022-06-01")
        .on("2022-05-02")
        .create(&officer)
        .await;
    let placed = place(&officer, person, "BTP").await;
    placed.hours("2023-03", "110.50").validated().create(&officer).await;
    waive(&officer, person, "MS").await;
    let exit = json!({ "candidate_id": person, "kind": "CDI", "started_on": "2024-01-08", "met_on": "2024-01-08" });
    officer.post("/v1/positive-exits", &exit).await.created();
    person
}

/// The last names of the listed people, in order.
fn listed(page: &Reply) -> Vec<String> {
    let lines = page.text.split("<th scope=\"row\"><a href=\"/candidats/").skip(1);
    lines.map(|line| line.split(['>', '<']).nth(1).unwrap().to_owned()).collect()
}

async fn find(person: &mut Person, query: &str) -> Vec<String> {
    listed(&person.visit(&format!("/candidats?{query}")).await.ok())
}

on_both_databases! {
    async fn a_file_has_everything_dated_with_the_latest_first(app: App) {
        let person = somebody(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(&format!("/candidats/{person}")).await.ok();
        for text in [
            "<h1>Rosée &#60;b&#62; Fatoumata</h1>",
            "Ses heures comptent jusqu’au 31 décembre 2024, 24 mois après sa première affectation.",
            "<dd>29/02/1984</dd>", "<dd>PLIE-2023-0147</dd>", "Dijon – Grésilles", "Bénéficiaire du RSA",
            "Justificatif\u{a0}: Attestation CAF, du 10/01/2022", "Vérifié par Claire", "Accompagnement par le PLIE",
            "Orientation vers PI", "Non intégré\u{a0}: injoignable", "Validation pour BTP", "CDDI chez ", "Embauche directe",
            "mars 2023", "<b>110,50\u{a0}h</b>", "110,50\u{a0}h validées", "Peut travailler en MS sans orientation validée",
            "Renfort urgent", "<b>CDI</b>", "Information sur ses droits", "Fiche enregistrée",
            &format!("href=\"/candidats/{person}/plie\""), "href=\"/candidats\" aria-current=\"page\"",
        ] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        assert!(!page.text.contains("<b>Fatoumata") && !page.text.contains("Rosée <b>"), "{page}");
        let days: Vec<&str> = page.text.split("datetime=\"").skip(1).map(|rest| &rest[..10]).collect();
        assert!(days.len() >= 14 && days.is_sorted_by(|one, next| one >= next), "{days:?}");
        // What is decided later changes the sentence.
        let window = json!({ "ends_on": "2025-06-30", "reason": "Chantier prolongé" });
        app.officer().post(&format!("/v1/candidates/{person}/eligibility-windows"), &window).await.with_status(201);
        let page = claire.visit(&format!("/candidats/{person}")).await.ok();
        assert!(page.text.contains("jusqu’au 30 juin 2025, fin de la fenêtre ouverte") && page.text.contains("Chantier prolongé"), "{page}");
    }

    async fn a_file_says_who_changed_what_and_which_records_may_be_of_the_same_person(app: App) {
        let person = somebody(&app).await;
        let other = a_candidate().named("Rosee b", "Fatoumata").born("1984-02-29").create(&app.officer()).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let path = format!("/v1/candidates/{person}");
        let etag = claire.get(&path).await.ok().etag().to_owned();
        let change = json!({ "qualification_level": 5, "contact": { "email": null, "phone": "06 00 00 00 12" } });
        let patch = claire.request(reqwest::Method::PATCH, &path).header("If-Match", &etag);
        patch.body("application/merge-patch+json", change.to_string()).send().await.ok();
        let page = claire.visit(&format!("/candidats/{person}")).await.ok();
        let name = app.admin().get(&format!("/v1/users/{}", claire.id)).await.ok()["name"].as_str().unwrap().to_owned();
        assert!(page.text.contains("Fiche, modification\u{a0}: niveau de qualification, coordonnées"), "{page}");
        assert!(page.text.contains(&format!("<small>par {name}</small>")), "{name}: {page}");
        for text in ["Fiche, création", "Orientation, création", "Contrat de travail, création", "Dérogation, création"] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        assert!(page.text.contains(&format!("href=\"/doublons/{person}/{other}\"")), "{page}");
        assert!(claire.visit(&format!("/candidats/{other}")).await.ok().text.contains(&format!("href=\"/doublons/{person}/{other}\"")));
    }

    async fn people_are_searched_and_filtered_by_the_address(app: App) {
        let officer = app.officer();
        let person = somebody(&app).await;
        a_candidate().named("Mirage", "Jo").born("1991-07-01").create(&officer).await;
        a_candidate().named("Mirage", "Jo").born("1991-07-01").create(&officer).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let found = ["ROSÉE &#60;B&#62; Fatoumata"];
        for query in [
            "q=rosee+FATOU", "q=29%2F02%2F1984", "q=fatoumata+1984-02-29", "q=PLIE-2023-0147", "secteur=BTP", "secteur=PI",
            "statut=validated", "accompagnement=oui", "q=&secteur=&statut=validated&quartier=&accompagnement=&doublon=",
        ] {
            assert_eq!(find(&mut claire, query).await, found, "{query}");
        }
        for query in ["q=mirage+1984-02-29", "q=nobody", "q=%25", "secteur=MS&q=mirage", "statut=not_integrated"] {
            assert!(find(&mut claire, query).await.is_empty(), "{query}");
        }
        assert_eq!(find(&mut claire, "doublon=oui").await, ["MIRAGE Jo", "MIRAGE Jo"]);
        let places = officer.all("/v1/reference/neighbourhoods").await;
        let place = places.iter().find(|place| place["name"] == GRESILLES).unwrap()["id"].clone();
        assert_eq!(find(&mut claire, &format!("quartier={place}")).await, found);
        let page = claire.visit("/candidats?q=%3Cb%3E+ros%C3%A9e&secteur=BTP").await.ok();
        assert!(page.text.contains("value=\"&#60;b&#62; rosée\"") && page.text.contains("<option value=\"BTP\" selected>"), "{page}");
        assert!(page.text.contains("31/12/2024") && page.text.contains("Dijon – Grésilles"), "{page}");
        claire.visit("/candidats?secteur=XYZ").await.with_status(422);
        claire.visit(&format!("/candidats?q=mirage&apres={person}")).await.ok();
    }

    async fn fifty_people_are_a_page_and_its_link_leads_to_the_others(app: App) {
        let officer = app.officer();
        for number in 0..51 {
            a_candidate().named(&format!("Foule {number:02}"), "Jo").man().create(&officer).await;
        }
        a_candidate().named("Ailleurs", "Jo").create(&officer).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let first = claire.visit("/candidats?q=foule").await.ok();
        assert_eq!(listed(&first).len(), 50);
        let (_, next) = first.text.split_once("rel=\"next\" href=\"").unwrap();
        let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let second = claire.visit(&next).await.ok();
        assert_eq!(listed(&second), ["FOULE 50 Jo"]);
        assert!(!second.text.contains("rel=\"next\"") && second.text.contains("href=\"/candidats?q=foule\""), "{second}");
    }

    async fn only_officers_open_a_file_and_that_is_logged_once(app: App) {
        let person = somebody(&app).await;
        let path = format!("/candidats/{person}");
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        for page in ["/candidats", &path] {
            dashboard.visit(page).await.with_status(403);
            app.nobody("").visit(page).await.with_status(303);
        }
        assert!(!dashboard.visit("/").await.ok().text.contains("/candidats"));
        let mut claire = app.person("claire@example.org", "officer").await;
        claire.visit("/candidats/999999").await.with_status(404);
        claire.visit(&path).await.ok();
        app.write_down();
        let reads = app.admin().all(&format!("/v1/reads?candidate_id={person}")).await;
        let hers: Vec<_> = reads.iter().filter(|read| read["actor"] == format!("user:{}", claire.id)).collect();
        assert!(hers.len() == 1 && hers[0]["what"] == "candidate", "{hers:?}");
        claire.visit("/candidats").await.ok();
        app.write_down();
        let reads = app.admin().all("/v1/reads").await;
        assert!(reads.iter().any(|read| read["what"] == "candidates"), "{reads:?}");
    }

    async fn a_person_is_found_and_opened_by_keyboard(app: App) {
        somebody(&app).await;
        a_candidate().named("Rosee b", "Fatoumata").born("1984-02-29").create(&app.officer()).await;
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/candidats", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Candidats").await;
        is_sound(&page).await;
        page.tab_to("input[name=q]").await;
        page.press("plie-2023").await;
        page.press(Key::Enter).await;
        says(&page, ".box", "Personne ne répond").await;
        is_sound(&page).await;
        page.tab_to("input[name=q]").await;
        page.press_with(Key::Control, "a").await;
        page.press("rosée fatou").await;
        page.press(Key::Enter).await;
        says(&page, "tbody th", "ROSÉE <B> Fatoumata").await;
        page.tab_to("tbody a").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Rosée <b> Fatoumata").await;
        says(&page, "#eligibilite", "Ses heures comptent jusqu’au 31 décembre 2024").await;
        is_sound(&page).await;
    }
}
