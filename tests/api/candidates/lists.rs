//! Lists of candidates.

use clauses::values::{Role, Sector};
use serde_json::Value;

use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment};
use crate::support::on_both_databases;

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["last_name"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn a_list_is_filtered_by_name_and_reference(app: App) {
        let officer = app.officer();
        a_candidate().named("Lefèvre", "Anne-Marie").with("external_ref", "P-1").create(&officer).await;
        a_candidate().named("O'Neil", "Zoé").with("external_ref", "P-2").create(&officer).await;
        a_candidate().named("Œuvrard", "Marie").create(&officer).await;
        for (query, expected) in [
            ("", vec!["Lefèvre", "O'Neil", "Œuvrard"]),
            ("?q=LEFEVRE", vec!["Lefèvre"]),
            ("?q=marie", vec!["Lefèvre", "Œuvrard"]),
            ("?q=marie+lef", vec!["Lefèvre"]),
            ("?q=o+neil+zoe", vec!["O'Neil"]),
            ("?q=oeuvrard", vec!["Œuvrard"]),
            ("?q=personne", vec![]),
            ("?q=%25%27%20OR%201=1%20--", vec![]),
            ("?external_ref=P-2", vec!["O'Neil"]),
            ("?external_ref=P", vec![]),
            ("?external_ref=P-1&q=zoe", vec![]),
        ] {
            let list = officer.get(&format!("/v1/candidates{query}")).await.ok();
            assert_eq!(names(list.items()), expected, "{query}");
        }
        assert_eq!(names(&officer.all("/v1/candidates?limit=2").await), ["Lefèvre", "O'Neil", "Œuvrard"]);
    }

    async fn a_list_is_filtered_by_the_sector_asked_for_or_worked_in(app: App) {
        let officer = app.officer();
        let person = |name: &str| a_candidate().named(name, "Camille");
        let asked = person("Asked").create(&officer).await;
        a_referral(asked).for_sectors(&["BTP", "PI"]).create(&officer).await;
        let works = person("Works").create(&officer).await;
        a_referral(works).validated("MS", "2023-02-01").create(&officer).await;
        let lot = a_public_contract().ms().create_lot(&officer).await;
        an_employment(works).on(lot).create(&officer).await;
        person("Neither").create(&officer).await;
        for (sector, expected) in [("BTP", vec!["Asked", "Works"]), ("MS", vec!["Works"]), ("PI", vec!["Asked"])] {
            let list = officer.get(&format!("/v1/candidates?sector={sector}")).await.ok();
            assert_eq!(names(list.items()), expected, "{sector}");
        }
        let services = app.as_role(Role::Officer, &[Sector::Ms]);
        assert_eq!(names(&services.all("/v1/candidates?sector=MS").await), ["Works"]);
        assert_eq!(services.all("/v1/candidates?sector=PI").await.len(), 0);
        assert_eq!(services.all("/v1/candidates").await.len(), 3);
    }

    async fn a_list_is_filtered_by_how_the_latest_referral_stands(app: App) {
        let officer = app.officer();
        let person = |name: &str| a_candidate().named(name, "Camille");
        let again = person("Again").create(&officer).await;
        a_referral(again).on("2023-05-01").create(&officer).await;
        a_referral(again).on("2023-02-01").validated("BTP", "2023-02-10").create(&officer).await;
        let refused = person("Refused").create(&officer).await;
        a_referral(refused).on("2023-03-01").validated("BTP", "2023-03-02").create(&officer).await;
        a_referral(refused).on("2023-03-01").not_integrated("unreachable", "2023-03-09").create(&officer).await;
        let valid = person("Valid").create(&officer).await;
        a_referral(valid).validated("BTP", "2023-03-09").create(&officer).await;
        person("Never").create(&officer).await;
        for (status, expected) in [("pending", "Again"), ("not_integrated", "Refused"), ("validated", "Valid")] {
            let list = officer.get(&format!("/v1/candidates?status={status}")).await.ok();
            assert_eq!(names(list.items()), [expected], "{status}");
        }
    }

    async fn a_query_that_is_not_understood_is_refused(app: App) {
        let officer = app.officer();
        for (query, status, code, pointer) in [
            ("sector=X", 422, "unknown_sector", "?sector"),
            ("status=refused", 422, "unknown_outcome", "?status"),
            ("birth_date=1990-01-01", 400, "invalid_query", "?birth_date"),
            ("limit=501", 400, "invalid_query", "?limit"),
            ("cursor=0", 400, "invalid_cursor", "?cursor"),
            ("q=%00", 400, "invalid_query", "?q"),
        ] {
            officer.raw("GET", &format!("/v1/candidates?{query}"), &[]).refused_at(status, code, pointer);
        }
    }

    async fn an_officer_of_some_sectors_finds_latest_outcomes_as_one_of_all_does(app: App) {
        let officer = app.officer();
        let limited = app.as_role(Role::Officer, &[Sector::Btp, Sector::Pi]);
        let (mut validated, mut pending) = (Vec::new(), Vec::new());
        for (days, is_validated) in [(["2023-01-02", "2023-02-01"], true), (["2023-02-01", "2023-01-02"], false)] {
            let person = a_candidate().create(&officer).await;
            a_referral(person).on(days[0]).create(&officer).await;
            a_referral(person).on(days[1]).validated("BTP", "2023-03-01").create(&officer).await;
            if is_validated { validated.push(person) } else { pending.push(person) };
        }
        for client in [&officer, &limited] {
            let ids = async |status: &str| -> Vec<i64> {
                let people = client.all(&format!("/v1/candidates?status={status}")).await;
                people.iter().map(|person| person["id"].as_i64().unwrap()).collect()
            };
            assert_eq!(ids("validated").await, validated);
            assert_eq!(ids("pending").await, pending);
            assert_eq!(ids("not_integrated").await, Vec::<i64>::new());
        }
    }
}
