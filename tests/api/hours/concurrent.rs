//! Single cells that one caller sets at the same moment: each is answered and audited by itself.

use std::collections::HashSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::builders::somebody_at_work;
use crate::support::{Reply, on_both_databases};

/// A month and the hours sent for it.
const SENT: [(&str, &str); 8] = [
    ("2023-01", "10.01"),
    ("2023-02", "10.02"),
    ("2023-03", "1000"),
    ("2023-04", "10.04"),
    ("2023-05", "55"),
    ("2023-06", "10.06"),
    ("2022-12", "10"),
    ("2023-08", "10.08"),
];

fn expected(month: &str) -> (u16, Option<&'static str>) {
    match month {
        "2023-03" => (422, Some("hours_over_calendar")),
        "2023-05" => (428, Some("precondition_required")),
        "2022-12" => (422, Some("hours_before_employment")),
        _ => (201, None),
    }
}

on_both_databases! {
    async fn what_comes_at_once_is_recorded_at_once_and_answered_one_by_one(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-05", "5").create(&officer).await;
        let replies: Vec<Reply> = join_all(SENT.map(|(month, worked)| placed.hours(month, worked).send(&officer))).await;

        for ((month, worked), reply) in SENT.iter().zip(&replies) {
            let (status, code) = expected(month);
            assert_eq!((reply.status, reply.json["code"].as_str()), (status, code), "{month}: {reply}");
            if status == 201 {
                assert_eq!((&reply["month"], &reply["worked"]), (&json!(month), &json!(worked)));
                assert_eq!(officer.get(&placed.cell(month)).await.ok().json, reply.json);
                let events = format!("/v1/audit/events?subject=hours&subject_id={}", reply.id());
                let audit = officer.get(&events).await.ok();
                assert_eq!(audit.items().len(), 1, "{audit}");
                assert_eq!(audit.at("/items/0/request_id").as_str(), reply.header("x-request-id"), "{audit}");
            }
        }
        let all: Vec<Value> = officer.all("/v1/hours").await;
        assert_eq!(all.len(), 6);
    }

    async fn cells_that_wait_together_are_written_together(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let months: Vec<String> = (1..=12).map(|month| format!("2023-{month:02}")).collect();
        let locked = app.lock_organisations();
        let sending = join_all(months.iter().map(|month| placed.hours(month, "10").send(&officer)));
        let release = async {
            for _ in 0..20 {
                app.anonymous().get("/metrics").await.ok();
            }
            drop(locked);
        };
        let (replies, ()): (Vec<Reply>, ()) = tokio::join!(sending, release);
        let times: HashSet<String> = replies.iter().map(|reply| reply["updated_at"].to_string()).collect();
        assert!(times.len() < replies.len(), "each of {} cells has its own transaction", replies.len());
    }

    async fn hours_that_come_at_once_with_reasons_keep_each_its_own(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let months = ["2023-01", "2023-02", "2023-03", "2023-04"];
        for month in months {
            placed.hours(month, "10").validated().create(&officer).await;
        }
        let corrections = months.map(|month| {
            let reason = format!("Feuille de {month}");
            placed.hours(month, "11").validated().because(&reason).correct(&officer, "\"1\"")
        });
        for (month, reply) in months.iter().zip(join_all(corrections).await) {
            let history = officer.get(&format!("/v1/hours/{}/history", reply.ok().id())).await.ok();
            assert_eq!(history.at("/items/1/reason"), &json!(format!("Feuille de {month}")));
        }
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "44.00");
    }
    async fn a_cell_that_is_refused_leaves_nothing_behind(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let months = app.count("months");
        placed.hours("2019-07", "10").send(&officer).await.refused(422, "hours_before_employment");
        assert_eq!(app.count("months"), months);
        placed.hours("2023-07", "10").create(&officer).await;
        assert_eq!(app.count("months"), months + 1);
    }
}
