//! `/relances` as a browser without script uses it: a plain form, and the page again.

use serde_json::json;

use crate::support::builders::{Placed, a_public_contract, somebody_at_work};
use crate::support::{App, Client, Person, Reply, field_of, on_both_databases};

const PAGE: &str = "/relances?mois=2023-06";
const EMPLOYER: &str = "Chantiers <i>d’été</i> & fils";

/// Somebody at work on a new lot; their employer gets this name and address.
pub async fn owing(client: &Client, name: &str, email: Option<&str>) -> (Placed, i64) {
    let placed = somebody_at_work(client, "BTP").await;
    let employer =
        client.get(&format!("/v1/employments/{}", placed.employment)).await.ok()["employer_id"].as_i64().unwrap();
    let change = json!({ "name": name, "contact_email": email });
    client.patch(&format!("/v1/organisations/{employer}"), "\"1\"", &change).await.ok();
    (placed, employer)
}

/// Gives an account a name, as the page shows it.
pub async fn name(app: &App, id: i64, name: &str) {
    let path = format!("/v1/users/{id}");
    let user = app.admin().get(&path).await.ok();
    app.admin().patch(&path, user.etag(), &json!({ "name": name })).await.ok();
}

async fn officer(app: &App, email: &str, called: &str) -> Person {
    let mut person = app.person(email, "officer").await;
    name(app, person.id, called).await;
    // The change of a name ends no session, but the page is read anew.
    person.visit("/compte").await.ok();
    person
}

/// Sends the first form of the page with a text.
async fn send(person: &mut Person, page: &Reply, employer: i64, text: &str) -> Reply {
    let (key, employer) = (field_of(page, "cle"), employer.to_string());
    let fields = [("cle", key.as_str()), ("organisation", &employer), ("secteurs", "BTP"), ("texte", text)];
    person.send(PAGE, page, &fields).await
}

on_both_databases! {
    async fn a_reminder_is_noted_once_in_a_plain_form_and_seen_by_the_other(app: App) {
        let (_, employer) = owing(&app.officer(), EMPLOYER, Some("a+b@exemple.fr")).await;
        let mut claire = officer(&app, "claire@example.org", "Claire <u>Dumont</u>").await;
        let page = claire.visit(PAGE).await.ok();
        assert!(page.text.contains("<b id=\"nombre\">1</b> employeur n’a pas tout transmis pour juin 2023"), "{page}");
        assert!(page.text.contains("en retard depuis le 16/07/2023") && page.text.contains("jamais relancé"), "{page}");
        assert!(page.text.contains("Chantiers &#60;i&#62;d’été") && !page.text.contains("<i>"), "{page}");
        let mail = "href=\"mailto:a%2Bb@exemple.fr?subject=Heures%20d%E2%80%99insertion%20%E2%80%93%20juin%202023&#38;body=Bonjour%2C%0D%0A%0D%0APour%20juin";
        assert!(page.text.contains(mail), "{page}");
        let text = "Bonjour,\r\nil manque « juin » <b>&</b> l’été";
        let sent = send(&mut claire, &page, employer, text).await.with_status(303);
        let next = format!("/relances?mois=2023-06&note={employer}#o-{employer}");
        assert_eq!(sent.header("location"), Some(next.as_str()));
        // The same form again changes nothing.
        send(&mut claire, &page, employer, text).await.with_status(303);
        assert_eq!(app.count("reminders"), 1);
        let other = send(&mut claire, &page, employer, "Autre texte").await.with_status(422);
        assert!(other.text.contains("a déjà servi à noter une relance") && other.text.contains("Autre texte"), "{other}");
        let page = claire.visit(&next).await.ok();
        assert!(page.text.contains("La relance est notée."), "{page}");
        let mut paul = officer(&app, "paul@example.org", "Paul").await;
        let page = paul.visit(PAGE).await.ok();
        assert!(page.text.contains("relancé le 15/03/2024 par Claire &#60;u&#62;Dumont") && page.text.contains("Attendre"), "{page}");
        assert!(page.text.contains("il manque « juin » &#60;b&#62;&#38;&#60;/b&#62; l’été"), "{page}");
        assert!(!page.text.contains("La relance est notée."), "{page}");
    }

    async fn a_refused_text_comes_back_with_the_reason(app: App) {
        let (_, employer) = owing(&app.officer(), EMPLOYER, None).await;
        let mut claire = officer(&app, "claire@example.org", "Claire").await;
        let page = claire.visit(PAGE).await.ok();
        assert!(page.text.contains("Sans adresse électronique") && !page.text.contains("mailto:"), "{page}");
        let page = send(&mut claire, &page, employer, &"é".repeat(2_001)).await.with_status(422);
        assert!(page.text.contains("2001 caractères\u{a0}; 2") && page.text.contains(&"é".repeat(2_001)), "{page}");
        let page = send(&mut claire, &page, 987_654, "x").await.with_status(422);
        assert!(page.text.contains("role=\"alert\"") && page.text.contains("Cette structure est introuvable"), "{page}");
        assert_eq!(app.count("reminders"), 0);
        // Without a text, the reminder is noted all the same.
        let page = claire.visit(PAGE).await.ok();
        send(&mut claire, &page, employer, "").await.with_status(303);
        assert_eq!(app.count("reminders"), 1);
    }

    async fn the_address_keeps_month_and_sector(app: App) {
        let (_, employer) = owing(&app.officer(), "Régie", None).await;
        let held = a_public_contract().create_lot(&app.officer()).await;
        app.officer().patch(&format!("/v1/lots/{held}"), "\"1\"", &json!({ "holder_id": employer })).await.ok();
        let mut claire = officer(&app, "claire@example.org", "Claire").await;
        let page = claire.visit("/relances?mois=2023-06&secteur=MS").await.ok();
        assert!(page.text.contains("Personne n’est à relancer pour juin 2023"), "{page}");
        assert!(page.text.contains("<b id=\"nombre\">0</b>"), "{page}");
        assert!(page.text.contains("href=\"/relances?mois=2023-05&#38;secteur=MS\""), "{page}");
        let page = claire.visit("/relances").await.ok();
        assert!(page.text.contains("pour février 2024, à rendre avant le 15/03/2024"), "{page}");
        assert!(page.text.contains("aucune heure reçue") && page.text.contains("Lots sans personne ni titulaire"), "{page}");
        claire.visit("/relances?mois=juin").await.with_status(422);
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        dashboard.visit("/relances").await.with_status(403);
        app.nobody("").visit("/relances").await.with_status(303);
    }
}
