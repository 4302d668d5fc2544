//! Addresses and eligibility criteria of candidates, with their periods.

use serde_json::{Value, json};

use crate::support::builders::a_candidate;
use crate::support::on_both_databases;

fn at(neighbourhood: &str, commune: &str) -> Value {
    json!({ "commune_code": commune, "neighbourhood": neighbourhood, "from": "2023-01-01" })
}

on_both_databases! {
    async fn a_neighbourhood_is_known_by_its_name_however_it_is_typed(app: App) {
        let officer = app.officer();
        for (typed, commune, name) in [
            ("Dijon – Grésilles", "21231", "Dijon – Grésilles"),
            ("Dijon - Gresilles", "21231", "Dijon – Grésilles"),
            ("DIJON — GRÉSILLES", "21231", "Dijon – Grésilles"),
            ("dijon gre\u{301}silles", "21231", "Dijon – Grésilles"),
            ("  Dijon−Fontaine d’Ouche ", "21231", "Dijon – Fontaine d'Ouche"),
            ("talant / le belvedere", "21617", "Talant – Le Belvédère"),
        ] {
            let created = a_candidate().with("addresses", json!([at(typed, commune)])).send(&officer).await.created();
            assert_eq!(created.at("/addresses/0/neighbourhood"), name, "{typed}");
        }
    }

    async fn a_neighbourhood_is_a_listed_one_of_the_addresss_commune(app: App) {
        let officer = app.officer();
        let homes = json!([
            { "commune_code": "21231", "neighbourhood": "Dijon – Toison d'Or", "from": "2020-01-01", "to": "2020-12-31" },
            { "commune_code": "21166", "neighbourhood": "Dijon – Grésilles", "from": "2021-01-01", "to": "2021-12-31" },
        ]);
        a_candidate().with("addresses", homes).send(&officer).await.refused_fields(&[
            ("/addresses/0/neighbourhood", "unknown_neighbourhood"),
            ("/addresses/1/neighbourhood", "neighbourhood_elsewhere"),
        ]);
        let elsewhere = a_candidate().with("addresses", json!([at("Chenôve – Le Mail", "21231")])).send(&officer).await;
        elsewhere.refused_at(422, "neighbourhood_elsewhere", "/addresses/0/neighbourhood");
        let unknown = a_candidate().with("addresses", json!([at("Grésilles", "21231")])).send(&officer).await;
        unknown.refused_at(422, "unknown_neighbourhood", "/addresses/0/neighbourhood");
        assert_eq!(officer.all("/v1/candidates").await.len(), 0);
    }

    async fn communes_of_the_territory_and_elsewhere_are_taken_by_their_code(app: App) {
        let officer = app.officer();
        for code in ["21231", "39300", "2A004", "97411"] {
            let created = a_candidate().living_in(code, "2020-01-01").send(&officer).await.created();
            assert_eq!(created.at("/addresses/0/commune_code"), code);
        }
        for code in ["2123", "212310", "Dijon", "2C004", "00000", "", "21 31", "'; --"] {
            let refused = a_candidate().living_in(code, "2020-01-01").send(&officer).await;
            refused.refused_at(422, "invalid_commune", "/addresses/0/commune_code");
        }
        assert_eq!(officer.all("/v1/candidates").await.len(), 4);
    }

    async fn nobody_lives_in_two_places_on_one_day(app: App) {
        let officer = app.officer();
        let home = |from: &str, to: Option<&str>| json!({ "commune_code": "21231", "from": from, "to": to });
        for (homes, code, pointer) in [
            ([home("2020-01-01", None), home("2023-01-01", None)], "overlapping_periods", "/addresses/1/from"),
            ([home("2023-01-01", None), home("2020-01-01", None)], "overlapping_periods", "/addresses/1/from"),
            ([home("2020-01-01", Some("2023-01-01")), home("2023-01-01", None)], "overlapping_periods", "/addresses/1/from"),
            ([home("2020-01-01", Some("2019-12-31")), home("2023-01-01", None)], "invalid_period", "/addresses/0/to"),
        ] {
            let refused = a_candidate().with("addresses", json!(homes)).send(&officer).await;
            refused.refused_at(422, code, pointer);
        }
        let moved = [home("2023-01-02", None), home("2020-01-01", Some("2023-01-01"))];
        let created = a_candidate().with("addresses", json!(moved)).send(&officer).await.created();
        assert_eq!(created.at("/addresses/0/from"), "2020-01-01");
        let longer = [home("2023-01-02", None), home("2020-01-01", Some("2023-01-02"))];
        let address = format!("/v1/candidates/{}", created.id());
        let refused = officer.patch(&address, created.etag(), &json!({ "addresses": longer })).await;
        refused.refused_at(422, "overlapping_periods", "/addresses/1/from");
    }

    async fn one_criterion_is_not_met_twice_at_once(app: App) {
        let officer = app.officer();
        let both = a_candidate().eligible_by("BRSA", "2022-01-01").eligible_by("DELD", "2022-01-01");
        both.send(&officer).await.created();
        let twice = a_candidate().eligible_by("BRSA", "2022-01-01").eligible_by("BRSA", "2023-01-01").send(&officer).await;
        twice.refused_at(422, "overlapping_periods", "/eligibility/1/from");
        let met = json!([{ "code": "BRSA", "from": "2023-01-02", "to": "2023-01-01" }]);
        let backwards = a_candidate().with("eligibility", met).send(&officer).await;
        backwards.refused_at(422, "invalid_period", "/eligibility/0/to");
    }
}
