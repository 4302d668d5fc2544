//! Merges beside other changes of the same people.

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::{merge, send};
use crate::support::builders::{Placed, a_candidate, a_referral, place, somebody_at_work};
use crate::support::{Client, Reply, on_both_databases};

fn batch(placed: &Placed, months: &[&str]) -> Value {
    let row = |month: &&str| json!({ "employment_id": placed.employment, "lot_id": placed.lot, "month": month, "worked": "10.25" });
    json!({ "rows": months.iter().map(row).collect::<Vec<_>>() })
}

/// Alternately by batch and cell by cell, in the first half of the year and in the second.
async fn record(client: &Client, placed: &Placed) -> Vec<Reply> {
    let months = ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05", "2023-06"];
    let sent = async { client.post("/v1/hours/batches", &batch(placed, &months)).await };
    let cells = ["2023-07", "2023-08", "2023-09", "2023-10", "2023-11", "2023-12"];
    let cells = join_all(cells.map(|month| placed.hours(month, "10.25").send(client)));
    let (batch, mut replies) = join(sent, cells).await;
    replies.push(batch);
    replies
}

on_both_databases! {
    async fn hours_that_arrive_meanwhile_are_the_person_s_who_stays(app: App) {
        let officer = app.officer();
        for _ in 0..4 {
            let (kept, other) = (a_candidate().create(&officer).await, somebody_at_work(&officer, "BTP").await);
            let (writer, merger) = (app.officer(), app.officer());
            let (replies, merged) =
                join(record(&writer, &other), merge(&merger, kept, other.candidate, json!({}))).await;
            let merged = merged.ok();
            for reply in &replies {
                // Nothing is acknowledged and lost, and nothing is refused: the employment is there all the time.
                assert!([200, 201].contains(&reply.status), "{reply}");
            }
            assert_eq!(app.count(&format!("hours WHERE candidate_id = {kept} AND worked = 1025")), 12);
            assert_eq!(merged["hours_total"]["before"], merged["hours_total"]["after"]);
        }
        assert_eq!(officer.get("/v1/totals?year=2023&scope=all&status=any").await.ok().at("/total/hours"), "492.00");
    }

    async fn what_is_recorded_of_the_one_who_goes_comes_before_or_is_not_found(app: App) {
        let officer = app.officer();
        for _ in 0..4 {
            let (kept, other) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
            let period = json!({ "from": "2023-01-01" });
            let path = format!("/v1/candidates/{other}/plie-periods");
            let clients: Vec<Client> = (0..4).map(|_| app.officer()).collect();
            let referrals = join_all(clients.iter().map(|client| a_referral(other).send(client)));
            let (merged, (referrals, period)) = join(
                send(&officer, (kept, "\"1\""), (other, 1), json!({})),
                join(referrals, clients[0].post(&path, &period)),
            ).await;
            merged.ok();
            let mut kept_ones = 0;
            for reply in referrals {
                if reply.status != 201 {
                    assert_eq!(reply.refused(404, "not_found")["existing_id"], kept);
                } else {
                    kept_ones += 1;
                }
            }
            assert_eq!(app.count(&format!("referrals WHERE candidate_id = {kept}")), kept_ones);
            let periods = i64::from(period.status == 201);
            assert!(period.status == 201 || period["existing_id"] == kept, "{period}");
            assert_eq!(app.count(&format!("plie_periods WHERE candidate_id = {kept}")), periods);
            assert_eq!(app.count(&format!("candidates WHERE id = {other}")), 0);
        }
    }

    async fn of_two_merges_that_cross_one_is_done(app: App) {
        let officer = app.officer();
        for _ in 0..4 {
            let (one, other) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
            let second = app.officer();
            let (there, back) = join(
                send(&officer, (one, "\"1\""), (other, 1), json!({})),
                send(&second, (other, "\"1\""), (one, 1), json!({})),
            ).await;
            let mut statuses = [there.status, back.status];
            statuses.sort_unstable();
            assert!(statuses == [200, 404] || statuses == [200, 422], "{there} {back}");
            assert_eq!(app.count(&format!("candidates WHERE id IN ({one}, {other})")), 1);
        }
    }

    async fn people_like_them_who_are_recorded_meanwhile_are_found(app: App) {
        let officer = app.officer();
        let alike = || a_candidate().named("Rosée", "Fatoumata").born("1984-02-29");
        let (kept, other) = (alike().create(&officer).await, alike().create(&officer).await);
        place(&officer, other, "BTP").await;
        let clients: Vec<Client> = (0..4).map(|_| app.officer()).collect();
        let recorded = join_all(clients.iter().map(|client| alike().send(client)));
        let (merged, recorded) = join(merge(&officer, kept, other, json!({})), recorded).await;
        merged.ok();
        for reply in recorded {
            reply.created();
        }
        assert_eq!(app.count(&format!("findings WHERE {other} IN (candidate_id, other_candidate_id)")), 0);
        assert_eq!(app.count(&format!("findings WHERE {kept} IN (candidate_id, other_candidate_id)")), 4);
    }
}
