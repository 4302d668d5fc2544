//! `/candidats/nouveau`, `/candidats/{id}/modifier` and `/candidats/{id}/droits`.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::a_candidate;
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, Person, Reply, field_of, on_both_databases};

const NEW: &str = "/candidats/nouveau";
const PERSON: &[(&str, &str)] = &[
    ("nom", "Rosée"),
    ("prenom", "Fatoumata"),
    ("naissance", "1984-02-29"),
    ("sexe", "F"),
    ("niveau", "3"),
    ("courriel", "f.rosee@example.org"),
    ("informee", "2023-01-02"),
    ("adresses", "2"),
    ("adresse-1-commune", "dijon"),
    ("adresse-1-quartier", "Dijon – Grésilles"),
    ("adresse-1-du", "2020-01-01"),
    ("criteres", "1"),
    ("critere-1-code", "BRSA"),
    ("critere-1-du", "2022-01-01"),
    ("critere-1-preuve", "Attestation CAF"),
    ("critere-1-preuve-du", "2022-01-10"),
    ("critere-1-verifie-par", "Claire"),
];

fn with<'f>(changes: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = PERSON.iter().copied().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

async fn send(person: &mut Person, path: &str, page: &Reply, fields: &[(&str, &str)]) -> Reply {
    let key = field_of(page, "cle");
    let fields: Vec<_> = [("cle", key.as_str())].into_iter().chain(fields.iter().copied()).collect();
    person.send(path, page, &fields).await
}

fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

on_both_databases! {
    async fn a_person_is_recorded_once_with_addresses_and_criteria(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(NEW).await.ok();
        let reply = send(&mut claire, NEW, &page, PERSON).await.with_status(303);
        let shown = reply.header("location").unwrap().to_owned();
        assert_eq!(send(&mut claire, NEW, &page, PERSON).await.with_status(303).header("location").unwrap(), shown);
        has(&claire.visit(&shown).await.ok(), &["La fiche est créée.", "Dijon, Dijon – Grésilles", "Bénéficiaire du RSA", "Attestation CAF, du 10/01/2022"]);
        let people = app.officer().all("/v1/candidates").await;
        assert_eq!(people.len(), 1);
        // The second address was empty.
        assert_eq!((people[0]["addresses"].as_array().unwrap().len(), &people[0]["qualification_level"]), (1, &json!(3)));
        assert_eq!(people[0]["eligibility"][0]["checked_by"], "Claire");
    }

    async fn what_is_wrong_stands_beside_each_field_and_parts_come_and_go_without_a_script(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(NEW).await.ok();
        for (changes, field) in [
            (&[("nom", "")][..], "nom"),
            (&[("naissance", "2030-01-01")], "naissance"),
            (&[("niveau", "12")], "niveau"),
            (&[("courriel", "rosee")], "courriel"),
            (&[("adresse-1-commune", "Quelque part")], "adresse-1-commune"),
            (&[("adresse-1-commune", "39198")], "adresse-1-quartier"),
            (&[("adresse-1-au", "2019-01-01")], "adresse-1-au"),
            (&[("critere-1-code", "XX")], "critere-1-code"),
            (&[("critere-1-du", "")], "critere-1-du"),
        ] {
            let refused = send(&mut claire, NEW, &page, &with(changes)).await.with_status(422);
            has(&refused, &[&format!("id=\"{field}-faute\""), &format!("<a href=\"#{field}\">"), "value=\"Attestation CAF\""]);
        }
        // A neighbourhood has its commune.
        send(&mut claire, NEW, &page, &with(&[("adresse-1-commune", "")])).await.with_status(303);
        let more = send(&mut claire, NEW, &page, &with(&[("acte", "ajouter-critere")])).await.ok();
        has(&more, &["<legend>Critère 2</legend>", "<legend>Adresse 2</legend>", "value=\"Rosée\""]);
        let less = send(&mut claire, NEW, &page, &with(&[("acte", "retirer-adresse-1")])).await.ok();
        assert!(less.text.contains("<legend>Adresse 1</legend>") && !less.text.contains("<legend>Adresse 2</legend>"), "{less}");
        assert!(!less.text.contains("value=\"dijon\""), "{less}");
        let html = "\"><img src=x onerror=alert(1)>";
        let fields: Vec<_> = PERSON.iter().map(|(name, text)| (*name, if name.ends_with('s') { text } else { html })).collect();
        let refused = send(&mut claire, NEW, &page, &fields).await.with_status(422);
        assert!(refused.text.contains("onerror") && !refused.text.contains("<img"), "{refused}");
    }

    async fn a_possible_double_is_shown_before_a_second_record_is_made(app: App) {
        let officer = app.officer();
        let first = a_candidate().named("Rosee", "Fatoumata").born("1984-02-29").create(&officer).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(NEW).await.ok();
        let refused = send(&mut claire, NEW, &page, PERSON).await.with_status(409);
        has(&refused, &["id=\"doublons\"", &format!("href=\"/candidats/{first}\""), "name=\"autre\" value=\"oui\"", "value=\"Rosée\""]);
        assert_eq!(officer.all("/v1/candidates").await.len(), 1);
        send(&mut claire, NEW, &refused, &with(&[("autre", "oui")])).await.with_status(303);
        assert_eq!(officer.all("/v1/candidates").await.len(), 2);
        app.write_down();
        let reads = app.admin().all(&format!("/v1/reads?candidate_id={first}")).await;
        assert!(reads.iter().any(|read| read["what"] == "possible_duplicate" && read["actor"] == format!("user:{}", claire.id)), "{reads:?}");
    }

    async fn a_record_is_corrected_unless_somebody_changed_it_meanwhile(app: App) {
        let officer = app.officer();
        let person = a_candidate().named("Rosée", "Fatoumata").living_in("21231", "2020-01-01").eligible_by("DELD", "2022-01-01").create(&officer).await;
        let path = format!("/candidats/{person}/modifier");
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(&path).await.ok();
        has(&page, &["value=\"Dijon\"", "<option value=\"DELD\" selected>", "name=\"version\" value=\"1\""]);
        let corrected = with(&[("prenom", "Fatou"), ("version", "1")]);
        let shown = send(&mut claire, &path, &page, &corrected).await.with_status(303).header("location").unwrap().to_owned();
        has(&claire.visit(&shown).await.ok(), &["La fiche est modifiée.", "<h1>Rosée Fatou</h1>", "Fiche, modification"]);
        let stale = send(&mut claire, &path, &page, &with(&[("prenom", "Fanta"), ("version", "1")])).await.with_status(412);
        has(&stale, &["a modifié cette fiche entre-temps", "<li>Prénom&nbsp;: «&nbsp;Fatou&nbsp;»</li>", "value=\"Fanta\"", "name=\"version\" value=\"2\""]);
        send(&mut claire, &path, &stale, &with(&[("prenom", "Fanta"), ("version", "2")])).await.with_status(303);
        assert_eq!(officer.get(&format!("/v1/candidates/{person}")).await.ok()["first_name"], "Fanta");
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        for path in [NEW, &path, &format!("/candidats/{person}/droits")] {
            dashboard.visit(path).await.with_status(403);
            app.nobody("").visit(path).await.with_status(303);
        }
        claire.visit("/candidats/999999/modifier").await.with_status(404);
    }

    async fn an_officer_grants_periods_waivers_and_windows(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let path = format!("/candidats/{person}/droits");
        let mut claire = app.person("claire@example.org", "officer").await;
        for (act, fields, said, shown) in [
            ("periode", &[("du", "2023-01-01")][..], "L’accompagnement est enregistré.", "Accompagnement par le PLIE"),
            ("derogation", &[("secteur", "BTP"), ("motif-derogation", "Renfort <b>")], "La dérogation est enregistrée.", "Renfort &#60;b&#62;"),
            ("fenetre", &[("jusqu-au", "2025-06-30"), ("motif-fenetre", "Chantier prolongé")], "La fenêtre d’éligibilité est ouverte.", "Chantier prolongé"),
        ] {
            let page = claire.visit(&path).await.ok();
            let reply = send(&mut claire, &path, &page, &[fields, &[("acte", act)]].concat()).await.with_status(303);
            has(&claire.visit(reply.header("location").unwrap()).await.ok(), &[said, shown]);
        }
        let period = officer.get(&format!("/v1/candidates/{person}/plie-periods")).await.ok().items()[0].clone();
        let page = claire.visit(&path).await.ok();
        let chosen = format!("{}-{}", period["id"], period["version"]);
        has(&page, &[&format!("<option value=\"{chosen}\">depuis le 01/01/2023</option>")]);
        let ended = [("acte", "fin-periode"), ("periode", chosen.as_str()), ("fin", "2023-12-31")];
        send(&mut claire, &path, &page, &ended).await.with_status(303);
        let periods = officer.get(&format!("/v1/candidates/{person}/plie-periods")).await.ok();
        assert_eq!(periods.items()[0]["to"], "2023-12-31");
        let page = claire.visit(&path).await.ok();
        for (act, fields, field) in [
            ("periode", &[("du", "2023-06-01")][..], "du"),
            ("periode", &[("du", "2024-06-01"), ("au", "2024-01-01")], "au"),
            ("derogation", &[("motif-derogation", "Renfort")], "secteur"),
            ("fenetre", &[("jusqu-au", "demain"), ("motif-fenetre", "x")], "jusqu-au"),
            ("fin-periode", &[("fin", "")], "fin"),
        ] {
            let refused = send(&mut claire, &path, &page, &[fields, &[("acte", act)]].concat()).await;
            assert!([409, 422].contains(&refused.status), "{act}: {refused}");
            has(&refused, &[&format!("id=\"{field}-faute\"")]);
        }
    }

    async fn a_person_is_recorded_by_keyboard(app: App) {
        a_candidate().named("Rosee", "Fatoumata").born("1984-02-29").create(&app.officer()).await;
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}{NEW}", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Nouvelle personne").await;
        is_sound(&page).await;
        for (place, text) in [("#nom", "Rosée"), ("#prenom", "Fatoumata"), ("#naissance", "02291984"), ("#sexe", "F")] {
            page.tab_to(place).await;
            page.press(text).await;
        }
        page.tab_to("button[value=ajouter-critere]").await;
        page.press(Key::Enter).await;
        says(&page, "#annonce", "Critère 1").await;
        assert!(page.has_focus("#critere-1-code").await);
        page.press("Béné").await;
        page.tab_to("#critere-1-du").await;
        page.press("01012022").await;
        page.press(Key::Enter).await;
        says(&page, "#doublons", "peut-être déjà celle de cette personne").await;
        is_sound(&page).await;
        page.tab_to("button[name=autre]").await;
        page.press(Key::Enter).await;
        says(&page, "[role=status]", "La fiche est créée").await;
        is_sound(&page).await;
        page.goto(format!("{}/droits", page.current_url().await.unwrap().as_str().split('?').next().unwrap())).await.unwrap();
        says(&page, "h1", "Accompagnement").await;
        is_sound(&page).await;
    }
}
