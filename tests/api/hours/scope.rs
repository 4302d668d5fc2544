//! Scopes: a cell of another sector does not exist.

use clauses::values::{Role, Sector};
use serde_json::json;

use super::ids;
use crate::support::builders::{Placed, an_organisation, somebody_at_work};
use crate::support::{App, Client, on_both_databases};

/// API keys of an officer and of a partner, both for one sector.
async fn limited_to(app: &App, sector: Sector) -> [Client; 2] {
    let organisation = an_organisation().create(&app.officer()).await;
    [app.as_role(Role::Officer, &[sector]), app.as_partner(organisation, &[sector])]
}

on_both_databases! {
    async fn a_lot_of_another_sector_takes_no_hours(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = somebody_at_work(&officer, "MS").await;
        for (placed, sector) in [(works, Sector::Ms), (services, Sector::Btp)] {
            for client in limited_to(&app, sector).await {
                let cell = placed.hours("2023-06", "10");
                cell.send(&client).await.refused(404, "not_found");
            }
        }
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
    }

    async fn hours_of_another_sector_do_not_exist(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let cell = works.hours("2023-06", "10").send(&officer).await.created();
        for client in limited_to(&app, Sector::Ms).await {
            client.get(&works.cell("2023-06")).await.refused(404, "not_found");
            client.get(&format!("/v1/hours/{}/history", cell.id())).await.refused(404, "not_found");
            client.delete(&works.cell("2023-06"), "\"1\"").await.refused(404, "not_found");
            assert_eq!(client.all("/v1/hours").await.len(), 0);
            assert_eq!(client.all(&format!("/v1/hours?lot_id={}", works.lot)).await.len(), 0);
        }
        assert_eq!(officer.get(&works.cell("2023-06")).await.ok().unnamed(), cell.json);
    }

    async fn whether_another_sectors_cell_holds_hours_is_told_to_nobody(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        works.hours("2023-06", "10").create(&officer).await;
        for client in limited_to(&app, Sector::Ms).await {
            for month in ["2023-05", "2023-06"] {
                for worked in ["10", "11"] {
                    works.hours(month, worked).send(&client).await.refused(404, "not_found");
                    for version in ["\"1\"", "\"2\""] {
                        works.hours(month, worked).correct(&client, version).await.refused(404, "not_found");
                    }
                }
            }
        }
    }

    async fn an_employment_of_other_sectors_is_an_unknown_one(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = somebody_at_work(&officer, "MS").await;
        let mixed = Placed { employment: works.employment, ..services };
        for client in limited_to(&app, Sector::Ms).await {
            mixed.hours("2023-06", "10").send(&client).await.refused(404, "not_found");
        }
        let reply = mixed.hours("2023-06", "10").send(&officer).await;
        reply.refused_at(422, "hours_outside_assignment", "/month");
    }

    async fn each_sees_the_hours_of_its_own_sectors(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await.hours("2023-06", "10").create(&officer).await;
        let services = somebody_at_work(&officer, "MS").await.hours("2023-06", "10").create(&officer).await;
        let studies = somebody_at_work(&officer, "PI").await.hours("2023-06", "10").create(&officer).await;
        for (sectors, expected) in [
            (vec![Sector::Btp], vec![works]), (vec![Sector::Ms], vec![services]),
            (vec![Sector::Ms, Sector::Pi], vec![services, studies]), (vec![], vec![works, services, studies]),
        ] {
            for role in [Role::Officer, Role::Partner] {
                assert_eq!(ids(&app.as_role(role, &sectors).all("/v1/hours").await), expected, "{role} {sectors:?}");
            }
        }
    }

    async fn dashboards_and_the_plie_service_neither_read_nor_record(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let cell = placed.hours("2023-06", "10").send(&officer).await.created();
        for role in [Role::Dashboard, Role::Plie] {
            let client = app.as_role(role, &[]);
            client.get("/v1/hours").await.refused(403, "forbidden");
            client.get(&placed.cell("2023-06")).await.refused(403, "forbidden");
            client.get(&format!("/v1/hours/{}/history", cell.id())).await.refused(403, "forbidden");
            client.put(&placed.cell("2023-07"), &json!({ "worked": 1 })).await.refused(403, "forbidden");
            client.delete(&placed.cell("2023-06"), "\"1\"").await.refused(403, "forbidden");
        }
        assert_eq!(officer.all("/v1/hours").await.len(), 1);
    }
}
