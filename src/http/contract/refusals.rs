//! The refusals of each operation, by status, with their problem codes: those that follow from its form are added here,
//! those of its rules are listed at its handler, in `x-problem-codes`. Refusals of few codes are shared by operations.

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde_json::Value;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Components, ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::refusal_examples;
use crate::error::ProblemCode;
use crate::http::access_rules::AccessRules;
use crate::http::csrf::is_safe;
use crate::http::extractors::IDEMPOTENCY_KEY;
use crate::http::problem::{self, MEDIA_TYPE};

/// The extension with the problem codes of a handler, and, in the contract, of a response.
const CODES: &str = "x-problem-codes";

const COMMON: &[ProblemCode] =
    &[ProblemCode::InvalidQuery, ProblemCode::NotAcceptable, ProblemCode::Internal, ProblemCode::DatabaseDamaged];
const WITH_A_CALLER: &[ProblemCode] = &[ProblemCode::Unauthenticated, ProblemCode::Forbidden, ProblemCode::Unavailable];
const WITH_A_BODY: &[ProblemCode] = &[
    ProblemCode::UnsupportedMediaType,
    ProblemCode::BodyTooLarge,
    ProblemCode::TooManyBodies,
    ProblemCode::RequestTimeout,
    ProblemCode::InvalidJson,
    ProblemCode::UnknownField,
    ProblemCode::InvalidBody,
    ProblemCode::InvalidFields,
    ProblemCode::Missing,
];

const WITH_IDEMPOTENCY_KEY: &[ProblemCode] =
    &[ProblemCode::InvalidIdempotencyKey, ProblemCode::IdempotencyKeyReused, ProblemCode::IdempotencyInProgress];

/// The codes of a handler, as its `x-problem-codes` lists them.
pub fn problem_codes(codes: impl IntoIterator<Item = ProblemCode>) -> String {
    codes.into_iter().map(ProblemCode::as_str).collect::<Vec<_>>().join(" ")
}

/// The highest number of codes of a refusal that operations share: above it few are the same.
const MOST_SHARED: usize = 3;

/// The codes of a refusal, sorted by name.
type Codes = BTreeMap<&'static str, ProblemCode>;

/// Replaces the handler's list of codes with a response for each status: a reference to a shared one, or one of its own.
pub(super) fn declare(
    operation: &mut Operation,
    path: &str,
    method: &Method,
    rules: &AccessRules,
    components: &mut Components,
) {
    let mut by_status: BTreeMap<u16, Codes> = BTreeMap::new();
    for code in of_form(operation, path, method, rules).into_iter().chain(of_rules(operation)) {
        by_status.entry(problem::status(code).as_u16()).or_default().insert(code.as_str(), code);
    }
    if unknown(operation).is_empty() {
        operation.extensions = None;
    }
    for (status, codes) in by_status {
        let response = if codes.len() > MOST_SHARED {
            RefOr::T(refusal(status, &codes, path))
        } else {
            let name = shared_name(&codes);
            let shared = || RefOr::T(refusal(status, &codes, refusal_examples::SOME_PATH));
            components.responses.entry(name.clone()).or_insert_with(shared);
            RefOr::Ref(Ref::from_response_name(name))
        };
        operation.responses.responses.insert(status.to_string(), response);
    }
}

/// The codes that follow from the operation's form.
fn of_form(operation: &Operation, path: &str, method: &Method, rules: &AccessRules) -> Vec<ProblemCode> {
    let public = rules.is_public(method, path);
    let parameters: Vec<(&str, &ParameterIn)> = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some((parameter.name.as_str(), &parameter.parameter_in)),
            RefOr::Ref(_) => None,
        })
        .collect();
    let has = |name: &str| parameters.iter().any(|(parameter, _)| *parameter == name);
    let queries = parameters.iter().filter(|(_, location)| **location == ParameterIn::Query).count();
    let mut codes = COMMON.to_vec();
    codes.extend((!rules.is_unlimited(path)).then_some(ProblemCode::TooManyRequests));
    let mut add = |applies: bool, more: &[ProblemCode]| {
        if applies {
            codes.extend(more);
        }
    };
    add(!public, WITH_A_CALLER);
    add(!public && !is_safe(method), &[ProblemCode::CsrfMissing]);
    add(operation.request_body.is_some(), WITH_A_BODY);
    add(path.contains('{'), &[ProblemCode::NotFound]);
    add(has("cursor"), &[ProblemCode::InvalidCursor]);
    add(has("changed_since"), &[ProblemCode::CursorOutdated]);
    add(queries > 1, &[ProblemCode::InvalidFields]);
    add(path.contains("{month}"), &[ProblemCode::InvalidMonth]);
    add(path.contains("{year}"), &[ProblemCode::InvalidYear]);
    add(has(IDEMPOTENCY_KEY), WITH_IDEMPOTENCY_KEY);
    add(has("If-Match"), &[ProblemCode::PreconditionFailed, ProblemCode::PreconditionRequired]);
    codes
}

fn listed(operation: &Operation) -> impl Iterator<Item = &str> {
    let listed = operation.extensions.as_ref().and_then(|extensions| extensions.get(CODES)).and_then(Value::as_str);
    listed.unwrap_or_default().split_whitespace()
}

fn problem_code(code: &str) -> Option<ProblemCode> {
    ProblemCode::ALL.iter().copied().find(|problem| problem.as_str() == code)
}

/// The header of 429.
fn retry_after() -> Header {
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    HeaderBuilder::new().schema(Some(seconds)).description(Some("The seconds to wait before the next request")).build()
}

/// The codes that the handler lists.
fn of_rules(operation: &Operation) -> Vec<ProblemCode> {
    listed(operation).filter_map(problem_code).collect()
}

/// Words in the handler's list that are no codes: they stay in the contract, where a test finds them.
fn unknown(operation: &Operation) -> Vec<&str> {
    listed(operation).filter(|code| problem_code(code).is_none()).collect()
}

/// The name of a shared refusal: `CsrfMissingOrForbidden`.
fn shared_name(codes: &Codes) -> String {
    let capitalised =
        |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
    let name = |code: &&str| code.split('_').map(capitalised).collect::<Vec<String>>().concat();
    codes.keys().map(name).collect::<Vec<_>>().join("Or")
}

fn refusal(status: u16, codes: &Codes, path: &str) -> Response {
    let names: Vec<String> = codes.keys().map(|code| format!("`{code}`")).collect();
    let example = refusal_examples::example(codes.values().copied(), path);
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).example(example).build();
    let response = ResponseBuilder::new();
    let response = if status == 429 { response.header("Retry-After", retry_after()) } else { response };
    response
        .description(format!("Refused: {}", names.join(", ")))
        .content(MEDIA_TYPE, problem)
        .extensions(Some(ExtensionsBuilder::new().add(CODES, codes.keys().copied().collect::<Vec<_>>()).build()))
        .build()
}
