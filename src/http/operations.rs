//! The operations of the contract, by path: `negotiation` reads the parameters and media types of one, `request_log` its
//! pattern, and `unknown_address` answers where no handler does.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::problem;
use crate::error::{AppError, ProblemCode, Result};

/// The operations of the contract, found by the path of a request.
#[derive(Debug)]
pub struct Routes(matchit::Router<Route>);

#[derive(Debug)]
struct Route {
    /// The path as the contract writes it, such as `/v1/lots/{id}`.
    pattern: String,
    /// The methods of the `Allow` header.
    allow: String,
    operations: HashMap<&'static str, Operation>,
}

/// What middleware knows of an operation before its handler runs.
#[derive(Debug, Default)]
pub(super) struct Operation {
    /// The media types of its answers; none if they have no body.
    pub offered: Vec<String>,
    /// The names of its query parameters.
    pub parameters: Vec<String>,
}

/// The parts of the contract that are read.
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
    /// Reads the operations of a contract.
    ///
    /// # Errors
    /// When it is no OpenAPI document, or two of its paths are the same.
    pub fn read(contract: &str) -> anyhow::Result<Self> {
        let contract: Described<'_> = serde_json::from_str(contract)?;
        let mut router = matchit::Router::new();
        for (path, operations) in &contract.paths {
            router.insert(path.as_ref(), Route::new(path, operations))?;
        }
        Ok(Self(router))
    }

    /// The operation that a request asks for, if the contract has it.
    pub(super) fn operation(&self, request: &ServiceRequest) -> Option<&Operation> {
        // The decoded path: `/v1/organisation%73` is `/v1/organisations`.
        self.route(request.match_info().as_str())?.operations.get(request.method().as_str())
    }

    /// The pattern of the contract that a path matches, such as `/v1/lots/{id}`.
    pub(super) fn pattern(&self, path: &str) -> Option<&str> {
        self.route(path).map(|route| route.pattern.as_str())
    }

    /// Whether an address is one of the API: below `/v1`, or of the contract and not a page.
    pub(super) fn is_api(&self, path: &str) -> bool {
        let is_page = |operation: &Operation| operation.offered.iter().any(|media_type| media_type == "text/html");
        let is_described = self.route(path).is_some_and(|route| !route.operations.values().any(is_page));
        path == "/v1" || path.starts_with("/v1/") || is_described
    }

    fn route(&self, path: &str) -> Option<&Route> {
        self.0.at(path).ok().map(|found| found.value)
    }
}

impl Route {
    fn new(pattern: &str, described: &BTreeMap<Cow<'_, str>, DescribedOperation>) -> Self {
        let described_as = |method: &'static str| Some((method, described.get(method.to_ascii_lowercase().as_str())?));
        let operations: HashMap<_, _> = ["GET", "POST", "PUT", "PATCH", "DELETE"]
            .into_iter()
            .filter_map(described_as)
            .map(|(method, operation)| (method, Operation::of(operation)))
            .collect();
        let is_allowed = |method: &&str| match *method {
            "OPTIONS" => true,
            "HEAD" => operations.contains_key("GET"),
            method => operations.contains_key(method),
        };
        let methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
        let allow = methods.into_iter().filter(is_allowed).collect::<Vec<_>>().join(", ");
        Self { pattern: pattern.to_owned(), allow, operations }
    }
}

impl Operation {
    /// Whether it has a query parameter of this name.
    pub(super) fn has_parameter(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter == name)
    }

    fn of(operation: &DescribedOperation) -> Self {
        let parameters = operation.parameters.iter().filter(|parameter| parameter.place == "query");
        let successes = operation.responses.iter().filter(|(status, _)| status.starts_with('2'));
        Self {
            offered: successes.flat_map(|(_, response)| response.content.keys().cloned()).collect(),
            parameters: parameters.map(|parameter| parameter.name.clone()).collect(),
        }
    }
}

/// Answers requests that no handler takes: 405 with the methods of the path, 204 to `OPTIONS`.
///
/// # Errors
/// `not_found` for a path that the contract does not have.
pub async fn unknown_address(request: HttpRequest, routes: web::Data<Routes>) -> Result<HttpResponse> {
    let Some(methods) = routes.route(request.path()).map(|route| route.allow.as_str()) else {
        return Err(ProblemCode::NotFound.into());
    };
    let mut response = match *request.method() {
        Method::OPTIONS => HttpResponse::NoContent().finish(),
        _ => problem::answer(&AppError::new(ProblemCode::MethodNotAllowed), &request),
    };
    if let Ok(value) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(ALLOW, value);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(path: &str) -> Option<String> {
        let contract = r#"{"paths": {"/v1/hours/{id}/history": {"get": {"responses": {}}},
            "/v1/hours/batches/{id}": {"get": {"responses": {}}}, "/v1/hours": {"put": {"responses": {}}}}}"#;
        Routes::read(contract).unwrap().pattern(path).map(str::to_owned)
    }

    #[test]
    fn an_address_is_found_by_what_stands_between_its_slashes() {
        assert_eq!(pattern("/v1/hours").unwrap(), "/v1/hours");
        assert_eq!(pattern("/v1/hours/7/history").unwrap(), "/v1/hours/{id}/history");
        assert_eq!(pattern("/v1/hours/batches/7").unwrap(), "/v1/hours/batches/{id}");
        for none in
            ["", "/", "/v1", "/v1/hours/", "/v1/hours/7", "/v1/hours//history", "/v1/hours/7/history/", "v1/hours"]
        {
            assert_eq!(pattern(none), None, "{none}");
        }
    }
}
