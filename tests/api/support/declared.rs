//! Whatever the service answers in any test, its contract has said that it may.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::Value;

use super::reply::Reply;

struct Operation {
    method: String,
    pattern: Vec<String>,
    /// Statuses, each with the codes of its problems.
    answers: Vec<(u16, BTreeSet<String>)>,
}

fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let contract = serde_json::to_value(clauses::app::contract()).unwrap();
        let mut operations = Vec::new();
        for (path, item) in contract["paths"].as_object().unwrap() {
            for (method, about) in item.as_object().unwrap() {
                let pattern = path.split('/').map(str::to_owned).collect();
                operations.push(Operation { method: method.to_uppercase(), pattern, answers: answers(about) });
            }
        }
        operations
    })
}

fn answers(about: &Value) -> Vec<(u16, BTreeSet<String>)> {
    let answer = |(status, response): (&String, &Value)| {
        let codes = response["x-problem-codes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        (status.parse().unwrap(), codes)
    };
    about["responses"].as_object().unwrap().iter().map(answer).collect()
}

impl Operation {
    fn is_meant_by(&self, method: &str, path: &str) -> bool {
        let given: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
        let fits = |(part, given): (&String, &&str)| part.starts_with('{') || part == given;
        self.method == method && given.len() == self.pattern.len() && self.pattern.iter().zip(&given).all(fits)
    }

    /// Names before parameters: `/v1/hours/batches` is no cell.
    fn names(&self) -> usize {
        self.pattern.iter().filter(|part| !part.starts_with('{')).count()
    }
}

/// Panics if the contract does not say that this operation may answer so. Other addresses and methods are not its own.
#[track_caller]
pub fn is_declared(method: &str, path: &str, reply: &Reply) {
    let meant = operations().iter().filter(|operation| operation.is_meant_by(method, path));
    let Some(operation) = meant.max_by_key(|operation| operation.names()) else { return };
    let Some((_, codes)) = operation.answers.iter().find(|(status, _)| *status == reply.status) else {
        panic!("the contract does not say that {method} {path} may answer {}: {reply}", reply.status);
    };
    if reply.status >= 400 {
        let given = reply.field_errors().into_iter().map(|(_, code)| code).chain(reply["code"].as_str());
        let silent: Vec<_> = given.filter(|code| !is_said(operation, codes, code)).collect();
        assert!(silent.is_empty(), "the contract does not say that {method} {path} may answer {silent:?}: {reply}");
    }
}

/// Of a field, any of the operation's codes is said: several faults are told under `invalid_fields`.
fn is_said(operation: &Operation, codes: &BTreeSet<String>, code: &str) -> bool {
    codes.contains(code) || operation.answers.iter().any(|(_, codes)| codes.contains(code))
}
