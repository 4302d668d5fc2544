//! The periods of the participant record, beside those that officers recorded.

use serde_json::{Value, json};

use super::{Plie, at_work, link, link_of, participant};
use crate::support::{Client, on_both_databases};

async fn hours_in_plie(officer: &Client) -> Value {
    officer.get("/v1/totals?year=2023").await.ok()["total"]["hours"].clone()
}

fn record(periods: Value) -> Value {
    let mut record = participant("P-1", "Rosée", "Awa");
    record["periods"] = periods;
    json!([record])
}

async fn periods(officer: &Client, candidate: i64) -> Vec<(Value, Value, Value, Value)> {
    let periods = officer.get(&format!("/v1/candidates/{candidate}/plie-periods")).await.ok();
    let value = |period: &Value, name: &str| period[name].clone();
    periods
        .items()
        .iter()
        .map(|one| (value(one, "from"), value(one, "to"), value(one, "source"), value(one, "counts")))
        .collect()
}

on_both_databases! {
    async fn the_record_decides_month_by_month_in_open_months_and_an_officers_period_is_kept_beside_it(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&record(json!([{ "from": "2023-06-15", "to": "2023-07-31" }])));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        let address = format!("/v1/candidates/{}/plie-periods", placed.candidate);
        let own = officer.post(&address, &json!({ "from": "2023-06-15" })).await.created();
        for month in ["2023-05", "2023-06", "2023-07", "2023-08"] {
            placed.hours(month, "10").validated().send(&officer).await.created();
        }
        assert_eq!(hours_in_plie(&officer).await, "30.00");
        plie.work(&app);
        assert_eq!(hours_in_plie(&officer).await, "20.00");
        assert_eq!(periods(&officer, placed.candidate).await, [
            (json!("2023-06-15"), Value::Null, json!("officer"), json!(false)),
            (json!("2023-06-15"), json!("2023-07-31"), json!("plie"), json!(true)),
        ]);
        let findings = officer.all("/v1/findings?kind=plie_periods_differ").await;
        assert_eq!(findings.iter().map(|finding| &finding["candidate_id"]).collect::<Vec<_>>(), [&json!(placed.candidate)]);
        let of_record = officer.get(&address).await.ok().items()[1]["id"].clone();
        let of_record = officer.get(&format!("/v1/plie-periods/{of_record}")).await.ok();
        let refused = officer.patch(&format!("/v1/plie-periods/{}", of_record["id"]), of_record.etag(), &json!({ "to": null })).await;
        refused.refused_at(422, "immutable_field", "/from");
        let own = officer.get(&format!("/v1/plie-periods/{}", own.id())).await.ok();
        officer.patch(&format!("/v1/plie-periods/{}", own.id()), own.etag(), &json!({ "to": "2023-07-31" })).await.ok();
        assert_eq!(officer.all("/v1/findings?kind=plie_periods_differ").await.len(), 0);
        let etag = link(&officer, placed.candidate).await.etag().to_owned();
        let off = format!("{}?reason=Homonyme", link_of(placed.candidate));
        officer.request(reqwest::Method::DELETE, &off).header("If-Match", &etag).send().await;
        assert_eq!(periods(&officer, placed.candidate).await, [
            (json!("2023-06-15"), json!("2023-07-31"), json!("officer"), json!(true)),
        ]);
    }

    async fn a_refresh_follows_the_record_and_a_closed_month_keeps_what_it_had(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&record(json!([{ "from": "2023-01-01" }])));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        for month in ["2023-06", "2023-07"] {
            placed.hours(month, "10").validated().send(&officer).await.created();
        }
        plie.work(&app);
        assert_eq!(hours_in_plie(&officer).await, "20.00");
        let forced = json!({ "force": true, "reason": "Fin de mois" });
        officer.put("/v1/months/2023-06/closures/BTP", &forced).await.ok();
        let changed = record(json!([{ "from": "2023-08-01" }]));
        plie.stub.set_participants(clauses::plie::stub::read_participants(&changed.to_string()).unwrap()).unwrap();
        let tomorrow = app.at("2024-03-16T10:00:00Z");
        plie.work(&tomorrow);
        assert_eq!(hours_in_plie(&officer).await, "10.00", "July follows, June is closed");
        let findings = officer.all("/v1/findings?kind=frozen_values").await;
        assert_eq!(findings.iter().map(|one| (&one["month"], &one["fields"])).collect::<Vec<_>>(), [(&json!("2023-06"), &json!(["in_plie"]))]);
        officer.get("/v1/audit/verification").await.refused(403, "forbidden");
        assert_eq!(app.admin().get("/v1/audit/verification").await.ok()["intact"], true);
    }

    async fn opening_the_file_has_an_old_record_read_again(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&record(json!([])));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        plie.work(&app);
        assert_eq!(plie.stub.received().requests["readParticipant"], 1);
        let soon = app.at("2024-03-15T09:10:00Z");
        link(&soon.officer(), placed.candidate).await;
        plie.work(&soon);
        assert_eq!(plie.stub.received().requests["readParticipant"], 1);
        let later = app.at("2024-03-15T09:16:00Z");
        link(&later.officer(), placed.candidate).await;
        plie.work(&later);
        assert_eq!(plie.stub.received().requests["readParticipant"], 2);
    }

    async fn an_exit_ends_the_period_of_the_record_that_contains_it(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&record(json!([{ "from": "2023-01-01", "to": "2024-02-29" }])));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        let own = json!({ "from": "2022-06-01" });
        officer.post(&format!("/v1/candidates/{}/plie-periods", placed.candidate), &own).await.created();
        let exit = json!({ "candidate_id": placed.candidate, "kind": "CDI", "started_on": "2023-09-01", "met_on": "2024-02-01", "weekly_hours": "35" });
        let exit = officer.post("/v1/positive-exits", &exit).await.created();
        plie.work(&app);
        let period = officer.get(&format!("/v1/candidates/{}/plie-periods", placed.candidate)).await.ok().items()[1].clone();
        assert_eq!(period["source"], "plie");
        let shown = officer.get(&format!("/v1/positive-exits/{}", exit.id())).await.ok();
        assert_eq!(shown["plie_period_id"], period["id"]);
    }
}
