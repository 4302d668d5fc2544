//! Adapts the generated schemas for generators of clients: each type once and by its name, each description at its field.

use utoipa::openapi::schema::{ArrayItems, OneOf, Schema, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr};

/// The prefix of the schema of a page; the name of its items' schema follows.
const PAGE: &str = "Page_";

/// The suffix of the schemas of request types.
const INPUT: &str = "Input";

/// Adapts one schema of the components.
pub(super) fn tidy(name: &str, schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Object(object)) = schema else { return };
    if let Some(item) = name.strip_prefix(PAGE) {
        object.description = Some(format!("A page of a list of `{item}`, in a stable order."));
        if let Some(RefOr::T(Schema::Array(items))) = object.properties.get_mut("items") {
            // utoipa inlines the items' schema, which generators take for another type.
            items.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(item))));
        }
    }
    if !name.ends_with(INPUT) {
        let always = object.properties.iter().filter(|(_, field)| may_be_null(field)).map(|(name, _)| name.clone());
        object.required.extend(always.collect::<Vec<_>>());
        object.required.sort_unstable();
        object.required.dedup();
    }
    for field in object.properties.values_mut() {
        if let RefOr::T(Schema::OneOf(one)) = field {
            describe(one);
        }
    }
}

/// Whether a field may be `null`. In responses such a field is always present; one that may be absent is never `null`.
fn may_be_null(field: &RefOr<Schema>) -> bool {
    let is_null = |schema_type: &SchemaType| match schema_type {
        SchemaType::Type(kind) => *kind == Type::Null,
        SchemaType::Array(kinds) => kinds.contains(&Type::Null),
        SchemaType::AnyValue => false,
    };
    match field {
        RefOr::T(Schema::Object(object)) => is_null(&object.schema_type),
        RefOr::T(Schema::Array(array)) => is_null(&array.schema_type),
        RefOr::T(Schema::OneOf(one)) => one.items.iter().any(may_be_null),
        _ => false,
    }
}

/// Moves the description of a nullable field from the reference in its `oneOf` to the field.
fn describe(one: &mut OneOf) {
    let described = one.items.iter_mut().find_map(|item| match item {
        RefOr::Ref(reference) if !reference.description.is_empty() => Some(std::mem::take(&mut reference.description)),
        _ => None,
    });
    if one.description.is_none() {
        one.description = described;
    }
}
