//! The list of problem codes. `pages` has a page about each.

use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::handlers::Handlers;
use super::problem::status;
use crate::error::{ProblemCode, serialize_french};

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
    #[schema(example = "Le mois est clos pour ce secteur\u{a0}: ses heures ne changent plus.")]
    #[serde(serialize_with = "serialize_french")]
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

/// The route of the list.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/v1/problems").public("/v1/problems/").service(list);
}
