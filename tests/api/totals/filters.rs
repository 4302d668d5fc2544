//! The scope, status and filters of a question.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::world::a_small_year;
use crate::support::{Client, on_both_databases};

async fn total(client: &Client, query: &str) -> Value {
    let reply = client.get(&format!("/v1/totals?{query}")).await.ok();
    json!([reply.at("/total/hours"), reply.at("/total/people"), reply.at("/total/employments")])
}

on_both_databases! {
    async fn a_person_of_two_sectors_is_counted_once_in_all(app: App) {
        a_small_year(&app).await;
        let reply = app.officer().get("/v1/totals?year=2023&group_by=sector").await.ok();
        assert_eq!(reply["total"], json!({ "hours": "200.75", "people": 2, "employments": 2, "fte": "0.12" }));
        let people: i64 = reply["rows"].as_array().unwrap().iter().map(|row| row["people"].as_i64().unwrap()).sum();
        assert_eq!(people, 3);
        assert_eq!(reply["additive"], json!({ "hours": true, "people": false }));
    }

    async fn scope_status_and_eligibility_say_which_hours_are_meant(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        for (query, expected) in [
            ("year=2023", json!(["200.75", 2, 2])),
            ("year=2023&scope=plie&status=validated&counted=true", json!(["200.75", 2, 2])),
            ("year=2023&scope=all", json!(["250.75", 3, 3])),
            ("year=2023&status=submitted", json!(["7.00", 1, 1])),
            ("year=2023&status=any", json!(["207.75", 2, 2])),
            ("year=2023&scope=all&status=any", json!(["257.75", 3, 3])),
            ("year=2023&counted=false", json!(["25.00", 1, 1])),
            ("year=2023&counted=any", json!(["225.75", 3, 3])),
            ("year=2023&scope=all&status=any&counted=any", json!(["282.75", 4, 4])),
            ("year=2022&scope=all&status=any&counted=any", json!(["0.00", 0, 0])),
            ("from=2023-01&to=2023-01", json!(["100.00", 1, 1])),
            ("from=2022-06&to=2023-02&scope=all", json!(["210.75", 2, 2])),
            ("from=2023-02&to=2023-03&scope=all", json!(["140.75", 3, 3])),
        ] {
            assert_eq!(total(&officer, query).await, expected, "{query}");
        }
    }

    async fn filters_keep_the_hours_of_one_value(app: App) {
        let world = a_small_year(&app).await;
        let officer = app.officer();
        for (filter, expected) in [
            ("month=2023-02".to_owned(), json!(["100.75", 2, 2])),
            ("quarter=2023-Q1".to_owned(), json!(["200.75", 2, 2])),
            ("quarter=2023-Q2".to_owned(), json!(["0.00", 0, 0])),
            ("sector=MS".to_owned(), json!(["50.25", 2, 2])),
            ("contract_type=CTTI".to_owned(), json!(["30.00", 1, 1])),
            ("modality=direct_hire".to_owned(), json!(["170.75", 1, 1])),
            ("clause_type=execution".to_owned(), json!(["150.50", 1, 1])),
            (format!("public_contract={}", world.services), json!(["50.25", 2, 2])),
            (format!("lot={}", world.works_lot), json!(["150.50", 1, 1])),
            (format!("buyer={}", world.commune), json!(["150.50", 1, 1])),
            ("buyer_kind=department".to_owned(), json!(["50.25", 2, 2])),
            (format!("holder={}", world.holder), json!(["150.50", 1, 1])),
            (format!("employer={}", world.etti), json!(["30.00", 1, 1])),
            ("employer_kind=ACI".to_owned(), json!(["170.75", 1, 1])),
            ("commune=21515".to_owned(), json!(["30.00", 1, 1])),
            ("neighbourhood=Dijon – Grésilles".to_owned(), json!(["170.75", 1, 1])),
            ("neighbourhood=quetigny centre".to_owned(), json!(["30.00", 1, 1])),
            ("qpv=true".to_owned(), json!(["200.75", 2, 2])),
            ("qpv_legal=true".to_owned(), json!(["170.75", 1, 1])),
            ("sex=M".to_owned(), json!(["30.00", 1, 1])),
            ("age_bracket=26_44".to_owned(), json!(["170.75", 1, 1])),
            ("qualification_level=3".to_owned(), json!(["170.75", 1, 1])),
            ("rsa=false".to_owned(), json!(["30.00", 1, 1])),
            ("source=ARIQ".to_owned(), json!(["150.50", 1, 1])),
            ("prescriber_kind=self".to_owned(), json!(["20.25", 1, 1])),
            ("sector=MS&sex=F".to_owned(), json!(["20.25", 1, 1])),
            ("sector=PI&sex=F".to_owned(), json!(["0.00", 0, 0])),
        ] {
            assert_eq!(total(&officer, &format!("year=2023&{filter}")).await, expected, "{filter}");
        }
    }

    async fn the_question_is_told_as_it_was_understood(app: App) {
        let reply = app.officer().get("/v1/totals?year=2023&sector=BTP&counted=any&group_by=").await.ok();
        assert_eq!(reply["filters"], json!({
            "from": "2023-01", "to": "2023-12", "scope": "plie", "status": "validated", "counted": "any", "sector": "BTP",
        }));
        assert_eq!((&reply["rows"], &reply["group_by"]), (&json!([]), &json!([])));
        assert_eq!(reply["months"].as_array().unwrap().len(), 12);
        let whole = app.officer().get("/v1/totals?year=2023").await.ok();
        assert_eq!(whole["months"].as_array().unwrap().len(), 36);
    }

    async fn filters_are_told_as_rows_tell_their_values(app: App) {
        let query = "/v1/totals?year=2023&month=2023-02&lot=7&rsa=true&qualification_level=3&neighbourhood=quetigny+centre";
        let reply = app.officer().get(query).await.ok();
        assert_eq!(reply["filters"], json!({
            "from": "2023-01", "to": "2023-12", "scope": "plie", "status": "validated", "counted": "true",
            "month": "2023-02", "lot": 7, "neighbourhood": "Quetigny – Centre", "qualification_level": 3, "rsa": true,
        }));
    }

    async fn only_months_that_the_question_is_about_make_it_provisional(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        app.close_month("2023-02", "BTP").await;
        let provisional = async |query: &str| officer.get(query).await.ok()["provisional"].clone();
        assert_eq!(provisional("/v1/totals?from=2023-02&to=2023-02").await, true);
        assert_eq!(provisional("/v1/totals?year=2023&sector=BTP").await, true);
        assert_eq!(provisional("/v1/totals?from=2023-02&to=2023-02&sector=BTP").await, false);
        assert_eq!(provisional("/v1/totals?year=2023&month=2023-02&sector=BTP").await, false);
    }

    async fn full_time_equivalents_follow_the_setting(app: App) {
        a_small_year(&app).await;
        let setting = json!({ "key": "fte_divisor", "effective_on": "2023-06-01", "value": "100.5" });
        let set = app.admin().put("/v1/settings", &setting).await;
        assert!((200..300).contains(&set.status), "{set}");
        let fte = async |query: &str| app.officer().get(query).await.ok().at("/total/fte").clone();
        assert_eq!(fte("/v1/totals?year=2023").await, "2.00");
        assert_eq!(fte("/v1/totals?from=2023-01&to=2023-05").await, "0.12");
    }

    async fn an_officer_of_one_sector_adds_up_that_sector(app: App) {
        a_small_year(&app).await;
        let limited = app.as_role(Role::Officer, &[Sector::Ms]);
        assert_eq!(total(&limited, "year=2023").await, json!(["50.25", 2, 2]));
        assert_eq!(total(&limited, "year=2023&sector=BTP").await, json!(["0.00", 0, 0]));
        let reply = limited.get("/v1/totals?year=2023&group_by=sector").await.ok();
        let sectors: Vec<_> = reply["rows"].as_array().unwrap().iter().map(|row| &row["sector"]).collect();
        assert_eq!(sectors, ["MS"]);
        assert!(reply["months"].as_array().unwrap().iter().all(|month| month["sector"] == "MS"));
    }
}
