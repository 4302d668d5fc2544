//! `/sorties`, `/sorties/nouvelle` and `/sorties/{id}`.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, an_employment, an_organisation};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, Person, Reply, field_of, on_both_databases};

async fn officer(app: &App) -> Person {
    app.person("claire@example.org", "officer").await
}

fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

/// Somebody in the PLIE with a CDI since a day; the person and the employment.
async fn in_cdi(app: &App, name: &str, since: &str) -> (i64, i64) {
    let client = app.officer();
    let person = a_candidate().named(name, "Jo").in_plie_from("2022-01-01").create(&client).await;
    let employer = an_organisation().named("Menuiserie <i>").employer("company").create(&client).await;
    (person, an_employment(person).at(employer).cdi().from(since).create(&client).await)
}

on_both_databases! {
    async fn what_employments_propose_is_recorded_in_one_act(app: App) {
        let (person, employment) = in_cdi(&app, "Rosée <b>", "2023-05-09").await;
        in_cdi(&app, "Longtemps", "2020-01-01").await;
        let mut claire = officer(&app).await;
        let page = claire.visit("/sorties").await.ok();
        has(&page, &[
            "<a href=\"/sorties\" aria-current=\"page\">Sorties</a>", "<b id=\"nombre\">1</b> sortie proposée",
            "ROSÉE &#60;B&#62; Jo", "Menuiserie &#60;i&#62;", "08/11/2023", "Mi-temps à vérifier", "CDI depuis le 09/05/2023",
            "Critères remplis depuis le 15 mars 2023", "Aucune sortie n’est encore enregistrée",
        ]);
        assert!(!page.text.contains("LONGTEMPS"), "{page}");
        let form = format!("/sorties/nouvelle?contrat={employment}");
        assert!(page.text.contains(&format!("href=\"{form}\"")), "{page}");
        let page = claire.visit(&form).await.ok();
        has(&page, &["value=\"2023-05-09\"", "value=\"2023-11-08\"", "<option value=\"CDI\" selected>"]);
        let (key, person_id) = (field_of(&page, "cle"), person.to_string());
        let mut fields = vec![
            ("cle", key.as_str()), ("personne", person_id.as_str()), ("critere", "CDI"), ("debut", "2023-05-09"),
            ("acquise", "2025-11-08"), ("heures", "35"), ("secteur", ""), ("justificatif", "DPAE <u>"),
        ];
        let refused = claire.send("/sorties/nouvelle", &page, &fields).await.with_status(422);
        has(&refused, &["id=\"sortie-acquise-faute\"", "href=\"#sortie-acquise\"", "DPAE &#60;u&#62;"]);
        fields[4] = ("acquise", "2023-11-08");
        let next = claire.send("/sorties/nouvelle", &page, &fields).await.with_status(303).header("location").unwrap().to_owned();
        assert_eq!(claire.send("/sorties/nouvelle", &page, &fields).await.with_status(303).header("location"), Some(next.as_str()));
        has(&claire.visit(&next).await.ok(), &["La sortie est enregistrée.", "Met fin à l’accompagnement", "DPAE &#60;u&#62;"]);
        let page = claire.visit("/sorties").await.ok();
        has(&page, &["<b id=\"nombre\">0</b> sortie proposée", "1 sortie enregistrée", "fin d’accompagnement"]);
        has(&claire.visit(&form).await.ok(), &["Une sortie est déjà enregistrée"]);
        // A second exit of the same accompaniment is refused beside its field.
        let page = claire.visit(&format!("/sorties/nouvelle?candidat={person}")).await.ok();
        let key = field_of(&page, "cle");
        fields[0] = ("cle", key.as_str());
        has(&claire.send("/sorties/nouvelle", &page, &fields).await.with_status(409), &["id=\"sortie-acquise-faute\""]);
    }

    async fn an_exit_is_corrected_and_withdrawn(app: App) {
        let client = app.officer();
        let person = a_candidate().in_plie_from("2022-01-01").create(&client).await;
        let exit = json!({ "candidate_id": person, "kind": "CDI", "started_on": "2023-05-01", "met_on": "2023-11-01" });
        let id = client.post("/v1/positive-exits", &exit).await.created().id();
        let mut claire = officer(&app).await;
        let path = format!("/sorties/{id}");
        let page = claire.visit(&path).await.ok();
        let correct = [("faire", "corriger"), ("version", "1"), ("critere", "CPRO"), ("debut", "2023-05-01"), ("acquise", "2023-05-01")];
        claire.send(&path, &page, &correct).await.with_status(303);
        assert_eq!(client.get(&format!("/v1/positive-exits/{id}")).await.ok()["kind"], "CPRO");
        let late = claire.send(&path, &page, &correct).await.with_status(412);
        has(&late, &["Dominique Essai a modifié cette fiche entre-temps, le 15 mars 2024", "name=\"version\" value=\"2\""]);
        let withdraw = [("faire", "retirer"), ("version", "2")];
        let next = claire.send(&path, &page, &withdraw).await.with_status(303);
        has(&claire.visit(next.header("location").unwrap()).await.ok(), &["La sortie est retirée"]);
        claire.visit(&path).await.with_status(404);
    }

    async fn both_lists_are_filtered_and_sorted_by_the_address(app: App) {
        let client = app.officer();
        in_cdi(&app, "Un", "2023-05-01").await;
        in_cdi(&app, "Deux", "2023-07-01").await;
        let outside = a_candidate().named("Dehors", "Jo").create(&client).await;
        let employer = an_organisation().employer("company").create(&client).await;
        an_employment(outside).at(employer).with("contract_type", "CDD").from("2023-01-01").to("2023-12-31").create(&client).await;
        for (day, kind) in [("2023-06-01", "CPRO"), ("2022-06-01", "CDI")] {
            let person = a_candidate().named(kind, "Jo").create(&client).await;
            let exit = json!({ "candidate_id": person, "kind": kind, "started_on": day, "met_on": day });
            client.post("/v1/positive-exits", &exit).await.created();
        }
        let mut claire = officer(&app).await;
        for (query, proposed, recorded) in [
            ("", vec!["DEUX", "UN"], vec!["CPRO", "CDI"]),
            ("?tri=acquise", vec!["UN", "DEUX"], vec!["CDI", "CPRO"]),
            ("?plie=toutes", vec!["DEUX", "UN", "DEHORS"], vec!["CPRO", "CDI"]),
            ("?plie=toutes&critere=CDD_6_MONTHS", vec!["DEHORS"], vec![]),
            ("?du=2023-11-01", vec!["DEUX"], vec![]),
            ("?au=2022-12-31", vec![], vec!["CDI"]),
            ("?critere=&du=&au=&plie=&tri=", vec!["DEUX", "UN"], vec!["CPRO", "CDI"]),
        ] {
            let page = claire.visit(&format!("/sorties{query}")).await.ok();
            let names = |before: &str| -> Vec<String> {
                let begin = format!("<th scope=\"row\"><a href=\"/{before}/");
                let links = page.text.split(begin.as_str()).skip(1);
                links.map(|link| link.split(['>', '<']).nth(1).unwrap().split(' ').next().unwrap().to_owned()).collect()
            };
            assert_eq!((names("candidats"), names("sorties")), (proposed.iter().map(ToString::to_string).collect(), recorded.iter().map(ToString::to_string).collect()), "{query}");
        }
        for wrong in ["?critere=X", "?du=hier", "?du=2024-01-02&au=2024-01-01"] {
            claire.visit(&format!("/sorties{wrong}")).await.with_status(422);
        }
    }

    async fn only_officers_and_administrators_open_exits(app: App) {
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        let mut admin = app.person("admin@example.org", "admin").await;
        for path in ["/sorties", "/sorties/nouvelle"] {
            dashboard.visit(path).await.with_status(403);
            app.nobody("").visit(path).await.with_status(303);
            admin.visit(path).await.ok();
        }
        for unknown in ["/sorties/999999", "/sorties/nouvelle?contrat=999999"] {
            admin.visit(unknown).await.with_status(404);
        }
    }

    async fn a_proposed_exit_is_recorded_by_keyboard(app: App) {
        in_cdi(&app, "Rosée <b>", "2023-05-09").await;
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/sorties", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Sorties").await;
        is_sound(&page).await;
        page.tab_to("tbody .button").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Nouvelle sortie").await;
        is_sound(&page).await;
        page.tab_to(".acts .first").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Sortie de ROSÉE <B> Jo").await;
        is_sound(&page).await;
        page.goto(format!("http://{}/sorties", app.address)).await.unwrap();
        says(&page, "#enregistrees", "1 sortie enregistrée").await;
        is_sound(&page).await;
    }
}
