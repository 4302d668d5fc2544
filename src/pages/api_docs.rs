//! `/docs/`: Swagger UI over the contract, with a start of our own, and the guides that the contract's introduction leads
//! to.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use actix_web::{HttpResponse, get, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Negotiated, content_tag};

/// A guide from the folder of documents.
macro_rules! guide {
    ($name:literal) => {
        ($name, include_str!(concat!("../../docs/", $name)))
    };
}

const GUIDES: &[(&str, &str)] = &[
    guide!("tour.md"),
    guide!("partners.md"),
    guide!("dashboards.md"),
    guide!("api.md"),
    guide!("clients.md"),
    guide!("settings.md"),
    guide!("glossary.md"),
    guide!("officer.fr.md"),
];

/// Swagger UI's page, in French and with the icon of the other pages.
#[get("/docs/")]
async fn page(negotiated: Negotiated) -> HttpResponse {
    file("text/html; charset=utf-8", include_str!("templates/api_docs.html"), negotiated)
}

/// Starts Swagger UI in place of its own script, which cannot add the token of a session.
#[get("/docs/start.js")]
async fn start(negotiated: Negotiated) -> HttpResponse {
    file("text/javascript; charset=utf-8", include_str!("templates/api_docs.js"), negotiated)
}

/// As text, which every browser shows.
#[get("/docs/guides/{name}")]
async fn guide(name: web::Path<String>, negotiated: Negotiated) -> Result<HttpResponse> {
    let guide = GUIDES.iter().find(|(guide, _)| *guide == name.as_str());
    let (_, text) = guide.ok_or(AppError::new(ProblemCode::NotFound))?;
    Ok(file("text/plain; charset=utf-8", text, negotiated))
}

fn file(media_type: &'static str, content: &'static str, negotiated: Negotiated) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CACHE_CONTROL, "public, no-cache"))
        .insert_header((ETAG, content_tag(content, negotiated)))
        .body(content)
}

/// The routes of the documentation. Swagger UI's own files come last: they are everything else below `/docs/`.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/docs").public("/docs/");
    config.undescribed(page).undescribed(start).undescribed(guide);
    // Swagger UI's own page knows of no session.
    config.undescribed(web::redirect("/docs/index.html", "/docs/"));
    config.undescribed(SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json")));
    config.undescribed(web::redirect("/docs", "/docs/"));
}
