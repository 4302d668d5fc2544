//! `/plie` and `/candidats/{id}/plie`.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::{Plie, at_work, link, participant, standing};
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, field_of, on_both_databases};

/// One person with two records, one with somebody else's, one without, one linked.
async fn a_desk(app: &App) -> (Plie, [i64; 4]) {
    let officer = app.officer();
    let mut second = participant("P-2", "Rosée", "Awa");
    second["commune_code"] = json!("21231");
    let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa"), second, participant("P-3", "Mirage", "Jo")]));
    let several = at_work(&officer, "Rosée", "Awa").await.candidate;
    let linked = at_work(&officer, "Mirage", "Jo").await.candidate;
    plie.work(app);
    let taken = at_work(&officer, "MIRAGE", "Jo").await.candidate;
    let nobody = at_work(&officer, "Licorne <b>", "Zoé").await.candidate;
    plie.work(app);
    (plie, [several, linked, taken, nobody])
}

on_both_databases! {
    async fn the_desk_says_what_is_to_do_and_a_plain_form_does_it(app: App) {
        let (plie, [several, linked, taken, nobody]) = a_desk(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/plie").await.ok();
        for text in [
            "1 personne liée à son dossier", "Rosée Awa", "Licorne &#60;b&#62; Zoé", "commune 21231",
            "Le dossier est déjà celui de Mirage Jo", "<b>P-1</b>",
        ] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        assert!(!page.text.contains("Nadia Belkacem"), "a record that is not chosen is not shown: {page}");
        let version = link(&app.officer(), several).await["version"].to_string();
        let path = format!("/candidats/{several}/plie");
        let fields = [("faire", "lier"), ("version", version.as_str()), ("numero", "P-2"), ("depuis", "liste")];
        let sent = claire.send(&path, &page, &fields).await.with_status(303);
        assert_eq!(sent.header("location"), Some("/plie"));
        plie.work(&app);
        assert_eq!(standing(&app.officer(), several).await, [json!("linked"), json!("P-2"), Value::Null]);
        let page = claire.visit(&path).await.ok();
        for text in ["Lié au dossier P-2.", "Nadia Belkacem", "dossier du PLIE", "Début du contrat de travail", "Transmise."] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        // An outdated form is refused and comes back.
        let stale = claire.send(&path, &page, &fields).await.with_status(412);
        assert!(stale.text.contains("role=\"alert\""), "{stale}");
        let page = claire.visit(&format!("/candidats/{nobody}/plie")).await.ok();
        let version = field_of(&page, "version");
        let silent = [("faire", "lier"), ("version", version.as_str()), ("autre", "P-1"), ("motif", "")];
        let refused = claire.send(&format!("/candidats/{nobody}/plie"), &page, &silent).await.with_status(422);
        assert!(refused.text.contains("dites pourquoi") && refused.text.contains("value=\"P-1\""), "{refused}");
        for (person, status) in [(linked, "Lié"), (taken, "À choisir"), (nobody, "Sans dossier au PLIE")] {
            let page = claire.visit(&format!("/candidats/{person}/plie")).await.ok();
            assert!(page.text.contains(status), "{status}: {page}");
        }
        claire.visit("/candidats/999999/plie").await.with_status(404);
        let dashboard = app.person("tableau@example.org", "dashboard").await;
        dashboard.get("/plie").await.with_status(403);
        dashboard.get(&path).await.with_status(403);
    }

    async fn an_officer_chooses_by_keyboard_and_takes_a_record_off(app: App) {
        let (plie, [several, ..]) = a_desk(&app).await;
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/plie", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Lien avec le PLIE").await;
        is_sound(&page).await;
        page.tab_to("input[value='P-1']").await;
        page.press(Key::Space).await;
        page.tab_to("button[value=lier]").await;
        page.press(Key::Enter).await;
        says(&page, "#a-choisir-titre .count", "1").await;
        plie.work(&app);
        page.goto(format!("http://{}/candidats/{several}/plie", app.address)).await.unwrap();
        says(&page, "h1", "Rosée Awa").await;
        is_sound(&page).await;
        page.tab_to(".other summary").await;
        page.press(Key::Enter).await;
        page.tab_to("#motif").await;
        page.press("Homonyme").await;
        page.tab_to(".other button[value=detacher]").await;
        page.press(Key::Enter).await;
        says(&page, ".chip", "En attente").await;
        assert_eq!(standing(&app.officer(), several).await[0], "pending");
    }
}
