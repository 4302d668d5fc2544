//! The files that pages load: one table, served under `/assets/`. Their addresses are stable, so that modules can import
//! each other; browsers keep them and ask at each use whether the tag of their content is still current.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use actix_web::{HttpResponse, get, web};

use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Negotiated, content_tag};

struct Asset {
    name: &'static str,
    media_type: &'static str,
    content: &'static str,
}

/// An asset from the folder of templates.
macro_rules! asset {
    ($name:literal, $media_type:expr) => {
        Asset { name: $name, media_type: $media_type, content: include_str!(concat!("templates/", $name)) }
    };
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

const ASSETS: &[Asset] = &[
    asset!("pages.css", "text/css; charset=utf-8"),
    asset!("administration.css", "text/css; charset=utf-8"),
    asset!("bilan.css", "text/css; charset=utf-8"),
    asset!("candidates.css", "text/css; charset=utf-8"),
    asset!("contracts.css", "text/css; charset=utf-8"),
    asset!("doubles.css", "text/css; charset=utf-8"),
    asset!("forms.css", "text/css; charset=utf-8"),
    asset!("forms.mjs", JAVASCRIPT),
    asset!("overview.css", "text/css; charset=utf-8"),
    asset!("records.css", "text/css; charset=utf-8"),
    asset!("plie.css", "text/css; charset=utf-8"),
    asset!("proofreading.css", "text/css; charset=utf-8"),
    asset!("reminders.css", "text/css; charset=utf-8"),
    asset!("reminders.mjs", JAVASCRIPT),
    asset!("sheet.css", "text/css; charset=utf-8"),
    asset!("add_person.css", "text/css; charset=utf-8"),
    asset!("add_person.mjs", JAVASCRIPT),
    asset!("month.css", "text/css; charset=utf-8"),
    asset!("copy.mjs", JAVASCRIPT),
    asset!("dialog.mjs", JAVASCRIPT),
    asset!("list.mjs", JAVASCRIPT),
    asset!("session.mjs", JAVASCRIPT),
    asset!("sheet.mjs", JAVASCRIPT),
    asset!("sheet-columns.mjs", JAVASCRIPT),
    asset!("sheet-evidence.mjs", JAVASCRIPT),
    asset!("sheet-keys.mjs", JAVASCRIPT),
    asset!("sheet-memory.mjs", JAVASCRIPT),
    asset!("sheet-network.mjs", JAVASCRIPT),
    asset!("sheet-outcomes.mjs", JAVASCRIPT),
    asset!("sheet-rows.mjs", JAVASCRIPT),
    asset!("sheet-saving.mjs", JAVASCRIPT),
    asset!("sheet-sums.mjs", JAVASCRIPT),
    asset!("sign_out.mjs", JAVASCRIPT),
    asset!("waiting.css", "text/css; charset=utf-8"),
    asset!("waiting.mjs", JAVASCRIPT),
    asset!("words.mjs", JAVASCRIPT),
    asset!("icons.svg", "image/svg+xml"),
    asset!("icon.svg", "image/svg+xml"),
];

#[get("/assets/{name}")]
async fn asset(name: web::Path<String>, negotiated: Negotiated) -> Result<HttpResponse> {
    let asset = ASSETS.iter().find(|asset| asset.name == name.as_str());
    let asset = asset.ok_or(AppError::new(ProblemCode::NotFound))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.media_type))
        .insert_header((CACHE_CONTROL, "public, no-cache"))
        .insert_header((ETAG, content_tag(asset.content, negotiated)))
        .body(asset.content))
}

/// The icon that browsers ask for by themselves, where no page names one: beside a JSON document, on a wrong address.
#[get("/favicon.ico")]
async fn favicon() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/x-icon"))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(include_bytes!("templates/favicon.ico").as_slice())
}

/// The routes of all assets. They are in memory, so no rate limit counts them.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/assets/").unlimited("/assets/").undescribed(asset);
    config.public("/favicon.ico").unlimited("/favicon.ico").undescribed(favicon);
}
