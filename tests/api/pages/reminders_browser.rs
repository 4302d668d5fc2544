//! Reminders in a browser: by keyboard, seen by the other officer, and once without script.

use serde_json::json;
use thirtyfour::prelude::*;

use super::reminders::{name, owing};
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, on_both_databases};

/// Opens the page of June 2023 as a new officer.
async fn open(app: &App, page: &Browser, email: &str, called: &str) {
    let owner = app.owner(email, "officer").await;
    name(app, owner.id, called).await;
    page.goto(format!("http://{}/relances?mois=2023-06", app.address)).await.unwrap();
    fill(page, &[("email", email), ("password", PASSWORD)]).await;
    says(page, "h1", "Relances").await;
}

async fn value(page: &Browser, selector: &str, property: &str) -> String {
    page.find(By::Css(selector)).await.unwrap().prop(property).await.unwrap().unwrap()
}

on_both_databases! {
    async fn two_employers_are_chased_by_keyboard_and_the_other_officer_sees_it(app: App) {
        let officer = app.officer();
        let (_, first) = owing(&officer, "Aménagement <img src=x> Sud", Some("o'neil&co@exemple.fr")).await;
        let (_, second) = owing(&officer, "Bâtir l’avenir", None).await;
        let page = Browser::open().await;
        open(&app, &page, "claire@example.org", "Claire Dumont").await;
        is_sound(&page).await;
        says(&page, "#nombre", "2").await;
        let (part, other) = (format!("#o-{first}"), format!("#o-{second}"));
        says(&page, &format!("{part} h2"), "Aménagement <img src=x> Sud").await;
        page.tab_to(&format!("{part} textarea")).await;
        page.press_with(Key::Control, Key::End + "").await;
        page.press("\nP.-S. : l’été & « 100 % » ?").await;
        let text = value(&page, &format!("{part} textarea"), "value").await;
        assert!(text.ends_with("\nP.-S. : l’été & « 100 % » ?") && text.contains("1\u{a0}personne"), "{text}");
        // The e-mail holds what was typed.
        let mail = value(&page, &format!("{part} .mail"), "href").await;
        assert!(mail.starts_with("mailto:o%27neil%26co@exemple.fr?subject=Heures%20d%E2%80%99insertion"), "{mail}");
        let ending = "%0D%0AP.-S.%20%3A%20l%E2%80%99%C3%A9t%C3%A9%20%26%20%C2%AB%20100%20%25%20%C2%BB%20%3F";
        assert!(mail.ends_with(ending), "{mail}");
        // Copied.
        let rights = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        page.command("Browser.grantPermissions", rights).await;
        page.tab_to(&format!("{part} .copy")).await;
        page.press(Key::Enter).await;
        says(&page, &format!("{part} .said"), "Le texte est copié.").await;
        let read = "const [done] = arguments; navigator.clipboard.readText().then(done, done)";
        let clipboard: String = page.execute_async(read, Vec::new()).await.unwrap().convert().unwrap();
        assert_eq!(clipboard, text);
        // Something is typed for the other one, and stays while the first is noted.
        page.tab_to(&format!("{other} textarea")).await;
        page.press_with(Key::Control, Key::End + "").await;
        page.press(" Merci.").await;
        for _ in 0..2 {
            page.press_with(Key::Shift, Key::Tab + "").await;
        }
        assert!(page.has_focus(&format!("{part} .first")).await, "the focus is on {}", page.focused().await);
        page.press(Key::Enter).await;
        says(&page, &format!("{part} .states"), "relancé le 15/03/2024 par Claire Dumont").await;
        assert!(page.has_focus(&format!("{part} .good")).await, "the focus is on {}", page.focused().await);
        assert!(value(&page, &format!("{other} textarea"), "value").await.ends_with(" Merci."));
        is_sound(&page).await;
        // One key in the text notes the second.
        page.tab_to(&format!("{other} textarea")).await;
        page.press_with(Key::Control, Key::Enter + "").await;
        says(&page, &format!("{other} .states"), "relancé le 15/03/2024").await;
        assert_eq!(app.count("reminders"), 2);
        // The other officer sees both, with the text as it was sent.
        let theirs = Browser::open().await;
        open(&app, &theirs, "paul@example.org", "Paul Martin").await;
        for (part, text) in [(&part, "l’été & « 100 % » ?"), (&other, " Merci.")] {
            says(&theirs, &format!("{part} .states"), "relancé le 15/03/2024 par Claire Dumont").await;
            theirs.tab_to(&format!("{part} summary")).await;
            theirs.press(Key::Enter).await;
            says(&theirs, &format!("{part} .history"), text.trim()).await;
        }
        is_sound(&theirs).await;
    }

    async fn without_script_the_forms_do_the_same(app: App) {
        let (_, employer) = owing(&app.officer(), "Bâtir l’avenir", Some("heures@exemple.fr")).await;
        let page = Browser::open().await;
        page.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        open(&app, &page, "claire@example.org", "Claire Dumont").await;
        let part = format!("#o-{employer}");
        assert!(!page.find(By::Css(format!("{part} .copy"))).await.unwrap().is_displayed().await.unwrap());
        let text = page.find(By::Css(format!("{part} textarea"))).await.unwrap();
        text.clear().await.unwrap();
        text.send_keys("x".repeat(2_001)).await.unwrap();
        let button = format!("{part} .first");
        page.find(By::Css(&button)).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        says(&page, &format!("{part} .fault"), "Ce texte a 2001 caractères").await;
        let text = page.find(By::Css(format!("{part} textarea"))).await.unwrap();
        text.clear().await.unwrap();
        text.send_keys("Il manque juin.\nMerci").await.unwrap();
        page.find(By::Css(&button)).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        says(&page, &format!("{part} .states"), "relancé le 15/03/2024 par Claire Dumont").await;
        says(&page, &format!("{part} .good"), "La relance est notée.").await;
        assert_eq!(app.officer().get("/v1/reminders").await.ok().items()[0]["text"], "Il manque juin.\nMerci");
    }
}
