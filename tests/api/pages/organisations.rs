//! `/structures` and below.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, hours,
};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, Reply, field_of, on_both_databases};

fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

/// The names of a list, in order.
fn names(page: &Reply) -> Vec<&str> {
    let rows = page.text.split("<th scope=\"row\"><a href=\"/structures/").skip(1);
    rows.map(|row| row.split_once('>').unwrap().1.split_once('<').unwrap().0).collect()
}

/// A buyer, an employer with hours, a prescriber, and one almost like the employer.
async fn some(app: &App) -> [i64; 4] {
    let officer = app.officer();
    let buyer = an_organisation().named("Ville de Chenôve").buyer("commune").create(&officer).await;
    let employer = an_organisation().named("Régie <i>").employer("ACI").siret("73282932000074").create(&officer).await;
    let prescriber = an_organisation().named("Mission locale").prescriber("mission_locale").create(&officer).await;
    let twin = an_organisation().named("REGIE <I>").employer("ACI").create(&officer).await;
    let person = a_candidate().named("Rosée <b>", "Jo").in_plie_from("2022-01-01").create(&officer).await;
    a_referral(person).by(prescriber, "mission_locale").on("2023-02-01").create(&officer).await;
    admit(&officer, person, "BTP").await;
    let lot = a_public_contract().bought_by(buyer).referenced("M-2").create_lot(&officer).await;
    let seen = officer.get(&format!("/v1/lots/{lot}")).await.ok();
    officer.patch(&format!("/v1/lots/{lot}"), seen.etag(), &json!({ "holder_id": employer })).await.ok();
    let employment = an_employment(person).at(employer).on(lot).create(&officer).await;
    hours(employment, lot, "2023-01", "50.5").validated().create(&officer).await;
    [buyer, employer, prescriber, twin]
}

on_both_databases! {
    async fn the_list_is_filtered_and_sorted_by_its_address(app: App) {
        some(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/structures").await.ok();
        has(&page, &["<a href=\"/structures\" aria-current=\"page\">Structures</a>", "titulaire, employeur", "50,50", "href=\"/structures/nouvelle\""]);
        for (query, expected) in [
            ("?role=acheteur", vec!["Ville de Chenôve"]),
            ("?role=titulaire", vec!["Régie &#60;i&#62;"]),
            ("?role=prescripteur", vec!["Mission locale"]),
            ("?role=employeur&tri=heures", vec!["Régie &#60;i&#62;", "REGIE &#60;I&#62;"]),
            ("?texte=chenove", vec!["Ville de Chenôve"]),
            ("?texte=rien", vec![]),
        ] {
            let page = claire.visit(&format!("/structures{query}")).await.ok();
            assert_eq!(names(&page), expected, "{query}");
        }
        let page = claire.visit("/structures?role=employeur&tri=heures").await.ok();
        has(&page, &["aria-sort=\"descending\"", "href=\"/structures?role=employeur&#38;tri=lots\"", "<option value=\"employeur\" selected>"]);
        claire.visit("/structures?role=x").await.with_status(422);
        app.person("tableau@example.org", "dashboard").await.visit("/structures").await.with_status(403);
    }

    async fn a_file_shows_what_an_organisation_plays(app: App) {
        let [buyer, employer, prescriber, twin] = some(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(&format!("/structures/{employer}")).await.ok();
        has(&page, &[
            "<h1>Régie &#60;i&#62;</h1>", "73282932000074", "Atelier et chantier d’insertion", "50,50&nbsp;h", "de 1 personne",
            "M-2, lot 1", "ROSÉE &#60;B&#62; Jo", "janvier 2023", "Peut-être la même structure",
            &format!("href=\"/structures/{employer}/fusion/{twin}\""), &format!("href=\"/structures/{employer}/retirer\""),
        ]);
        assert!(!page.text.contains("Clés d’API et comptes") && !page.text.contains("<i>"), "{page}");
        has(&claire.visit(&format!("/structures/{buyer}")).await.ok(), &["1 marché passé", "href=\"/marches/"]);
        has(&claire.visit(&format!("/structures/{prescriber}")).await.ok(), &["Dernière orientation\u{a0}: 1er février 2023"]);
        let mut admin = app.person("admin@example.org", "admin").await;
        has(&admin.visit(&format!("/structures/{employer}")).await.ok(), &["Personne n’a accès au service pour cette structure."]);
        for unknown in ["/structures/999999", "/structures/x", "/structures/999999/modifier"] {
            claire.visit(unknown).await.with_status(404);
        }
    }

    async fn one_is_recorded_and_changed_in_plain_forms(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/structures/nouvelle").await.ok();
        let key = field_of(&page, "cle");
        let bad = [("cle", key.as_str()), ("nom", ""), ("siret", "123"), ("courriel", "x"), ("employeur", "ACI")];
        let refused = claire.send("/structures/nouvelle", &page, &bad).await.with_status(422);
        has(&refused, &["id=\"nom-faute\"", "id=\"siret-faute\"", "id=\"courriel-faute\"", "value=\"123\"", "<option value=\"ACI\" selected>"]);
        let key = field_of(&refused, "cle");
        let good = [("cle", key.as_str()), ("nom", "Régie"), ("siret", "732 829 320 00074"), ("employeur", "ACI")];
        let sent = claire.send("/structures/nouvelle", &refused, &good).await.with_status(303);
        let location = sent.header("location").unwrap().to_owned();
        claire.send("/structures/nouvelle", &refused, &good).await.with_status(303);
        assert_eq!(app.count("organisations"), 1);
        has(&claire.visit(&location).await.ok(), &["La structure est enregistrée.", "73282932000074"]);
        let path = location.split_once('?').unwrap().0.to_owned();
        let form = claire.visit(&format!("{path}/modifier")).await.ok();
        has(&form, &["value=\"Régie\"", "value=\"73282932000074\""]);
        let version = field_of(&form, "version");
        let change = [("version", version.as_str()), ("nom", "Régie des Rives"), ("siret", "73282932000074"), ("acheteur", "commune")];
        claire.send(&format!("{path}/modifier"), &form, &change).await.with_status(303);
        let stale = claire.send(&format!("{path}/modifier"), &form, &change).await.with_status(412);
        has(&stale, &["a changé depuis que la page a été ouverte", "Régie des Rives"]);
        has(&claire.visit(&path).await.ok(), &["<h1>Régie des Rives</h1>", "Commune"]);
        // Another one with its SIRET is shown.
        let page = claire.visit("/structures/nouvelle").await.ok();
        let key = field_of(&page, "cle");
        let twice = [("cle", key.as_str()), ("nom", "Autre"), ("siret", "73282932000074")];
        let refused = claire.send("/structures/nouvelle", &page, &twice).await.with_status(409);
        has(&refused, &[&format!("<a href=\"{path}\">La structure qui a ce SIRET</a>")]);
    }

    async fn two_that_are_one_are_merged_on_sound_pages(app: App) {
        let [_, employer, _, twin] = some(&app).await;
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/structures?texte=regie", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "#nombre", "2").await;
        is_sound(&page).await;
        page.tab_to(&format!("a[href='/structures/{twin}']")).await;
        page.press(Key::Enter).await;
        says(&page, "h1", "REGIE").await;
        is_sound(&page).await;
        page.tab_to(&format!("a[href='/structures/{twin}/fusion/{employer}']")).await;
        page.press(Key::Enter).await;
        says(&page, "#fusion-partie", "1 contrat de travail, 1 ligne d’heures").await;
        says(&page, "#fusion-partie", "50,50 h pour les deux fiches avant, 50,50 h après").await;
        is_sound(&page).await;
        page.tab_to("#fusionner").await;
        page.press(Key::Enter).await;
        says(&page, ".box.good", "Les deux fiches n’en font plus qu’une.").await;
        assert_eq!(app.count(&format!("hours WHERE employer_id = {twin}")), 1);
        page.tab_to(&format!("a[href='/structures/{twin}/modifier']")).await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Modifier REGIE").await;
        is_sound(&page).await;
    }
}
