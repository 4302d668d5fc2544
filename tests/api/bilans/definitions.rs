//! Each table of the bilan equals the figures computed by hand from its definition.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::year::a_year;
use super::{assert_figures, figure, some_of};
use crate::support::on_both_databases;

on_both_databases! {
    async fn hours_are_those_validated_counted_and_accompanied(app: App) {
        a_year(&app).await;
        let bilan = app.officer().get("/v1/bilans/2023").await.ok();
        // December is outside her PLIE period, May waits, December 2022 is of another year.
        assert_figures(&bilan, &[
            ("hours.total", json!("150.00")), ("hours.by_sector.BTP", json!("100.00")),
            ("hours.by_sector.MS", json!("50.00")), ("hours.by_sector.PI", json!("0.00")),
            ("hours.by_contract_type.CDDI", json!("150.00")), ("hours.by_contract_type.CTTI", json!("0.00")),
            ("hours.by_contract_type.CDI", json!("0.00")), ("hours.by_contract_type.CPRO", json!("0.00")),
            ("hours.by_contract_type.CDD", json!("0.00")),
        ]);
        let works = figure(&bilan, "hours.by_sector.BTP");
        assert_eq!(works["denominator"], json!({ "figure": "hours.total", "value": "150.00" }));
        assert_eq!(works["share"], "66.7");
    }

    async fn a_bilan_says_which_of_its_months_are_closed(app: App) {
        let (officer, dashboard) = (app.officer(), app.as_role(Role::Dashboard, &[]));
        let bilan = officer.get("/v1/bilans/2023").await.ok();
        let months = bilan["months"].as_array().unwrap();
        assert_eq!((months.len(), &bilan["provisional"]), (36, &json!(true)));
        assert_eq!(months[0], json!({ "month": "2023-01", "sector": "BTP", "closed": false }));
        app.close_month("2023-02", "MS").await;
        app.close_month("2022-12", "BTP").await;
        let later = officer.request(reqwest::Method::GET, "/v1/bilans/2023").header("If-None-Match", bilan.etag());
        let later = later.send().await.ok();
        let is_closed = |month: &&Value| month["closed"] == true;
        let closed: Vec<_> = later["months"].as_array().unwrap().iter().filter(is_closed).cloned().collect();
        assert_eq!(json!(closed), json!([{ "month": "2023-02", "sector": "MS", "closed": true }]));
        assert_eq!(dashboard.get("/v1/bilans/2023").await.ok()["months"], later["months"]);
        for month in 1..=12 {
            app.close_month(&format!("2023-{month:02}"), "BTP").await;
        }
        assert_eq!(officer.get("/v1/bilans/2023").await.ok()["provisional"], true);
        let works = app.as_role(Role::Officer, &[Sector::Btp]).get("/v1/bilans/2023").await.ok();
        assert_eq!((works["months"].as_array().unwrap().len(), &works["provisional"]), (12, &json!(false)));
    }

    async fn a_referral_for_two_sectors_is_one_referral_and_two_mentions(app: App) {
        a_year(&app).await;
        let bilan = app.officer().get("/v1/bilans/2023").await.ok();
        assert_eq!(some_of(&bilan, "referrals"), json!([
            ["referrals.PLIE.referrals", 2], ["referrals.PLIE.qpv", 1], ["referrals.PLIE.qpv_legal", 1],
            ["referrals.PLIE.BTP", 1], ["referrals.PLIE.MS", 2],
            ["referrals.AUTRES.referrals", 2], ["referrals.AUTRES.qpv", 2], ["referrals.AUTRES.qpv_legal", 1],
            ["referrals.AUTRES.BTP", 1], ["referrals.AUTRES.MS", 1],
            ["referrals.TOTAL.referrals", 4], ["referrals.TOTAL.qpv", 3], ["referrals.TOTAL.qpv_legal", 2],
            ["referrals.TOTAL.BTP", 2], ["referrals.TOTAL.MS", 3],
        ]));
        assert_eq!(figure(&bilan, "referrals.TOTAL.qpv")["share"], "75.0");
    }

    async fn outcomes_are_those_of_the_years_referrals_as_known_now(app: App) {
        a_year(&app).await;
        let bilan = app.officer().get("/v1/bilans/2023").await.ok();
        assert_eq!(bilan["as_of"], "2024-03-15");
        assert_eq!(some_of(&bilan, "outcomes"), json!([
            ["outcomes.PLIE.validated.BTP", 1], ["outcomes.PLIE.validated.MS", 1],
            ["outcomes.AUTRES.not_integrated", 1], ["outcomes.AUTRES.reasons.missed_appointments", 1],
            ["outcomes.AUTRES.pending", 1],
            ["outcomes.TOTAL.not_integrated", 1], ["outcomes.TOTAL.reasons.missed_appointments", 1],
            ["outcomes.TOTAL.validated.BTP", 1], ["outcomes.TOTAL.validated.MS", 1], ["outcomes.TOTAL.pending", 1],
        ]));
        assert_eq!(some_of(&bilan, "outcomes_decided"), json!([
            ["outcomes_decided.PLIE.validated", 1], ["outcomes_decided.AUTRES.validated", 1],
            ["outcomes_decided.AUTRES.not_integrated", 1], ["outcomes_decided.TOTAL.validated", 2],
            ["outcomes_decided.TOTAL.not_integrated", 1],
        ]));
    }

    async fn prescribers_are_told_by_count_then_name(app: App) {
        a_year(&app).await;
        let table = "prescribers_other_than_plie";
        let plie = app.officer().get("/v1/bilans/2023").await.ok();
        assert_eq!(some_of(&plie, table), json!([
            [format!("{table}.Candidature spontanée"), 1], [format!("{table}.Mission locale"), 1], [format!("{table}.total"), 2],
        ]));
        let all = app.officer().get("/v1/bilans/2023?scope=all").await.ok();
        assert_eq!(some_of(&all, table), json!([
            [format!("{table}.Mission locale"), 2], [format!("{table}.Candidature spontanée"), 1], [format!("{table}.total"), 3],
        ]));
    }

    async fn employees_have_an_assignment_in_the_year_and_count_once(app: App) {
        a_year(&app).await;
        let bilan = app.officer().get("/v1/bilans/2023").await.ok();
        assert_eq!(some_of(&bilan, "employees"), json!([
            ["employees.total", 3], ["employees.women", 2], ["employees.men", 1], ["employees.BTP", 2], ["employees.MS", 2],
            ["employees.without_counted_hours", 2],
        ]));
        assert_eq!(figure(&bilan, "employees.women")["share"], "66.7");
        assert_eq!(some_of(&bilan, "validated_and_employed"), json!([
            ["validated_and_employed.both", 1], ["validated_and_employed.validated_only", 1],
            ["validated_and_employed.validated_earlier", 1], ["validated_and_employed.waived", 1],
        ]));
    }

    async fn an_exit_counts_on_the_last_day_of_the_period_and_not_after(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        let year = officer.get("/v1/bilans/2023").await.ok();
        assert_eq!(some_of(&year, "positive_exits"), json!([["positive_exits.total", 1], ["positive_exits.CDI", 1]]));
        let all = officer.get("/v1/bilans/2023?scope=all").await.ok();
        assert_eq!(some_of(&all, "positive_exits"), json!([
            ["positive_exits.total", 2], ["positive_exits.CDI", 1], ["positive_exits.CPRO", 1],
        ]));
        let before = officer.get("/v1/bilans/2022").await.ok();
        assert_eq!(some_of(&before, "positive_exits"), json!([["positive_exits.total", 1], ["positive_exits.CDI", 1]]));
    }

    async fn neighbourhoods_are_those_of_each_counts_own_day(app: App) {
        a_year(&app).await;
        let bilan = app.officer().get("/v1/bilans/2023").await.ok();
        assert_eq!(some_of(&bilan, "qpv"), json!([
            ["qpv.referred.Dijon – Grésilles", 2], ["qpv.referred.Quetigny – Centre", 1], ["qpv.referred.total", 3],
            ["qpv.validated.Dijon – Grésilles", 1], ["qpv.validated.total", 1],
            ["qpv.employees.Dijon – Grésilles", 1], ["qpv.employees.Quetigny – Centre", 1], ["qpv.employees.total", 2],
            ["qpv.positive_exits.Dijon – Grésilles", 1], ["qpv.positive_exits.total", 1],
        ]));
        assert_eq!(figure(&bilan, "shares.qpv_share_of_employees")["share"], "66.7");
        assert_eq!(figure(&bilan, "shares.qpv_share_of_validated")["share"], "50.0");
    }

    async fn what_rightly_does_not_add_up_is_a_finding(app: App) {
        a_year(&app).await;
        let bilan = app.officer().get("/v1/bilans/2023").await.ok();
        let findings: Vec<_> =
            bilan["findings"].as_array().unwrap().iter().map(|one| json!([one["kind"], one["figure"]])).collect();
        assert_eq!(json!(findings), json!([
            ["not_additive", "referrals.PLIE"], ["not_additive", "referrals.TOTAL"], ["not_additive", "employees"],
            ["neighbourhood_not_in_force", "qpv.Quetigny – Centre"], ["outside_territory", "employees.total"],
            ["months_open", "hours.total"], ["hours_awaiting_validation", "hours.total"],
            ["hours_without_evidence", "hours.total"],
            ["employments_without_hours", "employees.without_counted_hours"],
        ]));
    }

    async fn everyone_is_more_than_the_plies_people(app: App) {
        a_year(&app).await;
        let bilan = app.officer().get("/v1/bilans/2023?scope=all").await.ok();
        assert_eq!(bilan["scope"], "all");
        assert_figures(&bilan, &[
            ("hours.total", json!("230.00")), ("hours.by_sector.BTP", json!("177.00")),
            ("hours.by_sector.MS", json!("53.00")), ("hours.by_contract_type.CDD", json!("77.00")),
            ("referrals.TOTAL.referrals", json!(5)), ("referrals.AUTRES.referrals", json!(3)),
            ("outcomes.AUTRES.validated.BTP", json!(1)), ("outcomes_decided.AUTRES.validated", json!(2)),
            ("employees.total", json!(4)), ("employees.women", json!(3)), ("employees.without_counted_hours", json!(2)),
            ("validated_and_employed.both", json!(2)), ("validated_and_employed.waived", json!(1)),
        ]);
    }

    async fn a_year_of_nothing_is_a_bilan_of_zeros(app: App) {
        let bilan = app.officer().get("/v1/bilans/2019").await.ok();
        assert_eq!((&bilan["year"], &bilan["scope"], &bilan["findings"]), (&json!(2019), &json!("plie"), &json!([{
            "kind": "months_open", "figure": "hours.total",
            "explanation": "36 clôtures à faire, une par mois et par secteur\u{a0}: les heures de ces mois peuvent changer.",
        }])));
        assert_figures(&bilan, &[("hours.total", json!("0.00")), ("employees.total", json!(0))]);
        assert_eq!(figure(&bilan, "employees.women")["share"], Value::Null);
        for table in bilan["tables"].as_array().unwrap() {
            for figure in table["figures"].as_array().unwrap() {
                // Nobody has hours to divide.
                let is_undefined = figure["key"] == "key_figures.hours_per_person" && figure["value"].is_null();
                assert!(is_undefined || figure["value"] == 0 || figure["value"] == "0.00", "{figure}");
            }
            assert!(table["rule"].as_str().is_some_and(|rule| !rule.is_empty()), "{table}");
        }
    }

    async fn what_is_no_year_is_refused_and_only_officers_read_bilans(app: App) {
        let officer = app.officer();
        for year in ["1899", "2101", "23", "20x3", "99999999999999999999"] {
            officer.get(&format!("/v1/bilans/{year}")).await.refused(422, "invalid_year");
        }
        officer.get("/v1/bilans/2023?scope=everyone").await.refused_at(400, "invalid_query", "?scope");
        officer.get("/v1/bilans/2023?year=2022").await.refused_at(400, "invalid_query", "?year");
        for role in [Role::Partner, Role::Plie] {
            app.as_role(role, &[Sector::Btp]).get("/v1/bilans/2023").await.refused(403, "forbidden");
        }
    }
}
