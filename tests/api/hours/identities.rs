//! Whose hours are and of which contract: the database itself holds them to what their employment and lot say.

use std::thread::JoinHandle;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{Connection as _, PgConnection, QueryResult};

use crate::support::builders::somebody_at_work;
use crate::support::{App, Engine, on_both_databases};

/// What a row may not say by itself, though there is such a person, organisation or contract.
const OTHERS: &[&str] = &[
    "candidate_id = (SELECT MIN(id) FROM candidates WHERE id <> candidate_id)",
    "employer_id = (SELECT MIN(id) FROM organisations WHERE id <> employer_id)",
    "contract_type = 'CDI'",
    "public_contract_id = (SELECT MIN(id) FROM public_contracts WHERE id <> public_contract_id)",
    "employment_id = (SELECT MIN(id) FROM employments WHERE id <> employment_id)",
    "lot_id = (SELECT MIN(id) FROM lots WHERE id <> lot_id)",
];

/// What a row says besides its key.
const ALIKE: &str = "worked, training, status, source, version, updated_at, candidate_id, employer_id, \
    public_contract_id, sector, contract_type, modality, sex, age_bracket, qpv_legal, rsa, in_plie, counted";

/// One more version of hours.
fn added_to(hours: &str) -> String {
    format!(
        "INSERT INTO hours_versions (hours_id, version, worked, training, status, source, recorded_by, recorded_at) \
         SELECT {hours}, 9, 0, 0, 'draft', 'X', 'x', MAX(recorded_at) FROM hours_versions"
    )
}

/// June's hours, of which nothing is told.
fn without_history() -> String {
    format!(
        "INSERT INTO hours (id, employment_id, lot_id, month, {ALIKE}) \
         SELECT 900, employment_id, lot_id, 202306, {ALIKE} FROM hours"
    )
}

/// Until somebody waits for the table of versions.
fn until_waits(app: &App, working: &JoinHandle<QueryResult<()>>) {
    let here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let waits = format!("pg_locks WHERE NOT granted AND relation = 'hours_versions'::regclass AND {here}");
    while app.count(&waits) == 0 {
        assert!(!working.is_finished(), "nobody waited");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn is_broken(outcome: &QueryResult<()>) -> bool {
    matches!(outcome, Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)))
}

/// Two people at work, one of whom has hours in May.
async fn two_at_work(app: &App) -> (i64, i64) {
    let officer = app.officer();
    let (one, other) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "BTP").await);
    one.hours("2023-05", "10").create(&officer).await;
    (one.employment, other.candidate)
}

on_both_databases! {
    async fn hours_say_what_their_employment_and_their_lot_say(app: App) {
        two_at_work(&app).await;
        for other in OTHERS {
            let outcome = app.try_execute(&format!("UPDATE hours SET {other}"));
            assert!(is_broken(&outcome), "{other}: {outcome:?}");
        }
    }

    async fn hours_follow_the_employments_of_somebody_who_turns_out_to_be_another(app: App) {
        let (employment, other) = two_at_work(&app).await;
        app.execute(&format!("UPDATE employments SET candidate_id = {other} WHERE id = {employment}"));
        assert_eq!(app.count(&format!("hours WHERE candidate_id = {other}")), 1);
    }

    async fn an_employment_with_hours_stays(app: App) {
        let (employment, _) = two_at_work(&app).await;
        app.execute("DELETE FROM assignments");
        assert!(is_broken(&app.try_execute(&format!("DELETE FROM employments WHERE id = {employment}"))));
    }

    async fn versions_are_of_hours_and_hours_keep_them(app: App) {
        two_at_work(&app).await;
        for refused in [
            added_to("(SELECT MAX(id) + 1 FROM hours)"),
            "DELETE FROM hours".to_owned(),
            "UPDATE hours SET id = id + 1".to_owned(),
        ] {
            let outcome = app.try_execute(&refused);
            assert!(is_broken(&outcome), "{refused}: {outcome:?}");
        }
        if app.engine == Engine::Postgres {
            assert!(is_broken(&app.try_execute("TRUNCATE findings, hours_external_refs, hours")));
            app.try_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; DELETE FROM hours; COMMIT").expect_err("unseen");
        }
        assert_eq!((app.count("hours"), app.count("hours_versions")), (1, 1));
    }

    async fn whoever_takes_hours_away_waits_for_versions_that_are_being_added(app: App) {
        two_at_work(&app).await;
        app.execute(&without_history());
        let Engine::Postgres = app.engine else {
            // One writer at a time.
            app.execute(&added_to("900"));
            return assert!(is_broken(&app.try_execute("DELETE FROM hours WHERE id = 900")));
        };
        let mut adding = PgConnection::establish(app.database_url()).unwrap();
        adding.batch_execute(&format!("BEGIN; {}", added_to("900"))).unwrap();
        let url = app.database_url().to_owned();
        let taking = std::thread::spawn(move || {
            PgConnection::establish(&url).unwrap().batch_execute("DELETE FROM hours WHERE id = 900")
        });
        until_waits(&app, &taking);
        adding.batch_execute("COMMIT").unwrap();
        assert!(is_broken(&taking.join().unwrap()));
        assert_eq!(app.count("hours WHERE id = 900"), 1);
    }

    async fn whoever_adds_versions_waits_for_hours_that_are_being_taken_away(app: App) {
        two_at_work(&app).await;
        app.execute(&without_history());
        let Engine::Postgres = app.engine else {
            app.execute("DELETE FROM hours WHERE id = 900");
            return assert!(is_broken(&app.try_execute(&added_to("900"))));
        };
        let mut taking = PgConnection::establish(app.database_url()).unwrap();
        taking.batch_execute("BEGIN; DELETE FROM hours WHERE id = 900").unwrap();
        let url = app.database_url().to_owned();
        let adding = std::thread::spawn(move || PgConnection::establish(&url).unwrap().batch_execute(&added_to("900")));
        until_waits(&app, &adding);
        taking.batch_execute("COMMIT").unwrap();
        assert!(is_broken(&adding.join().unwrap()));
        assert_eq!(app.count("hours_versions WHERE hours_id = 900"), 0);
    }
}
