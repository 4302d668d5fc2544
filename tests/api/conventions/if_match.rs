//! The versions that `If-Match` names, at every kind of address that takes it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, an_organisation};
use crate::support::{App, Client, Reply, on_both_databases};

/// A cell of hours at version 1.
async fn a_cell(app: &App) -> String {
    let admin = app.admin();
    let person = a_candidate().create(&admin).await;
    a_referral(person).validated("BTP", "2023-01-05").create(&admin).await;
    let lot = a_public_contract().create_lot(&admin).await;
    let employment = an_employment(person).on(lot).create(&admin).await;
    let cell = format!("/v1/hours/{employment}/{lot}/2023-03");
    admin.put(&cell, &json!({ "worked": "10" })).await.created();
    cell
}

/// Sends a change with several `If-Match` lines.
async fn with_lines(client: &Client, method: Method, path: &str, lines: &[&str], body: &Value) -> Reply {
    let request = client.request(method, path);
    lines.iter().fold(request, |request, line| request.header("If-Match", line)).json(body).send().await
}

on_both_databases! {
    async fn one_of_several_versions_is_enough(app: App) {
        let (admin, cell) = (app.admin(), a_cell(&app).await);
        let put = |tags: &'static [&'static str], worked| {
            let (admin, cell) = (admin.clone(), cell.clone());
            async move { with_lines(&admin, Method::PUT, &cell, tags, &json!({ "worked": worked })).await }
        };
        assert_eq!(put(&["\"0\", \"1\""], "11").await.ok()["version"], 2);
        assert_eq!(put(&["\"7\"", "\"2\""], "12").await.ok()["version"], 3);
        assert_eq!(put(&[", \"a,b\" ,\t\"3\","], "13").await.ok()["version"], 4);
        put(&["\"0\", \"3\""], "14").await.refused(412, "precondition_failed");
        put(&["\"0\", *"], "14").await.refused(428, "precondition_required");
        assert_eq!(admin.get(&cell).await.ok()["worked"], "13.00");
        let withdrawn = admin.delete(&cell, "\"1\", \"2\", \"4\"").await.ok();
        assert_eq!((&withdrawn["version"], &withdrawn["worked"]), (&json!(5), &json!("0.00")));
    }

    async fn a_version_is_known_by_its_tag_however_a_proxy_returns_it(app: App) {
        let (admin, cell) = (app.admin(), a_cell(&app).await);
        let organisation = format!("/v1/organisations/{}", an_organisation().create(&admin).await);
        let ways = ["\"{}-gzip\"", "\"{}--gzip\"", "\"{}-br\"", "\"{}-zstd\"", "\"{}-deflate\"", "W/\"{}\"", "W/\"{}-gzip\""];
        for (version, way) in (1..).zip(ways) {
            let tag = way.replace("{}", &version.to_string());
            let (hours, name) = (json!({ "worked": version + 10 }), json!({ "name": format!("Nom {version}") }));
            admin.put_over(&cell, &tag, &hours).await.ok();
            assert_eq!(admin.patch(&organisation, &tag, &name).await.ok()["version"], version + 1, "{tag}");
            admin.put_over(&cell, &tag, &json!({ "worked": "99" })).await.refused(412, "precondition_failed");
        }
        for no_version_of_it in ["\"8-xz\"", "\"8gzip\"", "\"8 -gzip\"", "\"-gzip\"", "\"8-gzip-gzip\""] {
            let refused = admin.put_over(&cell, no_version_of_it, &json!({ "worked": "99" })).await;
            assert!([412, 428].contains(&refused.status), "{refused}");
        }
        assert_eq!(admin.get(&cell).await.ok()["version"], 8);
    }

    async fn proxies_are_told_to_leave_answers_with_a_version_as_they_are(app: App) {
        let (admin, cell) = (app.admin(), a_cell(&app).await);
        let kept = |reply: &Reply| reply.header("cache-control") == Some("no-store, no-transform");
        let read = admin.get(&cell).await.ok();
        let corrected = admin.put_over(&cell, read.etag(), &json!({ "worked": "11" })).await.ok();
        let created = an_organisation().send(&admin).await.created();
        for reply in [&read, &corrected, &created] {
            assert!(kept(reply), "{reply}");
        }
        for path in ["/v1/organisations", "/v1/hours?month=2023-03", "/v1/totals?year=2023", "/v1/hours/1/1/1999-01"] {
            assert!(!kept(&admin.get(path).await), "{path}");
        }
    }

    async fn a_star_is_no_version_of_anything(app: App) {
        let (admin, cell) = (app.admin(), a_cell(&app).await);
        let person = a_candidate().create(&admin).await;
        let outcome = format!("/v1/referrals/{}/outcome", a_referral(person).create(&admin).await);
        let exit = json!({ "candidate_id": person, "kind": "CDI", "started_on": "2023-05-01", "met_on": "2023-05-01" });
        let exit = format!("/v1/positive-exits/{}", admin.post("/v1/positive-exits", &exit).await.created().id());
        let organisation = format!("/v1/organisations/{}", an_organisation().create(&admin).await);
        let validated = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-03-01" });
        for (method, path, body) in [
            (Method::PUT, cell.as_str(), json!({ "worked": "11" })),
            (Method::PUT, "/v1/hours/1/1/2023-04", json!({ "worked": "11" })),
            (Method::DELETE, &cell, Value::Null),
            (Method::PUT, &outcome, validated.clone()),
            (Method::DELETE, &exit, Value::Null),
            (Method::PATCH, &organisation, json!({ "name": "Autre" })),
        ] {
            let refused = with_lines(&admin, method, path, &["*"], &body).await.refused(428, "precondition_required");
            assert_eq!(
                refused["detail"],
                "«\u{a0}*\u{a0}» ne nomme aucune version dans If-Match\u{a0}: donnez l’ETag que vous avez lu, guillemets compris, \
                 par exemple \"3\".",
            );
        }
        with_lines(&admin, Method::PUT, &outcome, &["\"9\", \"1\""], &validated).await.ok();
        let deleted = with_lines(&admin, Method::DELETE, &exit, &["\"9\"", "\"1\""], &Value::Null).await;
        deleted.no_content();
    }
}
