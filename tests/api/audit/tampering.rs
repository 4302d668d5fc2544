//! Whatever the owner of the database does to the trail is found, and placed.

use serde_json::{Value, json};

use crate::support::builders::an_organisation;
use crate::support::{App, on_both_databases};

/// Three blocks: one now, one an hour later, one another hour later, each with two events at least. Gives the
/// application of the last hour.
async fn three_blocks(app: &App) -> App {
    for moment in ["2024-03-15T10:00:00Z", "2024-03-15T11:00:00Z", "2024-03-15T12:00:00Z"] {
        let later = app.at(moment);
        an_organisation().create(&later.admin()).await;
        an_organisation().create(&later.admin()).await;
        assert_eq!(later.seal(), 2);
    }
    let last = app.at("2024-03-15T12:00:00Z");
    let sound = last.admin().get("/v1/audit/verification").await.ok();
    assert_eq!((&sound["intact"], &sound["events"], &sound["blocks"]), (&json!(true), &json!(6), &json!(3)), "{sound}");
    assert_eq!(sound["notes"], json!([]), "{sound}");
    last
}

/// The kinds of what is wrong, each with its event and its block.
async fn faults(app: &App) -> Vec<(String, Value, Value)> {
    let found = app.admin().get("/v1/audit/verification").await.ok();
    let faults = found["faults"].as_array().unwrap();
    assert_eq!(found["intact"], json!(faults.is_empty()), "{found}");
    assert_eq!(found["faults_total"], json!(faults.len()), "{found}");
    assert!(faults.iter().all(|fault| !fault["detail"].as_str().unwrap().is_empty()), "{found}");
    let kind = |fault: &Value| fault["kind"].as_str().unwrap().to_owned();
    faults.iter().map(|fault| (kind(fault), fault["event_id"].clone(), fault["block"].clone())).collect()
}

fn of_event(kind: &str, event: i64, block: i64) -> (String, Value, Value) {
    (kind.to_owned(), json!(event), json!(block))
}

fn made(event: i64) -> (String, Value, Value) {
    ("made_changed".to_owned(), json!(event), Value::Null)
}

fn of_block(kind: &str, block: i64) -> (String, Value, Value) {
    (kind.to_owned(), Value::Null, json!(block))
}

on_both_databases! {
    async fn the_trail_refuses_changes_and_its_seals_do_too(app: App) {
        let app = three_blocks(&app).await;
        for table in ["audit_events", "audit_seals", "audit_sealed"] {
            for change in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {} = 1", first(table))] {
                let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| app.execute(&change)));
                assert!(done.is_err(), "{change}");
            }
        }
        assert_eq!(faults(&app).await, []);
    }

    async fn a_changed_value_actor_moment_or_reason_is_found(app: App) {
        let app = three_blocks(&app).await;
        let changes = [
            "changes = replace(changes, 'name', 'nome')",
            "actor = 'key:99'",
            "action = 'delete'",
            "subject = 'lot'",
            "subject_id = 99",
            "at = '2024-03-15 11:00:00.000001'",
            "request_id = NULL",
            "digests = '{}'",
        ];
        for change in changes {
            app.tamper("CREATE TABLE kept AS SELECT * FROM audit_events");
            app.tamper(&format!("UPDATE audit_events SET {change} WHERE id = 3"));
            assert_eq!(faults(&app).await, [of_event("event_changed", 3, 2)], "{change}");
            app.tamper("DELETE FROM audit_personal; DELETE FROM audit_events");
            app.tamper("INSERT INTO audit_events SELECT * FROM kept; DROP TABLE kept");
            assert_eq!(faults(&app).await, [], "{change}");
        }
    }

    async fn a_removed_event_is_found_though_its_place_is_removed_as_well(app: App) {
        let app = three_blocks(&app).await;
        app.tamper("DELETE FROM audit_personal WHERE event_id = 4; DELETE FROM audit_events WHERE id = 4");
        let unowned = ("event_removed".to_owned(), json!(4), Value::Null);
        assert_eq!(faults(&app).await, [of_event("event_removed", 4, 2), unowned]);
        app.tamper("DELETE FROM audit_records WHERE event_id = 4");
        assert_eq!(faults(&app).await, [of_event("event_removed", 4, 2)]);
        app.tamper("DELETE FROM audit_sealed WHERE event_id = 4");
        assert_eq!(faults(&app).await, [of_block("block_changed", 2)]);
    }

    async fn two_swapped_events_are_found(app: App) {
        let app = three_blocks(&app).await;
        app.tamper(
            "DELETE FROM audit_personal; UPDATE audit_events SET id = 99 WHERE id = 2; \
             UPDATE audit_events SET id = 2 WHERE id = 5; UPDATE audit_events SET id = 5 WHERE id = 99",
        );
        assert_eq!(faults(&app).await, [
            of_event("event_changed", 2, 1),
            of_event("event_changed", 5, 3),
            made(2),
            made(5),
        ]);
    }

    async fn an_event_written_later_than_it_says_is_found_before_it_is_sealed_and_after(app: App) {
        let app = three_blocks(&app).await;
        app.execute(
            "INSERT INTO audit_events (id, at, actor, action, subject, subject_id, changes) \
             VALUES (77, '2024-03-15 10:30:00', 'key:1', 'create', 'lot', 1, '{}')",
        );
        let unsealed = ("event_unsealed".to_owned(), json!(77), Value::Null);
        assert_eq!(faults(&app).await, [unsealed]);
        assert_eq!(app.seal(), 1);
        assert_eq!(faults(&app).await, [of_event("event_inserted", 77, 4)]);
    }

    async fn an_event_slipped_into_a_block_is_found(app: App) {
        let app = three_blocks(&app).await;
        app.execute(
            "INSERT INTO audit_events (id, at, actor, action, subject, subject_id, changes) \
             VALUES (77, '2024-03-15 11:00:00', 'key:1', 'create', 'lot', 1, '{}')",
        );
        let digest = "a".repeat(64);
        app.execute(&format!("INSERT INTO audit_sealed (event_id, block, digest) VALUES (77, 2, '{digest}')"));
        assert_eq!(faults(&app).await, [of_event("event_changed", 77, 2), of_block("block_changed", 2)]);
    }

    async fn a_changed_seal_is_found(app: App) {
        let app = three_blocks(&app).await;
        let other = "b".repeat(64);
        let changes = [
            ("events = 1", vec![of_block("block_changed", 2)]),
            ("sealed_at = '2024-03-15 11:00:01'", vec![of_block("block_changed", 2)]),
            (&format!("head = '{other}'"), vec![of_block("block_changed", 2), of_block("chain_broken", 3)]),
            (&format!("previous = '{other}'"), vec![of_block("chain_broken", 2), of_block("block_changed", 2)]),
        ];
        for (change, expected) in changes {
            app.tamper("CREATE TABLE kept AS SELECT * FROM audit_seals");
            app.tamper(&format!("UPDATE audit_seals SET {change} WHERE block = 2"));
            assert_eq!(faults(&app).await, expected, "{change}");
            let column = change.split(' ').next().unwrap();
            app.tamper(&format!(
                "UPDATE audit_seals SET {column} = (SELECT {column} FROM kept WHERE kept.block = 2) WHERE block = 2; \
                 DROP TABLE kept"
            ));
            assert_eq!(faults(&app).await, [], "{change}");
        }
    }

    async fn a_seal_taken_out_of_the_middle_is_found(app: App) {
        let app = three_blocks(&app).await;
        app.tamper("DELETE FROM audit_sealed WHERE block = 2; DELETE FROM audit_seals WHERE block = 2");
        let unsealed = |event: i64| ("event_unsealed".to_owned(), json!(event), Value::Null);
        assert_eq!(faults(&app).await, [of_block("block_removed", 2), unsealed(3), unsealed(4)]);
    }

    async fn what_a_person_said_in_clear_is_compared_with_its_digest(app: App) {
        let app = three_blocks(&app).await;
        let placed = crate::support::builders::somebody_at_work(&app.officer(), "BTP").await;
        app.seal();
        assert_eq!(faults(&app).await, []);
        let event = format!("(SELECT min(event_id) FROM audit_personal WHERE candidate_id = {})", placed.candidate);
        app.execute(&format!("UPDATE audit_personal SET content = replace(content, 'Camille', 'Dominique') WHERE event_id = {event}"));
        let found = faults(&app).await;
        assert_eq!((found.len(), found[0].0.as_str()), (1, "personal_changed"), "{found:?}");
    }

    async fn a_tail_cut_off_is_found_by_a_head_copied_before(app: App) {
        let app = three_blocks(&app).await;
        let admin = app.admin();
        let head = admin.get("/v1/audit/verification").await.ok()["head"].as_str().unwrap().to_owned();
        let with_head = format!("/v1/audit/verification?expect={head}");
        assert_eq!(admin.get(&with_head).await.ok()["expected"], json!(true));
        // when the last block goes with its events, and with what sealed them
        app.tamper(
            "DELETE FROM audit_sealed WHERE block = 3; DELETE FROM audit_seals WHERE block = 3; \
             DELETE FROM audit_personal WHERE event_id IN (5, 6); DELETE FROM audit_records WHERE event_id IN (5, 6); \
             DELETE FROM audit_events WHERE id IN (5, 6)",
        );
        // then the chain alone cannot tell
        assert_eq!(faults(&app).await, []);
        let found = admin.get(&with_head).await.ok();
        assert_eq!((&found["intact"], &found["expected"]), (&json!(false), &json!(false)), "{found}");
        assert_eq!(found.at("/faults/0/kind"), "head_unknown", "{found}");
        // nor does it once the service has gone on from there
        an_organisation().create(&admin).await;
        app.seal();
        assert_eq!(faults(&app).await, []);
        assert_eq!(admin.get(&with_head).await.ok()["intact"], json!(false));
    }
}

fn first(table: &str) -> &'static str {
    match table {
        "audit_events" => "subject_id",
        "audit_seals" => "events",
        _ => "block",
    }
}
