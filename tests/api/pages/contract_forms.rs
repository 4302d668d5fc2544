//! `/marches/nouveau`, `/marches/{id}/modifier`, `/marches/{id}/lots/nouveau`, `/lots/{id}/modifier` and
//! `/lots/{id}/heures-prevues`.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_public_contract, an_organisation};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, Person, Reply, field_of, on_both_databases};

const NEW: &str = "/marches/nouveau";
const CONTRACT: &[(&str, &str)] = &[
    ("acheteur", "Ville d’Essai"),
    ("nature-acheteur", "commune"),
    ("reference", "2024-01"),
    ("intitule", "Réfection de deux écoles"),
    ("secteur", "BTP"),
    ("clause", "execution"),
    ("notifie", "2024-01-15"),
    ("du", "2024-02-01"),
    ("au", "2025-12-31"),
    ("montant", "1 250 000,50"),
    ("commune", "chenove"),
    ("lots", "2"),
    ("lot-1-numero", "1"),
    ("lot-1-titulaire", "Régie des Deux Rives"),
    ("lot-1-nature", "ACI"),
    ("lot-1-heures", "1 912,50"),
    ("lot-2-numero", "2"),
    ("lot-2-titulaire", "Bâtir SA"),
    ("lot-2-nature", "company"),
    ("lot-2-cotitulaires", "Régie des deux rives\n\nMaçons réunis"),
    ("lot-2-calcul-montant", "1 000 000"),
    ("lot-2-calcul-part", "50 %"),
    ("lot-2-calcul-effort", "5"),
    ("lot-2-calcul-cout", "30"),
];

/// The form's fields, with these texts in place of theirs.
fn with<'f>(changes: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = CONTRACT.iter().copied().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

async fn send(person: &mut Person, path: &str, page: &Reply, fields: &[(&str, &str)]) -> Reply {
    let key = field_of(page, "cle");
    let fields: Vec<_> = [("cle", key.as_str())].into_iter().chain(fields.iter().copied()).collect();
    person.send(path, page, &fields).await
}

async fn submit(person: &mut Person, path: &str, fields: &[(&str, &str)]) -> Reply {
    let page = person.visit(path).await.ok();
    send(person, path, &page, fields).await
}

fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

async fn names_of(app: &App) -> Vec<Value> {
    let organisations = app.officer().all("/v1/organisations").await;
    organisations.into_iter().map(|one| one["name"].clone()).collect()
}

on_both_databases! {
    async fn a_contract_is_recorded_once_with_its_lots_and_their_holders(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(NEW).await.ok();
        has(&page, &["name=\"lot-1-calcul-part\" type=\"text\" inputmode=\"decimal\" value=\"50\u{a0}%\"", "<option value=\"Dijon\">21231</option>"]);
        for _ in 0..2 {
            let reply = send(&mut claire, NEW, &page, CONTRACT).await.with_status(303);
            assert!(reply.header("location").unwrap().ends_with("?fait=cree"), "{reply}");
        }
        let contracts = app.officer().all("/v1/public-contracts").await;
        assert_eq!(contracts.len(), 1);
        let contract = &contracts[0];
        assert_eq!((&contract["amount"], &contract["commune_code"]), (&json!("1250000.50"), &json!("21166")));
        assert_eq!(json!(names_of(&app).await), json!(["Ville d’Essai", "Régie des Deux Rives", "Bâtir SA", "Maçons réunis"]));
        let lots = contract["lots"].as_array().unwrap();
        assert_eq!((&lots[0]["hours_due"], &lots[1]["hours_due"]), (&json!("1912.50"), &json!("833.33")));
        assert_eq!(lots[1]["co_holder_ids"].as_array().unwrap().len(), 2);
        // The inputs are kept with what they gave, and the lot says who recorded it.
        let due = app.officer().all(&format!("/v1/lots/{}/hours-due", lots[1]["id"])).await;
        assert_eq!((&due[0]["computation"]["labour_share"], &due[0]["effective_on"]), (&json!("0.5"), &json!("2024-01-15")));
        let page = claire.visit(&format!("/marches/{}?fait=cree", contract["id"])).await.ok();
        has(&page, &["role=\"status\"", "Le marché est enregistré avec ses lots.", "<dd>Chenôve</dd>", "Bâtir SA, Régie"]);
        // With other values the form is refused, and may then be sent.
        let page = claire.visit(NEW).await.ok();
        send(&mut claire, NEW, &page, &with(&[("reference", "2024-02")])).await.with_status(303);
        let again = send(&mut claire, NEW, &page, &with(&[("reference", "2024-2")])).await.with_status(422);
        has(&again, &["Ce formulaire a déjà servi à enregistrer un marché"]);
        let reply = send(&mut claire, NEW, &again, &with(&[("reference", "2024-2")])).await.with_status(303);
        // Of a number that reads like another the contract's page warns.
        let page = claire.visit(reply.header("location").unwrap()).await.ok();
        has(&page, &["Cet acheteur a aussi un marché «\u{a0}2024-02\u{a0}»"]);
    }

    async fn lots_are_added_computed_and_taken_away_without_a_script(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(NEW).await.ok();
        let typed = [("intitule", "École <b>"), ("lots", "1"), ("lot-1-numero", "A"), ("lot-1-heures", "12")];
        let asking = |act: &'static str| [&typed[..], &[("acte", act)]].concat();
        let two = send(&mut claire, NEW, &page, &asking("ajouter")).await.ok();
        has(&two, &["value=\"École &#60;b&#62;\"", "name=\"lots\" value=\"2\"", "<legend>Lot 2</legend>", "value=\"retirer-1\""]);
        let number = two.text.split("id=\"lot-2-numero\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(number.contains("value=\"2\"") && number.contains("autofocus"), "{number}");
        assert_eq!(field_of(&page, "cle"), field_of(&two, "cle"));
        let fields = [("lots", "2"), ("lot-1-numero", "A"), ("lot-2-numero", "B"), ("lot-2-heures", "7")];
        let one = send(&mut claire, NEW, &page, &[&fields[..], &[("acte", "retirer-1")]].concat()).await.ok();
        has(&one, &["name=\"lots\" value=\"1\"", "id=\"lot-1-numero\" name=\"lot-1-numero\" type=\"text\" value=\"B\""]);
        assert!(!one.text.contains("<legend>Lot 2</legend>"), "{one}");
        // The missing inputs are the settings in force.
        let fields = [("lots", "1"), ("lot-1-calcul-montant", "1000000"), ("acte", "calculer-1")];
        let computed = send(&mut claire, NEW, &page, &fields).await.ok();
        has(&computed, &[
            "value=\"1\u{202f}000\u{202f}000,00\u{a0}€\"", "<details class=\"calculator\" open>", "de main-d’œuvre ×", "\u{a0}h</output>",
        ]);
        let fields = [("lots", "1"), ("lot-1-calcul-montant", "beaucoup"), ("lot-1-calcul-part", "120"), ("acte", "calculer-1")];
        let wrong = send(&mut claire, NEW, &page, &fields).await.with_status(422);
        has(&wrong, &["id=\"lot-1-calcul-montant-faute\"", "id=\"lot-1-calcul-part-faute\"", "value=\"beaucoup\""]);
        assert!(app.officer().all("/v1/public-contracts").await.is_empty());
    }

    async fn what_is_wrong_stands_beside_each_field_and_above_the_form_and_leaves_nothing(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let empty = submit(&mut claire, NEW, &[]).await.with_status(422);
        for field in ["acheteur", "reference", "intitule", "secteur", "du", "au", "clause", "lot-1-numero"] {
            has(&empty, &[&format!("id=\"{field}-faute\""), &format!("<li><a href=\"#{field}\">")]);
        }
        for (changes, field, said) in [
            (&[("nature-acheteur", "")][..], "nature-acheteur", "n’est pas encore enregistré comme acheteur"),
            (&[("lot-2-nature", "")], "lot-2-nature", "choisissez sa nature"),
            (&[("lot-2-heures", "900")], "lot-2-heures", "Le calcul donne 833,33 heures, et non 900,00"),
            (&[("lot-2-numero", "1")], "lot-2-numero", "donné deux fois"),
            (&[("lot-2-calcul-cout", "")], "lot-2-calcul-cout", ""),
            (&[("au", "2023-12-31")], "au", "avant d’avoir commencé"),
            (&[("commune", "Ailleurs")], "commune", ""),
            (&[("lot-1-heures", "douze")], "lot-1-heures", "n’est pas un nombre d’heures"),
            (&[("secteur", "XX")], "secteur", ""),
        ] {
            let page = submit(&mut claire, NEW, &with(changes)).await.with_status(if field == "lot-2-numero" { 409 } else { 422 });
            has(&page, &[&format!("id=\"{field}-faute\""), said, "value=\"Réfection de deux écoles\"", "Maçons réunis</textarea>"]);
        }
        assert!(names_of(&app).await.is_empty());
        let html = "\"><img src=x onerror=alert(1)>";
        let fields: Vec<_> = CONTRACT.iter().map(|(name, _)| (*name, if *name == "lots" { "2" } else { html })).collect();
        let page = submit(&mut claire, NEW, &fields).await.with_status(422);
        assert!(page.text.contains("onerror") && !page.text.contains("<img"), "{page}");
    }

    async fn a_contract_is_corrected_unless_somebody_changed_it_meanwhile(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().named("Ville de Chenôve").buyer("commune").create(&officer).await;
        // Another one of this name, which is not the contract's.
        an_organisation().named("Ville de Chenove").buyer("state").create(&officer).await;
        let id = a_public_contract().referenced("M-1").bought_by(buyer).create(&officer).await;
        let path = format!("/marches/{id}/modifier");
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(&path).await.ok();
        has(&page, &["value=\"Ville de Chenôve\"", "value=\"M-1\"", "<option value=\"open\" selected>", "name=\"version\" value=\"1\""]);
        let fields = [
            ("acheteur", "Ville de Chenove"), ("reference", "M-1"), ("intitule", "Un autre objet"), ("secteur", "BTP"),
            ("clause", "voluntary"), ("du", "2022-01-01"), ("au", "2025-12-31"), ("statut", "open"), ("version", "1"),
        ];
        let reply = claire.send(&path, &page, &fields).await.with_status(303);
        assert_eq!(reply.header("location").unwrap(), format!("/marches/{id}?fait=modifie"));
        let shown = officer.get(&format!("/v1/public-contracts/{id}")).await.ok();
        assert_eq!((&shown["title"], &shown["buyer_id"], &shown["clause_type"]), (&json!("Un autre objet"), &json!(buyer), &json!("voluntary")));
        has(&claire.visit(&format!("/marches/{id}?fait=modifie")).await.ok(), &["Le marché est modifié."]);
        // Claire's page is old; what she typed stays and the next time it counts.
        let fields: Vec<_> = fields.iter().map(|(name, text)| (*name, if *name == "intitule" { "Le mien" } else { text })).collect();
        let page = claire.send(&path, &page, &fields).await.with_status(412);
        has(&page, &["id=\"entre-temps\"", "a modifié ce marché entre-temps, le 15 mars 2024", "<li>Objet&nbsp;: «&nbsp;Un autre objet&nbsp;»</li>", "value=\"Le mien\"", "name=\"version\" value=\"2\""]);
        let fields: Vec<_> = fields.iter().map(|(name, text)| (*name, if *name == "version" { "2" } else { text })).collect();
        claire.send(&path, &page, &fields).await.with_status(303);
        assert_eq!(officer.get(&format!("/v1/public-contracts/{id}")).await.ok()["title"], "Le mien");
        let wrong: Vec<_> = fields.iter().map(|(name, text)| (*name, match *name { "version" => "3", "au" => "hier", _ => text })).collect();
        has(&claire.send(&path, &page, &wrong).await.with_status(422), &["id=\"au-faute\"", "name=\"version\" value=\"3\""]);
    }

    async fn a_lot_is_added_and_corrected(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().referenced("M-1").with_lot("1", "100").create_lot(&officer).await;
        let contract = officer.get(&format!("/v1/lots/{lot}")).await.ok()["public_contract_id"].as_i64().unwrap();
        let mut claire = app.person("claire@example.org", "officer").await;
        let path = format!("/marches/{contract}/lots/nouveau");
        let page = claire.visit(&path).await.ok();
        has(&page, &["Ajouter un lot au marché M-1", "value=\"2\""]);
        let fields = [("lot-1-numero", "2"), ("lot-1-titulaire", "Bâtir"), ("lot-1-nature", "company"), ("lot-1-heures", "50")];
        let reply = send(&mut claire, &path, &page, &fields).await.with_status(303);
        let added = reply.header("location").unwrap().to_owned();
        has(&claire.visit(&added).await.ok(), &["Le lot est ajouté au marché.", "faites sur 50,00&nbsp;h prévues"]);
        has(&submit(&mut claire, &path, &fields).await.with_status(409), &["id=\"lot-1-numero-faute\"", "value=\"Bâtir\""]);
        let path = format!("{}/modifier", added.split('?').next().unwrap());
        let page = claire.visit(&path).await.ok();
        has(&page, &["value=\"Bâtir\"", "name=\"version\" value=\"1\"", "Les heures prévues changent par un acte"]);
        let fields = [("lot-1-numero", "2 bis"), ("lot-1-intitule", "Peinture"), ("lot-1-titulaire", "BATIR"), ("lot-1-penalite", "35"), ("version", "1")];
        let shown = claire.send(&path, &page, &fields).await.with_status(303).header("location").unwrap().to_owned();
        has(&claire.visit(&shown).await.ok(), &["<h1>Lot 2 bis · Peinture</h1>", "Le lot est modifié.", "35,00\u{a0}€"]);
        let fields = [("lot-1-numero", "2"), ("version", "1")];
        has(&claire.send(&path, &page, &fields).await.with_status(412), &["a modifié ce lot entre-temps", "<li>Titulaire&nbsp;: «&nbsp;Bâtir&nbsp;»</li>", "name=\"version\" value=\"2\""]);
    }

    async fn an_act_sets_hours_due_and_stands_in_the_history_with_who_and_why(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().with_lot("1", "600").create_lot(&officer).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let path = format!("/lots/{lot}/heures-prevues");
        let page = claire.visit(&path).await.ok();
        has(&page, &["600,00\u{a0}h sont prévues au 15 mars 2024.", "<option value=\"amendment\">Avenant</option>"]);
        assert!(!page.text.contains("Marché initial"), "{page}");
        let fields = [
            ("acte-motif", "amendment"), ("a-compter-du", "2024-03-01"), ("reference", "Avenant <1>"),
            ("precisions", "Deux classes de plus"), ("heures", "800"),
        ];
        for _ in 0..2 {
            let reply = send(&mut claire, &path, &page, &fields).await.with_status(303);
            assert_eq!(reply.header("location").unwrap(), format!("/lots/{lot}?fait=prevues#prevues"));
        }
        let due = officer.all(&format!("/v1/lots/{lot}/hours-due")).await;
        assert_eq!((due.len(), &due[1]["reference"], &due[1]["comment"]), (2, &json!("Avenant <1>"), &json!("Deux classes de plus")));
        let name = app.admin().get(&format!("/v1/users/{}", claire.id)).await.ok()["name"].as_str().unwrap().to_owned();
        let page = claire.visit(&format!("/lots/{lot}?fait=prevues")).await.ok();
        has(&page, &["Avenant &#60;1&#62; – Deux classes de plus", "+200,00", &name, "Les heures prévues sont enregistrées."]);
        let fields = [("acte-motif", "order"), ("calcul-montant", "1000000"), ("calcul-part", "50"), ("calcul-effort", "5"), ("calcul-cout", "30"), ("acte", "calculer-")];
        let page = submit(&mut claire, &path, &fields).await.ok();
        has(&page, &["name=\"heures\" type=\"text\" inputmode=\"decimal\" value=\"833,33\"", "= 833,33\u{a0}h", "<option value=\"order\" selected>"]);
        let page = submit(&mut claire, &path, &[("acte-motif", "order"), ("a-compter-du", "2024-03-01")]).await.with_status(422);
        has(&page, &["id=\"heures-faute\""]);
        let page = submit(&mut claire, &path, &[("acte-motif", "initial"), ("a-compter-du", "2024-03-01"), ("heures", "1")]).await.with_status(409);
        has(&page, &["id=\"acte-motif-faute\""]);
    }

    async fn only_officers_open_the_forms_of_their_sectors(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().with_lot("1", "600").create_lot(&officer).await;
        let contract = officer.get(&format!("/v1/lots/{lot}")).await.ok()["public_contract_id"].as_i64().unwrap();
        let paths = [
            NEW.to_owned(), format!("/marches/{contract}/modifier"), format!("/marches/{contract}/lots/nouveau"),
            format!("/lots/{lot}/modifier"), format!("/lots/{lot}/heures-prevues"),
        ];
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        let mut claire = app.owner("claire@example.org", "officer").await;
        let account = format!("/v1/users/{}", claire.id);
        let seen = app.admin().get(&account).await.ok();
        app.admin().patch(&account, seen.etag(), &json!({ "sectors": ["MS"] })).await.ok();
        claire.sign_in(PASSWORD, None).await.ok();
        for path in &paths {
            dashboard.visit(path).await.with_status(403);
            app.nobody("").visit(path).await.with_status(303);
            claire.visit(path).await.with_status(if path == NEW { 200 } else { 404 });
        }
        let refused = submit(&mut claire, NEW, CONTRACT).await.with_status(422);
        has(&refused, &["id=\"secteur-faute\""]);
        assert!(!refused.text.contains("<option value=\"BTP\""), "{refused}");
    }

    async fn a_contract_with_two_lots_is_recorded_by_keyboard(app: App) {
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}{NEW}", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Nouveau marché").await;
        is_sound(&page).await;
        for (place, text) in [("#acheteur", "Ville d’Essai"), ("#nature-acheteur", "Comm"), ("#reference", "2024-01"), ("#secteur", "Trav"), ("#intitule", "Deux écoles"), ("#du", "01022024"), ("#au", "12312025")] {
            page.tab_to(place).await;
            page.press(text).await;
        }
        page.tab_to("#lot-1-heures").await;
        page.press("abc").await;
        page.tab_to("button[value=ajouter]").await;
        page.press(Key::Enter).await;
        says(&page, "#annonce", "Lot 2").await;
        assert!(page.has_focus("#lot-2-numero").await);
        page.tab_to("details:nth-of-type(1) summary").await;
        page.press(Key::Enter).await;
        page.tab_to("#lot-2-calcul-montant").await;
        page.press("1000000").await;
        page.tab_to("button[value=calculer-2]").await;
        page.press(Key::Enter).await;
        says(&page, "#annonce", "h").await;
        assert!(page.has_focus("#lot-2-heures").await);
        page.press(Key::Enter).await;
        says(&page, "#fautes", "n’est pas un nombre d’heures").await;
        assert!(page.has_focus("#lot-1-heures").await);
        is_sound(&page).await;
        page.press_with(Key::Control, "a").await;
        page.press("120").await;
        page.press(Key::Enter).await;
        says(&page, "h1", "2024-01").await;
        says(&page, "[role=status]", "enregistré avec ses lots").await;
        is_sound(&page).await;
    }
}
