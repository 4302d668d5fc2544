//! Renders pages and their errors.

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, ContentType, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::plain_shell::PlainShell;
use crate::access::{Secret, random_token};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{KEY_FIELD, SentForm, problem};

/// A page for a signed-in user.
pub fn page(template: &impl Template) -> Result<HttpResponse> {
    let html = template.render().map_err(AppError::internal)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "no-store"));
    Ok(response.insert_header(ContentType::html()).body(html))
}

/// A page about an error or with the errors of its form, with the status of the refusal.
///
/// # Errors
/// `internal`.
pub fn page_with_error(template: &impl Template, error: &AppError) -> Result<HttpResponse> {
    let mut response = page(template)?;
    *response.status_mut() = problem::status(error.code);
    problem::add_headers(error, response.headers_mut());
    Ok(response)
}

/// A page with a form; if the form was refused, with the status of the refusal.
///
/// # Errors
/// `internal`.
pub fn form_page<'e>(template: &impl Template, refused: impl Into<Option<&'e AppError>>) -> Result<HttpResponse> {
    match refused.into() {
        Some(error) => page_with_error(template, error),
        None => page(template),
    }
}

/// What the address of a page says: what a form did just before.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    fait: Option<String>,
}

impl After {
    /// Its code.
    pub fn code(&self) -> Option<&str> {
        self.fait.as_deref()
    }
}

/// The version of the record that a form changes.
///
/// # Errors
/// `invalid_body` for a form of another page.
pub fn version(form: &SentForm) -> Result<i64> {
    form.text("version").parse().map_err(|_| ProblemCode::InvalidBody.into())
}

/// A page with a form that needs no session, with the errors of the form if there are any.
///
/// # Errors
/// `internal`.
pub fn plain_page(
    request: &HttpRequest,
    shell: &PlainShell,
    template: &impl Template,
    error: Option<&AppError>,
) -> Result<HttpResponse> {
    let mut response = form_page(template, error)?;
    shell.token.set_cookie(request, &mut response)?;
    Ok(response)
}

/// The key of a form that is carried out once. A form that was refused keeps its own, unless it is the key that was refused.
///
/// # Errors
/// `internal`.
pub fn form_key(refused: Option<(&AppError, &SentForm)>) -> Result<String> {
    match refused.filter(|(error, _)| error.code != ProblemCode::IdempotencyKeyReused) {
        Some((_, form)) => Ok(form.text(KEY_FIELD).to_owned()),
        None => Ok(random_token()?.expose().to_owned()),
    }
}

/// The error, with the name of a part before the pointers of its fields.
#[must_use]
pub fn below(part: &str, error: AppError) -> AppError {
    let field_errors = error.field_errors.into_iter();
    let field_errors =
        field_errors.map(|one| FieldError { pointer: format!("{part}{}", one.pointer), ..one }).collect();
    AppError { field_errors, ..error }
}

/// Whether the script of a page asks.
pub fn wants_json(request: &HttpRequest) -> bool {
    request.headers().get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// Redirects to another page.
pub fn redirect(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}

/// The new password of a form, entered twice to catch typing errors.
///
/// # Errors
/// `invalid_body` at `/again` when the entries differ.
pub fn new_password(form: &SentForm) -> Result<Secret> {
    let password = form.secret("password");
    if password != form.secret("again") {
        let detail = "Les deux saisies diffèrent.";
        return Err(FieldError::new("/again", ProblemCode::InvalidBody).with_detail(detail).into());
    }
    Ok(password)
}
