//! Middleware around every request: its id, its log line, its metrics, and the problem document or page of a refusal.

use std::time::{Duration, Instant};

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, VARY};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use super::access_rules::access_rules;
use super::operations::Routes;
use super::request_id::{HEADER, assign_request_id};
use super::state::AppState;
use super::{error_page, problem, rate_limit};
use crate::error::{AppError, ProblemCode};

/// Gives the request its id, writes its log line, counts it, and turns refusals into problem documents, or pages for a
/// browser. It logs neither parameters nor bodies: they may hold personal data.
///
/// # Errors
/// Those of the inner middleware; refusals of handlers are responses.
pub async fn log_requests<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let id = assign_request_id(&request);
    let response = next.call(request).await?;
    let refused = response.response().error().map(refusal);
    let mut response = match refused.or_else(|| unknown_to_library(&response)) {
        Some(error) => {
            let answer = error_page::answer(&error, response.request());
            ServiceResponse::new(response.into_parts().0, answer).map_into_right_body()
        }
        None => response.map_into_left_body(),
    };
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    rate_limit::add_headers(&response.request().clone(), response.headers_mut());
    let is_api = is_api(&response);
    let vary = if is_api { "Accept, Accept-Encoding, Authorization, Cookie" } else { "Accept-Encoding" };
    response.headers_mut().insert(VARY, HeaderValue::from_static(vary));
    // Responses of the API may hold personal data: no cache keeps them unless the handler allows it.
    if is_api && !response.headers().contains_key(CACHE_CONTROL) {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    record(&response, &method, &id, started.elapsed());
    Ok(response)
}

/// The refusal behind an empty 404, as the handler of a library answers it: that of the API's documentation.
fn unknown_to_library<B: MessageBody>(response: &ServiceResponse<B>) -> Option<AppError> {
    let is_empty = matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0));
    (is_empty && response.status() == StatusCode::NOT_FOUND).then(|| ProblemCode::NotFound.into())
}

/// Whether the response is one of the API. An address may be percent-encoded (`/%761/…`), so all that is not declared
/// public counts as well.
fn is_api<B>(response: &ServiceResponse<B>) -> bool {
    let request = response.request();
    request.path().starts_with("/v1/") || !access_rules(request).is_public(request.method(), request.path())
}

/// Counts the response and writes its log line.
fn record<B>(response: &ServiceResponse<B>, method: &Method, id: &str, elapsed: Duration) {
    let (request, status) = (response.request(), response.status().as_u16());
    let operation =
        request.app_data::<web::Data<Routes>>().and_then(|routes| routes.pattern(request.match_info().as_str()));
    let route =
        operation.map(str::to_owned).or_else(|| request.match_pattern()).unwrap_or_else(|| "unknown".to_owned());
    if let Ok(state) = AppState::of(request) {
        state.metrics.record_response(&route, method.as_str(), status, elapsed);
    }
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(request_id = id, %method, route, status, micros, "request");
}

fn refusal(error: &Error) -> AppError {
    match error.as_error::<AppError>() {
        Some(error) => AppError {
            code: error.code,
            detail: error.detail.clone(),
            field_errors: error.field_errors.clone(),
            existing_id: error.existing_id,
            report: error.report.clone(),
            in_the_way: error.in_the_way.clone(),
            retry_after: error.retry_after,
            cause: error.cause.as_ref().map(|cause| anyhow::anyhow!("{cause:#}")),
        },
        None => problem::from_framework(error),
    }
}
