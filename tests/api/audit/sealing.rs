//! Every event is sealed exactly once, whichever process seals and whatever is written meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clauses::audit_chain::{self, Reach};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use futures_util::future::join_all;
use serde_json::json;

use crate::support::builders::an_organisation;
use crate::support::{App, Engine, on_both_databases, run};

const EVENT: &str = "INSERT INTO audit_events (id, at, actor, action, subject, changes) \
    VALUES (ID, '2024-03-15 08:59:59', 'key:1', 'create', 'lot', '{}')";

async fn sound(app: &App) -> serde_json::Value {
    let found = app.admin().get("/v1/audit/verification").await.ok();
    assert_eq!((&found["intact"], &found["unsealed"]), (&json!(true), &json!(0)), "{found}");
    found.json.clone()
}

on_both_databases! {
    async fn two_that_seal_while_eight_write_seal_each_event_once(app: App) {
        let done = Arc::new(AtomicBool::new(false));
        let sealers: Vec<_> = (0..2)
            .map(|_| {
                let (db, now, done) = (app.db(), app.now(), done.clone());
                std::thread::spawn(move || {
                    while !done.load(Ordering::SeqCst) {
                        audit_chain::seal(&db, now, Reach::Near).unwrap();
                    }
                })
            })
            .collect();
        let admin = app.admin();
        let writer = async || {
            for _ in 0..10 {
                an_organisation().create(&admin).await;
            }
        };
        join_all((0..8).map(|_| writer())).await;
        done.store(true, Ordering::SeqCst);
        sealers.into_iter().for_each(|sealer| sealer.join().unwrap());
        app.seal();
        assert_eq!(sound(&app).await["events"], 80);
    }

    async fn a_backlog_is_sealed_in_blocks_of_a_thousand(app: App) {
        let many: Vec<String> = (1..=2_500).map(|id| EVENT.replace("ID", &id.to_string())).collect();
        app.execute(&many.join(";"));
        assert_eq!(audit_chain::seal(&app.db(), app.now(), Reach::Near).unwrap(), 2_500);
        let found = sound(&app).await;
        assert_eq!((&found["events"], &found["blocks"]), (&json!(2_500), &json!(3)), "{found}");
    }

    async fn an_event_of_a_lower_id_that_is_kept_later_is_sealed(app: App) {
        app.execute(&EVENT.replace("ID", "20000"));
        app.seal();
        app.execute(&EVENT.replace("ID", "19000"));
        assert_eq!(audit_chain::seal(&app.db(), app.now(), Reach::Near).unwrap(), 1);
        // However far behind, in the end.
        app.execute(&EVENT.replace("ID", "7"));
        assert_eq!(audit_chain::seal(&app.db(), app.now(), Reach::Near).unwrap(), 0);
        assert_eq!(audit_chain::seal(&app.db(), app.now(), Reach::Whole).unwrap(), 1);
        assert_eq!(sound(&app).await["events"], 3);
    }
}

#[test]
fn an_event_whose_transaction_ends_last_is_sealed_after_higher_ones() {
    run(Engine::Postgres, async |app: App| {
        let mut slow = PgConnection::establish(app.database_url()).unwrap();
        slow.batch_execute(&format!("BEGIN; {}", EVENT.replace("ID", "1"))).unwrap();
        app.execute(&EVENT.replace("ID", "2"));
        assert_eq!(app.seal(), 1);
        slow.batch_execute("COMMIT").unwrap();
        assert_eq!(app.seal(), 1);
        assert_eq!(sound(&app).await["blocks"], 2);
    });
}

#[test]
fn another_process_seals_once_the_one_that_did_is_gone() {
    run(Engine::Postgres, async |app: App| {
        // given a process that holds the sealing
        let mut other = PgConnection::establish(app.database_url()).unwrap();
        other.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(7403)").unwrap();
        an_organisation().create(&app.admin()).await;
        // when it lives, nobody else seals; when it dies, the next does
        assert_eq!(app.seal(), 0);
        drop(other);
        let begun = std::time::Instant::now();
        while app.seal() == 0 {
            assert!(begun.elapsed().as_secs() < 20, "the lock does not go with its connection");
        }
        assert_eq!(sound(&app).await["events"], 1);
    });
}
