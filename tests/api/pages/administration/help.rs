//! The help of each page: its words and rules, by keyboard, and not in print.

use clauses::pages::Place;
use clauses::values::Month;
use thirtyfour::prelude::*;

use super::{an_administrator, has};
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, on_both_databases};

on_both_databases! {
    async fn every_page_of_the_menu_has_its_words_and_rules_without_script(app: App) {
        let mut alice = an_administrator(&app).await;
        for place in Place::MENU.iter().filter(|place| **place != Place::Documentation) {
            let path = place.path(Month::parse("2024-03").unwrap());
            let page = alice.visit(&path).await.ok();
            has(&page, &["popovertarget=\"aide\"", "id=\"aide\" popover", "<dt>"]);
        }
        // The words are those of the API: a refusal's meaning, a lot's rule.
        let problems = app.anonymous().get("/v1/problems").await.ok();
        let closed = problems.json.as_array().unwrap().iter().find(|problem| problem["code"] == "month_closed").unwrap().clone();
        has(&alice.visit("/saisie/2024-02").await.ok(), &[closed["meaning"].as_str().unwrap()]);
        has(&alice.visit("/marches").await.ok(), &["Heures validées et comptées sur le lot, de toutes les personnes"]);
        has(&alice.visit("/compte").await.ok(), &["<dt>Double authentification</dt>"]);
    }

    async fn the_question_mark_opens_and_closes_by_keyboard(app: App) {
        app.owner("alice@example.org", "admin").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/marches", app.address)).await.unwrap();
        fill(&page, &[("email", "alice@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Marchés").await;
        let is_shown = "return document.getElementById('aide').matches(':popover-open')";
        assert!(!page.script::<bool>(is_shown).await);
        page.tab_to(".help-button").await;
        page.press(Key::Enter).await;
        assert!(page.script::<bool>(is_shown).await);
        says(&page, "#aide", "Les mots de cette page").await;
        is_sound(&page).await;
        page.press(Key::Escape).await;
        assert!(!page.script::<bool>(is_shown).await && page.has_focus(".help-button").await);
        page.press(Key::Enter).await;
        page.command("Emulation.setEmulatedMedia", serde_json::json!({ "media": "print" })).await;
        let printed: String = page.script("return getComputedStyle(document.getElementById('aide')).display").await;
        assert_eq!(printed, "none");
    }
}
