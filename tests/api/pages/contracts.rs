//! `/marches`, `/marches/{id}` and `/lots/{id}`.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_candidate, a_public_contract, admit, an_employment, an_organisation, hours};
use crate::support::soundness::is_sound;
use crate::support::{Client, PASSWORD, Reply, on_both_databases};

/// Somebody works on a lot in 2023, with validated hours of January.
async fn work(client: &Client, lot: i64, (sector, name): (&str, &str), worked: &str) {
    let candidate = a_candidate().named(name, "Jo").in_plie_from("2022-01-01").create(client).await;
    admit(client, candidate, sector).await;
    let employer = an_organisation().named("Régie <i>").employer("ACI").create(client).await;
    let employment = an_employment(candidate).at(employer).on(lot).create(client).await;
    hours(employment, lot, "2023-01", worked).validated().create(client).await;
}

/// A contract late on its two lots, one done beyond its hours due and closed, one without hours due. The ids of the first
/// one and of its first lot.
async fn three_contracts(client: &Client) -> (i64, i64) {
    let buyer = an_organisation().named("Ville de Chenôve").buyer("commune").create(client).await;
    let school = a_public_contract().referenced("M-2").with("title", "Réhabilitation <b>École</b>").bought_by(buyer);
    let lots = school.with_lot("1", "100").with_lot("2", "50").create_lots(client).await;
    work(client, lots[0], ("BTP", "Rosée <u>"), "50").await;
    let closed = a_public_contract().ms().referenced("M-10").with("status", "closed").with_lot("1", "40");
    let overrun = closed.to("2024-12-31").create_lot(client).await;
    work(client, overrun, ("MS", "Mirage"), "60").await;
    a_public_contract().referenced("M-1").to("2026-12-31").create(client).await;
    let contract = client.get(&format!("/v1/lots/{}", lots[0])).await.ok()["public_contract_id"].as_i64().unwrap();
    (contract, lots[0])
}

/// The numbers of the contracts of a list, in order.
fn references(page: &Reply) -> Vec<&str> {
    let links = page.text.split("<a href=\"/marches/").skip(1);
    links.map(|link| link.split_once('>').unwrap().1.split_once('<').unwrap().0).collect()
}

fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

on_both_databases! {
    async fn contracts_are_filtered_and_sorted_by_the_address(app: App) {
        let (contract, _) = three_contracts(&app.officer()).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/marches").await.ok();
        has(&page, &[
            "<a href=\"/marches\" aria-current=\"page\">Marchés</a>", "<b id=\"nombre\">3</b> marchés",
            "110,00&nbsp;h faites sur 190,00&nbsp;h prévues, reste 100,00&nbsp;h",
            "33,3\u{a0}%", "150,0\u{a0}%", "En retard", "Dépassé", "Rien de prévu", "Ville de Chenôve", "2 lots",
            "Réhabilitation &#60;b&#62;École", "<rect class=\"part\" width=\"333\"", "31/12/2024",
        ]);
        assert!(page.text.contains(&format!("href=\"/marches/{contract}\"")) && !page.text.contains("<b>École"), "{page}");
        for (query, expected) in [
            ("", vec!["M-1", "M-2", "M-10"]),
            ("?tri=-numero", vec!["M-10", "M-2", "M-1"]),
            ("?secteur=MS", vec!["M-10"]),
            ("?statut=en-cours", vec!["M-1", "M-2"]),
            ("?statut=termines", vec!["M-10"]),
            ("?secteur=BTP&statut=termines", vec![]),
            ("?texte=chenove+ECOLE", vec!["M-2"]),
            ("?texte=chenove+voirie", vec![]),
            ("?texte=%3F", vec![]),
            ("?secteur=&statut=&texte=&tri=", vec!["M-1", "M-2", "M-10"]),
            ("?tri=taux", vec!["M-2", "M-10", "M-1"]),
            ("?tri=-taux", vec!["M-10", "M-2", "M-1"]),
            ("?tri=-reste", vec!["M-2", "M-1", "M-10"]),
            ("?tri=prevues", vec!["M-1", "M-10", "M-2"]),
            ("?tri=-faites", vec!["M-10", "M-2", "M-1"]),
            ("?tri=fin", vec!["M-10", "M-2", "M-1"]),
            ("?tri=-fin", vec!["M-1", "M-2", "M-10"]),
        ] {
            let page = claire.visit(&format!("/marches{query}")).await.ok();
            assert_eq!(references(&page), expected, "{query}");
            assert_eq!(page.text.contains("Aucun marché ne répond"), expected.is_empty(), "{query}: {page}");
        }
        // Filters and order stay in what leads on, and in the form.
        let page = claire.visit("/marches?secteur=BTP&texte=%C3%A9cole&tri=-fin").await.ok();
        has(&page, &[
            "href=\"/marches?secteur=BTP&#38;texte=%C3%A9cole&#38;tri=taux\"",
            "href=\"/marches?secteur=BTP&#38;texte=%C3%A9cole&#38;tri=fin\"", "aria-sort=\"descending\"",
            "<option value=\"BTP\" selected>", "<option value=\"-fin\" selected>", "name=\"texte\" value=\"école\"",
        ]);
        let table = claire.visit("/marches.csv?tri=-reste&secteur=BTP").await.ok();
        let lines: Vec<&str> = table.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "Référence;Intitulé;Donneur d’ordre;Secteur;Statut;Fin;Lots;Heures prévues;Heures faites;Heures à faire;Taux (%);Id");
        assert!(lines[1].starts_with("M-2;Réhabilitation <b>École</b>;Ville de Chenôve;") && lines[1].contains(";2;150,00;50,00;100,00;33,3;"), "{}", lines[1]);
        for wrong in ["?secteur=XX", "?statut=ouvert"] {
            claire.visit(&format!("/marches{wrong}")).await.with_status(422);
        }
    }

    async fn fifty_contracts_stand_on_a_page(app: App) {
        let officer = app.officer();
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/marches").await.ok();
        has(&page, &["Aucun marché n’est encore enregistré", "href=\"/marches/nouveau\""]);
        let buyer = an_organisation().buyer("commune").create(&officer).await;
        for number in 1..=52 {
            a_public_contract().referenced(&format!("C {number}")).bought_by(buyer).create(&officer).await;
        }
        let first = claire.visit("/marches?secteur=BTP").await.ok();
        assert_eq!(references(&first).len(), 50);
        has(&first, &["Marchés 1 à 50 sur 52", "rel=\"next\" href=\"/marches?secteur=BTP&#38;page=2\""]);
        for page in ["2", "3", "4294967295"] {
            let last = claire.visit(&format!("/marches?secteur=BTP&page={page}")).await.ok();
            assert_eq!(references(&last), ["C 51", "C 52"]);
            has(&last, &["Marchés 51 à 52 sur 52", "rel=\"prev\" href=\"/marches?secteur=BTP\""]);
            assert!(!last.text.contains("rel=\"next\""), "{last}");
        }
    }

    async fn a_contract_shows_its_lots(app: App) {
        let (contract, lot) = three_contracts(&app.officer()).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(&format!("/marches/{contract}")).await.ok();
        has(&page, &[
            "<h1>M-2</h1>", "Réhabilitation &#60;b&#62;École", "2 lots", "50,0\u{a0}%", "0,0\u{a0}%", "En retard",
            "50,00&nbsp;h faites sur 150,00&nbsp;h prévues, reste 100,00&nbsp;h", "Ville de Chenôve", "1er janvier 2022",
            "Condition d’exécution (L2112-2)", "sans titulaire", "<a href=\"/marches\" aria-current=\"page\">",
        ]);
        assert!(page.text.contains(&format!("<a href=\"/lots/{lot}\">Lot 1</a>")), "{page}");
        assert!(!page.text.contains("<b>École"), "{page}");
    }

    async fn a_lots_file_says_who_changed_its_hours_due_and_when_they_will_be_done(app: App) {
        let officer = app.officer();
        let (contract, lot) = three_contracts(&officer).await;
        let due = format!("/v1/lots/{lot}/hours-due");
        let amendment = json!({ "hours": "150", "reason": "amendment", "effective_on": "2023-06-01" });
        officer.post(&due, &amendment).await.created();
        let inputs = json!({ "amount": "1250000", "labour_share": "0.5", "effort": "0.05", "hourly_cost": "30.5" });
        let order = json!({ "reason": "order", "effective_on": "2024-09-01", "computation": inputs });
        officer.post(&due, &order).await.created();
        let evidence = json!({ "lot_id": lot, "kind": "timesheet", "reference": "FH <s>", "dated_on": "2023-02-03" });
        officer.post("/v1/months/2023-01/evidence", &evidence).await.created();
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(&format!("/lots/{lot}")).await.ok();
        has(&page, &[
            "<h1>Lot 1 · Lot 1</h1>", "Réhabilitation &#60;b&#62;École", "<b class=\"big\">50,00&nbsp;h</b>",
            "faites sur 150,00&nbsp;h prévues, reste 100,00&nbsp;h",
            // 50 hours in 805 days: 150 hours take 2,415.
            "Au rythme moyen de 0,43\u{a0}h par semaine depuis le 1er janvier 2022, les 150,00\u{a0}h prévues seront faites le \
             11 août 2028, 954\u{a0}jours après la fin du marché.",
            "Fin du marché, 31/12/2025</th><td class=\"n\">90,75</td><td class=\"n\">59,25</td>",
            "Fin projetée, 11/08/2028", "Aujourd’hui, 15/03/2024",
            // 2,414 days are 584 wide, 2,000 hours are 150 high.
            "<polyline class=\"done\" points=\"56,166 151,163 250,163 \"/>",
            "<polyline class=\"ahead\" points=\"250,163 640,155 \"/>",
            "<polyline class=\"due\" points=\"56,159 180,159 180,155 291,155 291,90 640,90 \"/>",
            "<line class=\"last\" x1=\"409\"", "class=\"end\">2\u{202f}000</text>",
            "Marché initial</td>", "Avenant <span class=\"chip good\">En vigueur</span>", "<td class=\"n\">+50,00</td>",
            "Bon de commande <span class=\"chip quiet\">À venir</span>", "<td>Essai</td>", "15/03/2024 10:00",
            "1\u{202f}250\u{202f}000,00\u{a0}€ × 50\u{a0}% de main-d’œuvre × 5\u{a0}% d’effort ÷ 30,50\u{a0}€ de l’heure",
            "ROSÉE &#60;U&#62; Jo", "Régie &#60;i&#62;", "31/12/2023", "janvier 2023</a>", "0 sur 1",
            "FH &#60;s&#62;", "Feuille d’heures", "03/02/2023",
        ]);
        for tag in ["<b>École", "<U>", "<i>", "<s>"] {
            assert!(!page.text.contains(tag), "{tag}: {page}");
        }
        assert!(page.text.contains(&format!("<a href=\"/marches/{contract}\">M-2</a>")), "{page}");
        // What nothing is known of.
        let bare = a_public_contract().with_lot("1", "10").create_lot(&officer).await;
        has(&claire.visit(&format!("/lots/{bare}")).await.ok(), &[
            "Aucune heure n’est encore validée sur ce lot\u{a0}: rien ne permet", "Personne n’a été affecté",
            "Aucune heure n’a encore été saisie", "Aucun justificatif",
        ]);
    }

    async fn only_officers_and_administrators_open_contracts(app: App) {
        let (contract, lot) = three_contracts(&app.officer()).await;
        let paths = ["/marches".to_owned(), "/marches.csv".to_owned(), format!("/marches/{contract}"), format!("/lots/{lot}")];
        let mut admin = app.person("admin@example.org", "admin").await;
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        for path in &paths {
            admin.visit(path).await.ok();
            dashboard.visit(path).await.with_status(403);
            let away = app.nobody("x@example.org").visit(path).await.with_status(303);
            assert!(away.header("location").unwrap().starts_with("/connexion"), "{away}");
        }
        assert!(!dashboard.visit("/").await.ok().text.contains("/marches"));
        for unknown in ["/marches/999999", "/lots/999999", "/marches/x", "/lots/-1"] {
            admin.visit(unknown).await.with_status(404);
        }
    }

    async fn what_lies_outside_the_sectors_of_an_officer_is_not_shown(app: App) {
        let (contract, lot) = three_contracts(&app.officer()).await;
        let mut claire = app.owner("claire@example.org", "officer").await;
        let account = format!("/v1/users/{}", claire.id);
        let seen = app.admin().get(&account).await.ok();
        app.admin().patch(&account, seen.etag(), &json!({ "sectors": ["MS"] })).await.ok();
        claire.sign_in(PASSWORD, None).await.ok();
        assert_eq!(references(&claire.visit("/marches").await.ok()), ["M-10"]);
        for path in [format!("/marches/{contract}"), format!("/lots/{lot}")] {
            claire.visit(&path).await.with_status(404);
        }
    }

    async fn contracts_are_found_by_keyboard_and_sound_at_every_width(app: App) {
        let officer = app.officer();
        let (contract, lot) = three_contracts(&officer).await;
        let due = json!({ "hours": "2000", "reason": "order", "effective_on": "2023-09-01" });
        officer.post(&format!("/v1/lots/{lot}/hours-due"), &due).await.created();
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/marches", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Marchés").await;
        is_sound(&page).await;
        page.tab_to("input[name=texte]").await;
        page.press("chenove ecole").await;
        page.press(Key::Enter).await;
        says(&page, "#nombre", "1").await;
        let address = page.current_url().await.unwrap();
        assert!(address.query().is_some_and(|query| query.contains("texte=chenove+ecole")), "{address}");
        page.tab_to(&format!("a[href='/marches/{contract}']")).await;
        page.press(Key::Enter).await;
        says(&page, "h1", "M-2").await;
        is_sound(&page).await;
        page.tab_to(&format!("a[href='/lots/{lot}']")).await;
        page.press(Key::Enter).await;
        says(&page, "h1", "Lot 1").await;
        is_sound(&page).await;
        page.goto(format!("http://{}/marches?texte=rien", app.address)).await.unwrap();
        says(&page, ".box", "Aucun marché ne répond").await;
        is_sound(&page).await;
    }
}
