//! The pages of a buyer's account: the officer's, with comments and links, and the buyer's own.

use thirtyfour::prelude::*;

use crate::buyer_accounts::{a_buyer, account};
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, on_both_databases};

on_both_databases! {
    async fn an_officer_comments_on_a_lot_and_gives_the_buyer_a_link(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let lot = account(&officer, buyer, "").await["contracts"][0]["lots"][0]["lot_id"].clone();
        let mut claire = app.person("claire@example.org", "officer").await;
        let path = format!("/structures/{buyer}/etat");
        let page = claire.visit(&path).await.ok();
        assert!(page.text.contains("3\u{a0}personnes") && page.text.contains("Créer un lien"), "{page}");
        let text = "Deux embauches\nsont prévues.";
        let comment = format!("{path}/lots/{lot}/commentaire");
        let said = claire.send(&comment, &page, &[("cle", "une-cle-assez-longue-0001"), ("commentaire", text)]).await;
        assert_eq!(said.header("location"), Some(&*format!("{path}?fait=commentaire")));
        assert!(claire.visit(&path).await.ok().text.contains("Deux embauches"));
        // What is refused is not lost.
        let long = format!("{} fin", "x".repeat(2000));
        let refused = claire.send(&comment, &page, &[("cle", "une-cle-assez-longue-0004"), ("commentaire", &long)]).await;
        assert!(refused.with_status(422).text.contains("xx fin</textarea>"));
        // What stands there already is not written again.
        let same = [("cle", "une-cle-assez-longue-0005"), ("commentaire", text), ("avant", text)];
        claire.send(&comment, &page, &same).await.with_status(303);
        // Another buyer has no such lot.
        let (_, other) = a_buyer(&app).await;
        let of_other = format!("/structures/{other}/etat/lots/{lot}/commentaire");
        let elsewhere = [("cle", "une-cle-assez-longue-0006"), ("commentaire", "Ailleurs")];
        claire.send(&of_other, &page, &elsewhere).await.with_status(404);
        assert_eq!(officer.all(&format!("/v1/lots/{lot}/comments")).await.len(), 1);
        let links = format!("{path}/liens");
        let fields = [("cle", "une-cle-assez-longue-0002"), ("jusqu_au", "2024-06-30")];
        let issued = claire.send(&links, &page, &fields).await.ok();
        let start = issued.text.find("/etats/").unwrap_or_else(|| panic!("no link: {issued}"));
        let opened = &issued.text[start..start + "/etats/".len() + 43];
        assert!(app.anonymous().get(opened).await.ok().text.contains("Deux embauches"));
        // Sent again, the form issues no other link.
        let again = claire.send(&links, &page, &fields).await.with_status(303);
        assert!(claire.visit(again.header("location").unwrap()).await.ok().text.contains("montrée qu’une fois"));
        let page = claire.visit(&path).await.ok();
        assert_eq!(page.text.matches("Révoquer le lien").count(), 1, "{page}");
        let refused = claire.send(&links, &page, &[("cle", "une-cle-assez-longue-0003"), ("jusqu_au", "2024-03-14")]).await;
        assert!(refused.with_status(422).text.contains("Le 14 mars 2024 est passé"));
        let id = page.text.split_once("/structures/liens/").unwrap().1.split_once('/').unwrap().0;
        claire.send(&format!("/structures/liens/{id}/fin"), &page, &[]).await.with_status(303);
        app.anonymous().get(opened).await.refused(404, "not_found");
        // The register names the buyer, and the journal what was done.
        let mut admin = app.person("ada@example.org", "admin").await;
        app.write_down();
        assert!(admin.visit("/lectures").await.ok().text.contains("Ville des Bords de Saône"));
        assert!(admin.visit("/journal").await.ok().text.contains("Commentaire sur un lot"));
    }

    async fn both_pages_hold_at_every_width(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let link = serde_json::json!({ "expires_on": "2024-06-30" });
        let link = officer.post(&format!("/v1/organisations/{buyer}/account-links"), &link).await.created();
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        let at = |path: &str| format!("http://{}{path}", app.address);
        page.goto(at(link["path"].as_str().unwrap())).await.unwrap();
        says(&page, "h1", "État d’avancement").await;
        is_sound(&page).await;
        page.goto(at("/etats/rien")).await.unwrap();
        says(&page, "main", "Ce lien n’ouvre aucun état d’avancement").await;
        is_sound(&page).await;
        page.goto(at(&format!("/connexion?suite=/structures/{buyer}/etat"))).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "État d’avancement").await;
        is_sound(&page).await;
        let until = page.find(By::Name("jusqu_au")).await.unwrap();
        until.send_keys("06302024").await.unwrap();
        until.send_keys(Key::Enter + "").await.unwrap();
        says(&page, "#lien-titre", "Lien pour le donneur d’ordre").await;
        is_sound(&page).await;
    }

    async fn editions_hold_at_every_width(app: App) {
        a_buyer(&app).await;
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        let at = |path: &str| format!("http://{}{path}", app.address);
        page.goto(at("/connexion?suite=/bilan/2023/editions")).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Éditions du bilan 2023").await;
        is_sound(&page).await;
        fill(&page, &[("titre", "Rapport transmis")]).await;
        says(&page, "main", "L’édition est figée").await;
        page.goto(at("/bilan/2023/editions/1")).await.unwrap();
        says(&page, "h1", "Bilan 2023, édition 1").await;
        is_sound(&page).await;
    }
}
