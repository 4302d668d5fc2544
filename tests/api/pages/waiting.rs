//! `/a-valider` as a browser without script uses it: one form, and the page again.

use clauses::values::Sector;
use serde_json::{Value, json};

use crate::support::builders::{
    Placed, a_candidate, a_public_contract, an_employment, an_organisation, place, somebody_at_work, waive,
};
use crate::support::{App, Client, PASSWORD, Person, Reply, field_of, on_both_databases};

const PAGE: &str = "/a-valider";

async fn ariq(app: &App) -> Client {
    let organisation = an_organisation().named("ARIQ").create(&app.officer()).await;
    app.as_partner(organisation, &[Sector::Btp, Sector::Ms])
}

async fn named(app: &App, name: &str, sector: &str) -> Placed {
    let person = a_candidate().named(name, "Ana").in_plie_from("2022-01-01").create(&app.officer()).await;
    place(&app.officer(), person, sector).await
}

/// Sends a form of this page with the rows as they were shown, and follows to the next page.
async fn decide(person: &mut Person, path: &str, page: &Reply, boxes: &[&str], act: &[(&str, &str)]) -> Reply {
    let rows = page.text.split("name=\"v-").skip(1).map(|rest| format!("v-{}", rest.split_once('"').unwrap().0));
    let mut fields: Vec<(String, String)> = rows.map(|name| (name.clone(), field_of(page, &name))).collect();
    fields.extend(boxes.iter().map(|name| ((*name).to_owned(), "on".to_owned())));
    fields.extend(act.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let reply = person.send(path, page, &fields).await;
    match reply.header("location") {
        Some(next) => {
            let next = next.to_owned();
            person.visit(&next).await.ok()
        }
        None => reply,
    }
}

const VALIDATE: &[(&str, &str)] = &[("faire", "valider")];

/// The text of the element with this id.
fn text_of<'a>(page: &'a Reply, id: &str) -> &'a str {
    let (_, rest) = page.text.split_once(&format!("id=\"{id}\">")).unwrap_or_else(|| panic!("no {id}: {page}"));
    rest.split_once('<').unwrap().0
}

/// The number of rows shown.
fn rows(page: &Reply) -> usize {
    page.text.matches("name=\"v-").count()
}

async fn status(app: &App, placed: &Placed, month: &str) -> Value {
    app.officer().get(&placed.cell(month)).await.ok()["status"].clone()
}

on_both_databases! {
    async fn what_waits_is_shown_by_sender_and_lot_and_the_address_narrows_it(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        assert!(claire.visit(PAGE).await.ok().text.contains("Rien n’attend votre décision."));
        let (zoe, emile) = (named(&app, "Zoé", "BTP").await, named(&app, "Émile", "MS").await);
        zoe.hours("2023-05", "100").create(&ariq).await;
        zoe.hours("2023-06", "1.25").create(&ariq).await;
        emile.hours("2023-05", "50").create(&ariq).await;
        emile.hours("2023-06", "7").create(&app.officer()).await;
        zoe.hours("2023-07", "9").validated().create(&app.officer()).await;
        let page = claire.visit(PAGE).await.ok();
        assert_eq!((text_of(&page, "nombre"), text_of(&page, "heures")), ("4", "158,25\u{a0}h"));
        for text in ["ZOÉ Ana", "ÉMILE Ana", "Rénovation", "Mai 2023", "15/03/2024", "aucun"] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        assert!(page.text.find("> ARIQ</label>") < page.text.find("> CREATIV</label>"), "{page}");
        for (question, count) in [
            ("mois=2023-05", 2), ("mois=2023-06&secteur=BTP", 1), ("secteur=MS", 2), ("source=ARIQ", 3), ("mois=2023-07", 0),
            ("source=&mois=", 4), (&format!("lot={}", zoe.lot), 2),
        ] {
            let page = claire.visit(&format!("{PAGE}?{question}")).await.ok();
            assert_eq!((rows(&page), text_of(&page, "nombre")), (count, count.to_string().as_str()), "{question}");
        }
        claire.visit("/a-valider?mois=juin").await.with_status(422);
    }

    async fn a_correction_shows_both_figures_and_why(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        let placed = named(&app, "Zoé", "BTP").await;
        placed.hours("2023-05", "700").validated().create(&app.officer()).await;
        placed.hours("2023-05", "96.50").because("Feuille en retard").correct(&ariq, "\"1\"").await.ok();
        let page = claire.visit(PAGE).await.with_status(200);
        for text in ["<b>96,50</b>", "avant 700,00", "−\u{202f}603,50", "Feuille en retard", "> ARIQ</label>"] {
            assert!(page.text.contains(text), "{text}: {page}");
        }
        assert_eq!(text_of(&page, "heures"), "96,50\u{a0}h");
        let page = decide(&mut claire, PAGE, &page, &["tout"], VALIDATE).await;
        assert!(page.text.contains("1 ligne validée (96,50\u{a0}h)."), "{page}");
        assert_eq!(app.officer().get(&placed.cell("2023-05")).await.ok()["worked"], "96.50");
    }

    async fn a_row_that_changed_meanwhile_is_not_decided_on_and_the_others_are(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        let (one, two, three) = (named(&app, "Un", "BTP").await, named(&app, "Deux", "BTP").await, named(&app, "Trois", "BTP").await);
        for placed in [&one, &two, &three] {
            placed.hours("2023-05", "100").create(&ariq).await;
        }
        let before = claire.visit(PAGE).await.ok();
        one.hours("2023-05", "112.50").correct(&ariq, "\"1\"").await.ok();
        three.hours("2023-05", "100").validated().correct(&app.officer(), "\"1\"").await.ok();
        let page = decide(&mut claire, PAGE, &before, &["tout"], VALIDATE).await.with_status(422);
        let said = "1 ligne validée (100,00\u{a0}h), 1 inchangée, déjà décidée, 1 a changé entre-temps\u{a0}: relisez-la.";
        assert!(page.text.contains(said) && page.text.contains("<b>112,50</b>"), "{page}");
        assert_eq!((rows(&page), status(&app, &one, "2023-05").await), (1, json!("submitted")));
        assert_eq!(status(&app, &two, "2023-05").await, "validated");
        // The same form once more decides on nothing.
        let again = decide(&mut claire, PAGE, &before, &["tout"], VALIDATE).await.with_status(422);
        assert!(again.text.contains("Aucune ligne validée, 2 inchangées, déjà décidées, 1 a changé"), "{again}");
        decide(&mut claire, PAGE, &page, &["tout"], VALIDATE).await;
        assert_eq!(status(&app, &one, "2023-05").await, "validated");
    }

    async fn a_row_that_the_rules_refuse_comes_back_with_its_reason(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        let placed = named(&app, "Zoé", "BTP").await;
        placed.hours("2023-05", "100").create(&ariq).await;
        app.close_month("2023-05", "BTP").await;
        let page = claire.visit(PAGE).await.ok();
        let page = decide(&mut claire, PAGE, &page, &["tout"], VALIDATE).await.with_status(422);
        assert!(page.text.contains("Aucune ligne validée, 1 refusée\u{a0}: elle dit pourquoi."), "{page}");
        assert!(page.text.contains("Le mois est clos pour ce secteur"), "{page}");
    }

    async fn a_row_that_left_the_page_says_above_why_it_was_not_decided_on(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        let placed = named(&app, "Zoé", "BTP").await;
        placed.hours("2023-05", "100").create(&ariq).await;
        let path = format!("{PAGE}?source=ARIQ");
        let page = claire.visit(&path).await.ok();
        placed.hours("2023-05", "90").correct(&app.officer(), "\"1\"").await.ok();
        let page = decide(&mut claire, &path, &page, &["tout"], VALIDATE).await.with_status(422);
        assert_eq!(rows(&page), 0);
        assert!(page.text.contains("Hors de cette page") && page.text.contains("href=\"/a-valider#c-"), "{page}");
    }

    async fn one_box_chooses_a_lot_or_a_sender(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        let (one, two) = (named(&app, "Un", "BTP").await, named(&app, "Deux", "BTP").await);
        for (placed, sender) in [(&one, &ariq), (&two, &ariq), (&one, &app.officer())] {
            placed.hours(if std::ptr::eq(sender, &ariq) { "2023-05" } else { "2023-06" }, "10").create(sender).await;
        }
        let page = claire.visit(PAGE).await.ok();
        let page = decide(&mut claire, PAGE, &page, &["l-0"], VALIDATE).await;
        assert_eq!((rows(&page), status(&app, &one, "2023-05").await), (2, json!("validated")));
        assert_eq!(status(&app, &two, "2023-05").await, "submitted");
        let page = decide(&mut claire, PAGE, &page, &["e-0"], VALIDATE).await;
        assert_eq!((rows(&page), status(&app, &two, "2023-05").await), (1, json!("validated")));
        assert_eq!(status(&app, &one, "2023-06").await, "submitted");
    }

    async fn rows_are_rejected_with_a_reason_and_without_one_nothing_is_lost(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        let placed = named(&app, "Zoé", "BTP").await;
        let id = placed.hours("2023-05", "100").create(&ariq).await;
        let chosen = format!("c-{id}");
        let page = claire.visit("/a-valider?mois=2023-05").await.ok();
        for (boxes, act, said) in [
            (vec![chosen.as_str()], vec![("faire", "rejeter"), ("motif", " ")], "Dites pourquoi"),
            (vec![], vec![("faire", "rejeter"), ("motif", "Illisible")], "cochez d’abord des lignes"),
            (vec![chosen.as_str()], vec![("motif", "Illisible")], "choisissez Valider ou Rejeter"),
        ] {
            let page = decide(&mut claire, "/a-valider?mois=2023-05", &page, &boxes, &act).await.with_status(422);
            assert!(page.text.contains(said), "{said}: {page}");
            assert_eq!(page.text.contains("value=\"Illisible\""), act.contains(&("motif", "Illisible")), "{page}");
            assert_eq!(page.text.contains("\" checked><input type=\"hidden\""), !boxes.is_empty(), "{page}");
        }
        let act = [("faire", "rejeter"), ("motif", "Feuille illisible")];
        let page = decide(&mut claire, "/a-valider?mois=2023-05", &page, &[&chosen], &act).await;
        assert!(page.text.contains("1 ligne rejetée (100,00\u{a0}h)."), "{page}");
        assert!(page.text.contains("value=\"2023-05\" selected"), "{page}");
        let history = ariq.all(&format!("/v1/hours/{id}/history")).await;
        assert_eq!((&history[1]["status"], &history[1]["reason"]), (&json!("rejected"), &json!("Feuille illisible")));
    }

    async fn only_reasons_that_were_given_for_several_people_are_offered_again(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        for (month, reason, people) in [("2023-10", "Feuille manquante", 3), ("2023-11", "Zoé est en prison", 2)] {
            let mut ids = Vec::new();
            for _ in 0..people {
                ids.push(somebody_at_work(&app.officer(), "MS").await.hours(month, "10").create(&ariq).await);
            }
            app.officer().post("/v1/hours/rejections", &json!({ "ids": ids, "reason": reason })).await.ok();
        }
        named(&app, "Zoé", "MS").await.hours("2023-05", "10").create(&ariq).await;
        let page = claire.visit(PAGE).await.ok();
        assert!(page.text.contains("<option value=\"Feuille manquante\">") && !page.text.contains("prison"), "{page}");
    }

    async fn only_those_who_decide_open_it_and_only_for_their_sectors(app: App) {
        app.nobody("").visit(PAGE).await.with_status(303);
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        assert!(dashboard.visit(PAGE).await.with_status(403).text.contains("<h1"));
        let ariq = ariq(&app).await;
        let (btp, ms) = (named(&app, "Bâti", "BTP").await, named(&app, "Service", "MS").await);
        for placed in [&btp, &ms] {
            placed.hours("2023-05", "10").create(&ariq).await;
        }
        let mut services = app.owner("services@example.org", "officer").await;
        let path = format!("/v1/users/{}", services.id);
        let user = app.admin().get(&path).await.ok();
        app.admin().patch(&path, user.etag(), &json!({ "sectors": ["MS"] })).await.ok();
        services.sign_in(PASSWORD, None).await.ok();
        let page = services.visit(PAGE).await.ok();
        assert!(page.text.contains("SERVICE Ana") && !page.text.contains("BÂTI"), "{page}");
        app.write_down();
        let reads = app.admin().all("/v1/reads").await;
        let whose: Vec<&Value> =
            reads.iter().filter(|read| read["what"] == "waiting").map(|read| &read["candidate_id"]).collect();
        assert_eq!(whose, [&json!(ms.candidate)]);
    }

    async fn names_and_reasons_are_text_and_nothing_else(app: App) {
        let (mut claire, ariq) = (app.person("claire@example.org", "officer").await, ariq(&app).await);
        let html = "<img src=x onerror=alert(1)>";
        let placed = named(&app, html, "BTP").await;
        placed.hours("2023-05", "10").because(html).create(&ariq).await;
        let page = claire.visit(PAGE).await.ok();
        assert!(!page.text.to_lowercase().contains("<img") && page.text.contains("&#60;img"), "{page}");
        claire.send(PAGE, &page, &[("v-1", "1"), ("faire", "valider")]).await.with_status(422);
        claire.send(PAGE, &page, &[("v-1", "1 0 x"), ("faire", "valider")]).await.with_status(422);
    }

    async fn of_more_than_a_thousand_rows_the_first_thousand_are_shown(app: App) {
        let (mut claire, ariq, officer) = (app.person("claire@example.org", "officer").await, ariq(&app).await, app.officer());
        let mut lots = Vec::new();
        for _ in 0..9 {
            lots.push(a_public_contract().create_lot(&officer).await);
        }
        let mut sent = Vec::new();
        for _ in 0..10 {
            let person = a_candidate().create(&officer).await;
            waive(&officer, person, "BTP").await;
            let employment = lots.iter().fold(an_employment(person), |employment, lot| employment.on(*lot));
            let employment = employment.create(&officer).await;
            sent.extend((1..=12).flat_map(|month| lots.iter().map(move |lot| json!({
                "employment_id": employment, "lot_id": lot, "month": format!("2023-{month:02}"), "worked": "1",
            }))));
        }
        ariq.post("/v1/hours/batches", &json!({ "rows": sent })).await.ok();
        let page = claire.visit(PAGE).await.ok();
        assert_eq!((rows(&page), text_of(&page, "nombre")), (1_000, "1080"));
        assert!(page.text.contains("Voici les 1\u{202f}000 premières lignes"), "{page}");
        let page = decide(&mut claire, PAGE, &page, &["tout"], VALIDATE).await;
        assert_eq!((rows(&page), text_of(&page, "nombre")), (80, "80"));
        assert!(page.text.contains("1000 lignes validées (1\u{202f}000,00\u{a0}h)."), "{page}");
    }
}
