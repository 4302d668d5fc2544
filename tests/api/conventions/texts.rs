//! Any text is returned exactly as it was sent, or refused with its code.

use serde_json::{Value, json};

use crate::support::builders::{a_public_contract, an_organisation, somebody_at_work};
use crate::support::on_both_databases;

pub(super) const HOSTILE: &[&str] = &[
    "'; DROP TABLE organisations; --",
    "\" OR \"1\"=\"1",
    "Robert'); DELETE FROM hours WHERE ('a'='a",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>&amp;",
    "{{7*7}} ${7*7} %s %n \\u0000 \\x00",
    "=cmd|'/C calc'!A0",
    "../../etc/passwd",
    "null",
    "%00",
    "O'Neil & Fils « Bâtiment » 中文 العربية Ǆ ﬁ",
];

on_both_databases! {
    async fn sql_and_markup_are_stored_and_given_back_as_text(app: App) {
        let officer = app.officer();
        for text in HOSTILE {
            let organisation = an_organisation().named(text).with("contact_name", *text);
            let id = organisation.with("contact_email", "o'neil\"<b>@example.org").create(&officer).await;
            let shown = officer.get(&format!("/v1/organisations/{id}")).await.ok();
            assert_eq!((&shown["name"], &shown["contact_name"]), (&json!(text), &json!(text)));
            assert_eq!(shown["contact_email"], "o'neil\"<b>@example.org");
            assert_eq!(shown.header("content-type"), Some("application/json"));
        }
        assert_eq!(officer.all("/v1/organisations").await.len(), HOSTILE.len());
    }

    async fn sql_and_markup_are_searched_as_text(app: App) {
        let officer = app.officer();
        an_organisation().named("Tranquille").create(&officer).await;
        for text in ["'; DROP TABLE organisations; --", "' OR '1'='1", "x%' OR name LIKE '%", "<script>"] {
            let query: String = url_encoded(text);
            let list = officer.get(&format!("/v1/organisations?q={query}")).await.ok();
            assert_eq!(list.items().len(), 0, "{text}");
        }
        assert_eq!(officer.get("/v1/organisations?q=tranquille").await.ok().items().len(), 1);
    }

    async fn a_text_is_trimmed_and_composed(app: App) {
        let id = an_organisation().named("  Re\u{301}gie \u{a0}").create(&app.officer()).await;
        assert_eq!(app.officer().get(&format!("/v1/organisations/{id}")).await.ok()["name"], "Régie");
    }

    async fn two_texts_that_look_alike_are_one(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().buyer("commune").create(&officer).await;
        let of_buyer = |reference: &str| a_public_contract().bought_by(buyer).with("reference", reference);
        let first = of_buyer("C-1 B").create(&officer).await;
        for same in ["C-1\u{200B} B", "C\u{AD}-1 B\u{200E}", "\u{2060}C-1\u{a0}B", "C-1 \u{3164} B\u{2800}"] {
            let refused = of_buyer(same).send(&officer).await.refused_at(409, "reference_taken", "/reference");
            assert_eq!(refused["existing_id"], first, "{same:?}");
        }
        assert_eq!(officer.all("/v1/public-contracts").await.len(), 1);
    }

    async fn joiners_stay_inside_words(app: App) {
        let officer = app.officer();
        for name in ["علی\u{200C}رضا", "क्\u{200D}षमा"] {
            let id = an_organisation().named(name).create(&officer).await;
            assert_eq!(officer.get(&format!("/v1/organisations/{id}")).await.ok()["name"], name);
        }
    }

    async fn a_search_does_not_see_what_nobody_sees(app: App) {
        let officer = app.officer();
        an_organisation().named("Dupont Fr\u{e8}res").create(&officer).await;
        for typed in ["du\u{AD}pont", "\u{200E}dupont\u{a0}fre\u{200B}res", "\u{202A}Dupont\u{202C}"] {
            let found = officer.get(&format!("/v1/organisations?q={}", url_encoded(typed))).await.ok();
            assert_eq!(found.items().len(), 1, "{typed:?}");
        }
    }

    async fn a_text_that_no_name_can_be_is_refused(app: App) {
        let officer = app.officer();
        for (text, code) in [
            ("Régie 🎉", "invalid_text"),
            ("Ré\0gie", "invalid_text"),
            ("Ré\u{7}gie", "invalid_text"),
            ("Ré\ngie", "invalid_text"),
            ("\u{202E}eigéR", "invalid_text"),
            ("", "text_empty"),
            ("   ", "text_empty"),
            (&"é".repeat(201), "text_too_long"),
            (&"é".repeat(10_000), "text_too_long"),
        ] {
            an_organisation().named(text).send(&officer).await.refused_at(422, code, "/name");
            let contact = an_organisation().with("contact_name", text).send(&officer).await;
            contact.refused_at(422, code, "/contact_name");
        }
        assert_eq!(officer.all("/v1/organisations").await, Vec::<Value>::new());
        an_organisation().named(&"é".repeat(200)).send(&officer).await.created();
    }

    async fn a_query_that_is_not_utf8_is_refused(app: App) {
        let admin = app.admin();
        an_organisation().named("Régie Émeraude").create(&admin).await;
        for list in ["organisations", "candidates", "public-contracts", "months/2023-06/sheet"] {
            for query in ["q=%E9", "q=%FF", "q=r%E9gie", "q=%C3", "q=%ED%A0%80", "q=%C0%80"] {
                let refused = admin.raw("GET", &format!("/v1/{list}?{query}"), &[]);
                let refused = refused.refused_at(400, "invalid_query", "?q");
                assert!(refused["detail"].as_str().unwrap().contains("n’est pas en UTF-8"), "{refused}");
            }
        }
        admin.raw("GET", "/v1/organisations?%E9=1", &[]).refused(400, "invalid_query");
        admin.raw("GET", "/v1/candidates?external_ref=%E9", &[]).refused_at(400, "invalid_query", "?external_ref");
        admin.raw("GET", "/v1/totals?year=2023&neighbourhood=%E9", &[]).refused_at(400, "invalid_query", "?neighbourhood");
        assert_eq!(admin.get("/v1/organisations?q=%C3%A9meraude").await.ok().items().len(), 1);
        assert_eq!(admin.get("/v1/organisations?q=%EF%BF%BD").await.ok().items().len(), 0);
    }

    async fn a_search_of_which_nothing_remains_finds_nobody(app: App) {
        let admin = app.admin();
        let placed = somebody_at_work(&admin, "BTP").await;
        placed.hours("2023-06", "1").create(&admin).await;
        for (list, items) in [
            ("organisations", "/items"),
            ("candidates", "/items"),
            ("candidates?changed_since=start&", "/items"),
            ("public-contracts", "/items"),
            ("months/2023-06/sheet", "/rows"),
        ] {
            let found = |query: &'static str| {
                let (admin, mark) = (admin.clone(), if list.ends_with('&') { "" } else { "?" });
                async move {
                    let reply = admin.get(&format!("/v1/{list}{mark}q={query}")).await.ok();
                    reply.at(items).as_array().unwrap().len()
                }
            };
            for void in ["%25", "%3F%21", "_", "%E2%80%94", "%CC%81", "..."] {
                assert_eq!(found(void).await, 0, "{list} {void}");
            }
            for blank in ["", "%20", "%C2%A0"] {
                assert_ne!(found(blank).await, 0, "{list} {blank}");
            }
        }
    }

    async fn control_characters_in_a_query_are_refused(app: App) {
        for query in ["q=%00", "q=a%00b", "q=%0A", "q=%1B%5B31m"] {
            let refused = app.officer().raw("GET", &format!("/v1/organisations?{query}"), &[]);
            refused.refused_at(400, "invalid_query", "?q");
        }
        app.officer().raw("GET", "/v1/organisations?%00=1", &[]).refused(400, "invalid_query");
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
