//! Checks requests to the participant records, and their answers, against `openapi/plie-participants.yaml`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use clauses::plie::stub::{Exchange, Incoming, Outgoing};
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use super::contract::resolved;

/// What is wrong, with where.
type Checked = Result<(), String>;

/// The contract, as JSON.
pub fn contract() -> &'static Value {
    static CONTRACT: OnceLock<Value> = OnceLock::new();
    CONTRACT.get_or_init(|| yaml_serde::from_str(include_str!("../../../openapi/plie-participants.yaml")).unwrap())
}

/// An operation, the parameters of its path with their values, and its own and the path's parameters.
struct Operation {
    about: &'static Value,
    path: HashMap<&'static str, String>,
    parameters: Vec<&'static Value>,
}

/// The operation of a request; the version in its path comes before the contract's paths.
fn operation(method: &str, path: &str) -> Result<Operation, String> {
    let below = path.split_once("/v1/").map(|(_, below)| below).ok_or(format!("{path}: no version in the path"))?;
    let parts: Vec<&str> = below.split('/').collect();
    for (pattern, item) in contract()["paths"].as_object().unwrap() {
        let wanted: Vec<&str> = pattern.trim_start_matches('/').split('/').collect();
        let about = &item[method.to_lowercase()];
        let fits = |(wanted, part): (&&str, &&str)| wanted.starts_with('{') || wanted == part;
        if about.is_object() && wanted.len() == parts.len() && wanted.iter().zip(&parts).all(fits) {
            let names = wanted.iter().map(|part| part.trim_matches(['{', '}']));
            let path = names.zip(&parts).map(|(name, part)| (name, part.to_string())).collect();
            let lists = [&item["parameters"], &about["parameters"]].into_iter().filter_map(Value::as_array);
            let parameters = lists.flatten().map(|parameter| resolved(contract(), parameter)).collect();
            return Ok(Operation { about, path, parameters });
        }
    }
    Err(format!("{method} {path}: the contract has no such operation"))
}

/// Checks a request: operation, parameters, headers and body. A member that the contract does not name is refused, too.
///
/// # Errors
/// What is wrong.
pub fn check_request(request: &Incoming) -> Checked {
    let operation = operation(&request.method, &request.path)?;
    let query: Vec<(String, String)> = serde_urlencoded::from_str(&request.query).unwrap();
    for parameter in &operation.parameters {
        let name = parameter["name"].as_str().unwrap();
        let value = match parameter["in"].as_str().unwrap() {
            "path" => operation.path.get(name).cloned(),
            "query" => query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()),
            "header" => request.header(&name.to_lowercase()).map(str::to_owned),
            other => return Err(format!("{name} is in {other}")),
        };
        match value {
            Some(value) => check(&parameter["schema"], &json!(value)).map_err(|why| format!("{name}: {why}"))?,
            None if parameter["required"] == true => return Err(format!("{name} is missing")),
            None => {}
        }
    }
    let is_named = |key: &str| operation.parameters.iter().any(|known| known["in"] == "query" && known["name"] == key);
    if let Some((key, _)) = query.iter().find(|(key, _)| !is_named(key)) {
        return Err(format!("{key} is no parameter"));
    }
    if !request.header("authorization").unwrap_or_default().starts_with("Bearer ") {
        return Err("no bearer token".to_owned());
    }
    check_body(&operation.about["requestBody"], request)
}

fn check_body(wanted: &'static Value, request: &Incoming) -> Checked {
    if wanted.is_null() {
        return if request.body.is_empty() { Ok(()) } else { Err("a body without need".to_owned()) };
    }
    let media_type = request.header("content-type").unwrap_or_default();
    let schema = resolved(contract(), &wanted["content"][media_type]["schema"]);
    let body: Value = serde_json::from_slice(&request.body).map_err(|error| format!("{media_type}: {error}"))?;
    check(schema, &body)?;
    let unknown = body.as_object().unwrap().keys().find(|member| schema["properties"][*member].is_null());
    unknown.map_or(Ok(()), |member| Err(format!("{member}: the contract does not know it")))
}

/// Checks the answer to a request: status, media type, headers and body.
///
/// # Errors
/// What is wrong.
pub fn check_answer(request: &Incoming, answer: &Outgoing) -> Checked {
    let operation = operation(&request.method, &request.path)?;
    let declared = resolved(contract(), &operation.about["responses"][answer.status.to_string()]);
    if declared.is_null() {
        return Err(format!("{}: this status is not declared", answer.status));
    }
    for (name, header) in declared["headers"].as_object().into_iter().flatten() {
        let schema = &resolved(contract(), header)["schema"];
        for (_, value) in answer.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)) {
            let value = if schema["type"] == "integer" { value.parse::<Value>().unwrap() } else { json!(value) };
            check(schema, &value).map_err(|why| format!("{name}: {why}"))?;
        }
    }
    let media_type = answer.headers.iter().find(|(name, _)| *name == "content-type");
    let media_type = media_type.map(|(_, value)| value.as_str()).unwrap_or_default();
    let schema = &declared["content"][media_type]["schema"];
    if schema.is_null() {
        return Err(format!("{media_type}: this media type is not declared"));
    }
    let body: Value = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
    check(schema, &body)
}

/// Fails with the first request, or answer not wrong on purpose, that breaks the contract; returns how many were checked.
#[track_caller]
pub fn assert_fits(exchanges: &[Exchange]) -> usize {
    for Exchange { incoming, outgoing, is_spoiled } in exchanges {
        check_request(incoming).unwrap_or_else(|why| panic!("{why}: {incoming:?}"));
        if let Some(outgoing) = outgoing.as_ref().filter(|_| !is_spoiled) {
            check_answer(incoming, outgoing).unwrap_or_else(|why| panic!("{why}: {outgoing:?}"));
        }
    }
    exchanges.len()
}

/// Checks a value against a schema of the contract.
pub fn check(schema: &Value, value: &Value) -> Checked {
    validator(schema).validate(value).map_err(|error| format!("{}: {error}", error.instance_path()))
}

/// The validator of a schema, which may name others of the contract.
fn validator(schema: &Value) -> Arc<Validator> {
    static VALIDATORS: OnceLock<Mutex<HashMap<String, Arc<Validator>>>> = OnceLock::new();
    let mut validators = VALIDATORS.get_or_init(Mutex::default).lock().unwrap();
    let make = || {
        let root = json!({ "allOf": [schema], "components": contract()["components"] });
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        Arc::new(options.build(&root).unwrap())
    };
    validators.entry(schema.to_string()).or_insert_with(make).clone()
}
