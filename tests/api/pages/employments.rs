//! `/contrats-de-travail`, `/contrats-de-travail/nouveau` and `/contrats-de-travail/{id}`.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, a_public_contract, admit, an_employment, an_organisation, hours};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, Person, Reply, field_of, on_both_databases};

const LIST: &str = "/contrats-de-travail";
const NEW: &str = "/contrats-de-travail/nouveau";

async fn officer(app: &App) -> Person {
    app.person("claire@example.org", "officer").await
}

fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

/// The last names of a list, in order.
fn listed(page: &Reply) -> Vec<&str> {
    let links = page.text.split("<th scope=\"row\"><a href=\"/contrats-de-travail/").skip(1);
    links.map(|link| link.split_once('>').unwrap().1.split([' ', '<']).next().unwrap()).collect()
}

/// Somebody validated for BTP, a lot, and an employer.
async fn ready(app: &App) -> (i64, i64, i64) {
    let client = app.officer();
    let person = a_candidate().named("Rosée <b>", "Jo").create(&client).await;
    admit(&client, person, "BTP").await;
    let lot = a_public_contract().btp().referenced("M-7").create_lot(&client).await;
    (person, lot, an_organisation().named("Régie <i>").employer("ACI").create(&client).await)
}

on_both_databases! {
    async fn employments_are_filtered_and_sorted_by_the_address(app: App) {
        let client = app.officer();
        let (person, lot, employer) = ready(&app).await;
        an_employment(person).at(employer).from("2024-01-01").to("2024-12-31").on(lot).create(&client).await;
        for (name, from, to) in [("Hier", "2022-01-01", "2022-12-31"), ("Demain", "2024-06-01", "2024-07-31")] {
            let person = a_candidate().named(name, "Jo").create(&client).await;
            an_employment(person).with("contract_type", "CDD").from(from).to(to).create(&client).await;
        }
        let open = a_candidate().named("Ouvert", "Zoé").create(&client).await;
        an_employment(open).cdi().from("2023-05-01").create(&client).await;
        let mut claire = officer(&app).await;
        let page = claire.visit(LIST).await.ok();
        has(&page, &[
            "<a href=\"/contrats-de-travail\" aria-current=\"page\">Contrats de travail</a>", "<b id=\"nombre\">2</b> contrats",
            "ROSÉE &#60;B&#62; Jo", "Régie &#60;i&#62;", "M-7, lot\u{a0}1", "sans fin", "sans affectation",
        ]);
        let (of_person, on_lot, at) = (format!("?candidat={person}"), format!("?lot={lot}"), format!("?employeur={employer}"));
        for (query, expected) in [
            ("", vec!["ROSÉE", "OUVERT"]),
            ("?tri=debut", vec!["OUVERT", "ROSÉE"]),
            ("?statut=tous", vec!["DEMAIN", "ROSÉE", "OUVERT", "HIER"]),
            ("?statut=tous&tri=fin", vec!["HIER", "DEMAIN", "ROSÉE", "OUVERT"]),
            ("?statut=tous&tri=-fin", vec!["ROSÉE", "DEMAIN", "HIER", "OUVERT"]),
            ("?statut=tous&tri=personne", vec!["DEMAIN", "HIER", "OUVERT", "ROSÉE"]),
            ("?statut=tous&tri=-personne", vec!["ROSÉE", "OUVERT", "HIER", "DEMAIN"]),
            ("?statut=termines", vec!["HIER"]),
            ("?statut=a-venir", vec!["DEMAIN"]),
            ("?type=CDI", vec!["OUVERT"]),
            ("?nom=ouv+zoe", vec!["OUVERT"]),
            ("?nom=%3F", vec![]),
            (of_person.as_str(), vec!["ROSÉE"]),
            (on_lot.as_str(), vec!["ROSÉE"]),
            (at.as_str(), vec!["ROSÉE"]),
            ("?nom=&statut=&employeur=&type=&tri=", vec!["ROSÉE", "OUVERT"]),
        ] {
            let page = claire.visit(&format!("{LIST}{query}")).await.ok();
            let names: Vec<_> = listed(&page).into_iter().map(|name| name.split("&#60;").next().unwrap()).collect();
            assert_eq!(names, expected, "{query}");
        }
        for wrong in ["?type=XX", "?statut=ouvert"] {
            claire.visit(&format!("{LIST}{wrong}")).await.with_status(422);
        }
    }

    async fn an_employment_is_recorded_from_a_person_or_from_a_lot(app: App) {
        let (person, lot, employer) = ready(&app).await;
        let mut claire = officer(&app).await;
        let found = claire.visit(&format!("{NEW}?lot={lot}&nom=rosee")).await.ok();
        has(&found, &[&format!("href=\"{NEW}?candidat={person}&#38;lot={lot}\"")]);
        let page = claire.visit(&format!("{NEW}?candidat={person}&lot={lot}")).await.ok();
        has(&page, &[
            "BTP – orientation validée le 02/01/2023", &format!("<option value=\"{lot}\" selected>"),
            "ne peut pas être affectée en MS, PI",
        ]);
        let (key, employer) = (field_of(&page, "cle"), employer.to_string());
        let (person_id, lot_id) = (person.to_string(), lot.to_string());
        let mut fields = vec![
            ("cle", key.as_str()), ("personne", person_id.as_str()), ("employeur", employer.as_str()), ("type", "CDDI"),
            ("debut", "2024-01-08"), ("fin", ""), ("heures", "26,5"), ("lot", lot_id.as_str()), ("modalite", ""),
        ];
        let refused = claire.send(NEW, &page, &fields).await.with_status(422);
        has(&refused, &["id=\"aff-modalite-faute\"", "href=\"#aff-modalite\"", "value=\"26,5\"", "<option value=\"CDDI\" selected>"]);
        fields[8] = ("modalite", "direct_hire");
        let refused = claire.send(NEW, &page, &fields).await.with_status(422);
        has(&refused, &["id=\"ct-fin-faute\"", "Seul un CDI"]);
        fields[5] = ("fin", "2024-12-31");
        let next = claire.send(NEW, &page, &fields).await.with_status(303).header("location").unwrap().to_owned();
        assert_eq!(claire.send(NEW, &page, &fields).await.with_status(303).header("location"), Some(next.as_str()));
        let page = claire.visit(&next).await.ok();
        has(&page, &["CDDI de ROSÉE &#60;B&#62; Jo", "Le contrat de travail est enregistré.", "26,50\u{a0}h", "M-7, lot\u{a0}1"]);
        let employments = app.officer().all(&format!("/v1/employments?candidate_id={person}")).await;
        assert_eq!(employments.len(), 1, "{employments:?}");
        assert_eq!(employments[0]["assignments"][0]["from"], "2024-01-08");
        has(&claire.visit(&format!("/lots/{lot}")).await.ok(), &[&format!("href=\"{NEW}?lot={lot}\"")]);
        has(&claire.visit(&format!("/candidats/{person}")).await.ok(), &[
            &format!("href=\"{NEW}?candidat={person}\""), &format!("href=\"{}\"", next.split('?').next().unwrap()),
        ]);
    }

    async fn assignments_are_added_corrected_and_removed(app: App) {
        let client = app.officer();
        let (person, lot, employer) = ready(&app).await;
        let second = a_public_contract().btp().referenced("M-8").create_lot(&client).await;
        let employment = an_employment(person).at(employer).on(lot).create(&client).await;
        hours(employment, lot, "2023-06", "110.50").create(&client).await;
        let mut claire = officer(&app).await;
        let path = format!("{LIST}/{employment}");
        let page = claire.visit(&path).await.ok();
        has(&page, &["<a href=\"/saisie/2023-06#h-", "110,50", "juin 2023", "M-8, lot 1"]);
        let second = second.to_string();
        let assign = [("faire", "affecter"), ("version", "1"), ("lot", second.as_str()), ("modalite", "reserved"), ("affecte_du", "2022-12-01")];
        let refused = claire.send(&path, &page, &assign).await.with_status(422);
        has(&refused, &["id=\"aff-du-faute\"", "value=\"2022-12-01\""]);
        let assign = [("faire", "affecter"), ("version", "1"), ("lot", second.as_str()), ("modalite", "reserved"), ("affecte_du", "2023-02-01")];
        claire.send(&path, &page, &assign).await.with_status(303);
        let read = client.get(&format!("/v1/employments/{employment}")).await.ok();
        let id_of = |index: usize| read["assignments"][index]["id"].to_string();
        let (first, other) = (id_of(0), id_of(1));
        let correct = [("faire", "corriger-affectation"), ("version", "2"), ("affectation", other.as_str()), ("modalite", "direct_hire"), ("affecte_du", "2023-02-01"), ("affecte_au", "2023-03-31")];
        claire.send(&path, &page, &correct).await.with_status(303);
        let read = client.get(&format!("/v1/employments/{employment}")).await.ok();
        assert_eq!((&read["assignments"][1]["to"], &read["assignments"][1]["modality"]), (&json!("2023-03-31"), &json!("direct_hire")));
        // Hours hold the assignment on which they were done.
        let remove = [("faire", "retirer-affectation"), ("version", "3"), ("affectation", first.as_str())];
        let refused = claire.send(&path, &page, &remove).await.with_status(409);
        assert!(refused.text.contains("role=\"alert\""), "{refused}");
        let remove = [("faire", "retirer-affectation"), ("version", "3"), ("affectation", other.as_str())];
        claire.send(&path, &page, &remove).await.with_status(303);
        // Who comes late reads who was faster.
        let end = [("faire", "finir"), ("version", "1"), ("fin", "2023-09-30")];
        let late = claire.send(&path, &page, &end).await.with_status(412);
        has(&late, &["Dominique Essai a modifié cette fiche entre-temps", "value=\"2023-09-30\"", "name=\"version\" value=\"4\""]);
        let end = [("faire", "finir"), ("version", "4"), ("fin", "2023-09-30")];
        claire.send(&path, &page, &end).await.with_status(303);
        let read = client.get(&format!("/v1/employments/{employment}")).await.ok();
        assert_eq!((&read["ends_on"], &read["assignments"][0]["to"]), (&json!("2023-09-30"), &json!("2023-09-30")));
        let correct = [("faire", "corriger"), ("version", "5"), ("debut", "2023-01-01"), ("fin", "2023-10-31"), ("heures", "169")];
        has(&claire.send(&path, &page, &correct).await.with_status(422), &["id=\"ct-heures-faute\"", "168 heures"]);
    }

    async fn a_change_of_type_ends_one_and_begins_the_next_in_one_act(app: App) {
        let client = app.officer();
        let (person, lot, employer) = ready(&app).await;
        let employment = an_employment(person).at(employer).from("2023-01-01").to("2024-12-31").on(lot).create(&client).await;
        let mut claire = officer(&app).await;
        let path = format!("{LIST}/{employment}");
        let page = claire.visit(&path).await.ok();
        let key = field_of(&page, "cle");
        let change = |start: &'static str| [
            ("faire", "changer-type"), ("version", "1"), ("type", "CDI"), ("debut", start), ("fin", ""), ("heures", "35"),
        ];
        let with_key = |start| [("cle", key.as_str())].into_iter().chain(change(start)).collect::<Vec<_>>();
        let refused = claire.send(&path, &page, &with_key("2022-12-01")).await.with_status(422);
        has(&refused, &["id=\"suite-debut-faute\"", "<option value=\"CDI\" selected>"]);
        let next = claire.send(&path, &page, &with_key("2024-03-01")).await.with_status(303);
        let next = next.header("location").unwrap().to_owned();
        assert_eq!(claire.send(&path, &page, &with_key("2024-03-01")).await.with_status(303).header("location"), Some(next.as_str()));
        has(&claire.visit(&next).await.ok(), &["CDI de ROSÉE", "celui-ci le remplace", "M-7, lot\u{a0}1", "01/03/2024"]);
        let both = client.all(&format!("/v1/employments?candidate_id={person}")).await;
        assert_eq!((both.len(), &both[0]["ends_on"]), (2, &json!("2024-02-29")));
    }

    async fn only_officers_and_administrators_open_employments(app: App) {
        let (person, lot, employer) = ready(&app).await;
        let id = an_employment(person).at(employer).on(lot).create(&app.officer()).await;
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        let mut admin = app.person("admin@example.org", "admin").await;
        for path in [LIST.to_owned(), NEW.to_owned(), format!("{LIST}/{id}")] {
            dashboard.visit(&path).await.with_status(403);
            app.nobody("").visit(&path).await.with_status(303);
            admin.visit(&path).await.ok();
        }
        assert!(!dashboard.visit("/").await.ok().text.contains(LIST));
        admin.visit(&format!("{LIST}/999999")).await.with_status(404);
    }

    async fn an_employment_begins_and_changes_by_keyboard(app: App) {
        let (_, lot, _) = ready(&app).await;
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}{NEW}?lot={lot}", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Nouveau contrat de travail").await;
        page.press("rosee").await;
        page.press(Key::Enter).await;
        says(&page, "#ajout-compte", "1 personne trouvée").await;
        is_sound(&page).await;
        page.tab_to("#ajout-trouve a").await;
        page.press(Key::Enter).await;
        page.tab_to("#ct-employeur").await;
        page.press("R").await;
        page.tab_to("#ct-type").await;
        page.press("CDI").await;
        page.tab_to("#aff-modalite").await;
        page.press("E").await;
        page.tab_to(".acts .first").await;
        page.press(Key::Enter).await;
        says(&page, "#ct-debut-faute", "").await;
        is_sound(&page).await;
        page.tab_to("#ct-debut").await;
        page.press("01082024").await;
        page.tab_to(".acts .first").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "de ROSÉE <B> Jo").await;
        is_sound(&page).await;
        page.goto(format!("http://{}{LIST}", app.address)).await.unwrap();
        says(&page, "tbody th a", "ROSÉE <B> Jo").await;
        is_sound(&page).await;
    }
}
