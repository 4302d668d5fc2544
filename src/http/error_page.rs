//! Which refusals are shown to a browser as pages: those of addresses outside of the API.

use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse, web};

use super::credentials::presents_key;
use super::operations::Routes;
use super::problem;
use crate::error::{AppError, Result};

/// Renders a refusal as a page. `app` registers that of `pages`, which this layer does not know.
#[derive(Debug, Clone, Copy)]
pub struct ErrorPage(pub fn(&AppError, &HttpRequest) -> Result<HttpResponse>);

/// Whether a browser asks for a page: it accepts HTML, it sends no API key, and the address is none of the API's.
pub(super) fn asks_for_page(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let routes = request.app_data::<web::Data<Routes>>();
    // The decoded path: `/%761/lots` is `/v1/lots`.
    let is_api = routes.is_none_or(|routes| routes.is_api(request.match_info().as_str()));
    accept.contains("text/html") && !presents_key(request) && !is_api
}

/// The response for a refusal: a page for a browser, else a problem document. Its cause goes to the log only.
pub(super) fn answer(error: &AppError, request: &HttpRequest) -> HttpResponse {
    problem::log_cause(error, request);
    let renderer = request.app_data::<web::Data<ErrorPage>>().filter(|_| asks_for_page(request));
    match renderer.map(|renderer| renderer.0(error, request)) {
        Some(Ok(page)) => page,
        Some(Err(failure)) => {
            problem::log_cause(&failure, request);
            problem::answer(error, request)
        }
        None => problem::answer(error, request),
    }
}
