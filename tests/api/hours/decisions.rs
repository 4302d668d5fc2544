//! Decisions on many cells at once.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{Placed, an_organisation, somebody_at_work};
use crate::support::{App, Client, Reply, on_both_databases};

const VALIDATIONS: &str = "/v1/hours/validations";
const REJECTIONS: &str = "/v1/hours/rejections";

/// ARIQ's hours of three months, submitted.
async fn submitted(app: &App) -> (Client, Client, Placed, Vec<i64>) {
    let officer = app.officer();
    let organisation = an_organisation().named("ARIQ").create(&officer).await;
    let ariq = app.as_partner(organisation, &[Sector::Btp]);
    let placed = somebody_at_work(&officer, "BTP").await;
    let mut ids = Vec::new();
    for (month, worked) in [("2023-05", "50"), ("2023-06", "60.25"), ("2023-07", "70")] {
        ids.push(placed.hours(month, worked).create(&ariq).await);
    }
    (officer, ariq, placed, ids)
}

fn verdicts(reply: &Reply) -> Vec<&str> {
    reply["rows"].as_array().unwrap().iter().map(|row| row["verdict"].as_str().unwrap()).collect()
}

async fn total(officer: &Client) -> Value {
    officer.get("/v1/totals?year=2023").await.ok().at("/total/hours").clone()
}

fn chosen(filter: Value, count: i64, worked: &str) -> Value {
    json!({ "filter": filter, "expected": { "count": count, "worked": worked } })
}

on_both_databases! {
    async fn hours_are_validated_by_their_ids(app: App) {
        let (officer, _, placed, ids) = submitted(&app).await;
        let reply = officer.post(VALIDATIONS, &json!({ "ids": [ids[0], ids[2]] })).await.ok();
        assert_eq!(reply["summary"], json!({ "decided": 2, "unchanged": 0, "refused": 0, "worked": "120.00" }));
        assert_eq!((verdicts(&reply), total(&officer).await), (vec!["updated", "updated"], json!("120.00")));
        let cell = officer.get(&placed.cell("2023-05")).await.ok();
        assert_eq!((&cell["status"], &cell["source"], &cell["version"]), (&json!("validated"), &json!("ARIQ"), &json!(2)));
        let again = officer.post(VALIDATIONS, &json!({ "ids": ids })).await.ok();
        assert_eq!(verdicts(&again), ["unchanged", "updated", "unchanged"]);
    }

    async fn hours_are_validated_by_a_filter_if_they_are_what_was_seen(app: App) {
        let (officer, ariq, placed, _) = submitted(&app).await;
        let filter = json!({ "source": "ARIQ", "from": "2023-06" });
        let wrong = officer.post(VALIDATIONS, &chosen(filter.clone(), 2, "130.26")).await.refused(409, "not_as_expected");
        assert!(wrong["detail"].as_str().unwrap().contains("2 lignes et 130,25 h"), "{wrong}");
        assert_eq!(total(&officer).await, "0.00");
        let reply = officer.post(VALIDATIONS, &chosen(filter.clone(), 2, "130.25")).await.ok();
        assert_eq!((&reply["summary"]["decided"], total(&officer).await), (&json!(2), json!("130.25")));
        officer.post(VALIDATIONS, &chosen(filter.clone(), 2, "130.25")).await.refused(409, "not_as_expected");
        assert_eq!(officer.post(VALIDATIONS, &chosen(filter, 0, "0")).await.ok()["rows"], json!([]));
        // The decision is on the correction that waits.
        placed.hours("2023-06", "61").because("Relevé").correct(&ariq, "\"2\"").await.ok();
        let correction = chosen(json!({ "lot_id": placed.lot, "month": "2023-06" }), 1, "61");
        officer.post(VALIDATIONS, &correction).await.ok();
        assert_eq!(total(&officer).await, "131.00");
    }

    async fn a_cell_that_changed_since_it_was_read_is_refused_and_the_others_are_decided_on(app: App) {
        let (officer, ariq, placed, ids) = submitted(&app).await;
        placed.hours("2023-06", "61").correct(&ariq, "\"1\"").await.ok();
        let read = |cells: &[(i64, i64)]| {
            json!({ "cells": cells.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect::<Vec<_>>() })
        };
        let as_read = read(&[(ids[2], 1), (ids[1], 1), (ids[0], 1)]);
        let reply = officer.post(VALIDATIONS, &as_read).await.ok();
        assert_eq!(verdicts(&reply), ["updated", "rejected", "updated"]);
        assert_eq!(reply.at("/rows/1/problem/code"), "precondition_failed");
        assert_eq!((reply.at("/rows/1/hours_id"), reply.at("/summary/refused")), (&json!(ids[1]), &json!(1)));
        assert_eq!(total(&officer).await, "120.00");
        // A version is decided on once.
        assert_eq!(verdicts(&officer.post(VALIDATIONS, &as_read).await.ok()), ["rejected"; 3]);
        let mut rejection = read(&[(ids[1], 2)]);
        rejection["reason"] = json!("Feuille manquante");
        assert_eq!(verdicts(&officer.post(REJECTIONS, &rejection).await.ok()), ["updated"]);
        assert_eq!(ariq.get(&placed.cell("2023-06")).await.ok()["status"], "rejected");
        for (body, code, pointer) in [
            (read(&[(ids[0], 1), (999_999, 1)]), "unknown_hours", "/cells/1/id"),
            (read(&[(ids[0], 1), (ids[0], 2)]), "duplicate_cell", "/cells/1/id"),
            (read(&[]), "too_many_rows", "/cells"),
            (json!({ "cells": [{ "id": ids[0] }] }), "missing", "/cells/0/version"),
            (json!({ "cells": [{ "version": 1 }] }), "missing", "/cells/0/id"),
            (json!({ "ids": [ids[0]], "cells": [{ "id": ids[0], "version": 1 }] }), "invalid_body", "/ids"),
        ] {
            officer.post(VALIDATIONS, &body).await.refused_at(422, code, pointer);
        }
    }

    async fn hours_are_rejected_with_a_reason_and_do_not_count(app: App) {
        let (officer, ariq, placed, ids) = submitted(&app).await;
        officer.post(REJECTIONS, &json!({ "ids": [ids[0]] })).await.refused_at(422, "missing", "/reason");
        let reason = json!({ "ids": [ids[0]], "reason": "Feuille manquante" });
        assert_eq!(verdicts(&officer.post(REJECTIONS, &reason).await.ok()), ["updated"]);
        let history = ariq.all(&format!("/v1/hours/{}/history", ids[0])).await;
        assert_eq!((&history[1]["status"], &history[1]["reason"]), (&json!("rejected"), &json!("Feuille manquante")));
        assert_eq!(ariq.get(&placed.cell("2023-05")).await.ok()["status"], "rejected");
        let twice = officer.post(REJECTIONS, &reason).await.ok();
        assert_eq!((verdicts(&twice), &twice["summary"]["unchanged"]), (vec!["unchanged"], &json!(1)));
        let validated = officer.post(VALIDATIONS, &json!({ "ids": [ids[0]] })).await.ok();
        assert_eq!(validated.at("/rows/0/problem/code"), "status_not_allowed");
        assert_eq!(validated.at("/rows/0/hours_id"), ids[0]);
    }

    async fn a_rejected_correction_leaves_what_was_validated(app: App) {
        let (officer, ariq, placed, ids) = submitted(&app).await;
        officer.post(VALIDATIONS, &json!({ "ids": ids })).await.ok();
        placed.hours("2023-06", "99").because("Relevé").correct(&ariq, "\"2\"").await.ok();
        let reason = json!({ "ids": [ids[1]], "reason": "Pas d'accord" });
        assert_eq!(verdicts(&officer.post(REJECTIONS, &reason).await.ok()), ["updated"]);
        let cell = officer.get(&placed.cell("2023-06")).await.ok();
        for (field, value) in [
            ("worked", json!("60.25")), ("status", json!("validated")), ("pending", Value::Null), ("version", json!(4)),
        ] {
            assert_eq!(cell[field], value, "{field}: {cell}");
        }
        let history = officer.all(&format!("/v1/hours/{}/history", ids[1])).await;
        assert_eq!((&history[3]["worked"], &history[3]["status"]), (&json!("99.00"), &json!("rejected")));
        assert_eq!(total(&officer).await, "180.25");
    }

    async fn what_cannot_be_decided_on_is_told_and_the_rest_is(app: App) {
        let (officer, _, _, ids) = submitted(&app).await;
        app.close_month("2023-06", "BTP").await;
        let reply = officer.post(VALIDATIONS, &json!({ "ids": ids })).await.ok();
        assert_eq!(verdicts(&reply), ["updated", "rejected", "updated"]);
        assert_eq!(reply.at("/rows/1/problem/code"), "month_closed");
        assert_eq!((&reply["summary"]["refused"], total(&officer).await), (&json!(1), json!("120.00")));
    }

    async fn only_officers_decide_and_only_on_what_they_see(app: App) {
        let (officer, ariq, _, ids) = submitted(&app).await;
        ariq.post(VALIDATIONS, &json!({ "ids": ids })).await.refused(403, "forbidden");
        let services = app.as_role(Role::Officer, &[Sector::Ms]);
        services.post(VALIDATIONS, &json!({ "ids": [ids[0]] })).await.refused_at(422, "unknown_hours", "/ids/0");
        assert_eq!(services.post(VALIDATIONS, &chosen(json!({}), 0, "0")).await.ok()["rows"], json!([]));
        officer.post(VALIDATIONS, &json!({ "ids": [ids[0], 999_999] })).await.refused_at(422, "unknown_hours", "/ids/1");
        officer.post(VALIDATIONS, &json!({ "ids": [ids[0], ids[0]] })).await.refused_at(422, "duplicate_cell", "/ids/1");
        officer.post(VALIDATIONS, &json!({ "ids": [] })).await.refused_at(422, "too_many_rows", "/ids");
        officer.post(VALIDATIONS, &json!({})).await.refused_at(422, "invalid_body", "/ids");
        officer.post(VALIDATIONS, &json!({ "filter": {} })).await.refused_at(422, "missing", "/expected");
        assert_eq!(total(&officer).await, "0.00");
    }
}
