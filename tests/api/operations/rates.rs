//! Rate limits.

use clauses::values::Role;
use reqwest::Method;

use crate::support::{Program, Reply, on_both_databases};

/// The reply is `too_many_requests`; returns its `Retry-After`.
#[track_caller]
fn is_too_many(reply: Reply, bucket: &str) -> u32 {
    let reply = reply.refused(429, "too_many_requests");
    let wait = reply.header("retry-after").unwrap_or_else(|| panic!("no Retry-After: {reply}"));
    assert_eq!(reply.header("ratelimit"), Some(format!("\"{bucket}\";r=0;t={wait}").as_str()), "{reply}");
    wait.parse().unwrap()
}

/// A small bucket.
const SLOW: &[(&str, &str)] = &[("CLAUSES_RATE_PER_SECOND", "1"), ("CLAUSES_RATE_BURST", "3")];

on_both_databases! {
    async fn every_answer_tells_how_its_key_stands(app: App) {
        let reply = app.officer().get("/v1/organisations").await.ok();
        assert_eq!(reply.header("ratelimit-policy"), Some("\"key\";q=50000;w=5"), "{reply}");
        assert_eq!(reply.header("ratelimit"), Some("\"key\";r=49999;t=1"), "{reply}");
        let reply = app.anonymous().get("/v1/problems").await.ok();
        assert_eq!(reply.header("ratelimit-policy"), Some("\"address\";q=5000;w=10"), "{reply}");
        let reply = app.bearing("clk_x").get("/v1/organisations").await.refused(401, "unauthenticated");
        assert_eq!(reply.header("ratelimit-policy"), Some("\"wrong-keys\";q=60;w=60"), "{reply}");
    }

    async fn a_key_that_asks_too_often_waits_and_no_other_does(app: App) {
        let program = Program::beside(&app, SLOW);
        let until = |role| program.bearing(&app.secret_until(role, "2099-12-31"));
        let (hasty, other) = (until(Role::Officer), until(Role::Officer));
        let mut refused = None;
        for _ in 0..200 {
            let reply = hasty.get("/v1/organisations").await;
            if reply.status == 429 {
                refused = Some(reply);
                break;
            }
            reply.ok();
        }
        let wait = is_too_many(refused.expect("a bucket without end"), "key");
        assert_eq!(wait, 1);
        other.get("/v1/organisations").await.ok();
        let written = hasty.request(Method::POST, "/v1/organisations").body("application/json", "{");
        assert!([422, 400, 429, 403].contains(&written.send().await.status));
    }

    async fn an_address_without_a_key_has_a_bucket_of_its_own(app: App) {
        let settings = [("CLAUSES_ADDRESS_RATE_PER_SECOND", "1"), ("CLAUSES_ADDRESS_RATE_BURST", "2")];
        let program = Program::beside(&app, &settings);
        let anonymous = program.anonymous();
        let mut statuses = Vec::new();
        for round in 0..100 {
            let path = if round % 2 == 0 { "/v1/problems" } else { "/v1/organisations" };
            let reply = anonymous.get(path).await;
            statuses.push(reply.status);
            if reply.status == 429 {
                is_too_many(reply, "address");
                break;
            }
        }
        assert_eq!(statuses[..2], [200, 401], "{statuses:?}");
        assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
        // Requests with a key pass, and so do those of monitoring.
        program.admin().get("/v1/organisations").await.ok();
        for _ in 0..10 {
            anonymous.get("/health/live").await.ok();
            anonymous.get("/metrics").await.ok();
        }
    }

    async fn nought_is_no_limit(app: App) {
        let settings = [
            ("CLAUSES_RATE_PER_SECOND", "0"),
            ("CLAUSES_ADDRESS_RATE_PER_SECOND", "0"),
            ("CLAUSES_WRONG_KEYS_PER_MINUTE", "0"),
        ];
        let program = Program::beside(&app, &settings);
        for _ in 0..80 {
            program.bearing("clk_x").get("/v1/organisations").await.refused(401, "unauthenticated");
        }
        let reply = program.admin().get("/v1/organisations").await.ok();
        assert_eq!((reply.header("ratelimit"), reply.header("ratelimit-policy")), (None, None), "{reply}");
    }
}
