//! The stand-in fails in every way, in turn and at random, and our processes are killed: in the end every step has had
//! its effect once, in order for each person.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clauses::outbound::Unobserved;
use clauses::plie::client::Client as Records;
use clauses::plie::stub::Behaviour;
use serde_json::{Value, json};

use super::{KEY, Plie, at_work, in_thread, participant, settings};
use crate::support::{App, Client, Engine, Program, on_both_databases};

const NAMES: [&str; 6] = ["Rosée", "Astérisque", "Hippogriffe", "Licorne", "Chimère", "Mirage"];
const MONTHS: [&str; 3] = ["2023-05", "2023-06", "2023-07"];

fn kills() -> u32 {
    std::env::var("KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

/// People with three closed months each, and the stand-in that has a record of each.
async fn a_world(app: &App) -> (Plie, Vec<i64>) {
    let officer = app.officer();
    let number = |n: usize| format!("P-{n}");
    let participants: Vec<Value> = (0..NAMES.len()).map(|n| participant(&number(n), NAMES[n], "Awa")).collect();
    let plie = Plie::with(&json!(participants));
    let mut people = Vec::new();
    for name in NAMES {
        let placed = at_work(&officer, name, "Awa").await;
        people.push(placed.candidate);
        for month in MONTHS {
            placed.hours(month, "10").validated().send(&officer).await.created();
        }
    }
    (plie, people)
}

async fn close(officer: &Client, month: &str) {
    let forced = json!({ "force": true, "reason": "Fin de mois" });
    officer.put(&format!("/v1/months/{month}/closures/BTP"), &forced).await.ok();
}

/// Every person's steps arrived once each, in the order in which they were written.
#[track_caller]
fn assert_told_once(plie: &Plie, people: &[i64]) {
    let received = plie.stub.received();
    for (n, candidate) in people.iter().enumerate() {
        let announced = plie.steps(&format!("P-{n}"));
        let of_hours: Vec<String> = announced.iter().filter(|step| step.starts_with("hours/")).cloned().collect();
        let wanted: Vec<String> = MONTHS.iter().map(|month| format!("hours/{candidate}/{month}/btp 1")).collect();
        assert_eq!(of_hours, wanted);
        assert_eq!(announced.iter().collect::<HashSet<_>>().len(), announced.len(), "{announced:?}");
        assert_eq!(announced.len(), MONTHS.len() + 2, "{announced:?}");
        assert!(received.participants[&format!("P-{n}")].latest.values().all(|step| step["withdrawn"] == false));
    }
}

/// Has everything that was given up tried again.
async fn retry_all(client: &Client) {
    for dead in client.all("/v1/plie/deliveries?status=dead").await {
        client.post(&format!("/v1/plie/deliveries/{}/retries", dead["id"]), &json!({})).await.with_status(201);
    }
}

on_both_databases! {
    async fn each_failure_in_turn_is_named_and_overcome(app: App) {
        let (plie, people) = a_world(&app).await;
        let officer = app.officer();
        let all = |percent: fn(&mut Behaviour)| {
            let mut behaviour = Behaviour::default();
            percent(&mut behaviour);
            behaviour
        };
        let kinds: [(Behaviour, &[&str]); 6] = [
            (all(|b| b.fail_percent = 100), &["server_error", "overloaded"]),
            (all(|b| b.cut_before_percent = 100), &["unreachable", "cut_off"]),
            (all(|b| b.cut_after_percent = 100), &["unreachable", "cut_off"]),
            (all(|b| b.garbage_percent = 100), &["unfit_answer", "too_large", "cut_off"]),
            (all(|b| b.somebody_else_percent = 100), &["wrong_person"]),
            (all(|b| b.slow_milliseconds = 600), &["timed_out"]),
        ];
        // One kind in each hour, with the next month closed, and an hour without failures between them.
        for (hour, (behaviour, names)) in (0_u32..).zip(&kinds) {
            if let Some(month) = MONTHS.get(usize::try_from(hour).unwrap()) {
                close(&officer, month).await;
            }
            if hour >= 3 {
                // A person who changed is looked up again.
                let address = format!("/v1/candidates/{}", people[usize::try_from(hour).unwrap() - 3]);
                let person = officer.get(&address).await.ok();
                let name = person["last_name"].as_str().unwrap().to_uppercase();
                officer.patch(&address, person.etag(), &json!({ "last_name": name })).await.ok();
            }
            plie.behaves(behaviour.clone());
            let during = app.at(&format!("2024-03-15T{:02}:00:00Z", 10 + 2 * hour));
            turns(&plie, &during, 1);
            let failures = failures(&during.officer()).await;
            let is_named = |failure: &String| names.contains(&failure.as_str());
            assert!(failures.iter().any(is_named), "{behaviour:?} shows nowhere: {failures:?}");
            // On a busy machine any call may be too slow.
            assert!(failures.iter().all(|it| is_named(it) || it == "timed_out"), "{behaviour:?}: {failures:?}");
            plie.behaves(Behaviour::default());
            let after = app.at(&format!("2024-03-15T{:02}:00:00Z", 11 + 2 * hour));
            turns(&plie, &after, 40);
            assert_eq!(self::failures(&after.officer()).await, Vec::<String>::new());
        }
        assert_told_once(&plie, &people);
    }

    async fn random_failures_and_killed_processes_lose_nothing_and_tell_nothing_twice(app: App) {
        let (plie, people) = a_world(&app).await;
        let url = plie.stub.url();
        let env = [
            ("CLAUSES_PLIE_URL", url.as_str()),
            ("CLAUSES_PLIE_KEY", KEY),
            ("CLAUSES_PLIE_LOCAL", "yes"),
            ("CLAUSES_PLIE_TIMEOUT_SECONDS", "1"),
        ];
        // SQLite has one process, PostgreSQL two that share the queue.
        let count = if app.engine == Engine::Sqlite { 1 } else { 2 };
        for (round, seed) in (0..kills()).zip(1..) {
            plie.behaves(Behaviour {
                slow_milliseconds: 20,
                fail_percent: 20,
                cut_before_percent: 10,
                cut_after_percent: 20,
                garbage_percent: 10,
                somebody_else_percent: 10,
                seed,
                ..Behaviour::default()
            });
            let before = requests(&plie);
            let programs: Vec<Program> = (0..count).map(|_| Program::beside(&app, &env)).collect();
            if let Some(month) = MONTHS.get(usize::try_from(round).unwrap()) {
                close(&programs[0].admin(), month).await;
            }
            let begun = Instant::now();
            while requests(&plie) < before + 10 && begun.elapsed() < Duration::from_secs(15) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            drop(programs); // killed
        }
        plie.behaves(Behaviour::default());
        let programs: Vec<Program> = (0..count).map(|_| Program::beside(&app, &env)).collect();
        // Through a program: the application's own clock stands years before theirs.
        let officer = programs[0].admin();
        let begun = Instant::now();
        loop {
            retry_all(&officer).await;
            let links = officer.all("/v1/plie/links").await;
            // A search that was answered with somebody else's record found nobody, and is repeated on the next day.
            let is_unsettled = |link: &&Value| link["status"] == "failed" || link["status"] == "not_found";
            for link in links.iter().filter(is_unsettled) {
                let address = format!("/v1/candidates/{}", link["candidate_id"]);
                let person = officer.get(&address).await.ok();
                let name = person["last_name"].as_str().unwrap().to_uppercase();
                officer.patch(&address, person.etag(), &json!({ "last_name": name })).await.ok();
            }
            let mut sent = officer.all("/v1/plie/deliveries?status=sent").await;
            // For a person whom a search did not find, the program also asks for a referent, once.
            sent.retain(|delivery| delivery["topic"] == "step");
            if sent.len() == people.len() * (MONTHS.len() + 2) && links.iter().all(|link| link["status"] == "linked") {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(240), "{sent:?}, {links:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        drop(programs);
        assert_told_once(&plie, &people);
        let verified = app.admin().get("/v1/audit/verification").await.ok();
        assert_eq!(verified["intact"], true, "{verified}");
    }
}

fn requests(plie: &Plie) -> u64 {
    plie.stub.received().requests.values().sum()
}

/// Turns of a worker whose client has no memory of earlier failures and little patience.
fn turns(plie: &Plie, app: &App, count: u32) {
    let settings = clauses::config::Plie { timeout: Duration::from_millis(300), ..settings(&plie.stub.url()) };
    let records = in_thread(|| Records::open(&settings, Arc::new(Unobserved)).unwrap());
    let fresh = plie.linking_with(app, records);
    in_thread(|| (0..count).for_each(|_| assert!([true, false].contains(&fresh.turn().unwrap()))));
}

/// Why the last attempts failed, of links and of deliveries that are not settled.
async fn failures(client: &Client) -> Vec<String> {
    let links = client.all("/v1/plie/links").await;
    let deliveries = client.all("/v1/plie/deliveries?status=pending").await;
    let failures = links.iter().chain(&deliveries).filter_map(|one| one["failure"].as_str());
    failures.map(str::to_owned).collect()
}
