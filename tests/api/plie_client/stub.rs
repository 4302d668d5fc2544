//! The stand-in as a program, and what it answers to requests that break the contract.

use std::fs;

use reqwest::Method;
use serde_json::json;

use super::*;
use crate::support::answering::{Answering, json_answer};
use crate::support::plie_contract::{check, contract};
use crate::support::{Program, clauses};

/// Starts `clauses plie-stub` with the people of these tests.
fn program(arguments: &[&str]) -> Program {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("participants.json");
    fs::write(&file, serde_json::to_string(&people()).unwrap()).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let arguments: Vec<&str> = ["plie-stub", "--file", &file].into_iter().chain(arguments.iter().copied()).collect();
    let mut command = clauses("sqlite://none.db", directory.path(), &arguments);
    Program::spawned(&mut command)
}

fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

#[test]
fn the_program_serves_a_file_and_misbehaves_as_it_is_asked() {
    let program = program(&["--key", KEY, "--forget", "P-1"]);
    let url = format!("http://{}/api/v1", program.address);
    let client = client(&url);
    assert_eq!(failure(&client), CallFailure::Missing);
    run(async {
        let put = |path: &'static str, body: Value| program.anonymous().request(Method::PUT, path).json(&body).send();
        assert_eq!(put("/_stub/behaviour", json!({})).await.status, 204);
        assert_eq!(put("/_stub/behaviour", json!({ "fail_percent": 101 })).await.status, 400);
        assert_eq!(put("/_stub/behaviour", json!({ "fails": 1 })).await.status, 400);
        assert_eq!(put("/_stub/participants", json!([{ "number": "P 1" }])).await.status, 400);
    });
    assert_eq!(read(&client).unwrap().last_name, name("Petit"));
    announce(&client, &key(1), &step("employment/1/start", 1)).unwrap();
    run(async {
        let other = json!([{ "number": "P-1", "last_name": "Nova", "first_name": "Zoé", "birth_date": "1990-05-17" }]);
        let put = program.anonymous().request(Method::PUT, "/_stub/participants").json(&other).send().await;
        assert_eq!(put.status, 204);
        let received = program.anonymous().get("/_stub/received").await.ok();
        assert_eq!(received["participants"]["P-1"]["latest"]["employment/1/start"]["revision"], 1);
        assert_eq!(received["requests"], json!({ "announceStep": 1, "readParticipant": 2 }));
        assert_eq!(received["most_at_once"], 1);
    });
    assert_eq!(read(&client).unwrap().last_name, name("Nova"));
}

#[test]
fn the_program_refuses_a_file_that_breaks_the_contract() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("p.json"), r#"[{"number":"P-1"}]"#).unwrap();
    let output = clauses("sqlite://none.db", directory.path(), &["plie-stub", "--file", "p.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--file p.json"), "{output:?}");
    let wrong = ["plie-stub", "--file", "p.json", "--fail-percent", "101"];
    assert_eq!(clauses("sqlite://none.db", directory.path(), &wrong).output().unwrap().status.code(), Some(2));
}

#[test]
fn a_stub_asks_for_its_key() {
    let stub = stub();
    let (client, _) = open(&Plie { access: ServiceAccess::Key(Secret::new("another")), ..settings(&stub.url()) });
    assert_eq!(failure(&client), CallFailure::Unauthorised);
    assert!(read(&open(&stub.settings().unwrap()).0).is_ok());
}

#[test]
fn the_contract_holds_what_our_own_values_hold() {
    let fits = |schema: &str, value: Value| check(&contract()["components"]["schemas"][schema], &value).is_ok();
    for (text, is_one) in [("P-1", true), ("-1", false), ("P 1", false), ("", false), (&"a".repeat(33), false)] {
        assert_eq!(fits("ParticipantNumber", json!(text)), is_one, "{text}");
        assert_eq!(clauses::values::ParticipantNumber::parse(text).is_ok(), is_one, "{text}");
    }
    for (text, is_one) in [
        ("1990-05-17", true),
        ("1990-02-30", false),
        ("1899-12-31", false),
        ("2101-01-01", false),
        ("1990-5-17", false),
    ] {
        assert_eq!(fits("Day", json!(text)), is_one, "{text}");
        assert_eq!(clauses::values::parse_day(text).is_ok(), is_one, "{text}");
    }
    let commune = &contract()["components"]["schemas"]["ParticipantSummary"]["properties"]["commune_code"];
    for (text, is_one) in [("21231", true), ("2A004", true), ("2C004", false), ("00123", false), ("97411", true)] {
        assert_eq!(check(commune, &json!(text)).is_ok(), is_one, "{text}");
        assert_eq!(clauses::values::CommuneCode::parse(text).is_ok(), is_one, "{text}");
    }
    let kinds = |name: &str| contract()["components"]["schemas"]["Step"]["properties"][name]["enum"].clone();
    let codes = |all: Vec<&str>| json!(all.into_iter().map(Some).chain([None]).collect::<Vec<_>>());
    use clauses::values::{ContractType, ExitKind, Sector};
    assert_eq!(kinds("contract_type"), codes(ContractType::ALL.iter().map(|code| code.as_str()).collect()));
    assert_eq!(kinds("sector"), codes(Sector::ALL.iter().map(|code| code.as_str()).collect()));
    assert_eq!(kinds("exit_kind"), codes(ExitKind::ALL.iter().map(|code| code.as_str()).collect()));
}

#[test]
fn the_examples_of_the_contract_fit_it_and_our_client() {
    let answers = |path: &str| &contract()["paths"][path]["get"]["responses"]["200"]["content"]["application/json"];
    let (search, record) = (answers("/participants"), answers("/participants/{number}"));
    for about in [search, record] {
        check(&about["schema"], &about["examples"]["one"]["value"]).unwrap();
    }
    let [search, record] = [search, record].map(|about| about["examples"]["one"]["value"].clone());
    let server = Answering::with(move |_, request| {
        let body = if request.contains('?') { &search } else { &record };
        json_answer(200, body)
    });
    let client = client(&server.url());
    let day = "1990-05-17".parse().unwrap();
    let found = client.search(day, &name("Petit"), &name("Zoé"), REQUEST_ID).unwrap();
    let record = client.participant(&found.items[0].number, REQUEST_ID).unwrap();
    assert_eq!(record.periods.len(), 2);
}
