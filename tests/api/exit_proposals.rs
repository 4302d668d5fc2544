//! `/v1/exit-proposals`: exits that employments propose.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, admit, an_employment, an_organisation};
use crate::support::{Client, on_both_databases};

/// An employment of this type with a company, or another kind of employer.
async fn employed(client: &Client, person: i64, contract_type: &str, (from, to): (&str, &str), employer: &str) -> i64 {
    let employer = an_organisation().employer(employer).create(client).await;
    let employment = an_employment(person).at(employer).with("contract_type", contract_type).from(from);
    let employment = if to.is_empty() { employment.without("ends_on") } else { employment.to(to) };
    employment.create(client).await
}

/// What is proposed: the person, the criterion, the day on which it is met, and the employments.
async fn proposed(client: &Client, query: &str) -> Vec<(i64, String, String, Vec<i64>)> {
    let proposals = client.all(&format!("/v1/exit-proposals?{query}")).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let shown = |one: &Value| {
        let ids = one["rests_on"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect();
        (one["candidate_id"].as_i64().unwrap(), text(&one["kind"]), text(&one["met_on"]), ids)
    };
    proposals.iter().map(shown).collect()
}

on_both_databases! {
    async fn each_criterion_is_proposed_and_nothing_is_recorded(app: App) {
        let officer = app.officer();
        let person = a_candidate().born("1990-01-01").in_plie_from("2022-01-01").create(&officer).await;
        let senior = a_candidate().born("1960-01-01").create(&officer).await;
        let cdi = employed(&officer, person, "CDI", ("2023-01-09", ""), "company").await;
        let first = employed(&officer, person, "CTT", ("2022-01-01", "2022-03-31"), "temp_agency").await;
        let second = employed(&officer, person, "CTT", ("2022-09-01", "2023-02-28"), "temp_agency").await;
        let short = employed(&officer, person, "CDD", ("2023-01-01", "2023-05-31"), "company").await;
        let in_aci = employed(&officer, person, "CDDI", ("2023-01-01", "2023-12-31"), "ACI").await;
        let hers = employed(&officer, senior, "CDDI", ("2023-01-01", "2023-12-31"), "ACI").await;
        let every = proposed(&officer, "").await;
        let of = |whose: i64, kind: &str, day: &str, ids: &[i64]| (whose, kind.to_owned(), day.to_owned(), ids.to_vec());
        assert_eq!(every, [
            of(person, "CDI", "2023-07-08", &[cdi]),
            of(person, "TEMP_WORK_6_MONTHS", "2022-11-30", &[first, second]),
            of(senior, "SUBSIDISED_6_MONTHS", "2023-06-30", &[hers]),
        ]);
        assert!(![short, in_aci].iter().any(|id| every.iter().any(|(.., ids)| ids.contains(id))));
        assert!(officer.all("/v1/positive-exits").await.is_empty());
        for (query, expected) in [
            ("kind=CDI", vec![cdi]), ("from=2023-01-01&to=2023-06-30", vec![hers]), ("to=2022-12-31", vec![second]),
            ("from=2023-07-09", vec![]), ("recorded=true", vec![]), ("recorded=false&kind=CDI", vec![cdi]),
        ] {
            let found: Vec<i64> = proposed(&officer, query).await.iter().map(|(.., ids)| *ids.last().unwrap()).collect();
            assert_eq!(found, expected, "{query}");
        }
        assert_eq!(proposed(&officer, &format!("candidate_id={senior}")).await.len(), 1);
        officer.get("/v1/exit-proposals?kind=RETIREMENT").await.refused(422, "unknown_kind");
        officer.get("/v1/exit-proposals?from=2023-02-01&to=2023-01-01").await.refused(422, "invalid_period");
    }

    async fn a_recorded_exit_is_named_beside_what_proposed_it(app: App) {
        let officer = app.officer();
        let person = a_candidate().named("Rosée", "Jo").in_plie_from("2022-01-01").create(&officer).await;
        let outside = a_candidate().create(&officer).await;
        let cdi = employed(&officer, person, "CDI", ("2023-01-09", ""), "company").await;
        employed(&officer, outside, "CDI", ("2023-01-09", ""), "company").await;
        let period = officer.get(&format!("/v1/candidates/{person}/plie-periods")).await.ok().at("/items/0/id").clone();
        let proposal = officer.get(&format!("/v1/exit-proposals?candidate_id={person}")).await.ok().items()[0].clone();
        let employment = officer.get(&format!("/v1/employments/{cdi}")).await.ok();
        assert_eq!(proposal, json!({
            "employment_id": cdi, "candidate_id": person, "kind": "CDI", "started_on": "2023-01-09",
            "met_on": "2023-07-08", "employer_id": employment["employer_id"], "weekly_hours": null,
            "names": { "last_name": "Rosée", "first_name": "Jo", "employer": employment["names"]["employer"] },
            "rests_on": [{ "id": cdi, "contract_type": "CDI", "starts_on": "2023-01-09", "ends_on": null }],
            "plie_period_id": period, "is_recorded": false, "exit_id": null,
        }));
        let exit = |person: i64, sector: Value| json!({
            "candidate_id": person, "kind": "CDI", "started_on": "2023-01-09", "met_on": "2023-07-08", "sector": sector,
        });
        let recorded = officer.post("/v1/positive-exits", &exit(person, json!("MS"))).await.created().id();
        officer.post("/v1/positive-exits", &exit(outside, Value::Null)).await.created();
        let every = officer.all("/v1/exit-proposals?recorded=true").await;
        assert_eq!(every.len(), 2, "{every:?}");
        assert_eq!((&every[0]["is_recorded"], &every[0]["exit_id"]), (&json!(true), &json!(recorded)));
        assert!(every[1]["plie_period_id"].is_null() && every[1]["exit_id"].is_number(), "{every:?}");
        assert!(officer.all("/v1/exit-proposals?recorded=false").await.is_empty());
    }

    async fn proposals_come_page_by_page_and_as_a_table(app: App) {
        let officer = app.officer();
        let mut expected = Vec::new();
        for number in 0..7 {
            let person = a_candidate().named(&format!("Foule {number}"), "Jo").create(&officer).await;
            employed(&officer, person, "CDD", ("2023-01-01", "2023-03-31"), "company").await;
            expected.push(employed(&officer, person, "CDD", ("2023-04-01", "2023-08-31"), "company").await);
        }
        let every = officer.all("/v1/exit-proposals?limit=3").await;
        let ids: Vec<i64> = every.iter().map(|one| one["employment_id"].as_i64().unwrap()).collect();
        assert_eq!(ids, expected);
        let table = officer.request(reqwest::Method::GET, "/v1/exit-proposals").header("Accept", "text/csv").send().await.ok();
        assert_eq!(table.text.lines().count(), 8, "{table}");
        assert!(table.text.contains("Foule 3") && table.text.contains("CDD_6_MONTHS"), "{table}");
    }

    async fn a_criterion_is_met_on_one_day_whoever_asks(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let mut ids = Vec::new();
        for (sector, from, to) in [("MS", "2023-01-01", "2023-04-30"), ("BTP", "2023-05-01", "2023-12-31")] {
            admit(&officer, person, sector).await;
            let contract = if sector == "BTP" { a_public_contract().btp() } else { a_public_contract().ms() };
            let lot = contract.create_lot(&officer).await;
            let employer = an_organisation().employer("temp_agency").create(&officer).await;
            let employment = an_employment(person).at(employer).with("contract_type", "CTT").from(from).to(to);
            ids.push(employment.on_during(lot, from, to).create(&officer).await);
        }
        let all = proposed(&officer, "").await;
        let seen = proposed(&app.as_role(Role::Officer, &[Sector::Btp]), "").await;
        assert_eq!((all.len(), &all[0].3), (1, &ids));
        assert_eq!((seen.len(), &seen[0].2, &seen[0].3), (1, &all[0].2, &vec![ids[1]]));
    }

    async fn officers_alone_read_what_their_sectors_propose(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        admit(&officer, person, "BTP").await;
        let lot = a_public_contract().btp().create_lot(&officer).await;
        let employer = an_organisation().employer("company").create(&officer).await;
        an_employment(person).at(employer).cdi().from("2023-01-09").assigned(json!({
            "lot_id": lot, "modality": "direct_hire", "from": "2023-01-09",
        })).create(&officer).await;
        assert_eq!(app.as_role(Role::Officer, &[Sector::Btp]).all("/v1/exit-proposals").await.len(), 1);
        assert!(app.as_role(Role::Officer, &[Sector::Ms]).all("/v1/exit-proposals").await.is_empty());
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[Sector::Btp]).get("/v1/exit-proposals").await.refused(403, "forbidden");
        }
    }
}
