//! Examples of bodies, composed of the examples of their fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Object, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{Content, KnownFormat, RefOr};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// The depth limit: no body is deeper, and a recursive schema has no end.
const MAX_DEPTH: usize = 16;

/// The example of a date without one of its own.
const DATE: &str = "2023-06-15";

/// The examples in the schemas of hours and rates.
const HOURS: &str = "151.67";
const RATE: &str = "0.05";

/// Adds an example to each JSON body without one.
pub(super) fn add(operation: &mut Operation, schemas: &Schemas) {
    let requests = operation.request_body.iter_mut().filter_map(|body| match body {
        RefOr::T(body) => Some(body.content.values_mut()),
        RefOr::Ref(_) => None,
    });
    let responses = operation.responses.responses.iter_mut().filter_map(|(status, response)| match response {
        RefOr::T(response) if status.starts_with('2') => Some(response.content.values_mut()),
        _ => None,
    });
    for content in requests.flatten().chain(responses.flatten()) {
        if let RefOr::T(content) = content {
            add_to(content, schemas);
        }
    }
}

fn add_to(content: &mut Content, schemas: &Schemas) {
    if content.example.is_none() && content.examples.is_empty() {
        content.example = content.schema.as_ref().and_then(|schema| example(schema, schemas, 0));
    }
}

fn example(schema: &RefOr<Schema>, schemas: &Schemas, depth: usize) -> Option<Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    let schema = match schema {
        RefOr::T(schema) => schema,
        RefOr::Ref(reference) => {
            let name = reference.ref_location.rsplit('/').next()?;
            return example(schemas.get(name)?, schemas, depth + 1);
        }
    };
    match schema {
        Schema::Object(object) => of_object(object, schemas, depth),
        Schema::Array(array) => declared(array.example.as_ref(), &array.examples).or_else(|| match &array.items {
            ArrayItems::RefOrSchema(item) => Some(json!([example(item, schemas, depth + 1)?])),
            ArrayItems::False => Some(json!([])),
        }),
        Schema::OneOf(one) => {
            declared(one.example.as_ref(), &one.examples).or_else(|| first(&one.items, schemas, depth))
        }
        Schema::AnyOf(any) => {
            declared(any.example.as_ref(), &any.examples).or_else(|| first(&any.items, schemas, depth))
        }
        Schema::AllOf(all) => {
            declared(all.example.as_ref(), &all.examples).or_else(|| first(&all.items, schemas, depth))
        }
        _ => None,
    }
}

fn declared(one: Option<&Value>, several: &[Value]) -> Option<Value> {
    one.or(several.first()).cloned()
}

/// The first example that is not `null`.
fn first(items: &[RefOr<Schema>], schemas: &Schemas, depth: usize) -> Option<Value> {
    items.iter().filter_map(|item| example(item, schemas, depth + 1)).find(|value| !value.is_null())
}

fn of_object(object: &Object, schemas: &Schemas, depth: usize) -> Option<Value> {
    let declared = declared(object.example.as_ref(), &object.examples).or(object.default.clone());
    let listed = || object.enum_values.as_ref().and_then(|values| values.first().cloned());
    declared.or_else(listed).or_else(|| match kind(&object.schema_type)? {
        Type::Object if object.properties.is_empty() && object.additional_properties.is_none() => None,
        Type::Object => members(object, schemas, depth),
        Type::Boolean => Some(json!(true)),
        Type::Integer => Some(object.minimum.as_ref().map_or(json!(1), |least| json!(least))),
        Type::String => of_format(object.format.as_ref()?),
        _ => None,
    })
}

fn members(object: &Object, schemas: &Schemas, depth: usize) -> Option<Value> {
    let members = object
        .properties
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), plausible(name, example(schema, schemas, depth + 1)?))));
    let mut members: Map<String, Value> = members.collect();
    if let Some(AdditionalProperties::RefOr(schema)) = object.additional_properties.as_deref() {
        members.insert("…".to_owned(), example(schema, schemas, depth + 1)?);
    }
    Some(Value::Object(members))
}

/// Replaces an example of the type by one that suits the field's name: an end after its start, fewer hours a week than a month.
fn plausible(name: &str, value: Value) -> Value {
    let example = match (value.as_str(), name) {
        (Some(DATE), "birth_date") => "1994-06-02",
        (Some(DATE), "from" | "starts_on" | "effective_on") => "2023-01-09",
        (Some(DATE), "to" | "ends_on" | "eligible_until" | "projected_end") => "2023-12-31",
        (Some(HOURS), "weekly_hours") => "26.00",
        (Some(HOURS), "training") => "7.00",
        (Some(HOURS), "hours_due" | "due") => "900.00",
        (Some(RATE), "labour_share") => "0.50",
        _ => return value,
    };
    json!(example)
}

fn kind(schema_type: &SchemaType) -> Option<Type> {
    match schema_type {
        SchemaType::Type(kind) => Some(kind.clone()),
        SchemaType::Array(kinds) => kinds.iter().find(|kind| **kind != Type::Null).cloned(),
        SchemaType::AnyValue => None,
    }
}

fn of_format(format: &SchemaFormat) -> Option<Value> {
    match format {
        SchemaFormat::KnownFormat(KnownFormat::Date) => Some(json!(DATE)),
        SchemaFormat::KnownFormat(KnownFormat::DateTime) => Some(json!("2023-06-15T09:30:00Z")),
        _ => None,
    }
}
