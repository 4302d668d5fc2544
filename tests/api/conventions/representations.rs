//! Content negotiation, compression, and conditional requests.

use std::io::Read as _;

use reqwest::Method;
use serde_json::Value;

use crate::support::builders::{a_public_contract, an_organisation};
use crate::support::{Client, Reply, on_both_databases};

const EVERYTHING: &str = "Accept, Accept-Encoding, Authorization, Cookie";

async fn accepting(client: &Client, path: &str, accept: &str) -> Reply {
    client.request(Method::GET, path).header("accept", accept).send().await
}

on_both_databases! {
    async fn the_form_wanted_most_is_sent_and_json_where_nothing_is_said(app: App) {
        let officer = app.officer();
        for (accept, form) in [
            ("*/*", "application/json"),
            ("application/*", "application/json"),
            ("text/csv", "text/csv; charset=utf-8; header=present"),
            ("text/*", "text/csv; charset=utf-8; header=present"),
            ("TEXT/CSV", "text/csv; charset=utf-8; header=present"),
            ("text/csv;q=0.5, application/json", "application/json"),
            ("application/json;q=0.5, text/csv", "text/csv; charset=utf-8; header=present"),
            ("text/html, */*;q=0.1", "application/json"),
            ("application/json;q=0, */*;q=0.1", "text/csv; charset=utf-8; header=present"),
        ] {
            let reply = accepting(&officer, "/v1/organisations", accept).await.ok();
            assert_eq!(reply.header("content-type"), Some(form), "{accept}");
            assert_eq!(reply.header("vary"), Some(EVERYTHING));
        }
        assert_eq!(officer.get("/v1/organisations").await.ok().header("content-type"), Some("application/json"));
    }

    async fn a_form_that_is_not_offered_is_refused(app: App) {
        let officer = app.officer();
        let id = an_organisation().create(&officer).await;
        accepting(&officer, "/v1/organisations", "text/html").await.refused(406, "not_acceptable");
        accepting(&officer, "/v1/organisations", "application/json;q=0, text/csv;q=0").await.refused(406, "not_acceptable");
        let one = accepting(&officer, &format!("/v1/organisations/{id}"), "text/csv").await.refused(406, "not_acceptable");
        assert_eq!(one["detail"], "Cette adresse web répond en application/json.");
        assert_eq!(one.header("vary"), Some(EVERYTHING));
        let response = officer.request(Method::POST, "/v1/organisations").header("accept", "text/csv");
        response.json(an_organisation().json()).send().await.refused(406, "not_acceptable");
        assert_eq!(officer.all("/v1/organisations").await.len(), 1, "a refused request made something");
        let coding = officer.request(Method::GET, "/v1/organisations").header("accept-encoding", "identity;q=0");
        coding.send().await.refused(406, "not_acceptable");
        accepting(&app.anonymous(), "/v1/organisations", "text/html").await.refused(401, "unauthenticated");
    }

    async fn head_tells_what_get_would_without_the_body(app: App) {
        let officer = app.officer();
        let id = an_organisation().create(&officer).await;
        for path in [format!("/v1/organisations/{id}"), "/v1/organisations".to_owned(), "/health/live".to_owned()] {
            let get = officer.get(&path).await.ok();
            let head = officer.request(Method::HEAD, &path).send().await.ok();
            assert_eq!(head.text, "");
            for name in ["content-type", "content-length", "etag", "vary", "cache-control"] {
                assert_eq!(head.header(name), get.header(name), "{name} of {path}");
            }
        }
        let table = officer.request(Method::HEAD, "/v1/organisations").header("accept", "text/csv").send().await.ok();
        assert_eq!((table.text.as_str(), table.header("content-length")), ("", None));
        assert_eq!(officer.request(Method::HEAD, "/v1/organisations/999").send().await.status, 404);
        assert_eq!(officer.request(Method::HEAD, "/v1/hours-due/computation").send().await.status, 405);
        assert_eq!(app.anonymous().request(Method::HEAD, "/v1/organisations").send().await.status, 401);
    }

    async fn options_tells_which_methods_an_address_takes(app: App) {
        let officer = app.officer();
        let options = |path: &'static str| officer.request(Method::OPTIONS, path).send();
        let list = options("/v1/organisations").await.no_content();
        assert_eq!(list.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
        assert_eq!(options("/v1/hours/1/1/2023-01").await.no_content().header("allow"), Some("GET, HEAD, OPTIONS, PUT, DELETE"));
        options("/v1/nothing").await.refused(404, "not_found");
        app.anonymous().request(Method::OPTIONS, "/v1/organisations").send().await.refused(401, "unauthenticated");
    }

    async fn a_thing_seen_already_is_not_sent_again(app: App) {
        let officer = app.officer();
        let path = "/v1/months/2024-02";
        let tag = officer.get(path).await.ok().etag().trim_matches('"').to_owned();
        let seen = |tags: String| officer.request(Method::GET, path).header("if-none-match", &tags).send();
        for tags in ["\"T\"", "W/\"T\"", "\"7\", \"T\"", "*", "\"T-gzip\"", "\"T--gzip\", \"2\"", "W/\"T-br\""] {
            let reply = seen(tags.replace('T', &tag)).await.with_status(304);
            assert_eq!((reply.text.as_str(), reply.etag().trim_matches('"')), ("", tag.as_str()), "{tags}");
            assert_eq!(reply.header("vary"), Some(EVERYTHING));
        }
        for tags in ["\"2\"", "T", "\"T", ""] {
            assert_eq!(seen(tags.replace('T', &tag)).await.ok()["month"], "2024-02", "{tags}");
        }
        let head = officer.request(Method::HEAD, path).header("if-none-match", &format!("\"{tag}\"")).send().await;
        assert_eq!(head.status, 304);
        a_public_contract().create_lot(&officer).await;
        seen(format!("\"{tag}\"")).await.ok();
        // A version says what was recorded, and not what is computed beside it.
        let organisation = an_organisation().send(&officer).await.created();
        let organisation_path = format!("/v1/organisations/{}", organisation.id());
        officer.request(Method::GET, &organisation_path).header("if-none-match", organisation.etag()).send().await.ok();
        let refused = officer.request(Method::GET, "/v1/organisations/999").header("if-none-match", "*").send().await;
        refused.refused(404, "not_found");
    }

    async fn long_answers_are_packed_where_the_caller_unpacks_them(app: App) {
        let officer = app.officer();
        for _ in 0..8 {
            an_organisation().create(&officer).await;
        }
        let packed = |path: &'static str, accept: &'static str| {
            officer.request(Method::GET, path).header("accept", accept).header("accept-encoding", "gzip, br").bytes()
        };
        for accept in ["application/json", "text/csv"] {
            let (headers, bytes) = packed("/v1/organisations", accept).await;
            assert_eq!(headers["content-encoding"], "gzip", "{accept}");
            let mut text = String::new();
            flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
            assert_eq!(text, accepting(&officer, "/v1/organisations", accept).await.ok().text);
            assert!(bytes.len() < text.len());
        }
        for path in ["/v1/organisations/1", "/v1/organisations?limit=1", "/v1/nothing"] {
            let (headers, bytes) = packed(path, "application/json").await;
            assert_eq!(headers.get("content-encoding"), None, "{path}");
            serde_json::from_slice::<Value>(&bytes).unwrap();
        }
    }

    async fn an_address_refuses_parameters_that_it_does_not_take(app: App) {
        let officer = app.officer();
        let id = an_organisation().create(&officer).await;
        for path in [format!("/v1/organisations/{id}"), "/v1/reference/kinds".to_owned(), "/v1/settings".to_owned()] {
            officer.get(&format!("{path}?verbose=1")).await.refused_at(400, "invalid_query", "?verbose");
        }
        let response = officer.post("/v1/organisations?dry_run=true", an_organisation().json()).await;
        response.refused_at(400, "invalid_query", "?dry_run");
        assert_eq!(officer.all("/v1/organisations").await.len(), 1);
    }
}
