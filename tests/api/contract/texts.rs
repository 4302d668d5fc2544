//! The contract describes everything in words and by example.

use serde_json::Value;

use super::{Operation, contract, operations};

/// Collects what a schema lacks, recursively.
fn silent(schema: &Value, place: &str, is_field: bool, found: &mut Vec<String>) {
    let says = |key: &str| schema[key].as_str().is_some_and(|text| !text.trim().is_empty());
    if is_field && !says("description") {
        found.push(format!("{place}: no description"));
    }
    let target = schema["$ref"].as_str().unwrap_or_default();
    if ["Name", "FreeText"].iter().any(|text| target.ends_with(&format!("/{text}"))) {
        found.push(format!("{place}: a text without an example of its own"));
    }
    let is_text =
        schema["type"] == "string" || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&"string".into()));
    let shows = ["enum", "format", "example", "examples", "pattern"].iter().any(|key| !schema[*key].is_null());
    if is_text && !shows {
        found.push(format!("{place}: a text without an example"));
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if !is_snake_case(name) {
            found.push(format!("{place}/{name}: not in snake_case"));
        }
        silent(field, &format!("{place}/{name}"), true, found);
    }
    let shows_items = ["example", "examples"].iter().any(|key| !schema[*key].is_null());
    if !schema["items"].is_null() && !shows_items {
        silent(&schema["items"], &format!("{place}/…"), false, found);
    }
    for branch in schema["oneOf"].as_array().into_iter().flatten() {
        silent(branch, place, false, found);
    }
}

fn is_snake_case(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[track_caller]
fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_schema_and_field_is_described_and_every_text_has_an_example() {
    let mut found = Vec::new();
    for (name, schema) in contract()["components"]["schemas"].as_object().unwrap() {
        silent(schema, name, true, &mut found);
    }
    none(&found);
}

#[test]
fn every_operation_says_what_it_is_for_in_more_than_a_line() {
    let mut found = Vec::new();
    for operation in operations() {
        let text = |field: &str| operation.about[field].as_str().unwrap_or_default().to_owned();
        let (summary, description) = (text("summary"), text("description"));
        if !summary.ends_with('.') || summary.contains('\n') || summary.len() > 120 {
            found.push(format!("{operation}: the summary is no short sentence: {summary}"));
        }
        if !description.ends_with('.') || description == summary {
            found.push(format!("{operation}: no description"));
        }
    }
    none(&found);
}

#[test]
fn every_parameter_is_described_and_every_text_among_them_has_an_example() {
    let mut found = Vec::new();
    for operation in operations() {
        for parameter in operation.parameters() {
            let place = format!("{operation}: {}", parameter["name"].as_str().unwrap());
            if parameter["description"].as_str().is_none_or(str::is_empty) {
                found.push(format!("{place}: no description"));
            }
            if parameter["in"] == "path" && parameter["required"] != true {
                found.push(format!("{place}: a part of the address that may be absent"));
            }
            if parameter["example"].is_null() {
                silent(&parameter["schema"], &place, false, &mut found);
            }
        }
    }
    none(&found);
}

/// Every body of an operation: its location, media type and description.
fn bodies(operation: &Operation) -> Vec<(String, &str, &Value)> {
    let asked = [("request".to_owned(), &operation.about["requestBody"])];
    let answered = operation.responses().map(|(status, answer)| (status.clone(), answer));
    let contents = asked.into_iter().chain(answered).flat_map(|(place, body)| {
        let content = body["content"].as_object().into_iter().flatten();
        content.map(move |(media_type, about)| (place.clone(), media_type.as_str(), about))
    });
    contents.collect()
}

/// Collects the required fields that an example lacks.
fn incomplete(contract: &Value, schema: &Value, example: &Value, place: &str, found: &mut Vec<String>) {
    let pointer = schema["$ref"].as_str().map(|target| target.trim_start_matches('#'));
    let schema = pointer.map_or(schema, |pointer| contract.pointer(pointer).unwrap());
    let branches = schema["oneOf"].as_array().into_iter().flatten();
    for branch in branches.filter(|branch| branch["type"] != "null" && !example.is_null()) {
        incomplete(contract, branch, example, place, found);
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for name in required.filter(|_| !example.is_null()) {
        if example[name].is_null() {
            found.push(format!("{place}: the example has no {name}"));
        }
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        incomplete(contract, field, &example[name], &format!("{place}/{name}"), found);
    }
    for item in example.as_array().into_iter().flatten() {
        incomplete(contract, &schema["items"], item, place, found);
    }
}

#[test]
fn every_body_has_a_schema_and_every_one_of_json_an_example() {
    let (whole, mut found) = (contract(), Vec::new());
    for operation in operations() {
        for (place, media_type, about) in bodies(&operation) {
            let place = format!("{operation}: {place} {media_type}");
            if about["schema"].is_null() {
                found.push(format!("{place}: no schema"));
            }
            let is_refusal = media_type == "application/problem+json";
            if media_type.ends_with("json") && !is_refusal && about["example"].is_null() {
                found.push(format!("{place}: no example"));
            }
            if !about["example"].is_null() {
                incomplete(&whole, &about["schema"], &about["example"], &place, &mut found);
            }
        }
        if !operation.responses().any(|(status, _)| status.starts_with('2')) {
            found.push(format!("{operation}: never succeeds"));
        }
        for (status, answer) in operation.responses() {
            if answer["description"].as_str().is_none_or(str::is_empty) {
                found.push(format!("{operation}: {status}: no description"));
            }
            if !["204", "304"].contains(&status.as_str()) && answer["content"].is_null() {
                found.push(format!("{operation}: {status}: no body"));
            }
        }
    }
    none(&found);
}

#[test]
fn what_is_answered_may_be_null_only_where_it_is_always_there() {
    let mut found = Vec::new();
    for (name, schema) in contract()["components"]["schemas"].as_object().unwrap() {
        let is_asked = name.ends_with("Input") || name.ends_with("Patch");
        let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        for (field, about) in schema["properties"].as_object().into_iter().flatten().filter(|_| !is_asked) {
            let kinds = about["type"].as_array().map(Vec::as_slice).unwrap_or_default();
            let branches = about["oneOf"].as_array().map(Vec::as_slice).unwrap_or_default();
            let may_be_null = kinds.contains(&"null".into()) || branches.iter().any(|branch| branch["type"] == "null");
            if may_be_null && !required.contains(&field.as_str().into()) {
                found.push(format!("{name}/{field}: null, or absent, or both?"));
            }
        }
    }
    none(&found);
}
