//! *Ajouter une personne* in a dialog of the sheet, by keyboard alone.

use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, an_organisation, somebody_at_work};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, on_both_databases};

async fn open_sheet(app: &App, page: &Browser) {
    app.owner("claire@example.org", "officer").await;
    page.goto(format!("http://{}/saisie/2023-05", app.address)).await.unwrap();
    fill(page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
    says(page, "h1", "Saisie mensuelle").await;
}

async fn type_at(page: &Browser, place: &str, keys: impl Into<TypingData>) {
    page.tab_to(place).await;
    page.press(keys).await;
}

async fn enter_at(page: &Browser, place: &str) {
    type_at(page, place, Key::Enter + "").await;
}

/// Opens the dialog of the first lot and searches there.
async fn search(page: &Browser, text: &str, found: &str) {
    enter_at(page, "a[data-ajout]").await;
    says(page, "#ajout h2", "Ajouter une personne").await;
    assert!(page.has_focus("#ajout-cherche").await);
    page.press(text).await;
    says(page, "#ajout-compte", found).await;
}

/// Fills a new CDDI until the end of the year; the sheet proposes its beginning and how others work on the lot.
async fn fill_contract(page: &Browser) {
    type_at(page, "#ajout-employeur", "Régie").await;
    type_at(page, "#ajout-type", "CDDI").await;
    type_at(page, "#ajout-fin", "12312023").await;
}

async fn fill_referral(page: &Browser) {
    type_at(page, "#ajout-prescripteur", "Cand").await;
    type_at(page, "#ajout-origine", "Aut").await;
    type_at(page, "#ajout-orientee-le", "04112023").await;
    type_at(page, "#ajout-decidee-le", "04202023").await;
}

/// Types hours where the focus is, in the new row of the lot, and returns the address of their cell.
async fn enter_hours(page: &Browser, lot: i64) -> String {
    says(page, ".box[role=status]", "est sur la feuille").await;
    // The sheet's script has marked the document, and hears the keys.
    for _ in 0..200 {
        if page.has_focus(".script input.h").await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let id = page.active_element().await.unwrap().id().await.unwrap().unwrap();
    let key = id.strip_prefix("h-").unwrap_or_else(|| panic!("the focus is at {id}"));
    let (employment, of_lot) = key.split_once('-').unwrap();
    assert_eq!(of_lot, lot.to_string());
    page.press("100" + Key::Enter).await;
    says(page, &format!("tr[data-row='{key}'] .chip"), "Enregistré").await;
    format!("/v1/hours/{employment}/{lot}/2023-05")
}

on_both_databases! {
    async fn somebody_who_lacks_a_referral_is_found_and_put_to_work(app: App) {
        let officer = app.officer();
        let there = somebody_at_work(&officer, "BTP").await;
        an_organisation().named("Régie des Deux Rives").employer("ACI").create(&officer).await;
        a_candidate().named("Zoétrope", "Éléonore").create(&officer).await;
        let page = Browser::open().await;
        open_sheet(&app, &page).await;
        // A figure that is not saved is there again afterwards.
        let typed = format!("#h-{}-{}", there.employment, there.lot);
        type_at(&page, &typed, "812" + Key::Enter).await;
        says(&page, "#enregistre", "à revoir").await;
        search(&page, "zoetr", "1 personne trouvée").await;
        is_sound(&page).await;
        page.press(Key::Escape + "").await;
        assert!(page.has_focus("a[data-ajout]").await);
        search(&page, "zoetr", "1 personne trouvée").await;
        enter_at(&page, "a[aria-label^='Choisir ZOÉTROPE']").await;
        says(&page, ".placement .first", "Ajouter ZOÉTROPE Éléonore au lot").await;
        is_sound(&page).await;
        fill_contract(&page).await;
        enter_at(&page, ".placement .first").await;
        says(&page, "#ajout-admission-faute", "demande une orientation validée").await;
        assert!(page.has_focus("#ajout-orientation").await);
        is_sound(&page).await;
        fill_referral(&page).await;
        enter_at(&page, ".placement .first").await;
        let cell = enter_hours(&page, there.lot).await;
        is_sound(&page).await;
        assert_eq!(officer.get(&cell).await.ok()["worked"], "100.00");
        let kept = page.find(By::Css(&typed)).await.unwrap().prop("value").await.unwrap();
        assert_eq!(kept.as_deref(), Some("812"));
    }

    async fn somebody_new_is_recorded_and_put_to_work(app: App) {
        let officer = app.officer();
        let there = somebody_at_work(&officer, "BTP").await;
        an_organisation().named("Régie des Deux Rives").employer("ACI").create(&officer).await;
        a_candidate().named("Belkacem", "Nadia").born("1970-01-01").create(&officer).await;
        let page = Browser::open().await;
        open_sheet(&app, &page).await;
        search(&page, "belkacem nadia", "1 personne trouvée").await;
        enter_at(&page, "button[name=nouvelle]").await;
        says(&page, ".placement .first", "Créer la personne").await;
        is_sound(&page).await;
        enter_at(&page, ".placement .first").await;
        says(&page, "#ajout-naissance-faute", "obligatoire").await;
        assert!(page.has_focus("#ajout-naissance").await);
        type_at(&page, "#ajout-naissance", "03041988").await;
        type_at(&page, "#ajout-sexe", "Fem").await;
        fill_contract(&page).await;
        fill_referral(&page).await;
        enter_at(&page, ".placement .first").await;
        says(&page, "#ajout-doubles", "peut-être déjà").await;
        is_sound(&page).await;
        enter_at(&page, "button[name=autre]").await;
        let cell = enter_hours(&page, there.lot).await;
        assert_eq!(officer.get(&cell).await.ok()["worked"], "100.00");
        assert_eq!(officer.all("/v1/candidates").await.len(), 3);
    }

    async fn a_cut_network_loses_nothing_that_was_typed(app: App) {
        somebody_at_work(&app.officer(), "BTP").await;
        a_candidate().named("Zoétrope", "Éléonore").create(&app.officer()).await;
        let page = Browser::open().await;
        open_sheet(&app, &page).await;
        page.set_offline(true).await;
        enter_at(&page, "a[data-ajout]").await;
        says(&page, "dialog [role=alert]", "Pas de liaison avec le service").await;
        assert!(page.has_focus("dialog button").await);
        page.press(Key::Enter + "").await;
        page.set_offline(false).await;
        search(&page, "zoetr", "1 personne trouvée").await;
        enter_at(&page, "a[aria-label^='Choisir ZOÉTROPE']").await;
        says(&page, ".placement .first", "Ajouter ZOÉTROPE").await;
        type_at(&page, "#ajout-fin", "12312023").await;
        page.set_offline(true).await;
        enter_at(&page, ".placement .first").await;
        says(&page, "dialog [role=alert]", "n’est pas ajoutée deux fois").await;
        page.set_offline(false).await;
        type_at(&page, "#ajout-fin", Key::Tab + "").await;
        enter_at(&page, ".placement .first").await;
        says(&page, "#ajout-admission-faute", "demande une orientation validée").await;
        let end = page.find(By::Id("ajout-fin")).await.unwrap().prop("value").await.unwrap();
        assert_eq!(end.as_deref(), Some("2023-12-31"));
    }

    async fn an_ended_session_loses_nothing_that_was_typed(app: App) {
        let there = somebody_at_work(&app.officer(), "BTP").await;
        a_candidate().named("Zoétrope", "Éléonore").create(&app.officer()).await;
        let page = Browser::open().await;
        open_sheet(&app, &page).await;
        search(&page, "zoetr", "1 personne trouvée").await;
        enter_at(&page, "a[aria-label^='Choisir ZOÉTROPE']").await;
        says(&page, ".placement .first", "Ajouter ZOÉTROPE").await;
        type_at(&page, "#ajout-fin", "12312023").await;
        page.delete_all_cookies().await.unwrap();
        enter_at(&page, ".placement .first").await;
        says(&page, "dialog [role=alert]", "Votre session est terminée").await;
        let (here, tab) = (page.window().await.unwrap(), page.new_tab().await.unwrap());
        page.switch_to_window(tab).await.unwrap();
        page.goto(format!("http://{}/connexion", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Février 2024").await;
        page.close_window().await.unwrap();
        page.switch_to_window(here).await.unwrap();
        enter_at(&page, ".placement .first").await;
        says(&page, "#ajout-admission-faute", "demande une orientation validée").await;
        page.press(Key::Down + "").await;
        type_at(&page, "#ajout-motif", "Renfort urgent").await;
        enter_at(&page, ".placement .first").await;
        enter_hours(&page, there.lot).await;
    }

    async fn the_page_holds_on_its_own_at_every_width(app: App) {
        let there = somebody_at_work(&app.officer(), "BTP").await;
        let page = Browser::open().await;
        open_sheet(&app, &page).await;
        let other = somebody_at_work(&app.officer(), "MS").await;
        let at = |query: &str| format!("http://{}/saisie/2023-05/lots/{}/personne{query}", app.address, there.lot);
        let people = [there, other].map(|placed| format!("?personne={}", placed.candidate));
        for query in ["", "?nom=martin", "?nom=personne", "?nouvelle=oui", &people[0], &people[1]] {
            page.goto(at(query)).await.unwrap();
            says(&page, "h1", "Ajouter une personne").await;
            is_sound(&page).await;
        }
    }
}
