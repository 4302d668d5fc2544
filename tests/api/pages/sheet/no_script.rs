//! A month in a browser whose script is switched off: one form, and the page again.

use serde_json::json;
use thirtyfour::prelude::*;

use super::open_sheet::{EMAIL, MONTH, OpenSheet, PATH, field, figures, note};
use crate::support::browser::says;
use crate::support::builders::{a_public_contract, a_team};
use crate::support::on_both_databases;

const NAMES: [(&str, &str); 4] = [("Amiri", "Lina"), ("Bernard", "Paul"), ("Costa", "Rui"), ("Diallo", "Awa")];

/// Types into the field of a row, over what it holds.
async fn overtype(sheet: &OpenSheet, selector: &str, text: &str) {
    let field = sheet.find(By::Css(selector)).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

async fn click(sheet: &OpenSheet, selector: &str) {
    sheet.find(By::Css(selector)).await.unwrap().click().await.unwrap();
}

on_both_databases! {
    async fn a_month_is_entered_refused_in_part_validated_and_stated_nil(app: App) {
        let officer = app.officer();
        let team = a_team(&officer, &NAMES).await;
        let silent = a_public_contract().create_lot(&officer).await;
        app.owner(EMAIL, "officer").await;
        let sheet = OpenSheet::closed(app.address).await;
        sheet.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        sheet.visit(PATH).await;
        sheet.sign_in(EMAIL).await;
        // No script of the page runs: what needs it is not there, and the plain button is.
        assert!(sheet.find(By::Css(".no-script")).await.unwrap().is_displayed().await.unwrap());
        for of_script in sheet.find_all(By::Css(".only-script")).await.unwrap() {
            assert!(!of_script.is_displayed().await.unwrap());
        }
        team[2].hours(MONTH, "92.50").create(&officer).await;
        for (row, typed) in team.iter().zip(["121h30", "812", "88", "=100+4"]) {
            overtype(&sheet, &field("h", row), typed).await;
        }
        overtype(&sheet, &field("f", &team[0]), "7").await;
        click(&sheet, "button.no-script").await;
        says(&sheet, "p.box[role=status]", "2 lignes ne sont pas enregistrées").await;
        // Refused and in conflict: back as typed, with the reason and both figures.
        assert_eq!(sheet.all_hours(&team).await, ["121,50", "812", "88", "104,00"]);
        sheet.tells(&team[1], "Votre saisie reste ici").await;
        sheet.tells(&team[2], "vous avez saisi 88 h").await;
        sheet.tells(&team[2], "92,50 h").await;
        assert_eq!([figures(&app, &team[0]).await, figures(&app, &team[2]).await].concat(), ["121.50", "92.50"]);
        // Theirs is kept as the page offers it; the refused figure is typed anew.
        click(&sheet, &format!("{} a", note(&team[2]))).await;
        says(&sheet, "h1", "Saisie mensuelle").await;
        sheet.visit(PATH).await;
        assert_eq!(sheet.all_hours(&team).await, ["121,50", "", "92,50", "104,00"]);
        overtype(&sheet, &field("h", &team[1]), "81,2").await;
        click(&sheet, "button.no-script").await;
        says(&sheet, "p.box[role=status]", "Tout est enregistré").await;
        assert_eq!(figures(&app, &team[1]).await, ["81.20"]);
        // Chosen lines are validated, and no other.
        for row in &team[..2] {
            click(&sheet, &field("c", row)).await;
        }
        click(&sheet, "#valider").await;
        sheet.shows(&team[0], "Validé").await;
        sheet.shows(&team[1], "Validé").await;
        let status = async |row: usize| officer.get(&team[row].cell(MONTH)).await.ok()["status"].clone();
        assert_eq!((status(1).await, status(2).await), (json!("validated"), json!("submitted")));
        // A lot without hours.
        click(&sheet, &format!("[name='neant-{silent}']")).await;
        says(&sheet, &format!("section[data-lot='{silent}'] .chip"), "Néant").await;
        assert!(sheet.find_all(By::Css(format!("[name='neant-{silent}']"))).await.unwrap().is_empty());
        for (row, versions) in team.iter().zip([&["121.50", "121.50"][..], &["81.20", "81.20"], &["92.50"], &["104.00"]]) {
            assert_eq!(figures(&app, row).await, versions);
        }
    }

    async fn mine_replaces_theirs_when_the_form_is_sent_again(app: App) {
        let officer = app.officer();
        let team = a_team(&officer, &NAMES[..1]).await;
        app.owner(EMAIL, "officer").await;
        let sheet = OpenSheet::closed(app.address).await;
        sheet.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        sheet.visit(PATH).await;
        sheet.sign_in(EMAIL).await;
        team[0].hours(MONTH, "92.50").create(&officer).await;
        overtype(&sheet, &field("h", &team[0]), "88").await;
        click(&sheet, "button.no-script").await;
        sheet.tells(&team[0], "vous avez saisi 88 h").await;
        click(&sheet, "button.no-script").await;
        says(&sheet, "p.box[role=status]", "Tout est enregistré").await;
        assert_eq!(figures(&app, &team[0]).await, ["92.50", "88.00"]);
    }
}
