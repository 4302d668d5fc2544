//! Who gets in: a stranger learns nothing but that a key is needed.

use clauses::values::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::builders::an_organisation;
use crate::support::{Reply, on_both_databases};

#[track_caller]
fn sent_away(reply: Reply) {
    let reply = reply.refused(401, "unauthenticated");
    assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"clauses\""), "{reply}");
}

on_both_databases! {
    async fn a_stranger_is_sent_away_from_every_address_known_or_not(app: App) {
        let stranger = app.anonymous();
        for path in ["/v1/organisations", "/v1/organisations/1", "/v1/nowhere", "/", "/v1", "/v1/organisations?nmae=x"] {
            sent_away(stranger.get(path).await);
            sent_away(stranger.request(Method::DELETE, path).send().await);
        }
        for target in ["/v1/organisations/..%2f..%2fetc", "/v1/organisations/1/../../x"] {
            sent_away(stranger.raw("GET", target, &[]));
        }
        // Below an address that is open, there is no way back up.
        stranger.raw("GET", "/v1/problems/../organisations", &[]).refused(404, "not_found");
    }

    async fn a_stranger_is_sent_away_before_the_body_is_read(app: App) {
        // Twenty mebibytes are announced and none is sent: whoever waits for them never answers.
        let announced = [("Content-Type", "application/json"), ("Content-Length", "20971520")];
        sent_away(app.anonymous().raw("POST", "/v1/organisations", &announced));
        sent_away(app.anonymous().request(Method::POST, "/v1/organisations").body("text/plain", "{").send().await);
    }

    async fn only_a_key_as_it_was_given_opens(app: App) {
        for value in ["", "Bearer", "Bearer ", "Bearer clk_", "Basic YWRtaW46YWRtaW4=", "Bearer ' OR '1'='1", "clk_x"] {
            let headers = [("Authorization", value)];
            sent_away(app.anonymous().raw("GET", "/v1/organisations", &headers));
        }
        sent_away(app.bearing("clk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").get("/v1/organisations").await);
        sent_away(app.anonymous().get("/v1/organisations?api_key=clk_x").await);
        app.officer().get("/v1/organisations").await.ok();
    }

    async fn a_key_is_good_until_the_end_of_its_last_day_in_france(app: App) {
        sent_away(app.with_key_until(Role::Officer, "2024-03-14").get("/v1/organisations").await);
        let secret = app.secret_until(Role::Officer, "2024-03-15");
        let in_the_evening = app.at("2024-03-15T22:59:00Z");
        in_the_evening.bearing(&secret).get("/v1/organisations").await.ok();
        // Midnight in Dijon comes an hour before midnight UTC in winter.
        let after_midnight = app.at("2024-03-15T23:00:00Z");
        sent_away(after_midnight.bearing(&secret).get("/v1/organisations").await);
    }

    async fn the_wrong_role_is_told_so_before_the_body_is_read(app: App) {
        let partner = app.as_role(Role::Partner, &[]);
        an_organisation().send(&partner).await.refused(403, "forbidden");
        partner.request(Method::POST, "/v1/organisations").body("text/plain", "{").send().await.refused(403, "forbidden");
        partner.patch("/v1/organisations/x", "x", &json!([])).await.refused(403, "forbidden");
        assert_eq!(app.admin().all("/v1/organisations").await.len(), 0);
    }
}
