//! Checks every response of every test against the contract: its status and its problem codes must be declared.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::Value;

use super::reply::Reply;

struct Operation {
    method: String,
    pattern: Vec<String>,
    /// The declared statuses, each with its problem codes.
    responses: Vec<(u16, BTreeSet<String>)>,
}

fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let contract = serde_json::to_value(clauses::app::contract()).unwrap();
        let mut operations = Vec::new();
        for (path, item) in contract["paths"].as_object().unwrap() {
            for (method, about) in item.as_object().unwrap() {
                let pattern = path.split('/').map(str::to_owned).collect();
                let responses = responses(&contract, about);
                operations.push(Operation { method: method.to_uppercase(), pattern, responses });
            }
        }
        operations
    })
}

/// What a reference to a part of the contract refers to; anything else is itself.
pub fn resolved<'v>(contract: &'v Value, value: &'v Value) -> &'v Value {
    let reference = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.map_or(value, |pointer| contract.pointer(pointer).unwrap_or_else(|| panic!("#{pointer} leads nowhere")))
}

fn responses(contract: &Value, about: &Value) -> Vec<(u16, BTreeSet<String>)> {
    let declared = |(status, response): (&String, &Value)| {
        let codes = resolved(contract, response)["x-problem-codes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        (status.parse().unwrap(), codes)
    };
    about["responses"].as_object().unwrap().iter().map(declared).collect()
}

impl Operation {
    fn matches(&self, method: &str, path: &str) -> bool {
        let parts: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
        let fits = |(pattern, part): (&String, &&str)| pattern.starts_with('{') || pattern == part;
        self.method == method && parts.len() == self.pattern.len() && self.pattern.iter().zip(&parts).all(fits)
    }

    /// The number of fixed parts: `/v1/hours/batches` is no cell, so the pattern with more of them wins.
    fn fixed_parts(&self) -> usize {
        self.pattern.iter().filter(|part| !part.starts_with('{')).count()
    }
}

/// Panics if the contract does not declare this response. Paths and methods outside of the contract are ignored.
#[track_caller]
pub fn assert_declared(method: &str, path: &str, reply: &Reply) {
    let candidates = operations().iter().filter(|operation| operation.matches(method, path));
    let Some(operation) = candidates.max_by_key(|operation| operation.fixed_parts()) else { return };
    let Some((_, codes)) = operation.responses.iter().find(|(status, _)| *status == reply.status) else {
        panic!("the contract does not declare that {method} {path} answers {}: {reply}", reply.status);
    };
    if reply.status >= 400 {
        let given = reply.field_errors().into_iter().map(|(_, code)| code).chain(reply["code"].as_str());
        let undeclared: Vec<_> = given.filter(|code| !is_declared(operation, codes, code)).collect();
        assert!(
            undeclared.is_empty(),
            "the contract does not declare that {method} {path} answers {undeclared:?}: {reply}"
        );
    }
}

/// A field may have any code of the operation: several invalid fields are reported under `invalid_fields`.
fn is_declared(operation: &Operation, codes: &BTreeSet<String>, code: &str) -> bool {
    codes.contains(code) || operation.responses.iter().any(|(_, codes)| codes.contains(code))
}
