//! Cursors that are no longer right are refused, never answered as if they were.

use clauses::values::{Role, Sector};
use serde_json::Value;

use super::{Reader, ids};
use crate::support::builders::{a_candidate, a_public_contract, an_organisation};
use crate::support::{App, Engine, command, on_both_databases, run};

/// The cursor of a reader that is up to date.
async fn cursor(app: &App, path: &str) -> String {
    let id = a_candidate().create(&app.officer()).await;
    let mut reader = Reader::of(&app.officer(), path);
    reader.until_id(id).await;
    reader.cursor
}

fn asked(path: &str, cursor: &str) -> String {
    format!("{path}changed_since={cursor}")
}

on_both_databases! {
    async fn a_cursor_is_for_one_question_of_one_caller(app: App) {
        let officer = app.officer();
        let cursor = cursor(&app, "/v1/candidates?").await;
        officer.get(&asked("/v1/candidates?", &cursor)).await.ok();
        // Another page length and another key with the same rights may go on.
        app.officer().get(&asked("/v1/candidates?limit=3&", &cursor)).await.ok();
        for other in ["/v1/candidates?q=a&", "/v1/referrals?"] {
            officer.get(&asked(other, &cursor)).await.refused_at(410, "cursor_outdated", "?changed_since");
        }
        let organisation = an_organisation().create(&officer).await;
        for other in [app.as_role(Role::Officer, &[Sector::Btp]), app.as_partner(organisation, &[Sector::Btp])] {
            other.get(&asked("/v1/candidates?", &cursor)).await.refused_at(410, "cursor_outdated", "?changed_since");
        }
    }

    async fn what_is_no_cursor_is_refused(app: App) {
        let officer = app.officer();
        for nonsense in ["", "1", "Start", "c2luY2U6eDoxOng", "YWZ0ZXI6NTA"] {
            let reply = officer.get(&asked("/v1/hours?", nonsense)).await;
            reply.refused_at(400, "invalid_cursor", "?changed_since");
        }
        for path in ["/v1/hours?cursor=YWZ0ZXI6NTA&", "/v1/hours?changed_since=start&", "/v1/hours?format=csv&"] {
            officer.get(&asked(path, "start")).await.refused_at(400, "invalid_query", "?changed_since");
        }
        // These change without a change of the person.
        for name in ["sector=BTP", "status=pending"] {
            let pointer = format!("?{}", name.split('=').next().unwrap());
            let reply = officer.get(&asked(&format!("/v1/candidates?{name}&"), "start")).await;
            reply.refused_at(400, "invalid_query", &pointer);
        }
        let table = officer.request(reqwest::Method::GET, "/v1/hours?changed_since=start").header("Accept", "text/csv");
        table.send().await.refused(406, "not_acceptable");
        officer.get("/v1/organisations?changed_since=start").await.refused(400, "invalid_query");
    }

    async fn a_cursor_of_changes_that_the_database_does_not_have_is_refused(app: App) {
        let cursor = cursor(&app, "/v1/candidates?").await;
        // The state before, as an older copy has it.
        match app.engine {
            Engine::Sqlite => app.execute("UPDATE change_origin SET counter = 0"),
            Engine::Postgres => app.execute(
                "CREATE OR REPLACE FUNCTION change_base() RETURNS BIGINT LANGUAGE sql IMMUTABLE AS 'SELECT -1000000000::BIGINT'",
            ),
        }
        app.officer().get(&asked("/v1/candidates?", &cursor)).await.refused(410, "cursor_outdated");
    }
}

#[test]
fn a_dump_in_another_cluster_goes_on_above_the_marks_that_came_with_it() {
    run(Engine::Postgres, async |app: App| {
        let officer = app.officer();
        let old: Vec<i64> = a_public_contract().with_lot("1", "1").with_lot("2", "1").create_lots(&officer).await;
        let mut reader = Reader::of(&officer, "/v1/lots?");
        reader.until_id(old[1]).await;
        // The cluster of before had counted further, and the dump brings its marks.
        app.execute(
            "BEGIN; SET LOCAL session_replication_role = replica; UPDATE lots SET changed_in = changed_in + 1000000000; \
             UPDATE change_origin SET origin = ''; COMMIT",
        );
        let cursor = reader.cursor;
        officer.get(&asked("/v1/lots?", &cursor)).await.refused(410, "cursor_outdated");
        let mut reader = Reader::of(&officer, "/v1/lots?");
        assert_eq!(ids(&reader.until_id(old[1]).await), old);
        let new = a_public_contract().create_lot(&officer).await;
        assert_eq!(ids(&reader.until_id(new).await), [new]);
    });
}

#[test]
fn a_dump_restored_into_the_same_database_has_clients_begin_again() {
    run(Engine::Postgres, async |app: App| {
        let officer = app.officer();
        let cursor = cursor(&app, "/v1/candidates?").await;
        // As a restore does, which makes every table again.
        app.execute(
            "CREATE TABLE restored AS SELECT * FROM change_origin; DROP TABLE change_origin; \
             ALTER TABLE restored RENAME TO change_origin",
        );
        officer.get(&asked("/v1/candidates?", &cursor)).await.refused(410, "cursor_outdated");
        let new = a_candidate().create(&officer).await;
        assert_eq!(Reader::of(&officer, "/v1/candidates?").until_id(new).await.len(), 2);
    });
}

#[test]
fn a_restored_copy_has_clients_begin_again() {
    run(Engine::Sqlite, async |app: App| {
        let officer = app.officer();
        let kept = a_candidate().create(&officer).await;
        let directory = tempfile::tempdir().unwrap();
        let copy = directory.path().join("copy.db");
        let copy = copy.to_str().unwrap();
        assert!(command(&app, &["backup", copy]).status.success());
        let lost = a_candidate().create(&officer).await;
        let mut reader = Reader::of(&officer, "/v1/candidates?");
        assert_eq!(ids(&reader.until_id(lost).await), [kept, lost]);
        assert!(command(&app, &["restore", copy, "--replace"]).status.success());
        // The copy comes to as many changes as the client has seen.
        let new = a_candidate().named("Payet", "Lise").create(&officer).await;
        a_candidate().create(&officer).await;
        officer.get(&asked("/v1/candidates?", &reader.cursor)).await.refused(410, "cursor_outdated");
        let again: Vec<Value> = Reader::of(&officer, "/v1/candidates?").until_id(new).await;
        assert_eq!(again[0]["id"], kept);
    });
}
