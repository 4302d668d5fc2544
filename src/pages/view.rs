//! Renders pages and their errors.

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, ContentType, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::shell::PlainShell;
use crate::access::{Secret, random_token};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{KEY_FIELD, SentForm, problem};

/// The errors of a form, by field.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// The errors of a refusal: each field's beside it, any other above the form.
    pub fn of(error: &AppError) -> Self {
        if error.field_errors.is_empty() {
            return Self(vec![(String::new(), error.detail.clone())]);
        }
        let of_field = |field_error: &FieldError| (field_error.pointer.clone(), field_error.detail.clone());
        Self(error.field_errors.iter().map(of_field).collect())
    }

    /// The same errors, those of fields that the form calls otherwise at its own pointers.
    #[must_use]
    pub fn renamed(self, aliases: &[(&str, &str)]) -> Self {
        let own = |pointer: String| match aliases.iter().find(|(given, _)| *given == pointer) {
            Some((_, own)) => (*own).to_owned(),
            None => pointer,
        };
        Self(self.0.into_iter().map(|(pointer, detail)| (own(pointer), detail)).collect())
    }

    /// The same errors, those of fields at other pointers above the form.
    #[must_use]
    pub fn beside(self, pointers: &[&str]) -> Self {
        let place = |(pointer, detail): (String, String)| match pointers.contains(&pointer.as_str()) {
            true => (pointer, detail),
            false => (String::new(), detail),
        };
        Self(self.0.into_iter().map(place).collect())
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The error of the field at this pointer; at `""`, of the whole form.
    pub fn at(&self, pointer: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == pointer).map(|(_, detail)| detail.as_str())
    }
}

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
    let mut response = match error {
        Some(error) => page_with_error(template, error)?,
        None => page(template)?,
    };
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

/// The pointers of a form's fields, each with the id and the label of its field.
pub fn pointers(fields: &[(&'static str, &str, &str)]) -> Vec<&'static str> {
    fields.iter().map(|(pointer, ..)| *pointer).collect()
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
