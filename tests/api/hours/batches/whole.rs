//! Batches that are kept whole or not at all, and batches that are only tried.

use serde_json::json;

use super::{BATCHES, ariq, row, verdicts};
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
        let seen = officer.get("/v1/totals?year=2023&status=any").await.ok().etag().to_owned();
        let tried = ariq.post(BATCHES, &json!({ "dry_run": true, "rows": rows })).await.ok();
        assert_eq!((verdicts(&tried), &tried["batch_id"]), (vec!["created", "rejected"], &json!(null)));
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
        assert_eq!(ariq.all(BATCHES).await.len(), 0);
        assert_eq!(officer.get("/v1/totals?year=2023&status=any").await.ok().etag(), seen);
        let whole = json!({ "dry_run": true, "atomic": true, "rows": rows });
        ariq.post(BATCHES, &whole).await.refused(422, "batch_refused");
        let done = ariq.post(BATCHES, &json!({ "rows": rows })).await.ok();
        assert_eq!((verdicts(&done), &done["summary"]), (verdicts(&tried), &tried["summary"]));
    }
}
