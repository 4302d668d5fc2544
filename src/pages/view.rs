//! Renders pages and their errors.

use actix_web::http::header::{CACHE_CONTROL, ContentType, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::access::Secret;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{FormToken, SentForm, problem};

/// The errors of a form, by field.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// The errors of a refusal: each field's beside it, any other above the form.
    pub fn of(error: &AppError) -> Self {
        if error.field_errors.is_empty() {
            return Self(vec![(String::new(), error.detail.clone())]);
        }
        Self(
            error
                .field_errors
                .iter()
                .map(|field_error| (field_error.pointer.clone(), field_error.detail.clone()))
                .collect(),
        )
    }

    /// The error of the field at this pointer; at `""`, of the whole form.
    pub fn at(&self, pointer: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == pointer).map(|(_, detail)| detail.as_str())
    }
}

/// A page with a message only.
#[derive(Template)]
#[template(path = "notice.html", config = "src/pages/askama.toml")]
struct Notice<'a> {
    title: &'a str,
    detail: &'a str,
}

/// A page, with the cookie of its form's CSRF token.
pub fn page(request: &HttpRequest, token: Option<&FormToken>, template: &impl Template) -> Result<HttpResponse> {
    render(request, token, template, None)
}

/// A page with the errors of its form, and the status of the refusal.
pub fn page_with_error(
    request: &HttpRequest,
    token: &FormToken,
    template: &impl Template,
    error: &AppError,
) -> Result<HttpResponse> {
    render(request, Some(token), template, Some(error))
}

/// A page with the status of a refusal, which the page itself shows.
pub fn page_with_status(
    request: &HttpRequest,
    token: &FormToken,
    template: &impl Template,
    code: ProblemCode,
) -> Result<HttpResponse> {
    render(request, Some(token), template, Some(&AppError::new(code)))
}

fn render(
    request: &HttpRequest,
    token: Option<&FormToken>,
    template: &impl Template,
    error: Option<&AppError>,
) -> Result<HttpResponse> {
    let html = template.render().map_err(AppError::internal)?;
    let mut response = HttpResponse::Ok();
    if let Some(error) = error {
        response.status(problem::status(error.code));
    }
    response.insert_header((CACHE_CONTROL, "no-store"));
    let mut response = response.insert_header(ContentType::html()).body(html);
    if let Some(error) = error {
        problem::add_retry_after(error, response.headers_mut());
    }
    if let Some(token) = token {
        token.set_cookie(request, &mut response)?;
    }
    Ok(response)
}

/// Redirects to another page.
pub fn redirect(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}

/// The response, or for a refusal a page with its message. A failure with a cause stays an error, so that the middleware logs it.
///
/// # Errors
/// Failures with a cause.
pub fn or_error_page(request: &HttpRequest, outcome: Result<HttpResponse>) -> Result<HttpResponse> {
    let error = match outcome {
        Err(error) if error.cause.is_none() => error,
        outcome => return outcome,
    };
    let (title, detail) = match error.code {
        ProblemCode::NotFound => {
            ("Lien inutilisable", "Ce lien a déjà servi, a expiré ou n'a jamais existé. Demandez-en un autre.")
        }
        ProblemCode::CsrfMissing => (
            "Formulaire périmé",
            "Ce formulaire n'est plus valable. Revenez en arrière, rechargez la page et recommencez.",
        ),
        code => (code.title(), error.detail.as_str()),
    };
    render(request, None, &Notice { title, detail }, Some(&error))
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
