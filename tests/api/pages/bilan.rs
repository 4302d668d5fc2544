//! The bilan as a page: its figures, what they open to, and where they lead.

use thirtyfour::prelude::*;

use crate::bilans::random_year::World;
use crate::bilans::year::a_year;
use crate::disclosure::world::rand_like::Dice;
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, Reply, on_both_databases};

/// A line of a table: its label, its figures and its link.
struct Line {
    label: String,
    figures: Vec<String>,
    link: Option<String>,
}

/// The text between two marks.
fn between<'a>(text: &'a str, (start, end): (&str, &str)) -> Option<&'a str> {
    Some(text.split_once(start)?.1.split_once(end)?.0)
}

/// Without tags, and with the characters that they hide.
fn plain(html: &str) -> String {
    let parts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<String>().replace("&#39;", "'").replace("&#38;", "&").trim().to_owned()
}

/// The lines of a table of the page.
fn lines(page: &Reply, table: &str) -> Vec<Line> {
    let html = between(&page.text, (&format!("id=\"t-{table}\""), "</table>"));
    let html = html.unwrap_or_else(|| panic!("no table {table}: {page}"));
    let line = |row: &str| {
        let figures =
            row.split("<td").skip(1).map(|cell| plain(&format!("<td{}", cell.split("</td>").next().unwrap())));
        Some(Line {
            label: plain(between(row, ("<summary>", "</summary>"))?),
            figures: figures.collect(),
            link: between(row, ("<p><a href=\"", "\"")).map(|link| link.replace("&#38;", "&")),
        })
    };
    html.split("<tr>").filter_map(line).collect()
}

fn figures<'a>(lines: &'a [Line], label: &str) -> Vec<&'a str> {
    let line = lines.iter().find(|line| line.label == label).unwrap_or_else(|| panic!("no line {label}"));
    line.figures.iter().map(String::as_str).collect()
}

async fn close(app: &App, year: i32) {
    for month in 1..=12 {
        for sector in ["BTP", "MS", "PI"] {
            app.close_month(&format!("{year}-{month:02}"), sector).await;
        }
    }
}

on_both_databases! {
    async fn the_page_has_the_tables_of_the_report_in_its_order_with_the_year_before(app: App) {
        a_year(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/bilan/2023").await.ok();
        let places = ["key_figures", "hours", "referrals", "outcomes", "prescribers_other_than_plie", "qpv", "employees",
            "validated_and_employed", "positive_exits", "hours_by_month", "hours_by_employer", "people_by_prescriber_kind"]
            .map(|table| page.text.find(&format!("<h3 id=\"t-{table}\"")).unwrap_or_else(|| panic!("no {table}: {page}")));
        assert!(places.is_sorted(), "{places:?}");
        let hours = lines(&page, "hours");
        assert_eq!(figures(&hours, "Heures réalisées"), ["150,00", "", "non disponible"]);
        assert_eq!(figures(&hours, "Prestations intellectuelles"), ["0,00", "0,0\u{a0}%", "non disponible"]);
        assert!(page.text.contains("id=\"provisoire\"") && page.text.contains("36 clôtures sur 36"), "{page}");
        assert!(page.text.contains("Les chiffres de 2022 ne sont disponibles"), "{page}");
        assert!(page.text.contains("Dénominateur</dt><dd>Heures réalisées&nbsp;: 150,00</dd>"), "{page}");
        close(&app, 2023).await;
        let later = claire.visit("/bilan/2024").await.ok();
        assert_eq!(figures(&lines(&later, "hours"), "Heures réalisées"), ["0,00", "", "150,00"]);
        assert_eq!(figures(&lines(&later, "prescribers_other_than_plie"), "Mission locale"), ["0", "", "1"]);
        assert!(claire.visit("/bilan/2023").await.ok().text.contains("id=\"clos\""));
        let all = claire.visit("/bilan/2023?portee=toutes").await.ok();
        assert_eq!(figures(&lines(&all, "hours"), "Heures réalisées")[0], "230,00");
        let months = claire.visit("/bilan/2023?de=2023-04&a=2023-05&portee=toutes").await.ok();
        assert_eq!(figures(&lines(&months, "hours_by_month"), "Avril 2023")[0], "127,00");
        assert!(months.text.contains("<h1>Bilan avril 2023 à mai 2023</h1>"), "{months}");
    }

    async fn every_hour_of_a_figure_is_in_the_rows_that_its_link_leads_to(app: App) {
        let officer = app.officer();
        let world = World::create(&officer).await;
        world.fill(&officer, 12, &mut Dice(5)).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        for address in ["/bilan/2023", "/bilan/2023?portee=toutes"] {
            let page = claire.visit(address).await.ok();
            let mut followed = 0;
            for table in ["hours", "hours_by_month", "hours_by_employer", "hours_by_buyer", "hours_by_public_contract",
                "hours_by_modality", "hours_by_commune", "hours_by_age_bracket_and_sex", "hours_by_qualification_level",
                "hours_by_rsa", "hours_by_prescriber_kind"] {
                for line in lines(&page, table) {
                    let link = line.link.unwrap_or_else(|| panic!("{table}: {} leads nowhere", line.label));
                    let rows = claire.visit(&link).await.ok();
                    let worked = plain(between(&rows.text, ("id=\"heures\">", "</b>")).unwrap());
                    assert_eq!(worked, line.figures[0], "{table}: {} at {link}", line.label);
                    followed += 1;
                }
            }
            assert!(followed > 60, "{followed}");
        }
        let narrowed = claire.visit("/heures?du=2023-01&au=2023-12&niveau=none&sexe=F").await.ok();
        assert!(narrowed.text.contains("Seulement&nbsp;: sexe Femme, niveau sans indication."), "{narrowed}");
        assert!(narrowed.text.contains("<a href=\"/heures?du=2023-01&#38;au=2023-12\">Enlever</a>"), "{narrowed}");
        for wrong in ["niveau=11", "employeur=x", "commune=x", "rsa=x", "type=x"] {
            claire.visit(&format!("/heures?{wrong}")).await.with_status(if wrong.contains("rsa") || wrong.contains("eur") || wrong.contains("niveau") { 400 } else { 422 });
        }
    }

    async fn a_figure_leads_to_its_people(app: App) {
        a_year(&app).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit("/bilan/2023").await.ok();
        let links: Vec<String> = page.text.match_indices("/personnes?").map(|(at, _)| {
            let start = page.text[..at].rfind('"').unwrap() + 1;
            page.text[start..].split('"').next().unwrap().replace("&#38;", "&")
        }).collect();
        assert!(links.len() > 100, "{}", links.len());
        for link in links.iter().filter(|link| link.contains("employees.") || link.contains("qpv.")) {
            claire.visit(link).await.ok();
        }
        let women = links.iter().find(|link| link.ends_with("chiffre=employees.women")).unwrap();
        let people = claire.visit(women).await.ok();
        assert!(people.text.contains("<h1>Femmes</h1>") && people.text.contains("href=\"/candidats/"), "{people}");
        claire.visit("/bilan/2023/personnes?chiffre=rien").await.with_status(404);
        app.write_down();
        let reads = app.admin().all("/v1/reads?limit=500").await;
        assert!(reads.iter().any(|read| read["what"] == "bilan_people"), "{reads:?}");
    }

    async fn the_forms_lead_to_a_year_or_other_months(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        for (chosen, address) in [
            ("", "/bilan/2024"), ("?annee=2022&portee=plie", "/bilan/2022"), ("?annee=2022&portee=toutes", "/bilan/2022?portee=toutes"),
            ("?de=2022-11&a=2023-02&portee=plie", "/bilan/2022?de=2022-11&a=2023-02"),
        ] {
            let away = claire.visit(&format!("/bilan{chosen}")).await.with_status(303);
            assert_eq!(away.header("location").unwrap(), address, "{chosen}");
        }
        for (wrong, status) in [("?annee=12", 422), ("?de=2023-02&a=2023-01", 422), ("?de=x", 422), ("?portee=x", 400), ("/x", 422)] {
            claire.visit(&format!("/bilan{wrong}")).await.with_status(status);
        }
    }

    async fn the_page_opens_its_figures_by_keyboard_and_holds_at_every_width(app: App) {
        a_year(&app).await;
        close(&app, 2023).await;
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/bilan/2023", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Bilan 2023").await;
        is_sound(&page).await;
        let women = page.find(By::XPath("//section[.//h3[@id='t-employees']]//summary[.='Femmes']")).await.unwrap();
        women.send_keys(Key::Enter + "").await.unwrap();
        says(&page, "details[open] dl", "Personnes distinctes dont une affectation chevauche l’année").await;
        says(&page, "details[open] dl", "Dénominateur").await;
        let exits = page.find(By::XPath("//section[.//h3[@id='t-positive_exits']]//summary")).await.unwrap();
        exits.send_keys(Key::Enter + "").await.unwrap();
        is_sound(&page).await;
        page.find(By::XPath("//section[.//h3[@id='t-positive_exits']]//details[@open]//p/a")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        says(&page, "h1", "Sorties").await;
        for address in ["/bilan/2024", "/bilan/2019", "/bilan/2023?de=2023-04&a=2023-05&portee=toutes"] {
            page.goto(format!("http://{}{address}", app.address)).await.unwrap();
            is_sound(&page).await;
        }
    }
}
