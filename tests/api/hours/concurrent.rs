//! Single cells that callers set at the same moment: each is answered and audited by itself.

use std::collections::HashSet;
use std::time::Duration;

use clauses::values::Sector;
use futures_util::future::{join_all, join3};
use serde_json::{Value, json};

use crate::support::builders::{Placed, an_organisation, somebody_at_work};
use crate::support::{Client, Reply, on_both_databases};

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

/// Ten hours in each of these months, sent at the same moment.
async fn sent(placed: &Placed, months: &[String], client: &Client) -> Vec<Reply> {
    join_all(months.iter().map(|month| placed.hours(month, "10").send(client))).await
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
                assert_eq!(officer.get(&placed.cell(month)).await.ok().unnamed(), reply.json);
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

    async fn cells_of_two_callers_that_wait_together_keep_each_its_sender_and_its_rights(app: App) {
        let officer = app.officer();
        let (works, services) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await);
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let ariq = app.as_partner(ariq, &[Sector::Btp]);
        let months: Vec<String> = (1..=6).map(|month| format!("2023-{month:02}")).collect();
        let locked = app.lock_organisations();
        let sending = join3(sent(&services, &months, &officer), sent(&works, &months, &ariq), sent(&services, &months, &ariq));
        let release = async {
            for _ in 0..20 {
                app.anonymous().get("/metrics").await.ok();
            }
            drop(locked);
        };
        let ((by_officer, by_ariq, hidden), ()) = tokio::join!(sending, release);
        for (replies, source) in [(by_officer, "CREATIV"), (by_ariq, "ARIQ")] {
            for (month, reply) in months.iter().zip(replies) {
                assert_eq!((reply.status, &reply["month"], &reply["source"]), (201, &json!(month), &json!(source)), "{reply}");
            }
        }
        for reply in hidden {
            reply.refused(404, "not_found");
        }
    }

    async fn a_cell_that_several_name_at_once_is_recorded_once_and_a_client_that_left_keeps_nobody_up(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let locked = app.lock_organisations();
        let sending = join_all(["10", "11", "12"].map(|worked| placed.hours("2023-05", worked).send(&officer)));
        let leaving = tokio::time::timeout(Duration::from_millis(50), placed.hours("2023-06", "9").send(&officer));
        let release = async {
            for _ in 0..20 {
                app.anonymous().get("/metrics").await.ok();
            }
            drop(locked);
        };
        let (replies, _, ()): (Vec<Reply>, _, ()) = tokio::join!(sending, leaving, release);
        let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 428, 428]);
        assert_eq!(officer.get(&placed.cell("2023-05")).await.ok()["version"], 1);
        placed.hours("2023-07", "1").send(&officer).await.created();
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
