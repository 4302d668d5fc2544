//! The bilan as HTML, docx, spreadsheet, CSV and PDF: every figure of the JSON answer at its place, and no other.

mod readers;

use std::collections::BTreeMap;

use clauses::values::Role;
use reqwest::Method;
use serde_json::Value;

use self::readers::{files, hundredths, of_csv, of_pdf, of_spreadsheet, rows};
use super::random_year::World;
use super::year::a_year;
use crate::disclosure::world::rand_like::Dice;
use crate::support::{Client, Reply, on_both_databases};

/// A bilan in a form.
async fn form(client: &Client, query: &str, form: &str) -> Vec<u8> {
    let separator = if query.contains('?') { '&' } else { '?' };
    let (headers, bytes) =
        client.request(Method::GET, &format!("/v1/bilans{query}{separator}format={form}")).bytes().await;
    let media_type = match form {
        "html" => "text/html",
        "pdf" => "application/pdf",
        "csv" => "application/zip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    assert!(headers["content-type"].to_str().unwrap().starts_with(media_type), "{headers:?}");
    bytes
}

/// A number as French texts have it.
fn in_french(number: &str) -> String {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits: Vec<char> = whole.chars().collect();
    let groups: Vec<String> = digits.rchunks(3).rev().map(|group| group.iter().collect()).collect();
    let comma = if decimals.is_empty() { "" } else { "," };
    format!("{}{comma}{decimals}", groups.join("\u{202f}"))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The value, share and value of the year before of each figure, as they stand in JSON.
fn figures(bilan: &Reply) -> BTreeMap<String, [String; 3]> {
    let tables = bilan["tables"].as_array().unwrap().iter();
    let figures = tables.flat_map(|table| table["figures"].as_array().unwrap());
    let figure = |one: &Value| {
        let before = one.get("previous").map_or(String::new(), |before| plain(&before["value"]));
        (one["key"].as_str().unwrap().to_owned(), [plain(&one["value"]), plain(&one["share"]), before])
    };
    figures.map(figure).collect()
}

/// The values of each table of a bilan as French texts, in their order.
fn expected(bilan: &Reply) -> Vec<Vec<String>> {
    let order = |key: &str| match key {
        "key_figures" => 0,
        by if by.starts_with("hours_by_") || by.starts_with("people_by_") => 2,
        _ => 1,
    };
    let mut tables: Vec<&Value> = bilan["tables"].as_array().unwrap().iter().collect();
    tables.sort_by_key(|table| order(table["key"].as_str().unwrap()));
    let value = |figure: &Value| match &figure["value"] {
        Value::Null => "–".to_owned(),
        value => in_french(&plain(value)),
    };
    let of = |table: &&Value| table["figures"].as_array().unwrap().iter().map(value).collect();
    tables.iter().map(of).collect()
}

/// Compares the tables of a text with those of the bilan: the second cell of each row has the figure. A row `Total` may stand
/// below them.
fn agrees(tables: &[Vec<Vec<String>>], expected: &[Vec<String>], form: &str) {
    for (table, expected) in tables.iter().zip(expected) {
        let figures = table.iter().skip(1).filter(|row| row.len() > 1);
        let shown: Vec<&String> = figures.clone().map(|row| &row[1]).collect();
        let is_total = |row: &Vec<String>| row[0] == "Total";
        let extra =
            figures.clone().filter(|row| is_total(row)).count().min(shown.len() - expected.len().min(shown.len()));
        assert_eq!(shown[..shown.len() - extra], expected.iter().collect::<Vec<_>>()[..], "{form}: {table:?}");
    }
    assert!(tables.len() >= expected.len(), "{form}: {} tables", tables.len());
}

fn is_number(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_ascii_digit())
        && text.chars().all(|letter| letter.is_ascii_digit() || [',', '\u{202f}', '\u{a0}', '%'].contains(&letter))
}

async fn compare(client: &Client, query: &str) {
    let bilan = client.get(&format!("/v1/bilans{query}")).await.ok();
    let figures = figures(&bilan);
    let csv = of_csv(&form(client, query, "csv").await);
    for (key, figure) in &figures {
        assert_eq!(csv.get(key), Some(figure), "{key}");
    }
    let spreadsheet = of_spreadsheet(&form(client, query, "xlsx").await);
    for (key, figure) in &figures {
        let numbers = spreadsheet.get(key).unwrap_or_else(|| panic!("{key}"));
        for (number, text) in numbers.iter().zip(figure) {
            assert_eq!(number.is_empty(), text.is_empty(), "{key}: {numbers:?} {figure:?}");
            assert!(text.is_empty() || hundredths(number) == hundredths(text), "{key}: {numbers:?} {figure:?}");
        }
    }
    let expected = expected(&bilan);
    let html = String::from_utf8(form(client, query, "html").await).unwrap();
    let html = rows(&html.replace("<th ", "<td ").replace("</th>", "</td>"), ("table", "tr", "td"));
    agrees(&html, &expected, "html");
    let docx = files(&form(client, query, "docx").await);
    let docx = rows(&docx["word/document.xml"], ("w:tbl", "w:tr", "w:tc"));
    agrees(&docx, &expected, "docx");
    assert_eq!(html, docx, "HTML and docx say the same");
    let (texts, tags) = of_pdf(&form(client, query, "pdf").await);
    let in_tables: Vec<&String> = html.iter().flatten().flatten().filter(|cell| is_number(cell)).collect();
    let mut printed = texts.iter();
    for number in &in_tables {
        assert!(printed.any(|text| text == *number), "{number} is not where it should be in the PDF");
    }
    for text in texts.iter().filter(|text| is_number(text)) {
        assert!(in_tables.contains(&text), "{text} stands in no table");
    }
    let of_html = |tag: &str| html.iter().flatten().count() + usize::from(tag.is_empty());
    assert_eq!((tags["Table"], tags["TR"], tags["H1"]), (html.len(), of_html("tr"), 1), "{tags:?}");
}

on_both_databases! {
    async fn every_form_says_the_same(app: App) {
        let officer = app.officer();
        World::create(&officer).await.fill(&officer, 10, &mut Dice(3)).await;
        compare(&officer, "/2023").await;
        compare(&officer, "/2023?scope=all").await;
        for month in 1..=12 {
            for sector in ["BTP", "MS", "PI"] {
                app.close_month(&format!("2022-{month:02}"), sector).await;
            }
        }
        compare(&officer, "/2023?scope=all").await;
    }

    async fn a_form_is_asked_for_by_name_or_by_accept_and_tagged_apart(app: App) {
        let officer = app.officer();
        let mut tags = BTreeMap::new();
        for (name, media_type) in [("json", "application/json"), ("html", "text/html"), ("pdf", "application/pdf"), ("csv", "application/zip")] {
            let named = officer.request(Method::GET, &format!("/v1/bilans/2023?format={name}")).bytes().await;
            let accepted = officer.request(Method::GET, "/v1/bilans/2023").header("accept", media_type).bytes().await;
            assert_eq!(named.1, accepted.1, "{name}");
            assert_eq!(named.0["etag"], accepted.0["etag"], "{name}");
            tags.insert(named.0["etag"].to_str().unwrap().to_owned(), name);
            let again = officer.request(Method::GET, &format!("/v1/bilans/2023?format={name}"));
            let again = again.header("if-none-match", named.0["etag"].to_str().unwrap()).send().await;
            assert_eq!(again.status, 304, "{name}");
            assert_eq!(again.header("content-security-policy"), None, "a cache would take it over");
            let policy = named.0["content-security-policy"].to_str().unwrap();
            // The styles of a page stand within it; nothing runs or is loaded.
            assert!(policy.starts_with("default-src 'none';") && !policy.contains("script-src"), "{policy}");
            assert_eq!(policy.contains("style-src 'unsafe-inline'"), name == "html", "{policy}");
            let is_kept = named.0.get("content-disposition").map(|value| value.to_str().unwrap().to_owned());
            if name != "json" {
                assert!(is_kept.is_some_and(|value| value.contains("bilan-2023.")), "{name}");
            }
        }
        assert_eq!(tags.len(), 4, "{tags:?}");
        for query in ["?format=odt", "?format=", "?locale=de"] {
            officer.get(&format!("/v1/bilans/2023{query}")).await.refused(400, "invalid_query");
        }
        officer.get("/v1/bilans?from=2023-02&to=2023-01&format=pdf").await.refused(422, "invalid_period");
        officer.request(Method::GET, "/v1/bilans/2023").header("accept", "image/png").send().await.refused(406, "not_acceptable");
        app.as_role(Role::Partner, &[]).get("/v1/bilans/2023?format=pdf").await.refused(403, "forbidden");
    }

    async fn dashboards_read_no_hidden_count_in_any_form(app: App) {
        a_year(&app).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        let bilan = dashboard.get("/v1/bilans/2023").await.ok();
        let figures = figures(&bilan);
        let csv = of_csv(&form(&dashboard, "/2023", "csv").await);
        let mut hidden = 0;
        for table in bilan["tables"].as_array().unwrap() {
            for figure in table["figures"].as_array().unwrap() {
                let key = figure["key"].as_str().unwrap();
                let is_hidden = figure.get("masked") == Some(&Value::Bool(true));
                let expected = if is_hidden { "masked" } else { &figures[key][0] };
                assert_eq!(csv[key][0], expected, "{key}");
                hidden += usize::from(is_hidden);
            }
        }
        assert!(hidden > 10, "{hidden} are hidden");
        let html = String::from_utf8(form(&dashboard, "/2023", "html").await).unwrap();
        assert!(html.contains("masqué") && !html.contains("Chiffres clés"), "{html}");
    }
}
