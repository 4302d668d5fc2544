//! `/journal` and `/lectures`.

use serde_json::json;
use thirtyfour::prelude::*;

use super::{an_administrator, has, shown_in, submit};
use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, an_organisation};
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, Reply, on_both_databases};

/// The ids of the events of a page, in order.
fn events(page: &Reply) -> Vec<i64> {
    let rows = page.text.split("<tr id=\"e-").skip(1);
    rows.map(|row| row.split_once('"').unwrap().0.parse().unwrap()).collect()
}

on_both_databases! {
    async fn the_journal_is_filtered_by_the_address_and_shows_the_latest_first(app: App) {
        let officer = app.officer();
        let person = a_candidate().named("Durand", "Zoé <i>").create(&officer).await;
        let seen = officer.get(&format!("/v1/candidates/{person}")).await.ok();
        officer.patch(&format!("/v1/candidates/{person}"), seen.etag(), &json!({ "last_name": "Morel" })).await.ok();
        an_organisation().named("ARIQ").create(&officer).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/journal").await.ok();
        let all = events(&page);
        assert!(all.len() > 4 && all.windows(2).all(|two| two[0] > two[1]), "{all:?}");
        let of_person = claire.visit(&format!("/journal?sujet=candidate&numero={person}")).await.ok();
        assert_eq!(events(&of_person).len(), 2);
        has(&of_person, &[
            "Création", "Modification", "<span class=\"sent\">Durand</span> → <span class=\"sent\">Morel</span>",
            "Zoé &#60;i&#62;", "<option value=\"candidate\" selected>Candidat</option>", "15/03/2024 10:00",
        ]);
        // The officer may not open accounts: nothing leads there.
        assert!(all.len() > 4 && page.text.contains("Compte n°") && !page.text.contains("href=\"/comptes/"), "{page}");
        let mut alice = an_administrator(&app).await;
        has(&alice.visit("/journal").await.ok(), &["href=\"/comptes/"]);
        let actor = app.admin().all(&format!("/v1/audit/events?subject=candidate&subject_id={person}")).await[0]["actor"].as_str().unwrap().to_owned();
        for (query, expected) in [
            (format!("sujet=candidate&action=update&acteur={actor}"), 1),
            ("sujet=candidate&du=2024-03-15&au=2024-03-15".to_owned(), 2),
            ("sujet=candidate&du=2024-03-16".to_owned(), 0),
            ("sujet=candidate&au=2024-03-14".to_owned(), 0),
            ("sujet=candidate&acteur=user%3A999".to_owned(), 0),
        ] {
            let page = claire.visit(&format!("/journal?{query}")).await.ok();
            assert_eq!(events(&page).len(), expected, "{query}");
            assert_eq!(page.text.contains("Aucun événement ne répond"), expected == 0, "{page}");
        }
        for (wrong, status) in [("du=hier", 422), ("numero=x", 400), ("du=2024-02-01&au=2024-01-01", 422)] {
            claire.visit(&format!("/journal?{wrong}")).await.with_status(status);
        }
        // Values in clear are a read of the person.
        app.write_down();
        let reads = app.admin().all(&format!("/v1/reads?candidate_id={person}&actor=user:{}", claire.id)).await;
        assert!(reads.iter().any(|read| read["what"] == "audit_events"), "{reads:?}");
    }

    async fn fifty_events_stand_on_a_page(app: App) {
        let officer = app.officer();
        for number in 0..55 {
            an_organisation().named(&format!("O {number}")).create(&officer).await;
        }
        let mut claire = app.person("claire@example.org", "officer").await;
        let first = claire.visit("/journal?sujet=organisation").await.ok();
        let shown = events(&first);
        assert_eq!(shown.len(), 50);
        let next = format!("/journal?sujet=organisation&avant={}", shown[49]);
        has(&first, &[&format!("rel=\"next\" href=\"{}\"", next.replace('&', "&#38;"))]);
        let last = claire.visit(&next).await.ok();
        assert_eq!(events(&last).len(), 5);
        assert!(!last.text.contains("rel=\"next\"") && last.text.contains("rel=\"first\" href=\"/journal?sujet=organisation\""), "{last}");
    }

    async fn a_copy_of_the_head_is_noted_and_the_journal_says_when_it_was(app: App) {
        let officer = app.officer();
        an_organisation().create(&officer).await;
        app.seal();
        let mut alice = an_administrator(&app).await;
        app.seal();
        let page = alice.visit("/journal").await.ok();
        has(&page, &["Aucune copie n’a encore été notée", "À copier"]);
        let head = shown_in(&page, "empreinte").to_owned();
        let standing = app.admin().get("/v1/audit/head").await.ok();
        assert_eq!((standing.at("/latest/head").as_str(), standing["copy"].is_null()), (Some(head.as_str()), true));
        let refused = submit(&mut alice, "/journal/copies", &page, &["cle", "tete"], &[("lieu", " ")]).await.with_status(422);
        has(&refused, &["id=\"lieu-faute\"", "class=\"act\" open"]);
        let typed = [("lieu", "Classeur <rouge>")];
        submit(&mut alice, "/journal/copies", &refused, &["cle", "tete"], &typed).await.with_status(303);
        submit(&mut alice, "/journal/copies", &refused, &["cle", "tete"], &typed).await.with_status(303);
        assert_eq!(app.count("audit_events WHERE subject = 'audit_head'"), 1);
        let page = alice.visit("/journal?fait=copie").await.ok();
        has(&page, &["La copie est notée", "Dernière copie notée le <b>15 mars 2024 à 10\u{a0}h\u{a0}00</b> par Dominique Essai", "Classeur &#60;rouge&#62;", "Copie récente", "Copie notée"]);
        assert!(!alice.visit("/constats").await.ok().text.contains("La tête du journal"));
        let later = app.at("2024-05-01T09:00:00Z");
        let mut later = alice.through(later.anonymous());
        later.sign_in(PASSWORD, None).await.ok();
        has(&later.visit("/journal").await.ok(), &["À copier, 47 jours depuis la dernière"]);
        let findings = later.visit("/constats").await.ok();
        has(&findings, &["La tête du journal est à copier", "date de 47 jours", "/journal#tete"]);
        has(&later.visit("/constats?sorte=journal").await.ok(), &["La tête du journal est à copier"]);
        let forged = json!({ "head": "0".repeat(64), "place": "Nulle part" });
        app.admin().post("/v1/audit/heads", &forged).await.refused_at(422, "unknown_head", "/head");
        let again = json!({ "head": head, "place": "Bilan imprimé" });
        let noted = app.officer().post("/v1/audit/heads", &again).await.with_status(201);
        assert_eq!((&noted["head"], noted["place"].as_str()), (&json!(head), Some("Bilan imprimé")));
        let verified = app.admin().get(&format!("/v1/audit/verification?expect={head}")).await.ok();
        assert_eq!((&verified["expected"], &verified["intact"]), (&json!(true), &json!(true)));
    }

    async fn reads_are_filtered_by_person_actor_and_day_for_administrators(app: App) {
        let officer = app.officer();
        let (one, other) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
        let mut claire = app.person("claire@example.org", "officer").await;
        claire.visit(&format!("/candidats/{one}")).await.ok();
        claire.visit(&format!("/candidats/{other}")).await.ok();
        claire.visit("/lectures").await.with_status(403);
        app.write_down();
        let mut alice = an_administrator(&app).await;
        let actor = format!("user:{}", claire.id);
        let rows = |page: &Reply| page.text.matches("<td class=\"when\">").count();
        for (query, is_any) in [
            (format!("personne={one}&acteur={actor}"), true),
            (format!("acteur={actor}&du=2024-03-15&au=2024-03-15"), true),
            (format!("acteur={actor}&du=2024-03-16"), false),
            ("personne=9999".to_owned(), false),
        ] {
            let page = alice.visit(&format!("/lectures?{query}")).await.ok();
            assert_eq!(rows(&page) > 0, is_any, "{query}: {page}");
            assert_eq!(page.text.contains("Aucune lecture ne répond"), !is_any, "{page}");
            assert!(!page.text.contains(&format!("/candidats/{other}\"")) || !query.starts_with("personne"), "{page}");
        }
        has(&alice.visit(&format!("/lectures?personne={one}")).await.ok(), &["Fiche", "Dominique Essai", "15/03/2024 10:00"]);
        for (wrong, status) in [("personne=x", 400), ("du=hier", 422), ("du=2024-02-01&au=2024-01-01", 422)] {
            alice.visit(&format!("/lectures?{wrong}")).await.with_status(status);
        }
    }

    async fn journal_and_reads_are_sound_by_keyboard(app: App) {
        let person = a_candidate().named("Un nom assez long pour un téléphone", "Anne-Charlotte").create(&app.officer()).await;
        app.officer().get(&format!("/v1/candidates/{person}")).await.ok();
        app.seal();
        app.write_down();
        app.owner("alice@example.org", "admin").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/journal", app.address)).await.unwrap();
        fill(&page, &[("email", "alice@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Journal").await;
        is_sound(&page).await;
        page.tab_to("#tete summary").await;
        page.press(Key::Enter).await;
        page.tab_to("#lieu").await;
        page.press("Classeur de la direction").await;
        is_sound(&page).await;
        page.press(Key::Enter).await;
        says(&page, ".good", "La copie est notée").await;
        page.tab_to("select[name=sujet]").await;
        page.press("Candidat").await;
        page.press(Key::Enter).await;
        page.tab_to(".filters button").await;
        page.press(Key::Enter).await;
        says(&page, "tbody", "Création").await;
        assert!(page.current_url().await.unwrap().query().unwrap().contains("sujet=candidate"));
        page.goto(format!("http://{}/lectures", app.address)).await.unwrap();
        says(&page, "h1", "Lectures").await;
        is_sound(&page).await;
    }
}

/// Every action and subject that the sources write has its words.
#[test]
fn each_event_of_the_sources_is_in_the_words_of_the_journal() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = std::fs::read_to_string(root.join("src/pages/journal/words.rs")).unwrap();
    let mut folders = vec![root.join("src")];
    let mut found = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&entry) else { continue };
            for event in text.split("Event::new(").skip(1) {
                let arguments = event.split(')').next().unwrap();
                for code in arguments.split('"').skip(1).step_by(2) {
                    found += 1;
                    assert!(words.contains(&format!("(\"{code}\", ")), "{}: no words for {code}", entry.display());
                }
            }
        }
    }
    assert!(found > 60, "only {found}");
}
