//! `/doublons` as a browser without script uses it.

use serde_json::json;

use crate::support::builders::{a_candidate, place};
use crate::support::{App, Person, Reply, field_of, on_both_databases};

/// Two records of one person, the second at work with hours; their ids.
pub async fn two_records(app: &App) -> (i64, i64) {
    let officer = app.officer();
    let first = a_candidate().named("Rosée", "Fatoumata").born("1984-02-29").with("qualification_level", 4);
    let first = first.living_in("21231", "2020-01-01").create(&officer).await;
    let second = a_candidate().named("Rosee", "Fatoumata <i>").born("1984-02-29").in_plie_from("2022-01-01");
    let second = second.with("contact", json!({ "phone": "06 00 00 00 12", "email": null })).create(&officer).await;
    let other = a_candidate().named("Rosée", "Fatoumata").born("1991-07-01").create(&officer).await;
    assert!(first < second && second < other);
    let placed = place(&officer, second, "BTP").await;
    for (month, worked) in [("2023-03", "100.25"), ("2023-04", "50.50")] {
        placed.hours(month, worked).validated().create(&officer).await;
    }
    (first, second)
}

async fn send(person: &mut Person, path: &str, page: &Reply, act: &str, reason: &str) -> Reply {
    let fields = [
        ("cle", field_of(page, "cle")),
        ("version", field_of(page, "version")),
        ("autre_version", field_of(page, "autre_version")),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
    person.send(path, page, &[fields.as_slice(), &[("faire", act), ("motif", reason)]].concat()).await
}

on_both_databases! {
    async fn two_records_are_compared_and_merged_in_a_plain_form(app: App) {
        let (first, second) = two_records(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let list = claire.visit("/doublons").await.ok();
        assert!(list.text.contains("<b id=\"nombre\">2</b> paires de fiches") && list.text.contains("naissance le 29/02/1984"), "{list}");
        let path = format!("/doublons/{first}/{second}");
        assert!(list.text.contains(&format!("href=\"{path}\"")) && list.text.contains("href=\"/doublons\" aria-current"), "{list}");
        let page = claire.visit(&path).await.ok();
        assert!(page.text.contains("Fatoumata &#60;i&#62;") && !page.text.contains("Fatoumata <i>"), "{page}");
        assert!(page.text.contains("Fusionner&nbsp;: 1 contrat de travail et 150,75\u{a0}h passent à la fiche de Fatoumata Rosée"), "{page}");
        assert!(page.text.contains("Passent à la fiche de Fatoumata Rosée\u{a0}: 1 orientation, 1 contrat de travail, 1 affectation, 2 lignes d’heures (150,75\u{a0}h) et 1 accompagnement du PLIE."), "{page}");
        assert!(page.text.contains("L’autre fiche complète\u{a0}: téléphone.") && page.text.contains("mars 2023 et avril 2023"), "{page}");
        assert!(page.text.contains("Nom\u{a0}: «\u{a0}Rosée\u{a0}» reste, «\u{a0}Rosee\u{a0}» n’est pas repris."), "{page}");
        assert!(page.text.contains("2023\u{a0}: 150,75\u{a0}h") && page.text.contains("≠ différent"), "{page}");
        // Seen the other way round, nothing of hours passes.
        let back = claire.visit(&format!("/doublons/{second}/{first}")).await.ok();
        assert!(back.text.contains("Fusionner&nbsp;: l’identifiant de l’autre fiche passe à la fiche de Fatoumata"), "{back}");
        let sent = send(&mut claire, &path, &page, "fusionner", "Même pièce").await.with_status(303);
        assert_eq!(sent.header("location"), Some("/doublons?fait=fusion"));
        // The same form again changes nothing.
        send(&mut claire, &path, &page, "fusionner", "Même pièce").await.with_status(303);
        assert_eq!((app.count("merged_candidates"), app.count("candidates")), (1, 2));
        let list = claire.visit("/doublons?fait=fusion").await.ok();
        assert!(list.text.contains("n’en font plus qu’une") && list.text.contains("<b id=\"nombre\">1</b> paire de"), "{list}");
        claire.visit(&path).await.with_status(422);
    }

    async fn a_form_over_a_record_that_changed_meanwhile_merges_nothing(app: App) {
        let (first, second) = two_records(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let path = format!("/doublons/{first}/{second}");
        let page = claire.visit(&path).await.ok();
        let change = json!({ "qualification_level": 5 });
        app.officer().patch(&format!("/v1/candidates/{second}"), "\"1\"", &change).await.ok();
        let stale = send(&mut claire, &path, &page, "fusionner", "").await.with_status(412);
        assert!(stale.text.contains("role=\"alert\"") && stale.text.contains("L’autre fiche a changé"), "{stale}");
        assert_eq!(app.count("merged_candidates"), 0);
        // The page that says so shows what it is now.
        send(&mut claire, &path, &stale, "fusionner", "").await.with_status(303);
        assert_eq!(app.count("merged_candidates"), 1);
    }

    async fn two_people_are_told_apart_with_a_reason_and_that_is_taken_back(app: App) {
        let (first, second) = two_records(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let path = format!("/doublons/{first}/{second}");
        let page = claire.visit(&path).await.ok();
        let refused = send(&mut claire, &path, &page, "distinguer", " ").await.with_status(422);
        assert!(refused.text.contains("Dites pourquoi ce sont deux personnes."), "{refused}");
        send(&mut claire, &path, &refused, "distinguer", "Deux <b>cousines</b>").await.with_status(303);
        let list = claire.visit("/doublons?fait=deux-personnes").await.ok();
        assert!(list.text.contains("<b id=\"nombre\">1</b> paire de") && list.text.contains("Deux &#60;b&#62;cousines"), "{list}");
        let page = claire.visit(&path).await.ok();
        assert!(page.text.contains("La fusion est refusée") && page.text.contains("Revenir sur ce constat"), "{page}");
        send(&mut claire, &path, &page, "fusionner", "").await.with_status(409);
        send(&mut claire, &path, &page, "revenir", "").await.with_status(303);
        assert_eq!((app.count("distinct_candidates"), app.count("findings WHERE kind = 'possible_duplicate'")), (0, 2));
    }

    async fn only_officers_open_it_and_each_read_is_logged(app: App) {
        let (first, second) = two_records(&app).await;
        let path = format!("/doublons/{first}/{second}");
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        for page in ["/doublons", &path] {
            dashboard.visit(page).await.with_status(403);
            app.nobody("").visit(page).await.with_status(303);
        }
        assert!(!dashboard.visit("/").await.ok().text.contains("/doublons"));
        let mut claire = app.person("claire@example.org", "officer").await;
        for nothing in ["/doublons/x/1", &format!("/doublons/{first}/9999"), &format!("/doublons/{first}/{first}")] {
            let refused = claire.visit(nothing).await;
            assert!([404, 422].contains(&refused.status), "{nothing}: {refused}");
        }
        claire.visit(&path).await.ok();
        app.write_down();
        for person in [first, second] {
            let reads = app.admin().all(&format!("/v1/reads?candidate_id={person}")).await;
            assert!(reads.iter().any(|read| read["what"] == "candidate" && read["actor"] == format!("user:{}", claire.id)), "{reads:?}");
        }
        let before = app.admin().all("/v1/reads").await.len();
        claire.visit("/doublons").await.ok();
        app.write_down();
        assert!(app.admin().all("/v1/reads").await.len() > before);
    }
}
