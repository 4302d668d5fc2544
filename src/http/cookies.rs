//! The cookies of the service: their names, attributes, and how they are read and set.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieBuilder, SameSite};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::Secret;
use crate::error::{AppError, Result};

/// The kinds of cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieKind {
    /// The session's token.
    Session,
    /// Identifies a browser from which a user signed in before.
    Device,
    /// The secret behind the form token of a browser without a session.
    Form,
    /// Proves that the password was right, for the step that asks for the code.
    SecondStep,
}

/// How long a device cookie lasts.
const DEVICE_LIFETIME: Duration = Duration::days(90);

impl CookieKind {
    /// Over TLS the `__Host-` prefix makes browsers refuse a cookie that another host or a plain connection set.
    const fn name(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Session, false) => "clauses_session",
            (Self::Device, false) => "clauses_device",
            (Self::Form, false) => "clauses_form",
            (Self::SecondStep, false) => "clauses_step",
            (Self::Session, true) => "__Host-clauses_session",
            (Self::Device, true) => "__Host-clauses_device",
            (Self::Form, true) => "__Host-clauses_form",
            (Self::SecondStep, true) => "__Host-clauses_step",
        }
    }
}

/// Reads and sets cookies; their names and attributes depend on whether the service is reached over TLS.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    is_https: bool,
}

impl Cookies {
    /// For a service that is reached over TLS, or not.
    pub const fn new(is_https: bool) -> Self {
        Self { is_https }
    }

    /// The value that the browser sent, of 1 to 128 bytes.
    pub fn get(self, request: &HttpRequest, kind: CookieKind) -> Option<Secret> {
        let cookie = request.cookie(kind.name(self.is_https))?;
        (1..=128).contains(&cookie.value().len()).then(|| Secret::new(cookie.value()))
    }

    /// Sets a cookie that scripts cannot read, and that browsers send over TLS only if the service is reached so.
    ///
    /// # Errors
    /// `internal` if it cannot be written as a header.
    pub fn set(self, response: &mut HttpResponse, kind: CookieKind, value: &Secret) -> Result<()> {
        let cookie = self.build(kind, value.expose());
        let cookie = match kind {
            CookieKind::Device => cookie.max_age(DEVICE_LIFETIME),
            _ => cookie,
        };
        response.add_cookie(&cookie.finish()).map_err(AppError::internal)
    }

    /// Removes a cookie from the browser.
    ///
    /// # Errors
    /// `internal` if it cannot be written as a header.
    pub fn remove(self, response: &mut HttpResponse, kind: CookieKind) -> Result<()> {
        let expired = self.build(kind, "").max_age(Duration::ZERO).finish();
        response.add_cookie(&expired).map_err(AppError::internal)
    }

    fn build<'c>(self, kind: CookieKind, value: &'c str) -> CookieBuilder<'c> {
        Cookie::build(kind.name(self.is_https), value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.is_https)
    }
}
