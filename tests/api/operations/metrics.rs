//! `/metrics`

use clauses::values::Role;
use reqwest::Method;

use crate::support::{Program, Reply, on_both_databases};

#[track_caller]
fn has(reply: &Reply, line: &str) {
    assert!(reply.text.lines().any(|found| found == line), "no {line} in\n{}", reply.text);
}

on_both_databases! {
    async fn requests_are_counted_by_route_and_never_by_what_was_sent(app: App) {
        let officer = app.officer();
        officer.get("/v1/organisations/77").await.refused(404, "not_found");
        officer.get("/v1/organisations/78").await.refused(404, "not_found");
        officer.get("/v1/secret-name").await.refused(404, "not_found");
        let metrics = app.anonymous().get("/metrics").await.ok();
        assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        has(&metrics, r#"clauses_requests_total{route="/v1/organisations/{id}",method="GET",status="404"} 2"#);
        has(&metrics, r#"clauses_requests_total{route="unknown",method="GET",status="404"} 1"#);
        has(&metrics, r#"clauses_request_duration_seconds_count{route="/v1/organisations/{id}"} 2"#);
        has(&metrics, r#"clauses_request_duration_seconds_bucket{route="/v1/organisations/{id}",le="+Inf"} 2"#);
        assert!(!metrics.text.contains("secret-name"), "{metrics}");
    }

    async fn the_lanes_are_told(app: App) {
        app.officer().get("/v1/organisations").await.ok();
        let metrics = app.anonymous().get("/metrics").await.ok();
        has(&metrics, r#"clauses_lane_size{lane="reads"} 2"#);
        has(&metrics, r#"clauses_lane_in_use{lane="reads"} 0"#);
        has(&metrics, r#"clauses_lane_waiting{lane="writes"} 0"#);
        has(&metrics, r#"clauses_lane_timeouts_total{lane="reads"} 0"#);
        has(&metrics, "clauses_transactions_retried_total 0");
    }

    async fn batches_and_their_rows_are_counted(app: App) {
        let rows = serde_json::json!({ "rows": [
            { "employment_id": 1, "lot_id": 1, "month": "2023-06", "worked": "10" },
            { "employment_id": 1, "lot_id": 1, "month": "2023-13", "worked": "10" },
        ] });
        let officer = app.officer();
        officer.post("/v1/hours/batches", &rows).await.ok();
        let tried = serde_json::json!({ "dry_run": true, "rows": rows["rows"] });
        officer.post("/v1/hours/batches", &tried).await.ok();
        let metrics = app.anonymous().get("/metrics").await.ok();
        has(&metrics, r#"clauses_batches_total{kind="kept"} 1"#);
        has(&metrics, r#"clauses_batches_total{kind="tried"} 1"#);
        has(&metrics, r#"clauses_batch_rows_total{verdict="rejected"} 2"#);
        has(&metrics, r#"clauses_batch_rows_total{verdict="created"} 0"#);
    }

    async fn every_line_is_well_formed(app: App) {
        app.officer().get("/v1/organisations").await.ok();
        app.anonymous().get("/docs/").await.ok();
        let metrics = app.anonymous().get("/metrics").await.ok();
        for line in metrics.text.lines() {
            if let Some(comment) = line.strip_prefix("# ") {
                assert!(comment.starts_with("HELP ") || comment.starts_with("TYPE "), "{line}");
                continue;
            }
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok_and(|value| value >= 0.0), "{line}");
            let labels = series.split_once('{').map(|(_, labels)| labels.strip_suffix('}').unwrap());
            assert!(labels.is_none_or(|labels| labels.matches('"').count() % 2 == 0), "{line}");
            let name = series.split('{').next().unwrap();
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
        }
    }

    async fn nobody_behind_a_proxy_reads_them(app: App) {
        for header in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"] {
            let asked = app.anonymous().request(Method::GET, "/metrics").header(header, "127.0.0.1");
            asked.send().await.refused(404, "not_found");
        }
    }

    async fn a_setting_says_who_may_read_them(app: App) {
        let program = Program::beside(&app, &[("CLAUSES_METRICS", "key")]);
        program.anonymous().get("/metrics").await.refused(401, "unauthenticated");
        program.admin().get("/metrics").await.ok();
        let partner = format!("Bearer {}", app.secret_until(Role::Partner, "2099-01-01"));
        let asked = program.anonymous().request(Method::GET, "/metrics").header("Authorization", &partner);
        asked.send().await.refused(403, "forbidden");
        let dashboard = format!("Bearer {}", app.secret_until(Role::Dashboard, "2099-01-01"));
        let asked = program.anonymous().request(Method::GET, "/metrics").header("Authorization", &dashboard);
        asked.send().await.ok();

        let program = Program::beside(&app, &[("CLAUSES_METRICS", "off")]);
        program.admin().get("/metrics").await.refused(404, "not_found");

        let program = Program::beside(&app, &[("CLAUSES_METRICS", "public")]);
        let asked = program.anonymous().request(Method::GET, "/metrics").header("X-Forwarded-For", "192.0.2.1");
        asked.send().await.ok();
    }
}
