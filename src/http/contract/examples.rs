//! Examples of bodies, put together from the examples of their fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Object, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{Content, KnownFormat, RefOr};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// How deep an example goes: no body is deeper, and a schema within itself would go on for ever.
const DEEPEST: usize = 16;

/// A day, where the field says of none in particular.
const SOME_DAY: &str = "2023-06-15";

/// The units' own examples.
const SOME_HOURS: &str = "151.67";
const SOME_RATE: &str = "0.05";

/// Gives each body of JSON an example, where it has none of its own.
pub(super) fn add(operation: &mut Operation, schemas: &Schemas) {
    let asked = operation.request_body.iter_mut().filter_map(|body| match body {
        RefOr::T(body) => Some(body.content.values_mut()),
        RefOr::Ref(_) => None,
    });
    let answered = operation.responses.responses.iter_mut().filter_map(|(status, response)| match response {
        RefOr::T(response) if status.starts_with('2') => Some(response.content.values_mut()),
        _ => None,
    });
    for content in asked.flatten().chain(answered.flatten()) {
        if let RefOr::T(content) = content {
            exemplify(content, schemas);
        }
    }
}

fn exemplify(content: &mut Content, schemas: &Schemas) {
    if content.example.is_none() && content.examples.is_empty() {
        content.example = content.schema.as_ref().and_then(|schema| example(schema, schemas, 0));
    }
}

fn example(schema: &RefOr<Schema>, schemas: &Schemas, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
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
        Schema::Array(array) => given(array.example.as_ref(), &array.examples).or_else(|| match &array.items {
            ArrayItems::RefOrSchema(item) => Some(json!([example(item, schemas, depth + 1)?])),
            ArrayItems::False => Some(json!([])),
        }),
        Schema::OneOf(one) => given(one.example.as_ref(), &one.examples).or_else(|| first(&one.items, schemas, depth)),
        Schema::AnyOf(any) => given(any.example.as_ref(), &any.examples).or_else(|| first(&any.items, schemas, depth)),
        Schema::AllOf(all) => given(all.example.as_ref(), &all.examples).or_else(|| first(&all.items, schemas, depth)),
        _ => None,
    }
}

fn given(one: Option<&Value>, several: &[Value]) -> Option<Value> {
    one.or(several.first()).cloned()
}

/// The first that says something: `null` stands beside it where a field may be empty.
fn first(items: &[RefOr<Schema>], schemas: &Schemas, depth: usize) -> Option<Value> {
    items.iter().filter_map(|item| example(item, schemas, depth + 1)).find(|value| !value.is_null())
}

fn of_object(object: &Object, schemas: &Schemas, depth: usize) -> Option<Value> {
    let own = given(object.example.as_ref(), &object.examples).or(object.default.clone());
    let listed = || object.enum_values.as_ref().and_then(|values| values.first().cloned());
    own.or_else(listed).or_else(|| match kind(&object.schema_type)? {
        Type::Object if object.properties.is_empty() && object.additional_properties.is_none() => None,
        Type::Object => members(object, schemas, depth),
        Type::Boolean => Some(json!(true)),
        Type::Integer => Some(object.minimum.as_ref().map_or(json!(1), |least| json!(least))),
        Type::String => of_format(object.format.as_ref()?),
        _ => None,
    })
}

fn members(object: &Object, schemas: &Schemas, depth: usize) -> Option<Value> {
    let shown = object
        .properties
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), telling(name, example(schema, schemas, depth + 1)?))));
    let mut shown: Map<String, Value> = shown.collect();
    if let Some(AdditionalProperties::RefOr(schema)) = object.additional_properties.as_deref() {
        shown.insert("…".to_owned(), example(schema, schemas, depth + 1)?);
    }
    Some(Value::Object(shown))
}

/// What the field's name tells better than its type: nothing ends before it began, and a week has no 151 hours.
fn telling(name: &str, value: Value) -> Value {
    let told = match (value.as_str(), name) {
        (Some(SOME_DAY), "birth_date") => "1994-06-02",
        (Some(SOME_DAY), "from" | "starts_on" | "effective_on") => "2023-01-09",
        (Some(SOME_DAY), "to" | "ends_on" | "eligible_until" | "projected_end") => "2023-12-31",
        (Some(SOME_HOURS), "weekly_hours") => "26.00",
        (Some(SOME_HOURS), "training") => "7.00",
        (Some(SOME_HOURS), "hours_due" | "due") => "900.00",
        (Some(SOME_RATE), "labour_share") => "0.50",
        _ => return value,
    };
    json!(told)
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
        SchemaFormat::KnownFormat(KnownFormat::Date) => Some(json!(SOME_DAY)),
        SchemaFormat::KnownFormat(KnownFormat::DateTime) => Some(json!("2023-06-15T09:30:00Z")),
        _ => None,
    }
}
