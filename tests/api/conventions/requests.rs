//! Addresses, methods and request ids.

use reqwest::Method;
use serde_json::json;

use crate::support::builders::an_organisation;
use crate::support::on_both_databases;

on_both_databases! {
    async fn another_method_is_refused_with_those_that_are_taken(app: App) {
        let officer = app.officer();
        for (method, path, allowed) in [
            (Method::DELETE, "/v1/organisations", "GET, HEAD, OPTIONS, POST"),
            (Method::PUT, "/v1/organisations", "GET, HEAD, OPTIONS, POST"),
            (Method::POST, "/v1/organisations/1", "GET, HEAD, OPTIONS, PATCH, DELETE"),
            (Method::PUT, "/v1/organisations/1", "GET, HEAD, OPTIONS, PATCH, DELETE"),
            (Method::POST, "/v1/problems", "GET, HEAD, OPTIONS"),
            (Method::from_bytes(b"BREW").unwrap(), "/v1/organisations", "GET, HEAD, OPTIONS, POST"),
        ] {
            let refused = officer.request(method, path).send().await.refused(405, "method_not_allowed");
            assert_eq!(refused.header("allow"), Some(allowed), "{refused}");
        }
    }

    async fn an_address_that_does_not_exist_is_not_found(app: App) {
        let officer = app.officer();
        an_organisation().create(&officer).await;
        for target in [
            "/v1", "/v1/", "/v1/nowhere", "/v1/organisations/", "/v1/organisations/1/x", "//v1/organisations",
            "/V1/organisations", "/v1/organisations/..%2f..%2fetc", "/v1/organisations/1/../../x",
            "/v1/organisations/../organisations", "/v1/organisations/%2e%2e%2f1", "/v1/organisations/..",
        ] {
            officer.raw("GET", target, &[]).refused(404, "not_found");
        }
    }

    async fn an_address_written_in_another_way_is_the_same_address(app: App) {
        let officer = app.officer();
        an_organisation().create(&officer).await;
        for target in ["/v1/organisations", "/%761/organisations", "/v1/organisation%73"] {
            let reply = officer.raw("GET", target, &[("Accept", "text/csv")]).ok();
            assert_eq!(reply.header("cache-control"), Some("no-store"), "{target}");
            assert!(reply.header("vary").unwrap().contains("Authorization"), "{target}");
            assert!(reply.header("content-type").unwrap().starts_with("text/csv"), "{target}");
            officer.raw("GET", &format!("{target}?nonsense=1"), &[]).refused(400, "invalid_query");
        }
    }

    async fn what_is_no_id_names_nothing(app: App) {
        let officer = app.officer();
        an_organisation().create(&officer).await;
        let ids = [
            "0", "-1", "+1", "1.0", "1e0", "0x1", "one", "%20", "1%20", "%00", "1%00", "1;", "1'", "1%20OR%201=1",
            "99999999999999999999", "9223372036854775807", "9223372036854775808", "%D9%A1", "null",
        ];
        for id in ids {
            let target = format!("/v1/organisations/{id}");
            officer.raw("GET", &target, &[]).refused(404, "not_found");
            officer.patch(&target, "\"1\"", &json!({})).await.refused(404, "not_found");
        }
    }

    async fn a_request_keeps_the_id_it_came_with_if_that_is_plain(app: App) {
        let officer = app.officer();
        for id in ["abc-123", "2023-06_ariq.001", &"x".repeat(64)] {
            let reply = officer.request(Method::GET, "/v1/organisations").header("X-Request-Id", id).send().await.ok();
            assert_eq!(reply.header("x-request-id"), Some(id));
            let refused = officer.request(Method::GET, "/v1/organisations/0").header("X-Request-Id", id).send().await;
            assert_eq!(refused.refused(404, "not_found")["request_id"], id);
            let anonymous = app.anonymous().request(Method::GET, "/").header("X-Request-Id", id).send().await;
            assert_eq!(anonymous.refused(401, "unauthenticated")["request_id"], id);
        }
    }

    async fn a_request_without_a_plain_id_is_given_one_of_its_own(app: App) {
        let officer = app.officer();
        let mut given = vec![officer.get("/v1/organisations").await.ok()];
        for id in ["", "a b", "{\"a\":1}", "<b>", &"x".repeat(65)] {
            given.push(officer.request(Method::GET, "/v1/organisations").header("X-Request-Id", id).send().await.ok());
        }
        let mut ids: Vec<_> = given.iter().map(|reply| reply.header("x-request-id").unwrap()).collect();
        assert!(ids.iter().all(|id| id.len() == 36), "{ids:?}");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), given.len());
    }
}
