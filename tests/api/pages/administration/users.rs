//! `/comptes`.

use serde_json::json;
use thirtyfour::prelude::*;

use super::{an_administrator, has, shown_in, submit};
use crate::support::browser::{Browser, fill, says};
use crate::support::builders::an_organisation;
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, on_both_databases, path_of};

on_both_databases! {
    async fn somebody_is_invited_by_a_link_that_is_shown_once(app: App) {
        let mut alice = an_administrator(&app).await;
        let page = alice.visit("/comptes/nouveau").await.ok();
        let typed = [("nom", "Claire <b>Dumont"), ("courriel", "claire@example.org"), ("role", "officer"), ("secteur-BTP", "oui")];
        let invited = submit(&mut alice, "/comptes/nouveau", &page, &["cle"], &typed).await.ok();
        has(&invited, &["<h1>Claire &#60;b&#62;Dumont</h1>", "Invité, sans mot de passe encore", "n’est montré qu’ici", "data-of=\"lien\" hidden"]);
        let link = path_of(shown_in(&invited, "lien")).to_owned();
        // Sent again, the form makes no second account, and shows no link.
        let again = submit(&mut alice, "/comptes/nouveau", &page, &["cle"], &typed).await.with_status(303);
        assert_eq!((again.header("location"), app.count("users")), (Some("/comptes"), 2));
        let mut claire = app.nobody("claire@example.org");
        claire.fill(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.with_status(303);
        claire.sign_in(PASSWORD, None).await.ok();
        claire.visit("/marches").await.ok();
        let users = app.admin().all("/v1/users").await;
        assert_eq!((users[1]["role"].as_str(), &users[1]["sectors"]), (Some("officer"), &json!(["BTP"])));
    }

    async fn a_refused_invitation_keeps_what_was_typed_and_says_what_is_wrong_beside_each_field(app: App) {
        let mut alice = an_administrator(&app).await;
        let page = alice.visit("/comptes/nouveau").await.ok();
        let typed = [("nom", ""), ("courriel", "pas une <adresse"), ("secteur-MS", "oui")];
        let refused = submit(&mut alice, "/comptes/nouveau", &page, &["cle"], &typed).await.with_status(422);
        has(&refused, &[
            "value=\"pas une &#60;adresse\"", "id=\"courriel-faute\"", "id=\"nom-faute\"", "id=\"role-faute\"",
            "<a href=\"#courriel\">Adresse électronique</a>", "<a href=\"#role\">Rôle</a>",
            "name=\"secteur-MS\" value=\"oui\" checked", "name=\"secteur-BTP\" value=\"oui\">",
        ]);
        let taken = [("nom", "Autre"), ("courriel", "ALICE@example.org"), ("role", "admin")];
        let refused = submit(&mut alice, "/comptes/nouveau", &refused, &["cle"], &taken).await.with_status(422);
        has(&refused, &["id=\"secteurs-faute\"", "Nommez au moins un secteur", "value=\"admin\" required"]);
        let taken = [&taken[..], &[("secteur-PI", "oui")]].concat();
        let refused = submit(&mut alice, "/comptes/nouveau", &refused, &["cle"], &taken).await.with_status(409);
        has(&refused, &["Un autre compte a déjà cette adresse électronique", "id=\"courriel-faute\""]);
        assert_eq!(app.count("users"), 1);
    }

    async fn accounts_are_filtered_and_sorted_by_the_address(app: App) {
        let mut alice = an_administrator(&app).await;
        for (email, role) in [("zoe@example.org", "officer"), ("yves@example.org", "dashboard")] {
            app.invite(email, role).await;
        }
        let ids = |page: &crate::support::Reply| -> Vec<i64> {
            let links = page.text.split("<a href=\"/comptes/").skip(1);
            links.filter_map(|link| link.split_once('"').unwrap().0.parse().ok()).collect()
        };
        for (query, expected) in [
            ("", vec![1, 2, 3]),
            ("?tri=-nom", vec![3, 2, 1]),
            ("?role=officer", vec![2]),
            ("?statut=invite", vec![2, 3]),
            ("?statut=actif&role=", vec![1]),
            ("?texte=ZOE%40", vec![2]),
            ("?texte=personne", vec![]),
            ("?statut=desactive", vec![]),
        ] {
            let page = alice.visit(&format!("/comptes{query}")).await.ok();
            assert_eq!(ids(&page), expected, "{query}");
            assert_eq!(page.text.contains("Aucun compte ne répond"), expected.is_empty(), "{page}");
        }
        let table = alice.visit("/comptes.csv?role=officer").await.ok();
        let lines: Vec<&str> = table.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 2, "{table}");
        assert!(lines[0].starts_with("Dénomination;Adresse électronique du compte;Rôle;Secteurs;Organisme;Statut;"), "{table}");
        assert!(lines[1].contains(";zoe@example.org;") && lines[1].contains("Invité"), "{table}");
        app.person("claire@example.org", "officer").await.visit("/comptes.csv").await.with_status(403);
        for wrong in ["?role=roi", "?statut=x"] {
            alice.visit(&format!("/comptes{wrong}")).await.with_status(422);
        }
    }

    async fn an_account_is_changed_and_a_stale_form_says_who_changed_what_meanwhile(app: App) {
        let mut alice = an_administrator(&app).await;
        let ariq = an_organisation().named("ARIQ").create(&app.officer()).await.to_string();
        let (id, _) = app.invite("claire@example.org", "officer").await;
        let path = format!("/comptes/{id}");
        let page = alice.visit(&path).await.ok();
        has(&page, &["valent dès la prochaine page", "Désactiver le compte de Dominique Essai"]);
        let typed = |name| [("faire", "modifier"), ("nom", name), ("courriel", "claire@example.org"), ("role", "dashboard"), ("secteur-MS", "oui"), ("organisme", ariq.as_str())];
        let changed = submit(&mut alice, &path, &page, &["version"], &typed("Claire")).await.with_status(303);
        assert_eq!(changed.header("location"), Some(format!("{path}?fait=modifie").as_str()));
        let shown = alice.visit(&format!("{path}?fait=modifie")).await.ok();
        has(&shown, &["<h1>Claire</h1>", "C’est enregistré", "Tableau de bord", "ARIQ"]);
        let user = app.admin().get(&format!("/v1/users/{id}")).await.ok();
        assert_eq!((&user["sectors"], user["organisation_id"].as_i64().unwrap().to_string()), (&json!(["MS"]), ariq.clone()));
        // The first page again: it was read before that change.
        let mut typed = typed("Clara").to_vec();
        typed[3] = ("role", "officer");
        let stale = submit(&mut alice, &path, &page, &["version"], &typed).await.with_status(412);
        has(&stale, &[
            "a changé pendant que vous le lisiez", "Dominique Essai a modifié ce compte entre-temps, le 15 mars 2024", "name=\"nom\" type=\"text\" value=\"Clara\"",
            "Nom à présent\u{a0}: «\u{a0}Claire\u{a0}».", "Rôle à présent\u{a0}: «\u{a0}Tableau de bord\u{a0}».",
        ]);
        submit(&mut alice, &path, &stale, &["version"], &typed).await.with_status(303);
        assert_eq!(app.admin().get(&format!("/v1/users/{id}")).await.ok()["name"], "Clara");
    }

    async fn access_is_taken_and_given_back_and_the_last_administrator_keeps_it(app: App) {
        let mut alice = an_administrator(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let path = format!("/comptes/{}", claire.id);
        let page = alice.visit(&path).await.ok();
        assert!(!page.text.contains("double-authentification"), "{page}");
        submit(&mut alice, &path, &page, &["version"], &[("faire", "desactiver")]).await.with_status(303);
        claire.visit("/marches").await.with_status(303);
        let page = alice.visit(&format!("{path}?fait=desactive")).await.ok();
        has(&page, &["ses sessions sont closes", "Réactiver le compte", "Désactivé"]);
        assert!(!page.text.contains("value=\"lien\""), "{page}");
        submit(&mut alice, &path, &page, &["version"], &[("faire", "reactiver")]).await.with_status(303);
        let page = alice.visit(&path).await.ok();
        let linked = submit(&mut alice, &path, &page, &[], &[("faire", "lien")]).await.ok();
        has(&linked, &["Lien pour un autre mot de passe", "Les liens d’avant ne sont plus valables"]);
        let link = path_of(shown_in(&linked, "lien")).to_owned();
        let other = "autre mot de passe long";
        claire.fill(&link, &[("password", other), ("again", other)]).await.with_status(303);
        // Nobody else could take her back.
        let own = format!("/comptes/{}", alice.id);
        let page = alice.visit(&own).await.ok();
        has(&page, &["c’est votre propre compte", "vous serez déconnecté"]);
        let refused = submit(&mut alice, &own, &page, &["version"], &[("faire", "desactiver")]).await.with_status(409);
        has(&refused, &["role=\"alert\"", "Il ne resterait aucun compte d’administrateur"]);
        for unknown in ["/comptes/999", "/comptes/x"] {
            alice.visit(unknown).await.with_status(404);
        }
        submit(&mut alice, &own, &page, &["version"], &[("faire", "autre chose")]).await.with_status(422);
    }

    async fn an_invitation_is_made_by_keyboard_and_its_pages_are_sound_at_every_width(app: App) {
        app.owner("alice@example.org", "admin").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/comptes", app.address)).await.unwrap();
        fill(&page, &[("email", "alice@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Comptes").await;
        is_sound(&page).await;
        page.tab_to("a[href='/comptes/nouveau']").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Inviter").await;
        is_sound(&page).await;
        page.tab_to("#nom").await;
        page.press("Claire Dumont").await;
        page.press(Key::Tab).await;
        page.press("claire@example.org").await;
        page.tab_to("input[name=role]").await;
        page.press(" ").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Claire Dumont").await;
        page.tab_to("button.copy").await;
        page.press(Key::Enter).await;
        says(&page, "#lien-dit", "copi").await;
        is_sound(&page).await;
        // What is wrong is listed at the top and leads to its field.
        page.goto(format!("http://{}/comptes/nouveau", app.address)).await.unwrap();
        page.script::<()>("document.forms[0].closest('main') || 0; document.querySelectorAll('main form').forEach(form => form.noValidate = true)").await;
        page.tab_to("main form button.first").await;
        page.press(Key::Enter).await;
        says(&page, "#fautes", "Nom").await;
        page.tab_to("a[href='#courriel']").await;
        page.press(Key::Enter).await;
        is_sound(&page).await;
    }
}
