//! What the program itself does leaves the audit trail intact.

use std::sync::Arc;

use clauses::access::Scope;
use clauses::audit;
use clauses::values::CandidateId;
use serde_json::json;

use super::filled::filled;
use super::{found_by_program, found_by_verifier, is_intact};
use crate::support::builders::{an_organisation, somebody_at_work};
use crate::support::{Engine, Program, command, on_both_databases, run};

on_both_databases! {
    async fn erased_values_in_clear_leave_the_records_provable(app: App) {
        let filled = filled(&app).await;
        for person in app.column("SELECT CAST(id AS TEXT) AS text FROM candidates") {
            let person = person.parse().unwrap();
            let scope = Scope::operator(&Arc::default());
            app.db().write(&scope, app.now(), |tx| audit::erase(tx, CandidateId(person))).unwrap();
        }
        app.seal_everything();
        let merged = "SELECT id FROM merged_candidates";
        assert_ne!(app.count(&format!("audit_records WHERE candidate_id IN ({merged})")), 0);
        for erased in ["SELECT id FROM candidates", merged] {
            let left = format!("audit_records WHERE secret IS NOT NULL AND candidate_id IN ({erased})");
            assert_eq!(app.count(&left), 0);
        }
        is_intact(&app);
        app.rewrite(&format!("UPDATE hours_versions SET worked = 1 WHERE hours_id = {}", filled.open));
        assert!(found_by_program(&app).iter().any(|(_, record, _)| record == "hours_version"));
        assert!(found_by_verifier(&app).iter().any(|(_, record, _)| record == "hours_version"));
    }

    async fn a_program_that_was_killed_leaves_it_intact(app: App) {
        let mut program = Program::beside(&app, &[]);
        let placed = somebody_at_work(&program.admin(), "BTP").await;
        placed.hours("2023-06", "10").create(&program.admin()).await;
        program.signal("KILL");
        program.ended().await;
        let program = Program::beside(&app, &[]);
        an_organisation().create(&program.admin()).await;
        drop(program);
        app.seal_everything();
        is_intact(&app);
    }

    async fn merged_organisations_keep_their_closed_hours_provable(app: App) {
        filled(&app).await;
        let admin = app.admin();
        let employers = admin.all("/v1/employments").await;
        let employer = employers.last().unwrap()["employer_id"].as_i64().unwrap();
        let kept = an_organisation().employer("ACI").create(&admin).await;
        let other = admin.get(&format!("/v1/organisations/{employer}")).await.ok();
        let merge = json!({ "other_id": employer, "other_version": other["version"] });
        let address = format!("/v1/organisations/{kept}/merges");
        let merge = admin.request(reqwest::Method::POST, &address).header("if-match", "\"1\"").json(&merge);
        merge.send().await.ok();
        app.seal_everything();
        is_intact(&app);
    }
}

#[test]
fn a_restored_copy_is_intact() {
    run(Engine::Sqlite, async |app| {
        filled(&app).await;
        let directory = tempfile::tempdir().unwrap();
        let copy = directory.path().join("copy.db");
        let copy = copy.to_str().unwrap();
        assert!(command(&app, &["backup", copy]).status.success());
        an_organisation().create(&app.admin()).await;
        assert!(command(&app, &["restore", copy, "--replace"]).status.success());
        an_organisation().create(&app.admin()).await;
        app.seal_everything();
        is_intact(&app);
    });
}
