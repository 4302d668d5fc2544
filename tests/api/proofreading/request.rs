//! `POST /v1/proofreading`

use clauses::proofreading::Format;
use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::json;

use super::cases::{WRITINGS, cases, docx_of, zipped};
use crate::support::{Client, Program, Reply, on_both_databases};

const PATH: &str = "/v1/proofreading";
const TEXT: &str = "Heures\nSecteur\t2022\t2023\nBTP\t18 000,50\t19 784,11\nServices\t20 100,25\t22 653,78\nTotal\t38 100,75\t42 473,89\n";

async fn send(client: &Client, media_type: &str, bytes: impl Into<reqwest::Body>) -> Reply {
    client.request(Method::POST, PATH).body(media_type, bytes).send().await
}

on_both_databases! {
    async fn a_text_is_answered_with_its_findings_and_nothing_is_kept(app: App) {
        let officer = app.officer();
        let found = officer.post(PATH, &json!({ "text": TEXT })).await.ok();
        let expected = json!({
            "findings": [{
                "kind": "total", "doubt": false, "table": 1, "row": "Total", "column": "2023",
                "printed": "42 473,89", "computed": "42437.89",
                "explanation": "19\u{202f}784,11 + 22\u{202f}653,78 = 42\u{202f}437,89, et non 42\u{202f}473,89.",
            }],
            "checked": 2, "tables": 1, "too_large": [],
        });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&found.text).unwrap(), expected);
        let sentence = officer.post(PATH, &json!({ "text": "30 sur 80, soit 24 %." })).await.ok();
        assert_eq!(sentence.at("/findings/0/sentence"), "30 sur 80, soit 24 %.");
        assert!(!sentence.text.contains("\"table\":") && !sentence.text.contains("\"row\""), "{sentence}");
        assert_eq!(app.stored_answers(), (0, 0));
    }

    async fn each_format_is_a_body_of_its_media_type(app: App) {
        let dashboard = app.as_role(Role::Dashboard, &[]);
        let cases = cases();
        let case = cases.iter().find(|case| case.name.starts_with("a total that is wrong in one column")).unwrap();
        for (writing, format, write) in WRITINGS {
            let found = send(&dashboard, &format!("{}; charset=utf-8", format.media_type()), write(case)).await.ok();
            assert_eq!(found.at("/findings/0/computed"), "42437.89", "{writing}: {found}");
            assert_eq!(found["findings"].as_array().unwrap().len(), 1, "{writing}: {found}");
        }
    }

    async fn what_cannot_be_read_is_refused_with_why(app: App) {
        let officer = app.officer();
        let docx = Format::Docx.media_type();
        for (media_type, bytes, why) in [
            (docx, b"PK".to_vec(), "incomplet ou abîmé"),
            (docx, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "mot de passe"),
            (docx, zipped(&[("word/document.xml", "<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>")]), "entités XML"),
            (docx, docx_of(""), "rien à relire"),
            ("text/csv", vec![0; 100], "pas un texte"),
        ] {
            let refused = send(&officer, media_type, bytes).await.refused(422, "unreadable_file");
            assert!(refused["detail"].as_str().unwrap().contains(why), "{refused}");
        }
        officer.post(PATH, &json!({ "text": " " })).await.refused(422, "unreadable_file");
        send(&officer, "application/pdf", "%PDF").await.refused(415, "unsupported_media_type");
        send(&officer, docx, vec![0; (10 << 20) + 1]).await.refused(413, "body_too_large");
        app.as_role(Role::Partner, &[Sector::Btp]).post(PATH, &json!({ "text": TEXT })).await.refused(403, "forbidden");
        app.anonymous().post(PATH, &json!({ "text": TEXT })).await.refused(401, "unauthenticated");
    }
}

on_both_databases! {
    async fn nothing_of_a_document_stands_in_the_log(app: App) {
        let program = Program::beside(&app, &[("RUST_LOG", "debug")]);
        let admin = program.admin();
        admin.post(PATH, &json!({ "text": TEXT.replace("BTP", "Secret-de-Camille") })).await.ok();
        send(&admin, "text/csv", "Secret-de-Camille;\0\0\0\0\0").await.refused(422, "unreadable_file");
        let log = program.complete_log().await;
        assert!(log.contains(PATH) && !log.contains("Camille"), "{log}");
    }
}
