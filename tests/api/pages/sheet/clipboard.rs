//! What Excel and LibreOffice put onto the clipboard as `text/plain`, pasted into the sheet with Ctrl+V.

use serde_json::json;
use thirtyfour::prelude::*;

use super::open_sheet::{MONTH, OpenSheet, figures};
use crate::support::browser::says;
use crate::support::builders::{Placed, a_candidate, a_public_contract, a_team, admit, an_employment};
use crate::support::{App, on_both_databases};

const NAMES: [(&str, &str); 5] =
    [("Amiri", "Lina"), ("Bernard", "Paul"), ("Costa", "Rui"), ("De La Tour", "Awa"), ("Étienne", "Marc")];

/// The hours of which training that a row has recorded.
async fn training(app: &App, placed: &Placed) -> String {
    app.officer().get(&placed.cell(MONTH)).await.ok()["training"].as_str().unwrap().to_owned()
}

async fn are_recorded(app: &App, rows: &[Placed], expected: &[&str]) {
    for (row, figure) in rows.iter().zip(expected) {
        assert_eq!(figures(app, row).await, [*figure]);
    }
}

on_both_databases! {
    async fn a_column_of_excel_fills_downwards(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.focus("h", &team[1]).await;
        // Number formats of a French Excel: thousands by a narrow no-break space, an accountant's padding; CRLF at the end.
        sheet.paste("121,50\r\n\u{a0}98,25\u{a0}\r\n1\u{202f}234,50\r\n").await;
        sheet.shows(&team[2], "Enregistré").await;
        assert_eq!(sheet.all_hours(&team).await, ["", "121,50", "98,25", "1 234,50", ""]);
        are_recorded(&app, &team[1..3], &["121.50", "98.25"]).await;
        // More hours than the month has: it was read as 1234.50, is refused, and stays.
        sheet.tells(&team[3], "Votre saisie reste ici").await;
        // A single cell is pasted as into any field.
        sheet.focus("h", &team[4]).await;
        sheet.paste("77,00\r\n").await;
        sheet.press(Key::Enter).await;
        sheet.shows(&team[4], "Enregistré").await;
        are_recorded(&app, &team[4..], &["77.00"]).await;
    }

    async fn two_columns_of_libreoffice_fill_hours_and_training_after_a_question(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        team[1].hours(MONTH, "90").create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.focus("h", &team[0]).await;
        sheet.paste("121,5\t7\n100\t\n80,25\t3,5").await;
        // Nothing is filled before the answer.
        says(&sheet, "dialog[open]", "BERNARD").await;
        assert_eq!(sheet.all_hours(&team).await, ["", "90,00", "", "", ""]);
        sheet.press(Key::Escape).await;
        assert_eq!(sheet.all_hours(&team).await, ["", "90,00", "", "", ""]);
        sheet.focus("h", &team[0]).await;
        sheet.paste("121,5\t7\n100\t\n80,25\t3,5").await;
        sheet.agree("100").await;
        sheet.shows(&team[2], "Enregistré").await;
        sheet.is_saved().await;
        are_recorded(&app, &team[..1], &["121.50"]).await;
        assert_eq!(figures(&app, &team[1]).await, ["90.00", "100.00"]);
        assert_eq!((training(&app, &team[0]).await, training(&app, &team[2]).await), ("7.00".to_owned(), "3.50".to_owned()));
        // With a newline at the end, as LibreOffice copies whole columns.
        sheet.focus("h", &team[3]).await;
        sheet.paste("60\n61\n").await;
        sheet.shows(&team[4], "Enregistré").await;
        sheet.is_saved().await;
        are_recorded(&app, &team[3..], &["60.00", "61.00"]).await;
    }

    async fn a_block_is_matched_by_names_in_any_order(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.focus("h", &team[0]).await;
        // Excel quotes a cell that has a line break, and doubles its quotes.
        let block = "Étienne Marc\t105,00\t\r\n\"COSTA\nRui\"\t103,00\t7,00\r\nInconnue Zoé\t50,00\t\r\n\
                     \"Bernard \"\"Paulo\"\"\"\t1,00\t\r\npaul BERNARD\t102,00\t\r\nawa de la tour\t104,00\t\r\n";
        sheet.paste(block).await;
        says(&sheet, "dialog[open]", "Paulo").await;
        sheet.agree("Inconnue Zoé").await;
        sheet.shows(&team[4], "Enregistré").await;
        sheet.is_saved().await;
        assert_eq!(sheet.all_hours(&team).await, ["", "102,00", "103,00", "104,00", "105,00"]);
        are_recorded(&app, &team[1..], &["102.00", "103.00", "104.00", "105.00"]).await;
        assert_eq!(training(&app, &team[2]).await, "7.00");
        assert_eq!(app.count("hours"), 4);
    }

    async fn a_block_is_matched_by_references(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let mut team = Vec::new();
        for (name, reference) in [("Amiri", "ARIQ-E-311"), ("Bernard", "ARIQ-E-312"), ("Costa", "2023/7")] {
            let candidate = a_candidate().named(name, "Ana").create(&officer).await;
            admit(&officer, candidate, "BTP").await;
            let employment = an_employment(candidate).with("external_ref", reference).on(lot).create(&officer).await;
            team.push(Placed { candidate, employment, lot });
        }
        let sheet = OpenSheet::of(&app).await;
        sheet.focus("h", &team[0]).await;
        sheet.paste("2023/7\t103,00\r\nARIQ-E-399\t1,00\r\nARIQ-E-311\t101,00\r\n").await;
        sheet.agree("ARIQ-E-399").await;
        sheet.shows(&team[2], "Enregistré").await;
        sheet.is_saved().await;
        assert_eq!(sheet.all_hours(&team).await, ["101,00", "", "103,00"]);
        are_recorded(&app, &team[2..], &["103.00"]).await;
        assert_eq!(app.count("hours"), 2);
    }

    async fn only_rows_in_sight_are_filled_and_lines_without_room_are_told(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let other = a_team(&app.officer(), &NAMES[..2]).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.filter("AMIRI").await;
        sheet.focus("h", &team[0]).await;
        sheet.paste("100\n200\n300\n").await;
        sheet.agree("1 ligne").await;
        sheet.shows(&other[0], "Enregistré").await;
        sheet.is_saved().await;
        sheet.focus("h", &team[0]).await;
        sheet.filter("").await;
        assert_eq!(sheet.all_hours(&team[1..]).await, ["", "", "", ""]);
        assert_eq!(sheet.hours(&other[1]).await, "");
        are_recorded(&app, &team[..1], &["100.00"]).await;
        assert_eq!(app.count("hours"), 2);
        let cell = app.officer().get(&other[0].cell(MONTH)).await.ok();
        assert_eq!(cell["worked"], json!("200.00"));
    }
}
