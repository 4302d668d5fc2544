//! Totals as CSV.

use clauses::totals::Dimension;
use reqwest::Method;

use super::world::a_small_year;
use crate::support::builders::{a_public_contract, an_organisation, somebody_at_work};
use crate::support::{Client, Reply, on_both_databases};

async fn table(client: &Client, query: &str) -> Reply {
    let request = client.request(Method::GET, &format!("/v1/totals?year=2023&{query}"));
    let reply = request.header("Accept", "text/csv").send().await.with_status(200);
    assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    reply
}

on_both_databases! {
    async fn a_table_has_one_line_for_each_row(app: App) {
        a_small_year(&app).await;
        let reply = table(&app.officer(), "group_by=sector").await;
        assert_eq!(reply.text, "sector,hours,people,employments,fte\r\n\
            BTP,150.50,1,1,0.09\r\nMS,50.25,2,2,0.03\r\nPI,0.00,0,0,0.00\r\n");
        assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"totals.csv\""));
    }

    async fn a_table_that_nothing_breaks_down_has_one_line(app: App) {
        a_small_year(&app).await;
        let reply = table(&app.officer(), "").await;
        assert_eq!(reply.text, "hours,people,employments,fte\r\n200.75,2,2,0.12\r\n");
    }

    async fn a_dashboard_s_table_withholds_what_its_answer_withholds(app: App) {
        a_small_year(&app).await;
        let reply = table(&app.as_role(clauses::values::Role::Dashboard, &[]), "group_by=year").await;
        assert_eq!(reply.text, "year,hours,people,employments,fte,masked\r\n2023,200.75,,,0.12,small\r\n");
    }

    async fn a_french_table_opens_as_it_stands_and_runs_nothing(app: App) {
        let world = a_small_year(&app).await;
        let officer = app.officer();
        let buyer = an_organisation().named("=HYPERLINK(\"x\")").buyer("commune").create(&officer).await;
        let lot = a_public_contract().bought_by(buyer).create_lot(&officer).await;
        let placed = somebody_at_work(&officer, "BTP").await;
        let elsewhere = crate::support::builders::an_employment(placed.candidate).on(lot).create(&officer).await;
        crate::support::builders::hours(elsewhere, lot, "2023-03", "7").validated().create(&officer).await;
        let reply = table(&officer, "group_by=buyer,rsa&locale=fr").await;
        let lines: Vec<&str> = reply.text.trim_end().split("\r\n").collect();
        assert_eq!(lines[0], "\u{feff}Donneur d’ordre;Donneur d’ordre (nom);RSA;Heures;Personnes;Contrats de travail;Équivalents temps plein");
        assert!(lines[1].starts_with(&format!("{};", world.commune)), "{reply}");
        assert!(lines[1].ends_with(";VRAI;150,50;1;1;0,09"), "{reply}");
        let defused = format!("{buyer};\"'=HYPERLINK(\"\"x\"\")\";FAUX;7,00;1;1;0,00");
        assert!(lines.contains(&defused.as_str()), "{reply}");
    }

    async fn every_dimension_has_a_french_heading_and_french_values(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        for dimension in Dimension::ALL {
            let reply = table(&officer, &format!("group_by={}&locale=fr", dimension.name())).await;
            let heading = reply.text.split(';').next().unwrap().trim_start_matches('\u{feff}').to_owned();
            assert!(heading.starts_with(char::is_uppercase) && !heading.contains('_'), "{heading}");
            assert!(!reply.text.contains("true") && !reply.text.contains("false"), "{reply}");
        }
        let reply = table(&officer, "group_by=sector,contract_type,month&locale=fr").await;
        let line = "Travaux (bâtiment, travaux publics);Contrat à durée déterminée d’insertion;\"=\"\"2023-0";
        assert!(reply.text.contains(line), "{reply}");
    }

    async fn a_locale_that_is_not_known_is_refused(app: App) {
        app.officer().get("/v1/totals?year=2023&locale=de").await.refused_at(400, "invalid_query", "?locale");
    }
}
