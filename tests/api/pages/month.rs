//! `/mois/{mois}` as a browser without script uses it.

use clauses::values::Sector;
use serde_json::json;

use crate::support::builders::{a_candidate, a_public_contract, an_employment, somebody_at_work, waive};
use crate::support::{App, Person, Reply, on_both_databases};

const MONTH: &str = "/mois/2023-06";

async fn officer(app: &App) -> Person {
    app.person("claire@example.org", "officer").await
}

/// Sends a form of the page, and follows to the page after it.
async fn submit(person: &mut Person, fields: &[(&str, &str)]) -> Reply {
    let reply = person.fill(MONTH, fields).await;
    match reply.header("location") {
        Some(next) => {
            let next = next.to_owned();
            person.visit(&next).await
        }
        None => reply,
    }
}

/// The text of the element with this id.
fn text_of<'a>(page: &'a Reply, id: &str) -> &'a str {
    let (_, rest) = page.text.split_once(&format!("id=\"{id}\">")).unwrap_or_else(|| panic!("no {id}: {page}"));
    rest.split_once('<').unwrap().0
}

/// The number of lots that a page shows, as it says and as it draws.
fn lots_on(page: &Reply) -> usize {
    let drawn = page.text.matches("<tr id=\"lot-").count();
    assert_eq!(text_of(page, "nombre"), drawn.to_string(), "{page}");
    drawn
}

async fn state(app: &App, sector: &str) -> String {
    let board = app.officer().get("/v1/months/2023-06").await.ok();
    let all = board["sectors"].as_array().unwrap().iter();
    all.clone().find(|one| one["sector"] == sector).unwrap()["state"].as_str().unwrap().to_owned()
}

on_both_databases! {
    async fn closing_is_refused_with_its_causes_as_links_and_then_done(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let silent = a_public_contract().create_lot(&app.officer()).await;
        let sent = placed.hours("2023-06", "10").send(&app.officer()).await.created();
        let close = [("faire", "clore"), ("secteur", "BTP")];
        let page = submit(&mut claire, &close).await.with_status(409);
        assert!(page.text.contains("n’est pas clos"), "{page}");
        for link in [
            "<a href=\"/a-valider?mois=2023-06&#38;secteur=BTP\">1 saisie d’heures à valider</a>",
            "<a href=\"/mois/2023-06?secteur=BTP&#38;etat=late\">1 lot en retard</a>",
        ] {
            assert!(page.text.contains(link), "{link}: {page}");
        }
        placed.hours("2023-06", "10").validated().correct(&app.officer(), sent.etag()).await.ok();
        let page = submit(&mut claire, &[("neant", &silent.to_string())]).await.ok();
        assert!(page.text.contains("L’état néant est enregistré pour juin 2023."), "{page}");
        let page = submit(&mut claire, &close).await.ok();
        assert!(page.text.contains("Juin 2023 est clos pour le BTP."), "{page}");
        assert!(page.text.contains("Clos par Dominique Essai le 15 mars 2024"), "{page}");
        assert_eq!(state(&app, "BTP").await, "closed");
        // Nothing can be changed on the page of a closed month, but for reopening it.
        assert!(!page.text.contains("name=\"sans-neant\"") && !page.text.contains("name=\"joindre\""), "{page}");
    }

    async fn what_is_missing_is_passed_over_with_a_reason_and_a_month_is_reopened_with_one(app: App) {
        let mut claire = officer(&app).await;
        a_public_contract().create_lot(&app.officer()).await;
        let force = [("faire", "forcer"), ("secteur", "BTP")];
        let page = submit(&mut claire, &force).await.with_status(422);
        assert!(page.text.contains("doit être motivée"), "{page}");
        let page = submit(&mut claire, &[force[0], force[1], ("motif", "Entreprise en <liquidation>")]).await.ok();
        assert!(page.text.contains("Clos malgré ce qui manquait") && page.text.contains("&#60;liquidation&#62;"), "{page}");
        let reopen = [("faire", "rouvrir"), ("secteur", "BTP")];
        let page = submit(&mut claire, &reopen).await.with_status(422);
        assert!(page.text.contains("doit être motivée"), "{page}");
        assert_eq!(state(&app, "BTP").await, "closed");
        let page = submit(&mut claire, &[reopen[0], reopen[1], ("motif", "Feuilles retrouvées")]).await.ok();
        assert!(page.text.contains("Juin 2023 est rouvert pour le BTP"), "{page}");
        assert_eq!(state(&app, "BTP").await, "open");
        // The latest stands first.
        let (_, history) = page.text.split_once("<table class=\"history\">").unwrap();
        let (reopened, closed) = (history.find("Rouvert").unwrap(), history.find("Clos, forcé").unwrap());
        assert!(reopened < closed && history.contains("Feuilles retrouvées"), "{page}");
    }

    async fn those_of_whom_nothing_came_are_named(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        placed.hours("2023-06", "100").validated().create(&app.officer()).await;
        let person = a_candidate().named("Belkacem", "Nadia").create(&app.officer()).await;
        waive(&app.officer(), person, "BTP").await;
        an_employment(person).on(placed.lot).create(&app.officer()).await;
        let page = claire.visit(MONTH).await.ok();
        assert!(page.text.contains("Incomplet") && page.text.contains("BELKACEM Nadia"), "{page}");
        assert!(page.text.contains("1 lot est incomplet"), "{page}");
        assert_eq!(page.text.matches("<li>BELKACEM").count(), 1, "{page}");
        let asks = |page: &Reply| page.text.matches("/relances?mois=2023-06&#38;secteur=").count();
        assert_eq!(asks(&page), 1, "{page}");
        let page = submit(&mut claire, &[("faire", "clore"), ("secteur", "BTP")]).await.ok();
        assert!(page.text.contains("est clos"), "{page}");
        assert_eq!(asks(&page), 0, "{page}");
    }

    async fn filters_in_the_address_show_the_lots_that_they_count(app: App) {
        let mut claire = officer(&app).await;
        let works = somebody_at_work(&app.officer(), "BTP").await;
        let services = somebody_at_work(&app.officer(), "MS").await;
        works.hours("2023-06", "1234.50").validated().with("worked", "600").create(&app.officer()).await;
        services.hours("2023-06", "712.25").create(&app.officer()).await;
        a_public_contract().create_lots(&app.officer()).await;
        let page = claire.visit(MONTH).await.ok();
        assert_eq!((lots_on(&page), text_of(&page, "heures")), (3, "1\u{202f}312,25 h"));
        let filtered = async |claire: &mut Person, query: &str| {
            let page = claire.visit(&format!("{MONTH}?{query}")).await.ok();
            (lots_on(&page), text_of(&page, "heures").to_owned())
        };
        for (query, expected) in [
            ("secteur=BTP", (2, "600,00 h")),
            ("etat=received", (2, "1\u{202f}312,25 h")),
            ("secteur=MS&etat=received", (1, "712,25 h")),
            ("secteur=BTP&etat=late", (1, "0,00 h")),
            ("etat=nil", (0, "0,00 h")),
        ] {
            let found = filtered(&mut claire, query).await;
            assert_eq!((found.0, found.1.as_str()), expected, "{query}");
        }
        let page = claire.visit(&format!("{MONTH}?etat=nil")).await.ok();
        assert!(page.text.contains("Aucun lot de ce statut."), "{page}");
        // What is done keeps the filters.
        let reply = claire.fill(&format!("{MONTH}?secteur=PI&etat=late"), &[("faire", "clore"), ("secteur", "PI")]).await;
        assert_eq!(reply.with_status(303).header("location"), Some("/mois/2023-06?secteur=PI&etat=late&fait=clos&pour=PI"));
    }

    async fn evidence_for_a_lot_is_recorded_and_taken_back(app: App) {
        let mut claire = officer(&app).await;
        let lot = a_public_contract().create_lot(&app.officer()).await.to_string();
        let attach = |reference: &'static str, day: &'static str| {
            [("joindre", lot.as_str()), ("type", "timesheet"), ("reference", reference), ("date", day)]
        };
        let page = submit(&mut claire, &attach("FH-2023-06", "2023-13-01")).await.with_status(422);
        assert!(page.text.contains("value=\"FH-2023-06\"") && page.text.contains("n’est pas une date"), "{page}");
        let page = submit(&mut claire, &attach("", "")).await.with_status(422);
        assert!(page.text.contains("Donnez la référence"), "{page}");
        let page = submit(&mut claire, &attach("FH-2023-06", "2023-07-03")).await.ok();
        assert!(page.text.contains("Feuille d’heures du 03/07/2023\u{a0}: FH-2023-06"), "{page}");
        let evidence = app.officer().all("/v1/months/2023-06/evidence").await;
        assert_eq!((evidence.len(), &evidence[0]["reference"]), (1, &json!("FH-2023-06")));
        let page = submit(&mut claire, &[("retirer", &evidence[0]["id"].to_string())]).await.ok();
        assert!(page.text.contains("Le justificatif est retiré"), "{page}");
        assert!(app.officer().all("/v1/months/2023-06/evidence").await.is_empty());
        let page = submit(&mut claire, &[("retirer", "999")]).await.with_status(404);
        assert!(page.text.contains("role=\"alert\""), "{page}");
    }

    async fn a_nil_statement_is_made_and_taken_back(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let page = submit(&mut claire, &[("neant", &placed.lot.to_string())]).await.ok();
        assert!(page.text.contains("Annuler le néant") && page.text.contains("par Dominique Essai"), "{page}");
        let nil = &app.officer().all("/v1/months/2023-06/nil-statements").await[0]["id"];
        let page = submit(&mut claire, &[("sans-neant", &nil.to_string())]).await.ok();
        assert!(page.text.contains("de nouveau attendues") && !page.text.contains("Annuler le néant"), "{page}");
        placed.hours("2023-06", "10").create(&app.officer()).await;
        let page = submit(&mut claire, &[("neant", &placed.lot.to_string())]).await.with_status(409);
        assert!(page.text.contains("class=\"fault\""), "{page}");
    }

    async fn a_refusal_about_a_lot_that_is_no_longer_shown_stands_above(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let late = format!("{MONTH}?secteur=BTP&etat=late");
        let page = claire.visit(&late).await.ok();
        assert_eq!(lots_on(&page), 1);
        placed.hours("2023-06", "10").create(&app.officer()).await;
        let page = claire.send(&late, &page, &[("neant", &placed.lot.to_string())]).await.with_status(409);
        assert_eq!(lots_on(&page), 0);
        let (_, refusal) = page.text.split_once("class=\"box bad\" role=\"alert\"").unwrap_or_else(|| panic!("{page}"));
        assert!(refusal.split_once("</p>").unwrap().0.contains("lot 1 ·"), "{page}");
    }

    async fn the_deadline_is_the_last_day_included(app: App) {
        let mut claire = officer(&app).await;
        somebody_at_work(&app.officer(), "BTP").await;
        assert!(claire.visit(MONTH).await.ok().text.contains("À rendre au plus tard le 15 juillet 2023."));
        let sheet = claire.visit("/saisie/2023-06").await.ok();
        assert!(sheet.text.contains("à rendre au plus tard le 15 juillet 2023.") && sheet.text.contains("1 encore attendu"), "{sheet}");
        let start = claire.visit("/?mois=2023-06").await.ok();
        assert!(start.text.contains("1 lot en retard depuis le 16 juillet 2023."), "{start}");
        // In a month that is closed nothing is awaited.
        app.close_month("2023-06", "BTP").await;
        let start = claire.visit("/?mois=2023-06").await.ok();
        assert!(start.text.contains("Aucun lot n’est attendu."), "{start}");
        let sheet = claire.visit("/saisie/2023-06").await.ok();
        assert!(!sheet.text.contains("encore attendu"), "{sheet}");
    }

    async fn a_month_that_has_not_ended_asks_for_force(app: App) {
        let mut claire = officer(&app).await;
        let page = claire.visit("/mois/2024-03?secteur=PI").await.ok();
        assert!(page.text.contains("Le mois n’est pas terminé"), "{page}");
        let reply = claire.fill("/mois/2024-03", &[("faire", "clore"), ("secteur", "PI")]).await;
        assert!(reply.with_status(409).text.contains("Clore tout de même mars 2024"));
    }

    async fn only_those_who_close_open_it_and_see_their_sectors(app: App) {
        app.nobody("").visit(MONTH).await.with_status(303);
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        assert!(dashboard.visit(MONTH).await.with_status(403).text.contains("<h1"));
        let mut claire = officer(&app).await;
        let user = app.admin().get(&format!("/v1/users/{}", claire.id)).await.ok();
        let narrowed = json!({ "sectors": [Sector::Ms.as_str()] });
        app.admin().patch(&format!("/v1/users/{}", claire.id), user.etag(), &narrowed).await.ok();
        claire.sign_in(crate::support::PASSWORD, None).await.ok();
        let page = claire.visit(MONTH).await.ok();
        assert!(page.text.contains("id=\"secteur-MS\"") && !page.text.contains("id=\"secteur-BTP\""), "{page}");
        submit(&mut claire, &[("faire", "clore"), ("secteur", "BTP")]).await.with_status(404);
        submit(&mut claire, &[("faire", "effacer"), ("secteur", "MS")]).await.with_status(422);
    }

    async fn without_a_month_it_opens_the_month_before_this_one(app: App) {
        let mut claire = officer(&app).await;
        assert_eq!(claire.visit("/mois").await.with_status(303).header("location"), Some("/mois/2024-02"));
        claire.visit("/mois/2024-99").await.with_status(422);
        assert!(claire.visit("/mois/2019-01").await.ok().text.contains("Aucun lot n’attend d’heures"));
    }
}
