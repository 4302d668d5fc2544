//! `/a-valider` in a browser: a batch is decided on by keyboard, with and without script.

use clauses::values::Sector;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{
    a_candidate, a_public_contract, an_employment, an_organisation, hours, somebody_at_work, waive,
};
use crate::support::soundness::is_sound;
use crate::support::{App, Client, PASSWORD, on_both_databases};

/// ARIQ, and its hours of forty people on one lot, 100 each: the employments, the lot and the ids in order of names.
async fn batch_of_forty(app: &App) -> (Client, Vec<i64>, i64, Vec<i64>) {
    let officer = app.officer();
    let organisation = an_organisation().named("ARIQ").create(&officer).await;
    let (ariq, lot) = (app.as_partner(organisation, &[Sector::Btp]), a_public_contract().create_lot(&officer).await);
    let employer = an_organisation().employer("ACI").create(&officer).await;
    let (mut employments, mut ids) = (Vec::new(), Vec::new());
    for number in 0..40 {
        let person = a_candidate().named(&format!("Nom {number:02}"), "Camille").create(&officer).await;
        waive(&officer, person, "BTP").await;
        employments.push(an_employment(person).at(employer).on(lot).create(&officer).await);
    }
    let row =
        |employment: &i64| json!({ "employment_id": employment, "lot_id": lot, "month": "2023-05", "worked": "100" });
    let rows: Vec<_> = employments.iter().map(row).collect();
    let batch = ariq.post("/v1/hours/batches", &json!({ "rows": rows })).await.ok();
    ids.extend(batch["rows"].as_array().unwrap().iter().map(|row| row["hours_id"].as_i64().unwrap()));
    (ariq, employments, lot, ids)
}

async fn open(app: &App, page: &Browser) {
    app.owner("claire@example.org", "officer").await;
    page.goto(format!("http://{}/a-valider", app.address)).await.unwrap();
    fill(page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
    says(page, "h1", "À valider").await;
}

async fn press(page: &Browser, keys: impl Into<TypingData>) {
    page.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

async fn focused(page: &Browser) -> String {
    page.active_element().await.unwrap().id().await.unwrap().unwrap_or_default()
}

async fn focus(page: &Browser, id: &str) {
    page.find(By::Id(id)).await.unwrap().focus().await.unwrap();
}

on_both_databases! {
    async fn a_batch_of_forty_is_decided_on_by_keyboard(app: App) {
        let (ariq, employments, lot, ids) = batch_of_forty(&app).await;
        let page = Browser::open().await;
        open(&app, &page).await;
        is_sound(&page).await;
        says(&page, "#nombre", "40").await;
        says(&page, "#heures", "4\u{202f}000,00").await;
        // Two rows next to each other are rejected.
        focus(&page, &format!("c-{}", ids[4])).await;
        press(&page, " ").await;
        press(&page, Key::Shift + Key::Down).await;
        says(&page, "#choix", "2 lignes, 200,00 h").await;
        says(&page, "#valider", "Valider 2 lignes").await;
        assert_eq!(focused(&page).await, format!("c-{}", ids[5]));
        press(&page, Key::Enter + "").await;
        page.find(By::Css("summary")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        says(&page, "#rejeter", "Rejeter 2 lignes").await;
        is_sound(&page).await;
        press(&page, "Feuille illisible" + Key::Enter).await;
        says(&page, ".box", "2 lignes rejetées (200,00 h).").await;
        // Of those that are left one changes while they are read.
        hours(employments[0], lot, "2023-05", "112.50").correct(&ariq, "\"1\"").await.ok();
        focus(&page, "tout").await;
        press(&page, " ").await;
        says(&page, "#valider", "Valider 38 lignes").await;
        press(&page, Key::Control + Key::Enter).await;
        assert_eq!(focused(&page).await, "valider");
        press(&page, Key::Enter + "").await;
        says(&page, ".box", "37 lignes validées (3\u{202f}700,00 h), 1 a changé entre-temps").await;
        says(&page, "#nombre", "1").await;
        is_sound(&page).await;
        let cell = app.officer().get(&format!("/v1/hours/{}/{lot}/2023-05", employments[0])).await.ok();
        assert_eq!((&cell["status"], &cell["worked"]), (&json!("submitted"), &json!("112.50")));
        focus(&page, &format!("c-{}", ids[0])).await;
        press(&page, " ").await;
        says(&page, "#valider", "Valider 1 ligne").await;
        press(&page, Key::Control + Key::Enter).await;
        press(&page, Key::Enter + "").await;
        says(&page, ".card", "Rien n’attend votre décision.").await;
        is_sound(&page).await;
        let rejected = app.officer().all("/v1/hours?status=rejected").await;
        assert_eq!(rejected.iter().map(|cell| cell["id"].as_i64().unwrap()).collect::<Vec<_>>(), ids[4..6]);
    }

    async fn corrections_warnings_and_refusals_hold_at_every_width(app: App) {
        let officer = app.officer();
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let (ariq, placed) = (app.as_partner(ariq, &[Sector::Btp]), somebody_at_work(&officer, "BTP").await);
        placed.hours("2023-05", "120").of_which_training("7").validated().create(&officer).await;
        placed.hours("2023-05", "96.50").because(&"Relevé ".repeat(30)).correct(&ariq, "\"1\"").await.ok();
        placed.hours("2023-06", "300").of_which_training("14").create(&ariq).await;
        placed.hours("2023-07", "10").create(&officer).await;
        let page = Browser::open().await;
        open(&app, &page).await;
        says(&page, ".warning", "dépasse la durée légale").await;
        says(&page, ".figure small", "avant 120,00").await;
        is_sound(&page).await;
        app.close_month("2023-06", "BTP").await;
        focus(&page, "tout").await;
        press(&page, " ").await;
        page.find(By::Css("summary")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        page.query(By::Css("#motif:focus")).first().await.expect("the field of the reason has not the focus");
        press(&page, Key::Enter + "").await;
        says(&page, ".fault", "Dites pourquoi").await;
        says(&page, "#rejeter", "Rejeter 3 lignes").await;
        is_sound(&page).await;
        press(&page, Key::Control + Key::Enter).await;
        press(&page, Key::Enter + "").await;
        says(&page, ".box", "2 lignes validées (106,50 h), 1 refusée : elle dit pourquoi.").await;
        says(&page, ".note .why", "Le mois est clos").await;
        is_sound(&page).await;
    }

    async fn boxes_follow_their_rows_and_shift_chooses_what_lies_between(app: App) {
        let (_, _, _, ids) = batch_of_forty(&app).await;
        let page = Browser::open().await;
        open(&app, &page).await;
        page.set_window_rect(0, 0, 1280, 1600).await.unwrap();
        let row = async |place: usize| page.find(By::Id(format!("c-{}", ids[place]))).await.unwrap();
        row(2).await.click().await.unwrap();
        let between = page.action_chain().key_down(Key::Shift).click_element(&row(9).await).key_up(Key::Shift);
        between.perform().await.unwrap();
        says(&page, "#valider", "Valider 8 lignes").await;
        let lot = page.find(By::Name("l-0")).await.unwrap();
        assert_eq!(lot.prop("indeterminate").await.unwrap().as_deref(), Some("true"));
        lot.click().await.unwrap();
        says(&page, "#valider", "Valider 40 lignes").await;
        assert!(page.find(By::Name("e-0")).await.unwrap().is_selected().await.unwrap());
        row(0).await.click().await.unwrap();
        assert!(!page.find(By::Id("tout")).await.unwrap().is_selected().await.unwrap());
        says(&page, "#choix", "39 lignes").await;
    }

    async fn it_works_without_script(app: App) {
        let (_, employments, lot, ids) = batch_of_forty(&app).await;
        let page = Browser::open().await;
        open(&app, &page).await;
        let off = json!({ "value": true });
        page.cdp().send_raw("Emulation.setScriptExecutionDisabled", off).await.unwrap();
        page.refresh().await.unwrap();
        says(&page, "#valider", "Valider les lignes cochées").await;
        let chosen = page.find(By::Id(format!("c-{}", ids[0]))).await.unwrap();
        chosen.send_keys(" ").await.unwrap();
        page.find(By::Id("valider")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        says(&page, ".box", "1 ligne validée (100,00 h).").await;
        page.find(By::Id("tout")).await.unwrap().send_keys(" ").await.unwrap();
        page.find(By::Css("summary")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        page.find(By::Id("rejeter")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        says(&page, ".fault", "Dites pourquoi").await;
        page.find(By::Id("motif")).await.unwrap().send_keys("Feuille illisible").await.unwrap();
        page.find(By::Id("rejeter")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        says(&page, ".box", "39 lignes rejetées").await;
        let cell = app.officer().get(&format!("/v1/hours/{}/{lot}/2023-05", employments[0])).await.ok();
        assert_eq!(cell["status"], "validated");
    }
}
