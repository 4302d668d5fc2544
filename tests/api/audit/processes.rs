//! Several real processes on one database: one seals, and another goes on when it dies.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clauses::audit_chain::{self, Reach};
use serde_json::{Value, json};

use crate::support::{App, Client, Program, Reply, command, on_both_databases};

/// How many write to each process at once.
const WRITERS: usize = 4;

/// Records organisations until it is enough or nobody answers; the names of those that were answered.
async fn record(client: Client, writer: String, enough: Arc<AtomicBool>) -> Vec<String> {
    let mut recorded = Vec::new();
    while !enough.load(Ordering::SeqCst) {
        let (sent, name) = (client.clone(), format!("{writer}-{}", recorded.len()));
        let body = json!({ "name": &name });
        // Nobody answers: a client says so by panicking.
        let Ok(reply) = tokio::spawn(async move { sent.post("/v1/organisations", &body).await }).await else { break };
        // SQLite's one writer may be too busy for all of them at once.
        if reply.status != 503 {
            assert_eq!(reply.status, 201, "{reply}");
            recorded.push(name);
        }
    }
    recorded
}

async fn verified(client: &Client) -> Reply {
    client.get("/v1/audit/verification").await.ok()
}

/// Waits until a program has sealed more blocks than these.
async fn sealed_past(client: &Client, blocks: i64) -> i64 {
    let begun = Instant::now();
    loop {
        let found = verified(client).await;
        assert_eq!(found["intact"], json!(true), "{found}");
        match found["blocks"].as_i64().unwrap() {
            now if now > blocks => return now,
            now => assert!(begun.elapsed() < Duration::from_secs(30), "still {now} blocks: {found}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What events tell of: each name is of one event, and each event is sealed.
async fn recorded(app: &App) -> BTreeSet<String> {
    let events = app.admin().all("/v1/audit/events?subject=organisation&action=create&limit=500").await;
    let name = |event: &Value| {
        assert_eq!(event["sealed"], json!(true), "{event}");
        event["values"][0]["value"].as_str().unwrap().to_owned()
    };
    let names: BTreeSet<String> = events.iter().map(name).collect();
    assert_eq!(names.len(), events.len());
    names
}

on_both_databases! {
    async fn when_a_process_is_killed_while_eight_write_the_other_goes_on_sealing(app: App) {
        let (mut one, other) = (Program::beside(&app, &[]), Program::beside(&app, &[]));
        let enough = Arc::new(AtomicBool::new(false));
        let writing = |program: &Program, which: &str| -> Vec<_> {
            let writer = |number| tokio::spawn(record(program.admin(), format!("{which}-{number}"), enough.clone()));
            (0..WRITERS).map(writer).collect()
        };
        let (of_one, of_other) = (writing(&one, "one"), writing(&other, "other"));
        let before = sealed_past(&other.admin(), 1).await;
        // when
        one.signal("KILL");
        assert!(!one.ended().await.success());
        let died = sealed_past(&other.admin(), before).await;
        sealed_past(&other.admin(), died).await;
        enough.store(true, Ordering::SeqCst);
        // then nothing that was answered lacks its event
        let mut answered = BTreeSet::new();
        for writer in of_one.into_iter().chain(of_other) {
            answered.extend(writer.await.unwrap());
        }
        let begun = Instant::now();
        while verified(&other.admin()).await["unsealed"] != json!(0) {
            assert!(begun.elapsed() < Duration::from_secs(30), "{}", other.log());
        }
        let names = recorded(&app).await;
        assert!(answered.len() > 2 * WRITERS && answered.is_subset(&names), "{} {}", answered.len(), names.len());
        assert_eq!(command(&app, &["audit", "verify"]).status.code(), Some(0));
    }

    async fn two_programs_seal_each_event_once_and_leave_none_at_their_end(app: App) {
        let mut programs = [Program::beside(&app, &[]), Program::beside(&app, &[])];
        let enough = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..2 * WRITERS)
            .map(|number| tokio::spawn(record(programs[number % 2].admin(), format!("{number}"), enough.clone())))
            .collect();
        sealed_past(&app.admin(), 2).await;
        enough.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
        for program in &mut programs {
            program.signal("TERM");
            assert!(program.ended().await.success(), "{}", program.log());
        }
        assert_eq!(audit_chain::seal(&app.db(), app.now(), Reach::Whole).unwrap(), 0);
        assert_eq!(verified(&app.admin()).await["intact"], json!(true));
        recorded(&app).await;
    }
}
