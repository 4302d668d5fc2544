//! The list of problem codes, and a page about each, to which `type` in a problem document leads.

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::handlers::Handlers;
use super::problem::status;
use crate::error::{AppError, ProblemCode, Result};

/// A problem code.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnownProblem {
    /// The stable code.
    #[schema(example = "month_closed")]
    code: &'static str,
    /// The HTTP status.
    status: u16,
    /// A few words, in French.
    #[schema(example = "Mois clos")]
    title: &'static str,
    /// What it means and how to resolve it, in French.
    #[schema(example = "Le mois est clos pour ce secteur : ses heures ne changent plus.")]
    meaning: &'static str,
    /// The address of its page.
    #[schema(example = "/problems/month_closed")]
    r#type: String,
}

fn describe(code: ProblemCode) -> KnownProblem {
    KnownProblem {
        code: code.as_str(),
        status: status(code).as_u16(),
        title: code.title(),
        meaning: code.meaning(),
        r#type: format!("/problems/{}", code.as_str()),
    }
}

/// List every problem code.
///
/// Each with its stable code, status and meaning. Needs no key; the list changes with the version of the service
/// only.
#[utoipa::path(tag = "problems", operation_id = "list_problems", responses((status = 200, description = "Every problem", body = Vec<KnownProblem>)))]
#[get("/v1/problems")]
async fn list() -> HttpResponse {
    HttpResponse::Ok().json(ProblemCode::ALL.iter().copied().map(describe).collect::<Vec<_>>())
}

/// Read about one problem.
///
/// The page to which the `type` of a problem leads, in French. Needs no key.
#[utoipa::path(
    tag = "problems",
    operation_id = "show_problem_page",
    params(("code" = String, Path, description = "The problem's code", example = "month_closed")),
    responses((status = 200, description = "A page in French", body = String, content_type = "text/html"))
)]
#[get("/problems/{code}")]
async fn page(code: web::Path<String>) -> Result<HttpResponse> {
    let problem = ProblemCode::ALL.iter().find(|problem| problem.as_str() == code.as_str());
    let problem = problem.copied().map(describe).ok_or_else(|| AppError::new(ProblemCode::NotFound))?;
    let html = format!(
        "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>{title}</title>\
         <h1>{title}</h1><p>{meaning}</p><p>Code <code>{code}</code>, statut HTTP {status}.</p></html>",
        title = problem.title,
        meaning = problem.meaning,
        code = problem.code,
        status = problem.status,
    );
    Ok(HttpResponse::Ok().content_type(ContentType::html()).body(html))
}

/// The routes of problem codes.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/v1/problems").public("/v1/problems/").public("/problems/").service(list).service(page);
}
