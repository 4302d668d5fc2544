//! `/orientations`, `/orientations/nouvelle` and `/orientations/{id}`.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, a_referral, an_organisation, somebody_at_work};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, Person, Reply, field_of, on_both_databases};

const NEW: &str = "/orientations/nouvelle";

/// A new person referred by themselves for two sectors.
const NADIA: &[(&str, &str)] = &[
    ("nom", "Belkacem"),
    ("prenom", "Nadia <b>"),
    ("naissance", "1988-03-04"),
    ("sexe", "F"),
    ("prescripteur", "spontanee"),
    ("origine", "AUTRES"),
    ("orientee_le", "2024-03-01"),
    ("secteur_BTP", "oui"),
    ("secteur_MS", "oui"),
];

async fn officer(app: &App) -> Person {
    app.person("claire@example.org", "officer").await
}

/// These fields, of which some have other values.
fn with<'f>(fields: &[(&'f str, &'f str)], others: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = fields.iter().filter(|(name, _)| !others.iter().any(|(other, _)| other == name));
    kept.chain(others).copied().collect()
}

/// Sends the form of a new referral that was loaded.
async fn send(person: &mut Person, page: &Reply, fields: &[(&str, &str)]) -> Reply {
    let key = field_of(page, "cle");
    person.send(NEW, page, &with(fields, &[("cle", key.as_str())])).await
}

async fn record(person: &mut Person, fields: &[(&str, &str)]) -> Reply {
    let page = person.visit(&format!("{NEW}?nouvelle=oui")).await.ok();
    send(person, &page, fields).await
}

/// The last names of a list, in order.
fn listed(page: &Reply) -> Vec<&str> {
    let links = page.text.split("<th scope=\"row\"><a href=\"/orientations/").skip(1);
    links.map(|link| link.split_once('>').unwrap().1.split([' ', '<']).next().unwrap()).collect()
}

fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

on_both_databases! {
    async fn those_that_wait_come_oldest_first_and_the_address_filters_and_sorts(app: App) {
        let client = app.officer();
        let mission = an_organisation().named("Mission <i>").prescriber("mission_locale").create(&client).await;
        for (name, sectors, day, outcome) in [
            ("Un", ["BTP", "MS"].as_slice(), "2024-02-10", None),
            ("Deux", ["MS"].as_slice(), "2024-01-05", None),
            ("Trois", ["BTP"].as_slice(), "2023-05-02", Some("2024-02-01")),
            ("Quatre", ["BTP"].as_slice(), "2023-06-02", Some("2023-07-01")),
        ] {
            let person = a_candidate().named(name, "Jo").create(&client).await;
            let referral = a_referral(person).for_sectors(sectors).on(day);
            let referral = if name == "Deux" { referral.by(mission, "mission_locale") } else { referral };
            let referral = if let Some(day) = outcome { referral.validated("BTP", day) } else { referral };
            referral.create(&client).await;
        }
        let mut claire = officer(&app).await;
        let page = claire.visit("/orientations").await.ok();
        has(&page, &[
            "<a href=\"/orientations\" aria-current=\"page\">Orientations</a>", "<b id=\"nombre\">2</b> orientations en attente",
            "Mission &#60;i&#62;", "depuis 70\u{a0}jours", "05/01/2024", "aria-sort=\"ascending\"",
        ]);
        let by_mission = format!("?prescripteur={mission}");
        for (query, expected) in [
            ("", vec!["DEUX", "UN"]),
            ("?tri=-date", vec!["UN", "DEUX"]),
            ("?secteur=BTP", vec!["UN"]),
            (by_mission.as_str(), vec!["DEUX"]),
            ("?statut=decidees", vec!["QUATRE", "TROIS"]),
            ("?statut=decidees&tri=-decision", vec!["TROIS", "QUATRE"]),
            ("?statut=decidees&tri=decision", vec!["QUATRE", "TROIS"]),
            ("?statut=toutes", vec!["UN", "DEUX", "QUATRE", "TROIS"]),
            ("?statut=toutes&tri=-decision", vec!["TROIS", "QUATRE", "UN", "DEUX"]),
            ("?statut=toutes&du=2023-06-01&au=2024-01-31", vec!["DEUX", "QUATRE"]),
            ("?secteur=&prescripteur=&du=&au=&tri=&statut=", vec!["DEUX", "UN"]),
            ("?statut=toutes&tri=personne", vec!["DEUX", "QUATRE", "TROIS", "UN"]),
            ("?statut=toutes&tri=-personne", vec!["UN", "TROIS", "QUATRE", "DEUX"]),
            ("?secteur=PI", vec![]),
        ] {
            let page = claire.visit(&format!("/orientations{query}")).await.ok();
            let found = listed(&page);
            if query == "?statut=toutes&tri=-decision" {
                assert_eq!(found[..2], expected[..2], "{query}");
                continue;
            }
            assert_eq!(found, expected, "{query}");
            assert_eq!(page.text.contains("Aucune orientation ne répond"), expected.is_empty(), "{query}: {page}");
        }
        let page = claire.visit("/orientations?statut=toutes&secteur=BTP&du=2023-01-01&tri=date").await.ok();
        has(&page, &[
            "href=\"/orientations?statut=toutes&#38;secteur=BTP&#38;du=2023-01-01\"", "<option value=\"BTP\" selected>",
            "name=\"du\" value=\"2023-01-01\"", "<option value=\"date\" selected>", "Validée pour BTP", "le 01/02/2024",
        ]);
        for wrong in ["?secteur=XX", "?statut=ouvert", "?du=hier", "?du=2024-01-02&au=2024-01-01"] {
            claire.visit(&format!("/orientations{wrong}")).await.with_status(422);
        }
    }

    async fn a_new_referral_records_the_person_and_the_prescriber_on_the_way(app: App) {
        let mut claire = officer(&app).await;
        has(&claire.visit(&format!("{NEW}?nom=Belkacem")).await.ok(), &["vérifiez l’orthographe", "Créer une personne"]);
        let named = claire.visit(&format!("{NEW}?nouvelle=oui&nom=Belkacem+Nadia")).await.ok();
        has(&named, &["value=\"Belkacem\"", "value=\"Nadia\"", "value=\"2024-03-15\"", "name=\"pour_plie\" type=\"checkbox\" value=\"oui\" checked"]);
        // What is missing is said beside each field and above, and what was typed stays.
        let prescriber = [("prescripteur", "nouveau"), ("prescripteur_nom", ""), ("secteur_BTP", ""), ("secteur_MS", ""), ("naissance", "")];
        let refused = send(&mut claire, &named, &with(NADIA, &prescriber)).await.with_status(422);
        has(&refused, &[
            "id=\"ori-naissance-faute\"", "id=\"ori-prescripteur-nom-faute\"", "id=\"ori-prescripteur-nature-faute\"",
            "Cochez au moins un secteur", "href=\"#ori-naissance\"", "value=\"Nadia &#60;b&#62;\"",
            "<option value=\"nouveau\" selected>",
        ]);
        assert!(!refused.text.contains("id=\"ori-nom-faute\""), "{refused}");
        assert!(app.officer().all("/v1/candidates").await.is_empty());
        let prescriber = [("prescripteur", "nouveau"), ("prescripteur_nom", "CCAS de Talant"), ("prescripteur_nature", "municipal_service")];
        let fields = with(NADIA, &prescriber);
        let next = send(&mut claire, &refused, &fields).await.with_status(303).header("location").unwrap().to_owned();
        has(&claire.visit(&next).await.ok(), &["L’orientation est enregistrée.", "BELKACEM Nadia &#60;b&#62;", "CCAS de Talant (Service municipal (CCAS))"]);
        // Sent again it is not carried out again.
        assert_eq!(send(&mut claire, &refused, &fields).await.with_status(303).header("location"), Some(next.as_str()));
        let referrals = app.officer().all("/v1/referrals").await;
        let [referral] = referrals.as_slice() else { panic!("{referrals:?}") };
        assert_eq!((&referral["sectors"], &referral["for_plie"]), (&json!(["BTP", "MS"]), &json!(false)));
        // Another one by the same name is by the same prescriber; an organisation that was none becomes one.
        let other = with(&fields, &[("nom", "Autre"), ("prescripteur_nom", "ccas de TALANT")]);
        record(&mut claire, &other).await.with_status(303);
        assert_eq!(app.officer().all("/v1/organisations").await.len(), 1);
        let employer = an_organisation().named("Régie").employer("ACI").create(&app.officer()).await;
        let third = with(&fields, &[("nom", "Tierce"), ("prescripteur_nom", "Régie"), ("prescripteur_nature", "iae_structure")]);
        record(&mut claire, &third).await.with_status(303);
        let employer = app.officer().get(&format!("/v1/organisations/{employer}")).await.ok();
        assert_eq!((&employer["prescriber_kind"], &employer["employer_kind"]), (&json!("iae_structure"), &json!("ACI")));
    }

    async fn a_possible_double_is_shown_before_a_second_record(app: App) {
        let known = a_candidate().named("Belkacem", "Nadia b").born("1988-03-04").create(&app.officer()).await;
        let waiting = a_referral(known).on("2024-01-02").create(&app.officer()).await;
        let mut claire = officer(&app).await;
        let page = record(&mut claire, NADIA).await.with_status(409);
        has(&page, &["Une fiche est peut-être déjà celle de cette personne", "BELKACEM Nadia b", "C’est une autre personne"]);
        assert_eq!(app.officer().all("/v1/candidates").await.len(), 1);
        // It is her: the form is now about her, and says that a referral waits.
        let hers = send(&mut claire, &page, &with(NADIA, &[("choisie", &known.to_string())])).await.ok();
        has(&hers, &[&format!("name=\"personne\" value=\"{known}\""), &format!("href=\"/orientations/{waiting}\""), "value=\"2024-03-01\""]);
        send(&mut claire, &hers, &with(NADIA, &[("personne", &known.to_string())])).await.with_status(303);
        assert_eq!(app.officer().all(&format!("/v1/candidates/{known}/referrals")).await.len(), 2);
        // Or it is somebody else.
        let page = record(&mut claire, NADIA).await.with_status(409);
        send(&mut claire, &page, &with(NADIA, &[("autre", "oui")])).await.with_status(303);
        assert_eq!(app.officer().all("/v1/candidates").await.len(), 2);
        claire.visit(&format!("{NEW}?candidat=999999")).await.with_status(404);
    }

    async fn an_outcome_is_one_act_and_a_correction_says_who_came_before(app: App) {
        let client = app.officer();
        let person = a_candidate().named("Rosée", "Jo").create(&client).await;
        let id = a_referral(person).for_sectors(&["BTP"]).on("2024-02-01").create(&client).await;
        let mut claire = officer(&app).await;
        let path = format!("/orientations/{id}");
        let page = claire.visit(&path).await.ok();
        has(&page, &["Orientation de ROSÉE Jo", "en attente depuis 43\u{a0}jours", &format!("href=\"/candidats/{person}\"")]);
        let decide = [("faire", "decider"), ("version", "1"), ("decidee_le", "2024-03-01")];
        let refused = claire.send(&path, &page, &decide).await.with_status(422);
        has(&refused, &["Dites quelle est l’issue", "value=\"2024-03-01\""]);
        let other = with(&decide, &[("issue", "non-integree"), ("motif", "other"), ("decidee_le", "2024-01-01")]);
        let refused = claire.send(&path, &page, &other).await.with_status(422);
        has(&refused, &["id=\"issue-commentaire-faute\"", "id=\"issue-date-faute\"", "<option value=\"other\" selected>"]);
        let next = claire.send(&path, &page, &with(&decide, &[("issue", "BTP")])).await.with_status(303);
        has(&claire.visit(next.header("location").unwrap()).await.ok(), &["L’issue est enregistrée.", "Validée pour BTP"]);
        // Who decides on what was shown before reads who was faster, and loses nothing.
        let stale = with(&decide, &[("issue", "non-integree"), ("motif", "unreachable"), ("commentaire", "Trois <u> appels")]);
        let page = claire.send(&path, &page, &stale).await.with_status(412);
        has(&page, &["Dominique Essai a modifié cette fiche entre-temps, le 15 mars 2024", "Trois &#60;u&#62; appels", "name=\"version\" value=\"2\""]);
        claire.send(&path, &page, &with(&stale, &[("version", "2")])).await.with_status(303);
        has(&claire.visit(&path).await.ok(), &["Non intégrée\u{a0}: injoignable", "Trois &#60;u&#62; appels"]);
        // The details are corrected apart from the outcome.
        let details = [
            ("faire", "corriger"), ("version", "3"), ("prescripteur", "spontanee"), ("origine", "PLIE"),
            ("orientee_le", "2024-03-02"), ("secteur_PI", "oui"), ("reference", "R-1"),
        ];
        let refused = claire.send(&path, &page, &details).await.with_status(422);
        has(&refused, &["id=\"ori-date-faute\"", "value=\"R-1\""]);
        claire.send(&path, &page, &with(&details, &[("orientee_le", "2024-01-31")])).await.with_status(303);
        let corrected = client.get(&format!("/v1/referrals/{id}")).await.ok();
        assert_eq!((&corrected["sectors"], &corrected["referred_on"]), (&json!(["PI"]), &json!("2024-01-31")));
        assert_eq!((&corrected["outcome"], &corrected["external_ref"]), (&json!("not_integrated"), &json!("R-1")));
        // A validation on which somebody works stays.
        let placed = somebody_at_work(&client, "BTP").await;
        let used = client.get(&format!("/v1/candidates/{}/referrals", placed.candidate)).await.ok().items()[0]["id"].as_i64().unwrap();
        let refused = claire.send(&format!("/orientations/{used}"), &page, &with(&stale, &[("version", "2")])).await;
        has(&refused.with_status(409), &["Trois &#60;u&#62; appels"]);
    }

    async fn only_officers_and_administrators_open_referrals_and_it_is_logged(app: App) {
        let person = a_candidate().create(&app.officer()).await;
        let id = a_referral(person).create(&app.officer()).await;
        let paths = ["/orientations".to_owned(), NEW.to_owned(), format!("/orientations/{id}")];
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        let mut admin = app.person("admin@example.org", "admin").await;
        for path in &paths {
            dashboard.visit(path).await.with_status(403);
            app.nobody("").visit(path).await.with_status(303);
            admin.visit(path).await.ok();
        }
        assert!(!dashboard.visit("/").await.ok().text.contains("/orientations"));
        admin.visit("/orientations/999999").await.with_status(404);
        app.write_down();
        let reads = app.admin().all(&format!("/v1/reads?candidate_id={person}")).await;
        let hers: Vec<_> = reads.iter().filter(|read| read["actor"] == format!("user:{}", admin.id)).collect();
        assert_eq!(hers.len(), 2, "{hers:?}");
        has(&admin.visit(&format!("/candidats/{person}")).await.ok(), &[
            &format!("href=\"/orientations/nouvelle?candidat={person}\""), &format!("href=\"/orientations/{id}\""),
        ]);
    }

    async fn somebody_is_referred_and_validated_by_keyboard(app: App) {
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/orientations", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Orientations").await;
        is_sound(&page).await;
        page.tab_to(&format!("main a[href='{NEW}']")).await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Nouvelle orientation").await;
        is_sound(&page).await;
        page.press("Belkacem Nadia").await;
        page.tab_to("button[name=nouvelle]").await;
        page.press(Key::Enter).await;
        page.tab_to("#ori-sexe").await;
        page.press("F").await;
        page.tab_to("#ori-secteur-BTP").await;
        page.press(" ").await;
        page.tab_to(".acts .first").await;
        page.press(Key::Enter).await;
        says(&page, "#ori-naissance-faute", "").await;
        is_sound(&page).await;
        page.tab_to("#ori-naissance").await;
        page.press("04031988").await;
        page.tab_to("#ori-origine").await;
        page.press("A").await;
        page.tab_to("#ori-prescripteur").await;
        page.press("C").await;
        page.tab_to(".acts .first").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Orientation de BELKACEM Nadia").await;
        is_sound(&page).await;
        page.tab_to("#issue-BTP").await;
        page.press(" ").await;
        page.tab_to(".outcome .first").await;
        page.press(Key::Enter).await;
        says(&page, "#orientation", "Validée pour BTP").await;
        is_sound(&page).await;
        page.goto(format!("http://{}/orientations?statut=decidees", app.address)).await.unwrap();
        says(&page, "tbody th a", "BELKACEM Nadia").await;
        is_sound(&page).await;
    }
}
