//! Who may open which page, from the one list of places.

use clauses::pages::Place;
use clauses::values::{Month, Role, Sector, Sectors};
use serde_json::json;

use crate::support::{PASSWORD, Person, on_both_databases};

/// The place of pages by the first part of their addresses.
const PLACES: &[(&str, Place)] = &[
    ("", Place::Dashboard),
    ("a-valider", Place::Waiting),
    ("bilan", Place::Bilan),
    ("candidats", Place::Candidates),
    ("cles", Place::Keys),
    ("compte", Place::Account),
    ("comptes", Place::Users),
    ("constats", Place::Attention),
    ("contrats-de-travail", Place::Candidates),
    ("doublons", Place::Doubles),
    ("heures", Place::Hours),
    ("journal", Place::Journal),
    ("lectures", Place::Reads),
    ("lots", Place::Contracts),
    ("marches", Place::Contracts),
    ("mois", Place::Month),
    ("orientations", Place::Candidates),
    ("plie", Place::Plie),
    ("premiers-pas", Place::Sheet),
    ("referentiel", Place::Reference),
    ("reglages", Place::Settings),
    ("relances", Place::Reminders),
    ("relecture", Place::Proofreading),
    ("saisie", Place::Sheet),
    ("sorties", Place::Candidates),
    ("structures", Place::Organisations),
];

/// The first parts of addresses that need no session.
const PUBLIC: &[&str] = &[
    "assets",
    "connexion",
    "docs",
    "etats",
    "favicon.ico",
    "installation",
    "invitation",
    "problems",
    "reinitialisation",
    "verification",
];

/// Every page of the sources that needs a session, with its place: an address with something in each of its parts.
fn pages() -> Vec<(String, Place)> {
    let mut pages = Vec::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap_or_default();
            for pattern in text.split("#[get(\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let first = pattern.split(['/', '.']).nth(1).unwrap();
                if PUBLIC.contains(&pattern.split('/').nth(1).unwrap()) {
                    continue;
                }
                // `{noun:a|b}` stands for several first parts.
                let nouns = first.split_once(':').map_or(first, |(_, nouns)| nouns.trim_end_matches('}'));
                for noun in nouns.split('|') {
                    let place = PLACES.iter().find(|(known, _)| *known == noun);
                    let (_, place) = place.unwrap_or_else(|| panic!("{pattern} is in no place"));
                    pages.push((filled(&pattern.replacen(first, noun, 1)), *place));
                }
            }
        }
    }
    pages.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    assert!(pages.len() > 25, "{pages:?}");
    pages
}

/// The address with something for each of its names.
fn filled(pattern: &str) -> String {
    let part = |part: &str| match part {
        "{month}" => "2024-02".to_owned(),
        "{year}" => "2023".to_owned(),
        "{sector}" => "BTP".to_owned(),
        "{key}" => "window_months".to_owned(),
        part if part.starts_with('{') => "1".to_owned(),
        part => part.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Somebody of each role of people, who sees all sectors or one.
const PEOPLE: &[(Role, &[&str])] = &[
    (Role::Admin, &["BTP", "MS", "PI"]),
    (Role::Admin, &["MS"]),
    (Role::Officer, &["BTP", "MS", "PI"]),
    (Role::Officer, &["BTP"]),
    (Role::Dashboard, &["BTP", "MS", "PI"]),
    (Role::Dashboard, &["PI"]),
];

/// Panics if a page that is not open to somebody is shown to them, or fails.
async fn is_refused_unless(is_open: bool, person: &mut Person, path: &str, who: &str) {
    let answer = person.visit(path).await;
    if is_open {
        assert!(answer.status < 500, "{who} opens {path}: {answer}");
    } else {
        assert_eq!(answer.status, 403, "{who} is refused {path}: {answer}");
        assert!(answer.text.contains("<nav class=\"menu\""), "the refusal of {path} has no menu: {answer}");
    }
}

on_both_databases! {
    async fn a_role_sees_no_entry_that_it_may_not_open_and_gets_no_page_by_typing_its_address(app: App) {
        let (this_month, pages) = (Month::parse("2024-03").unwrap(), pages());
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
                let answer = person.visit(&path).await;
                assert_eq!(answer.status, if is_open { 200 } else { 403 }, "{who} opens {path}: {answer}");
            }
            for (path, place) in &pages {
                is_refused_unless(place.is_open_to(*role, &sectors), &mut person, path, &who).await;
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
