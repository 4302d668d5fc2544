//! Where the sheet behaves as a spreadsheet does: keys, clicks, many rows at once and their undo.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::open_sheet::{MONTH, OpenSheet, field, figures};
use crate::support::browser::says;
use crate::support::builders::{Placed, a_public_contract, a_team};
use crate::support::{App, on_both_databases};

const NAMES: [(&str, &str); 4] = [("Amiri", "Lina"), ("Bernard", "Paul"), ("Costa", "Rui"), ("Diallo", "Awa")];

async fn status(app: &App, placed: &Placed) -> Value {
    app.officer().get(&placed.cell(MONTH)).await.ok()["status"].clone()
}

fn standing(placed: &Placed) -> String {
    format!("section[data-lot='{}'] .standing", placed.lot)
}

on_both_databases! {
    async fn ten_figures_take_no_more_keys_than_forty(app: App) {
        let names = ["Amiri", "Bernard", "Costa", "Diallo", "Étienne", "Faure", "Girard", "Haddad", "Ivanov", "Jolly", "Keller"];
        let people = a_team(&app.officer(), &names.map(|name| (name, "Ana"))).await;
        people[0].hours(MONTH, "50").create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        let mut keys = 4;
        // From the top of the page: past the menu, then to the first empty cell.
        sheet.press(Key::Tab + "" + Key::Enter + Key::Tab + Key::Enter).await;
        for row in &people[1..] {
            assert!(sheet.has_focus(&field("h", row)).await, "the focus is on {}", sheet.focused().await);
            sheet.press("101".to_owned() + Key::Enter).await;
            keys += 1;
        }
        sheet.is_saved().await;
        for row in &people[1..] {
            assert_eq!(figures(&app, row).await, ["101.00"]);
        }
        assert!(keys <= 40 && people.len() == 11, "{keys} keys for {} figures", people.len() - 1);
    }

    async fn enter_goes_back_to_the_column_where_one_began(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.focus("h", &team[0]).await;
        sheet.press("100".to_owned() + Key::Tab + "7" + Key::Enter).await;
        assert!(sheet.has_focus(&field("h", &team[1])).await, "the focus is on {}", sheet.focused().await);
        // A column of trainings is typed downwards.
        sheet.focus("f", &team[1]).await;
        sheet.press(Key::Enter).await;
        assert!(sheet.has_focus(&field("f", &team[2])).await, "the focus is on {}", sheet.focused().await);
    }

    async fn what_is_typed_into_a_clicked_cell_replaces_what_stood_there(app: App) {
        let team = a_team(&app.officer(), &NAMES[..1]).await;
        team[0].hours(MONTH, "104").create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.find(By::Css(field("h", &team[0]))).await.unwrap().click().await.unwrap();
        sheet.press("60".to_owned() + Key::Enter).await;
        sheet.shows(&team[0], "Enregistré").await;
        assert_eq!(figures(&app, &team[0]).await, ["104.00", "60.00"]);
    }

    async fn last_month_leaves_lots_without_hours_alone_and_is_undone_as_one(app: App) {
        let officer = app.officer();
        let (team, silent) = (a_team(&officer, &NAMES[..3]).await, a_team(&officer, &NAMES[3..]).await);
        for row in team.iter().chain(&silent) {
            row.hours("2023-04", "121.50").create(&officer).await;
        }
        let nil = format!("/v1/months/{MONTH}/nil-statements");
        officer.post(&nil, &json!({ "lot_id": silent[0].lot })).await.created();
        let sheet = OpenSheet::of(&app).await;
        sheet.enter(&team[0], "50").await;
        sheet.shows(&team[0], "Enregistré").await;
        says(&sheet, &standing(&team[0]), "Incomplet").await;
        // Nothing is taken before the answer.
        sheet.tab_to("#reprendre").await;
        sheet.press(Key::Enter).await;
        says(&sheet, "dialog[open]", "2 lignes").await;
        assert_eq!(sheet.all_hours(&team).await, ["50,00", "", ""]);
        sheet.agree("2 lignes").await;
        sheet.shows(&team[2], "À confirmer").await;
        sheet.is_saved().await;
        assert_eq!(sheet.all_hours(&silent).await, [""]);
        sheet.tab_to("#annuler").await;
        sheet.press(Key::Enter).await;
        sheet.is_saved().await;
        sheet.tab_to("#filtre").await;
        assert_eq!(sheet.all_hours(&team).await, ["50,00", "", ""]);
        assert_eq!((status(&app, &team[1]).await, status(&app, &team[2]).await), (json!("draft"), json!("draft")));
        // Empty after a reload too, and typed anew it is recorded.
        sheet.refresh().await.unwrap();
        assert_eq!(sheet.all_hours(&team).await, ["50,00", "", ""]);
        sheet.enter(&team[1], "60").await;
        sheet.enter(&team[2], "70").await;
        sheet.is_saved().await;
        assert_eq!(figures(&app, &team[2]).await, ["121.50", "0.00", "70.00"]);
        says(&sheet, &standing(&team[0]), "✓ Reçu").await;
        says(&sheet, &standing(&silent[0]), "Néant").await;
    }

    async fn a_whole_lot_is_chosen_and_validated_from_its_box(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let other = a_team(&app.officer(), &[("Étienne", "Marc")]).await;
        for row in team.iter().chain(&other) {
            row.hours(MONTH, "50").create(&app.officer()).await;
        }
        let sheet = OpenSheet::of(&app).await;
        sheet.tab_to(&format!("section[data-lot='{}'] .all", team[0].lot)).await;
        sheet.press(" ").await;
        says(&sheet, "#valider", "Valider 4 lignes").await;
        sheet.tab_to(&field("c", &team[0])).await;
        sheet.press(" ").await;
        says(&sheet, "#valider", "Valider 3 lignes").await;
        sheet.press_with(Key::Control, Key::Enter + "").await;
        sheet.press(Key::Enter).await;
        sheet.shows(&team[3], "Validé").await;
        assert!(sheet.has_focus(&field("h", &team[3])).await, "the focus is on {}", sheet.focused().await);
        assert_eq!((status(&app, &team[0]).await, status(&app, &team[1]).await), (json!("submitted"), json!("validated")));
        assert_eq!(status(&app, &other[0]).await, "submitted");
    }

    async fn what_was_said_of_a_wrong_figure_goes_with_it(app: App) {
        let team = a_team(&app.officer(), &NAMES[..2]).await;
        a_public_contract().create_lot(&app.officer()).await;
        team[0].hours(MONTH, "50").validated().create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.enter(&team[0], "60").await;
        sheet.shows(&team[0], "À corriger").await;
        says(&sheet, "tr.note .reason", "Motif").await;
        sheet.tab_to("#revoir").await;
        sheet.press(Key::Enter).await;
        assert!(sheet.has_focus(&field("h", &team[0])).await, "the focus is on {}", sheet.focused().await);
        sheet.press(Key::Escape).await;
        sheet.shows(&team[0], "Validé").await;
        let note = sheet.find(By::Css("tr.note")).await.unwrap();
        assert!(!note.is_displayed().await.unwrap(), "{}", note.text().await.unwrap());
    }
}
