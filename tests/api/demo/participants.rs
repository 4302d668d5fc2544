//! The demonstration's link to the participant records.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::support::{Engine, Program, clauses, on_both_databases, postgres};

on_both_databases! {
    async fn everybody_validated_is_linked_every_step_is_announced_once_and_the_figures_stay(app: App) {
        let directory = tempfile::tempdir().unwrap();
        let url = match app.engine {
            Engine::Sqlite => format!("sqlite://{}/demo.db", directory.path().display()),
            Engine::Postgres => postgres::server().empty_database(),
        };
        let program = Program::spawned(&mut clauses(&url, directory.path(), &["demo"]));
        let admin = program.admin();
        let begun = Instant::now();
        let links = loop {
            let links = admin.all("/v1/plie/links").await;
            let is_linked = links.iter().all(|link| link["status"] == "linked");
            let waits = admin.get("/v1/plie/deliveries?status=pending").await.ok().items().len();
            if is_linked && waits == 0 {
                break links;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "{waits} wait of {links:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        let referrals = admin.all("/v1/referrals?outcome=validated").await;
        let validated: HashSet<i64> = referrals
            .iter()
            .filter(|referral| referral["for_plie"] == true)
            .map(|referral| referral["candidate_id"].as_i64().unwrap())
            .collect();
        assert_eq!(links.len(), validated.len());
        assert!(links.len() > 80, "{}", links.len());
        let deliveries = admin.all("/v1/plie/deliveries?limit=500").await;
        assert!(deliveries.iter().all(|one| one["status"] == "sent" && one["attempts"] == 1), "{deliveries:?}");
        let announced: HashSet<_> = deliveries.iter().map(|one| (one["participant_number"].to_string(), one["reference"].to_string())).collect();
        assert_eq!(announced.len(), deliveries.len());
        for kind in ["plie_periods_differ", "same_participant", "frozen_values"] {
            assert_eq!(admin.get(&format!("/v1/findings?kind={kind}")).await.ok().items().len(), 0, "{kind}");
        }
        let total = admin.get("/v1/totals?year=2023").await.ok();
        assert_eq!((&total["total"]["hours"], &total["total"]["people"]), (&serde_json::json!("42437.89"), &serde_json::json!(80)));
        drop(program);
        let again = clauses(&url, directory.path(), &["demo", "--check"]).output().unwrap();
        assert!(String::from_utf8_lossy(&again.stdout).contains("92 figures compared, 0 differ"));
        if app.engine == Engine::Postgres {
            postgres::server().drop_database(&url);
        }
    }
}
