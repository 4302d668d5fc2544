//! The month in a browser: closed and reopened by keyboard, and printed without what one presses.

use base64::Engine as _;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_public_contract, somebody_at_work};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, on_both_databases};

async fn sign_in(app: &App, page: &Browser) {
    app.owner("claire@example.org", "officer").await;
    page.goto(format!("http://{}/mois/2023-06?secteur=BTP", app.address)).await.unwrap();
    fill(page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
    says(page, "h1", "Juin 2023").await;
}

/// Presses a key on the element that this selects.
async fn press(page: &Browser, place: &str, key: Key) {
    page.find(By::Css(place)).await.unwrap().send_keys(key + "").await.unwrap();
}

on_both_databases! {
    async fn a_month_is_closed_and_reopened_by_keyboard(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "121.50").create(&officer).await;
        let silent = a_public_contract().create_lot(&officer).await;
        let page = Browser::open().await;
        sign_in(&app, &page).await;
        is_sound(&page).await;
        press(&page, "[value=clore]", Key::Enter).await;
        says(&page, "[role=alert]", "Il reste à régler").await;
        is_sound(&page).await;
        // The cause leads to what it counts.
        press(&page, "[role=alert] a[href*=late]", Key::Enter).await;
        says(&page, "#nombre", "1").await;
        press(&page, &format!("[name=neant][value='{silent}']"), Key::Enter).await;
        says(&page, "[role=status]", "L’état néant").await;
        press(&page, "[aria-label='Statut des lots'] a", Key::Enter).await;
        says(&page, "#nombre", "2").await;
        press(&page, "details.ask:has([value=forcer]) summary", Key::Enter).await;
        page.find(By::Id("motif-BTP")).await.unwrap().send_keys("Entreprise fermée" + Key::Enter).await.unwrap();
        says(&page, "[role=status]", "Juin 2023 est clos pour le BTP").await;
        is_sound(&page).await;
        press(&page, "details.ask:has([value=rouvrir]) summary", Key::Enter).await;
        page.find(By::Id("motif-BTP")).await.unwrap().send_keys("Feuilles retrouvées" + Key::Enter).await.unwrap();
        says(&page, "[role=status]", "Juin 2023 est rouvert pour le BTP").await;
        says(&page, ".history tbody", "Feuilles retrouvées").await;
        is_sound(&page).await;
    }

    async fn a_month_is_printed_without_menu_and_buttons(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        a_public_contract().create_lot(&officer).await;
        placed.hours("2023-06", "121.50").validated().create(&officer).await;
        let page = Browser::open().await;
        sign_in(&app, &page).await;
        let media = json!({ "media": "print" });
        page.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
        let shown = "return ['nav', 'button', 'summary', 'input', 'form', '.board', 'h1', 'h2'].filter(place => \
            [...document.querySelectorAll(place)].some(element => element.checkVisibility()));";
        let shown: Vec<String> = page.execute(shown, Vec::new()).await.unwrap().convert().unwrap();
        assert_eq!(shown, [".board", "h1", "h2"]);
        let printed: Value = page.cdp().send_raw("Page.printToPDF", json!({})).await.unwrap();
        let pdf = base64::engine::general_purpose::STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }
}
