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
        somebody(&app).await;
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
    }

    async fn people_are_sorted_by_each_column_in_the_same_order_on_both_databases(app: App) {
        let officer = app.officer();
        // Folded, a space comes before letters, and accents do not count.
        let people = [
            ("Élan", "1990-05-05", Some("21231"), Some("R-10"), Some("2023-06-30")),
            ("Le Mans", "1985-01-01", Some("39198"), Some("R-9"), None),
            ("Leblanc", "1991-12-31", None, None, Some("2022-12-31")),
            ("ELANE", "1990-05-04", Some("21166"), Some("r-1"), None),
            ("N’Diaye", "1970-02-02", Some("21231"), None, Some("2024-04-14")),
        ];
        for (name, born, commune, reference, until) in people {
            let person = a_candidate().named(name, "Jo").born(born);
            let person = if let Some(reference) = reference { person.with("external_ref", reference) } else { person };
            let person = if let Some(commune) = commune { person.living_in(commune, "2020-01-01") } else { person };
            let id = person.create(&officer).await;
            if let Some(until) = until {
                place(&officer, id, "BTP").await;
                let window = json!({ "ends_on": until, "reason": "Essai" });
                officer.post(&format!("/v1/candidates/{id}/eligibility-windows"), &window).await.with_status(201);
            }
        }
        let mut claire = app.person("claire@example.org", "officer").await;
        let shown = |page: Vec<String>| page.iter().map(|name| name.strip_suffix(" Jo").unwrap().to_owned()).collect::<Vec<_>>().join(" ");
        for (query, expected) in [
            ("", "ÉLAN ELANE LE MANS LEBLANC N’DIAYE"),
            ("tri=-nom", "N’DIAYE LEBLANC LE MANS ELANE ÉLAN"),
            ("tri=naissance", "N’DIAYE LE MANS ELANE ÉLAN LEBLANC"),
            ("tri=-naissance", "LEBLANC ÉLAN ELANE LE MANS N’DIAYE"),
            // Chenôve, Dijon, an INSEE code before both; without an address last, either way.
            ("tri=lieu", "LE MANS ELANE ÉLAN N’DIAYE LEBLANC"),
            ("tri=-lieu", "ÉLAN N’DIAYE ELANE LE MANS LEBLANC"),
            ("tri=reference", "ELANE LE MANS ÉLAN LEBLANC N’DIAYE"),
            ("tri=-reference", "ÉLAN LE MANS ELANE LEBLANC N’DIAYE"),
        ] {
            assert_eq!(shown(find(&mut claire, query).await), expected, "{query}");
        }
        let page = claire.visit("/candidats?tri=-lieu&q=elan").await.ok();
        for text in ["aria-sort=\"descending\"", "href=\"/candidats?q=elan&#38;tri=lieu\"", "href=\"/candidats?q=elan\"", "<td>Dijon</td>", "<td>Chenôve</td>", "<b id=\"nombre\">2</b> personnes répondent"] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        assert!(claire.visit("/candidats").await.ok().text.contains("<td>INSEE 39198</td>"));
        // Those whose hours count on 15 March 2024 and stop counting soon.
        let by_end = find(&mut claire, "tri=fin").await;
        let until_later: Vec<String> = find(&mut claire, "tri=-fin").await;
        assert_eq!((by_end.len(), &by_end[3..], &until_later[3..]), (5, &["ELANE Jo".to_owned(), "LE MANS Jo".to_owned()][..], &["ELANE Jo".to_owned(), "LE MANS Jo".to_owned()][..]));
        assert_eq!(find(&mut claire, "fin=3650").await.len(), 3);
        assert_eq!(find(&mut claire, "fin=3650&q=elan").await, ["ÉLAN Jo"]);
        assert!(find(&mut claire, "fin=1").await.is_empty());
        claire.visit("/candidats?fin=bientot").await.with_status(400);
    }

    async fn the_table_has_what_is_shown_and_is_a_logged_read(app: App) {
        let officer = app.officer();
        for number in 0..52 {
            a_candidate().named(&format!("Foule {number:02}"), "=Jo").living_in("21231", "2020-01-01").create(&officer).await;
        }
        a_candidate().named("Ailleurs", "Jo").create(&officer).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/candidats?q=foule&tri=-nom&page=2").await.ok();
        assert!(page.text.contains("href=\"/candidats.csv?q=foule&#38;tri=-nom\""), "{page}");
        let before = app.admin().all("/v1/reads?limit=500").await.len();
        let table = claire.visit("/candidats.csv?q=foule&tri=-nom").await.ok();
        assert!(table.header("content-disposition").unwrap().contains("candidats.csv"));
        let lines: Vec<&str> = table.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!((lines.len(), lines[0]), (53, "Nom;Prénom;Date de naissance;Quartier;Commune;Éligible jusqu’au;Référence externe;Id"));
        assert!(lines[1].starts_with("Foule 51;'=Jo;") && lines[1].contains(";;Dijon;;;"), "{}", lines[1]);
        app.write_down();
        let reads = app.admin().all("/v1/reads?limit=500").await;
        assert!(reads[before..].iter().any(|read| read["what"] == "candidates" && read["actor"] == format!("user:{}", claire.id)), "{reads:?}");
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        dashboard.visit("/candidats.csv").await.with_status(403);
        app.nobody("").visit("/candidats.csv").await.with_status(303);
        claire.visit("/candidats.csv?page=x").await.with_status(400);
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
        assert!(!second.text.contains("rel=\"next\"") && second.text.contains("rel=\"prev\" href=\"/candidats?q=foule\""), "{second}");
        assert!(second.text.contains("Personnes 51 à 51 sur 51"), "{second}");
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
        says(&page, "#compte", "0 personne répond").await;
        is_sound(&page).await;
        // The list follows what is typed; the focus and the caret stay where they are, and the address leads here.
        page.tab_to("input[name=q]").await;
        page.press_with(Key::Control, "a").await;
        page.press("roséee fatou").await;
        for _ in 0..6 {
            page.press(Key::Left).await;
        }
        page.press(Key::Backspace).await;
        says(&page, "#compte", "2 personnes répondent").await;
        says(&page, "tbody th", "ROSÉE <B> Fatoumata").await;
        let caret: (bool, i64) = page.script("const at = document.querySelector('input[name=q]'); return [at === document.activeElement, at.selectionStart]").await;
        assert_eq!(caret, (true, 5));
        assert!(page.current_url().await.unwrap().query().is_some_and(|query| query.contains("ros%C3%A9e+fatou")));
        page.tab_to("tbody a").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Rosée <b> Fatoumata").await;
        says(&page, "#eligibilite", "Ses heures comptent jusqu’au 31 décembre 2024").await;
        is_sound(&page).await;
    }
}
