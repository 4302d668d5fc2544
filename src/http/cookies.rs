//! Cookies: what a browser keeps of a session, of itself, and of a form that it fills in.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::Secret;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieFor {
    /// The session.
    Session,
    /// The browser, which somebody signed in from before.
    Device,
    /// A form that a stranger fills in.
    Form,
    /// The password that was given before the code.
    SecondStep,
}

/// How long a browser is recognised.
const DEVICE: Duration = Duration::days(90);

impl CookieFor {
    /// Behind TLS the prefix makes browsers refuse what another host or an open line would set.
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

/// The cookies of this service: whether it is known by an address of TLS decides their form.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    is_https: bool,
}

impl Cookies {
    /// Those of a service that is known by an address of TLS, or not.
    pub const fn new(is_https: bool) -> Self {
        Self { is_https }
    }

    /// What the browser sent.
    pub fn sent(self, request: &HttpRequest, cookie: CookieFor) -> Option<Secret> {
        let sent = request.cookie(cookie.name(self.is_https))?;
        let fits = (1..=128).contains(&sent.value().len());
        fits.then(|| Secret::new(sent.value()))
    }

    /// Has the browser keep something: no script reads it, and it is sent only over TLS where there is TLS.
    ///
    /// # Errors
    /// `internal` where it cannot be written as a header.
    pub fn keep(self, response: &mut HttpResponse, cookie: CookieFor, value: &Secret) -> crate::error::Result<()> {
        let kept = self.built(cookie, value.expose());
        let kept = match cookie {
            CookieFor::Device => kept.max_age(DEVICE),
            _ => kept,
        };
        response.add_cookie(&kept.finish()).map_err(crate::error::AppError::internal)
    }

    /// Has the browser forget it.
    ///
    /// # Errors
    /// `internal` where it cannot be written as a header.
    pub fn forget(self, response: &mut HttpResponse, cookie: CookieFor) -> crate::error::Result<()> {
        let gone = self.built(cookie, "").max_age(Duration::ZERO).finish();
        response.add_cookie(&gone).map_err(crate::error::AppError::internal)
    }

    fn built<'c>(self, cookie: CookieFor, value: &'c str) -> actix_web::cookie::CookieBuilder<'c> {
        Cookie::build(cookie.name(self.is_https), value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.is_https)
    }
}
