//! The database becomes unavailable and recovers.

use std::time::{Duration, Instant};

use crate::support::builders::an_organisation;
use crate::support::{App, Engine, OwnServer, Program, run};

pub(super) fn block_on(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

/// Waits until the service is ready again.
async fn ready_again(program: &Program) {
    let begun = Instant::now();
    while program.anonymous().get("/health/ready").await.status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", program.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[test]
fn after_an_outage_of_postgresql_no_connection_stays_broken() {
    let mut server = OwnServer::start_new();
    let program = Program::on(&server.url(), &[("CLAUSES_READERS", "4"), ("CLAUSES_WRITERS", "4")]);
    block_on(async {
        // given: connections of both pools, all of them used
        let at_once = async |count: usize| {
            let admin = program.admin();
            let asked = (0..count).map(|_| {
                let admin = admin.clone();
                tokio::spawn(async move {
                    let read = admin.get("/v1/organisations").await;
                    (read, an_organisation().send(&admin).await)
                })
            });
            let mut replies = Vec::new();
            for asked in asked.collect::<Vec<_>>() {
                let (read, written) = asked.await.unwrap();
                replies.extend([read, written]);
            }
            replies
        };
        let before = at_once(16).await;
        assert!(before.iter().all(|reply| [200, 201].contains(&reply.status)), "{}", before[0]);

        // when
        server.order("stop");
        for reply in at_once(4).await {
            let refused = reply.refused(503, "unavailable");
            assert_eq!(refused.header("retry-after"), Some("5"), "{refused}");
            assert!(!refused.text.contains("host="), "{refused}");
        }
        program.anonymous().get("/health/ready").await.refused(503, "unavailable");
        program.anonymous().get("/health/live").await.ok();
        let visit = program.anonymous().request(reqwest::Method::GET, "/").header("Accept", "text/html");
        let page = visit.header("Cookie", "clauses_session=x").send().await.with_status(503);
        assert!(page.text.contains("momentanément indisponible</h1>") && !page.text.contains("host="), "{page}");
        server.order("start");

        // then
        ready_again(&program).await;
        for reply in at_once(32).await {
            assert!([200, 201].contains(&reply.status), "{reply}");
        }
    });
    drop(program);
}

#[test]
fn a_restart_between_two_requests_costs_one_answer_a_lane_at_most() {
    let mut server = OwnServer::start_new();
    let program = Program::on(&server.url(), &[("CLAUSES_READERS", "4"), ("CLAUSES_WRITERS", "4")]);
    block_on(async {
        let admin = program.admin();
        let asked: Vec<_> = (0..16)
            .map(|_| {
                let admin = admin.clone();
                tokio::spawn(async move { an_organisation().create(&admin).await })
            })
            .collect();
        for asked in asked {
            asked.await.unwrap();
        }
        server.order("stop");
        server.order("start");
        let mut refused = 0;
        for _ in 0..20 {
            let reply = an_organisation().send(&admin).await;
            match reply.status {
                201 => {}
                503 => refused += 1,
                _ => panic!("{reply}"),
            }
        }
        assert!(refused <= 1, "{refused} refused");
    });
    drop(program);
}

#[test]
fn a_server_that_is_read_only_is_read_from_and_writes_wait_for_another() {
    run(Engine::Postgres, async |app: App| {
        // given: there are no accounts, and no link for the first set-up can be issued
        an_organisation().create(&app.officer()).await;
        let read_only = "ALTER DATABASE %I SET default_transaction_read_only = on";
        app.execute(&format!("DO $$ BEGIN EXECUTE format('{read_only}', current_database()); END $$"));
        // when
        let program = Program::beside(&app, &[]);
        // then
        assert_eq!(program.admin().all("/v1/organisations").await.len(), 1);
        program.admin().get("/v1/totals?year=2023").await.ok();
        program.anonymous().get("/health/ready").await.ok();
        an_organisation().send(&program.admin()).await.refused(503, "unavailable");
    });
}

#[test]
fn whoever_holds_sqlites_one_writer_does_not_hold_requests_up_for_long() {
    run(Engine::Sqlite, async |app: App| {
        let program = Program::beside(&app, &[]);
        let holding = app.lock_writer();
        let refused = an_organisation().send(&program.admin()).await.refused(503, "unavailable");
        assert_eq!(refused.header("retry-after"), Some("5"), "{refused}");
        // One timeout for the writer, not one for each retry.
        let metrics = program.anonymous().get("/metrics").await.ok();
        assert!(metrics.text.contains("clauses_transactions_retried_total 0\n"), "{metrics}");
        program.admin().get("/v1/organisations").await.ok();
        drop(holding);
        an_organisation().create(&program.admin()).await;
    });
}

#[test]
fn a_sqlite_file_that_is_gone_is_an_outage_and_no_new_database() {
    run(Engine::Sqlite, async |app: App| {
        let file = app.sqlite_file();
        let program = Program::beside(&app, &[]);
        let admin = program.admin();
        an_organisation().create(&admin).await;
        let aside = file.with_extension("aside");
        std::fs::rename(&file, &aside).unwrap();
        an_organisation().send(&admin).await.refused(503, "unavailable");
        admin.get("/v1/organisations").await.refused(503, "unavailable");
        program.anonymous().get("/health/ready").await.refused(503, "unavailable");
        assert!(!file.exists());
        std::fs::rename(&aside, &file).unwrap();
        ready_again(&program).await;
        an_organisation().create(&admin).await;
        assert_eq!(admin.all("/v1/organisations").await.len(), 2);
    });
}
