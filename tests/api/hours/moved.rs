//! An employment that changes its person while hours are recorded.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _};

use crate::support::builders::somebody_at_work;
use crate::support::{Engine, on_both_databases};

/// Commits the transaction once another one waits for it.
fn commit_when_waited_for(mut moving: PgConnection, url: &str) {
    let mut watching = PgConnection::establish(url).unwrap();
    let waiting = diesel::dsl::sql::<diesel::sql_types::Bool>(
        "EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')",
    );
    let began = Instant::now();
    while !diesel::select(waiting.clone()).get_result::<bool>(&mut watching).unwrap() {
        assert!(began.elapsed() < Duration::from_secs(20), "nobody waited");
        std::thread::sleep(Duration::from_millis(5));
    }
    moving.batch_execute("COMMIT").unwrap();
}

on_both_databases! {
    async fn hours_are_of_whom_the_employment_has_become_meanwhile(app: App) {
        app.written_to();
        let officer = app.officer();
        let (one, other) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "BTP").await);
        one.hours("2023-05", "10").create(&officer).await;
        let becomes = format!("UPDATE employments SET candidate_id = {} WHERE id = {}", other.candidate, one.employment);
        let committing = (app.engine == Engine::Postgres).then(|| {
            let (held, url) = ("SELECT 1 FROM candidates ORDER BY id FOR NO KEY UPDATE", app.database_url().to_owned());
            let mut moving = PgConnection::establish(&url).unwrap();
            moving.batch_execute(&format!("BEGIN; {held}; {becomes}")).unwrap();
            std::thread::spawn(move || commit_when_waited_for(moving, &url))
        });
        if committing.is_none() {
            // SQLite has one writer at a time.
            app.execute(&becomes);
        }
        one.hours("2023-06", "20").send(&officer).await.created();
        committing.into_iter().for_each(|committing| committing.join().unwrap());
        assert_eq!(app.count(&format!("hours WHERE candidate_id = {}", other.candidate)), 2);
    }
}
