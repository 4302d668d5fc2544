//! Fields of rows and their refusals.

use serde_json::{Value, json};

use super::{BATCHES, ariq, problem, row, send, verdicts};
use crate::support::builders::{a_public_contract, admit, an_employment, an_organisation, somebody_at_work};
use crate::support::on_both_databases;

on_both_databases! {
    async fn good_rows_are_kept_and_bad_ones_answered(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let elsewhere = somebody_at_work(&officer, "MS").await;
        let rows = [
            row(&placed, "2023-06", "121.50"),
            row(&placed, "2024-02", "10"),
            row(&placed, "2023-07", "1000"),
            row(&elsewhere, "2023-06", "10"),
            json!({ "employment_id": placed.employment, "lot_id": placed.lot, "month": "juin", "worked": "1e3" }),
            json!({ "lot_id": placed.lot, "month": "2023-08", "worked": "1" }),
            row(&placed, "2023-09", "100.25"),
        ];
        let reply = send(&ariq, &rows).await.ok();
        assert_eq!(
            verdicts(&reply),
            ["created", "rejected", "rejected", "rejected", "rejected", "rejected", "created"],
            "{reply}"
        );
        assert_eq!(reply["summary"], json!({
            "created": 2, "updated": 0, "unchanged": 0, "rejected": 5, "worked": "221.75",
        }));
        assert_eq!(problem(&reply, 1), ("hours_after_employment_end", "/rows/1/month"));
        assert_eq!(problem(&reply, 2), ("hours_over_calendar", "/rows/2/worked"));
        assert_eq!(problem(&reply, 3), ("unknown_employment", "/rows/3/employment_id"));
        assert_eq!(problem(&reply, 4), ("invalid_month", "/rows/4/month"));
        assert_eq!(reply.at("/rows/4/problem/others/0/code"), "hours_malformed");
        assert_eq!(problem(&reply, 5), ("missing", "/rows/5/employment_id"));
        let cell = officer.get(&placed.cell("2023-06")).await.ok();
        assert_eq!((&cell["worked"], &cell["status"], &cell["source"]), (&json!("121.50"), &json!("submitted"), &json!("ARIQ")));
        assert_eq!((&cell["id"], &cell["version"]), (reply.at("/rows/0/hours_id"), reply.at("/rows/0/version")));
        assert_eq!(officer.all("/v1/hours").await.len(), 2);
    }

    async fn rows_name_employments_and_lots_by_the_numbers_of_their_papers(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let buyer = an_organisation().buyer("commune").siret("73282932000074").create(&officer).await;
        let contract = |buyer: i64| {
            let lots = json!([{ "number": "1" }, { "number": "2" }]);
            a_public_contract().with("reference", "2022-DM-014").with("buyer_id", buyer).with("lots", lots)
        };
        let id = contract(buyer).create(&officer).await;
        let lots = officer.all(&format!("/v1/public-contracts/{id}/lots")).await;
        let lot = lots.iter().find(|lot| lot["number"] == "2").unwrap()["id"].as_i64().unwrap();
        admit(&officer, placed.candidate, "BTP").await;
        let employment = an_employment(placed.candidate).on(lot).with("external_ref", "E-311").create(&officer).await;
        let named = |lot: Value| json!({ "employment_ref": "E-311", "lot": lot, "month": "2023-06", "worked": "70" });
        let numbers = json!({ "public_contract": "2022-DM-014", "number": "2" });
        let first = send(&officer, &[named(numbers.clone())]).await.ok();
        assert_eq!(verdicts(&first), ["created"], "{first}");
        assert_eq!(officer.get(&format!("/v1/hours/{employment}/{lot}/2023-06")).await.ok()["worked"], "70.00");

        let other = an_organisation().buyer("state").create(&officer).await;
        contract(other).create(&officer).await;
        let mut exact = numbers.clone();
        exact["buyer_siret"] = json!("73282932000074");
        let unknown = json!({ "public_contract": "2022-DM-014", "number": "3" });
        let again = send(&officer, &[named(numbers), named(unknown)]).await.ok();
        assert_eq!(problem(&again, 0), ("lot_ambiguous", "/rows/0/lot/buyer_siret"));
        assert_eq!(problem(&again, 1), ("unknown_lot", "/rows/1/lot"));
        let detail = "Le lot «\u{a0}3\u{a0}» du marché «\u{a0}2022-DM-014\u{a0}» est introuvable, ou hors de votre accès.";
        assert_eq!(again.at("/rows/1/problem/detail"), detail);
        assert_eq!(verdicts(&send(&officer, &[named(exact)]).await.ok()), ["unchanged"]);
        let other = json!({ "employment_ref": "E-312", "lot_id": lot, "month": "2023-06", "worked": "70" });
        let other = send(&officer, &[other]).await.ok();
        assert_eq!(problem(&other, 0), ("unknown_employment", "/rows/0/employment_ref"));
        let detail = "Le contrat de travail «\u{a0}E-312\u{a0}» est introuvable, ou hors de votre accès.";
        assert_eq!(other.at("/rows/0/problem/detail"), detail);
    }

    async fn two_rows_for_one_cell_are_both_refused(app: App) {
        let (ariq, _, placed) = ariq(&app).await;
        let rows = [row(&placed, "2023-06", "10"), row(&placed, "2023-07", "20"), row(&placed, "2023-06", "10")];
        let reply = send(&ariq, &rows).await.ok();
        assert_eq!(verdicts(&reply), ["rejected", "created", "rejected"]);
        assert_eq!(problem(&reply, 0), ("duplicate_cell", "/rows/0"));
        assert_eq!(problem(&reply, 2), ("duplicate_cell", "/rows/2"));
    }

    async fn two_rows_for_one_cell_are_both_refused_whatever_their_references(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let named = |month: &str, worked: &str, reference: &str| {
            let mut row = row(&placed, month, worked);
            row["external_ref"] = json!(reference);
            row
        };
        send(&ariq, &[named("2023-05", "5", "R-5")]).await.ok();
        let alike = send(&ariq, &[named("2023-06", "10", "R-6"), named("2023-06", "11", "R-6")]).await.ok();
        assert_eq!(problem(&alike, 0), ("duplicate_cell", "/rows/0"));
        assert_eq!(problem(&alike, 1), ("duplicate_cell", "/rows/1"));
        let moved = send(&ariq, &[named("2023-07", "10", "R-5"), named("2023-07", "10", "R-7")]).await.ok();
        assert_eq!((problem(&moved, 0).0, problem(&moved, 1).0), ("duplicate_cell", "duplicate_cell"));
        assert_eq!(officer.all("/v1/hours").await.len(), 1);
        assert_eq!(verdicts(&send(&ariq, &[named("2023-08", "10", "R-6")]).await.ok()), ["created"]);
    }

    async fn a_reference_stays_with_its_cell(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let named = |month: &str, worked: &str, reference: &str| {
            let mut row = row(&placed, month, worked);
            row["external_ref"] = json!(reference);
            row
        };
        assert_eq!(verdicts(&send(&ariq, &[named("2023-06", "10", "R-1")]).await.ok()), ["created"]);
        let moved = send(&ariq, &[named("2023-07", "10", "R-1"), named("2023-06", "11", "R-1")]).await.ok();
        assert_eq!(problem(&moved, 0), ("external_ref_moved", "/rows/0/external_ref"));
        assert_eq!(moved.at("/rows/1/verdict"), "updated");
        let twice = send(&ariq, &[named("2023-08", "10", "R-2"), named("2023-09", "10", "R-2")]).await.ok();
        assert_eq!(verdicts(&twice), ["created", "rejected"]);
        assert_eq!(problem(&twice, 1), ("external_ref_moved", "/rows/1/external_ref"));
        // An officer corrects the cell; the reference remains ARIQ's, and another source may use the same text.
        let etag = officer.get(&placed.cell("2023-06")).await.ok().etag().to_owned();
        placed.hours("2023-06", "12").correct(&officer, &etag).await.ok();
        assert_eq!(problem(&send(&ariq, &[named("2023-10", "1", "R-1")]).await.ok(), 0).0, "external_ref_moved");
        assert_eq!(verdicts(&send(&officer, &[named("2023-11", "1", "R-1")]).await.ok()), ["created"]);
    }

    async fn a_batch_that_is_none_is_refused(app: App) {
        let (ariq, _, placed) = ariq(&app).await;
        ariq.post(BATCHES, &json!({})).await.refused_at(422, "missing", "/rows");
        send(&ariq, &[]).await.refused_at(422, "too_many_rows", "/rows");
        let many: Vec<Value> = (0..5_001).map(|_| row(&placed, "2023-06", "1")).collect();
        send(&ariq, &many).await.refused_at(422, "too_many_rows", "/rows");
        let both = json!({ "employment_id": 1, "employment_ref": "E", "lot_id": 1, "month": "2023-06", "worked": 1 });
        assert_eq!(problem(&send(&ariq, &[both]).await.ok(), 0), ("invalid_body", "/rows/0/employment_id"));
    }

    async fn a_value_of_a_wrong_type_refuses_its_row_alone_with_every_fault(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let with = |field: &str, value: Value| {
            let mut row = row(&placed, "2023-06", "10");
            row[field] = value;
            row
        };
        let mut several = with("worked", json!([7]));
        several["training"] = json!({});
        several["month"] = json!("juin");
        several["heures"] = json!(1);
        several["external_ref"] = json!("R-5");
        let mut unclear = with("month", json!("juin 2023?"));
        unclear["external_ref"] = json!("R-6");
        let rows = [
            row(&placed, "2023-05", "121.50"),
            with("month", json!(202_306)),
            with("lot_id", json!("1")),
            with("evidence", json!({ "kind": 1, "reference": "FH-1" })),
            json!("121.50"),
            several,
            unclear,
        ];
        let reply = send(&ariq, &rows).await.ok();
        assert_eq!(verdicts(&reply), ["created", "rejected", "rejected", "rejected", "rejected", "rejected", "rejected"], "{reply}");
        let references: Vec<&Value> = (4..7).map(|row| &reply["rows"][row]["external_ref"]).collect();
        assert_eq!(references, [&Value::Null, &json!("R-5"), &json!("R-6")]);
        assert_eq!(problem(&reply, 1), ("invalid_body", "/rows/1/month"));
        assert_eq!(problem(&reply, 2), ("invalid_body", "/rows/2/lot_id"));
        assert_eq!(problem(&reply, 3), ("invalid_body", "/rows/3/evidence/kind"));
        assert_eq!(problem(&reply, 4), ("invalid_body", "/rows/4"));
        assert_eq!(problem(&reply, 5), ("unknown_field", "/rows/5/heures"));
        let others: Vec<&Value> = reply.at("/rows/5/problem/others").as_array().unwrap().iter().map(|one| &one["pointer"]).collect();
        assert_eq!(others, ["/rows/5/training", "/rows/5/worked", "/rows/5/month"]);
        assert_eq!(officer.get(&placed.cell("2023-05")).await.ok()["worked"], "121.50");
        // A batch that is recorded as a whole or not at all is refused with the same verdicts.
        let body = json!({ "atomic": true, "rows": [row(&placed, "2023-06", "10"), with("version", json!("1"))] });
        let refused = ariq.post(BATCHES, &body).await.refused(422, "batch_refused");
        assert_eq!(refused.at("/rows/1/problem/pointer"), "/rows/1/version", "{refused}");
        assert_eq!(officer.all("/v1/hours").await.len(), 1);
    }

    async fn a_batch_of_five_thousand_rows_is_taken_at_once(app: App) {
        let (ariq, _, placed) = ariq(&app).await;
        // Only twelve name existing employments.
        let rows: Vec<Value> = (1..=5_000)
            .map(|number| {
                let mut row = row(&placed, &format!("2023-{:02}", number % 12 + 1), "1.01");
                if number > 12 {
                    row["employment_id"] = json!(1_000_000 + number);
                }
                row
            })
            .collect();
        let reply = send(&ariq, &rows).await.ok();
        assert_eq!((&reply["summary"]["created"], &reply["summary"]["rejected"]), (&json!(12), &json!(4_988)));
        assert_eq!(reply["summary"]["worked"], "12.12");
    }
}
