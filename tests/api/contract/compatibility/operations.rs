//! Compares two contracts, operation by operation.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::super::METHODS;
use super::schemas::{Comparison, Side};
use crate::support::contract::resolved;

/// One thing that a client which holds to the old contract can no longer count on.
#[derive(Debug, PartialEq)]
pub struct Break {
    /// As the changelog has to name it: `GET /v1/lots`.
    pub operation: String,
    pub what: String,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.what)
    }
}

/// What the new contract takes away from the old one.
pub fn breaks(old: &Value, new: &Value) -> Vec<Break> {
    let mut found = Vec::new();
    for (path, item) in members(&old["paths"]) {
        for (method, before) in members(item).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            let operation = format!("{} {path}", method.to_uppercase());
            let broken = match new["paths"][path].get(method) {
                Some(after) => broken_of(old, new, before, after),
                None => vec!["removed".to_owned()],
            };
            found.extend(broken.into_iter().map(|what| Break { operation: operation.clone(), what }));
        }
    }
    found
}

fn broken_of(old: &Value, new: &Value, before: &Value, after: &Value) -> Vec<String> {
    let mut operation = Operation { old, new, found: Vec::new() };
    if before["operationId"] != after["operationId"] {
        operation.report(format!("its operationId was {}, and is {}", before["operationId"], after["operationId"]));
    }
    operation.compare_access(before, after);
    operation.compare_parameters(&before["parameters"], &after["parameters"]);
    operation.compare_bodies(&before["requestBody"], &after["requestBody"]);
    operation.compare_responses(&before["responses"], &after["responses"]);
    operation.found
}

struct Operation<'a> {
    old: &'a Value,
    new: &'a Value,
    found: Vec<String>,
}

impl Operation<'_> {
    fn report(&mut self, what: String) {
        self.found.push(what);
    }

    fn compare_access(&mut self, before: &Value, after: &Value) {
        let was_public = items(&before["security"]).next().is_none();
        if was_public && items(&after["security"]).next().is_some() {
            self.report("no longer public".to_owned());
        }
        for lost in lost_items(&before["security"], &after["security"]) {
            self.report(format!("no longer takes {lost}"));
        }
        let (roles_before, roles_after) = (&before["x-access"]["roles"], &after["x-access"]["roles"]);
        if roles_before.is_null() && !roles_after.is_null() {
            self.report(format!("now only for {roles_after}"));
        }
        for lost in lost_items(roles_before, roles_after) {
            self.report(format!("no longer for {lost}"));
        }
    }

    fn compare_parameters(&mut self, before: &Value, after: &Value) {
        let (before, after) = (by_name(before), by_name(after));
        for (name, old) in &before {
            match after.get(name) {
                Some(new) => {
                    self.compare_required(name, old, new);
                    self.compare_schemas(Side::Request, &old["schema"], &new["schema"], name);
                }
                None => self.report(format!("{name}: removed")),
            }
        }
        for (name, new) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
            self.compare_required(name, &Value::Null, new);
        }
    }

    fn compare_required(&mut self, name: &str, before: &Value, after: &Value) {
        if after["required"] == true && before["required"] != true {
            self.report(format!("{name}: now required"));
        }
    }

    fn compare_bodies(&mut self, before: &Value, after: &Value) {
        self.compare_required("body", before, after);
        if before.is_object() && after.is_null() {
            self.report("body: removed".to_owned());
        } else {
            self.compare_content(Side::Request, &before["content"], &after["content"], "body");
        }
    }

    /// A refusal may go or get another status, a success may not: it is what clients go by.
    fn compare_responses(&mut self, before: &Value, after: &Value) {
        for (status, old) in members(before) {
            match after.get(status) {
                Some(new) => {
                    let (old, new) = (resolved(self.old, old), resolved(self.new, new));
                    for header in lost_keys(&old["headers"], &new["headers"]) {
                        self.report(format!("{status}: header {header}: removed"));
                    }
                    self.compare_content(Side::Response, &old["content"], &new["content"], status);
                }
                None if status.starts_with(['4', '5']) => {}
                None => self.report(format!("{status}: removed")),
            }
        }
    }

    fn compare_content(&mut self, side: Side, before: &Value, after: &Value, place: &str) {
        for media_type in lost_keys(before, after) {
            self.report(format!("{place}: {media_type}: removed"));
        }
        for (media_type, old) in members(before) {
            if let Some(new) = after.get(media_type) {
                self.compare_schemas(side, &old["schema"], &new["schema"], place);
            }
        }
    }

    fn compare_schemas(&mut self, side: Side, before: &Value, after: &Value, place: &str) {
        let mut comparison = Comparison { old: self.old, new: self.new, side, seen: Vec::new(), found: Vec::new() };
        comparison.compare(before, after, place);
        self.found.extend(comparison.found);
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Without a list, there is no limit.
fn lost_items<'a>(before: &'a Value, after: &'a Value) -> Vec<&'a Value> {
    let is_lost = |item: &&Value| after.is_array() && !items(after).any(|kept| kept == *item);
    items(before).filter(is_lost).collect()
}

fn lost_keys<'a>(before: &'a Value, after: &'a Value) -> Vec<&'a String> {
    members(before).map(|(key, _)| key).filter(|key| after.get(key).is_none()).collect()
}

fn by_name(parameters: &Value) -> BTreeMap<String, &Value> {
    let text = |parameter: &Value, field: &str| parameter[field].as_str().unwrap_or_default().to_owned();
    items(parameters).map(|one| (format!("{} {}", text(one, "in"), text(one, "name")), one)).collect()
}
