//! `/v1/reads`: who read which person's data, and when.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use crate::conventions::tables::one_of_each;
use crate::support::builders::{a_candidate, a_referral, an_employment, somebody_at_work};
use crate::support::{App, Program, on_both_databases};

/// The operations that show a person's data, with their names in the register.
const FILES: &[(&str, &str)] = &[
    ("/v1/bilans/people", "bilan_people"),
    ("/v1/candidates", "candidates"),
    ("/v1/candidates/{id}", "candidate"),
    ("/v1/candidates/{id}/distinct-from", "distinctions"),
    ("/v1/candidates/{id}/eligibility-windows", "eligibility_windows"),
    ("/v1/candidates/{id}/plie-link", "participant_link"),
    ("/v1/candidates/{id}/plie-periods", "plie_periods"),
    ("/v1/candidates/{id}/referrals", "referrals"),
    ("/v1/candidates/{id}/waivers", "waivers"),
    ("/v1/eligibility-windows", "ending_eligibility"),
    ("/v1/employments", "employments"),
    ("/v1/employments/{id}", "employment"),
    ("/v1/exit-proposals", "exit_proposals"),
    ("/v1/plie-periods/{id}", "plie_period"),
    ("/v1/positive-exits", "positive_exits"),
    ("/v1/positive-exits/{id}", "positive_exit"),
    ("/v1/referrals", "referrals"),
    ("/v1/referrals/{id}", "referral"),
    ("/v1/waivers/{id}", "waiver"),
];

/// The entries of the register, shortened.
async fn register(app: &App, filter: &str) -> Vec<(String, String, Option<i64>)> {
    app.write_down();
    let reads = app.admin().all(&format!("/v1/reads?limit=500{filter}")).await;
    let text = |field: &Value| field.as_str().unwrap().to_owned();
    reads.iter().map(|read| (text(&read["actor"]), text(&read["what"]), read["candidate_id"].as_i64())).collect()
}

/// The paths of the contract that show a person's data.
fn files_of_the_contract() -> Vec<String> {
    let contract = serde_json::to_value(clauses::app::contract()).unwrap();
    let is_file = |path: &str| FILES.iter().any(|(file, _)| path.starts_with(file));
    let paths = contract["paths"].as_object().unwrap().iter();
    paths.filter(|(path, item)| is_file(path) && item.get("get").is_some()).map(|(path, _)| path.clone()).collect()
}

#[test]
fn every_part_of_a_file_that_the_contract_offers_is_known_here() {
    let known: Vec<_> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let unknown: Vec<_> = files_of_the_contract().into_iter().filter(|path| !known.contains(path)).collect();
    assert!(unknown.is_empty(), "is it noted who reads {unknown:?}?");
}

on_both_databases! {
    async fn whoever_opens_any_part_of_a_file_stands_in_the_register_once(app: App) {
        let officer = app.officer();
        let (placed, ..) = one_of_each(&officer, &app.admin()).await;
        let theirs = |filter: &str| format!("/v1/{filter}?candidate_id={}", placed.candidate);
        an_employment(placed.candidate).cdi().from("2023-02-01").create(&officer).await;
        let exit = officer.get(&theirs("positive-exits")).await.ok().items()[0]["id"].as_i64().unwrap();
        let of_person = |part: &str| format!("/v1/candidates/{}/{part}", placed.candidate);
        let mut firsts = std::collections::BTreeMap::from([("positive-exits", exit), ("employments", placed.employment)]);
        for part in ["plie-periods", "waivers", "referrals"] {
            firsts.insert(part, officer.get(&of_person(part)).await.ok().items()[0]["id"].as_i64().unwrap());
        }
        for (path, what) in FILES {
            let before = register(&app, "").await.len();
            let id = firsts.get(path.split('/').nth(2).unwrap()).copied().unwrap_or(placed.candidate);
            let query = match *path { "/v1/eligibility-windows" => "?ending_within=3650", "/v1/bilans/people" => "?from=2023-01&to=2023-12&scope=all&figure=employees.total", _ => "" };
            officer.get(&format!("{}{query}", path.replace("{id}", &id.to_string()))).await.ok();
            let noted = register(&app, "").await.split_off(before);
            let [(actor, noted_as, whose)] = noted.as_slice() else { panic!("{path}: {noted:?}") };
            assert_eq!((actor.starts_with("key:"), noted_as.as_str()), (true, *what), "{path}");
            assert!(!path.contains("{id}") || *whose == Some(placed.candidate), "{path}: {whose:?}");
        }
    }

    async fn whoever_changes_one_thing_is_shown_the_others_and_stands_there_too(app: App) {
        let officer = app.officer();
        let (placed, ..) = one_of_each(&officer, &app.admin()).await;
        let of_person = |part: &str| format!("/v1/candidates/{}/{part}", placed.candidate);
        let mut files = vec![
            (format!("/v1/candidates/{}", placed.candidate), json!({ "informed_on": "2023-01-02" }), "candidate"),
            (format!("/v1/employments/{}", placed.employment), json!({ "weekly_hours": "30" }), "employment"),
        ];
        for (list, part, change) in [
            (of_person("plie-periods"), "plie_period", json!({})),
            (of_person("waivers"), "waiver", json!({ "reason": "Autre raison" })),
            (of_person("referrals"), "referral", json!({})),
            (format!("/v1/positive-exits?candidate_id={}", placed.candidate), "positive_exit", json!({})),
        ] {
            let id = officer.get(&list).await.ok().items()[0]["id"].as_i64().unwrap();
            files.push((format!("/v1/{}s/{id}", part.replace('_', "-")), change, part));
        }
        for (path, change, what) in &files {
            let seen = officer.get(path).await.ok();
            let before = register(&app, "").await.len();
            officer.patch(path, "\"77\"", change).await.refused(412, "precondition_failed");
            officer.patch(path, seen.etag(), change).await.ok();
            let noted = register(&app, "").await.split_off(before);
            let [(_, noted_as, whose)] = noted.as_slice() else { panic!("{path}: {noted:?}") };
            assert_eq!((noted_as.as_str(), *whose), (*what, Some(placed.candidate)), "{path}");
        }
        let other = a_candidate().create(&officer).await;
        let referral = a_referral(other).create(&officer).await;
        let before = register(&app, "").await.len();
        let ended = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2024-03-14" });
        officer.put(&format!("/v1/referrals/{referral}/outcome"), &ended).await.ok();
        assert_eq!(register(&app, "").await.split_off(before), [("key:1".to_owned(), "referral".to_owned(), Some(other))]);
    }

    async fn hours_that_name_people_and_values_in_the_trail_are_parts_of_their_files(app: App) {
        let officer = app.officer();
        let (placed, ..) = one_of_each(&officer, &app.admin()).await;
        let path = format!("/v1/hours/{}/{}/2023-06", placed.employment, placed.lot);
        officer.put(&path, &json!({ "worked": "10" })).await;
        let other = somebody_at_work(&officer, "BTP").await;
        other.hours("2023-06", "10").create(&officer).await;
        let before = register(&app, "").await.len();
        let month = "/v1/hours?month=2023-06";
        for path in [month, &format!("{month}&limit=1"), &path, "/v1/hours?candidate_id=987654321"] {
            officer.get(path).await.ok();
        }
        officer.get(&format!("/v1/hours?candidate_id={}", placed.candidate)).await.ok();
        officer.get(&format!("/v1/hours?employment_id={}", placed.employment)).await.ok();
        let own = format!("/v1/audit/events?subject=candidate&subject_id={}", placed.candidate);
        assert!(!app.admin().get(&own).await.ok().items().is_empty());
        app.admin().get("/v1/audit/events").await.ok();
        app.admin().get("/v1/audit/events?subject=setting").await.ok();
        let noted = register(&app, "").await.split_off(before);
        let noted: Vec<_> = noted.iter().map(|(_, what, whose)| (what.as_str(), *whose)).collect();
        let person = Some(placed.candidate);
        let hours = [None, person, person, person, person].map(|whose| ("hours", whose));
        assert_eq!(noted, [&hours[..], &[("audit_events", person), ("audit_events", None)]].concat());
    }

    async fn it_tells_who_when_and_by_which_request(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let asked = officer.request(Method::GET, &format!("/v1/candidates/{person}")).header("X-Request-Id", "abc-77");
        asked.send().await.ok();
        app.write_down();
        let expected = json!([{ "id": 1, "at": "2024-03-15T09:00:00Z", "actor": "key:1", "what": "candidate",
            "candidate_id": person, "request_id": "abc-77" }]);
        assert_eq!(json!(app.admin().all("/v1/reads").await), expected);
    }

    async fn it_is_asked_by_person_actor_and_day(app: App) {
        let officer = app.officer();
        let (one, other) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
        officer.get(&format!("/v1/candidates/{one}")).await.ok();
        officer.get(&format!("/v1/candidates/{other}")).await.ok();
        app.admin().get(&format!("/v1/candidates/{one}")).await.ok();
        app.write_down();
        let next_day = app.at("2024-03-16T00:00:00Z");
        next_day.admin().get(&format!("/v1/candidates/{one}/referrals")).await.ok();
        next_day.write_down();
        for (filter, expected) in [
            (format!("&candidate_id={one}"), 3),
            (format!("&candidate_id={other}"), 1),
            ("&candidate_id=77".to_owned(), 0),
            ("&actor=key:1".to_owned(), 2),
            (format!("&actor=bootstrap&candidate_id={one}"), 2),
            ("&from=2024-03-16".to_owned(), 1),
            ("&to=2024-03-15".to_owned(), 3),
            ("&from=2024-03-15&to=2024-03-16".to_owned(), 4),
        ] {
            assert_eq!(register(&app, &filter).await.len(), expected, "{filter}");
        }
        let admin = app.admin();
        admin.get("/v1/reads?from=hier").await.refused_at(422, "invalid_date", "?from");
        admin.get("/v1/reads?from=2024-03-16&to=2024-03-15").await.refused_at(422, "invalid_period", "?to");
        admin.get("/v1/reads?candidate_id=x").await.refused_at(400, "invalid_query", "?candidate_id");
    }

    async fn a_page_of_people_is_noted_once_and_a_page_of_one_with_that_person(app: App) {
        let officer = app.officer();
        let person = a_candidate().named("Seule", "Ici").create(&officer).await;
        a_candidate().named("Autre", "Personne").create(&officer).await;
        officer.get("/v1/candidates").await.ok();
        officer.get("/v1/candidates?q=seule").await.ok();
        officer.get("/v1/candidates?q=personne-de-ce-nom").await.ok();
        let noted: Vec<_> = register(&app, "").await.into_iter().map(|(_, what, whose)| (what, whose)).collect();
        assert_eq!(noted, [("candidates".to_owned(), None), ("candidates".to_owned(), Some(person))]);
    }

    async fn what_was_opened_again_is_noted_and_what_was_refused_was_not(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let path = format!("/v1/candidates/{person}");
        let seen = officer.get(&path).await.ok();
        officer.request(Method::GET, &path).header("If-None-Match", seen.etag()).send().await.ok();
        officer.request(Method::HEAD, &path).send().await.ok();
        assert_eq!(register(&app, "").await.len(), 3);
        officer.get("/v1/candidates/77").await.refused(404, "not_found");
        officer.get("/v1/candidates/77/referrals").await.refused(404, "not_found");
        app.as_role(Role::Dashboard, &[]).get(&path).await.refused(403, "forbidden");
        app.anonymous().get(&path).await.refused(401, "unauthenticated");
        a_referral(person).create(&officer).await;
        assert_eq!(register(&app, "").await.len(), 3);
    }

    async fn whoever_is_warned_of_possible_duplicates_has_read_of_them(app: App) {
        let officer = app.officer();
        let named = |first: &str| a_candidate().named("Lefèvre", first).born("1990-05-17");
        let first = named("Noémie").create(&officer).await;
        let other = a_candidate().named("Durand", "Anne").born("1990-05-17").send(&officer).await.created();
        assert_eq!(register(&app, "").await, []);
        named("Noémie").create(&officer).await;
        let warning = |id: i64| ("key:1".to_owned(), "possible_duplicate".to_owned(), Some(id));
        assert_eq!(register(&app, "").await, [warning(first)]);
        let path = format!("/v1/candidates/{}", other.id());
        officer.patch(&path, other.etag(), &json!({ "last_name": "Lefèvre" })).await.ok();
        let changed = ("key:1".to_owned(), "candidate".to_owned(), Some(other.id()));
        assert_eq!(register(&app, "").await[1..], [changed, warning(first), warning(first + 2)]);
    }

    async fn it_is_for_administrators_alone_and_names_nobody(app: App) {
        let officer = app.officer();
        let person = a_candidate().named("Zyxwvutsrq", "Camille").create(&officer).await;
        officer.get(&format!("/v1/candidates/{person}")).await.ok();
        officer.get("/v1/candidates?q=Zyxwvutsrq").await.ok();
        app.write_down();
        let register = app.admin().get("/v1/reads").await.ok();
        assert_eq!(register.items().len(), 2);
        assert!(!register.text.contains("Zyxwvutsrq"), "{register}");
        for role in Role::ALL.iter().filter(|role| **role != Role::Admin) {
            app.as_role(*role, &[]).get("/v1/reads").await.refused(403, "forbidden");
        }
        // It concerns people of all sectors: a caller with some sectors does not see it, in any form.
        let works = app.as_role(Role::Admin, &[Sector::Btp]);
        for query in ["", "?limit=1", "?actor=key:1"] {
            let path = format!("/v1/reads{query}");
            works.get(&path).await.refused(403, "forbidden");
            let table = works.request(Method::GET, &path).header("Accept", "text/csv");
            table.send().await.refused(403, "forbidden");
        }
    }

    async fn reads_are_written_in_groups_and_reading_writes_nothing_by_itself(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let path = format!("/v1/candidates/{person}/waivers");
        officer.get(&path).await.ok();
        app.write_down();
        let taken = app.statements_sent().await;
        officer.get(&path).await.ok();
        // Counting the statements takes one.
        let for_one = app.statements_sent().await - taken - 1;
        for _ in 0..50 {
            officer.get(&path).await.ok();
        }
        assert_eq!(app.statements_sent().await - taken, 51 * for_one + 2);
        assert_eq!(app.count("reads"), 1);
        app.write_down();
        assert_eq!(app.count("reads"), 52);
    }

    async fn reads_are_forgotten_after_a_year_and_not_before(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let path = format!("/v1/candidates/{person}");
        officer.get(&path).await.ok();
        app.write_down();
        let next_day = app.at("2024-03-16T09:00:00Z");
        next_day.bearing(crate::support::ADMINISTRATOR).get(&path).await.ok();
        next_day.write_down();
        let purged = |now: &str| clauses::read_log::purge(&app.db(), now.parse().unwrap()).unwrap();
        assert_eq!(purged("2025-03-15T08:59:59Z"), 0);
        assert_eq!(purged("2025-03-15T09:00:01Z"), 1);
        assert_eq!(register(&app, "").await, [("bootstrap".to_owned(), "candidate".to_owned(), Some(person))]);
        assert_eq!(purged("2027-01-01T00:00:00Z"), 1);
        assert_eq!(app.count("reads"), 0);
    }

    async fn a_read_is_not_rewritten(app: App) {
        let officer = app.officer();
        let id = a_candidate().create(&officer).await;
        officer.get(&format!("/v1/candidates/{id}")).await.ok();
        app.write_down();
        app.try_execute("UPDATE reads SET actor = 'key:2'").unwrap_err();
        assert_eq!(app.count("reads WHERE actor = 'key:1'"), 1);
    }

    async fn nothing_is_lost_when_the_program_is_told_to_stop_and_several_programs_write_one_register(app: App) {
        let path = format!("/v1/candidates/{}", a_candidate().create(&app.officer()).await);
        let mut programs = [Program::beside(&app, &[]), Program::beside(&app, &[])];
        for round in 0..20 {
            programs[round % 2].admin().get(&path).await.ok();
        }
        for program in &mut programs {
            program.signal("TERM");
            assert!(program.ended().await.success(), "{}", program.log());
        }
        assert_eq!(register(&app, "").await.len(), 20);
    }
}
