//! Keys taken back.

use reqwest::Method;

use super::{a_key, made, rotated, secret};
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_key_revoked_in_one_process_is_refused_by_another_at_its_next_request(app: App) {
        let twin = app.twin();
        let reply = made(&app.admin(), &a_key("officer")).await;
        let (id, secret) = (reply.id(), secret(&reply));
        let (here, there) = (app.bearing(&secret), twin.bearing(&secret));
        for _ in 0..3 {
            here.get("/v1/organisations").await.ok();
            there.get("/v1/organisations").await.ok();
        }
        let path = format!("/v1/api-keys/{id}");
        app.admin().request(Method::DELETE, &path).send().await.no_content();
        there.get("/v1/organisations").await.refused(401, "unauthenticated");
        here.get("/v1/organisations").await.refused(401, "unauthenticated");
    }

    async fn revoking_again_changes_nothing_and_what_is_not_there_is_not_found(app: App) {
        let admin = app.admin();
        let path = format!("/v1/api-keys/{}", made(&admin, &a_key("officer")).await.id());
        admin.request(Method::DELETE, &path).send().await.no_content();
        let revoked = admin.get(&path).await.ok();
        assert_eq!(revoked["revoked_at"], "2024-03-15T09:00:00Z", "{revoked}");
        let later = app.at("2024-03-16T09:00:00Z");
        later.admin().request(Method::DELETE, &path).send().await.no_content();
        assert_eq!(later.admin().get(&path).await.ok().json, revoked.json);
        admin.request(Method::DELETE, "/v1/api-keys/77").send().await.refused(404, "not_found");
        assert_eq!(admin.all("/v1/audit/events?action=revoke").await.len(), 1);
    }

    async fn a_revoked_key_takes_its_other_secrets_with_it_and_is_not_rotated(app: App) {
        let admin = app.admin();
        let first = made(&admin, &a_key("officer")).await;
        let second = rotated(&admin, first.id(), 24).await;
        admin.request(Method::DELETE, &format!("/v1/api-keys/{}", first.id())).send().await.no_content();
        for secret in [secret(&first), secret(&second)] {
            app.bearing(&secret).get("/v1/organisations").await.refused(401, "unauthenticated");
        }
        let path = format!("/v1/api-keys/{}/rotations", first.id());
        let body = serde_json::json!({ "overlap_hours": 0 });
        admin.post(&path, &body).await.refused(409, "api_key_ended");
    }

    async fn an_administrator_may_revoke_the_own_key_and_is_out_then(app: App) {
        let reply = made(&app.admin(), &serde_json::json!({ "name": "Seconde", "role": "admin" })).await;
        let own = app.bearing(&secret(&reply));
        own.request(Method::DELETE, &format!("/v1/api-keys/{}", reply.id())).send().await.no_content();
        own.get("/v1/api-keys").await.refused(401, "unauthenticated");
    }
}
