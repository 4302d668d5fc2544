//! Addresses that no handler takes: unknown, or known with another method.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use actix_web::dev::{ResourceDef, ServiceRequest};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::problem;
use crate::error::{AppError, Result, Situation};

/// Every address of the contract, with the methods it takes and what its GET offers.
#[derive(Debug)]
pub struct Routes(Vec<Route>);

#[derive(Debug)]
struct Route {
    path: String,
    address: ResourceDef,
    methods: String,
    operations: HashMap<&'static str, Operation>,
}

/// What is known of an operation before its handler runs.
#[derive(Debug, Default)]
pub(super) struct Operation {
    /// The media types that it answers in; none where it answers without a body.
    pub offered: Vec<String>,
    /// The parameters that its address takes.
    pub parameters: Vec<String>,
}

/// A contract, as far as it is needed to find one's way.
#[derive(Deserialize)]
struct Described<'c> {
    #[serde(borrow)]
    paths: BTreeMap<Cow<'c, str>, BTreeMap<Cow<'c, str>, DescribedOperation>>,
}

#[derive(Deserialize)]
struct DescribedOperation {
    #[serde(default)]
    parameters: Vec<DescribedParameter>,
    responses: BTreeMap<String, DescribedResponse>,
}

#[derive(Deserialize)]
struct DescribedParameter {
    name: String,
    #[serde(rename = "in")]
    place: String,
}

#[derive(Deserialize)]
struct DescribedResponse {
    #[serde(default)]
    content: BTreeMap<String, IgnoredAny>,
}

impl Routes {
    /// The addresses of a contract.
    ///
    /// # Errors
    /// When it is no contract.
    pub fn read(contract: &str) -> serde_json::Result<Self> {
        let contract: Described<'_> = serde_json::from_str(contract)?;
        Ok(Self(contract.paths.iter().map(|(path, operations)| Route::of(path, operations)).collect()))
    }

    /// The operation that the request asks for, if it is one of the contract's.
    pub(super) fn known(&self, request: &ServiceRequest) -> Option<&Operation> {
        // As the router reads the address: `/v1/organisation%73` is one of ours.
        let pattern = request.resource_map().match_pattern(request.match_info().as_str())?;
        let route = self.0.iter().find(|route| route.path == pattern)?;
        route.operations.get(request.method().as_str())
    }

    fn methods(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|route| route.address.is_match(path)).map(|route| route.methods.as_str())
    }
}

impl Route {
    fn of(path: &str, described: &BTreeMap<Cow<'_, str>, DescribedOperation>) -> Self {
        let given = |name: &'static str| Some((name, described.get(name.to_ascii_lowercase().as_str())?));
        let taken = ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().filter_map(given);
        let operations: HashMap<_, _> = taken.map(|(name, operation)| (name, Operation::of(operation))).collect();
        let names = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
        let is_taken = |name: &&str| match *name {
            "OPTIONS" => true,
            "HEAD" => operations.contains_key("GET"),
            name => operations.contains_key(name),
        };
        let methods = names.into_iter().filter(is_taken).collect::<Vec<_>>().join(", ");
        Self { path: path.to_owned(), address: ResourceDef::new(path), methods, operations }
    }
}

impl Operation {
    fn of(operation: &DescribedOperation) -> Self {
        let parameters = operation.parameters.iter().filter(|parameter| parameter.place == "query");
        let successes = operation.responses.iter().filter(|(status, _)| status.starts_with('2'));
        Self {
            offered: successes.flat_map(|(_, response)| response.content.keys().cloned()).collect(),
            parameters: parameters.map(|parameter| parameter.name.clone()).collect(),
        }
    }
}

/// Answers where no handler does: tells which methods an address takes, or that there is none.
///
/// # Errors
/// `not_found` for an address that does not exist.
pub async fn unknown_address(request: HttpRequest, routes: web::Data<Routes>) -> Result<HttpResponse> {
    let Some(methods) = routes.methods(request.path()) else { return Err(Situation::NotFound.into()) };
    let mut response = match *request.method() {
        Method::OPTIONS => HttpResponse::NoContent().finish(),
        _ => problem::answer(&AppError::new(Situation::MethodNotAllowed), &request),
    };
    if let Ok(value) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(ALLOW, value);
    }
    Ok(response)
}
