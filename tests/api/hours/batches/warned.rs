//! Warnings on rows of a batch, each over the sums with the whole batch.

use serde_json::{Value, json};

use super::{BATCHES, ariq, row, send};
use crate::support::builders::{Placed, a_public_contract, an_employment};
use crate::support::{Client, on_both_databases};

/// The same person on another lot with 100 hours due.
async fn also_elsewhere(officer: &Client, first: &Placed) -> Placed {
    let lot = a_public_contract().with_lot("1", "100").create_lot(officer).await;
    let employment = an_employment(first.candidate).on(lot).create(officer).await;
    Placed { employment, lot, ..*first }
}

/// The codes of each row's warnings.
fn codes(rows: &Value) -> Vec<Vec<&str>> {
    fn of_row(row: &Value) -> Vec<&str> {
        row["warnings"].as_array().unwrap().iter().filter_map(|warning| warning["code"].as_str()).collect()
    }
    rows.as_array().unwrap().iter().map(of_row).collect()
}

on_both_databases! {
    async fn all_that_a_batch_says_of_a_person_s_month_is_added_up(app: App) {
        let (ariq, officer, first) = ariq(&app).await;
        let second = also_elsewhere(&officer, &first).await;
        let rows = [row(&first, "2023-06", "110"), row(&second, "2023-06", "95.72"), row(&first, "2023-07", "110")];
        let reply = send(&ariq, &rows).await.ok();
        assert_eq!(codes(&reply["rows"]), [vec!["monthly_cap"], vec!["monthly_cap"], vec![]]);
        // A hundredth less is within the cap.
        let less = send(&ariq, &[row(&second, "2023-06", "95.71")]).await.ok();
        assert_eq!((less.at("/summary/updated"), codes(&less["rows"])), (&json!(1), vec![vec![]]));
    }

    async fn what_was_rejected_is_not_worked_until_it_is_said_again(app: App) {
        let (ariq, officer, first) = ariq(&app).await;
        let second = also_elsewhere(&officer, &first).await;
        send(&ariq, &[row(&first, "2023-06", "110")]).await.ok();
        let sent = officer.get(&first.cell("2023-06")).await.ok();
        officer.post("/v1/hours/rejections", &json!({ "ids": [sent["id"]], "reason": "Illisible" })).await.ok();
        let other = send(&ariq, &[row(&second, "2023-06", "100")]).await.ok();
        assert_eq!(codes(&other["rows"]), [Vec::<&str>::new()]);
        let again = send(&ariq, &[row(&first, "2023-06", "109")]).await.ok();
        assert_eq!((again.at("/summary/updated"), codes(&again["rows"])), (&json!(1), vec![vec!["monthly_cap"]]));
    }

    async fn a_correction_that_waits_is_worked_and_not_yet_done(app: App) {
        let (ariq, officer, first) = ariq(&app).await;
        let second = also_elsewhere(&officer, &first).await;
        send(&ariq, &[row(&second, "2023-06", "100")]).await.ok();
        let sent = officer.get(&second.cell("2023-06")).await.ok();
        officer.post("/v1/hours/validations", &json!({ "ids": [sent["id"]] })).await.ok();
        let corrected = json!({ "reason": "Relevé", "rows": [row(&second, "2023-06", "205.72")] });
        let waits = ariq.post(BATCHES, &corrected).await.ok();
        assert_eq!(codes(&waits["rows"]), [vec!["monthly_cap"]]);
        let cell = officer.get(&second.cell("2023-06")).await.ok();
        assert_eq!((&cell["worked"], cell.at("/pending/worked")), (&json!("100.00"), &json!("205.72")));
        let done = send(&ariq, &[row(&second, "2023-07", "0.01")]).await.ok();
        assert_eq!(codes(&done["rows"]), [vec!["lot_past_due"]]);
    }
}
