//! The sheet in each of its states: accessible, silent, and whole at every width.

use clauses::values::Sector;
use serde_json::json;
use thirtyfour::prelude::*;

use super::open_sheet::{MONTH, OpenSheet, field};
use crate::support::browser::says;
use crate::support::builders::{Placed, a_team, an_organisation, hours};
use crate::support::soundness::{holds_with_spaced_text, is_sound};
use crate::support::{App, on_both_databases};

const NAMES: [(&str, &str); 8] = [
    ("Amiri", "Lina"),
    ("Bernard", "Paul"),
    ("Costa", "Rui"),
    ("Diallo", "Awa"),
    ("Étienne-de-la-Roche-Saint-André", "Marc-Antoine"),
    ("Faure", "Anne"),
    ("Girard", "Luc"),
    ("Haddad", "Sami"),
];

/// A row of each status: submitted, draft, validated, corrected by ARIQ, and rejected.
async fn every_status(app: &App, team: &[Placed]) {
    let officer = app.officer();
    team[0].hours(MONTH, "100").create(&officer).await;
    team[1].hours(MONTH, "101").with("status", "draft").create(&officer).await;
    team[2].hours(MONTH, "102").validated().create(&officer).await;
    team[3].hours(MONTH, "103").validated().create(&officer).await;
    let ariq = an_organisation().named("ARIQ").create(&officer).await;
    let ariq = app.as_partner(ariq, &[Sector::Btp]);
    team[3].hours(MONTH, "113").because("Feuille en retard").correct(&ariq, "\"1\"").await.ok();
    let rejected = team[4].hours(MONTH, "104").create(&ariq).await;
    let body = json!({ "ids": [rejected], "reason": "Feuille illisible" });
    officer.post("/v1/hours/rejections", &body).await.ok();
}

on_both_databases! {
    async fn it_is_sound_with_every_status_a_refusal_a_conflict_and_an_outage(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        every_status(&app, &team).await;
        let sheet = OpenSheet::of(&app).await;
        for (row, state) in team.iter().zip(["Enregistré", "confirmer", "Validé", "Correction", "Rejeté"]) {
            sheet.shows(row, state).await;
        }
        sheet.enter(&team[5], "812").await;
        sheet.tells(&team[5], "Votre saisie reste ici").await;
        team[6].hours(MONTH, "92.50").create(&app.officer()).await;
        sheet.enter(&team[6], "88").await;
        sheet.tells(&team[6], "92,50").await;
        // A validated figure asks for the reason of its correction.
        sheet.enter(&team[2], "99").await;
        sheet.tells(&team[2], "Motif").await;
        sheet.find(By::Id("touches")).await.unwrap().click().await.unwrap();
        says(&sheet, "#aide-touches", "ligne suivante").await;
        is_sound(&sheet).await;
        sheet.set_offline(true).await;
        sheet.enter(&team[7], "50").await;
        sheet.warns("gardée").await;
        is_sound(&sheet).await;
        sheet.set_offline(false).await;
        sheet.shows(&team[7], "Enregistré").await;
        holds_with_spaced_text(&sheet).await;
    }

    async fn it_is_sound_with_a_filter_and_with_its_dialogs_open(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let silent = a_team(&app.officer(), &[("Zola", "Émile"), ("Zweig", "Stefan")]).await;
        team[1].hours(MONTH, "90").create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        // Folded: the accent and the case are no matter.
        sheet.filter("etienne").await;
        assert!(!sheet.find(By::Css(field("h", &team[0]))).await.unwrap().is_displayed().await.unwrap());
        assert!(sheet.find(By::Css(field("h", &team[4]))).await.unwrap().is_displayed().await.unwrap());
        is_sound(&sheet).await;
        sheet.filter("").await;
        sheet.focus("h", &team[0]).await;
        sheet.paste("10\n20\n").await;
        says(&sheet, "dialog[open]", "BERNARD").await;
        is_sound(&sheet).await;
        sheet.press(Key::Escape).await;
        sheet.tab_to("#reste").await;
        sheet.press(Key::Enter).await;
        says(&sheet, "dialog[open]", "lot").await;
        is_sound(&sheet).await;
        sheet.press(Key::Escape).await;
        assert_eq!(app.count("nil_statements"), 0);
        assert_eq!(sheet.hours(&silent[0]).await, "");
    }

    async fn it_is_sound_with_sixty_rows_and_in_a_closed_month(app: App) {
        let team = a_team(&app.officer(), &NAMES[..2]).await;
        let people: Vec<(String, String)> = (1..=60).map(|number| (format!("Petit-{number:02}"), "Léa".to_owned())).collect();
        let people: Vec<(&str, &str)> = people.iter().map(|(last, first)| (last.as_str(), first.as_str())).collect();
        let many = a_team(&app.officer(), &people).await;
        hours(many[0].employment, many[0].lot, MONTH, "100").create(&app.officer()).await;
        let sheet = OpenSheet::of(&app).await;
        is_sound(&sheet).await;
        // Whatever has the focus is not covered by the foot.
        for row in [&many[20], &many[45], &many[59], &team[0]] {
            sheet.focus("h", row).await;
            let covered: bool = sheet.script(COVERED).await;
            assert!(!covered, "the foot covers {}", sheet.focused().await);
        }
        app.close_month(MONTH, "BTP").await;
        sheet.refresh().await.unwrap();
        says(&sheet, "main", "Mois clos").await;
        is_sound(&sheet).await;
    }
}

/// Whether something else lies over the field that has the focus.
const COVERED: &str = "
const at = document.activeElement, box = at.getBoundingClientRect();
return document.elementFromPoint(box.x + box.width / 2, box.bottom - 2) !== at;
";
