//! `/relecture`: text and files, refusals, what users type shown as text, and the page in a browser.

use reqwest::Method;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::proofreading::{WRITINGS, cases};
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::{holds_with_spaced_text, is_sound};
use crate::support::{PASSWORD, Person, Reply, field_of, on_both_databases};

const PATH: &str = "/relecture";
const TEXT: &str = "Secteur\t2022\t2023\r\n<b>BTP</b>\t18 000,50\t19 784,11\r\nServices\t20 100,25\t22 653,78\r\nTotal\t38 100,75\t42 473,89";

/// Sends the form with a text and perhaps a file.
async fn send(person: &Person, page: &Reply, text: &str, file: Option<(&str, &[u8])>) -> Reply {
    let field = |name: &str, text: &str| {
        format!("--limite\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let (name, bytes) = file.unwrap_or(("", b""));
    let head = format!(
        "--limite\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    let mut body = [field("jeton", &field_of(page, "jeton")), field("texte", text), head].concat().into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--limite--\r\n");
    person.form_request(Method::POST, PATH).body("multipart/form-data; boundary=limite", body).send().await
}

on_both_databases! {
    async fn a_text_is_read_and_its_table_is_shown_with_a_mark(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(PATH).await.ok();
        assert!(page.text.contains("href=\"/relecture\" aria-current=\"page\""), "{page}");
        let found = send(&claire, &page, TEXT, None).await.ok();
        for expected in [
            "<b id=\"nombre\">1</b> constat", "<a href=\"#t1-3-2\">Tableau 1, ligne «\u{a0}Total\u{a0}», colonne «\u{a0}2023\u{a0}»</a>",
            "<td id=\"t1-3-2\"><mark>", "19\u{202f}784,11 + 22\u{202f}653,78 = 42\u{202f}437,89, et non 42\u{202f}473,89.",
            "&#60;b&#62;BTP&#60;/b&#62;\t18 000,50",
        ] {
            assert!(found.text.contains(expected), "{expected}: {found}");
        }
        assert!(!found.text.contains("<b>BTP"), "{found}");
        assert_eq!(found.header("cache-control"), Some("no-store"));
        let right = send(&claire, &page, &TEXT.replace("42 473,89", "42 437,89"), None).await.ok();
        assert!(right.text.contains("Rien à redire") && !right.text.contains("<mark>"), "{right}");
        let nothing = send(&claire, &page, "Une phrase.", None).await.ok();
        assert!(page.text.contains("<option value=\"2024\">2024</option>"), "{page}");
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        assert!(!dashboard.visit(PATH).await.ok().text.contains("name=\"annee\""));
        assert!(nothing.text.contains("Rien n’a pu être comparé"), "{nothing}");
    }

    async fn a_file_is_read_in_each_format_and_goes_before_the_text(app: App) {
        let mut claire = app.person("claire@example.org", "dashboard").await;
        let page = claire.visit(PATH).await.ok();
        let cases = cases();
        let case = cases.iter().find(|case| case.name.starts_with("a total that is wrong in one column")).unwrap();
        for ((writing, _, write), name) in WRITINGS.iter().zip(["a.txt", "b.txt", "c.csv", "d.csv", "e.html", "f.docx", "<g>.xlsx"]) {
            let found = send(&claire, &page, "30 sur 80, soit 24 %", Some((name, &write(case)))).await.ok();
            assert!(found.text.contains("<b id=\"nombre\">1</b> constat"), "{writing}: {found}");
            assert!(!found.text.contains("<g>.xlsx") && found.text.contains("30 sur 80, soit 24 %</textarea>"), "{writing}: {found}");
        }
    }

    async fn what_cannot_be_read_is_refused_at_its_field_and_the_text_stays(app: App) {
        let mut claire = app.person("claire@example.org", "officer").await;
        let page = claire.visit(PATH).await.ok();
        let refused = send(&claire, &page, "Gardé", Some(("rapport.pdf", b"%PDF"))).await.with_status(422);
        assert!(refused.text.contains("href=\"#fichier\">Fichier</a>") && refused.text.contains("id=\"fichier-faute\""), "{refused}");
        assert!(refused.text.contains("Ce format n’est pas lu") && refused.text.contains("Gardé</textarea>"), "{refused}");
        let empty = send(&claire, &page, " ", None).await.with_status(422);
        assert!(empty.text.contains("href=\"#texte\"") && empty.text.contains("Il n’y a rien à relire"), "{empty}");
        let body = "--limite\r\nContent-Disposition: form-data; name=\"texte\"\r\n\r\nx\r\n--limite--\r\n";
        let form = |body: &str| claire.form_request(Method::POST, PATH).body("multipart/form-data; boundary=limite", body.to_owned());
        form(body).send().await.with_status(403);
        form("--limite\r\n").send().await.with_status(422);
        send(&claire, &page, "", Some(("a.txt", &vec![b'a'; 11 << 20]))).await.with_status(413);
    }

    async fn the_page_is_sound_narrow_and_without_script(app: App) {
        app.owner("claire@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}{PATH}", app.address)).await.unwrap();
        fill(&page, &[("email", "claire@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Relecture").await;
        is_sound(&page).await;
        page.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        page.tab_to("#texte").await;
        page.find(By::Id("texte")).await.unwrap().send_keys("Secteur | 2022 | 2023\nBTP | 18 000,50 | 19 784,11\nServices | 20 100,25 | 22 653,78\nTotal | 38 100,75 | 42 473,89\nSoit 30 personnes sur 80 (24 %).\n").await.unwrap();
        page.tab_to(".reading button").await;
        page.press(Key::Enter).await;
        says(&page, "#constats", "Relecture du texte").await;
        page.command("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await;
        is_sound(&page).await;
        holds_with_spaced_text(&page).await;
        says(&page, "mark", "42 473,89").await;
    }
}
