//! Schemas as programs that are generated from the contract want them: each type once and by its name, each field with
//! its description where it is looked for.

use utoipa::openapi::schema::{ArrayItems, OneOf, Schema};
use utoipa::openapi::{Ref, RefOr};

/// What the schema of a page begins with; the name of its items' follows.
const PAGE: &str = "Page_";

/// Mends one schema of the components.
pub(super) fn tidy(name: &str, schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Object(object)) = schema else { return };
    if let Some(item) = name.strip_prefix(PAGE) {
        object.description = Some(format!("A page of a list of `{item}`, in a stable order."));
        if let Some(RefOr::T(Schema::Array(items))) = object.properties.get_mut("items") {
            // utoipa writes the whole type once more, which generators take for another one.
            items.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(item))));
        }
    }
    for field in object.properties.values_mut() {
        if let RefOr::T(Schema::OneOf(one)) = field {
            describe(one);
        }
    }
}

/// A field that may be `null` is described as a whole, not in the half of it that is a type of ours.
fn describe(one: &mut OneOf) {
    let described = one.items.iter_mut().find_map(|item| match item {
        RefOr::Ref(reference) if !reference.description.is_empty() => Some(std::mem::take(&mut reference.description)),
        _ => None,
    });
    if one.description.is_none() {
        one.description = described;
    }
}
