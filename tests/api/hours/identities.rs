//! The database itself ties the person and contract of hours to their employment and lot.

use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};

use crate::support::builders::somebody_at_work;
use crate::support::{App, on_both_databases};

/// Changes of a row that the database refuses, though the person, organisation or contract exists.
const OTHERS: &[&str] = &[
    "candidate_id = (SELECT MIN(id) FROM candidates WHERE id <> candidate_id)",
    "employer_id = (SELECT MIN(id) FROM organisations WHERE id <> employer_id)",
    "contract_type = 'CDI'",
    "public_contract_id = (SELECT MIN(id) FROM public_contracts WHERE id <> public_contract_id)",
    "employment_id = (SELECT MIN(id) FROM employments WHERE id <> employment_id)",
    "lot_id = (SELECT MIN(id) FROM lots WHERE id <> lot_id)",
];

/// A further version of hours.
fn added_to(hours: &str) -> String {
    format!(
        "INSERT INTO hours_versions (hours_id, version, worked, training, status, source, recorded_by, recorded_at) \
         SELECT {hours}, 9, 0, 0, 'draft', 'X', 'x', MAX(recorded_at) FROM hours_versions"
    )
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
        assert_eq!((app.count("hours"), app.count("hours_versions")), (1, 1));
    }
}
