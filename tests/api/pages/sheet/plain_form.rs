//! `/saisie/{mois}` as a browser without script uses it: one form, and the page again.

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{Placed, a_candidate, a_public_contract, an_organisation, place, somebody_at_work};
use crate::support::{App, Person, Reply, field_of, on_both_databases};

const MONTH: &str = "/saisie/2023-05";

async fn officer(app: &App) -> Person {
    app.person("claire@example.org", "officer").await
}

/// The fields of a row.
fn fields(placed: &Placed, worked: &str, version: &str) -> Vec<(String, String)> {
    let key = format!("{}-{}", placed.employment, placed.lot);
    vec![
        (format!("h-{key}"), worked.to_owned()),
        (format!("f-{key}"), String::new()),
        (format!("v-{key}"), version.to_owned()),
    ]
}

async fn submit(person: &mut Person, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let reply = person.fill(MONTH, &fields).await;
    match reply.header("location") {
        Some(next) => {
            let next = next.to_owned();
            person.visit(&next).await
        }
        None => reply,
    }
}

/// The field of the figures that the page shows of a row.
fn as_shown(placed: &Placed, figures: &str) -> (String, String) {
    (format!("o-{}-{}", placed.employment, placed.lot), figures.to_owned())
}

on_both_databases! {
    async fn a_month_is_entered_in_a_plain_form(app: App) {
        let mut claire = officer(&app).await;
        let (one, two) = (somebody_at_work(&app.officer(), "BTP").await, somebody_at_work(&app.officer(), "MS").await);
        let page = claire.visit(MONTH).await.ok();
        assert!(page.text.contains("Saisie mensuelle") && page.text.contains("mai 2023"), "{page}");
        let typed = [fields(&one, "1 21,5", ""), fields(&two, "=100+21h30", "")].concat();
        let saved = submit(&mut claire, &typed).await.ok();
        assert!(saved.text.contains("Tout est enregistré") && saved.text.contains("value=\"121,50\""), "{saved}");
        let cell = app.officer().get(&one.cell("2023-05")).await.ok();
        assert_eq!((&cell["worked"], &cell["status"], &cell["source"]), (&json!("121.50"), &json!("submitted"), &json!("CREATIV")));
        assert_eq!(app.officer().get(&two.cell("2023-05")).await.ok()["worked"], "121.50");
        // The form sent again, unchanged, changes nothing.
        let again = [fields(&one, "121,50", "1"), fields(&two, "121,50", "1")].concat();
        submit(&mut claire, &again).await.ok();
        assert_eq!(app.officer().get(&one.cell("2023-05")).await.ok()["version"], 1);
    }

    async fn a_refused_row_comes_back_as_typed_with_its_reason_and_the_rest_is_saved(app: App) {
        let mut claire = officer(&app).await;
        let (one, two) = (somebody_at_work(&app.officer(), "BTP").await, somebody_at_work(&app.officer(), "BTP").await);
        let typed = [fields(&one, "812", ""), fields(&two, "100", "")].concat();
        let page = submit(&mut claire, &typed).await.with_status(422);
        assert!(page.text.contains("value=\"812\"") && page.text.contains("Mai 2023 compte 744 heures au plus"), "{page}");
        app.officer().get(&one.cell("2023-05")).await.refused(404, "not_found");
        assert_eq!(app.officer().get(&two.cell("2023-05")).await.ok()["worked"], "100.00");
        let page = submit(&mut claire, &fields(&one, "<script>douze</script>", "")).await.with_status(422);
        assert!(!page.text.contains("<script>douze") && page.text.contains("douze"), "{page}");
    }

    async fn what_somebody_else_recorded_meanwhile_is_not_overwritten(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let ariq = an_organisation().named("ARIQ").create(&app.officer()).await;
        let ariq = app.as_partner(ariq, &[Sector::Btp]);
        placed.hours("2023-05", "92.50").create(&ariq).await;
        let page = submit(&mut claire, &fields(&placed, "88", "")).await.with_status(422);
        assert!(page.text.contains("vous avez saisi 88 h") && page.text.contains("92,50 h"), "{page}");
        assert_eq!(app.officer().get(&placed.cell("2023-05")).await.ok()["worked"], "92.50");
        submit(&mut claire, &fields(&placed, "88", "1")).await.ok();
        assert_eq!(app.officer().get(&placed.cell("2023-05")).await.ok()["worked"], "88.00");
    }

    async fn a_row_that_nobody_typed_in_is_not_written_over_what_came_meanwhile(app: App) {
        let mut claire = officer(&app).await;
        let (one, two) = (somebody_at_work(&app.officer(), "BTP").await, somebody_at_work(&app.officer(), "BTP").await);
        one.hours("2023-05", "100").create(&app.officer()).await;
        one.hours("2023-05", "110").correct(&app.officer(), "\"1\"").await.ok();
        // The page showed version 1 with 100 hours; only the other row was typed in.
        let mut typed = [fields(&one, "100,00", "1"), fields(&two, "50", "")].concat();
        typed.extend([as_shown(&one, "100,00 "), as_shown(&two, " ")]);
        submit(&mut claire, &typed).await.ok();
        assert_eq!(app.officer().get(&one.cell("2023-05")).await.ok()["worked"], "110.00");
        assert_eq!(app.officer().get(&two.cell("2023-05")).await.ok()["worked"], "50.00");
    }

    async fn training_without_hours_is_refused(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let mut typed = fields(&placed, "", "");
        typed[1].1 = "7".to_owned();
        let page = submit(&mut claire, &typed).await.with_status(422);
        assert!(page.text.contains("Saisissez aussi les heures"), "{page}");
        // So it is in a draft that was taken back, which the page shows as an empty cell.
        placed.hours("2023-05", "0").with("status", "draft").create(&app.officer()).await;
        typed[2].1 = "1".to_owned();
        typed.push(as_shown(&placed, " "));
        let page = submit(&mut claire, &typed).await.with_status(422);
        assert!(page.text.contains("Saisissez aussi les heures"), "{page}");
    }

    async fn only_those_who_decide_open_it(app: App) {
        app.nobody("").visit(MONTH).await.with_status(303);
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        assert!(dashboard.visit(MONTH).await.with_status(403).text.contains("<h1"));
    }

    async fn chosen_rows_are_validated_and_a_correction_then_asks_for_a_reason(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let key = format!("{}-{}", placed.employment, placed.lot);
        let mut typed = fields(&placed, "100", "");
        typed.extend([(format!("c-{key}"), "on".to_owned()), ("faire".to_owned(), "valider".to_owned())]);
        submit(&mut claire, &typed).await.ok();
        assert_eq!(app.officer().get(&placed.cell("2023-05")).await.ok()["status"], "validated");
        let page = submit(&mut claire, &fields(&placed, "101", "1")).await.with_status(422);
        assert!(page.text.contains(&format!("name=\"m-{key}\"")), "{page}");
        let mut corrected = fields(&placed, "101", "1");
        corrected.push((format!("m-{key}"), "Feuille en retard".to_owned()));
        submit(&mut claire, &corrected).await.ok();
        let cell = app.officer().get(&placed.cell("2023-05")).await.ok();
        assert_eq!((&cell["worked"], &cell["pending"]["worked"]), (&json!("100.00"), &json!("101.00")));
        // The page shows what was sent last, and what counts until the decision.
        let page = claire.visit(MONTH).await.ok();
        assert!(page.text.contains("value=\"101,00\"") && page.text.contains("100,00\u{a0}h comptent"), "{page}");
    }

    async fn a_lot_is_said_to_have_no_hours_in_one_click(app: App) {
        let mut claire = officer(&app).await;
        let lot = a_public_contract().create_lot(&app.officer()).await;
        let page = claire.visit(MONTH).await.ok();
        assert!(page.text.contains(&format!("name=\"neant-{lot}\"")), "{page}");
        let page = submit(&mut claire, &[(format!("neant-{lot}"), "oui".to_owned())]).await.ok();
        assert!(page.text.contains("Néant") && !page.text.contains(&format!("name=\"neant-{lot}\"")), "{page}");
        let board: Value = app.officer().get("/v1/months/2023-05").await.ok().json.clone();
        assert_eq!(board["sectors"][0]["lots"][0]["standing"], "nil");
    }

    async fn the_page_s_script_is_answered_row_by_row(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let key = format!("{}-{}", placed.employment, placed.lot);
        let page = claire.visit(MONTH).await.ok();
        let mut typed = fields(&placed, "121h20", "");
        typed.push(("jeton".to_owned(), field_of(&page, "jeton")));
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let sent = claire.request(Method::POST, MONTH).header("accept", "application/json").form(&typed);
        let answer = sent.send().await.ok();
        let row = &answer["rows"][&key];
        assert_eq!((&row["state"], &row["cell"]), (&json!("refused"), &Value::Null), "{answer}");
        assert!(row["detail"].as_str().unwrap().contains("20 minutes"), "{answer}");
    }

    async fn names_and_titles_are_text_and_nothing_else(app: App) {
        let mut claire = officer(&app).await;
        let html = "<img src=x onerror=alert(1)>";
        let person = a_candidate().named(html, html).create(&app.officer()).await;
        place(&app.officer(), person, "BTP").await;
        let page = claire.visit(MONTH).await.ok();
        assert!(!page.text.to_lowercase().contains("<img"), "{page}");
        assert!(page.text.to_lowercase().contains("&#60;img") || page.text.to_lowercase().contains("&lt;img"), "{page}");
    }

    async fn a_form_without_its_token_or_with_other_fields_records_nothing(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let page = claire.visit(MONTH).await.ok();
        let other = [("h-1-x", "12")];
        claire.send(MONTH, &page, &other).await.with_status(422);
        claire.csrf = String::new();
        let mut forged = page;
        forged.text = forged.text.replace("name=\"jeton\" value=\"", "name=\"jeton\" value=\"x");
        let typed = fields(&placed, "12", "");
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        claire.send(MONTH, &forged, &typed).await.with_status(403);
        app.officer().get(&placed.cell("2023-05")).await.refused(404, "not_found");
    }

    async fn without_a_month_it_opens_the_month_before_this_one(app: App) {
        let mut claire = officer(&app).await;
        let reply = claire.visit("/saisie").await.with_status(303);
        assert_eq!(reply.header("location"), Some("/saisie/2024-02"));
        claire.visit("/saisie/2024-99").await.with_status(422);
        assert!(claire.visit("/saisie/2019-01").await.ok().text.contains("Personne n’est affecté"));
    }
}
