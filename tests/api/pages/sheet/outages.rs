//! The server, the session or the network goes away while somebody types: nothing is lost, and nothing recorded twice.

use thirtyfour::prelude::*;

use super::open_sheet::{EMAIL, MONTH, OpenSheet, PATH, field, figures, key};
use crate::support::browser::{fill, says};
use crate::support::builders::a_team;
use crate::support::{App, PASSWORD, Person, Program, on_both_databases};

const NAMES: [(&str, &str); 3] = [("Amiri", "Lina"), ("Bernard", "Paul"), ("Costa", "Rui")];

/// Signs the officer out of every browser.
async fn end_sessions(app: &App) {
    let mut elsewhere: Person = app.nobody(EMAIL);
    elsewhere.sign_in(PASSWORD, None).await.ok();
    elsewhere.delete("/v1/me/sessions").await.no_content();
}

on_both_databases! {
    async fn a_server_killed_while_somebody_types_loses_and_doubles_nothing(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        app.owner(EMAIL, "officer").await;
        let program = Program::beside(&app, &[]);
        let address = program.address;
        let sheet = OpenSheet::at(address, EMAIL).await;
        sheet.enter(&team[0], "100").await;
        sheet.is_saved().await;
        // Killed in the middle of a figure.
        sheet.focus("h", &team[1]).await;
        sheet.press("10").await;
        drop(program);
        sheet.press("1".to_owned() + Key::Enter).await;
        sheet.warns("gardée").await;
        sheet.enter(&team[2], "102").await;
        assert_eq!(sheet.all_hours(&team).await, ["100,00", "101", "102"]);
        let bind = address.to_string();
        let _restarted = Program::beside(&app, &[("BIND", &bind)]);
        sheet.is_saved().await;
        assert!(!sheet.find(By::Id("panne")).await.unwrap().is_displayed().await.unwrap());
        for (row, figure) in team.iter().zip(["100.00", "101.00", "102.00"]) {
            assert_eq!(figures(&app, row).await, [figure]);
        }
        // What is recorded is kept no longer; the row that one was in is.
        let memory = sheet.memory().await;
        assert!(!team.iter().any(|row| memory.contains(&format!("{}\":", key(row)))), "{memory}");
    }

    async fn an_answer_that_is_lost_leads_to_no_second_version(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        // The server records what it is sent once, and the connection breaks before the answer.
        let lose = "const real = fetch; window.fetch = async (...all) => { \
                    window.fetch = real; await real(...all); throw new TypeError('cut'); }";
        sheet.execute(lose, Vec::new()).await.unwrap();
        sheet.enter(&team[0], "100").await;
        sheet.warns("gardée").await;
        assert_eq!(figures(&app, &team[0]).await, ["100.00"]);
        sheet.enter(&team[1], "101").await;
        sheet.is_saved().await;
        assert_eq!([figures(&app, &team[0]).await, figures(&app, &team[1]).await].concat(), ["100.00", "101.00"]);
    }

    async fn a_session_that_ended_is_renewed_in_another_window(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.enter(&team[0], "100").await;
        sheet.is_saved().await;
        end_sessions(&app).await;
        sheet.enter(&team[1], "101").await;
        sheet.warns("session est terminée").await;
        sheet.enter(&team[2], "102").await;
        let first = sheet.window().await.unwrap();
        sheet.tab_to("#panne a").await;
        sheet.press(Key::Enter).await;
        let windows = sheet.windows().await.unwrap();
        let second = windows.into_iter().find(|window| *window != first).expect("no other window opened");
        sheet.switch_to_window(second).await.unwrap();
        // It leads to the same sheet, where what was typed is, too.
        sheet.sign_in(EMAIL).await;
        sheet.is_saved().await;
        // The row that one was in has the focus again, so that its figure stays as it was typed.
        assert!(sheet.has_focus(&field("h", &team[2])).await, "the focus is on {}", sheet.focused().await);
        assert_eq!(sheet.hours(&team[2]).await, "102");
        sheet.close_window().await.unwrap();
        sheet.switch_to_window(first).await.unwrap();
        sheet.is_saved().await;
        for (row, figure) in team.iter().zip(["100.00", "101.00", "102.00"]) {
            assert_eq!(figures(&app, row).await, [figure]);
        }
    }

    async fn a_session_that_ended_is_renewed_in_the_same_window(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        end_sessions(&app).await;
        sheet.enter(&team[0], "100").await;
        sheet.warns("session est terminée").await;
        sheet.refresh().await.unwrap();
        sheet.sign_in(EMAIL).await;
        sheet.is_saved().await;
        assert_eq!(figures(&app, &team[0]).await, ["100.00"]);
        assert!(sheet.current_url().await.unwrap().path().ends_with(PATH));
    }

    async fn figures_typed_without_a_network_are_sent_when_it_is_back(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        sheet.set_offline(true).await;
        sheet.enter(&team[0], "100").await;
        sheet.warns("gardée").await;
        sheet.enter(&team[1], "101").await;
        sheet.enter(&team[1], "111").await;
        sheet.enter(&team[2], "812").await;
        // Ids and figures are kept, and no name.
        let memory = sheet.memory().await;
        assert!(memory.contains(&key(&team[1])) && memory.contains("111") && memory.contains(MONTH), "{memory}");
        assert!(!NAMES.iter().any(|(last, first)| memory.contains(last) || memory.contains(first)), "{memory}");
        assert_eq!(app.count("hours"), 0);
        sheet.set_offline(false).await;
        sheet.shows(&team[0], "Enregistré").await;
        sheet.shows(&team[1], "Enregistré").await;
        sheet.tells(&team[2], "Votre saisie reste ici").await;
        assert_eq!([figures(&app, &team[0]).await, figures(&app, &team[1]).await].concat(), ["100.00", "111.00"]);
    }

    async fn a_page_loaded_again_has_what_was_typed_and_signing_out_leaves_nothing(app: App) {
        let team = a_team(&app.officer(), &NAMES).await;
        let sheet = OpenSheet::of(&app).await;
        // What is sent never arrives.
        sheet.execute("window.fetch = () => new Promise(() => {})", Vec::new()).await.unwrap();
        sheet.enter(&team[0], "100").await;
        sheet.enter(&team[1], "812").await;
        assert_eq!(app.count("hours"), 0);
        sheet.refresh().await.unwrap();
        sheet.shows(&team[0], "Enregistré").await;
        sheet.tells(&team[1], "Votre saisie reste ici").await;
        assert_eq!(figures(&app, &team[0]).await, ["100.00"]);
        // The back button, too.
        sheet.visit("/compte").await;
        sheet.back().await.unwrap();
        sheet.tells(&team[1], "Votre saisie reste ici").await;
        assert_eq!(sheet.hours(&team[1]).await, "812");
        sheet.find(By::Css("form.sign-out button")).await.unwrap().click().await.unwrap();
        says(&sheet, "h1", "Connexion").await;
        assert_eq!(sheet.memory().await, "{}");
        sheet.visit(PATH).await;
        fill(&sheet, &[("email", EMAIL), ("password", PASSWORD)]).await;
        says(&sheet, "h1", "Saisie mensuelle").await;
        assert_eq!(sheet.hours(&team[1]).await, "");
    }
}
