//! Every problem code in the contract exists, and every problem code is in the contract.

use std::collections::BTreeSet;

use clauses::error::ProblemCode;
use serde_json::Value;

use super::{contract, operations};

/// Codes that no operation answers with, and why they exist.
const ELSEWHERE: &[(&str, &str)] = &[("method_not_allowed", "of addresses, not of operations")];

fn named(answer: &Value) -> impl Iterator<Item = &str> {
    answer["x-problem-codes"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

#[test]
fn a_handler_names_no_code_that_does_not_exist() {
    for operation in operations() {
        let left = &operation.about["x-problem-codes"];
        assert!(left.is_null(), "{operation}: some of these are no codes: {left}");
    }
}

#[test]
fn every_refusal_names_codes_of_its_status() {
    let known: BTreeSet<_> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
    for operation in operations() {
        for (status, answer) in operation.responses().filter(|(status, _)| *status >= &"400".to_owned()) {
            let codes: Vec<_> = named(answer).collect();
            assert!(!codes.is_empty(), "{operation}: {status} names no code");
            for code in codes {
                assert!(known.contains(code), "{operation}: {status}: {code}");
                let said = clauses::http::problem::status(problem_code(code)).as_str() == status;
                assert!(said, "{operation}: {code} is no {status}");
            }
        }
    }
}

#[test]
fn every_refusal_shows_an_example_that_is_one_of_its_own() {
    let mut shown = BTreeSet::new();
    for operation in operations() {
        for (status, answer) in operation.responses().filter(|(status, _)| *status >= &"400".to_owned()) {
            let example = &answer["content"]["application/problem+json"]["example"];
            let place = format!("{operation}: {status}: {example}");
            assert_eq!(&example["status"].to_string(), status, "{place}");
            let code = named(answer).find(|code| *code == example["code"]).unwrap_or_else(|| panic!("{place}"));
            assert_eq!(example["type"], format!("/problems/{code}"), "{place}");
            let problem = problem_code(code);
            assert_eq!(example["title"], problem.title(), "{place}");
            let fields = example["errors"].as_array().unwrap();
            if code == "invalid_fields" {
                assert!(fields.len() == 2 && fields[0]["pointer"] != fields[1]["pointer"], "{place}");
            } else {
                assert_eq!(example["detail"], clauses::error::french(problem.meaning()), "{place}");
                assert!(fields.iter().all(|field| field["code"] == code && !field["pointer"].is_null()), "{place}");
            }
            shown.insert(code.to_owned());
        }
    }
    for (operation, status, code) in [
        ("GET /v1/totals", "403", "query_not_allowed"),
        ("POST /v1/session", "401", "sign_in_refused"),
        ("PUT /v1/months/{month}/closures/{sector}", "409", "month_not_ready"),
        ("GET /v1/me", "401", "unauthenticated"),
        ("POST /v1/hours/batches", "422", "batch_refused"),
        ("GET /v1/hours", "400", "invalid_query"),
        ("PATCH /v1/lots/{id}", "412", "precondition_failed"),
        ("GET /v1/lots/{id}", "404", "not_found"),
    ] {
        let operations = operations();
        let found = operations.iter().find(|found| found.to_string() == operation).unwrap();
        let example = &found.about["responses"][status]["content"]["application/problem+json"]["example"];
        assert_eq!(example["code"], code, "{operation}: {status}");
    }
    assert!(shown.len() > 40, "{shown:?}");
}

#[test]
fn refusals_of_few_codes_are_described_once() {
    let contract = contract();
    let shared = contract["components"]["responses"].as_object().unwrap();
    assert_eq!(shared["Unauthenticated"]["x-problem-codes"], serde_json::json!(["unauthenticated"]));
    for operations in contract["paths"].as_object().unwrap().values() {
        for (status, response) in
            operations.as_object().unwrap().values().flat_map(|one| one["responses"].as_object().unwrap())
        {
            let codes = response["x-problem-codes"].as_array().map_or(0, Vec::len);
            assert!(!(1..=3).contains(&codes), "{status}: {response}");
        }
    }
}

fn problem_code(code: &str) -> ProblemCode {
    *ProblemCode::ALL.iter().find(|known| known.as_str() == code).unwrap()
}

#[test]
fn every_code_is_named_by_an_operation() {
    let operations = operations();
    let named: BTreeSet<_> =
        operations.iter().flat_map(|operation| operation.responses()).flat_map(|(_, answer)| named(answer)).collect();
    for code in ProblemCode::ALL {
        let elsewhere = ELSEWHERE.iter().any(|(elsewhere, _)| *elsewhere == code.as_str());
        assert_eq!(named.contains(code.as_str()), !elsewhere, "{}", code.as_str());
    }
}
