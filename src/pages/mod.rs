//! French pages: sign-in, choosing a password, the user's account. Plain forms without scripts, and one stylesheet.

mod account;
mod links;
mod sheet;
mod sign_in;
mod view;

use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::{HttpResponse, get, mime};

use crate::http::Handlers;

const STYLESHEET: &str = include_str!("templates/pages.css");

/// The stylesheet of all pages.
#[get("/assets/pages.css")]
async fn stylesheet() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(ContentType(mime::TEXT_CSS_UTF_8))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(STYLESHEET)
}

#[get("/assets/sheet.css")]
async fn sheet_css() -> HttpResponse {
    HttpResponse::Ok().insert_header(ContentType(mime::TEXT_CSS_UTF_8)).body(include_str!("templates/sheet.css"))
}

#[get("/assets/sheet.mjs")]
async fn sheet_mjs() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(ContentType(mime::APPLICATION_JAVASCRIPT_UTF_8))
        .body(include_str!("templates/sheet.mjs"))
}

/// The routes of all pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/assets/").undescribed(stylesheet).undescribed(sheet_css).undescribed(sheet_mjs);
    config.configure(sign_in::routes).configure(links::routes).configure(account::routes).configure(sheet::routes);
}
