//! Every text that somebody can give shows as text on every page, whatever it holds.

use clauses::values::Sector;
use serde_json::json;
use thirtyfour::prelude::*;

use super::sheet::{EMAIL, MONTH, OpenSheet, PATH, note};
use crate::support::browser::Browser;
use crate::support::builders::{Placed, a_candidate, a_public_contract, admit, an_employment, an_organisation};
use crate::support::{App, on_both_databases};

/// A text that would do something if it were taken for markup; the number tells one field from another.
fn markup(field: u32) -> String {
    format!("{field}<b onclick=\"hit=1\">&\"'</b><script>hit=1</script>")
}

/// Panics if a text became an element or ran, or if one of these is not read.
async fn shows_as_text(page: &Browser, texts: &[String]) {
    let found: u32 =
        page.script("return document.querySelectorAll('b[onclick], body script:not([src]), [onerror]').length").await;
    let ran: bool = page.script("return 'hit' in window").await;
    let address = page.current_url().await.unwrap();
    assert!(found == 0 && !ran, "{address}: {found} elements");
    let read: String = page.script("return document.body.innerText.toLowerCase()").await;
    for text in texts {
        assert!(read.contains(&text.to_lowercase()), "{address} does not show {text}: {read}");
    }
}

/// A row of the sheet whose every text is markup: 1 and 2 name the person, 3 the employer, 4 and 5 the contract and its
/// lot, 6 the sender, 7 the evidence.
async fn a_row_of_markup(app: &App) -> (Placed, Vec<String>) {
    let officer = app.officer();
    let candidate = a_candidate().named(&markup(1), &markup(2)).create(&officer).await;
    admit(&officer, candidate, "BTP").await;
    let employer = an_organisation().named(&markup(3)).employer("ACI").create(&officer).await;
    let lot = json!({ "number": "1", "title": markup(5), "hours_due": "100" });
    let contract = a_public_contract().referenced(&markup(4)).with("title", markup(8)).with("lots", json!([lot]));
    let lot = contract.create_lot(&officer).await;
    let employment = an_employment(candidate).at(employer).on(lot).create(&officer).await;
    (Placed { candidate, employment, lot }, [1, 2, 3, 4, 5].map(markup).to_vec())
}

on_both_databases! {
    async fn html_and_script_in_any_text_show_as_text_on_every_page(app: App) {
        let (placed, shown) = a_row_of_markup(&app).await;
        let ariq = an_organisation().named(&markup(6)).create(&app.officer()).await;
        let ariq = app.as_partner(ariq, &[Sector::Btp]);
        let owner = app.owner(EMAIL, "officer").await;
        let account = format!("/v1/users/{}", owner.id);
        let user = app.admin().get(&account).await.ok();
        app.admin().patch(&account, user.etag(), &json!({ "name": markup(9) })).await.ok();
        let sheet = OpenSheet::at(app.address, EMAIL).await;
        shows_as_text(&sheet, &[shown.clone(), vec![markup(9)]].concat()).await;
        // What the script writes: a refusal of what was typed, and a conflict with the sender.
        sheet.enter(&placed, &markup(10)).await;
        sheet.tells(&placed, "Votre saisie reste ici").await;
        shows_as_text(&sheet, &shown).await;
        let evidence = json!({ "kind": "timesheet", "reference": markup(7) });
        placed.hours(MONTH, "92.50").with("evidence", evidence).create(&ariq).await;
        sheet.enter(&placed, "88").await;
        sheet.tells(&placed, "92,50").await;
        shows_as_text(&sheet, &[shown.clone(), vec![markup(6)]].concat()).await;
        let keep = sheet.find(By::Css(format!("{} button", note(&placed)))).await.unwrap();
        keep.send_keys(Key::Enter + "").await.unwrap();
        sheet.is_saved().await;
        sheet.refresh().await.unwrap();
        sheet.is_saved().await;
        shows_as_text(&sheet, &[shown.clone(), vec![markup(7)]].concat()).await;
        let cell = app.officer().get(&placed.cell(MONTH)).await.ok();
        let validated = placed.hours(MONTH, "92.50").validated();
        validated.correct(&app.officer(), cell.etag()).await.ok();
        let cell = app.officer().get(&placed.cell(MONTH)).await.ok();
        placed.hours(MONTH, "93").because(&markup(11)).correct(&ariq, cell.etag()).await.ok();
        sheet.visit(PATH).await;
        sheet.shows(&placed, "Correction").await;
        shows_as_text(&sheet, &[shown, vec![markup(6)]].concat()).await;
        for path in ["/", "/?mois=2023-05", "/constats", "/compte", "/compte/mot-de-passe", "/compte/second-facteur"] {
            sheet.visit(path).await;
            shows_as_text(&sheet, &[markup(9)]).await;
        }
        let query = serde_urlencoded::to_string([("secteur", markup(12))]).unwrap();
        sheet.visit(&format!("{PATH}?{query}")).await;
        shows_as_text(&sheet, &[markup(9)]).await;
        sheet.visit(&format!("/nowhere?{query}")).await;
        shows_as_text(&sheet, &[]).await;
    }
}
