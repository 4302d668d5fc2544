//! The first steps, from an empty database to the first hours.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::an_organisation;
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, Person, Reply, field_of, on_both_databases};

const PAGE: &str = "/premiers-pas/marche";
const AWARD: &[(&str, &str)] = &[
    ("acheteur", "Ville d’Essai"),
    ("nature-acheteur", "commune"),
    ("reference", "2023-01"),
    ("intitule", "Réfection d’une école"),
    ("secteur", "BTP"),
    ("du", "2023-01-01"),
    ("au", "2024-12-31"),
    ("heures", "1 912,50"),
    ("employeur", "Régie des Deux Rives"),
    ("nature-employeur", "ACI"),
];

/// The fields of the award, with this text in one of them.
fn with<'f>(field: &str, text: &'f str) -> Vec<(&'f str, &'f str)> {
    AWARD.iter().map(|(name, before)| (*name, if *name == field { text } else { *before })).collect()
}

async fn send(person: &mut Person, page: &Reply, fields: &[(&str, &str)]) -> Reply {
    let key = field_of(page, "cle");
    let fields: Vec<_> = [("cle", key.as_str())].into_iter().chain(fields.iter().copied()).collect();
    person.send(PAGE, page, &fields).await
}

async fn record(person: &mut Person, fields: &[(&str, &str)]) -> Reply {
    let page = person.visit(PAGE).await.ok();
    send(person, &page, fields).await
}

async fn count(app: &App, path: &str) -> usize {
    app.officer().all(path).await.len()
}

async fn type_at(page: &Browser, place: &str, keys: impl Into<TypingData>) {
    page.tab_to(place).await;
    page.press(keys).await;
}

async fn enter_at(page: &Browser, place: &str) {
    type_at(page, place, Key::Enter + "").await;
}

on_both_databases! {
    async fn the_first_contract_is_recorded_once_with_its_buyer_and_its_holder(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        assert!(claire.visit("/premiers-pas/personne").await.header("location").unwrap() == PAGE);
        let page = claire.visit(PAGE).await.ok();
        for _ in 0..2 {
            let reply = send(&mut claire, &page, AWARD).await.with_status(303);
            assert_eq!(reply.header("location").unwrap(), "/premiers-pas/personne");
        }
        let contracts = app.officer().all("/v1/public-contracts").await;
        assert_eq!((contracts.len(), &contracts[0]["lots"][0]["hours_due"]), (1, &json!("1912.50")));
        let organisations = app.officer().all("/v1/organisations").await;
        assert_eq!((organisations.len(), &contracts[0]["lots"][0]["holder_id"]), (2, &organisations[1]["id"]));
        assert_eq!((&organisations[0]["buyer_kind"], &organisations[0]["employer_kind"]), (&json!("commune"), &json!(null)));
        let lot = &contracts[0]["lots"][0]["id"];
        let next = claire.visit("/premiers-pas/personne").await.with_status(303);
        assert_eq!(next.header("location").unwrap(), format!("/saisie/2024-02/lots/{lot}/personne"));
        // With other values the form is refused, and may then be sent.
        let other = with("reference", "2023-02");
        let page = send(&mut claire, &page, &other).await.with_status(422);
        assert!(page.text.contains("a déjà servi"), "{page}");
        send(&mut claire, &page, &other).await.with_status(303);
    }

    async fn an_organisation_of_this_name_is_found_and_given_the_kind_that_it_lacks(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let recorded = an_organisation().named("REGIE des deux rives").employer("EI").create(&app.officer()).await;
        record(&mut claire, &with("acheteur", "Régie des Deux Rives")).await.with_status(303);
        let organisations = app.officer().all("/v1/organisations").await;
        assert_eq!((organisations.len(), &organisations[0]["id"]), (1, &json!(recorded)));
        assert_eq!((&organisations[0]["buyer_kind"], &organisations[0]["employer_kind"]), (&json!("commune"), &json!("EI")));
    }

    async fn refusals_stand_beside_their_fields_and_leave_nothing_behind(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = record(&mut claire, &[]).await.with_status(422);
        for (field, _) in AWARD {
            assert!(page.text.contains(&format!("id=\"{field}-faute\"")), "{field}: {page}");
        }
        for (field, text) in [("heures", "beaucoup"), ("au", "2022-12-31"), ("secteur", "XX"), ("nature-acheteur", "XX")] {
            let page = record(&mut claire, &with(field, text)).await.with_status(422);
            assert!(page.text.contains(&format!("id=\"{field}-faute\"")), "{field}: {page}");
            assert!(page.text.contains("value=\"Réfection d’une école\""), "{page}");
        }
        assert_eq!(count(&app, "/v1/organisations").await, 0);
        record(&mut claire, AWARD).await.with_status(303);
        let page = record(&mut claire, &with("employeur", "Une autre")).await.with_status(409);
        assert!(page.text.contains("id=\"reference-faute\""), "{page}");
        assert_eq!(count(&app, "/v1/organisations").await, 2);
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        dashboard.visit(PAGE).await.with_status(403);
    }

    async fn what_is_typed_is_text(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let html = "\"><img src=x onerror=alert(1)>";
        let fields: Vec<_> = AWARD.iter().map(|(name, _)| (*name, html)).collect();
        let page = record(&mut claire, &fields).await.with_status(422);
        assert!(page.text.contains("onerror") && !page.text.contains("<img"), "{page}");
    }

    async fn the_first_hours_are_three_pages_away(app: App) {
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "main", "Enregistrer un marché").await;
        is_sound(&page).await;
        enter_at(&page, "main a[href='/premiers-pas/marche']").await;
        says(&page, "h1", "Un marché et ses heures").await;
        is_sound(&page).await;
        for (field, keys) in [
            ("acheteur", "Ville d’Essai"), ("nature-acheteur", "Com"), ("reference", "2024-01"),
            ("intitule", "École"), ("secteur", "Tra"), ("heures", "1 912,50"), ("employeur", "Régie"), ("nature-employeur", "At"),
        ] {
            type_at(&page, &format!("#{field}"), keys).await;
        }
        enter_at(&page, "main form .first").await;
        says(&page, "h1", "Ajouter une personne").await;
        is_sound(&page).await;
        type_at(&page, "#ajout-cherche", "Belkacem Nadia").await;
        enter_at(&page, "button[name=nouvelle]").await;
        says(&page, ".placement .first", "Créer la personne").await;
        type_at(&page, "#ajout-naissance", "03041988").await;
        type_at(&page, "#ajout-sexe", "Fem").await;
        type_at(&page, "#ajout-employeur", "Régie").await;
        type_at(&page, "#ajout-type", "CDDI").await;
        type_at(&page, "#ajout-fin", "12312024").await;
        type_at(&page, "#ajout-modalite", "Emb").await;
        page.tab_to("input[name=admission]").await;
        page.press(Key::Down + "").await;
        type_at(&page, "#ajout-motif", "Premier chantier").await;
        is_sound(&page).await;
        enter_at(&page, ".placement .first").await;
        says(&page, ".box[role=status]", "est sur la feuille").await;
        page.tab_to(".script input.h").await;
        page.press("100" + Key::Enter).await;
        says(&page, "tr .chip", "Enregistré").await;
        is_sound(&page).await;
        let hours = app.officer().all("/v1/hours").await;
        assert_eq!((hours.len(), &hours[0]["worked"]), (1, &json!("100.00")));
    }

    async fn signing_out_from_any_page_forgets_what_was_typed(app: App) {
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "main", "Enregistrer un marché").await;
        page.execute("localStorage.setItem('saisie 1 2024-02 1-1', '{}'); localStorage.setItem('autre', '1')", Vec::new()).await.unwrap();
        page.find(By::Css(".menu-button")).await.unwrap().click().await.unwrap();
        page.find(By::Css("form.sign-out button")).await.unwrap().click().await.unwrap();
        says(&page, "h1", "Connexion").await;
        let kept: String = page.script("return Object.keys(localStorage).join()").await;
        assert_eq!(kept, "autre");
    }
}
