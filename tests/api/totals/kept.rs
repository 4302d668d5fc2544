//! Conditional requests: an unchanged answer is a 304.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::json;

use super::world::a_small_year;
use crate::support::builders::somebody_at_work;
use crate::support::{Client, Reply, on_both_databases};

const YEAR: &str = "/v1/totals?year=2023&group_by=sector";

async fn again(client: &Client, path: &str, tag: &str) -> Reply {
    client.request(Method::GET, path).header("If-None-Match", tag).send().await
}

async fn tag(client: &Client, path: &str) -> String {
    client.get(path).await.ok().etag().to_owned()
}

on_both_databases! {
    async fn an_answer_that_is_known_is_not_sent_again(app: App) {
        a_small_year(&app).await;
        for client in [app.officer(), app.admin(), app.as_role(Role::Dashboard, &[])] {
            let whole = client.get(YEAR).await.ok();
            for known in [whole.etag().to_owned(), format!("\"other\", W/{}", whole.etag()), "*".to_owned()] {
                let reply = again(&client, YEAR, &known).await.with_status(304);
                assert_eq!((reply.text.as_str(), reply.etag()), ("", whole.etag()));
                for answer in [&whole, &reply] {
                    assert_eq!(answer.header("cache-control"), Some("private, no-cache"), "{answer}");
                    assert_eq!(answer.header("vary"), Some("Accept, Accept-Encoding, Authorization, Cookie"), "{answer}");
                }
            }
            again(&client, YEAR, "\"other\"").await.ok();
        }
    }

    async fn a_bilan_that_is_known_is_not_sent_again_on_the_same_day(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        let tag = tag(&officer, "/v1/bilans/2023").await;
        again(&officer, "/v1/bilans/2023", &tag).await.with_status(304);
        again(&officer, "/v1/bilans/2022", &tag).await.ok();
        again(&officer, "/v1/bilans/2023?scope=all", &tag).await.ok();
        let tomorrow = app.at("2024-03-16T09:00:00Z");
        let answer = again(&tomorrow.admin(), "/v1/bilans/2023", &self::tag(&app.admin(), "/v1/bilans/2023").await).await.ok();
        assert_eq!(answer["as_of"], "2024-03-16");
    }

    async fn questions_that_are_the_same_have_one_tag(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        for (one, other) in [
            ("year=2023&group_by=sector", "group_by=sector&from=2023-01&to=2023-12"),
            ("year=2023", "year=2023&scope=plie&status=validated&counted=true&group_by="),
            ("year=2023&sex=F&sector=BTP", "sector=BTP&sex=F&year=2023&locale=fr"),
            ("year=2023&neighbourhood=quetigny+centre", "year=2023&neighbourhood=Quetigny+%E2%80%93+Centre"),
        ] {
            let (one, other) = (format!("/v1/totals?{one}"), format!("/v1/totals?{other}"));
            let (known, same) = (officer.get(&one).await.ok(), officer.get(&other).await.ok());
            assert_eq!((known.etag(), &known.text), (same.etag(), &same.text), "{one} {other}");
        }
    }

    async fn whatever_an_answer_differs_by_its_tag_differs_by(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        let mut tags = Vec::new();
        for query in [
            "year=2023", "year=2022", "year=2023&group_by=sector,sex", "year=2023&group_by=sex,sector",
            "year=2023&scope=all", "year=2023&status=any", "year=2023&counted=any", "year=2023&sector=BTP",
        ] {
            tags.push(tag(&officer, &format!("/v1/totals?{query}")).await);
        }
        for client in [app.admin(), app.as_role(Role::Dashboard, &[]), app.as_role(Role::Officer, &[Sector::Ms])] {
            tags.push(tag(&client, "/v1/totals?year=2023").await);
        }
        for (accept, coding, query) in [
            ("text/csv", "identity", ""), ("text/csv", "identity", "&locale=fr"), ("text/csv", "gzip", ""),
            ("application/json", "gzip", ""),
        ] {
            let request = officer.request(Method::GET, &format!("/v1/totals?year=2023{query}"));
            let reply = request.header("Accept", accept).header("Accept-Encoding", coding).send().await;
            tags.push(reply.with_status(200).etag().to_owned());
        }
        let all = tags.len();
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), all, "{tags:?}");
    }

    async fn another_officer_of_the_same_sight_has_the_same_tag(app: App) {
        a_small_year(&app).await;
        assert_eq!(tag(&app.officer(), YEAR).await, tag(&app.officer(), YEAR).await);
    }

    async fn keys_change_no_tag(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        let before = tag(&officer, YEAR).await;
        drop(app.as_role(Role::Dashboard, &[]));
        assert_eq!(tag(&officer, YEAR).await, before);
    }

    async fn what_is_refused_or_the_same_changes_no_tag(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-02", "10").create(&officer).await;
        let before = tag(&officer, YEAR).await;
        placed.hours("2023-02", "10").send(&officer).await.ok();
        placed.hours("2024-02", "10").send(&officer).await.with_status(422);
        officer.get(&placed.cell("2023-02")).await.ok();
        officer.post("/v1/hours-due/computation", &json!({ "amount": "1000000" })).await.ok();
        assert_eq!(tag(&officer, YEAR).await, before);
    }

    async fn a_question_that_may_not_be_asked_is_refused_whatever_is_known(app: App) {
        let dashboard = app.as_role(Role::Dashboard, &[]);
        again(&dashboard, "/v1/totals?year=2023&group_by=month,sex", "*").await.refused(403, "query_not_allowed");
        let unknown = again(&app.officer(), "/v1/totals?year=2023&neighbourhood=Nowhere", "*").await;
        unknown.refused(422, "unknown_neighbourhood");
    }
}
