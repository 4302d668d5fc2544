//! `/reglages`.

use serde_json::json;
use thirtyfour::prelude::*;

use super::{an_administrator, has, submit};
use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, a_public_contract, admit, an_employment, hours};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, on_both_databases};

const PATH: &str = "/reglages/window_months";

/// Somebody has hours from January 2022 on, of which those from January 2024 on do not count; January 2024 is closed.
async fn hours_outside_the_window(app: &App) {
    let officer = app.officer();
    let candidate = a_candidate().in_plie_from("2022-01-01").create(&officer).await;
    admit(&officer, candidate, "BTP").await;
    let lot = a_public_contract().to("2026-12-31").with_lot("1", "100").create_lot(&officer).await;
    let employment = an_employment(candidate).from("2022-01-01").to("2024-12-31").on(lot).create(&officer).await;
    for month in ["2023-12", "2024-01", "2024-02"] {
        hours(employment, lot, month, "10").validated().create(&officer).await;
    }
    officer.put("/v1/months/2024-01/closures/BTP", &json!({ "force": true, "reason": "Essai" })).await.ok();
}

on_both_databases! {
    async fn settings_are_listed_with_what_they_decide_and_officers_only_read_them(app: App) {
        let change = json!({ "key": "window_months", "effective_on": "2024-06-01", "value": 36, "reason": "Comité <b>" });
        app.admin().put("/v1/settings", &change).await.ok();
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/reglages").await.ok();
        has(&page, &[
            "24\u{a0}mois</b> <span class=\"quiet\">depuis le", "<b>36\u{a0}mois</b> à partir du 1er juin 2024",
            "Comité &#60;b&#62;", "recompte les heures des mois ouverts", "5\u{a0}%", "30,00\u{a0}€", "le 15",
            "48\u{a0}h par semaine", "Un administrateur qui voit tous les secteurs peut les changer",
        ]);
        assert!(!page.text.contains("Changer…"), "{page}");
        claire.visit(PATH).await.with_status(403);
        let mut alice = an_administrator(&app).await;
        has(&alice.visit("/reglages").await.ok(), &["href=\"/reglages/window_months\""]);
        alice.visit("/reglages/autre").await.with_status(404);
    }

    async fn a_new_value_says_what_it_alters_before_it_is_set(app: App) {
        hours_outside_the_window(&app).await;
        let mut alice = an_administrator(&app).await;
        let page = alice.visit(PATH).await.ok();
        let typed = [("faire", "voir"), ("valeur", "36"), ("du", "2020-01-01"), ("motif", "Décision <i>du comité")];
        let preview = submit(&mut alice, PATH, &page, &["vu"], &typed).await.ok();
        has(&preview, &[
            "36\u{a0}mois au lieu de 24\u{a0}mois, à partir du 1er janvier 2020",
            "Mois ouverts\u{a0}: 1 ligne compte désormais pour la clause, aucune ligne ne compte plus.",
            "Elles sont de 1 personne, sur février 2024.", "1 ligne d’un mois clos garde sa valeur", "Décision &#60;i&#62;du comité",
            "Fixer&nbsp;: 36\u{a0}mois à partir du 1er janvier 2020",
        ]);
        // Nothing is set yet.
        let counted = |reply: crate::support::Reply| reply.items().iter().filter(|cell| cell["counted"] == true).count();
        assert_eq!(counted(app.officer().get("/v1/hours").await.ok()), 1);
        let again = submit(&mut alice, PATH, &preview, &["vu"], &[("faire", "revoir"), ("valeur", "36"), ("du", "2020-01-01")]).await.ok();
        has(&again, &["name=\"valeur\" type=\"text\" value=\"36\"", "value=\"2020-01-01\""]);
        let set = submit(&mut alice, PATH, &preview, &["vu", "valeur", "du"], &[("faire", "fixer"), ("motif", "Comité")]).await.with_status(303);
        assert_eq!(set.header("location"), Some("/reglages?fait=window_months#window_months"));
        assert_eq!(counted(app.officer().get("/v1/hours").await.ok()), 2);
        has(&alice.visit("/reglages?fait=window_months").await.ok(), &["C’est enregistré", "36\u{a0}mois</b>", "Dominique Essai"]);
        // The same page again was read before that.
        let stale = submit(&mut alice, PATH, &preview, &["vu", "valeur", "du"], &[("faire", "fixer")]).await.ok();
        has(&stale, &["a changé pendant que vous le lisiez", "fixé par Dominique Essai"]);
    }

    async fn a_refused_value_stays_with_what_is_wrong(app: App) {
        let mut alice = an_administrator(&app).await;
        let page = alice.visit(PATH).await.ok();
        let typed = [("faire", "voir"), ("valeur", "trois <ans"), ("du", "")];
        let refused = submit(&mut alice, PATH, &page, &["vu"], &typed).await.with_status(422);
        has(&refused, &["value=\"trois &#60;ans\"", "id=\"valeur-faute\"", "id=\"du-faute\"", "<a href=\"#valeur\">Nouvelle valeur</a>"]);
        let limited = json!({ "sectors": ["BTP"] });
        let mut bob = app.owner("bob@example.org", "admin").await;
        let seen = app.admin().get(&format!("/v1/users/{}", bob.id)).await.ok();
        app.admin().patch(&format!("/v1/users/{}", bob.id), seen.etag(), &limited).await.ok();
        bob.sign_in(PASSWORD, None).await.ok();
        bob.visit("/reglages").await.ok();
        bob.visit(PATH).await.with_status(403);
    }

    async fn each_setting_has_a_preview_in_words(app: App) {
        hours_outside_the_window(&app).await;
        let ariq = app.as_role(clauses::values::Role::Partner, &[clauses::values::Sector::Btp]);
        ariq.get("/v1/me").await.ok();
        let mut alice = an_administrator(&app).await;
        for (key, value, said) in [
            ("weekly_cap_hours", "2", "Dépassements dans les heures enregistrées\u{a0}: 0 avec la valeur d’à présent, 3 avec"),
            ("fte_divisor", "1820", "Aucune heure ne change"),
            ("cdi_window_months", "24", "Aucune ligne des mois ouverts ne change"),
            ("training_contract_until_its_end", "false", "Aucune ligne des mois ouverts ne change"),
            ("validation_needs_evidence", "true", "Aucune ligne n’attend votre décision sans justificatif"),
            ("hours_deadline_day", "5", "Les mois clos restent tels quels"),
            ("closing_needs_all_employments", "true", "Aucun lot des mois ouverts n’est incomplet"),
            ("partner_states_nil", "false", "(1 clé en service) ne pourront plus déclarer"),
            ("partner_validates", "true", "(1 clé en service) pourront décider"),
            ("labour_share", "60 %", "le calcul des heures prévues proposera"),
            ("insertion_effort", "7,5 %", "le calcul des heures prévues proposera"),
            ("hourly_labour_cost", "31,5", "31,50\u{a0}€ au lieu de 30,00\u{a0}€"),
        ] {
            let path = format!("/reglages/{key}");
            let page = alice.visit(&path).await.ok();
            let typed = [("faire", "voir"), ("valeur", value), ("du", "2022-01-01")];
            has(&submit(&mut alice, &path, &page, &["vu"], &typed).await.ok(), &[said]);
        }
    }

    async fn a_value_is_set_by_keyboard_on_sound_pages(app: App) {
        app.owner("alice@example.org", "admin").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/reglages", app.address)).await.unwrap();
        fill(&page, &[("email", "alice@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Réglages").await;
        is_sound(&page).await;
        page.tab_to("a[href='/reglages/partner_validates']").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Les partenaires décident").await;
        is_sound(&page).await;
        page.tab_to("#valeur-oui").await;
        page.press(" ").await;
        page.script::<()>("document.getElementById('du').value = '2024-04-01'").await;
        page.tab_to("button[value=voir]").await;
        page.press(Key::Enter).await;
        says(&page, "#effets", "pourront décider").await;
        is_sound(&page).await;
        page.tab_to("button[value=fixer]").await;
        page.press(Key::Enter).await;
        says(&page, ".good", "C’est enregistré").await;
        is_sound(&page).await;
    }
}
