//! Every problem code in the contract exists, and every problem code is in the contract.

use std::collections::BTreeSet;

use clauses::error::ProblemCode;
use serde_json::Value;

use super::operations;

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
