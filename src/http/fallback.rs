//! Addresses that no handler takes: unknown, or known with another method.

use std::collections::HashMap;

use actix_web::dev::{ResourceDef, ServiceRequest};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::openapi::path::{Operation as Described, ParameterIn};
use utoipa::openapi::{OpenApi, PathItem, RefOr};

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

impl Routes {
    /// The addresses of a contract.
    pub fn of(contract: &OpenApi) -> Self {
        Self(contract.paths.paths.iter().map(|(path, item)| Route::of(path, item)).collect())
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
    fn of(path: &str, item: &PathItem) -> Self {
        let given = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        let taken = given.into_iter().filter_map(|(name, operation)| Some((name, operation.as_ref()?)));
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
    fn of(operation: &Described) -> Self {
        let given = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
            RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
            _ => None,
        });
        Self { offered: media_types(operation), parameters: given.collect() }
    }
}

fn media_types(operation: &Described) -> Vec<String> {
    let successes = operation.responses.responses.iter().filter(|(status, _)| status.starts_with('2'));
    let contents = successes.filter_map(|(_, response)| match response {
        RefOr::T(response) => Some(response.content.keys().cloned()),
        RefOr::Ref(_) => None,
    });
    contents.flatten().collect()
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
