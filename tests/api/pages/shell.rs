//! What surrounds every page.

use serde_json::json;

use crate::support::{PASSWORD, Program, Reply, on_both_databases};

/// The entries of officers between the start page and those of administrators.
const OFFICERS: &[&str] = &[
    "Saisie mensuelle",
    "À valider",
    "Mois",
    "Relances",
    "Heures",
    "Marchés",
    "Candidats",
    "Orientations",
    "Contrats de travail",
    "Sorties",
    "Structures",
    "PLIE",
    "Bilan",
    "Constats",
    "Doublons",
    "Relecture",
    "Journal",
];

/// The labels of the menu.
fn menu(page: &Reply) -> Vec<&str> {
    let (_, menu) = page.text.split_once("<nav").unwrap_or_else(|| panic!("no menu: {page}"));
    let (menu, _) = menu.split_once("</nav>").unwrap();
    let links = menu.split("<a ").skip(1).map(|link| link.split_once('>').unwrap().1);
    links.map(|link| link.split_once('<').unwrap().0).collect()
}

on_both_databases! {
    async fn the_menu_has_what_the_role_may_open(app: App) {
        for role in ["admin", "officer", "dashboard"] {
            let mut person = app.person(&format!("{role}@example.org"), role).await;
            let page = person.visit("/").await.ok();
            let enters_hours = ["admin", "officer"].contains(&role);
            let (officers, admins): (&[&str], &[&str]) = match role {
                "admin" => (OFFICERS, &["Lectures", "Comptes", "Clés d’API", "Réglages", "Référentiel"]),
                "officer" => (OFFICERS, &["Réglages", "Référentiel"]),
                _ => (&["Relecture"], &["Référentiel"]),
            };
            let expected = [&["Tableau de bord"], officers, admins, &["Documentation de l’API", "Mon compte"]].concat();
            assert_eq!(menu(&page), expected, "{role}");
            for (id, heading) in [("mois", "Le mois"), ("fiches", "Les fiches"), ("regard", "À regarder")] {
                let group = format!("<p class=\"group\" id=\"menu-{id}\">{heading}</p>");
                assert_eq!(page.text.contains(&group), enters_hours || id == "regard", "{role}: {page}");
            }
            assert!(page.text.contains("aria-labelledby=\"menu-administration\""), "{page}");
            // It is the 15th of March 2024.
            assert_eq!(page.text.contains("href=\"/saisie/2024-02\""), enters_hours, "{page}");
            assert_eq!(page.text.contains("Saisir février 2024"), enters_hours, "{page}");
            assert!(page.text.contains("<a href=\"/\" aria-current=\"page\">Tableau de bord</a>"), "{page}");
            for path in ["/compte", "/compte/mot-de-passe", "/compte/second-facteur"] {
                let page = person.visit(path).await.ok();
                assert!(page.text.contains("<a href=\"/compte\" aria-current=\"page\">Mon compte</a>"), "{page}");
                assert_eq!(page.text.matches("aria-current").count(), 1, "{page}");
            }
        }
    }

    async fn the_carriers_name_stands_on_every_page(app: App) {
        let program = Program::beside(&app, &[("CLAUSES_HOUSE", "Maison de l’emploi <Est>")]);
        let mut owner = app.owner("camille@example.org", "officer").await.through(program.anonymous());
        for path in ["/connexion", "/problems/not_found", "/problems/nothing"] {
            assert!(owner.visit(path).await.text.contains("Maison de l’emploi &#60;Est&#62;"));
        }
        owner.sign_in(PASSWORD, None).await.ok();
        for path in ["/", "/compte", "/nowhere"] {
            assert!(owner.visit(path).await.text.contains("Maison de l’emploi &#60;Est&#62;"));
        }
    }

    async fn a_name_with_markup_shows_as_text(app: App) {
        let person = app.person("camille@example.org", "officer").await;
        let (path, name) = (format!("/v1/users/{}", person.id), "<script>alert(1)</script> & \"<b>\"");
        let user = app.admin().get(&path).await.ok();
        app.admin().patch(&path, user.etag(), &json!({ "name": name })).await.ok();
        for page in ["/", "/compte"] {
            let page = person.clone().visit(page).await.ok();
            assert!(page.text.contains("&#60;script&#62;alert(1)") && !page.text.contains("<script>"), "{page}");
        }
    }
}
