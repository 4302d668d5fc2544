//! Several people and programs at one sheet: no figure is overwritten without somebody having chosen so.

use clauses::values::Sector;
use serde_json::json;
use thirtyfour::prelude::*;

use super::open_sheet::{MONTH, OpenSheet, figures, history, note};
use crate::support::builders::{Placed, a_team, an_organisation};
use crate::support::{App, Client, on_both_databases};

const NAMES: [(&str, &str); 3] = [("Amiri", "Lina"), ("Bernard", "Paul"), ("Costa", "Rui")];

async fn ariq(app: &App) -> Client {
    let ariq = an_organisation().named("ARIQ").create(&app.officer()).await;
    app.as_partner(ariq, &[Sector::Btp])
}

/// Sends a batch of one month, as ARIQ's program does.
async fn send_batch(client: &Client, rows: &[(&Placed, &str)]) {
    let row = |(placed, worked): &(&Placed, &str)| json!({ "employment_id": placed.employment, "lot_id": placed.lot, "month": MONTH, "worked": worked });
    let rows: Vec<_> = rows.iter().map(row).collect();
    client.post("/v1/hours/batches", &json!({ "rows": rows })).await.ok();
}

/// Opens the sheet for two officers, each in a browser of their own.
async fn two_sheets(app: &App) -> (OpenSheet, OpenSheet) {
    let emails = ["claire@example.org", "paul@example.org"];
    for email in emails {
        app.owner(email, "officer").await;
    }
    (OpenSheet::at(app.address, emails[0]).await, OpenSheet::at(app.address, emails[1]).await)
}

/// Presses a button of the row, which says this, by keyboard.
async fn choose(sheet: &OpenSheet, placed: &Placed, text: &str) {
    for button in sheet.find_all(By::Css(format!("{} button", note(placed)))).await.unwrap() {
        if button.text().await.unwrap().contains(text) {
            return button.send_keys(Key::Enter + "").await.unwrap();
        }
    }
    panic!("no button says {text}");
}

on_both_databases! {
    async fn two_officers_and_a_batch_overwrite_nothing_unseen(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let ariq = ariq(&app).await;
        let (claire, paul) = two_sheets(&app).await;
        // The same cell, one after the other, and other cells.
        claire.enter(&team[0], "88").await;
        claire.is_saved().await;
        paul.enter(&team[0], "90").await;
        paul.enter(&team[1], "70").await;
        paul.tells(&team[0], "vous avez saisi 90 h").await;
        paul.tells(&team[0], "88,00 h").await;
        paul.shows(&team[1], "Enregistré").await;
        assert_eq!((figures(&app, &team[0]).await, paul.hours(&team[0]).await), (vec!["88.00".to_owned()], "90".to_owned()));
        // A cell in conflict does not save itself, whatever is typed there.
        paul.enter(&team[0], "91").await;
        // ARIQ's batch meanwhile: a cell that nobody has, and one of Paul's.
        send_batch(&ariq, &[(&team[2], "92.5")]).await;
        claire.enter(&team[2], "95").await;
        claire.tells(&team[2], "ARIQ").await;
        claire.tells(&team[2], "92,50 h").await;
        claire.tells(&team[2], "95 h").await;
        // Each one chooses.
        choose(&claire, &team[2], "Garder 92,50").await;
        assert_eq!(claire.hours(&team[2]).await, "92,50");
        choose(&paul, &team[0], "Remplacer").await;
        paul.is_saved().await;
        claire.is_saved().await;
        assert_eq!(figures(&app, &team[0]).await, ["88.00", "91.00"]);
        assert_eq!(figures(&app, &team[1]).await, ["70.00"]);
        let versions = history(&app, &team[2]).await;
        assert_eq!(versions, [("92.50".to_owned(), "ARIQ".to_owned(), None)]);
    }

    async fn figures_typed_at_the_same_time_are_recorded_once_and_shown_to_the_other(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let (claire, paul) = two_sheets(&app).await;
        futures_util::future::join(claire.enter(&team[0], "88"), paul.enter(&team[0], "90")).await;
        futures_util::future::join(claire.enter(&team[1], "61"), paul.enter(&team[2], "62")).await;
        claire.shows(&team[1], "Enregistré").await;
        paul.shows(&team[2], "Enregistré").await;
        let recorded = figures(&app, &team[0]).await;
        let (first, late, typed) = match recorded.as_slice() {
            [one] if one == "88.00" => (&claire, &paul, "90"),
            [one] if one == "90.00" => (&paul, &claire, "88"),
            other => panic!("{other:?} is recorded"),
        };
        first.shows(&team[0], "Enregistré").await;
        late.tells(&team[0], &format!("vous avez saisi {typed} h")).await;
        late.tells(&team[0], &recorded[0].replace('.', ",")).await;
        assert_eq!(late.hours(&team[0]).await, typed);
        // Another change while one chooses is shown again instead of being overwritten.
        first.enter(&team[0], "77").await;
        first.is_saved().await;
        choose(late, &team[0], "Remplacer").await;
        late.tells(&team[0], "77,00 h").await;
        choose(late, &team[0], "Remplacer").await;
        late.is_saved().await;
        assert_eq!(figures(&app, &team[0]).await, [recorded[0].as_str(), "77.00", &format!("{typed}.00")]);
    }
}
