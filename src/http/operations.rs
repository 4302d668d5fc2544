//! Addresses that no handler takes: unknown, or known with another method.

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

/// Every address of the contract, with the methods it takes and what its GET offers.
#[derive(Debug)]
pub struct Routes(Vec<Route>);

#[derive(Debug)]
struct Route {
    path: String,
    /// What stands between the slashes; nothing where something is to be filled in.
    segments: Vec<Option<String>>,
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
        let route = self.at(request.match_info().as_str())?;
        route.operations.get(request.method().as_str())
    }

    /// Which of the contract's addresses this is, as the contract writes it.
    pub(super) fn pattern(&self, path: &str) -> Option<&str> {
        self.at(path).map(|route| route.path.as_str())
    }

    fn methods(&self, path: &str) -> Option<&str> {
        self.at(path).map(|route| route.methods.as_str())
    }

    /// The route to an address: of several that fit, the one that leaves least open.
    fn at(&self, path: &str) -> Option<&Route> {
        let fitting = self.0.iter().filter(|route| route.fits(path));
        fitting.min_by_key(|route| route.segments.iter().filter(|segment| segment.is_none()).count())
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
        let said = |segment: &str| (!segment.starts_with('{')).then(|| segment.to_owned());
        Self { path: path.to_owned(), segments: path.split('/').map(said).collect(), methods, operations }
    }

    fn fits(&self, path: &str) -> bool {
        let mut asked = path.split('/');
        let agrees = |own: &Option<String>| match (own, asked.next()) {
            (Some(own), Some(asked)) => own == asked,
            (None, Some(asked)) => !asked.is_empty(),
            (_, None) => false,
        };
        self.segments.iter().all(agrees) && asked.next().is_none()
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
    let Some(methods) = routes.methods(request.path()) else { return Err(ProblemCode::NotFound.into()) };
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
