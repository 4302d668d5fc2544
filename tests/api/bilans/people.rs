//! `/v1/bilans/people`: who is behind a figure.

use std::collections::BTreeMap;

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::random_year::World;
use super::year::a_year;
use crate::disclosure::world::rand_like::Dice;
use crate::support::{Client, on_both_databases};

const YEAR: &str = "/v1/bilans/people?from=2023-01&to=2023-12";

/// What the people behind a figure add to it, by the numbers of their records.
async fn adds(client: &Client, figure: &str) -> BTreeMap<i64, Value> {
    let reply = client.get(&format!("{YEAR}&scope=all&figure={figure}")).await.ok();
    let of = |person: &Value| (person["candidate_id"].as_i64().unwrap(), person["adds"].clone());
    reply["people"].as_array().unwrap().iter().map(of).collect()
}

/// A count, or hours in hundredths.
fn amount(value: &Value) -> i64 {
    match value {
        Value::String(hours) => hours.replace('.', "").parse().unwrap(),
        count => count.as_i64().unwrap(),
    }
}

on_both_databases! {
    async fn the_people_behind_every_figure_make_it_up(app: App) {
        let officer = app.officer();
        let world = World::create(&officer).await;
        world.fill(&officer, 12, &mut Dice(31)).await;
        for scope in ["plie", "all"] {
            let bilan = officer.get(&format!("/v1/bilans/2023?scope={scope}")).await.ok();
            let (mut with_people, mut figures) = (0, 0);
            for figure in bilan["tables"].as_array().unwrap().iter().flat_map(|table| table["figures"].as_array().unwrap()) {
                let key = figure["key"].as_str().unwrap();
                let address = figure["rows"].as_str().unwrap_or_else(|| panic!("{key}: no address of its records"));
                if !address.starts_with("/v1/bilans/people?") {
                    continue;
                }
                let behind = officer.get(address).await.ok();
                assert_eq!((&behind["figure"], &behind["scope"], &behind["value"]), (&figure["key"], &json!(scope), &figure["value"]));
                let people = behind["people"].as_array().unwrap();
                let sum: i64 = people.iter().map(|person| amount(&person["adds"])).sum();
                assert_eq!(sum, amount(&figure["value"]), "{key}: {behind}");
                assert!(people.iter().all(|person| amount(&person["adds"]) > 0 && person["last_name"].is_string()), "{behind}");
                let names: Vec<&str> = people.iter().map(|person| person["last_name"].as_str().unwrap()).collect();
                assert!(names.is_sorted_by_key(|name| name.to_lowercase()), "{names:?}");
                figures += 1;
                with_people += usize::from(!people.is_empty());
            }
            assert!(figures > 100 && with_people > 40, "{with_people} of {figures}");
        }
    }

    async fn a_figure_of_the_year_names_its_people(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        let women = officer.get(&format!("{YEAR}&figure=employees.women")).await.ok();
        assert_eq!((&women["label"], &women["table"], &women["from"]), (&json!("Femmes"), &json!("Salariés de l’année"), &json!("2023-01")));
        let months = officer.get("/v1/bilans/people?from=2023-03&to=2023-03&scope=all&figure=hours.total").await.ok();
        assert_eq!(months["people"].as_array().unwrap().iter().map(|one| amount(&one["adds"])).sum::<i64>(), amount(&months["value"]));
        // An officer of works reads the people of works alone.
        let works = app.as_role(Role::Officer, &[Sector::Btp]);
        let (all, part) = (adds(&officer, "hours.total").await, adds(&works, "hours.total").await);
        assert!(part != all && part.iter().all(|(person, hours)| amount(hours) <= amount(&all[person])), "{part:?} of {all:?}");
        assert_eq!(adds(&works, "hours.by_sector.MS").await, BTreeMap::new());
    }

    async fn who_may_not_read_names_or_asks_for_no_figure_is_refused(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        let women = format!("{YEAR}&figure=employees.women");
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get(&women).await.refused(403, "forbidden");
        }
        app.anonymous().get(&women).await.refused(401, "unauthenticated");
        for figure in ["", "employees", "employees.nobody", "key_figures.hours_per_person", "%00"] {
            let refused = officer.get(&format!("{YEAR}&figure={figure}")).await;
            assert!([400, 404].contains(&refused.status), "{figure}: {refused}");
        }
        officer.get(&format!("{YEAR}&figure=key_figures.hours_per_person")).await.refused(404, "not_found");
        officer.get(YEAR).await.refused_at(422, "missing", "?figure");
        officer.get("/v1/bilans/people?figure=hours.total&from=2023-01").await.refused_at(422, "missing", "?to");
        officer.get("/v1/bilans/people?figure=hours.total&from=2023-02&to=2023-01").await.refused_at(422, "invalid_period", "?to");
        officer.get(&format!("{women}&scope=x")).await.refused(400, "invalid_query");
    }
}
