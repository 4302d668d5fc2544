//! A change of contract type: one employment ends and the next begins.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, admit, an_employment, hours};
use crate::support::{Client, Reply, on_both_databases};

/// Somebody with a CDDI of 2023 on two lots, on the second one until the end of May; the employment, and the lots.
async fn two_lots(client: &Client) -> (Reply, Vec<i64>) {
    let candidate = a_candidate().create(client).await;
    admit(client, candidate, "BTP").await;
    let lots = a_public_contract().with_lot("1", "10").with_lot("2", "20").create_lots(client).await;
    let employment = an_employment(candidate).on(lots[0]).on_during(lots[1], "2023-02-01", "2023-05-31");
    let employment = employment.with("weekly_hours", "26").with("occupation", "F1704");
    (employment.send(client).await.created(), lots)
}

async fn succeed(client: &Client, employment: i64, etag: &str, body: &Value) -> Reply {
    let path = format!("/v1/employments/{employment}/successors");
    client.request(Method::POST, &path).header("If-Match", etag).json(body).send().await
}

fn assigned(employment: &Reply) -> Vec<(i64, &str, Option<&str>)> {
    let assignments = employment["assignments"].as_array().unwrap().iter();
    assignments
        .map(|one| (one["lot_id"].as_i64().unwrap(), one["from"].as_str().unwrap(), one["to"].as_str()))
        .collect()
}

on_both_databases! {
    async fn an_employment_ends_the_day_before_another_type_begins_with_what_goes_on(app: App) {
        let officer = app.officer();
        let (before, lots) = two_lots(&officer).await;
        let change = json!({ "contract_type": "CDI", "starts_on": "2023-09-01" });
        let next = succeed(&officer, before.id(), before.etag(), &change).await.created();
        assert_eq!(next.header("location"), Some(format!("/v1/employments/{}", next.id()).as_str()));
        for (field, value) in [
            ("contract_type", json!("CDI")), ("starts_on", json!("2023-09-01")), ("ends_on", Value::Null),
            ("weekly_hours", json!("26.00")), ("occupation", json!("F1704")),
            ("employer_id", before["employer_id"].clone()), ("candidate_id", before["candidate_id"].clone()),
        ] {
            assert_eq!(next[field], value, "{field}");
        }
        assert_eq!(assigned(&next), [(lots[0], "2023-09-01", None)]);
        let ended = officer.get(&format!("/v1/employments/{}", before.id())).await.ok();
        assert_eq!((&ended["ends_on"], ended.etag()), (&json!("2023-08-31"), "\"2\""));
        let first = before["assignments"][0]["from"].as_str().unwrap();
        assert_eq!(assigned(&ended), [(lots[0], first, Some("2023-08-31")), (lots[1], "2023-02-01", Some("2023-05-31"))]);
        // Both are in the audit trail, and the next one names what it succeeds.
        let events = app.admin().all(&format!("/v1/audit/events?subject=employment&subject_id={}", next.id())).await;
        assert!(events.iter().any(|event| event.to_string().contains("succeeds")), "{events:?}");
    }

    async fn hours_of_the_month_of_the_change_may_stand_on_both(app: App) {
        let officer = app.officer();
        let (before, lots) = two_lots(&officer).await;
        hours(before.id(), lots[0], "2023-06", "100").create(&officer).await;
        let next = json!({ "contract_type": "CPRO", "starts_on": "2023-06-15", "ends_on": "2024-06-14", "weekly_hours": "35" });
        let next = succeed(&officer, before.id(), before.etag(), &next).await.created();
        hours(next.id(), lots[0], "2023-06", "50").create(&officer).await;
        assert_eq!(next["weekly_hours"], "35.00");
        // Hours of later months are in the way, and nothing of the change is left behind.
        let (other, lots) = two_lots(&officer).await;
        hours(other.id(), lots[0], "2023-10", "10").create(&officer).await;
        let change = json!({ "contract_type": "CDI", "starts_on": "2023-09-01" });
        let refused = succeed(&officer, other.id(), other.etag(), &change).await;
        refused.refused_at(409, "hours_would_be_orphaned", "/starts_on");
        let seen = officer.get(&format!("/v1/employments/{}", other.id())).await.ok();
        assert_eq!((&seen["ends_on"], seen.etag()), (&json!("2023-12-31"), "\"1\""));
        let of_person = format!("/v1/employments?candidate_id={}", other["candidate_id"]);
        assert_eq!(officer.all(&of_person).await.len(), 1);
    }

    async fn the_next_one_is_of_another_type_and_follows_without_a_gap(app: App) {
        let officer = app.officer();
        let (before, _) = two_lots(&officer).await;
        for (contract_type, starts_on, pointer, code) in [
            ("CDDI", "2023-09-01", "/contract_type", "immutable_field"),
            ("CDI", "2023-01-01", "/starts_on", "invalid_period"),
            ("CDI", "2024-01-02", "/starts_on", "invalid_period"),
            ("CDD", "2023-09-01", "/ends_on", "end_required"),
        ] {
            let change = json!({ "contract_type": contract_type, "starts_on": starts_on });
            succeed(&officer, before.id(), before.etag(), &change).await.refused_at(422, code, pointer);
        }
        let change = json!({ "contract_type": "CDI", "starts_on": "2024-01-01" });
        succeed(&officer, before.id(), "\"7\"", &change).await.refused(412, "precondition_failed");
        officer.post(&format!("/v1/employments/{}/successors", before.id()), &change).await.refused(428, "precondition_required");
        // On the day after the end, the employment before stays as it is.
        let next = succeed(&officer, before.id(), before.etag(), &change).await.created();
        assert_eq!(next["assignments"].as_array().unwrap().len(), 1);
        assert_eq!(officer.get(&format!("/v1/employments/{}", before.id())).await.ok().etag(), "\"1\"");
        succeed(&officer, 424_242, "\"1\"", &change).await.refused(404, "not_found");
    }

    async fn assignments_that_begin_after_the_next_one_ends_do_not_go_on(app: App) {
        let officer = app.officer();
        let candidate = a_candidate().create(&officer).await;
        admit(&officer, candidate, "BTP").await;
        let lots = a_public_contract().with_lot("1", "10").with_lot("2", "20").create_lots(&officer).await;
        let before = an_employment(candidate).on(lots[0]).on_during(lots[1], "2023-10-01", "2023-11-30");
        let before = before.send(&officer).await.created();
        let change = json!({ "contract_type": "CPRO", "starts_on": "2023-03-01", "ends_on": "2023-08-31" });
        let next = succeed(&officer, before.id(), before.etag(), &change).await.created();
        assert_eq!(assigned(&next), [(lots[0], "2023-03-01", None)]);
    }

    async fn who_does_not_see_an_assignment_does_not_end_it(app: App) {
        let officer = app.officer();
        let candidate = a_candidate().create(&officer).await;
        let mut employment = an_employment(candidate);
        for sector in ["BTP", "MS"] {
            admit(&officer, candidate, sector).await;
            let contract = if sector == "BTP" { a_public_contract().btp() } else { a_public_contract().ms() };
            employment = employment.on(contract.create_lot(&officer).await);
        }
        let employment = employment.send(&officer).await.created();
        let change = json!({ "contract_type": "CDI", "starts_on": "2023-03-01" });
        let limited = app.as_role(Role::Officer, &[Sector::Btp]);
        succeed(&limited, employment.id(), employment.etag(), &change).await.refused(403, "forbidden");
        succeed(&officer, employment.id(), employment.etag(), &change).await.created();
    }

    async fn a_partner_changes_the_type_of_its_own_alone(app: App) {
        let officer = app.officer();
        let (theirs, _) = two_lots(&officer).await;
        let partner = app.as_role(Role::Partner, &[Sector::Btp]);
        let change = json!({ "contract_type": "CDI", "starts_on": "2023-09-01" });
        succeed(&partner, theirs.id(), theirs.etag(), &change).await.refused(403, "forbidden");
    }
}
