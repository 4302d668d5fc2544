//! Lots from which only a part came: some of the people on them sent nothing.

use clauses::values::Sector;
use serde_json::{Value, json};

use super::{close, nil, sector, standing};
use crate::support::builders::{
    Placed, a_candidate, a_public_contract, an_employment, an_organisation, hours, somebody_at_work, waive,
};
use crate::support::{App, Client, on_both_databases};

/// One more person on a lot, from a day to a day; their employment.
async fn one_more(officer: &Client, lot: i64, from: &str, to: &str) -> i64 {
    let person = a_candidate().create(officer).await;
    waive(officer, person, "BTP").await;
    an_employment(person).on_during(lot, from, to).create(officer).await
}

/// A lot with two people in June, one of whose hours are validated; the other's employment.
async fn half_a_lot(app: &App) -> (Placed, i64) {
    let officer = app.officer();
    let placed = somebody_at_work(&officer, "BTP").await;
    let other = one_more(&officer, placed.lot, "2023-01-01", "2023-12-31").await;
    placed.hours("2023-06", "100").validated().create(&officer).await;
    (placed, other)
}

async fn without_hours(client: &Client, lot: i64) -> (String, Value) {
    let board = client.get("/v1/months/2023-06").await.ok();
    let lots = board["sectors"].as_array().unwrap().iter().flat_map(|of| of["lots"].as_array().unwrap());
    let count = lots.clone().find(|one| one["lot_id"] == lot).unwrap()["employments_without_hours"].clone();
    (standing(&board, lot).unwrap().to_owned(), count)
}

async fn ask_for_all(app: &App) {
    let setting = json!({ "key": "closing_needs_all_employments", "effective_on": "2024-01-01", "value": true });
    app.admin().put("/v1/settings", &setting).await.ok();
}

on_both_databases! {
    async fn a_lot_is_partial_until_something_came_of_everybody_on_it(app: App) {
        let (placed, other) = half_a_lot(&app).await;
        let officer = app.officer();
        let expected = |standing: &str, count: i64| (standing.to_owned(), json!(count));
        // People who leave before the month or come after it are not awaited.
        one_more(&officer, placed.lot, "2023-01-01", "2023-05-31").await;
        one_more(&officer, placed.lot, "2023-07-01", "2023-12-31").await;
        assert_eq!(without_hours(&officer, placed.lot).await, expected("partial", 1));
        let board = officer.get("/v1/months/2023-06").await.ok();
        let counts = json!({ "received": 0, "partial": 1, "nil": 0, "awaited": 0, "late": 0 });
        assert_eq!(sector(&board, "BTP")["lots_by_standing"], counts);
        let ariq = app.as_partner(an_organisation().named("ARIQ").create(&officer).await, &[Sector::Btp]);
        let cell = |worked: &str| hours(other, placed.lot, "2023-06", worked);
        cell("10").with("status", "draft").create(&ariq).await;
        assert_eq!(without_hours(&officer, placed.lot).await, expected("partial", 1));
        let sent = cell("10").with("status", "submitted").correct(&ariq, "\"1\"").await.ok();
        assert_eq!(without_hours(&ariq, placed.lot).await, expected("received", 0));
        let rejection = json!({ "ids": [sent["id"]], "reason": "Illisible" });
        officer.post("/v1/hours/rejections", &rejection).await.ok();
        assert_eq!(without_hours(&officer, placed.lot).await, expected("partial", 1));
        cell("0").because("Absence").with("status", "submitted").correct(&ariq, "\"3\"").await.ok();
        assert_eq!(without_hours(&officer, placed.lot).await, expected("received", 0));
    }

    async fn who_left_before_the_end_of_an_open_assignment_is_not_awaited(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "100").validated().create(&officer).await;
        let person = a_candidate().create(&officer).await;
        waive(&officer, person, "BTP").await;
        let open = json!({ "lot_id": placed.lot, "modality": "direct_hire", "from": "2023-01-01" });
        let employment = an_employment(person).assigned(open).create(&officer).await;
        assert_eq!(without_hours(&officer, placed.lot).await, ("partial".to_owned(), json!(1)));
        let owed = async || officer.get("/v1/months/2023-06/reminders").await.ok()["organisations"].as_array().unwrap().len();
        assert_eq!(owed().await, 1);
        let path = format!("/v1/employments/{employment}");
        let record = officer.get(&path).await.ok();
        officer.patch(&path, record.etag(), &json!({ "ends_on": "2023-05-31" })).await.ok();
        assert_eq!(without_hours(&officer, placed.lot).await, ("received".to_owned(), json!(0)));
        assert_eq!(owed().await, 0);
        let on_sheet = async |month: &str| {
            let sheet = officer.get(&format!("/v1/months/{month}/sheet")).await.ok();
            sheet["rows"].as_array().unwrap().iter().any(|row| row["employment_id"] == employment)
        };
        assert!(on_sheet("2023-05").await && !on_sheet("2023-06").await);
    }

    async fn nobody_is_awaited_where_nothing_is_expected_or_the_lot_has_no_hours(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        assert_eq!(without_hours(&officer, placed.lot).await, ("late".to_owned(), json!(1)));
        nil(&officer, "2023-06", placed.lot).await.created();
        assert_eq!(without_hours(&officer, placed.lot).await, ("nil".to_owned(), json!(0)));
        let (half, _) = half_a_lot(&app).await;
        let contract = officer.get(&format!("/v1/lots/{}", half.lot)).await.ok()["public_contract_id"].clone();
        let contract = format!("/v1/public-contracts/{contract}");
        officer.patch(&contract, "\"1\"", &json!({ "status": "closed" })).await.ok();
        assert_eq!(without_hours(&officer, half.lot).await, ("received".to_owned(), json!(0)));
    }

    async fn the_sheet_says_whose_hours_are_missing_as_the_board_counts_them(app: App) {
        let (placed, other) = half_a_lot(&app).await;
        let sheet = app.officer().get("/v1/months/2023-06/sheet").await.ok();
        let lot = sheet.at("/lots/0");
        assert_eq!((&lot["standing"], &lot["employments_without_hours"]), (&json!("partial"), &json!(1)));
        let missing = sheet["rows"].as_array().unwrap().iter().filter(|row| row["missing"] == true);
        assert_eq!(missing.map(|row| &row["employment_id"]).collect::<Vec<_>>(), [&json!(other)]);
        nil(&app.officer(), "2023-05", placed.lot).await.created();
        let may = app.officer().get("/v1/months/2023-05/sheet").await.ok();
        assert!(may["rows"].as_array().unwrap().iter().all(|row| row["missing"] == false), "{may}");
    }

    async fn closing_over_a_partial_lot_warns(app: App) {
        half_a_lot(&app).await;
        let officer = app.officer();
        let board = officer.get("/v1/months/2023-06").await.ok();
        let warned = json!([{
            "code": "lots_partial",
            "detail": "1 lot est incomplet\u{a0}: 1 contrat de travail n’a pas d’heures ce mois-ci.",
        }]);
        let works = sector(&board, "BTP");
        assert_eq!((&works["obstacles"], &works["warnings"]), (&json!([]), &warned));
        assert_eq!(close(&officer, "2023-06", "BTP").await.ok()["warnings"], warned);
        let board = officer.get("/v1/months/2023-06").await.ok();
        assert_eq!(sector(&board, "BTP")["warnings"], json!([]));
    }

    async fn closing_over_a_partial_lot_is_refused_where_the_setting_says_so(app: App) {
        let (placed, other) = half_a_lot(&app).await;
        let officer = app.officer();
        ask_for_all(&app).await;
        let refused = close(&officer, "2023-06", "BTP").await.refused(409, "month_not_ready");
        let obstacles = json!([{ "kind": "lots_partial", "count": 1, "lots": [placed.lot] }]);
        assert_eq!(refused["obstacles"], obstacles);
        assert!(refused["detail"].as_str().unwrap().contains("1 lot incomplet"), "{refused}");
        let board = officer.get("/v1/months/2023-06").await.ok();
        let works = sector(&board, "BTP");
        assert_eq!((&works["obstacles"], &works["warnings"]), (&obstacles, &json!([])));
        hours(other, placed.lot, "2023-06", "0").validated().create(&officer).await;
        assert_eq!(close(&officer, "2023-06", "BTP").await.ok()["state"], "closed");
    }

    async fn what_is_in_the_way_names_its_lots(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let silent = a_public_contract().create_lot(&officer).await;
        placed.hours("2023-06", "10").create(&officer).await;
        let refused = close(&officer, "2023-06", "BTP").await.refused(409, "month_not_ready");
        let expected = json!([
            { "kind": "hours_to_validate", "count": 1, "lots": [placed.lot] },
            { "kind": "lots_late", "count": 1, "lots": [silent] },
        ]);
        assert_eq!(refused["obstacles"], expected);
        let board = officer.get("/v1/months/2023-06").await.ok();
        assert_eq!(sector(&board, "BTP")["obstacles"], expected);
        assert_eq!(sector(&board, "MS")["obstacles"], json!([]));
    }
}
