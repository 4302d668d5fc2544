//! Who may open which page, from the one list of places.

use clauses::pages::Place;
use clauses::values::{Month, Role, Sector, Sectors};
use serde_json::json;

use crate::support::{PASSWORD, Person, on_both_databases};

/// Pages behind those of the menu, each with its place.
const BEHIND: &[(&str, Place)] = &[
    ("/comptes/nouveau", Place::Users),
    ("/comptes/1", Place::Users),
    ("/cles/nouvelle", Place::Keys),
    ("/cles/1", Place::Keys),
    ("/reglages", Place::Settings),
    ("/referentiel", Place::Reference),
    ("/premiers-pas/marche", Place::Sheet),
    ("/marches/1", Place::Contracts),
    ("/lots/1", Place::Contracts),
    ("/candidats/1", Place::Candidates),
    ("/doublons/1/2", Place::Doubles),
];

/// Somebody of each role of people, who sees all sectors or one.
const PEOPLE: &[(Role, &[&str])] = &[
    (Role::Admin, &["BTP", "MS", "PI"]),
    (Role::Admin, &["MS"]),
    (Role::Officer, &["BTP", "MS", "PI"]),
    (Role::Officer, &["BTP"]),
    (Role::Dashboard, &["BTP", "MS", "PI"]),
    (Role::Dashboard, &["PI"]),
];

/// Whether a page may be opened, as the menu says it, and as its answer does.
async fn is_opened(person: &mut Person, path: &str, is_open: bool, who: &str) {
    let answer = person.visit(path).await;
    match is_open {
        // Nothing has the number of the address, which is no refusal.
        true => assert!([200, 404, 422].contains(&answer.status), "{who} opens {path}: {answer}"),
        false => {
            assert_eq!(answer.status, 403, "{who} is refused {path}: {answer}");
            assert!(answer.text.contains("<nav class=\"menu\""), "the refusal of {path} has no menu: {answer}");
        }
    }
}

on_both_databases! {
    async fn a_role_sees_no_entry_that_it_may_not_open_and_gets_no_page_by_typing_its_address(app: App) {
        let this_month = Month::parse("2024-03").unwrap();
        for (number, (role, sectors)) in PEOPLE.iter().enumerate() {
            let email = format!("p{number}@example.org");
            let mut person = app.owner(&email, role.as_str()).await;
            let account = format!("/v1/users/{}", person.id);
            let seen = app.admin().get(&account).await.ok();
            app.admin().patch(&account, seen.etag(), &json!({ "sectors": sectors })).await.ok();
            person.sign_in(PASSWORD, None).await.ok();
            let who = format!("{role} of {sectors:?}");
            let sectors = Sectors::new(sectors.iter().map(|code| Sector::parse(code).unwrap()));
            let menu = person.visit("/compte").await.ok().text;
            for place in Place::MENU {
                let (path, is_open) = (place.path(this_month), place.is_open_to(*role, &sectors));
                assert_eq!(menu.contains(&format!("<a href=\"{path}\"")), is_open, "{who} in the menu: {path}");
                is_opened(&mut person, &path, is_open, &who).await;
            }
            for (path, place) in BEHIND {
                is_opened(&mut person, path, place.is_open_to(*role, &sectors), &who).await;
            }
        }
    }

    async fn nobody_opens_a_page_without_signing_in_and_no_key_does(app: App) {
        let this_month = Month::parse("2024-03").unwrap();
        let mut nobody = app.nobody("x@example.org");
        // The documentation is public, and the start page leads a key to it.
        for place in Place::MENU.iter().filter(|place| ![Place::Documentation, Place::Dashboard].contains(place)) {
            let path = place.path(this_month);
            let away = nobody.visit(&path).await.with_status(303);
            assert!(away.header("location").unwrap().starts_with("/connexion"), "{path}: {away}");
            assert_eq!(app.admin().get(&path).await.status, 404, "{path} with a key");
        }
    }
}
