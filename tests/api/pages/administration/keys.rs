//! `/cles`.

use serde_json::json;
use thirtyfour::prelude::*;

use super::{an_administrator, has, shown_in, submit};
use crate::support::browser::{Browser, fill, says};
use crate::support::builders::an_organisation;
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, Reply, on_both_databases};

/// The names of the keys of a list, in order.
fn names(page: &Reply) -> Vec<&str> {
    let links = page.text.split("<th scope=\"row\"><a href=\"/cles/").skip(1);
    links.map(|link| link.split_once('>').unwrap().1.split_once('<').unwrap().0).collect()
}

on_both_databases! {
    async fn a_key_is_created_its_secret_shown_once_renewed_and_revoked(app: App) {
        let mut alice = an_administrator(&app).await;
        let ariq = an_organisation().named("ARIQ <BTP>").create(&app.officer()).await.to_string();
        let page = alice.visit("/cles/nouvelle").await.ok();
        let typed = [("nom", "Envoi <i>mensuel"), ("role", "partner"), ("secteur-BTP", "oui"), ("organisme", ariq.as_str()), ("fin", "2024-12-31")];
        let created = submit(&mut alice, "/cles/nouvelle", &page, &["cle"], &typed).await.ok();
        has(&created, &["<h1>Envoi &#60;i&#62;mensuel</h1>", "ARIQ &#60;BTP&#62;", "31 décembre 2024", "data-of=\"secret\" hidden", "jamais"]);
        let first = shown_in(&created, "secret").to_owned();
        submit(&mut alice, "/cles/nouvelle", &page, &["cle"], &typed).await.with_status(303);
        let key = app.bearing(&first).get("/v1/me").await.ok();
        assert_eq!((key["role"].as_str(), &key["sectors"]), (Some("partner"), &json!(["BTP"])));
        let id = key["actor"].as_str().unwrap().strip_prefix("key:").unwrap().to_owned();
        let path = format!("/cles/{id}");
        let page = alice.visit(&path).await.ok();
        assert!(!page.text.contains(&first), "{page}");
        has(&page, &["Les secrets d’à présent sont encore admis", "refusé dès sa prochaine demande"]);
        let refused = submit(&mut alice, &path, &page, &["cle"], &[("faire", "renouveler"), ("chevauchement", "721")]).await.with_status(422);
        has(&refused, &["value=\"721\"", "id=\"chevauchement-faute\"", "<a href=\"#chevauchement\">"]);
        let renewed = submit(&mut alice, &path, &refused, &["cle"], &[("faire", "renouveler"), ("chevauchement", "0")]).await.ok();
        let second = shown_in(&renewed, "secret").to_owned();
        assert_ne!(first, second);
        app.bearing(&second).get("/v1/me").await.ok();
        app.bearing(&first).get("/v1/me").await.refused(401, "unauthenticated");
        let page = alice.visit(&path).await.ok();
        submit(&mut alice, &path, &page, &["cle"], &[("faire", "revoquer")]).await.with_status(303);
        app.bearing(&second).get("/v1/me").await.refused(401, "unauthenticated");
        let page = alice.visit(&format!("{path}?fait=revoquee")).await.ok();
        has(&page, &["La clé est révoquée\u{a0}: le service", "Révoquée le", "n’est plus admise"]);
        assert!(!page.text.contains("value=\"renouveler\""), "{page}");
    }

    async fn a_refused_key_keeps_what_was_typed(app: App) {
        let mut alice = an_administrator(&app).await;
        let page = alice.visit("/cles/nouvelle").await.ok();
        let typed = [("nom", "Tableaux"), ("role", "dashboard"), ("fin", "2024-03-14")];
        let refused = submit(&mut alice, "/cles/nouvelle", &page, &["cle"], &typed).await.with_status(422);
        has(&refused, &["value=\"Tableaux\"", "id=\"secteurs-faute\"", "value=\"dashboard\" required aria-describedby=\"role-dashboard-aide\" checked"]);
        let typed = [&typed[..], &[("secteur-PI", "oui")]].concat();
        let refused = submit(&mut alice, "/cles/nouvelle", &refused, &["cle"], &typed).await.with_status(422);
        has(&refused, &["id=\"fin-faute\"", "Le 14 mars 2024 est passé", "value=\"2024-03-14\""]);
    }

    async fn keys_are_filtered_and_sorted_by_the_address(app: App) {
        let mut alice = an_administrator(&app).await;
        let admin = app.admin();
        for (name, role, end) in [("Zone", "partner", "2024-12-31"), ("Élan", "plie", "2024-06-30")] {
            let key = json!({ "name": name, "role": role, "sectors": ["BTP"], "expires_on": end });
            admin.post("/v1/api-keys", &key).await.created();
        }
        let shown = |page: &Reply| -> Vec<String> {
            names(page).into_iter().filter(|name| ["Zone", "Élan"].contains(name)).map(ToOwned::to_owned).collect()
        };
        for (query, expected) in [
            ("", vec!["Élan", "Zone"]),
            ("?tri=fin", vec!["Élan", "Zone"]),
            ("?tri=creation", vec!["Élan", "Zone"]),
            ("?role=partner", vec!["Zone"]),
            ("?texte=elan", vec!["Élan"]),
            ("?statut=en-service&role=plie", vec!["Élan"]),
            ("?statut=revoquee", vec![]),
        ] {
            assert_eq!(shown(&alice.visit(&format!("/cles{query}")).await.ok()), expected, "{query}");
        }
        assert_eq!(names(&alice.visit("/cles?tri=creation").await.ok())[0], "Élan");
        for number in 0..50 {
            let key = json!({ "name": format!("Foule {number:02}"), "role": "plie", "sectors": ["BTP"] });
            admin.post("/v1/api-keys", &key).await.created();
        }
        let first = alice.visit("/cles?role=plie&tri=creation").await.ok();
        has(&first, &["Clés 1 à 50 sur 51", "rel=\"next\" href=\"/cles?role=plie&#38;tri=creation&#38;page=2\""]);
        let last = alice.visit("/cles?role=plie&tri=creation&page=2").await.ok();
        assert_eq!(names(&last), ["Élan"]);
        has(&last, &["Clés 51 à 51 sur 51", "href=\"/cles.csv?role=plie&#38;tri=creation\""]);
        let table = alice.visit("/cles.csv?role=plie&tri=creation").await.ok();
        let lines: Vec<&str> = table.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 52, "{table}");
        assert!(lines[0].starts_with("Dénomination;Début de la clé;Organisme;Rôle;Secteurs;Statut;"), "{table}");
        assert!(lines[1].starts_with("Foule 49;clk_") && lines[51].starts_with("Élan;clk_"), "{table}");
        app.person("claire@example.org", "officer").await.visit("/cles.csv").await.with_status(403);
        for wrong in ["?statut=x", "?role=x"] {
            alice.visit(&format!("/cles{wrong}")).await.with_status(422);
        }
        has(&alice.visit("/cles?texte=rien+du+tout").await.ok(), &["Aucune clé ne répond à ces critères"]);
    }

    async fn a_key_is_created_and_revoked_by_keyboard_on_sound_pages(app: App) {
        app.owner("alice@example.org", "admin").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/cles/nouvelle", app.address)).await.unwrap();
        fill(&page, &[("email", "alice@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Créer une clé").await;
        is_sound(&page).await;
        page.tab_to("#nom").await;
        page.press("Tableaux de bord").await;
        page.tab_to("input[name=role]").await;
        page.press(" ").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Tableaux de bord").await;
        is_sound(&page).await;
        page.tab_to("details summary").await;
        page.press(Key::Enter).await;
        is_sound(&page).await;
        page.tab_to("button[value=revoquer]").await;
        page.press(Key::Enter).await;
        says(&page, ".good", "révoquée").await;
        is_sound(&page).await;
        page.goto(format!("http://{}/cles", app.address)).await.unwrap();
        says(&page, "h1", "Clés").await;
        is_sound(&page).await;
    }
}
