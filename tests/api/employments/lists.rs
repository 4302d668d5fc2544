//! Lists of employments, and which callers see them.

use clauses::values::{Role, Sector};
use serde_json::Value;

use crate::support::builders::{a_candidate, admit, an_employment, place, somebody_at_work};
use crate::support::on_both_databases;

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

fn lots(employment: &Value) -> Vec<Value> {
    employment["assignments"].as_array().unwrap().iter().map(|one| one["lot_id"].clone()).collect()
}

on_both_databases! {
    async fn a_list_is_sorted_by_the_names_of_its_people_page_by_page(app: App) {
        let officer = app.officer();
        let mut made = Vec::new();
        for (last_name, first_name) in [("Élan", "Zoé"), ("Le Mans", "Ana"), ("Élan", "Ana")] {
            let person = a_candidate().named(last_name, first_name).create(&officer).await;
            made.push(an_employment(person).from("2023-01-10").create(&officer).await);
        }
        let [zoe, mans, ana] = made[..] else { panic!() };
        for limit in [1, 2, 50] {
            let sorted = |order: &str| format!("/v1/employments?sort={order}&limit={limit}");
            assert_eq!(ids(&officer.all(&sorted("name")).await), [ana, zoe, mans], "{limit}");
            assert_eq!(ids(&officer.all(&sorted("-name")).await), [mans, zoe, ana], "{limit}");
        }
        for (query, code) in [("sort=-birth", "invalid_query"), ("sort=name&changed_since=start", "invalid_query")] {
            officer.get(&format!("/v1/employments?{query}")).await.refused_at(400, code, "?sort");
        }
    }

    async fn a_list_is_filtered_by_person_lot_month_and_reference(app: App) {
        let officer = app.officer();
        let one = somebody_at_work(&officer, "BTP").await;
        let two = somebody_at_work(&officer, "MS").await;
        admit(&officer, two.candidate, "BTP").await;
        let summer = an_employment(two.candidate).from("2023-07-10").to("2023-08-20").on(one.lot);
        let summer = summer.with("external_ref", "ARIQ-E-311").create(&officer).await;
        let (one_id, two_id) = (one.employment, two.employment);
        for (query, expected) in [
            (String::new(), vec![one_id, two_id, summer]),
            (format!("?candidate_id={}", two.candidate), vec![two_id, summer]),
            (format!("?lot_id={}", one.lot), vec![one_id, summer]),
            ("?month=2023-07".to_owned(), vec![one_id, two_id, summer]),
            ("?month=2023-08".to_owned(), vec![one_id, two_id, summer]),
            ("?month=2023-09".to_owned(), vec![one_id, two_id]),
            ("?month=2024-01".to_owned(), vec![]),
            ("?external_ref=ARIQ-E-311".to_owned(), vec![summer]),
            (format!("?candidate_id={}&lot_id={}&month=2023-07", two.candidate, one.lot), vec![summer]),
            (format!("?candidate_id={}&lot_id={}", one.candidate, two.lot), vec![]),
        ] {
            let list = officer.get(&format!("/v1/employments{query}")).await.ok();
            assert_eq!(ids(list.items()), expected, "{query}");
        }
        assert_eq!(ids(&officer.all("/v1/employments?limit=1").await), [one_id, two_id, summer]);
        for (query, status, code, pointer) in [
            ("candidate=1", 400, "invalid_query", "?candidate"),
            ("candidate_id=x", 400, "invalid_query", "?candidate_id"),
            ("month=2023-13", 422, "invalid_month", "?month"),
        ] {
            officer.get(&format!("/v1/employments?{query}")).await.refused_at(status, code, pointer);
        }
    }

    async fn an_employment_of_other_sectors_does_not_exist(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = somebody_at_work(&officer, "MS").await;
        let both = place(&officer, works.candidate, "MS").await;
        for role in [Role::Officer, Role::Partner] {
            let limited = app.as_role(role, &[Sector::Ms]);
            let listed = limited.all("/v1/employments").await;
            assert_eq!(ids(&listed), [services.employment, both.employment], "{role}");
            let address = format!("/v1/employments/{}", works.employment);
            limited.get(&address).await.refused(404, "not_found");
        }
        let limited = app.as_role(Role::Officer, &[Sector::Ms]);
        let address = format!("/v1/employments/{}", works.employment);
        let patch = serde_json::json!({ "weekly_hours": "30" });
        limited.patch(&address, "\"1\"", &patch).await.refused(404, "not_found");
        assert_eq!(officer.get(&address).await.ok()["version"], 1);
    }

    async fn assignments_to_lots_of_other_sectors_do_not_exist(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = somebody_at_work(&officer, "MS").await;
        admit(&officer, works.candidate, "MS").await;
        let both = an_employment(works.candidate).on(works.lot).on(services.lot).create(&officer).await;
        let address = format!("/v1/employments/{both}");
        for (sector, lot) in [(Sector::Btp, works.lot), (Sector::Ms, services.lot)] {
            let partner = app.as_role(Role::Partner, &[sector]);
            assert_eq!(lots(&partner.get(&address).await.ok().json), [lot], "{sector}");
            let listed = partner.all(&format!("/v1/employments?candidate_id={}", works.candidate)).await;
            let listed = listed.iter().find(|one| one["id"] == both).unwrap();
            assert_eq!(lots(listed), [lot], "{sector}");
        }
        assert_eq!(lots(&officer.get(&address).await.ok().json), [works.lot, services.lot]);
        let elsewhere = format!("/v1/employments?lot_id={}", services.lot);
        assert_eq!(app.as_role(Role::Partner, &[Sector::Btp]).all(&elsewhere).await.len(), 0);
    }

    async fn an_officer_of_one_sector_assigns_nobody_to_anothers_lot(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let limited = app.as_role(Role::Officer, &[Sector::Ms]);
        let candidate = a_candidate().create(&officer).await;
        admit(&officer, candidate, "BTP").await;
        let refused = an_employment(candidate).on(works.lot).send(&limited).await;
        refused.refused_at(422, "unknown_lot", "/assignments/0/lot_id");
        assert_eq!(officer.all("/v1/employments").await.len(), 1);
    }

    async fn an_officer_of_one_sector_leaves_the_assignments_of_another_as_they_are(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = somebody_at_work(&officer, "MS").await;
        admit(&officer, works.candidate, "MS").await;
        let both = an_employment(works.candidate).on(works.lot).on(services.lot).create(&officer).await;
        let address = format!("/v1/employments/{both}");
        let before = officer.get(&address).await.ok();
        let limited = app.as_role(Role::Officer, &[Sector::Btp]);
        let changed = limited.patch(&address, before.etag(), &serde_json::json!({ "weekly_hours": "30" })).await.ok();
        assert_eq!(lots(&changed.json), [works.lot]);
        let after = officer.get(&address).await.ok();
        assert_eq!((&after["weekly_hours"], &after["assignments"]), (&serde_json::json!("30.00"), &before["assignments"]));
        let none = serde_json::json!({ "assignments": [] });
        limited.patch(&address, after.etag(), &none).await.refused_at(422, "missing", "/assignments");
        let candidate = a_candidate().create(&officer).await;
        an_employment(candidate).send(&limited).await.refused_at(422, "missing", "/assignments");
    }
}
