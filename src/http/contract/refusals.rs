//! Every refusal of every operation, by status, with its codes. What follows from an operation's form is found here;
//! what follows from the trade stands at its handler, as `x-problem-codes`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::error::Situation;
use crate::http::posted;
use crate::http::problem::{self, MEDIA_TYPE};

/// Where handlers name their own codes, and answers all of theirs.
const CODES: &str = "x-problem-codes";

const ANYWHERE: &[Situation] = &[Situation::InvalidQuery, Situation::NotAcceptable, Situation::Internal];
const WITH_A_CALLER: &[Situation] = &[Situation::Unauthenticated, Situation::Forbidden, Situation::Unavailable];
const WITH_A_BODY: &[Situation] = &[
    Situation::UnsupportedMediaType,
    Situation::BodyTooLarge,
    Situation::RequestTimeout,
    Situation::InvalidJson,
    Situation::UnknownField,
    Situation::InvalidBody,
    Situation::InvalidFields,
    Situation::Missing,
];

const UNDER_A_KEY: &[Situation] =
    &[Situation::InvalidIdempotencyKey, Situation::IdempotencyKeyReused, Situation::IdempotencyInProgress];

/// Replaces the handler's own codes by answers of each status.
pub(super) fn declare(operation: &mut Operation, path: &str, public: bool) {
    let mut by_status: BTreeMap<u16, BTreeSet<&'static str>> = BTreeMap::new();
    for situation in general(operation, path, public).into_iter().chain(own(operation)) {
        by_status.entry(problem::status(situation).as_u16()).or_default().insert(situation.code());
    }
    if let Some(extensions) = &mut operation.extensions {
        extensions.remove(CODES);
    }
    operation.extensions.take_if(|extensions| extensions.is_empty());
    for (status, codes) in by_status {
        operation.responses.responses.insert(status.to_string(), RefOr::T(refusal(&codes)));
    }
}

fn general(operation: &Operation, path: &str, public: bool) -> Vec<Situation> {
    let parameters: Vec<(&str, &ParameterIn)> = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some((parameter.name.as_str(), &parameter.parameter_in)),
            RefOr::Ref(_) => None,
        })
        .collect();
    let has = |name: &str| parameters.iter().any(|(known, _)| *known == name);
    let questions = parameters.iter().filter(|(_, place)| **place == ParameterIn::Query).count();
    let mut found = ANYWHERE.to_vec();
    let mut add = |applies: bool, situations: &[Situation]| {
        if applies {
            found.extend(situations);
        }
    };
    add(!public, WITH_A_CALLER);
    add(operation.request_body.is_some(), WITH_A_BODY);
    add(path.contains('{'), &[Situation::NotFound]);
    add(has("cursor"), &[Situation::InvalidCursor]);
    add(questions > 1, &[Situation::InvalidFields]);
    add(path.contains("{month}"), &[Situation::InvalidMonth]);
    add(path.contains("{year}"), &[Situation::InvalidYear]);
    add(has(posted::HEADER), UNDER_A_KEY);
    add(has("If-Match"), &[Situation::PreconditionFailed, Situation::PreconditionRequired]);
    found
}

/// The codes that the handler names. A name that is no code is found by the contract's tests.
fn own(operation: &Operation) -> Vec<Situation> {
    let named = operation.extensions.as_ref().and_then(|extensions| extensions.get(CODES)).and_then(Value::as_str);
    let known = |code: &str| Situation::ALL.iter().copied().find(|situation| situation.code() == code);
    named.unwrap_or_default().split_whitespace().filter_map(known).collect()
}

fn refusal(codes: &BTreeSet<&'static str>) -> Response {
    let named: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new()
        .description(format!("Refused: {}", named.join(", ")))
        .content(MEDIA_TYPE, problem)
        .extensions(Some(ExtensionsBuilder::new().add(CODES, codes.iter().copied().collect::<Vec<_>>()).build()))
        .build()
}
