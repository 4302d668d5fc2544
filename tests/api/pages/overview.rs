//! The start page of officers, what needs attention, and the rows behind figures.

use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::builders::{a_public_contract, somebody_at_work};
use crate::support::soundness::is_sound;
use crate::support::{App, PASSWORD, on_both_databases};

async fn at_start(app: &App) -> Browser {
    app.owner("claire@example.org", "officer").await;
    let page = Browser::open().await;
    page.goto(format!("http://{}/?mois=2023-05", app.address)).await.unwrap();
    fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
    says(&page, "h1", "Mai 2023").await;
    page
}

/// Every number that leads somewhere: its address, the number, and the hours beside it or itself.
const NUMBERS: &str = r"
const hours = text => text.match(/[\d\u202f]+,\d\d/)?.[0] ?? '';
const lines = [...document.querySelectorAll('.facts > li')].filter(line => line.querySelector('a') && line.querySelector('.count'));
return [
    ...lines.map(line => [line.querySelector('a').href, line.querySelector('.count').textContent, hours(line.textContent)]),
    ...[...document.querySelectorAll('h3 a')].map(link => [link.href, link.querySelector('.count').textContent, '']),
    ...[...document.querySelectorAll('#annee ~ p a, .figures a')].map(link => [link.href, '', hours(link.textContent)]),
];
";

/// The number and the hours of the page that one comes to, or of the part of it that the address names.
const COUNTED: &str = r"
const hours = text => text.match(/[\d\u202f]+,\d\d/)?.[0] ?? '';
const part = location.hash && document.querySelector(location.hash);
if (part) return [String(part.querySelectorAll('li').length), ''];
return [document.getElementById('nombre').textContent, hours(document.getElementById('heures')?.textContent ?? '')];
";

on_both_databases! {
    async fn every_number_leads_to_exactly_the_rows_that_it_counts(app: App) {
        let officer = app.officer();
        let mut placed = Vec::new();
        for sector in ["BTP", "BTP", "MS", "MS"] {
            placed.push(somebody_at_work(&officer, sector).await);
        }
        for (one, worked) in placed.iter().zip(["100", "110.25", "120.5", "130"]) {
            one.hours("2023-01", worked).validated().create(&officer).await;
        }
        placed[0].hours("2023-05", "99.75").create(&officer).await;
        placed[2].hours("2023-05", "80").validated().create(&officer).await;
        let page = at_start(&app).await;
        is_sound(&page).await;
        says(&page, ".big", "540,75").await;
        page.find(By::Css("summary")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        let numbers: Vec<(String, String, String)> = page.execute(NUMBERS, Vec::new()).await.unwrap().convert().unwrap();
        assert!(numbers.len() > 12, "{numbers:?}");
        assert!(numbers.iter().any(|(address, number, _)| address.ends_with("/relances?mois=2023-05") && number == "2"));
        for (address, number, hours) in numbers {
            page.goto(&address).await.unwrap();
            let (counted, worked): (String, String) =
                page.execute(COUNTED, Vec::new()).await.unwrap().convert().unwrap();
            assert!(number.is_empty() || number == counted, "{address} counts {counted}, not {number}");
            assert!(hours.is_empty() || hours == worked, "{address} sums {worked}, not {hours}");
        }
        for path in ["/constats", "/heures?du=2023-01&au=2023-05&portee=toutes", "/heures?du=2019-01"] {
            page.goto(format!("http://{}{path}", app.address)).await.unwrap();
            is_sound(&page).await;
        }
    }

    async fn what_needs_attention_is_filtered_by_the_address(app: App) {
        let officer = app.officer();
        let behind = a_public_contract().referenced("M-1").from("2022-01-01").to("2022-12-31").with_lot("1", "100");
        behind.create_lot(&officer).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        for (query, shown, hidden) in [
            ("", vec!["id=\"fenetres\"", "id=\"lots\"", "id=\"mois-clos\"", "id=\"doublons\"", "M-1, lot 1"], vec![]),
            ("?sorte=lots&secteur=BTP", vec!["id=\"lots\"", "M-1, lot 1"], vec!["id=\"fenetres\"", "id=\"doublons\""]),
            ("?secteur=MS", vec!["id=\"lots\"", "id=\"mois-clos\""], vec!["M-1, lot 1", "id=\"fenetres\""]),
            ("?sorte=doublons&secteur=", vec!["id=\"doublons\""], vec!["id=\"lots\""]),
        ] {
            let page = claire.visit(&format!("/constats{query}")).await.ok();
            assert!(shown.iter().all(|text| page.text.contains(text)), "{query} {shown:?}: {page}");
            assert!(!hidden.iter().any(|text| page.text.contains(text)), "{query} {hidden:?}: {page}");
        }
        for wrong in ["?sorte=x", "?secteur=x"] {
            claire.visit(&format!("/constats{wrong}")).await.with_status(422);
        }
    }
}
