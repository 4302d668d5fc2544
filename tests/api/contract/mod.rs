//! The contract is true, complete, and equal to the file in the repository.

mod bodies;
mod codes;
mod compatibility;
mod roles;
mod sight;
mod statements;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;

use crate::support::contract::resolved;
use crate::support::on_both_databases;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

/// The public addresses of the contract: whole ones, or everything below one that ends with `/`.
const PUBLIC: &[&str] =
    &["/health/", "/metrics", "/openapi.json", "/docs", "/v1/problems", "/problems/", "/verification/"];

struct Operation {
    path: String,
    method: String,
    about: Value,
}

fn contract() -> Value {
    serde_json::to_value(clauses::app::contract()).unwrap()
}

fn operations() -> Vec<Operation> {
    let (contract, mut operations) = (contract(), Vec::new());
    for (path, item) in contract["paths"].as_object().unwrap() {
        for (method, about) in item.as_object().unwrap().iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
            let mut about = about.clone();
            for response in about["responses"].as_object_mut().unwrap().values_mut() {
                *response = resolved(&contract, response).clone();
            }
            operations.push(Operation { path: path.clone(), method: method.to_uppercase(), about });
        }
    }
    assert!(!operations.is_empty());
    operations
}

impl Operation {
    fn is_public(&self) -> bool {
        let path = self.path.as_str();
        let open = |open: &&str| if open.ends_with('/') { path.starts_with(*open) } else { path == *open };
        PUBLIC.iter().any(open) || (self.method == "POST" && path == "/v1/session")
    }

    /// The address with the ids of the first resources.
    fn address(&self) -> String {
        self.address_with(|parameter| match parameter {
            "month" => "2023-06",
            "sector" => "BTP",
            "year" => "2023",
            "code" => "not_found",
            _ => "1",
        })
    }

    fn address_with(&self, value: impl Fn(&str) -> &'static str) -> String {
        let mut address = String::new();
        let mut rest = self.path.as_str();
        while let Some((before, parameter)) = rest.split_once('{') {
            let (name, after) = parameter.split_once('}').unwrap();
            address.push_str(before);
            address.push_str(value(name));
            rest = after;
        }
        address + rest
    }

    fn method(&self) -> Method {
        Method::from_bytes(self.method.as_bytes()).unwrap()
    }

    fn parameters(&self) -> &[Value] {
        self.about["parameters"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    fn responses(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.about["responses"].as_object().unwrap().iter()
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn the_file_is_what_the_handlers_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/clauses.json");
    let file = std::fs::read_to_string(path).unwrap_or_default();
    let generated = clauses::app::contract().to_pretty_json().unwrap() + "\n";
    let differs = file.lines().zip(generated.lines()).position(|(one, other)| one != other);
    let line = differs.unwrap_or(file.lines().count()) + 1;
    assert!(
        file == generated,
        "openapi/clauses.json:{line}: no longer what the API is. If that is meant:\n  \
         cargo run --locked --quiet -- openapi > openapi/clauses.json"
    );
}

#[test]
fn it_is_openapi_3_1() {
    let version = contract()["openapi"].as_str().unwrap().to_owned();
    assert!(version.starts_with("3.1."), "{version}");
}

#[test]
fn every_operation_is_named_once_described_and_filed() {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for Operation { path, method, about } in operations() {
        let place = format!("{method} {path}");
        let text = |field: &str| about[field].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        assert!(text("summary").is_some(), "{place}: no summary");
        assert!(about["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{place}: not in one tag");
        let name = text("operationId").unwrap_or_else(|| panic!("{place}: no operationId"));
        if let Some(other) = names.insert(name.clone(), place.clone()) {
            panic!("{place} and {other} are both called {name}");
        }
    }
}

/// The tags in the order of the contract.
fn tags() -> Vec<String> {
    let contract = contract();
    contract["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_tag_is_listed_once_with_a_sentence_in_the_order_of_use() {
    let tags = tags();
    let used: BTreeSet<String> =
        operations().iter().map(|operation| operation.about["tags"][0].as_str().unwrap().to_owned()).collect();
    assert_eq!(tags.iter().cloned().collect::<BTreeSet<_>>(), used);
    assert_eq!(tags.len(), used.len(), "{tags:?}");
    let place = |name: &str| tags.iter().position(|tag| tag == name);
    let order = [
        "me",
        "organisations",
        "public contracts",
        "candidates",
        "employments",
        "hours",
        "months",
        "totals",
        "bilans",
        "health",
    ];
    assert!(order.map(place).is_sorted(), "{tags:?}");
    for tag in contract()["tags"].as_array().unwrap() {
        assert!(tag["description"].as_str().is_some_and(|text| text.ends_with('.') && text.len() > 20), "{tag}");
    }
}

#[test]
fn every_parameter_of_an_address_is_described() {
    for operation in operations() {
        let described: Vec<_> = operation.about["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let named: Vec<_> = operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        for name in &named {
            assert!(described.contains(name), "{} {}: {name} is not described", operation.method, operation.path);
        }
        assert_eq!(described.len(), named.len(), "{} {}: {described:?}", operation.method, operation.path);
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let contract = contract();
    let mut found = Vec::new();
    references(&contract, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.trim_start_matches('#');
        assert!(contract.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

on_both_databases! {
    async fn every_operation_but_the_public_ones_sends_a_stranger_away(app: App) {
        for operation in operations() {
            let reply = app.anonymous().request(operation.method(), &operation.address()).send().await;
            if operation.is_public() {
                assert_ne!(reply.status, 401, "{}: {reply}", operation.method);
                assert!(operation.about.get("security").is_none(), "{}: {reply}", operation.method);
            } else {
                reply.refused(401, "unauthenticated");
                let place = format!("{} {}", operation.method, operation.path);
                assert!(operation.about.get("security").is_some(), "{place} does not say that it needs a key");
            }
        }
    }

    async fn it_is_served_and_can_be_browsed_without_anything_from_outside(app: App) {
        let anonymous = app.anonymous();
        assert_eq!(anonymous.get("/openapi.json").await.ok().json, contract());
        let page = anonymous.get("/docs/").await.ok();
        assert!(page.text.contains("<html lang=\"fr\">") && page.text.contains("<script"), "{page}");
        for outside in ["src=\"http", "src=\"//", "href=\"http", "href=\"//"] {
            assert!(!page.text.contains(outside), "{page}");
        }
        for file in ["start.js", "swagger-ui-bundle.js", "swagger-ui.css", "index.css"] {
            assert!(page.text.contains(&format!("\"{file}\"")), "{page}");
            anonymous.get(&format!("/docs/{file}")).await.ok();
        }
    }

    async fn the_introduction_leads_to_addresses_and_operations_that_exist(app: App) {
        let contract = contract();
        let introduction = contract["info"]["description"].as_str().unwrap();
        let links: Vec<&str> = introduction.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(links.len() > 12, "{links:?}");
        for link in links {
            match link.strip_prefix("#/") {
                Some(tag) => assert!(tags().contains(&tag.replace("%20", " ")), "{link}"),
                None => drop(app.anonymous().get(link).await.ok()),
            }
        }
        for named in introduction.split('`').skip(1).step_by(2).filter(|code| code.contains(" /v1/")) {
            let place = named.split('?').next().unwrap();
            assert!(operations().iter().any(|operation| operation.to_string() == place), "{named}");
        }
        app.anonymous().get("/docs/guides/none.md").await.refused(404, "not_found");
    }
}
