//! Atomic batches and dry runs.

use serde_json::{Value, json};

use super::{BATCHES, ariq, row, verdicts};
use crate::support::builders::somebody_at_work;
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_batch_to_be_kept_whole_is_refused_for_one_bad_row(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let rows = [row(&placed, "2023-06", "10"), row(&placed, "2025-06", "10")];
        let refused = ariq.post(BATCHES, &json!({ "atomic": true, "rows": rows })).await.refused(422, "batch_refused");
        assert_eq!(verdicts(&refused), ["created", "rejected"]);
        assert_eq!((&refused["summary"]["created"], &refused["summary"]["rejected"]), (&json!(1), &json!(1)));
        assert_eq!(refused.at("/rows/1/problem/pointer"), "/rows/1/month");
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
        assert_eq!(ariq.all(BATCHES).await.len(), 0);
        let good = json!({ "atomic": true, "rows": [row(&placed, "2023-06", "10")] });
        assert_eq!(verdicts(&ariq.post(BATCHES, &good).await.ok()), ["created"]);
    }

    async fn a_batch_that_is_tried_is_answered_alike_and_not_kept(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let rows = [row(&placed, "2023-06", "10"), row(&placed, "2025-06", "10")];
        let before = officer.get("/v1/totals?year=2023&status=any").await.ok().etag().to_owned();
        let tried = ariq.post(BATCHES, &json!({ "dry_run": true, "rows": rows })).await.ok();
        assert_eq!((verdicts(&tried), &tried["batch_id"]), (vec!["created", "rejected"], &json!(null)));
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
        assert_eq!(ariq.all(BATCHES).await.len(), 0);
        assert_eq!(officer.get("/v1/totals?year=2023&status=any").await.ok().etag(), before);
        let whole = json!({ "dry_run": true, "atomic": true, "rows": rows });
        ariq.post(BATCHES, &whole).await.refused(422, "batch_refused");
        let done = ariq.post(BATCHES, &json!({ "rows": rows })).await.ok();
        assert_eq!((verdicts(&done), &done["summary"]), (verdicts(&tried), &tried["summary"]));
    }

    async fn batches_at_once_stay_whole_or_only_tried(app: App) {
        let (ariq, officer, elsewhere) = ariq(&app).await;
        let too_late = row(&elsewhere, "2025-06", "10");
        for round in 1..=6 {
            // New cells, so that the slower transaction has to run again.
            let placed = somebody_at_work(&officer, "BTP").await;
            let rows: Vec<Value> =
                (1..=12).map(|month| row(&placed, &format!("2023-{month:02}"), &format!("{round}0"))).collect();
            let backwards: Vec<&Value> = rows.iter().rev().collect();
            let whole = json!({ "atomic": true, "rows": rows });
            let again = json!({ "atomic": true, "rows": backwards });
            // A cell that only this batch names, and that must not exist afterwards.
            let alone = row(&elsewhere, &format!("2023-{round:02}"), "10");
            let tried: Vec<&Value> = rows.iter().chain([&alone]).collect();
            let tried = json!({ "dry_run": true, "rows": tried });
            let refused: Vec<&Value> = rows.iter().chain([&alone, &too_late]).collect();
            let refused = json!({ "atomic": true, "rows": refused });
            let (one, other, tried, refused) = tokio::join!(
                ariq.post(BATCHES, &whole),
                ariq.post(BATCHES, &again),
                ariq.post(BATCHES, &tried),
                ariq.post(BATCHES, &refused)
            );
            let (kept, tried) = ([one.ok(), other.ok()], tried.ok());
            refused.refused(422, "batch_refused");
            let sum = |name: &str| kept.iter().map(|reply| reply["summary"][name].as_i64().unwrap()).sum::<i64>();
            assert_eq!((sum("created"), sum("updated"), sum("unchanged"), sum("rejected")), (12, 0, 12, 0));
            assert_eq!((tried.at("/summary/rejected"), &tried["batch_id"]), (&json!(0), &json!(null)));
            let tables = ["hours", "hours_versions", "hours_batches"];
            assert_eq!(tables.map(|table| app.count(table)), [12 * round, 12 * round, 2 * round]);
        }
    }
}
