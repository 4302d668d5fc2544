//! What the plainer layout shows around a page that needs no session.

use actix_web::HttpRequest;

use crate::error::Result;
use crate::http::{AppState, FormToken};

/// The layout of a page that needs no session: `plain.html` reads it from the page's field `shell`.
pub struct PlainShell {
    /// The carrier's name.
    pub house: String,
    /// The CSRF token of the form.
    pub token: FormToken,
}

impl PlainShell {
    /// The layout for this request.
    ///
    /// # Errors
    /// `internal`.
    pub fn of(request: &HttpRequest) -> Result<Self> {
        let house = AppState::of(request)?.house.name().to_owned();
        Ok(Self { house, token: FormToken::of(request)? })
    }
}
