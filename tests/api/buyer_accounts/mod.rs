//! `/v1/organisations/{id}/account`

mod comments;
mod links;

use std::collections::{BTreeMap, BTreeSet};

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use crate::bilans::random_year::World;
use crate::disclosure::world::rand_like::Dice;
use crate::support::builders::{a_candidate, a_public_contract, an_employment, an_organisation, hours, waive};
use crate::support::{App, Client, on_both_databases};

pub async fn account(client: &Client, buyer: i64, query: &str) -> Value {
    client.get(&format!("/v1/organisations/{buyer}/account{query}")).await.ok().json.clone()
}

/// Somebody at work on a lot from the first of these months on, with validated hours.
pub async fn at_work(officer: &Client, (lot, sector): (i64, &str), months: &[(&str, &str)]) -> i64 {
    let person =
        a_candidate().living_in_neighbourhood("21231", "Dijon – Grésilles", "2019-01-01").create(officer).await;
    waive(officer, person, sector).await;
    let employment = an_employment(person).cdi().from(&format!("{}-01", months[0].0)).on(lot).create(officer).await;
    for (month, worked) in months {
        hours(employment, lot, month, worked).validated().create(officer).await;
    }
    person
}

/// A buyer with an ended works contract of two lots, the first with a penalty of 12.34 € an hour, and services that run.
pub async fn a_buyer(app: &App) -> (Client, i64) {
    let officer = app.officer();
    let buyer = an_organisation().named("Ville des Bords de Saône").buyer("commune").create(&officer).await;
    let works = a_public_contract().bought_by(buyer).referenced("2022-01").from("2022-01-01").to("2023-06-30");
    let works = works.with_lot("1", "100.5").with_lot("2", "50").create_lots(&officer).await;
    let lot = format!("/v1/lots/{}", works[0]);
    let seen = officer.get(&lot).await.ok();
    officer.patch(&lot, seen.etag(), &json!({ "penalty": "12.34" })).await.ok();
    let services = a_public_contract().ms().bought_by(buyer).referenced("2023-02").from("2023-03-01").to("2024-12-31");
    let services = services.with_lot("1", "1000").create_lots(&officer).await[0];
    at_work(&officer, (works[0], "BTP"), &[("2022-02", "30"), ("2022-12", "10.25")]).await;
    at_work(&officer, (works[1], "BTP"), &[("2023-05", "60")]).await;
    at_work(&officer, (services, "MS"), &[("2023-04", "100"), ("2024-02", "50")]).await;
    (officer, buyer)
}

on_both_databases! {
    async fn an_account_says_what_is_due_done_and_missing(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let now = account(&officer, buyer, "").await;
        assert_eq!((&now["on"], &now["name"]), (&json!("2024-03-15"), &json!("Ville des Bords de Saône")));
        let sum = |of: &Value| json!([of["due"], of["done"], of["remaining"], of["rate"], of["status"], of["work"]["people"]]);
        assert_eq!(sum(&now["total"]), json!(["1150.50", "250.25", "910.25", "21.8", "late", 3]));
        let contracts = now["contracts"].as_array().unwrap();
        let references: Vec<&Value> = contracts.iter().map(|contract| &contract["reference"]).collect();
        assert_eq!(references, ["2022-01", "2023-02"]);
        assert_eq!(sum(&contracts[0]["total"]), json!(["150.50", "100.25", "60.25", "66.6", "late", 2]));
        // 60.25 h at 12.34 € are 743.485 €, rounded up from half a cent; the second lot has done more than its hours.
        assert_eq!(contracts[0]["lots"][0]["shortfall"], json!({ "hours": "60.25", "penalty": "743.49" }));
        assert_eq!(contracts[0]["lots"][1]["shortfall"], Value::Null);
        assert_eq!(now["total"]["shortfall"], json!({ "hours": "60.25", "penalty": "743.49" }));
        // Services run: nothing is missing yet.
        assert_eq!(contracts[1]["lots"][0]["shortfall"], Value::Null);
        let work = &contracts[0]["total"]["work"];
        assert_eq!(work["by_contract_type"], json!([{ "code": "CDI", "label": "Contrat à durée indéterminée", "hours": "100.25" }]));
        assert_eq!((&work["qpv"], &work["qpv_share"]), (&json!("100.25"), &json!("100.0")));
        assert_eq!(work["by_modality"].as_array().unwrap().len(), 1);
        let names = officer.all("/v1/candidates").await.into_iter().map(|person| person["last_name"].clone());
        assert!(names.into_iter().all(|name| !now.to_string().contains(name.as_str().unwrap())), "{now}");
    }

    async fn an_account_of_an_earlier_day_has_what_was_due_and_done_until_then(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        let lot = account(&officer, buyer, "").await["contracts"][0]["lots"][0]["lot_id"].clone();
        let amendment = json!({ "hours": "200", "effective_on": "2023-01-01", "reason": "amendment", "comment": "Avenant" });
        officer.post(&format!("/v1/lots/{lot}/hours-due"), &amendment).await.created();
        let lot_on = async |day: &str| {
            let account = account(&officer, buyer, &format!("?on={day}")).await;
            let lot = &account["contracts"][0]["lots"][0];
            json!([lot["progress"]["due"], lot["progress"]["done"], lot["shortfall"]])
        };
        assert_eq!(lot_on("2022-11-30").await, json!(["100.50", "30.00", null]));
        assert_eq!(lot_on("2022-12-31").await, json!(["100.50", "40.25", null]));
        assert_eq!(lot_on("2023-01-01").await, json!(["200.00", "40.25", null]));
        assert_eq!(lot_on("2023-06-30").await, json!(["200.00", "40.25", { "hours": "159.75", "penalty": "1971.32" }]));
        let before = account(&officer, buyer, "?on=2021-12-31").await;
        assert_eq!((&before["contracts"], &before["total"]["status"]), (&json!([]), &json!("not_due")));
        assert_eq!(account(&officer, buyer, "?on=2023-02-28").await["contracts"].as_array().unwrap().len(), 1);
    }

    async fn random_accounts_are_what_adding_up_rows_gives(app: App) {
        let officer = app.officer();
        World::create(&officer).await.fill(&officer, 14, &mut Dice(21)).await;
        let rows = officer.all("/v1/hours?status=validated").await;
        let lots: BTreeMap<i64, Value> = officer.all("/v1/lots").await.into_iter().map(|lot| (lot["id"].as_i64().unwrap(), lot)).collect();
        let mut compared = 0;
        for buyer in officer.all("/v1/organisations").await.iter().filter(|one| one["buyer_kind"].is_string()) {
            for day in ["2024-03-15", "2022-12-31", "2022-11-02"] {
                let account = account(&officer, buyer["id"].as_i64().unwrap(), &format!("?on={day}")).await;
                for contract in account["contracts"].as_array().unwrap() {
                    for lot in contract["lots"].as_array().unwrap() {
                        let id = lot["lot_id"].as_i64().unwrap();
                        assert_eq!(lots[&id]["public_contract_id"], contract["public_contract_id"]);
                        let is_of = |row: &&Value| row["lot_id"] == id && row["counted"] == true && row["month"].as_str().unwrap() <= &day[..7];
                        let hundredths = |row: &Value| row["worked"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
                        let of_lot: Vec<&Value> = rows.iter().filter(is_of).filter(|row| hundredths(row) > 0).collect();
                        let done: i64 = of_lot.iter().map(|row| hundredths(row)).sum();
                        let people: BTreeSet<i64> = of_lot.iter().map(|row| row["candidate_id"].as_i64().unwrap()).collect();
                        assert_eq!(lot["progress"]["done"], format!("{}.{:02}", done / 100, done % 100));
                        assert_eq!(lot["work"]["people"], people.len());
                        let mut types: BTreeMap<&str, i64> = BTreeMap::new();
                        for row in &of_lot {
                            *types.entry(row["contract_type"].as_str().unwrap()).or_default() += hundredths(row);
                        }
                        for of in lot["work"]["by_contract_type"].as_array().unwrap() {
                            let sum = types.remove(of["code"].as_str().unwrap()).unwrap();
                            assert_eq!(of["hours"], format!("{}.{:02}", sum / 100, sum % 100));
                        }
                        assert!(types.is_empty(), "{types:?}");
                        compared += usize::from(done > 0);
                    }
                }
            }
        }
        assert!(compared > 5, "{compared} lots with hours");
    }

    async fn who_sees_a_sector_reads_its_contracts_alone(app: App) {
        let (_, buyer) = a_buyer(&app).await;
        let works = app.as_role(Role::Officer, &[Sector::Btp]);
        let part = account(&works, buyer, "").await;
        assert_eq!((&part["sectors"], &part["total"]["due"]), (&json!(["BTP"]), &json!("150.50")));
        assert_eq!(part["contracts"].as_array().unwrap().len(), 1);
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get(&format!("/v1/organisations/{buyer}/account")).await.refused(403, "forbidden");
        }
    }

    async fn what_is_no_account_is_refused(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        officer.get("/v1/organisations/999999/account").await.refused(404, "not_found");
        for on in ["2024-03-16", "2024-02-30", "x", ""] {
            officer.get(&format!("/v1/organisations/{buyer}/account?on={on}")).await.refused_at(422, "invalid_date", "?on");
        }
        officer.get(&format!("/v1/organisations/{buyer}/account?format=odt")).await.refused(400, "invalid_query");
        let employer = an_organisation().employer("EI").create(&officer).await;
        assert_eq!(account(&officer, employer, "").await["contracts"], json!([]));
    }

    async fn an_account_is_written_in_each_form(app: App) {
        let (officer, buyer) = a_buyer(&app).await;
        for (form, start) in [("pdf", &b"%PDF"[..]), ("xlsx", b"PK"), ("docx", b"PK"), ("csv", b"PK"), ("html", b"<!DOCTYPE")] {
            let asked = officer.request(Method::GET, &format!("/v1/organisations/{buyer}/account?format={form}"));
            let (headers, bytes) = asked.bytes().await;
            assert!(bytes.starts_with(start), "{form}");
            let name = headers["content-disposition"].to_str().unwrap();
            assert!(name.contains(&format!("etat-{buyer}-2024-03-15.")), "{name}");
        }
        let html = officer.get(&format!("/v1/organisations/{buyer}/account?format=html")).await;
        for text in ["État d’avancement – Ville des Bords de Saône", "1\u{202f}150,50", "910,25", "743,49", "66,6\u{a0}%", "en retard"] {
            assert!(html.text.contains(text), "{text}: {}", html.text);
        }
    }
}
