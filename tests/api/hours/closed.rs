//! Nothing changes in a closed month.

use serde_json::json;

use crate::support::builders::somebody_at_work;
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_closed_month_takes_no_new_hours(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        app.close_month("2023-06", "BTP").await;
        placed.hours("2023-06", "10").send(&officer).await.refused_at(409, "month_closed", "/month");
        placed.hours("2023-06", "10").validated().send(&app.admin()).await.refused_at(409, "month_closed", "/month");
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
        placed.hours("2023-05", "10").create(&officer).await;
        placed.hours("2023-07", "10").create(&officer).await;
        let services = somebody_at_work(&officer, "MS").await;
        services.hours("2023-06", "10").create(&officer).await;
    }

    async fn hours_of_a_closed_month_are_neither_corrected_nor_withdrawn(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let before = placed.hours("2023-06", "10").validated().send(&officer).await.created();
        app.close_month("2023-06", "BTP").await;
        let correction = placed.hours("2023-06", "11").validated().because("Feuille relue");
        correction.correct(&officer, "\"1\"").await.refused_at(409, "month_closed", "/month");
        let waiting = placed.hours("2023-06", "11").because("Feuille relue");
        waiting.correct(&officer, "\"1\"").await.refused_at(409, "month_closed", "/month");
        let evidence = json!({ "kind": "invoice", "reference": "F-1" });
        let proven = placed.hours("2023-06", "10").with("evidence", evidence);
        proven.correct(&officer, "\"1\"").await.refused_at(409, "month_closed", "/month");
        let deleted = officer.delete(&format!("{}?reason=Doublon", placed.cell("2023-06")), "\"1\"").await;
        deleted.refused_at(409, "month_closed", "/month");
        let after = officer.get(&placed.cell("2023-06")).await.ok();
        assert_eq!((&after["worked"], &after["version"], &after["updated_at"]), (&json!("10.00"), &json!(1), &before["updated_at"]));
    }

    async fn the_same_figure_in_a_closed_month_is_said_to_be_so(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "10").validated().create(&officer).await;
        app.close_month("2023-06", "BTP").await;
        for same in [placed.hours("2023-06", "10"), placed.hours("2023-06", "10.00").validated()] {
            assert_eq!(same.send(&officer).await.ok()["version"], 1);
        }
        placed.hours("2023-06", "11").send(&officer).await.refused(428, "precondition_required");
    }

    async fn totals_say_which_months_are_closed(app: App) {
        let officer = app.officer();
        app.close_month("2023-06", "BTP").await;
        let two = officer.get("/v1/totals?from=2023-06&to=2023-07").await.ok();
        let closed: Vec<_> = two["months"].as_array().unwrap().iter().filter(|month| month["closed"] == true).collect();
        assert_eq!(closed, [&json!({ "month": "2023-06", "sector": "BTP", "closed": true })]);
        assert_eq!((two["months"].as_array().unwrap().len(), &two["provisional"]), (6, &json!(true)));
        app.close_month("2023-06", "MS").await;
        assert_eq!(officer.get("/v1/totals?from=2023-06&to=2023-06").await.ok()["provisional"], true);
        app.close_month("2023-06", "PI").await;
        assert_eq!(officer.get("/v1/totals?from=2023-06&to=2023-06").await.ok()["provisional"], false);
    }
}
