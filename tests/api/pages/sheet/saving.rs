//! The sheet in a browser: it saves by itself, refuses beside the row, and loses nothing that was typed.

use serde_json::json;
use thirtyfour::prelude::*;

use super::open_sheet::{OpenSheet, note};
use crate::support::browser::says;
use crate::support::builders::somebody_at_work;
use crate::support::on_both_databases;
use crate::support::soundness::is_sound;

on_both_databases! {
    async fn a_figure_saves_itself_and_a_refused_one_stays_in_its_cell(app: App) {
        let officer = app.officer();
        let (one, two) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await);
        let sheet = OpenSheet::of(&app).await;
        is_sound(&sheet).await;
        says(&sheet, "#somme", "0,00 h").await;
        sheet.enter(&one, "121h30").await;
        sheet.is_saved().await;
        sheet.shows(&one, "Enregistré").await;
        assert_eq!(officer.get(&one.cell("2023-05")).await.ok()["worked"], "121.50");
        sheet.enter(&two, "812").await;
        sheet.tells(&two, "Votre saisie reste ici").await;
        is_sound(&sheet).await;
        // What is refused is no part of the sum.
        assert_eq!(sheet.find(By::Id("somme")).await.unwrap().text().await.unwrap(), "121,50 h");
        sheet.refresh().await.unwrap();
        says(&sheet, "#enregistre", "à revoir").await;
        assert_eq!(sheet.hours(&two).await, "812");
        sheet.visit("/saisie/2019-01").await;
        says(&sheet, "main", "Personne n’est affecté").await;
        is_sound(&sheet).await;
    }

    async fn what_another_recorded_meanwhile_is_shown_and_one_chooses(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let sheet = OpenSheet::of(&app).await;
        placed.hours("2023-05", "92.50").create(&officer).await;
        sheet.enter(&placed, "88").await;
        sheet.tells(&placed, "vous avez saisi 88 h").await;
        assert_eq!(officer.get(&placed.cell("2023-05")).await.ok()["worked"], "92.50");
        is_sound(&sheet).await;
        let replace = sheet.find(By::Css(format!("{} button:last-of-type", note(&placed)))).await.unwrap();
        replace.send_keys(Key::Enter + "").await.unwrap();
        sheet.shows(&placed, "Enregistré").await;
        let cell = officer.get(&placed.cell("2023-05")).await.ok();
        assert_eq!((&cell["worked"], &cell["version"]), (&json!("88.00"), &json!(2)));
    }
}
