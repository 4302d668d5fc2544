//! Compares two schemas: what one side of the wire may send, the other side must still take.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Who writes what a schema describes. Clients write requests and hold to the old contract; the service writes responses
/// and holds to the new one.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Request,
    Response,
}

/// Keywords without a bearing on what is valid.
const ANNOTATIONS: &[&str] =
    &["$ref", "title", "description", "example", "examples", "default", "deprecated", "readOnly", "writeOnly"];

/// Keywords that are compared. Any other keyword makes the comparison fail, so that it overlooks no break.
/// `propertyNames` only says that the keys of an object are texts, which JSON says as well.
const COMPARED: &[&str] = &[
    "type",
    "format",
    "pattern",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "items",
    "required",
    "properties",
    "additionalProperties",
    "propertyNames",
    "oneOf",
    "allOf",
];

/// All types that JSON has, which a schema without `type` allows. A number may be an integer.
const TYPES: &[&str] = &["null", "boolean", "integer", "number", "string", "array", "object"];

/// One comparison of a schema in two contracts, with the breaks it has found.
pub struct Comparison<'a> {
    pub old: &'a Value,
    pub new: &'a Value,
    pub side: Side,
    /// What was compared so far.
    pub seen: Vec<(Value, Value)>,
    pub found: Vec<String>,
}

impl Comparison<'_> {
    /// Compares the two at a place such as `body.rows[].worked`.
    pub fn compare(&mut self, old: &Value, new: &Value, place: &str) {
        let (old, new) = (plain(self.old, old), plain(self.new, new));
        if old["oneOf"] != new["oneOf"] {
            return self.report(place, "its alternatives differ");
        }
        self.compare_types(&old, &new, place);
        self.compare_forms(&old, &new, place);
        if self.side == Side::Request {
            self.compare_enums(&old, &new, place);
            self.compare_bounds(&old, &new, place);
        }
        let has_members = old["properties"].is_object() || !old["items"].is_null();
        if !has_members || self.is_first(&old, &new) {
            self.compare_members(&old, &new, place);
        }
    }

    /// Whether the two are compared for the first time, but for their types: an object may contain others of its kind.
    fn is_first(&mut self, old: &Value, new: &Value) -> bool {
        let untyped = |schema: &Value| {
            let mut rest = schema.clone();
            rest.as_object_mut().map(|members| members.remove("type"));
            rest
        };
        let pair = (untyped(old), untyped(new));
        let is_first = !self.seen.contains(&pair);
        if is_first {
            self.seen.push(pair);
        }
        is_first
    }

    /// The writer's schema and the reader's.
    fn writer_and_reader<'v>(&self, old: &'v Value, new: &'v Value) -> (&'v Value, &'v Value) {
        match self.side {
            Side::Request => (old, new),
            Side::Response => (new, old),
        }
    }

    fn report(&mut self, place: &str, what: impl std::fmt::Display) {
        self.found.push(format!("{place}: {what}"));
    }

    fn compare_types(&mut self, old: &Value, new: &Value, place: &str) {
        let (writer, reader) = self.writer_and_reader(old, new);
        let lost: Vec<_> = types(writer).difference(&types(reader)).cloned().collect();
        let what = match self.side {
            Side::Request => "no longer takes",
            Side::Response => "may now be",
        };
        if !lost.is_empty() {
            self.report(place, format_args!("{what} {}", lost.join(", ")));
        }
    }

    /// Whether one pattern admits all that another admits is not decided here: a changed one counts as a break.
    fn compare_forms(&mut self, old: &Value, new: &Value, place: &str) {
        let (writer, reader) = self.writer_and_reader(old, new);
        for keyword in ["format", "pattern"] {
            if !reader[keyword].is_null() && reader[keyword] != writer[keyword] {
                self.report(place, format_args!("its {keyword} was {}, and is {}", old[keyword], new[keyword]));
            }
        }
    }

    fn compare_enums(&mut self, old: &Value, new: &Value, place: &str) {
        let Some(allowed) = new["enum"].as_array() else { return };
        let Some(before) = old["enum"].as_array() else {
            self.report(place, "now takes only certain values");
            return;
        };
        for lost in before.iter().filter(|value| !allowed.contains(value)) {
            self.report(place, format_args!("no longer takes the value {lost}"));
        }
    }

    fn compare_bounds(&mut self, old: &Value, new: &Value, place: &str) {
        for (keyword, is_upper) in [
            ("maximum", true),
            ("maxLength", true),
            ("maxItems", true),
            ("minimum", false),
            ("minLength", false),
            ("minItems", false),
        ] {
            let Some(bound) = new[keyword].as_f64() else { continue };
            let is_narrower =
                old[keyword].as_f64().is_none_or(|before| if is_upper { bound < before } else { bound > before });
            if is_narrower {
                self.report(place, format_args!("its {keyword} was {}, and is {bound}", old[keyword]));
            }
        }
    }

    fn compare_members(&mut self, old: &Value, new: &Value, place: &str) {
        if let (Some(before), Some(after)) = (old.get("items"), new.get("items")) {
            self.compare(before, after, &format!("{place}[]"));
        }
        for (name, before) in old["properties"].as_object().into_iter().flatten() {
            let member = format!("{place}.{name}");
            match new["properties"].get(name) {
                Some(after) => self.compare(before, after, &member),
                None => self.report(&member, "removed"),
            }
        }
        let (writer, reader) = self.writer_and_reader(old, new);
        let what = match self.side {
            Side::Request => "now required",
            Side::Response => "may now be missing",
        };
        let kept = |name: &String| self.side == Side::Request || new["properties"].get(name).is_some();
        let lost: Vec<_> = required(reader).difference(&required(writer)).filter(|name| kept(name)).cloned().collect();
        for name in lost {
            self.report(&format!("{place}.{name}"), what);
        }
        self.compare_further_members(&old["additionalProperties"], &new["additionalProperties"], place);
    }

    fn compare_further_members(&mut self, before: &Value, after: &Value, place: &str) {
        let were_announced = match self.side {
            Side::Request => *before != json!(false),
            Side::Response => before.is_object(),
        };
        if before.is_object() && after.is_object() {
            self.compare(before, after, &format!("{place}.*"));
        } else if were_announced && *after == json!(false) {
            self.report(place, "no longer has other fields than the named ones");
        }
    }
}

/// The schema without references: what `allOf` says put together, and "this or null" as a type that may be null.
fn plain(contract: &Value, schema: &Value) -> Value {
    let Some(members) = schema.as_object() else { return schema.clone() };
    for keyword in members.keys() {
        let is_known = COMPARED.contains(&keyword.as_str()) || ANNOTATIONS.contains(&keyword.as_str());
        assert!(is_known, "the comparison of schemas knows no `{keyword}`: {schema}");
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = contract.pointer(reference.trim_start_matches('#'));
        return plain(contract, target.unwrap_or_else(|| panic!("{reference} leads nowhere")));
    }
    let mut whole = members.clone();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        add(&mut whole, &plain(contract, part));
    }
    whole.remove("allOf");
    let Some(branches) = schema["oneOf"].as_array() else { return Value::Object(whole) };
    let others: Vec<_> = branches.iter().filter(|branch| branch["type"] != "null").collect();
    if let ([only], true) = (others.as_slice(), branches.len() == 2) {
        let mut only = plain(contract, only);
        let mut allowed = types(&only);
        allowed.insert("null".to_owned());
        only["type"] = json!(allowed);
        return only;
    }
    Value::Object(whole)
}

fn add(whole: &mut Map<String, Value>, part: &Value) {
    for (keyword, value) in part.as_object().into_iter().flatten() {
        let old = whole.entry(keyword).or_insert(Value::Null);
        match (old, value) {
            (Value::Object(old), Value::Object(more)) => old.extend(more.clone()),
            (Value::Array(old), Value::Array(more)) if keyword == "required" => old.extend(more.clone()),
            (old, value) => *old = value.clone(),
        }
    }
}

fn types(schema: &Value) -> BTreeSet<String> {
    let texts = |values: &[Value]| values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let mut allowed: BTreeSet<String> = match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        Value::Array(several) => texts(several),
        _ => TYPES.iter().map(|&name| name.to_owned()).collect(),
    };
    if allowed.contains("number") {
        allowed.insert("integer".to_owned());
    }
    allowed
}

fn required(schema: &Value) -> BTreeSet<String> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
