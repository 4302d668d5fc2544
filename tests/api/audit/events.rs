//! `/v1/audit/events`

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, an_organisation};
use crate::support::on_both_databases;

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

on_both_databases! {
    async fn an_event_says_who_did_what_to_what_and_whether_it_is_sealed(app: App) {
        let officer = app.officer();
        let id = an_organisation().named("Régie").create(&officer).await;
        let path = format!("/v1/audit/events?subject=organisation&subject_id={id}");
        let listed = officer.get(&path).await.ok();
        let event = listed.items()[0].clone();
        assert_eq!((&event["action"], &event["at"]), (&json!("create"), &json!("2024-03-15T09:00:00Z")), "{listed}");
        assert!(event["actor"].as_str().unwrap().starts_with("key:"), "{listed}");
        assert_eq!(event["values"], json!([{ "field": "name", "value": "Régie" }]), "{listed}");
        assert_eq!((&event["sealed"], &event["block"]), (&json!(false), &Value::Null), "{listed}");
        assert!(event["request_id"].is_string(), "{listed}");
        app.seal();
        let sealed = officer.get(&path).await.ok();
        assert_eq!((sealed.at("/items/0/sealed"), sealed.at("/items/0/block")), (&json!(true), &json!(1)), "{sealed}");
    }

    async fn personal_values_stand_in_clear_beside_their_digests_until_they_are_erased(app: App) {
        let officer = app.officer();
        let id = a_candidate().named("Durand", "Alix").create(&officer).await;
        let person = officer.get(&format!("/v1/candidates/{id}")).await.ok();
        let etag = person.header("etag").unwrap();
        officer.patch(&format!("/v1/candidates/{id}"), etag, &json!({ "last_name": "Morel" })).await.ok();
        let path = "/v1/audit/events?subject=candidate&action=update";
        let before = officer.get(path).await.ok();
        let value = before.at("/items/0/personal/0").clone();
        assert_eq!(before.at("/items/0/fields"), &json!(["last_name"]), "{before}");
        assert_eq!((&value["before"], &value["after"]), (&json!("Durand"), &json!("Morel")), "{before}");
        for digest in ["before_digest", "after_digest"] {
            assert_eq!(value[digest].as_str().unwrap().len(), 64, "{before}");
        }
        app.seal();
        app.execute(&format!("DELETE FROM audit_personal WHERE candidate_id = {id}"));
        let after = officer.get(path).await.ok();
        let erased = after.at("/items/0/personal/0");
        assert_eq!((&erased["before"], &erased["after"]), (&Value::Null, &Value::Null), "{after}");
        assert_eq!(erased["after_digest"], value["after_digest"], "{after}");
    }

    async fn events_are_found_by_subject_actor_action_and_days(app: App) {
        let admin = app.admin();
        an_organisation().create(&admin).await;
        let officer = app.officer();
        an_organisation().create(&officer).await;
        an_organisation().create(&app.at("2024-03-18T23:59:59Z").admin()).await;
        let all = ids(&admin.all("/v1/audit/events").await);
        assert_eq!(all.len(), 4);
        for (query, expected) in [
            ("subject=organisation", vec![all[0], all[2], all[3]]),
            ("subject=api_key", vec![all[1]]),
            ("actor=bootstrap", vec![all[0], all[3]]),
            ("action=create&actor=operator", vec![all[1]]),
            ("action=delete", vec![]),
            ("from=2024-03-16", vec![all[3]]),
            ("to=2024-03-17", all[..3].to_vec()),
            ("from=2024-03-18&to=2024-03-18", vec![all[3]]),
        ] {
            assert_eq!(ids(&admin.all(&format!("/v1/audit/events?limit=1&{query}")).await), expected, "{query}");
        }
    }

    async fn a_question_that_cannot_be_is_refused(app: App) {
        let admin = app.admin();
        for (query, status, code, place) in [
            ("from=yesterday", 422, "invalid_date", "?from"),
            ("from=2024-03-16&to=2024-03-15", 422, "invalid_period", "?to"),
            ("subject_id=x", 400, "invalid_query", "?subject_id"),
        ] {
            admin.get(&format!("/v1/audit/events?{query}")).await.refused_at(status, code, place);
        }
    }

    async fn officers_who_see_every_sector_read_and_nobody_else(app: App) {
        app.officer().get("/v1/audit/events").await.ok();
        app.as_role(Role::Officer, &[Sector::Ms]).get("/v1/audit/events").await.refused(403, "forbidden");
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get("/v1/audit/events").await.refused(403, "forbidden");
        }
    }
}
