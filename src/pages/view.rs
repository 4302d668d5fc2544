//! How a page is put together, and what people see where something is refused.

use actix_web::http::header::{CACHE_CONTROL, ContentType, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::error::{AppError, ProblemCode, Result};
use crate::http::{FormToken, problem};

/// What is wrong with what was typed, field by field.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// Of a refusal: each fault beside its field, anything else above the form.
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

    /// What is wrong with the field at this pointer; with none, with the whole.
    pub fn at(&self, pointer: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == pointer).map(|(_, detail)| detail.as_str())
    }
}

/// A page that only says something.
#[derive(Template)]
#[template(path = "notice.html", config = "src/pages/askama.toml")]
struct Notice<'a> {
    title: &'a str,
    detail: &'a str,
}

/// A page, with the cookie that goes with its form.
pub fn page(request: &HttpRequest, token: Option<&FormToken>, template: &impl Template) -> Result<HttpResponse> {
    answered(request, token, template, None)
}

/// The same page again, with what was refused.
pub fn refused(
    request: &HttpRequest,
    token: &FormToken,
    template: &impl Template,
    error: &AppError,
) -> Result<HttpResponse> {
    answered(request, Some(token), template, Some(error))
}

fn answered(
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
        problem::tell_wait(error, response.headers_mut());
    }
    if let Some(token) = token {
        token.keep(request, &mut response)?;
    }
    Ok(response)
}

/// To another page, which is then asked for.
pub fn to(place: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, place)).finish()
}

/// Whatever came of it, as a page: people have no use for a problem in JSON. What went wrong on our side is still told to
/// the log, by the way that every refusal takes.
pub fn shown(request: &HttpRequest, outcome: Result<HttpResponse>) -> Result<HttpResponse> {
    let error = match outcome {
        Err(error) if error.cause.is_none() => error,
        told => return told,
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
    answered(request, None, &Notice { title, detail }, Some(&error))
}
