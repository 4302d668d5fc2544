//! Around every request: its id, its line in the log, and the shape of whatever went wrong in it.

use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};

use super::authenticate::is_public;
use super::operations::Routes;
use super::{Shared, problem, rate_limit};
use crate::error::AppError;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

#[derive(Clone)]
struct RequestId(String);

/// The request's id: the one that came with it if it is well formed, else one of our own.
pub fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Gives the request its id, writes its line in the log, and turns refusals into problems. Neither the address's
/// parameters nor any body is logged: they may hold personal data.
///
/// # Errors
/// Those of the middleware below; handlers' refusals come as answers.
pub async fn trace<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let id = chosen_id(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let response = next.call(request).await?;
    let mut response = match response.response().error().map(refusal) {
        Some(error) => {
            let answer = problem::answer(&error, response.request());
            ServiceResponse::new(response.into_parts().0, answer).map_into_right_body()
        }
        None => response.map_into_left_body(),
    };
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    rate_limit::tell(&response.request().clone(), response.headers_mut());
    let depends_on =
        if is_of_the_api(&response) { "Accept, Accept-Encoding, Authorization, Cookie" } else { "Accept-Encoding" };
    response.headers_mut().insert(VARY, HeaderValue::from_static(depends_on));
    // What the API answers may hold personal data: nobody on the way keeps it unless a handler says otherwise.
    if is_of_the_api(&response) && !response.headers().contains_key(CACHE_CONTROL) {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    finished(&response, &method, &id, started.elapsed());
    Ok(response)
}

/// An address may be written in several ways (`/%761/…`), so what is not known to be open to anybody counts as well.
fn is_of_the_api<B>(response: &ServiceResponse<B>) -> bool {
    let path = response.request().path();
    path.starts_with("/v1/") || !is_public(path)
}

/// Counts the answer and writes its line in the log.
fn finished<B>(response: &ServiceResponse<B>, method: &Method, id: &str, took: Duration) {
    let (request, status) = (response.request(), response.status().as_u16());
    let known =
        request.app_data::<web::Data<Routes>>().and_then(|routes| routes.pattern(request.match_info().as_str()));
    let route = known.map(str::to_owned).or_else(|| request.match_pattern()).unwrap_or_else(|| "unknown".to_owned());
    if let Some(shared) = request.app_data::<web::Data<Shared>>() {
        shared.metrics.answered(&route, method.as_str(), status, took);
    }
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(request_id = id, %method, route, status, micros, "request");
}

/// Somebody else's id is kept only if it is short and plain: it goes into our log.
fn chosen_id(request: &ServiceRequest) -> String {
    let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(plain).map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned)
}

fn refusal(error: &Error) -> AppError {
    match error.as_error::<AppError>() {
        Some(known) => AppError {
            code: known.code,
            detail: known.detail.clone(),
            field_errors: known.field_errors.clone(),
            existing_id: known.existing_id,
            report: known.report.clone(),
            wait: known.wait,
            cause: known.cause.as_ref().map(|cause| anyhow::anyhow!("{cause:#}")),
        },
        None => problem::from_framework(error),
    }
}
