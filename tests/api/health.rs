//! `/health`: public, and without any other information.

use serde_json::json;

use crate::support::on_both_databases;

on_both_databases! {
    async fn anybody_may_ask_whether_the_service_lives_and_answers(app: App) {
        let anonymous = app.anonymous();
        assert_eq!(anonymous.get("/health/live").await.ok().json, json!({ "status": "live" }));
        assert_eq!(anonymous.get("/health/ready").await.ok().json, json!({ "status": "ready" }));
        anonymous.get("/health/secrets").await.refused(404, "not_found");
    }
}
