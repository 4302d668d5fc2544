//! Transactions that commit in another order than they began, which only PostgreSQL has.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::{Reader, ids};
use crate::support::builders::{a_candidate, somebody_at_work};
use crate::support::{App, Engine, run};

#[test]
fn what_an_earlier_transaction_commits_later_is_seen() {
    run(Engine::Postgres, async |app: App| {
        app.written_to();
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let early = works.hours("2023-01", "10").create(&officer).await;
        let late = works.hours("2023-02", "10").create(&officer).await;
        let mut reader = Reader::of(&officer, "/v1/hours?");
        reader.until_id(late).await;
        for end in ["COMMIT", "ROLLBACK"] {
            // given: a transaction that changes a cell and stays open, while the next one changes another and commits
            let mut open = PgConnection::establish(app.database_url()).unwrap();
            let change = format!("BEGIN; UPDATE hours SET worked = worked + 1 WHERE id = {early}");
            open.batch_execute(&change).unwrap();
            let cell = officer.get(&works.cell("2023-02")).await.ok();
            let worked = if end == "COMMIT" { "11" } else { "12" };
            works.hours("2023-02", worked).correct(&officer, cell.etag()).await.ok();
            // when: the reader comes meanwhile
            assert_eq!(reader.page().await, Vec::<serde_json::Value>::new());
            open.batch_execute(end).unwrap();
            // then: it sees both, the one that began first before the other
            let seen = ids(&reader.until_id(late).await);
            assert_eq!(seen, if end == "COMMIT" { vec![early, late] } else { vec![late] });
        }
    });
}

#[test]
fn a_transaction_that_reads_keeps_nobody_waiting() {
    run(Engine::Postgres, async |app: App| {
        let mut open = PgConnection::establish(app.database_url()).unwrap();
        open.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT COUNT(*) FROM candidates").unwrap();
        let id = a_candidate().create(&app.officer()).await;
        Reader::of(&app.officer(), "/v1/candidates?").until_id(id).await;
        open.batch_execute("COMMIT").unwrap();
    });
}
