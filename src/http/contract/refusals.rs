//! Every refusal of every operation, by status, with its codes. What follows from an operation's form is found here;
//! what follows from the trade stands at its handler, as `x-problem-codes`.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use serde_json::Value;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::error::ProblemCode;
use crate::http::authenticate::is_public_operation;
use crate::http::idempotent_body;
use crate::http::problem::{self, MEDIA_TYPE};
use crate::http::rate_limit::is_unlimited;
use crate::http::session::is_safe;

/// Where handlers name their own codes, and answers all of theirs.
const CODES: &str = "x-problem-codes";

const ANYWHERE: &[ProblemCode] = &[ProblemCode::InvalidQuery, ProblemCode::NotAcceptable, ProblemCode::Internal];
const WITH_A_CALLER: &[ProblemCode] = &[ProblemCode::Unauthenticated, ProblemCode::Forbidden, ProblemCode::Unavailable];
const WITH_A_BODY: &[ProblemCode] = &[
    ProblemCode::UnsupportedMediaType,
    ProblemCode::BodyTooLarge,
    ProblemCode::RequestTimeout,
    ProblemCode::InvalidJson,
    ProblemCode::UnknownField,
    ProblemCode::InvalidBody,
    ProblemCode::InvalidFields,
    ProblemCode::Missing,
];

const UNDER_A_KEY: &[ProblemCode] =
    &[ProblemCode::InvalidIdempotencyKey, ProblemCode::IdempotencyKeyReused, ProblemCode::IdempotencyInProgress];

/// The codes of a handler, as its `x-problem-codes` lists them.
pub fn problem_codes(codes: impl IntoIterator<Item = ProblemCode>) -> String {
    codes.into_iter().map(ProblemCode::as_str).collect::<Vec<_>>().join(" ")
}

/// Replaces the handler's own codes by answers of each status.
pub(super) fn declare(operation: &mut Operation, path: &str, method: &Method) {
    let mut by_status: BTreeMap<u16, BTreeSet<&'static str>> = BTreeMap::new();
    for code in general(operation, path, method).into_iter().chain(own(operation)) {
        by_status.entry(problem::status(code).as_u16()).or_default().insert(code.as_str());
    }
    if unknown(operation).is_empty() {
        operation.extensions = None;
    }
    for (status, codes) in by_status {
        operation.responses.responses.insert(status.to_string(), RefOr::T(refusal(status, &codes)));
    }
}

fn general(operation: &Operation, path: &str, method: &Method) -> Vec<ProblemCode> {
    let public = is_public_operation(method, path);
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
    found.extend((!is_unlimited(path)).then_some(ProblemCode::TooManyRequests));
    let mut add = |applies: bool, codes: &[ProblemCode]| {
        if applies {
            found.extend(codes);
        }
    };
    add(!public, WITH_A_CALLER);
    add(!public && !is_safe(method), &[ProblemCode::CsrfMissing]);
    add(operation.request_body.is_some(), WITH_A_BODY);
    add(path.contains('{'), &[ProblemCode::NotFound]);
    add(has("cursor"), &[ProblemCode::InvalidCursor]);
    add(questions > 1, &[ProblemCode::InvalidFields]);
    add(path.contains("{month}"), &[ProblemCode::InvalidMonth]);
    add(path.contains("{year}"), &[ProblemCode::InvalidYear]);
    add(has(idempotent_body::HEADER), UNDER_A_KEY);
    add(has("If-Match"), &[ProblemCode::PreconditionFailed, ProblemCode::PreconditionRequired]);
    found
}

fn named(operation: &Operation) -> impl Iterator<Item = &str> {
    let named = operation.extensions.as_ref().and_then(|extensions| extensions.get(CODES)).and_then(Value::as_str);
    named.unwrap_or_default().split_whitespace()
}

fn problem_code(code: &str) -> Option<ProblemCode> {
    ProblemCode::ALL.iter().copied().find(|known| known.as_str() == code)
}

/// Who asked too often is told when to ask again.
fn seconds_to_wait() -> Header {
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    HeaderBuilder::new().schema(Some(seconds)).description(Some("In how many seconds to ask again")).build()
}

/// The codes that the handler names.
fn own(operation: &Operation) -> Vec<ProblemCode> {
    named(operation).filter_map(problem_code).collect()
}

/// What the handler names and is no code: it stays where it stands, and the contract's tests find it there.
fn unknown(operation: &Operation) -> Vec<&str> {
    named(operation).filter(|code| problem_code(code).is_none()).collect()
}

fn refusal(status: u16, codes: &BTreeSet<&'static str>) -> Response {
    let named: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = ResponseBuilder::new();
    let response = if status == 429 { response.header("Retry-After", seconds_to_wait()) } else { response };
    response
        .description(format!("Refused: {}", named.join(", ")))
        .content(MEDIA_TYPE, problem)
        .extensions(Some(ExtensionsBuilder::new().add(CODES, codes.iter().copied().collect::<Vec<_>>()).build()))
        .build()
}
