//! Addresses that no handler takes: unknown, or known with another method.

use actix_web::dev::ResourceDef;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::openapi::OpenApi;

use super::problem;
use crate::error::{AppError, Result, Situation};

/// Every address of the contract with the methods it takes.
#[derive(Debug)]
pub struct Routes(Vec<(ResourceDef, String)>);

impl Routes {
    /// The addresses of a contract.
    pub fn of(contract: &OpenApi) -> Self {
        let methods = |item: &utoipa::openapi::PathItem| {
            let given = [
                ("GET", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("PATCH", item.patch.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            given.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect::<Vec<_>>().join(", ")
        };
        Self(contract.paths.paths.iter().map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item))).collect())
    }

    fn methods(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|(address, _)| address.is_match(path)).map(|(_, methods)| methods.as_str())
    }
}

/// Answers where no handler does.
///
/// # Errors
/// `not_found` for an address that does not exist.
pub async fn unknown_address(request: HttpRequest, routes: web::Data<Routes>) -> Result<HttpResponse> {
    let Some(methods) = routes.methods(request.path()) else { return Err(Situation::NotFound.into()) };
    let mut response = problem::answer(&AppError::new(Situation::MethodNotAllowed), &request);
    if let Ok(value) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(ALLOW, value);
    }
    Ok(response)
}
