//! `…/{id}/retirer`: what was recorded by mistake is taken back, as a browser without script and as one with keys does it.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, an_organisation, place};
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, Person, Reply, field_of, on_both_databases};

async fn send(person: &mut Person, path: &str, page: &Reply, reason: &str) -> Reply {
    let version = field_of(page, "version");
    person.send(path, page, &[("version", version.as_str()), ("motif", reason)]).await
}

fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

on_both_databases! {
    async fn each_kind_of_record_is_taken_back_with_a_reason(app: App) {
        let officer = app.officer();
        let mut claire = app.person("claire@example.org", "officer").await;
        let person = a_candidate().named("Rosée <b>", "Fatou").create(&officer).await;
        let referral = a_referral(person).on("2023-03-01").create(&officer).await;
        let employer = an_organisation().named("Régie <i>").employer("ACI").create(&officer).await;
        let employment = an_employment(person).at(employer).create(&officer).await;
        let contract = a_public_contract().referenced("M-7").with_lot("1", "800").with_lot("2", "9").create(&officer).await;
        let lot = officer.all(&format!("/v1/public-contracts/{contract}/lots")).await[1]["id"].clone();
        let alone = an_organisation().named("Saisie deux fois").create(&officer).await;
        for (record, title, next, said) in [
            (format!("/orientations/{referral}"), "Retirer l’orientation du 1er mars 2023", format!("/candidats/{person}"), "L’orientation est retirée."),
            (format!("/contrats-de-travail/{employment}"), "Retirer le contrat de travail du 1er janvier 2023", format!("/candidats/{person}"), "Le contrat de travail est retiré."),
            (format!("/candidats/{person}"), "Retirer la fiche de Rosée &#60;b&#62; Fatou", "/candidats".to_owned(), "La fiche est retirée."),
            (format!("/lots/{lot}"), "Retirer le lot 2 du marché M-7", format!("/marches/{contract}"), "Le lot est retiré."),
            (format!("/marches/{contract}"), "Retirer le marché M-7", "/marches".to_owned(), "Le marché est retiré avec ses lots."),
            (format!("/structures/{alone}"), "Retirer la structure Saisie deux fois", String::new(), ""),
        ] {
            let path = format!("{record}/retirer");
            let page = claire.visit(&path).await.ok();
            has(&page, &[title, "Rien ne repose sur cette fiche."]);
            assert!(!page.text.contains("<b>") && !page.text.contains("<i>"), "{page}");
            let refused = send(&mut claire, &path, &page, " ").await.with_status(422);
            has(&refused, &["Dites pourquoi cet enregistrement est retiré.", "aria-invalid=\"true\""]);
            let sent = send(&mut claire, &path, &page, "Saisi deux fois").await.with_status(303);
            let location = sent.header("location").unwrap().to_owned();
            // The form sent twice does no more.
            send(&mut claire, &path, &page, "Saisi deux fois").await.with_status(303);
            claire.visit(&path).await.with_status(404);
            if !said.is_empty() {
                assert_eq!(location.split_once("?fait=").map(|(list, _)| list), Some(next.as_str()));
                has(&claire.visit(&location).await.ok(), &[said, "role=\"status\""]);
            }
        }
        assert_eq!((app.count("withdrawals"), app.count("lots WHERE number IN ('1', '2')")), (7, 0));
    }

    async fn the_person_s_file_keeps_what_was_taken_back(app: App) {
        let officer = app.officer();
        let mut claire = app.person("claire@example.org", "officer").await;
        let person = a_candidate().create(&officer).await;
        let referral = a_referral(person).for_sectors(&["MS"]).create(&officer).await;
        let path = format!("/orientations/{referral}/retirer");
        let page = claire.visit(&path).await.ok();
        send(&mut claire, &path, &page, "Autre <personne>").await.with_status(303);
        let file = claire.visit(&format!("/candidats/{person}")).await.ok();
        has(&file, &["Orientation, retrait\u{a0}: Autre &#60;personne&#62;", &format!("href=\"/candidats/{person}/retirer\"")]);
        // Who does not follow the sector does not learn of it.
        let mut limited = app.owner("btp@example.org", "officer").await;
        let account = format!("/v1/users/{}", limited.id);
        let seen = app.admin().get(&account).await.ok();
        app.admin().patch(&account, seen.etag(), &json!({ "sectors": ["BTP"] })).await.ok();
        limited.sign_in(PASSWORD, None).await.ok();
        let file = limited.visit(&format!("/candidats/{person}")).await.ok();
        assert!(!file.text.contains("retrait"), "{file}");
    }

    async fn what_something_rests_on_is_shown_with_links_to_it(app: App) {
        let officer = app.officer();
        let mut claire = app.person("claire@example.org", "officer").await;
        let placed = place(&officer, a_candidate().create(&officer).await, "BTP").await;
        placed.hours("2023-06", "7.5").create(&officer).await;
        let page = claire.visit(&format!("/contrats-de-travail/{}/retirer", placed.employment)).await.ok();
        has(&page, &["Ce retrait est impossible", &format!("<a href=\"/mois/2023-06#lot-{}\">7,50\u{a0}h en juin 2023", placed.lot)]);
        assert!(!page.text.contains("id=\"motif\""), "{page}");
        let page = claire.visit(&format!("/lots/{}/retirer", placed.lot)).await.ok();
        has(&page, &[&format!("<a href=\"/contrats-de-travail/{}\">Affectation au lot 1", placed.employment), "dont c’est le seul lot"]);
        // Something comes to rest on it between the page and its form.
        let person = a_candidate().create(&officer).await;
        let path = format!("/candidats/{person}/retirer");
        let page = claire.visit(&path).await.ok();
        a_referral(person).on("2023-03-01").create(&officer).await;
        let refused = send(&mut claire, &path, &page, "Doublon").await.with_status(409);
        has(&refused, &["Ce retrait est impossible", "Orientation du 01/03/2023"]);
        // A form over an older version takes back nothing.
        let person = a_candidate().create(&officer).await;
        let path = format!("/candidats/{person}/retirer");
        let page = claire.visit(&path).await.ok();
        officer.patch(&format!("/v1/candidates/{person}"), "\"1\"", &json!({ "qualification_level": 5 })).await.ok();
        let stale = send(&mut claire, &path, &page, "Doublon").await.with_status(412);
        has(&stale, &["a changé depuis que la page a été ouverte", "value=\"Doublon\""]);
        send(&mut claire, &path, &stale, "Doublon").await.with_status(303);
    }

    async fn only_officers_and_administrators_take_back(app: App) {
        let person = a_candidate().create(&app.officer()).await;
        let path = format!("/candidats/{person}/retirer");
        app.person("tableau@example.org", "dashboard").await.visit(&path).await.with_status(403);
        app.nobody("x@example.org").visit(&path).await.with_status(303);
        let mut claire = app.person("claire@example.org", "officer").await;
        for unknown in ["/candidats/999999/retirer", "/lots/x/retirer", "/mois/1/retirer", "/marches/0/retirer"] {
            claire.visit(unknown).await.with_status(404);
        }
    }

    async fn a_record_is_taken_back_by_keyboard_on_sound_pages(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().referenced("M-7").create_lot(&officer).await;
        let contract = officer.get(&format!("/v1/lots/{lot}")).await.ok()["public_contract_id"].clone();
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/lots/{lot}", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Lot 1").await;
        page.tab_to(&format!("a[href='/lots/{lot}/retirer']")).await;
        page.press(Key::Enter).await;
        says(&page, "#dependances", "dont c’est le seul lot").await;
        is_sound(&page).await;
        page.tab_to(&format!("#dependances a[href='/marches/{contract}']")).await;
        page.press(Key::Enter).await;
        says(&page, "h1", "M-7").await;
        page.tab_to(&format!("a[href='/marches/{contract}/retirer']")).await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Retirer le marché M-7").await;
        is_sound(&page).await;
        page.tab_to("#motif").await;
        page.press("Saisi deux fois").await;
        page.press(Key::Enter).await;
        says(&page, ".box.good", "Le marché est retiré avec ses lots.").await;
        is_sound(&page).await;
    }
}
