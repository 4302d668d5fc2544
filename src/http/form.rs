//! Forms that pages send: read whole, and only from our own pages.

use std::collections::HashMap;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse, web};

use super::Shared;
use super::body::{Reading, read};
use super::cookies::CookieFor;
use super::session::{is_elsewhere, of_form, same};
use crate::access::sessions::Session;
use crate::access::{Secret, random_token};
use crate::error::{AppError, ProblemCode, Result};

/// The longest form, in bytes.
const LARGEST: usize = 16 * 1024;

/// The field that shows that the form is one of ours.
pub const TOKEN_FIELD: &str = "jeton";

/// A form that one of our own pages sent.
pub struct SentForm(HashMap<String, String>);

impl SentForm {
    /// What was typed into a field.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The same, of what nobody else is to see.
    pub fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name))
    }
}

impl FromRequest for SentForm {
    type Error = AppError;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(request, payload, &["application/x-www-form-urlencoded"], LARGEST);
        let request = request.clone();
        Box::pin(async move {
            let bytes = bytes.await?;
            let fields = serde_urlencoded::from_bytes(&bytes).map_err(|_| AppError::new(ProblemCode::InvalidBody))?;
            let form = Self(fields);
            let expected = expected(&request).ok_or(AppError::new(ProblemCode::CsrfMissing))?;
            if is_elsewhere(request.headers()) || !same(form.text(TOKEN_FIELD), &expected) {
                return Err(ProblemCode::CsrfMissing.into());
            }
            Ok(form)
        })
    }
}

fn sent(request: &HttpRequest) -> Option<Secret> {
    request.app_data::<web::Data<Shared>>()?.cookies.sent(request, CookieFor::Form)
}

/// What the form has to show: of somebody signed in what their session told, of a stranger what goes with their cookie.
fn expected(request: &HttpRequest) -> Option<String> {
    let session = request.extensions().get::<Session>().map(|session| session.csrf_token.clone());
    session.or_else(|| sent(request).map(|cookie| of_form(&cookie)))
}

/// What a form on a page shows, with the cookie that goes with it where the browser has none yet.
#[derive(Debug, Clone)]
pub struct FormToken {
    /// What the form shows.
    pub shown: String,
    cookie: Option<Secret>,
}

impl FormToken {
    /// For the page that answers this request.
    ///
    /// # Errors
    /// `internal` where the system has no randomness.
    pub fn of(request: &HttpRequest) -> Result<Self> {
        if let Some(shown) = expected(request) {
            return Ok(Self { shown, cookie: None });
        }
        let cookie = random_token()?;
        Ok(Self { shown: of_form(&cookie), cookie: Some(cookie) })
    }

    /// Has the browser keep what goes with it.
    ///
    /// # Errors
    /// `internal`.
    pub fn keep(&self, request: &HttpRequest, response: &mut HttpResponse) -> Result<()> {
        let shared = request.app_data::<web::Data<Shared>>();
        match (&self.cookie, shared) {
            (Some(cookie), Some(shared)) => shared.cookies.keep(response, CookieFor::Form, cookie),
            _ => Ok(()),
        }
    }
}
