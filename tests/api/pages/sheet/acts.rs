//! What is asked for beside saving, while a save is under way or cannot be made.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::open_sheet::{MONTH, OpenSheet, field};
use crate::support::browser::says;
use crate::support::builders::{Placed, a_public_contract, a_team};
use crate::support::{App, on_both_databases};

const NAMES: [(&str, &str); 2] = [("Ardoise", "Lina"), ("Brique", "Omar")];

async fn cell(app: &App, placed: &Placed) -> (Value, Value) {
    let cell = app.officer().get(&placed.cell(MONTH)).await.ok();
    (cell["worked"].clone(), cell["status"].clone())
}

/// Makes each answer of the service come late.
async fn delay(sheet: &OpenSheet) {
    sheet.command("Network.enable", json!({})).await;
    let slow = json!({ "offline": false, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1 });
    sheet.command("Network.emulateNetworkConditions", slow).await;
}

async fn check(sheet: &OpenSheet, placed: &Placed) {
    sheet.tab_to(&field("c", placed)).await;
    sheet.press(" ").await;
}

on_both_databases! {
    async fn what_is_asked_for_during_a_save_is_done_after_it(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        for row in &team {
            row.hours(MONTH, "50").create(&app.officer()).await;
        }
        let sheet = OpenSheet::of(&app).await;
        for row in &team {
            check(&sheet, row).await;
        }
        delay(&sheet).await;
        // Leaving the row saves it; the act comes before the answer.
        sheet.enter(&team[0], "60").await;
        let _: Value = sheet.script("document.getElementById('valider').click(); return null").await;
        for row in &team {
            sheet.shows(row, "Validé").await;
        }
        assert_eq!(cell(&app, &team[0]).await, (json!("60.00"), json!("validated")));
        assert_eq!(cell(&app, &team[1]).await, (json!("50.00"), json!("validated")));
    }

    async fn evidence_joined_during_a_save_is_recorded_after_it(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        delay(&sheet).await;
        sheet.enter(&team[0], "60").await;
        let open = "document.querySelector('.evidence > button').click(); return null";
        let _: Value = sheet.script(open).await;
        sheet.press("FH-05").await;
        // The answer leaves the fields below the row as they are.
        sheet.shows(&team[0], "Enregistré").await;
        assert!(sheet.has_focus("input.j").await, "the focus is on {}", sheet.focused().await);
        sheet.press(Key::Enter).await;
        says(&sheet, ".evidence span", "FH-05").await;
        let recorded = app.officer().get(&team[0].cell(MONTH)).await.ok();
        assert_eq!((&recorded["worked"], &recorded["evidence"]["reference"]), (&json!("60.00"), &json!("FH-05")));
        assert_eq!(recorded["evidence"]["kind"], "timesheet");
    }

    async fn what_was_not_validated_during_an_outage_is_not_validated_afterwards(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        team[0].hours(MONTH, "50").create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        check(&sheet, &team[0]).await;
        sheet.set_offline(true).await;
        sheet.tab_to("#valider").await;
        sheet.press(Key::Enter).await;
        sheet.warns("Pas de liaison").await;
        sheet.set_offline(false).await;
        sheet.enter(&team[1], "70").await;
        sheet.shows(&team[1], "Enregistré").await;
        assert_eq!(cell(&app, &team[0]).await, (json!("50.00"), json!("submitted")));
    }

    async fn a_lot_without_hours_changes_no_row(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let lot = a_public_contract().create_lot(&app.officer()).await;
        team[0].hours("2023-04", "50").create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.enter(&team[1], "812").await;
        sheet.shows(&team[1], "À corriger").await;
        sheet.tab_to("#reprendre").await;
        sheet.press(Key::Enter).await;
        sheet.agree("1 ligne").await;
        sheet.shows(&team[0], "À confirmer").await;
        sheet.tab_to(&format!("[name='neant-{lot}']")).await;
        sheet.press(Key::Enter).await;
        says(&sheet, &format!("section[data-lot='{lot}'] .chip"), "Néant").await;
        assert_eq!(cell(&app, &team[0]).await, (json!("50.00"), json!("draft")));
        // What was refused still stands in its cell, and is not taken for recorded.
        says(&sheet, "#enregistre", "à revoir").await;
        assert_eq!(sheet.hours(&team[1]).await, "812");
        says(&sheet, "#confirmer", "Confirmer 1 ligne reprise").await;
    }
}
