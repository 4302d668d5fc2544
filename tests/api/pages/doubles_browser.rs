//! Doubles in a browser: compared and merged by keyboard, and once without script.

use serde_json::json;
use thirtyfour::prelude::*;

use super::doubles::two_records;
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, on_both_databases};

async fn open(app: &App, page: &Browser, email: &str) {
    app.owner(email, "officer").await;
    page.goto(format!("http://{}/doublons", app.address)).await.unwrap();
    fill(page, &[("email", email), ("password", PASSWORD)]).await;
    says(page, "h1", "Doublons").await;
}

on_both_databases! {
    async fn a_pair_is_told_apart_and_another_merged_by_keyboard(app: App) {
        let (first, second) = two_records(&app).await;
        let page = Browser::open().await;
        open(&app, &page, "claire@example.org").await;
        is_sound(&page).await;
        let compare = format!("a[href='/doublons/{first}/{second}']");
        page.tab_to(&compare).await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Comparer deux fiches").await;
        is_sound(&page).await;
        page.tab_to("#distinguer").await;
        page.press(Key::Enter).await;
        says(&page, "#motif-deux-faute", "Dites pourquoi ce sont deux personnes.").await;
        assert!(page.has_focus("#motif-deux").await, "the focus is on {}", page.focused().await);
        is_sound(&page).await;
        page.press("Deux cousines").await;
        page.press(Key::Enter).await;
        says(&page, ".box.good", "ce sont deux personnes").await;
        is_sound(&page).await;
        page.tab_to(&compare).await;
        page.press(Key::Enter).await;
        says(&page, "#fusion-partie", "La fusion est refusée").await;
        is_sound(&page).await;
        page.tab_to("#revenir").await;
        page.press(Key::Enter).await;
        says(&page, ".box.good", "Le constat est retiré").await;
        page.tab_to(&compare).await;
        page.press(Key::Enter).await;
        says(&page, "#fusionner", "Fusionner : 1 contrat de travail et 150,75 h passent à la fiche de Fatoumata Rosée").await;
        page.tab_to("#fusionner").await;
        page.press(Key::Enter).await;
        says(&page, ".box.good", "Les deux fiches n’en font plus qu’une").await;
        assert_eq!((app.count("merged_candidates"), app.count(&format!("hours WHERE candidate_id = {first}"))), (1, 2));
        is_sound(&page).await;
    }

    async fn without_script_the_pages_do_the_same(app: App) {
        let (first, second) = two_records(&app).await;
        let page = Browser::open().await;
        page.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        open(&app, &page, "claire@example.org").await;
        page.goto(format!("http://{}/doublons/{second}/{first}", app.address)).await.unwrap();
        let swap = page.find(By::Css(format!("nav a[href='/doublons/{first}/{second}']"))).await.unwrap();
        swap.send_keys(Key::Enter + "").await.unwrap();
        says(&page, "#fusionner", "à la fiche de Fatoumata Rosée").await;
        page.find(By::Css("#fusionner")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        says(&page, ".box.good", "Les deux fiches n’en font plus qu’une").await;
        assert_eq!(app.count("merged_candidates"), 1);
    }
}
