//! `/problems/{code}`: a page about each problem code, to which `type` in a problem document leads.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use super::plain_shell::PlainShell;
use super::view::page;
use crate::error::{AppError, ProblemCode, Result, french};
use crate::http::{Handlers, problem};

#[derive(Template)]
#[template(path = "problem.html", config = "src/pages/askama.toml")]
struct ProblemPage {
    shell: PlainShell,
    title: String,
    meaning: String,
    code: &'static str,
    status: u16,
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
async fn show(request: HttpRequest, code: web::Path<String>) -> Result<HttpResponse> {
    let code = ProblemCode::ALL.iter().copied().find(|problem| problem.as_str() == code.as_str());
    let code = code.ok_or(AppError::new(ProblemCode::NotFound))?;
    page(&ProblemPage {
        shell: PlainShell::of(&request)?,
        title: french(code.title()),
        meaning: french(code.meaning()),
        code: code.as_str(),
        status: problem::status(code).as_u16(),
    })
}

/// The route of these pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/problems/").service(show);
}
