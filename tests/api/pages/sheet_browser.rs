//! The sheet in a browser: it saves by itself, refuses beside the row, and loses nothing that was typed.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{browser, fill, is_sound, says};
use crate::support::builders::{Placed, somebody_at_work};
use crate::support::{App, PASSWORD, on_both_databases};

async fn sign_in(app: &App, page: &WebDriver, path: &str) {
    app.owner("claire@example.org", "officer").await;
    page.goto(format!("http://{}{path}", app.address)).await.unwrap();
    fill(page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
    says(page, "h1", "Saisie mensuelle").await;
}

fn key(placed: &Placed) -> String {
    format!("{}-{}", placed.employment, placed.lot)
}

async fn cell(page: &WebDriver, placed: &Placed) -> WebElement {
    page.find(By::Id(format!("h-{}", key(placed)))).await.unwrap()
}

on_both_databases! {
    async fn a_figure_saves_itself_and_a_refused_one_stays_in_its_cell(app: App) {
        let officer = app.officer();
        let (one, two) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await);
        let profile = tempfile::tempdir().unwrap();
        let page = browser(profile.path()).await;
        sign_in(&app, &page, "/saisie/2023-05").await;
        is_sound(&page).await;
        assert_eq!(page.find(By::Id("somme")).await.unwrap().text().await.unwrap(), "0,00 h");
        cell(&page, &one).await.send_keys("121h30" + Key::Enter).await.unwrap();
        says(&page, "#enregistre", "Tout est enregistré").await;
        says(&page, &format!("tr[data-row='{}'] .chip", key(&one)), "Enregistré").await;
        assert_eq!(officer.get(&one.cell("2023-05")).await.ok()["worked"], "121.50");
        cell(&page, &two).await.send_keys("812" + Key::Enter).await.unwrap();
        says(&page, &format!("[id='n-{}']", key(&two)), "Votre saisie reste ici").await;
        is_sound(&page).await;
        // What is refused is no part of the sum.
        assert_eq!(page.find(By::Id("somme")).await.unwrap().text().await.unwrap(), "121,50 h");
        page.refresh().await.unwrap();
        says(&page, "#enregistre", "à revoir").await;
        assert_eq!(cell(&page, &two).await.prop("value").await.unwrap().as_deref(), Some("812"));
        page.goto(format!("http://{}/saisie/2019-01", app.address)).await.unwrap();
        says(&page, "main", "Personne n’est affecté").await;
        is_sound(&page).await;
        page.quit().await.unwrap();
    }

    async fn what_another_recorded_meanwhile_is_shown_and_one_chooses(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let profile = tempfile::tempdir().unwrap();
        let page = browser(profile.path()).await;
        sign_in(&app, &page, "/saisie/2023-05").await;
        placed.hours("2023-05", "92.50").create(&officer).await;
        cell(&page, &placed).await.send_keys("88" + Key::Enter).await.unwrap();
        let note = format!("[id='n-{}']", key(&placed));
        says(&page, &note, "vous avez saisi 88 h").await;
        assert_eq!(officer.get(&placed.cell("2023-05")).await.ok()["worked"], "92.50");
        is_sound(&page).await;
        let replace = page.find(By::Css(format!("{note} button:last-of-type"))).await.unwrap();
        replace.send_keys(Key::Enter + "").await.unwrap();
        says(&page, &format!("tr[data-row='{}'] .chip", key(&placed)), "Enregistré").await;
        let cell = officer.get(&placed.cell("2023-05")).await.ok();
        assert_eq!((&cell["worked"], &cell["version"]), (&json!("88.00"), &json!(2)));
        page.quit().await.unwrap();
    }
}
