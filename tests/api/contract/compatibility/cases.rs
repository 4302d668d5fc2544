//! The comparison itself, on small contracts.

use serde_json::{Value, json};

use super::operations::breaks;
use super::{declared, latest, section};

/// A contract of one operation that reads and writes a lot.
fn small() -> Value {
    json!({
        "paths": {"/lots/{id}": {"put": {
            "operationId": "replace_lot",
            "security": [{"key": []}, {"session": []}],
            "x-access": {"roles": ["admin", "officer"]},
            "parameters": [
                {"in": "path", "name": "id", "required": true, "schema": {"type": "integer", "minimum": 1}},
                {"in": "query", "name": "dry_run", "schema": {"type": "boolean"}},
            ],
            "requestBody": {"required": true, "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/LotInput"}},
                "text/csv": {"schema": {"type": "string"}},
            }},
            "responses": {
                "200": {
                    "headers": {"ETag": {"schema": {"type": "string"}}},
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Lot"}},
                        "text/csv": {"schema": {"type": "string"}},
                    },
                },
                "409": {},
            },
        }}, "/health": {"get": {"responses": {"200": {}}}}},
        "components": {"schemas": schemas()},
    })
}

fn schemas() -> Value {
    json!({
        "LotInput": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "maxLength": 200},
                "sector": {"oneOf": [{"$ref": "#/components/schemas/Sector"}, {"type": "null"}]},
                "hours": {"type": ["string", "number"]},
                "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 9},
            },
        },
        "Sector": {"type": "string", "enum": ["BTP", "other"]},
        "Lot": {
            "allOf": [{"$ref": "#/components/schemas/LotInput"}, {
                "type": "object",
                "required": ["id", "begins_on"],
                "properties": {
                    "id": {"type": "integer"},
                    "begins_on": {"type": "string", "format": "date"},
                    "parent": {"oneOf": [{"$ref": "#/components/schemas/Lot"}, {"type": "null"}]},
                    "totals": {"type": "object", "additionalProperties": {"type": "integer"}},
                },
            }],
        },
    })
}

const OPERATION: &str = "/paths/~1lots~1{id}/put";
const INPUT: &str = "/components/schemas/LotInput";
const OUTPUT: &str = "/components/schemas/Lot/allOf/1";

/// What breaks when the value at a place below a part of the contract becomes another one.
fn broken_by(part: &str, place: &str, value: Value) -> Vec<String> {
    let mut changed = small();
    let whole = format!("{part}{place}");
    let (parent, key) = whole.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    let parent = changed.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
    match parent {
        Value::Object(members) if value.is_null() => drop(members.remove(&key).unwrap()),
        Value::Object(members) => drop(members.insert(key, value)),
        Value::Array(items) if value.is_null() => drop(items.remove(key.parse().unwrap())),
        Value::Array(items) if key == "-" => items.push(value),
        _ => panic!("no place {whole}"),
    }
    breaks(&small(), &changed).iter().map(ToString::to_string).collect()
}

fn assert_broken(part: &str, place: &str, value: Value, what: &[&str]) {
    let expected: Vec<_> = what.iter().map(|what| format!("PUT /lots/{{id}}: {what}")).collect();
    assert_eq!(broken_by(part, place, value), expected, "{part}{place}");
}

#[test]
fn an_unchanged_contract_breaks_nothing() {
    assert_eq!(breaks(&small(), &small()), []);
}

#[test]
fn an_operation_that_goes_or_closes_is_a_break() {
    assert_eq!(broken_by("/paths", "/~1health", Value::Null), ["GET /health: removed"]);
    assert_broken(OPERATION, "", Value::Null, &["removed"]);
    assert_broken(
        OPERATION,
        "/operationId",
        json!("put_lot"),
        &[r#"its operationId was "replace_lot", and is "put_lot""#],
    );
    assert_broken(OPERATION, "/security/0", Value::Null, &[r#"no longer takes {"key":[]}"#]);
    assert_broken(OPERATION, "/x-access/roles/1", Value::Null, &[r#"no longer for "officer""#]);
    assert_eq!(broken_by("/paths/~1health/get", "/security", json!([{"key": []}])), ["GET /health: no longer public"]);
    assert_eq!(
        broken_by("/paths/~1health/get", "/x-access", json!({"roles": ["admin"]})),
        [r#"GET /health: now only for ["admin"]"#,]
    );
}

#[test]
fn a_parameter_that_goes_narrows_or_becomes_required_is_a_break() {
    assert_broken(OPERATION, "/parameters/1", Value::Null, &["query dry_run: removed"]);
    assert_broken(OPERATION, "/parameters/1/required", json!(true), &["query dry_run: now required"]);
    assert_broken(
        OPERATION,
        "/parameters/-",
        json!({"in": "header", "name": "If-Match", "required": true}),
        &["header If-Match: now required"],
    );
    assert_broken(OPERATION, "/parameters/0/schema/minimum", json!(2), &["path id: its minimum was 1, and is 2"]);
    assert_broken(OPERATION, "/parameters/1/schema/type", json!("string"), &["query dry_run: no longer takes boolean"]);
}

#[test]
fn a_body_that_is_no_longer_taken_is_a_break() {
    assert_broken(OPERATION, "/requestBody", Value::Null, &["body: removed"]);
    assert_broken(OPERATION, "/requestBody/content/text~1csv", Value::Null, &["body: text/csv: removed"]);
    assert_broken(
        INPUT,
        "/additionalProperties",
        json!(false),
        &["body: no longer has other fields than the named ones"],
    );
    let name = format!("{INPUT}/properties/name");
    assert_broken(&name, "/maxLength", json!(100), &["body.name: its maxLength was 200, and is 100"]);
    assert_broken(&name, "/minLength", json!(1), &["body.name: its minLength was null, and is 1"]);
    assert_broken(&name, "/pattern", json!("^[A-Z]"), &[r#"body.name: its pattern was null, and is "^[A-Z]""#]);
    assert_broken(&name, "/enum", json!(["A"]), &["body.name: now takes only certain values"]);
    assert_broken(INPUT, "/properties/tags/maxItems", json!(3), &["body.tags: its maxItems was 9, and is 3"]);
    assert_broken(
        "/components/schemas/Sector",
        "/enum/0",
        Value::Null,
        &[r#"body.sector: no longer takes the value "BTP""#],
    );
    assert_broken(
        INPUT,
        "/properties/sector/oneOf/1",
        Value::Null,
        &["body.sector: its alternatives differ", "200.sector: its alternatives differ"],
    );
}

#[test]
fn a_field_that_becomes_required_of_clients_is_a_break() {
    assert_broken(INPUT, "/required/-", json!("sector"), &["body.sector: now required"]);
    let mut old = small();
    old.pointer_mut(OPERATION).unwrap()["requestBody"] = Value::Null;
    assert_eq!(
        breaks(&old, &small()).iter().map(|found| found.what.as_str()).collect::<Vec<_>>(),
        ["body: now required"]
    );
}

#[test]
fn an_answer_that_loses_something_is_a_break() {
    assert_broken(OPERATION, "/responses/200", Value::Null, &["200: removed"]);
    assert_broken(OPERATION, "/responses/200/headers/ETag", Value::Null, &["200: header ETag: removed"]);
    assert_broken(OPERATION, "/responses/200/content/text~1csv", Value::Null, &["200: text/csv: removed"]);
    assert_broken(OUTPUT, "/properties/id", Value::Null, &["200.id: removed"]);
    assert_broken(OUTPUT, "/required/0", Value::Null, &["200.id: may now be missing"]);
    assert_broken(OUTPUT, "/properties/id/type", json!(["integer", "null"]), &["200.id: may now be null"]);
    assert_broken(OUTPUT, "/properties/id/type", json!("number"), &["200.id: may now be number"]);
    assert_broken(
        OUTPUT,
        "/properties/begins_on/format",
        Value::Null,
        &[r#"200.begins_on: its format was "date", and is null"#],
    );
    assert_broken(
        OUTPUT,
        "/properties/totals/additionalProperties/type",
        json!("string"),
        &["200.totals.*: may now be string"],
    );
    assert_broken(
        OUTPUT,
        "/properties/totals/additionalProperties",
        json!(false),
        &["200.totals: no longer has other fields than the named ones"],
    );
}

#[test]
fn a_response_that_becomes_a_shared_one_is_compared_with_it() {
    let mut new = small();
    let response = new.pointer(&format!("{OPERATION}/responses/200")).unwrap().clone();
    new["components"]["responses"] = json!({ "Lots": response });
    *new.pointer_mut(&format!("{OPERATION}/responses/200")).unwrap() = json!({ "$ref": "#/components/responses/Lots" });
    assert_eq!(breaks(&small(), &new), []);
    assert_eq!(breaks(&new, &small()), []);
    new["components"]["responses"]["Lots"]["headers"] = Value::Null;
    let found: Vec<String> = breaks(&small(), &new).into_iter().map(|found| found.what).collect();
    assert_eq!(found, ["200: header ETag: removed"]);
}

#[test]
fn a_field_of_both_sides_is_compared_on_both() {
    assert_broken(INPUT, "/properties/hours", Value::Null, &["body.hours: removed", "200.hours: removed"]);
    assert_broken(INPUT, "/properties/hours/type", json!("string"), &["body.hours: no longer takes integer, number"]);
    assert_broken(
        INPUT,
        "/properties/tags/items/type",
        json!("integer"),
        &["body.tags[]: no longer takes string", "200.tags[]: may now be integer"],
    );
}

#[test]
fn what_only_adds_breaks_nothing() {
    for (part, place, value) in [
        ("/paths", "/~1lots", json!({"get": {"responses": {"200": {}}}})),
        (OPERATION, "/parameters/-", json!({"in": "query", "name": "page", "schema": {"type": "integer"}})),
        (OPERATION, "/x-access/roles/-", json!("partner")),
        (OPERATION, "/responses/409", Value::Null),
        (OPERATION, "/responses/422", json!({})),
        (OPERATION, "/requestBody/content/text~1plain", json!({"schema": {"type": "string"}})),
        (OPERATION, "/parameters/0/schema/minimum", Value::Null),
        (OPERATION, "/description", json!("Says more.")),
        (INPUT, "/properties/comment", json!({"type": "string", "maxLength": 9})),
        (INPUT, "/properties/name/maxLength", json!(300)),
        ("/components/schemas/Sector", "/enum/-", json!("industry")),
        (OUTPUT, "/properties/ends_on", json!({"type": "string"})),
        (OUTPUT, "/required/-", json!("totals")),
    ] {
        assert_eq!(broken_by(part, place, value), [""; 0], "{part}{place}");
    }
}

#[test]
#[should_panic(expected = "knows no `not`")]
fn a_keyword_that_is_not_compared_is_not_overlooked() {
    broken_by(INPUT, "/properties/name/not", json!({"type": "null"}));
}

#[test]
fn a_break_is_declared_by_the_very_operation_under_its_heading() {
    let changelog = "# Changelog\n## [Unreleased]\n- `GET /a`\n### Breaking\n- `GET /b/{id}`, `PUT /b`: gone.\nGET /c\n\
                     ### Added\n- `GET /d`\n## [0.2.0] - 2023-06-01\n### Breaking\n- `GET /e`\n## [0.1.0]\n";
    assert_eq!(declared(changelog).into_iter().collect::<Vec<_>>(), ["GET /b/{id}", "PUT /b"]);
    assert_eq!(latest(changelog), Some("0.2.0"));
    assert_eq!(section(changelog, 3, |heading| heading.ends_with("Added")), ["- `GET /d`"]);
    assert_eq!(declared("# Changelog\n## [0.1.0]\n### Breaking\n- `GET /e`\n").len(), 0);
    assert_eq!(latest("# Changelog\n## [Unreleased]\n"), None);
}
