//! Editions of a bilan: frozen byte for byte, numbered, and compared with what the year gives now.

use std::collections::{BTreeMap, BTreeSet};

use clauses::values::{Role, Sector};
use futures_util::future::join_all;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::random_year::World;
use super::year::a_year;
use crate::disclosure::world::rand_like::Dice;
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, an_employment, an_organisation, somebody_at_work, waive,
};
use crate::support::{App, Client, Reply, on_both_databases};

/// The values and shares of all figures by key.
fn stated(bilan: &Value) -> BTreeMap<String, Value> {
    let tables = bilan["tables"].as_array().unwrap().iter();
    let figures = tables.flat_map(|table| table["figures"].as_array().unwrap());
    let stated = |figure: &Value| json!({ "value": figure["value"], "share": figure["share"] });
    figures.map(|figure| (figure["key"].as_str().unwrap().to_owned(), stated(figure))).collect()
}

/// The figures that differ between two bilans, each as it was and as it is.
fn different(then: &Reply, now: &Reply) -> BTreeMap<String, [Value; 2]> {
    let (mut was, is) = (stated(&then.json), stated(&now.json));
    let pair = |(key, now): (String, Value)| {
        let then = was.remove(&key).unwrap_or_default();
        (then != now).then_some((key, [then, now]))
    };
    let mut different: BTreeMap<_, _> = is.into_iter().filter_map(pair).collect();
    different.extend(was.into_iter().map(|(key, then)| (key, [then, Value::Null])));
    different
}

/// What the answer about changes says of each figure.
fn named(changes: &Reply) -> BTreeMap<String, [Value; 2]> {
    let all = changes["changes"].as_array().unwrap().iter();
    all.map(|one| (one["figure"].as_str().unwrap().to_owned(), [one["then"].clone(), one["now"].clone()])).collect()
}

#[track_caller]
fn change<'a>(changes: &'a Reply, figure: &str) -> &'a Value {
    let mut all = changes["changes"].as_array().unwrap().iter();
    all.find(|one| one["figure"] == figure).unwrap_or_else(|| panic!("{figure} did not change: {changes}"))
}

/// The causes of a figure's change: kind and id of the subjects.
fn causes(change: &Value) -> Vec<(String, i64)> {
    let subject =
        |cause: &Value| (cause["subject"].as_str().unwrap().to_owned(), cause["subject_id"].as_i64().unwrap());
    change["causes"].as_array().unwrap().iter().map(subject).collect()
}

async fn freeze(officer: &Client, body: &Value) -> Reply {
    officer.post("/v1/bilans/2023/editions", body).await.created()
}

async fn patch(officer: &Client, path: &str, body: &Value) {
    let seen = officer.get(path).await.ok();
    officer.patch(path, seen.etag(), body).await.ok();
}

/// Some act that may change figures of 2023, or not.
async fn act(officer: &Client, dice: &mut Dice, people: &[i64], cells: &[Value]) {
    let person = people[usize::try_from(dice.below(people.len() as u64)).unwrap()];
    let cell = &cells[usize::try_from(dice.below(cells.len() as u64)).unwrap()];
    match dice.below(4) {
        0 => {
            let path =
                format!("/v1/hours/{}/{}/{}", cell["employment_id"], cell["lot_id"], cell["month"].as_str().unwrap());
            let seen = officer.get(&path).await.ok();
            let worked = format!("{}.25", dice.below(90));
            let body = json!({ "worked": worked, "status": "validated", "reason": "Feuille corrigée" });
            officer.put_over(&path, seen.etag(), &body).await.ok();
        }
        1 => {
            let path = format!("/v1/candidates/{person}");
            let sex = officer.get(&path).await.ok()["sex"].clone();
            patch(officer, &path, &json!({ "sex": if sex == "F" { "M" } else { "F" } })).await;
        }
        2 => {
            let on = dice.one(&["2023-03-01", "2022-05-02"]);
            a_referral(person).on(on).for_sectors(&["PI"]).create(officer).await;
        }
        _ => {
            let day = dice.one(&["2023-04-05", "2022-04-05"]);
            let body = json!({ "candidate_id": person, "kind": "CDI", "started_on": day, "met_on": day });
            officer.post("/v1/positive-exits", &body).await;
        }
    }
}

/// What the people of an edition add to each figure, together.
fn added_up(app: &App) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for figures in app.column("SELECT figures AS text FROM bilan_edition_people") {
        for (key, amount) in serde_json::from_str::<BTreeMap<String, i64>>(&figures).unwrap() {
            *sums.entry(key).or_default() += amount;
        }
    }
    sums
}

/// The hours and counts of a bilan that are not zero, in hundredths and as they are; no quotients.
fn amounts(bilan: &Reply) -> BTreeMap<String, i64> {
    let amount = |(key, stated): (String, Value)| {
        let is_quotient = ["key_figures.hours_per_person", "key_figures.fte"].contains(&&*key);
        let amount = match &stated["value"] {
            Value::String(hours) => hours.replace('.', "").parse().unwrap(),
            count => count.as_i64().unwrap_or_default(),
        };
        (!is_quotient && amount != 0).then_some((key, amount))
    };
    stated(&bilan.json).into_iter().filter_map(amount).collect()
}

on_both_databases! {
    async fn an_edition_stays_as_it_was_byte_for_byte(app: App) {
        a_year(&app).await;
        app.seal();
        let officer = app.officer();
        let bilan = officer.get("/v1/bilans/2023").await.ok();
        let made = freeze(&officer, &json!({ "title": "Rapport annuel" })).await;
        assert_eq!(made.header("location"), Some("/v1/bilans/2023/editions/1"));
        assert_eq!(
            (&made["number"], &made["scope"], &made["provisional"], &made["title"]),
            (&json!(1), &json!("plie"), &json!(true), &json!("Rapport annuel"))
        );
        assert_eq!(made["audit_head"], bilan["audit_head"]["head"]);
        assert!(made["audit_head"].is_string(), "{made}");
        patch_everyone(&officer).await;
        let shown = officer.get("/v1/bilans/2023/editions/1").await.ok();
        assert_eq!(shown["bilan"], bilan.json);
        let start = shown.text.find("\"bilan\":").unwrap() + "\"bilan\":".len();
        let bytes = &shown.text[start..shown.text.len() - 1];
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((bytes, &shown["digest"]), (&*bilan.text, &json!(digest)));
        assert_ne!(officer.get("/v1/bilans/2023").await.ok().json["tables"], bilan["tables"]);
    }

    async fn a_change_is_listed_with_what_caused_it(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        let then = officer.get("/v1/bilans/2023").await.ok();
        freeze(&officer, &json!({})).await;
        let nothing = officer.get("/v1/bilans/2023/editions/1/changes").await.ok();
        assert_eq!(nothing["changes"], json!([]));
        assert!(nothing["compared"].as_u64().unwrap() > 150, "{nothing}");
        // A cell is corrected, of a person with hours in works and services.
        let cells = officer.all("/v1/hours?from=2023-03&to=2023-03&status=validated").await;
        let cell = cells.iter().find(|cell| cell["worked"] == "100.00").unwrap();
        let path = format!("/v1/hours/{}/{}/2023-03", cell["employment_id"], cell["lot_id"]);
        let seen = officer.get(&path).await.ok();
        let body = json!({ "worked": "90.5", "status": "validated", "reason": "Feuille corrigée" });
        officer.put_over(&path, seen.etag(), &body).await.ok();
        // Other months, other years and other people are no cause.
        let other = a_candidate().create(&officer).await;
        a_referral(other).on("2022-06-01").for_sectors(&["PI"]).create(&officer).await;
        let changes = officer.get("/v1/bilans/2023/editions/1/changes").await.ok();
        let now = officer.get("/v1/bilans/2023").await.ok();
        assert_eq!(named(&changes), different(&then, &now));
        let total = change(&changes, "hours.total");
        assert_eq!((&total["then"]["value"], &total["now"]["value"]), (&json!("150.00"), &json!("140.50")));
        assert_eq!(causes(total), [("hours".to_owned(), cell["id"].as_i64().unwrap())], "{changes}");
        for one in changes["changes"].as_array().unwrap() {
            assert_eq!((&one["people"], &one["people_without_cause"]), (&json!(1), &json!(0)), "{one}");
            assert_eq!(causes(one).len(), 1, "{one}");
        }
        // Her sex is corrected: the events of her record are the cause of what it changed, and of no hours.
        let person = cell["candidate_id"].as_i64().unwrap();
        patch(&officer, &format!("/v1/candidates/{person}"), &json!({ "sex": "M" })).await;
        let changes = officer.get("/v1/bilans/2023/editions/1/changes").await.ok();
        let women = change(&changes, "employees.women");
        assert!(causes(women).contains(&("candidate".to_owned(), person)), "{women}");
        assert_eq!(named(&changes), different(&then, &officer.get("/v1/bilans/2023").await.ok()));
    }

    async fn an_employment_of_other_years_is_a_cause_as_hours_count_by_all_of_them(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "100").validated().create(&officer).await;
        freeze(&officer, &json!({ "scope": "all" })).await;
        // She was at work before: the two years during which her hours count began, and ended, earlier.
        waive(&officer, placed.candidate, "BTP").await;
        let lot = a_public_contract().btp().from("2019-01-01").create_lot(&officer).await;
        let early = an_employment(placed.candidate).from("2020-01-01").to("2020-12-31").on(lot).create(&officer).await;
        let changes = officer.get("/v1/bilans/2023/editions/1/changes").await.ok();
        let total = change(&changes, "hours.total");
        assert_eq!((&total["then"]["value"], &total["now"]["value"]), (&json!("100.00"), &json!("0.00")));
        assert_eq!((&total["people"], &total["people_without_cause"]), (&json!(1), &json!(0)), "{total}");
        assert!(causes(total).contains(&("employment".to_owned(), early)), "{total}");
    }

    async fn what_moves_figures_by_itself_is_named_before_the_rest(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "100").validated().create(&officer).await;
        freeze(&officer, &json!({ "scope": "all" })).await;
        let renamed = an_organisation().create(&officer).await;
        for number in 0..21 {
            an_organisation().create(&officer).await;
            patch(&officer, &format!("/v1/organisations/{renamed}"), &json!({ "name": format!("Structure {number}") })).await;
        }
        let body = json!({ "key": "fte_divisor", "effective_on": "2021-06-01", "value": 1400, "reason": "Essai" });
        app.admin().put("/v1/settings", &body).await.ok();
        let changes = officer.get("/v1/bilans/2023/editions/1/changes").await.ok();
        let fte = change(&changes, "key_figures.fte");
        let subjects: Vec<_> = causes(fte).into_iter().map(|(subject, _)| subject).collect();
        assert_eq!((subjects.len(), &*subjects[0], &fte["more_causes"]), (20, "setting", &json!(2)), "{fte}");
        assert!(subjects[1..].iter().all(|subject| subject == "organisation"), "a new one moves nothing: {fte}");
    }

    async fn random_changes_are_each_listed_with_causes(app: App) {
        let officer = app.officer();
        let mut dice = Dice(std::env::var("PROPTEST_RNG_SEED").map_or(5, |seed| seed.parse().unwrap()));
        World::create(&officer).await.fill(&officer, 12, &mut dice).await;
        for (number, scope) in [(1, "all"), (2, "plie")] {
            let then = officer.get(&format!("/v1/bilans/2023?scope={scope}")).await.ok();
            let made = freeze(&officer, &json!({ "scope": scope })).await;
            assert_eq!(made["number"], number);
            if number == 1 {
                assert_eq!(added_up(&app), amounts(&then), "what people add is not what the figures say");
            }
            let before: BTreeSet<i64> =
                officer.all("/v1/audit/events").await.iter().map(|event| event["id"].as_i64().unwrap()).collect();
            let cells = officer.all("/v1/hours?status=validated").await;
            let people: Vec<i64> =
                officer.all("/v1/candidates").await.iter().map(|one| one["id"].as_i64().unwrap()).collect();
            for _ in 0..8 {
                act(&officer, &mut dice, &people, &cells).await;
            }
            let changes = officer.get(&format!("/v1/bilans/2023/editions/{number}/changes")).await.ok();
            let now = officer.get(&format!("/v1/bilans/2023?scope={scope}")).await.ok();
            let expected = different(&then, &now);
            assert!(!expected.is_empty(), "nothing changed");
            assert_eq!(named(&changes), expected);
            for one in changes["changes"].as_array().unwrap() {
                assert_eq!(one["people_without_cause"], 0, "{one}");
                let events: Vec<i64> =
                    one["causes"].as_array().unwrap().iter().map(|cause| cause["event"].as_i64().unwrap()).collect();
                assert!(!events.is_empty() && events.iter().all(|event| !before.contains(event)), "{one}");
            }
        }
    }

    async fn editions_are_numbered_by_year_whoever_makes_them_at_once(app: App) {
        let officer = app.officer();
        let body = json!({});
        let made = join_all((0..20).map(|_| officer.post("/v1/bilans/2023/editions", &body))).await;
        let numbers: BTreeSet<i64> = made.into_iter().map(|made| made.created()["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (1..=20).collect::<BTreeSet<_>>());
        let other = officer.post("/v1/bilans/2022/editions", &json!({ "scope": "all" })).await.created();
        assert_eq!((&other["number"], &other["scope"]), (&json!(1), &json!("all")));
        let listed = officer.all("/v1/bilans/2023/editions?limit=3").await;
        assert!(listed.iter().map(|one| one["number"].as_i64().unwrap()).eq(1..=20), "{listed:?}");
        assert!(listed.iter().all(|one| one.get("bilan").is_none()), "{listed:?}");
        assert_eq!(officer.all("/v1/bilans/2021/editions").await, Vec::<Value>::new());
    }

    async fn who_sees_a_part_only_neither_makes_nor_reads_editions(app: App) {
        freeze(&app.officer(), &json!({})).await;
        let works = app.as_role(Role::Officer, &[Sector::Btp]);
        let others = [works, app.as_role(Role::Dashboard, &[]), app.as_role(Role::Partner, &[Sector::Btp])];
        for client in &others {
            for path in ["", "/1", "/1/changes"] {
                client.get(&format!("/v1/bilans/2023/editions{path}")).await.refused(403, "forbidden");
            }
            client.post("/v1/bilans/2023/editions", &json!({})).await.refused(403, "forbidden");
        }
    }

    async fn what_is_no_edition_is_refused(app: App) {
        let officer = app.officer();
        for path in ["/9", "/0", "/-1", "/x", "/9/changes", "/99999999999"] {
            officer.get(&format!("/v1/bilans/2023/editions{path}")).await.refused(404, "not_found");
        }
        officer.get("/v1/bilans/1899/editions").await.refused(422, "invalid_year");
        for body in [json!({ "scope": "everyone" }), json!({ "title": "" }), json!({ "titre": "x" })] {
            let refused = officer.post("/v1/bilans/2023/editions", &body).await;
            assert!((400..=422).contains(&refused.status), "{refused}");
        }
        assert_eq!(officer.all("/v1/bilans/2023/editions").await, Vec::<Value>::new());
    }
}

/// Every person's sex is corrected.
async fn patch_everyone(officer: &Client) {
    for person in officer.all("/v1/candidates").await {
        let sex = if person["sex"] == "F" { "M" } else { "F" };
        patch(officer, &format!("/v1/candidates/{}", person["id"]), &json!({ "sex": sex })).await;
    }
}
