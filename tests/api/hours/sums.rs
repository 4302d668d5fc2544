//! The warning `lot_past_due`: the hours that count on a lot follow corrections, rejections and settings.

use serde_json::json;

use super::warned;
use crate::support::builders::{Placed, a_public_contract, an_employment, somebody_at_work};
use crate::support::{App, on_both_databases};

/// An employment on a lot with 100 hours due.
async fn due_a_hundred(app: &App) -> Placed {
    let officer = app.officer();
    let first = somebody_at_work(&officer, "BTP").await;
    let lot = a_public_contract().with_lot("1", "100").create_lot(&officer).await;
    let employment = an_employment(first.candidate).on(lot).create(&officer).await;
    Placed { employment, lot, ..first }
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
        // Rejected hours are not done.
        let within = placed.hours("2023-07", "60").send(&officer).await.created();
        assert_eq!(warned(&within), Vec::<&str>::new());
        let hours = placed.hours("2023-05", "0.01").because("Relu");
        let current = officer.get(&placed.cell("2023-05")).await.ok();
        assert_eq!(warned(&hours.correct(&officer, current.etag()).await.ok()), ["lot_past_due"]);
    }

    async fn hours_that_no_longer_count_are_not_done(app: App) {
        let officer = app.officer();
        let placed = due_a_hundred(&app).await;
        placed.hours("2023-09", "10").create(&officer).await;
        let window = |months: &str| json!({ "key": "window_months", "effective_on": "2000-01-01", "value": months });
        app.admin().put("/v1/settings", &window("1")).await.ok();
        assert_eq!(app.count("hours WHERE counted"), 0);
        let current = officer.get(&placed.cell("2023-09")).await.ok();
        let corrected = placed.hours("2023-09", "150").because("Relevé").correct(&officer, current.etag()).await.ok();
        assert_eq!(warned(&corrected), Vec::<&str>::new());
        app.admin().put("/v1/settings", &window("24")).await.ok();
        assert_eq!(app.count("hours WHERE counted"), 1);
        let more = placed.hours("2023-10", "0.01").send(&officer).await.created();
        assert_eq!(warned(&more), ["lot_past_due"]);
    }
}
