//! The sum of each lot that is kept beside its hours: it follows every way of changing them.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _};
use serde_json::json;

use super::warned;
use crate::support::builders::{Placed, a_public_contract, an_employment, somebody_at_work};
use crate::support::{App, Engine, on_both_databases};

/// Somebody at work on a lot of which 100 hours are due.
async fn due_a_hundred(app: &App) -> Placed {
    let officer = app.officer();
    let first = somebody_at_work(&officer, "BTP").await;
    let lot = a_public_contract().with_lot("1", "100").create_lot(&officer).await;
    let employment = an_employment(first.candidate).on(lot).create(&officer).await;
    Placed { employment, lot, ..first }
}

/// Two lots with ten hours in each of two months.
async fn two_lots_at_work(app: &App) -> (i64, i64) {
    let officer = app.officer();
    let (first, second) = (due_a_hundred(app).await, due_a_hundred(app).await);
    for placed in [first, second] {
        for month in ["2023-05", "2023-06"] {
            placed.hours(month, "10").create(&officer).await;
        }
    }
    (first.lot, second.lot)
}

/// The id of the process that serves a connection.
fn pid(connection: &mut PgConnection) -> i64 {
    diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>("CAST(pg_backend_pid() AS BIGINT)"))
        .get_result(connection)
        .unwrap()
}

/// Two connections that write sums to the same rows.
fn of_one_shard(app: &App) -> (PgConnection, PgConnection) {
    let mut known: Vec<(i64, PgConnection)> = Vec::new();
    loop {
        let mut next = PgConnection::establish(app.database_url()).unwrap();
        let shard = pid(&mut next) % 16;
        if let Some(place) = known.iter().position(|(of, _)| *of == shard) {
            return (known.swap_remove(place).1, next);
        }
        known.push((shard, next));
    }
}

/// One hour more on a lot in a month.
fn more(lot: i64, month: i32) -> String {
    format!("UPDATE hours SET worked = worked + 100 WHERE lot_id = {lot} AND month = {month}")
}

on_both_databases! {
    async fn a_correction_and_a_rejection_bring_a_lot_back_under_its_hours_due(app: App) {
        let officer = app.officer();
        let placed = due_a_hundred(&app).await;
        let first = placed.hours("2023-05", "60").create(&officer).await;
        let past = placed.hours("2023-06", "40.01").send(&officer).await.created();
        assert_eq!(warned(&past), ["lot_past_due"]);
        let within = placed.hours("2023-06", "40").because("Relevé").correct(&officer, past.etag()).await.ok();
        assert_eq!(warned(&within), Vec::<&str>::new());
        officer.post("/v1/hours/rejections", &json!({ "ids": [first], "reason": "Illisible" })).await.ok();
        // What was rejected is not done.
        let within = placed.hours("2023-07", "60").send(&officer).await.created();
        assert_eq!(warned(&within), Vec::<&str>::new());
        let said = placed.hours("2023-05", "0.01").because("Relu");
        let seen = officer.get(&placed.cell("2023-05")).await.ok();
        assert_eq!(warned(&said.correct(&officer, seen.etag()).await.ok()), ["lot_past_due"]);
        assert_eq!(app.lots_with_a_wrong_sum(), 0);
    }

    async fn hours_that_no_longer_count_are_not_done(app: App) {
        let officer = app.officer();
        let placed = due_a_hundred(&app).await;
        placed.hours("2023-09", "10").create(&officer).await;
        let window = |months: &str| json!({ "key": "window_months", "effective_on": "2000-01-01", "value": months });
        app.admin().put("/v1/settings", &window("1")).await.ok();
        assert_eq!(app.count("hours WHERE counted"), 0);
        assert_eq!(app.lots_with_a_wrong_sum(), 0);
        let seen = officer.get(&placed.cell("2023-09")).await.ok();
        let corrected = placed.hours("2023-09", "150").because("Relevé").correct(&officer, seen.etag()).await.ok();
        assert_eq!((warned(&corrected), app.lots_with_a_wrong_sum()), (vec![], 0));
        app.admin().put("/v1/settings", &window("24")).await.ok();
        assert_eq!((app.count("hours WHERE counted"), app.lots_with_a_wrong_sum()), (1, 0));
        let more = placed.hours("2023-10", "0.01").send(&officer).await.created();
        assert_eq!(warned(&more), ["lot_past_due"]);
    }

    async fn whoever_writes_past_the_service_cannot_pass_by_the_sums(app: App) {
        let (one, other) = two_lots_at_work(&app).await;
        let moved = format!("lot_id = {other}, public_contract_id = (SELECT public_contract_id FROM lots WHERE id = {other})");
        app.execute(&format!("UPDATE hours SET {moved} WHERE lot_id = {one} AND month = 202305"));
        app.execute(&format!("UPDATE hours SET status = 'rejected' WHERE lot_id = {one}"));
        assert_eq!(app.lots_with_a_wrong_sum(), 0);
        app.execute(&format!("UPDATE hours SET status = 'submitted', counted = (1 = 0) WHERE lot_id = {other}"));
        let done = app.count("(SELECT lot_id FROM lot_hours GROUP BY lot_id HAVING SUM(worked) <> 0) AS done");
        assert_eq!((done, app.lots_with_a_wrong_sum()), (0, 0));
        app.execute("UPDATE hours SET counted = (1 = 1), status = 'validated'");
        assert_eq!(app.lots_with_a_wrong_sum(), 0);
        app.forget_all_hours();
        assert_eq!(app.lots_with_a_wrong_sum(), 0);
    }

    async fn writers_who_come_to_the_lots_in_another_order_do_not_wait_in_a_circle(app: App) {
        // given
        let (one, other) = two_lots_at_work(&app).await;
        let (there, back) = ([more(one, 202_305), more(other, 202_305)], [more(other, 202_306), more(one, 202_306)]);
        match app.engine {
            // One writer at a time.
            Engine::Sqlite => {
                app.execute(&format!("BEGIN; {}; COMMIT", there.join("; ")));
                app.execute(&format!("BEGIN; {}; COMMIT", back.join("; ")));
            }
            Engine::Postgres => {
                let (mut left, mut right) = of_one_shard(&app);
                left.batch_execute(&format!("BEGIN; {}", there[0])).unwrap();
                let waiting = pid(&mut right);
                // when
                let turning = std::thread::spawn(move || {
                    right.batch_execute("BEGIN")?;
                    back.iter().try_for_each(|statement| right.batch_execute(statement))?;
                    right.batch_execute("COMMIT")
                });
                let is_waiting = format!("pg_stat_activity WHERE pid = {waiting} AND wait_event_type = 'Lock'");
                while app.count(&is_waiting) == 0 {
                    assert!(!turning.is_finished(), "nobody waited");
                    std::thread::sleep(std::time::Duration::from_millis(5));
                }
                left.batch_execute(&there[1]).unwrap();
                left.batch_execute("COMMIT").unwrap();
                turning.join().unwrap().unwrap();
            }
        }
        // then
        assert_eq!((app.count("hours WHERE worked = 1100"), app.lots_with_a_wrong_sum()), (4, 0));
    }
}
