//! A whole month by keyboard alone, from signing in to lots without hours.

use serde_json::json;
use thirtyfour::prelude::*;

use super::open_sheet::{EMAIL, MONTH, OpenSheet, PATH, field, figures, history, note};
use crate::support::browser::says;
use crate::support::builders::{Placed, a_public_contract, a_team};
use crate::support::{App, PASSWORD, on_both_databases};

/// In the order of the sheet.
const NAMES: [(&str, &str); 10] = [
    ("Amiri", "Lina"),
    ("Bernard", "Paul"),
    ("Costa", "Rui"),
    ("Diallo", "Awa"),
    ("Étienne", "Marc"),
    ("Faure", "Anne"),
    ("Girard", "Luc"),
    ("Haddad", "Sami"),
    ("Ivanov", "Olga"),
    ("Jolly", "Éva"),
];

/// The selector of a row's hours.
fn hours(placed: &Placed) -> String {
    field("h", placed)
}

/// How each lot of the month stands, by its id.
async fn standing(app: &App, lot: i64) -> String {
    let board = app.officer().get(&format!("/v1/months/{MONTH}")).await.ok();
    let lots = board.at("/sectors/0/lots").as_array().unwrap();
    lots.iter().find(|one| one["lot_id"] == lot).unwrap()["standing"].as_str().unwrap().to_owned()
}

on_both_databases! {
    async fn ten_people_are_entered_with_a_refusal_and_a_conflict(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        app.owner(EMAIL, "officer").await;
        let sheet = OpenSheet::closed(app.address).await;
        sheet.visit(PATH).await;
        sheet.tab_to("#email").await;
        sheet.press(EMAIL.to_owned() + Key::Tab + PASSWORD + Key::Enter).await;
        says(&sheet, "h1", "Saisie mensuelle").await;
        team[5].hours(MONTH, "92.50").create(&app.officer()).await;
        sheet.tab_to("#filtre").await;
        sheet.tab_to(&hours(&team[0])).await;
        for (row, figure) in team.iter().zip(["100", "101,5", "102h30", "812", "=100+4", "105", "106.25", "107", "108", "109"]) {
            assert!(sheet.has_focus(&hours(row)).await, "the focus is on {}", sheet.focused().await);
            sheet.press(figure.to_owned() + Key::Enter).await;
        }
        sheet.tells(&team[3], "Votre saisie reste ici").await;
        sheet.tells(&team[5], "vous avez saisi 105 h").await;
        sheet.tells(&team[5], "92,50 h").await;
        says(&sheet, "#enregistre", "2 lignes à revoir").await;
        // Answers moved no focus.
        assert!(sheet.has_focus(&hours(&team[9])).await, "the focus is on {}", sheet.focused().await);
        sheet.press_with(Key::Shift, Key::Enter + "").await;
        sheet.press(Key::Up + "" + Key::Up).await;
        assert!(sheet.has_focus(&hours(&team[6])).await, "the focus is on {}", sheet.focused().await);
        sheet.press(Key::Down + "" + Key::Up + Key::Up).await;
        // The conflict: one figure is kept.
        sheet.tab_to(&format!("{} button", note(&team[5]))).await;
        assert!(sheet.focused().await.contains("92,50"), "{}", sheet.focused().await);
        sheet.press(Key::Enter).await;
        assert!(sheet.has_focus(&hours(&team[5])).await, "the focus is on {}", sheet.focused().await);
        // The refusal: the right figure is typed over the wrong one.
        sheet.press(Key::Up + "" + Key::Up).await;
        sheet.press("103".to_owned() + Key::Enter).await;
        sheet.is_saved().await;
        let expected = ["100.00", "101.50", "102.50", "103.00", "104.00", "92.50", "106.25", "107.00", "108.00", "109.00"];
        for (row, figure) in team.iter().zip(expected) {
            assert_eq!(figures(&app, row).await, [figure]);
        }
    }

    async fn a_figure_is_taken_over_taken_back_and_undone(app: App) {
        let team = a_team(&app.officer(), &NAMES[..4]).await;
        team[0].hours("2023-04", "121.50").create(&app.officer()).await;
        team[1].hours(MONTH, "80").create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.tab_to(&hours(&team[0])).await;
        sheet.press("=".to_owned() + Key::Enter).await;
        sheet.press("99".to_owned() + Key::Escape).await;
        assert_eq!(sheet.hours(&team[1]).await, "80,00");
        sheet.is_saved().await;
        assert_eq!([figures(&app, &team[0]).await, figures(&app, &team[1]).await].concat(), ["121.50", "80.00"]);
        // Undone after it was saved, by the keys and by the button.
        sheet.enter(&team[1], "81").await;
        sheet.shows(&team[1], "Enregistré").await;
        sheet.press_with(Key::Control, "z").await;
        assert!(sheet.has_focus(&hours(&team[1])).await, "the focus is on {}", sheet.focused().await);
        sheet.is_saved().await;
        sheet.enter(&team[1], "82").await;
        sheet.is_saved().await;
        sheet.tab_to("#annuler").await;
        sheet.press(Key::Enter).await;
        sheet.is_saved().await;
        assert_eq!(sheet.hours(&team[1]).await, "80,00");
        let undone = Some("annulation de saisie".to_owned());
        let reasons: Vec<_> = history(&app, &team[1]).await.into_iter().map(|(worked, _, reason)| (worked, reason)).collect();
        let expected = [("80.00", None), ("81.00", None), ("80.00", undone.clone()), ("82.00", None), ("80.00", undone)];
        assert_eq!(reasons, expected.map(|(worked, reason)| (worked.to_owned(), reason)));
    }

    async fn last_month_is_copied_into_empty_cells_as_drafts(app: App) {
        let team = a_team(&app.officer(), &NAMES[..4]).await;
        for row in &team[..3] {
            row.hours("2023-04", "121.50").create(&app.officer()).await;
        }
        let sheet = OpenSheet::of(&app).await;
        sheet.enter(&team[0], "50").await;
        sheet.is_saved().await;
        sheet.tab_to("#reprendre").await;
        sheet.press(Key::Enter).await;
        sheet.agree("2 lignes").await;
        sheet.shows(&team[1], "À confirmer").await;
        sheet.shows(&team[2], "À confirmer").await;
        sheet.is_saved().await;
        assert_eq!(sheet.all_hours(&team).await, ["50,00", "121,50", "121,50", ""]);
        let status = async |row: &Placed| app.officer().get(&row.cell(MONTH)).await.ok()["status"].clone();
        assert_eq!((status(&team[0]).await, status(&team[1]).await), (json!("submitted"), json!("draft")));
        // Typed over, it is confirmed.
        sheet.enter(&team[1], "120").await;
        sheet.shows(&team[1], "Enregistré").await;
        assert_eq!((status(&team[1]).await, status(&team[2]).await), (json!("submitted"), json!("draft")));
    }

    async fn three_lots_have_no_hours_then_the_rest(app: App) {
        let team = a_team(&app.officer(), &NAMES[..1]).await;
        let mut lots = Vec::new();
        for _ in 0..5 {
            lots.push(a_public_contract().create_lot(&app.officer()).await);
        }
        let sheet = OpenSheet::of(&app).await;
        // Typed and not saved yet: it is saved first.
        sheet.enter(&team[0], "50").await;
        for lot in &lots[..3] {
            sheet.tab_to(&format!("[name='neant-{lot}']")).await;
            sheet.press(Key::Enter).await;
            says(&sheet, &format!("section[data-lot='{lot}'] .chip"), "Néant").await;
            assert_eq!(standing(&app, *lot).await, "nil");
        }
        assert_eq!(figures(&app, &team[0]).await, ["50.00"]);
        assert_eq!(standing(&app, lots[3]).await, "late");
        sheet.tab_to("#reste").await;
        sheet.press(Key::Enter).await;
        sheet.agree("2 lots").await;
        for lot in &lots[3..] {
            says(&sheet, &format!("section[data-lot='{lot}'] .chip"), "Néant").await;
            assert_eq!(standing(&app, *lot).await, "nil");
        }
        assert_eq!(standing(&app, team[0].lot).await, "received");
        assert!(sheet.find_all(By::Css("[name^=neant]")).await.unwrap().is_empty());
    }

    async fn chosen_lines_are_validated_by_ctrl_enter(app: App) {
        let team = a_team(&app.officer(), &NAMES[..3]).await;
        for row in &team {
            row.hours(MONTH, "50").create(&app.officer()).await;
        }
        let sheet = OpenSheet::of(&app).await;
        for row in &team[..2] {
            sheet.tab_to(&field("c", row)).await;
            sheet.press(" ").await;
        }
        sheet.tab_to(&hours(&team[1])).await;
        sheet.press_with(Key::Control, Key::Enter + "").await;
        assert!(sheet.has_focus("#valider").await, "the focus is on {}", sheet.focused().await);
        says(&sheet, "#valider", "Valider 2 lignes").await;
        sheet.press(Key::Enter).await;
        sheet.shows(&team[0], "Validé").await;
        sheet.shows(&team[1], "Validé").await;
        let status = async |row: &Placed| app.officer().get(&row.cell(MONTH)).await.ok()["status"].clone();
        assert_eq!((status(&team[1]).await, status(&team[2]).await), (json!("validated"), json!("submitted")));
    }
}
