//! Snapshots: refreshed in open months when their source changes, unchanged in closed ones.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{Placed, a_candidate, a_public_contract, an_employment, place, waive};
use crate::support::{Client, on_both_databases};

const GRESILLES: &str = "Dijon – Grésilles";
const LE_MAIL: &str = "Chenôve – Le Mail";

/// A person of the Grésilles, born in 1990, in the PLIE since 2022, with ten hours in May and twenty in June 2023.
async fn at_work(officer: &Client) -> Placed {
    let person = a_candidate().living_in_neighbourhood("21231", GRESILLES, "2020-01-01").in_plie_from("2022-01-01");
    let candidate = person.create(officer).await;
    let placed = place(officer, candidate, "BTP").await;
    placed.hours("2023-05", "10").validated().create(officer).await;
    placed.hours("2023-06", "20").validated().create(officer).await;
    placed
}

/// The hours of each value of a dimension that has any.
async fn hours_by(client: &Client, dimension: &str) -> Vec<(Value, String)> {
    let reply = client.get(&format!("/v1/totals?year=2023&scope=all&counted=any&group_by={dimension}")).await.ok();
    let rows = reply["rows"].as_array().unwrap().iter().filter(|row| row["hours"] != "0.00");
    rows.map(|row| (row[dimension].clone(), row["hours"].as_str().unwrap().to_owned())).collect()
}

fn rows(expected: &[(&str, &str)]) -> Vec<(Value, String)> {
    expected.iter().map(|(value, hours)| (json!(value), (*hours).to_owned())).collect()
}

async fn patch_candidate(client: &Client, candidate: i64, patch: &Value) {
    let address = format!("/v1/candidates/{candidate}");
    let current = client.get(&address).await.ok();
    client.patch(&address, current.etag(), patch).await.ok();
}

fn moved_to_le_mail() -> Value {
    json!({ "addresses": [{ "commune_code": "21166", "neighbourhood": LE_MAIL, "from": "2020-01-01" }] })
}

on_both_databases! {
    async fn a_new_address_moves_the_hours_of_open_months_alone(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        assert_eq!(hours_by(&officer, "neighbourhood").await, rows(&[(GRESILLES, "30.00")]));
        app.close_month("2023-05", "BTP").await;
        patch_candidate(&officer, placed.candidate, &moved_to_le_mail()).await;
        assert_eq!(hours_by(&officer, "neighbourhood").await, rows(&[(GRESILLES, "10.00"), (LE_MAIL, "20.00")]));
        assert_eq!(hours_by(&officer, "commune").await, rows(&[("21166", "20.00"), ("21231", "10.00")]));
    }

    async fn the_month_closed_is_that_of_the_sector(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        app.close_month("2023-05", "MS").await;
        patch_candidate(&officer, placed.candidate, &moved_to_le_mail()).await;
        assert_eq!(hours_by(&officer, "neighbourhood").await, rows(&[(LE_MAIL, "30.00")]));
    }

    async fn the_address_is_that_of_the_months_first_day(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        let moved = json!({ "addresses": [
            { "commune_code": "21231", "neighbourhood": GRESILLES, "from": "2020-01-01", "to": "2023-06-01" },
            { "commune_code": "21166", "neighbourhood": LE_MAIL, "from": "2023-06-02" },
        ] });
        patch_candidate(&officer, placed.candidate, &moved).await;
        assert_eq!(hours_by(&officer, "neighbourhood").await, rows(&[(GRESILLES, "30.00")]));
    }

    async fn a_corrected_birth_date_moves_the_brackets_of_open_months_alone(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        assert_eq!(hours_by(&officer, "age_bracket").await, rows(&[("26_44", "30.00")]));
        patch_candidate(&officer, placed.candidate, &json!({ "birth_date": "1997-06-01" })).await;
        assert_eq!(hours_by(&officer, "age_bracket").await, rows(&[("under_26", "10.00"), ("26_44", "20.00")]));
        app.close_month("2023-05", "BTP").await;
        patch_candidate(&officer, placed.candidate, &json!({ "birth_date": "1960-01-01" })).await;
        assert_eq!(hours_by(&officer, "age_bracket").await, rows(&[("under_26", "10.00"), ("55_and_over", "20.00")]));
    }

    async fn a_shortened_plie_period_takes_open_months_out_of_it_alone(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        app.close_month("2023-05", "BTP").await;
        let periods = officer.get(&format!("/v1/candidates/{}/plie-periods", placed.candidate)).await.ok();
        let address = format!("/v1/plie-periods/{}", periods.at("/items/0/id"));
        officer.patch(&address, "\"1\"", &json!({ "to": "2023-01-31" })).await.ok();
        let in_plie = async |month| officer.get(&placed.cell(month)).await.ok()["in_plie"].clone();
        assert_eq!((in_plie("2023-05").await, in_plie("2023-06").await), (json!(true), json!(false)));
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "10.00");
        let again = json!({ "from": "2023-06-30", "to": "2023-06-30" });
        officer.post(&format!("/v1/candidates/{}/plie-periods", placed.candidate), &again).await.created();
        assert_eq!(in_plie("2023-06").await, true);
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "30.00");
    }

    async fn an_earlier_first_assignment_ends_the_window_in_open_months_alone(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        app.close_month("2023-05", "BTP").await;
        let lot = a_public_contract().from("2020-01-01").create_lot(&officer).await;
        let earlier = an_employment(placed.candidate).from("2021-01-04").to("2021-03-31").on(lot);
        earlier.create(&officer).await;
        let counted = async |month| officer.get(&placed.cell(month)).await.ok()["counted"].clone();
        assert_eq!((counted("2023-05").await, counted("2023-06").await), (json!(true), json!(false)));
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "10.00");
        assert_eq!(officer.get("/v1/totals?year=2023&counted=false").await.ok().at("/total/hours"), "20.00");
        let window = json!({ "ends_on": "2023-06-01", "reason": "Chantier prolongé" });
        let address = format!("/v1/candidates/{}/eligibility-windows", placed.candidate);
        officer.post(&address, &window).await.with_status(201);
        assert_eq!(counted("2023-06").await, true);
    }

    async fn a_first_assignment_out_of_sight_begins_the_window_too(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        let limited = app.as_role(Role::Officer, &[Sector::Btp]);
        let counted = async |month| {
            let created = placed.hours(month, "30").send(&limited).await.created();
            created["counted"].clone()
        };
        assert_eq!(counted("2023-07").await, true);
        waive(&officer, placed.candidate, "MS").await;
        let lot = a_public_contract().ms().from("2020-01-01").create_lot(&officer).await;
        an_employment(placed.candidate).from("2021-01-04").to("2021-03-31").on(lot).create(&officer).await;
        assert_eq!(counted("2023-08").await, false);
    }

    async fn whoever_changes_a_person_moves_their_hours_of_every_sector(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        let services = place(&officer, placed.candidate, "MS").await;
        services.hours("2023-06", "5").validated().create(&officer).await;
        let limited = app.as_role(Role::Officer, &[Sector::Ms]);
        patch_candidate(&limited, placed.candidate, &moved_to_le_mail()).await;
        assert_eq!(hours_by(&officer, "neighbourhood").await, rows(&[(LE_MAIL, "35.00")]));
    }

    async fn a_refresh_is_no_new_version(app: App) {
        let officer = app.officer();
        let placed = at_work(&officer).await;
        let before = officer.get(&placed.cell("2023-06")).await.ok();
        patch_candidate(&officer, placed.candidate, &moved_to_le_mail()).await;
        let after = officer.get(&placed.cell("2023-06")).await.ok();
        assert_eq!(after.json, before.json);
    }
}
