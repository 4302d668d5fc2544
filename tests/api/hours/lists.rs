//! Lists of cells.

use clauses::values::Sector;

use super::ids;
use crate::support::builders::{an_organisation, place, somebody_at_work};
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_list_is_filtered_by_all_that_cells_carry(app: App) {
        let officer = app.officer();
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let partner = app.as_partner(ariq, &[Sector::Btp]);
        let works = somebody_at_work(&officer, "BTP").await;
        let services = place(&officer, works.candidate, "MS").await;
        let other = somebody_at_work(&officer, "BTP").await;
        let a = works.hours("2023-03", "10").create(&partner).await;
        let b = works.hours("2023-04", "10").validated().create(&officer).await;
        let c = services.hours("2023-04", "10").create(&officer).await;
        let d = other.hours("2023-05", "10").with("status", "draft").create(&officer).await;
        for (query, expected) in [
            (String::new(), vec![a, b, c, d]),
            ("month=2023-04".to_owned(), vec![b, c]),
            ("from=2023-04".to_owned(), vec![b, c, d]),
            ("to=2023-04".to_owned(), vec![a, b, c]),
            ("from=2023-04&to=2023-04".to_owned(), vec![b, c]),
            (format!("lot_id={}", works.lot), vec![a, b]),
            (format!("employment_id={}", services.employment), vec![c]),
            (format!("candidate_id={}", works.candidate), vec![a, b, c]),
            ("sector=BTP".to_owned(), vec![a, b, d]),
            ("sector=PI".to_owned(), vec![]),
            ("status=validated".to_owned(), vec![b]),
            ("status=submitted".to_owned(), vec![a, c]),
            ("status=draft".to_owned(), vec![d]),
            ("source=ARIQ".to_owned(), vec![a]),
            ("source=CREATIV".to_owned(), vec![b, c, d]),
            (format!("candidate_id={}&sector=BTP&status=validated", works.candidate), vec![b]),
            ("source=ARIQ&status=validated".to_owned(), vec![]),
        ] {
            let list = officer.get(&format!("/v1/hours?{query}")).await.ok();
            assert_eq!(ids(list.items()), expected, "{query}");
        }
    }

    async fn pages_give_every_cell_once(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let mut expected = Vec::new();
        for month in 1..=7 {
            expected.push(placed.hours(&format!("2023-{month:02}"), "10").create(&officer).await);
        }
        for limit in [1, 2, 3, 7, 500] {
            assert_eq!(ids(&officer.all(&format!("/v1/hours?limit={limit}")).await), expected, "{limit}");
        }
        let first = officer.get("/v1/hours?limit=3&from=2023-02").await.ok();
        assert_eq!(ids(first.items()), expected[1..4]);
        expected.push(placed.hours("2023-08", "10").create(&officer).await);
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = officer.get(&format!("/v1/hours?from=2023-02&cursor={cursor}")).await.ok();
        assert_eq!(ids(rest.items()), expected[4..]);
    }

    async fn a_query_that_is_not_understood_is_refused(app: App) {
        let officer = app.officer();
        for (query, status, code, pointer) in [
            ("mois=2023-06", 400, "invalid_query", "?mois"),
            ("month=2023-13", 422, "invalid_month", "?month"),
            ("month=2023-06&from=2023-01", 400, "invalid_query", "?month"),
            ("from=juin", 422, "invalid_month", "?from"),
            ("lot_id=x", 400, "invalid_query", "?lot_id"),
            ("candidate_id=0", 400, "invalid_query", "?candidate_id"),
            ("sector=XX", 422, "unknown_sector", "?sector"),
            ("status=done", 422, "unknown_status", "?status"),
            ("limit=0", 400, "invalid_query", "?limit"),
            ("cursor=1", 400, "invalid_cursor", "?cursor"),
        ] {
            officer.get(&format!("/v1/hours?{query}")).await.refused_at(status, code, pointer);
        }
    }
}
