//! The sheet of a month: who works where, last month's figure, this month's cell, and what becomes of each lot.

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{
    a_candidate, a_public_contract, admit, an_employment, an_organisation, hours, somebody_at_work, waive,
};
use crate::support::{Reply, on_both_databases};

fn texts<'a>(reply: &'a Reply, list: &str, field: &str) -> Vec<&'a Value> {
    reply[list].as_array().unwrap().iter().map(|item| &item[field]).collect()
}

on_both_databases! {
    async fn a_row_has_last_months_figure_and_this_months_cell(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let empty = officer.get("/v1/months/2023-05/sheet").await.ok();
        let row = empty.at("/rows/0");
        assert_eq!((&row["employment_id"], &row["lot_id"]), (&json!(placed.employment), &json!(placed.lot)));
        assert_eq!((&row["previous"], &row["cell"], &row["contract_type"]), (&Value::Null, &Value::Null, &json!("CDDI")));
        assert_eq!(empty.at("/lots/0/standing"), "late");
        placed.hours("2023-05", "121.50").validated().create(&officer).await;
        placed.hours("2023-06", "98").create(&officer).await;
        let june = officer.get("/v1/months/2023-06/sheet").await.ok();
        assert_eq!(june.at("/rows/0/previous"), &json!({ "worked": "121.50", "training": "0.00", "status": "validated" }));
        let cell = june.at("/rows/0/cell");
        assert_eq!((&cell["worked"], &cell["status"], &cell["version"]), (&json!("98.00"), &json!("submitted"), &json!(1)));
        assert_eq!((june.at("/lots/0/standing"), june.at("/lots/0/done")), (&json!("received"), &json!("121.50")));
        assert_eq!(june.at("/deadline"), "2023-07-15");
    }

    async fn a_correction_that_waits_stands_on_its_row(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-05", "100").validated().create(&officer).await;
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let ariq = app.as_partner(ariq, &[Sector::Btp]);
        placed.hours("2023-05", "110").because("Feuille en retard").correct(&ariq, "\"1\"").await.ok();
        let sheet = ariq.get("/v1/months/2023-05/sheet").await.ok();
        let cell = sheet.at("/rows/0/cell");
        assert_eq!((&cell["worked"], &cell["pending"]["worked"]), (&json!("100.00"), &json!("110.00")));
        let june = officer.get("/v1/months/2023-06/sheet").await.ok();
        assert_eq!(june.at("/rows/0/previous/worked"), "110.00");
    }

    async fn it_shows_who_is_assigned_in_the_month_and_nobody_else(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        for (name, from, to) in
            [("Avant", "2023-01-01", "2023-04-30"), ("Pendant", "2023-05-31", "2023-06-01"), ("Éclair", "2023-06-01", "2023-12-31")]
        {
            let person = a_candidate().named(name, "Ana").create(&officer).await;
            waive(&officer, person, "BTP").await;
            an_employment(person).on_during(lot, from, to).create(&officer).await;
        }
        let names = async |month: &str| {
            let sheet = officer.get(&format!("/v1/months/{month}/sheet")).await.ok();
            texts(&sheet, "rows", "last_name").into_iter().cloned().collect::<Vec<_>>()
        };
        assert_eq!(names("2023-04").await, [json!("Avant")]);
        assert_eq!(names("2023-05").await, [json!("Pendant")]);
        assert_eq!(names("2023-06").await, [json!("Éclair"), json!("Pendant")]);
    }

    async fn it_is_filtered_by_sector_lot_employer_and_text(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = somebody_at_work(&officer, "MS").await;
        let sheet = async |query: String| officer.get(&format!("/v1/months/2023-05/sheet?{query}")).await.ok();
        let all = sheet(String::new()).await;
        assert_eq!((all["rows"].as_array().unwrap().len(), all["lots"].as_array().unwrap().len()), (2, 2));
        let by_sector = sheet("sector=MS".to_owned()).await;
        assert_eq!(texts(&by_sector, "rows", "lot_id"), [&json!(services.lot)]);
        assert_eq!((texts(&by_sector, "lots", "sector"), texts(&by_sector, "sectors", "sector")), (vec![&json!("MS")], vec![&json!("MS")]));
        let by_lot = sheet(format!("lot_id={}", works.lot)).await;
        assert_eq!((texts(&by_lot, "rows", "lot_id"), texts(&by_lot, "lots", "lot_id")), (vec![&json!(works.lot)], vec![&json!(works.lot)]));
        let employer = all.at("/rows/0/employer_id").as_i64().unwrap();
        assert_eq!(texts(&sheet(format!("employer_id={employer}")).await, "rows", "employer_id"), [&json!(employer)]);
        let name = all.at("/rows/1/last_name").as_str().unwrap().to_uppercase();
        let by_name = sheet(format!("q={name}")).await;
        assert_eq!((by_name.at("/rows/0/last_name"), by_name["lots"].as_array().unwrap().len()), (all.at("/rows/1/last_name"), 1));
        assert_eq!(sheet("q=personne".to_owned()).await["rows"], json!([]));
        officer.get("/v1/months/2023-05/sheet?sector=XX").await.refused_at(422, "unknown_sector", "?sector");
        officer.get("/v1/months/2023-13/sheet").await.refused(422, "invalid_month");
    }

    async fn a_partner_reads_its_sectors_and_its_own_references(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        somebody_at_work(&officer, "MS").await;
        let employer = an_organisation().named("ARIQ").employer("company").create(&officer).await;
        let ariq = app.as_partner(employer, &[Sector::Btp]);
        let own = a_candidate().create(&officer).await;
        admit(&officer, own, "BTP").await;
        let own = an_employment(own).at(employer).with("external_ref", "C-1042").on(works.lot).create(&ariq).await;
        hours(own, works.lot, "2023-05", "12").create(&ariq).await;
        let sheet = ariq.get("/v1/months/2023-05/sheet").await.ok();
        assert_eq!(texts(&sheet, "sectors", "sector"), [&json!("BTP")]);
        assert_eq!(texts(&sheet, "lots", "lot_id"), [&json!(works.lot)]);
        let mut references = texts(&sheet, "rows", "employment_ref");
        references.sort_by_key(|reference| reference.is_null());
        assert_eq!(references, [&json!("C-1042"), &Value::Null]);
    }

    async fn a_lot_from_which_hours_are_expected_is_shown_without_anybody_on_it(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().with_lot("7", "600").create_lot(&officer).await;
        officer.post("/v1/months/2023-05/nil-statements", &json!({ "lot_id": lot })).await.created();
        let sheet = officer.get("/v1/months/2023-05/sheet").await.ok();
        assert_eq!((&sheet["rows"], sheet.at("/lots/0/standing")), (&json!([]), &json!("nil")));
        assert_eq!((sheet.at("/lots/0/due"), sheet.at("/lots/0/nil_statement/lot_id")), (&json!("600.00"), &json!(lot)));
    }

    async fn it_is_not_sent_again_until_something_changed(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let sheet = officer.get("/v1/months/2023-05/sheet").await.ok();
        let again = async || {
            let request = officer.request(Method::GET, "/v1/months/2023-05/sheet");
            request.header("If-None-Match", sheet.etag()).send().await.status
        };
        assert_eq!(again().await, 304);
        placed.hours("2023-05", "1").create(&officer).await;
        assert_eq!(again().await, 200);
    }
}
