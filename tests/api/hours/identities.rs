//! Whose hours are and of which contract: the database itself holds them to what their employment and lot say.

use diesel::result::{DatabaseErrorKind, Error};

use crate::support::builders::somebody_at_work;
use crate::support::{App, on_both_databases};

/// What a row may not say by itself, though there is such a person, organisation or contract.
const OTHERS: &[&str] = &[
    "candidate_id = (SELECT MIN(id) FROM candidates WHERE id <> candidate_id)",
    "employer_id = (SELECT MIN(id) FROM organisations WHERE id <> employer_id)",
    "contract_type = 'CDI'",
    "public_contract_id = (SELECT MIN(id) FROM public_contracts WHERE id <> public_contract_id)",
    "employment_id = (SELECT MIN(id) FROM employments WHERE id <> employment_id)",
    "lot_id = (SELECT MIN(id) FROM lots WHERE id <> lot_id)",
];

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
            let refused = app.try_execute(&format!("UPDATE hours SET {other}")).expect_err(other);
            let broken = matches!(refused, Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _));
            assert!(broken, "{other}: {refused}");
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
        app.try_execute(&format!("DELETE FROM employments WHERE id = {employment}")).expect_err("it has hours");
    }
}
