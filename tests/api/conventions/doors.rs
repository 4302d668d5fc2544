//! Authentication: without valid credentials, every address answers that a key is needed, and nothing else.

use clauses::values::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::builders::an_organisation;
use crate::support::{Reply, on_both_databases};

#[track_caller]
fn is_unauthenticated(reply: Reply) {
    let reply = reply.refused(401, "unauthenticated");
    assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"clauses\""), "{reply}");
}

on_both_databases! {
    async fn a_stranger_is_sent_away_from_every_address_known_or_not(app: App) {
        let anonymous = app.anonymous();
        for path in ["/v1/organisations", "/v1/organisations/1", "/v1/nowhere", "/", "/v1", "/v1/organisations?nmae=x"] {
            is_unauthenticated(anonymous.get(path).await);
            is_unauthenticated(anonymous.request(Method::DELETE, path).send().await);
        }
        for target in ["/v1/organisations/..%2f..%2fetc", "/v1/organisations/1/../../x"] {
            is_unauthenticated(anonymous.raw("GET", target, &[]));
        }
        // A path cannot climb out of a public address.
        anonymous.raw("GET", "/v1/problems/../organisations", &[]).refused(404, "not_found");
    }

    async fn a_stranger_is_sent_away_before_the_body_is_read(app: App) {
        // Twenty mebibytes are announced and none is sent: a service that reads the body never answers.
        let announced = [("Content-Type", "application/json"), ("Content-Length", "20971520")];
        is_unauthenticated(app.anonymous().raw("POST", "/v1/organisations", &announced));
        is_unauthenticated(app.anonymous().request(Method::POST, "/v1/organisations").body("text/plain", "{").send().await);
    }

    async fn only_a_key_as_it_was_given_opens(app: App) {
        for value in ["", "Bearer", "Bearer ", "Bearer clk_", "Basic YWRtaW46YWRtaW4=", "Bearer ' OR '1'='1", "clk_x"] {
            let headers = [("Authorization", value)];
            is_unauthenticated(app.anonymous().raw("GET", "/v1/organisations", &headers));
        }
        is_unauthenticated(app.bearing("clk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").get("/v1/organisations").await);
        is_unauthenticated(app.anonymous().get("/v1/organisations?api_key=clk_x").await);
        app.officer().get("/v1/organisations").await.ok();
    }

    async fn a_key_is_good_until_the_end_of_its_last_day_in_france(app: App) {
        let passed = app.at("2024-03-14T09:00:00Z").secret_until(Role::Officer, "2024-03-14");
        is_unauthenticated(app.bearing(&passed).get("/v1/organisations").await);
        let secret = app.secret_until(Role::Officer, "2024-03-15");
        let in_the_evening = app.at("2024-03-15T22:59:00Z");
        in_the_evening.bearing(&secret).get("/v1/organisations").await.ok();
        // Midnight in Dijon is an hour before midnight UTC in winter.
        let after_midnight = app.at("2024-03-15T23:00:00Z");
        is_unauthenticated(after_midnight.bearing(&secret).get("/v1/organisations").await);
    }

    async fn the_wrong_role_is_told_so_before_the_body_is_read(app: App) {
        let partner = app.as_role(Role::Partner, &[]);
        an_organisation().send(&partner).await.refused(403, "forbidden");
        partner.request(Method::POST, "/v1/organisations").body("text/plain", "{").send().await.refused(403, "forbidden");
        partner.patch("/v1/organisations/x", "x", &json!([])).await.refused(403, "forbidden");
        assert_eq!(app.admin().all("/v1/organisations").await.len(), 0);
    }
}
