//! Pages for people, in French: signing in, choosing a password, looking after one's account. Forms that work without any
//! script, and one stylesheet.

mod account;
mod links;
mod sign_in;
mod view;

use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, mime};

const STYLE: &str = include_str!("templates/pages.css");

/// The stylesheet, the same for all pages.
#[get("/assets/pages.css")]
async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(ContentType(mime::TEXT_CSS_UTF_8))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(STYLE)
}

/// The addresses of pages.
pub fn routes(config: &mut ServiceConfig) {
    config.service(style).configure(sign_in::routes).configure(links::routes).configure(account::routes);
}
