//! Invalid questions, and roles that may not ask.

use clauses::values::{Role, Sector};

use crate::support::on_both_databases;

on_both_databases! {
    async fn a_question_that_is_not_understood_is_refused(app: App) {
        let officer = app.officer();
        for (query, status, code, pointer) in [
            ("year=2023&group_by=colour", 422, "unknown_dimension", "?group_by"),
            ("year=2023&group_by=sector,Sex", 422, "unknown_dimension", "?group_by"),
            ("year=2023&group_by=month,sector,sex,lot,rsa", 422, "too_many_dimensions", "?group_by"),
            ("year=2023&group_by=sector,sector", 422, "too_many_dimensions", "?group_by"),
            ("from=2023-05&to=2023-04", 422, "invalid_period", "?to"),
            ("from=1900-01&to=2100-12", 422, "invalid_period", "?to"),
            ("from=2023-13&to=2023-12", 422, "invalid_month", "?from"),
            ("year=2023&from=2023-01", 400, "invalid_query", "?year"),
            ("year=2023&from=2023-01&to=2023-02", 400, "invalid_query", "?year"),
            ("from=2023-01", 400, "invalid_query", "?year"),
            ("to=2023-01", 400, "invalid_query", "?year"),
            ("", 400, "invalid_query", "?year"),
            ("year=23", 422, "invalid_year", "?year"),
            ("year=20x3", 422, "invalid_year", "?year"),
            ("year=1899", 422, "invalid_year", "?year"),
            ("year=2023&secteur=BTP", 400, "invalid_query", "?secteur"),
            ("year=2023&year=2024", 400, "invalid_query", "?year"),
            ("year=2023&scope=everyone", 400, "invalid_query", "?scope"),
            ("year=2023&status=draft", 400, "invalid_query", "?status"),
            ("year=2023&counted=yes", 400, "invalid_query", "?counted"),
            ("year=2023&sector=XX", 422, "unknown_sector", "?sector"),
            ("year=2023&contract_type=cdi", 422, "unknown_contract_type", "?contract_type"),
            ("year=2023&sex=X", 422, "unknown_sex", "?sex"),
            ("year=2023&age_bracket=40", 422, "unknown_age_bracket", "?age_bracket"),
            ("year=2023&lot=one", 400, "invalid_query", "?lot"),
            ("year=2023&rsa=1", 400, "invalid_query", "?rsa"),
            ("year=2023&commune=Dijon", 422, "invalid_commune", "?commune"),
            ("year=2023&neighbourhood=Nowhere", 422, "unknown_neighbourhood", "?neighbourhood"),
        ] {
            officer.get(&format!("/v1/totals?{query}")).await.refused_at(status, code, pointer);
        }
    }

    async fn several_faults_are_named_together(app: App) {
        let reply = app.officer().get("/v1/totals?year=20&scope=x&sector=XX&group_by=colour").await;
        reply.refused_fields(&[
            ("?year", "invalid_year"), ("?scope", "invalid_query"), ("?sector", "unknown_sector"),
            ("?group_by", "unknown_dimension"),
        ]);
    }

    async fn what_a_value_holds_is_never_read_as_sql(app: App) {
        let officer = app.officer();
        for filter in ["source=' OR 1=1 --", "source=%00", "quarter='; DROP TABLE hours; --"] {
            let reply = officer.get(&format!("/v1/totals?year=2023&{filter}")).await;
            assert!(matches!(reply.status, 200 | 400 | 422), "{reply}");
        }
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "0.00");
    }

    async fn partners_and_the_plie_service_ask_no_totals(app: App) {
        for role in [Role::Partner, Role::Plie] {
            app.as_role(role, &[Sector::Btp]).get("/v1/totals?year=2023").await.refused(403, "forbidden");
        }
        app.anonymous().get("/v1/totals?year=2023").await.refused(401, "unauthenticated");
    }
}
