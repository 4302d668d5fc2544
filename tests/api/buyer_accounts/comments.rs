//! `/v1/lots/{id}/comments`

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::{a_buyer, account};
use crate::support::on_both_databases;

const TEXT: &str = "Deux embauches sont prévues en septembre.";

on_both_databases! {
    async fn the_last_comment_up_to_a_day_stands_in_the_account_of_that_day(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let of_lot = |account: &Value| account["contracts"][0]["lots"][0].clone();
        let lot = of_lot(&account(&officer, buyer, "").await)["lot_id"].clone();
        let comments = format!("/v1/lots/{lot}/comments");
        officer.post(&comments, &json!({ "comment": "Le chantier a pris du retard." })).await.created();
        let written = officer.post(&comments, &json!({ "comment": TEXT })).await.created();
        assert_eq!((&written["written_on"], &written["lot_id"]), (&json!("2024-03-15"), &lot));
        assert_eq!(of_lot(&account(&officer, buyer, "").await)["comment"], TEXT);
        assert_eq!(of_lot(&account(&officer, buyer, "?on=2024-03-14").await)["comment"], Value::Null);
        let html = officer.get(&format!("/v1/organisations/{buyer}/account?format=html")).await;
        assert!(html.text.contains(TEXT) && !html.text.contains("pris du retard"), "{}", html.text);
        // An empty one withdraws it; all stay listed.
        officer.post(&comments, &json!({})).await.created();
        assert_eq!(of_lot(&account(&officer, buyer, "").await)["comment"], Value::Null);
        let listed: Vec<Value> = officer.all(&comments).await.into_iter().map(|one| one["comment"].clone()).collect();
        assert_eq!(listed, [json!("Le chantier a pris du retard."), json!(TEXT), Value::Null]);
        for statement in ["UPDATE lot_comments SET comment = 'x'", "DELETE FROM lot_comments"] {
            assert!(app.try_execute(statement).is_err(), "{statement}");
        }
    }

    async fn who_may_not_change_a_lot_does_not_comment_on_it(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let lot = account(&officer, buyer, "").await["contracts"][0]["lots"][0]["lot_id"].clone();
        let (comments, text) = (format!("/v1/lots/{lot}/comments"), json!({ "comment": TEXT }));
        app.as_role(Role::Officer, &[Sector::Ms]).post(&comments, &text).await.refused(404, "not_found");
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[Sector::Btp]).post(&comments, &text).await.refused(403, "forbidden");
            app.as_role(role, &[Sector::Btp]).get(&comments).await.refused(403, "forbidden");
        }
        officer.post(&comments, &json!({ "comment": "  " })).await.refused_at(422, "text_empty", "/comment");
        officer.post(&comments, &json!({ "comment": "x".repeat(2001) })).await.refused_at(422, "text_too_long", "/comment");
        officer.post("/v1/lots/999999/comments", &text).await.refused(404, "not_found");
        assert_eq!(officer.all(&comments).await, Vec::<Value>::new());
    }
}
