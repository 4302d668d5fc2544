//! Lists of referrals, and who sees which.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_referral, an_organisation};
use crate::support::{hides, hides_from_changes, on_both_databases};

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

on_both_databases! {
    async fn a_list_is_filtered_by_what_the_referrals_say(app: App) {
        let officer = app.officer();
        let (one, two) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
        let agency = an_organisation().prescriber("france_travail").create(&officer).await;
        let a = a_referral(one).on("2023-01-10").for_sectors(&["BTP", "MS"]).create(&officer).await;
        let b = a_referral(one).on("2023-02-10").of_plie().by(agency, "france_travail").validated("BTP", "2023-03-01");
        let b = b.create(&officer).await;
        let c = a_referral(two).on("2023-03-10").for_sectors(&["PI"]).with("external_ref", "O-3");
        let c = c.not_integrated("unreachable", "2023-03-20").create(&officer).await;
        for (query, expected) in [
            (String::new(), vec![a, b, c]),
            ("?sector=BTP".to_owned(), vec![a, b]),
            ("?sector=MS".to_owned(), vec![a]),
            ("?origin=PLIE".to_owned(), vec![b]),
            ("?outcome=pending".to_owned(), vec![a]),
            ("?outcome=not_integrated".to_owned(), vec![c]),
            (format!("?candidate_id={one}"), vec![a, b]),
            (format!("?prescriber_id={agency}"), vec![b]),
            ("?from=2023-02-10".to_owned(), vec![b, c]),
            ("?to=2023-02-10".to_owned(), vec![a, b]),
            ("?from=2023-02-10&to=2023-02-10".to_owned(), vec![b]),
            ("?external_ref=O-3".to_owned(), vec![c]),
            ("?candidate_id=987654321".to_owned(), vec![]),
            (format!("?candidate_id={one}&sector=MS&origin=AUTRES"), vec![a]),
        ] {
            let list = officer.get(&format!("/v1/referrals{query}")).await.ok();
            assert_eq!(ids(list.items()), expected, "{query}");
        }
        assert_eq!(ids(&officer.all("/v1/referrals?limit=1").await), [a, b, c]);
        let own = format!("/v1/candidates/{one}/referrals");
        assert_eq!(ids(&officer.all(&own).await), [a, b]);
        assert_eq!(ids(&officer.all(&format!("{own}?limit=1")).await), [a, b]);
        officer.get("/v1/candidates/987654321/referrals").await.refused(404, "not_found");
    }

    async fn a_list_is_sorted_by_the_names_of_its_people_page_by_page(app: App) {
        let officer = app.officer();
        let mut by_name = Vec::new();
        for (last_name, first_name) in [("Élan", "Zoé"), ("Le Mans", "Ana"), ("Élan", "Ana"), ("Bon", "Jo")] {
            let person = a_candidate().named(last_name, first_name).create(&officer).await;
            let first = a_referral(person).on("2023-01-10").create(&officer).await;
            by_name.push((last_name, first_name, first));
            if last_name == "Bon" {
                by_name.push((last_name, first_name, a_referral(person).on("2023-02-10").create(&officer).await));
            }
        }
        let [zoe, mans, ana, bon, second] = by_name.iter().map(|(.., id)| *id).collect::<Vec<_>>()[..] else { panic!() };
        for limit in [1, 2, 50] {
            let sorted = |order: &str| format!("/v1/referrals?sort={order}&limit={limit}");
            assert_eq!(ids(&officer.all(&sorted("name")).await), [bon, second, ana, zoe, mans], "{limit}");
            assert_eq!(ids(&officer.all(&sorted("-name")).await), [mans, zoe, ana, second, bon], "{limit}");
        }
        let elsewhere = app.as_role(Role::Officer, &[Sector::Ms]);
        assert_eq!(ids(&elsewhere.all("/v1/referrals?sort=name").await), Vec::<i64>::new());
        let page = officer.get("/v1/referrals?sort=name&limit=2").await.ok();
        let next = format!("/v1/referrals?sort=name&limit=2&cursor={}", page["next_cursor"].as_str().unwrap());
        elsewhere.get(&next).await.refused_at(400, "invalid_cursor", "?cursor");
        officer.delete(&format!("/v1/referrals/{second}?reason=Deux+fois"), "\"1\"").await.no_content();
        officer.get(&next).await.refused_at(400, "invalid_cursor", "?cursor");
        for (query, pointer) in [("sort=birth", "?sort"), ("sort=name&changed_since=start", "?sort")] {
            officer.get(&format!("/v1/referrals?{query}")).await.refused_at(400, "invalid_query", pointer);
        }
    }

    async fn a_query_that_is_not_understood_is_refused(app: App) {
        let officer = app.officer();
        for (query, status, code, pointer) in [
            ("sector=X", 422, "unknown_sector", "?sector"),
            ("origin=X", 422, "unknown_origin", "?origin"),
            ("outcome=X", 422, "unknown_outcome", "?outcome"),
            ("from=2023", 422, "invalid_date", "?from"),
            ("from=2023-02-02&to=2023-02-01", 422, "invalid_period", "?to"),
            ("external_ref=", 422, "text_empty", "?external_ref"),
            ("candidate_id=me", 400, "invalid_query", "?candidate_id"),
            ("year=2023", 400, "invalid_query", "?year"),
            ("cursor=1", 400, "invalid_cursor", "?cursor"),
        ] {
            officer.get(&format!("/v1/referrals?{query}")).await.refused_at(status, code, pointer);
        }
        let several = officer.get("/v1/referrals?sector=X&outcome=X&to=X").await;
        several.refused_fields(&[
            ("?sector", "unknown_sector"), ("?outcome", "unknown_outcome"), ("?to", "invalid_date"),
        ]);
    }

    async fn a_referral_of_other_sectors_does_not_exist(app: App) {
        let (officer, services) = (app.officer(), app.as_role(Role::Officer, &[Sector::Ms]));
        let person = a_candidate().create(&officer).await;
        let works = a_referral(person).for_sectors(&["BTP", "PI"]).create(&officer).await;
        let both = a_referral(person).for_sectors(&["BTP", "MS"]).create(&officer).await;
        let ended = a_referral(person).for_sectors(&["BTP"]).validated("MS", "2023-02-01").create(&officer).await;
        hides(&services, "/v1/referrals/{id}", works).await;
        hides_from_changes(&services, "/v1/referrals/{id}", works).await;
        let outcome = json!({ "outcome": "not_integrated", "reason": "unreachable", "decided_on": "2023-02-01" });
        services.put(&format!("/v1/referrals/{works}/outcome"), &outcome).await.refused(404, "not_found");
        for list in ["/v1/referrals".to_owned(), format!("/v1/candidates/{person}/referrals")] {
            assert_eq!(ids(&services.all(&list).await), [both, ended], "{list}");
        }
        assert_eq!(ids(&services.all("/v1/referrals?sector=PI").await), Vec::<i64>::new());
        let asked = a_referral(person).for_sectors(&["BTP", "MS"]).send(&services).await;
        asked.refused_at(422, "unknown_sector", "/sectors");
        let address = format!("/v1/referrals/{both}");
        for sectors in [json!(["MS"]), json!(["BTP"]), json!(["BTP", "MS", "PI"])] {
            let refused = services.patch(&address, "\"1\"", &json!({ "sectors": sectors })).await;
            refused.refused_at(422, "unknown_sector", "/sectors");
        }
        services.patch(&address, "\"1\"", &json!({ "origin": "PLIE" })).await.ok();
        assert_eq!(officer.get(&format!("/v1/referrals/{works}")).await.ok()["version"], 1);
    }

    async fn dashboards_and_the_plie_see_no_referral(app: App) {
        let person = a_candidate().create(&app.officer()).await;
        let referral = a_referral(person).create(&app.officer()).await;
        for role in [Role::Dashboard, Role::Plie] {
            let client = app.as_role(role, &[]);
            client.get(&format!("/v1/referrals/{referral}")).await.refused(403, "forbidden");
            client.get("/v1/referrals").await.refused(403, "forbidden");
            a_referral(person).send(&client).await.refused(403, "forbidden");
        }
    }
}
