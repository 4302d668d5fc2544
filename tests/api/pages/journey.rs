//! From an empty database to a positive exit, by keyboard alone; and lists that are sent as links.

use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::{PASSWORD, Person, Reply, on_both_databases};

const EMAIL: &str = "claire@example.org";

/// The lists with filters and orders in their addresses, of which each leaves something out or sorts in another way than
/// without them.
const LISTS: &[&str] = &[
    "/marches?secteur=BTP&tri=-numero",
    "/marches?texte=%C3%A9coles",
    "/candidats?q=belk&secteur=BTP",
    "/orientations?statut=decidees&secteur=BTP",
    "/contrats-de-travail?type=CDI",
    "/sorties?plie=toutes&du=2023-01-01&au=2024-03-15",
    "/structures?role=titulaire",
    "/heures?du=2023-01&au=2023-12",
    "/journal?sujet=lot",
];

/// Chromium's own format of days: month, day, year.
async fn type_into(page: &Browser, fields: &[(&str, &str)]) {
    for (place, text) in fields {
        page.tab_to(place).await;
        page.press(*text).await;
    }
}

/// Chooses the option after the present one.
async fn choose_next(page: &Browser, place: &str) {
    page.tab_to(place).await;
    page.press(Key::Down).await;
}

async fn press_enter_on(page: &Browser, place: &str) {
    page.tab_to(place).await;
    page.press(Key::Enter).await;
}

async fn record_contract(page: &Browser, origin: &str) {
    page.goto(format!("{origin}/marches")).await.unwrap();
    fill(page, &[("email", EMAIL), ("password", PASSWORD)]).await;
    says(page, "h1", "Marchés").await;
    press_enter_on(page, "main a[href='/marches/nouveau']").await;
    says(page, "h1", "Nouveau marché").await;
    let contract = [
        ("#acheteur", "Ville d’Essai"),
        ("#nature-acheteur", "Comm"),
        ("#reference", "2023-07"),
        ("#secteur", "Trav"),
        ("#intitule", "Deux écoles"),
        ("#du", "01022023"),
        ("#au", "12312024"),
        ("#lot-1-titulaire", "Bâtir ensemble"),
    ];
    type_into(page, &contract).await;
    choose_next(page, "#lot-1-nature").await;
    type_into(page, &[("#lot-1-heures", "1200")]).await;
    page.press(Key::Enter).await;
    says(page, "h1", "2023-07").await;
}

async fn refer_and_validate(page: &Browser, origin: &str) {
    page.goto(format!("{origin}/orientations/nouvelle")).await.unwrap();
    says(page, "h1", "Nouvelle orientation").await;
    page.press("Belkacem Nadia").await;
    press_enter_on(page, "button[name=nouvelle]").await;
    says(page, ".acts .first", "Créer la personne").await;
    type_into(page, &[("#ori-naissance", "03041988"), ("#ori-sexe", "F"), ("#ori-date", "01102023")]).await;
    choose_next(page, "#ori-origine").await;
    type_into(page, &[("#ori-prescripteur", "Cand")]).await;
    type_into(page, &[("#ori-secteur-BTP", " ")]).await;
    press_enter_on(page, ".acts .first").await;
    says(page, "h1", "Orientation de BELKACEM Nadia").await;
    type_into(page, &[("#issue-BTP", " "), ("#issue-date", "01152023")]).await;
    press_enter_on(page, ".outcome .first").await;
    says(page, "#orientation", "Validée pour BTP").await;
}

async fn employ(page: &Browser) {
    press_enter_on(page, ".tools .first").await;
    says(page, "h1", "Nouveau contrat de travail").await;
    choose_next(page, "#ct-employeur").await;
    type_into(page, &[("#ct-type", "CDI"), ("#ct-debut", "02012023"), ("#ct-heures", "35")]).await;
    choose_next(page, "#aff-lot").await;
    choose_next(page, "#aff-modalite").await;
    press_enter_on(page, ".acts .first").await;
    says(page, "h1", "BELKACEM Nadia").await;
}

async fn enter_month(page: &Browser, origin: &str) {
    page.goto(format!("{origin}/saisie/2023-02")).await.unwrap();
    says(page, "h1", "Saisie mensuelle").await;
    page.tab_to("[name^='h-']").await;
    page.press("121,50".to_owned() + Key::Enter).await;
    says(page, "#enregistre", "Tout est enregistré").await;
}

async fn record_exit(page: &Browser, origin: &str) {
    page.goto(format!("{origin}/sorties?plie=toutes&du=2023-01-01")).await.unwrap();
    says(page, "#proposees", "1 sortie proposée").await;
    says(page, "#enregistrees", "0 sortie enregistrée").await;
    press_enter_on(page, "tbody .button").await;
    says(page, "h1", "Nouvelle sortie").await;
    press_enter_on(page, ".acts .first").await;
    says(page, "h1", "Sortie de BELKACEM Nadia").await;
}

/// The main part of a page, without what belongs to one session.
fn main_part(page: &Reply) -> String {
    let (_, main) = page.text.split_once("<main").unwrap_or_else(|| panic!("no main part: {page}"));
    let is_own = |line: &&str| !line.contains("name=\"jeton\"") && !line.contains("name=\"cle\"");
    main.lines().filter(is_own).collect::<Vec<_>>().join("\n")
}

on_both_databases! {
    async fn an_empty_database_becomes_a_positive_exit_by_keyboard(app: App) {
        app.owner(EMAIL, "officer").await;
        let origin = format!("http://{}", app.address);
        let page = Browser::open().await;
        page.set_window_rect(0, 0, 1280, 900).await.unwrap();
        record_contract(&page, &origin).await;
        refer_and_validate(&page, &origin).await;
        employ(&page).await;
        enter_month(&page, &origin).await;
        record_exit(&page, &origin).await;

        // Each list is a link: another officer sees what she sees.
        let mut claire: Person = app.nobody(EMAIL);
        claire.sign_in(PASSWORD, None).await.ok();
        let mut paul = app.person("paul@example.org", "officer").await;
        for list in LISTS {
            let (hers, his) = (claire.visit(list).await.ok(), paul.visit(list).await.ok());
            assert_eq!(main_part(&hers), main_part(&his), "{list}");
            let unfiltered = claire.visit(list.split('?').next().unwrap_or_default()).await.ok();
            assert_ne!(main_part(&hers), main_part(&unfiltered), "{list}");
        }
        let hours = app.officer().get("/v1/hours?from=2023-02&to=2023-02").await.ok();
        assert_eq!(hours.at("/items/0/worked"), "121.50", "{hours}");
    }
}
