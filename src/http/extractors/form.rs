//! Forms that pages submit, and the CSRF token in them.

use std::collections::HashMap;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse};

use super::body::{BodyFuture, read};
use crate::access::idempotency::IdempotencyKey;
use crate::access::sessions::Session;
use crate::access::{Secret, random_token};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::cookies::CookieKind;
use crate::http::csrf::{form_token, require_token};
use crate::http::query_string::{Undecodable, decode};
use crate::http::state::AppState;

/// The largest form of a page with a few fields, in bytes.
const SMALL: usize = 16 * 1024;

/// The form of a page with many rows.
pub type LargeForm = SentForm<{ 1024 * 1024 }>;

/// The field that carries the CSRF token.
pub const TOKEN_FIELD: &str = "jeton";

/// The field that carries the idempotency key of a form that must not be carried out twice.
pub const KEY_FIELD: &str = "cle";

/// The fields of a form of at most so many bytes, with a valid CSRF token.
pub struct SentForm<const MAX_BYTES: usize = SMALL>(HashMap<String, String>);

impl<const MAX_BYTES: usize> SentForm<MAX_BYTES> {
    /// The names and texts of all fields but the token, in no order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|(name, _)| *name != TOKEN_FIELD).map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The text of a field; empty if it is absent.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The text of a field that holds a secret, such as a password.
    pub fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name))
    }

    /// The key in the form's field [`KEY_FIELD`]: under it the same form, sent twice, is carried out once.
    ///
    /// # Errors
    /// `invalid_idempotency_key` if the form has none.
    pub fn idempotency_key(&self, request: &HttpRequest) -> Result<IdempotencyKey> {
        let mut fields: Vec<_> = self.fields().collect();
        fields.sort_unstable();
        let body = serde_urlencoded::to_string(fields).map_err(AppError::internal)?;
        let parts = [request.method().as_str(), request.path(), &body].map(str::as_bytes);
        IdempotencyKey::read(self.text(KEY_FIELD).as_bytes(), &parts, &AppState::of(request)?.in_flight)
    }
}

impl<const MAX_BYTES: usize> FromRequest for SentForm<MAX_BYTES> {
    type Error = AppError;
    type Future = BodyFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(request, payload, &["application/x-www-form-urlencoded"], MAX_BYTES);
        let request = request.clone();
        Box::pin(async move {
            let bytes = bytes.await?;
            let form = Self(fields_of(&bytes)?);
            let expected = expected_token(&request).ok_or(AppError::new(ProblemCode::CsrfMissing))?;
            require_token(request.headers(), form.text(TOKEN_FIELD), &expected)?;
            Ok(form)
        })
    }
}

/// The fields of a form, each once: of two values none would be the one that was meant.
fn fields_of(form: &[u8]) -> Result<HashMap<String, String>> {
    let refused = |name: &str, what: &str| {
        let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
        AppError::new(ProblemCode::InvalidBody).with_detail(format!("Le champ « {name} » {what}."))
    };
    let pairs = decode(form).map_err(|undecodable| match undecodable {
        Undecodable::Name => AppError::new(ProblemCode::InvalidBody).with_detail("Un champ n’est pas en UTF-8."),
        Undecodable::Value(name) => refused(&name, "n’est pas en UTF-8"),
    })?;
    let mut fields = HashMap::with_capacity(pairs.len());
    for (name, value) in pairs {
        if fields.contains_key(&name) {
            return Err(refused(&name, "est donné deux fois"));
        }
        fields.insert(name, value);
    }
    Ok(fields)
}

/// The token that forms of this browser carry: its session's, or, without a session, the one of its form cookie.
pub(super) fn expected_token(request: &HttpRequest) -> Option<String> {
    let of_session = request.extensions().get::<Session>().map(|session| session.csrf_token.clone());
    of_session.or_else(|| {
        let cookie = AppState::of(request).ok()?.cookies.get(request, CookieKind::Form)?;
        Some(form_token(&cookie))
    })
}

/// The CSRF token for the form of a page, and the cookie behind it if the browser has none yet.
#[derive(Debug, Clone)]
pub struct FormToken {
    /// The token in the form.
    pub value: String,
    new_cookie: Option<Secret>,
}

impl FormToken {
    /// For the page that answers this request.
    ///
    /// # Errors
    /// `internal` if the system has no randomness.
    pub fn of(request: &HttpRequest) -> Result<Self> {
        if let Some(value) = expected_token(request) {
            return Ok(Self { value, new_cookie: None });
        }
        let cookie = random_token()?;
        Ok(Self { value: form_token(&cookie), new_cookie: Some(cookie) })
    }

    /// Sets the cookie, if the browser has none yet.
    ///
    /// # Errors
    /// `internal`.
    pub fn set_cookie(&self, request: &HttpRequest, response: &mut HttpResponse) -> Result<()> {
        match &self.new_cookie {
            Some(cookie) => AppState::of(request)?.cookies.set(response, CookieKind::Form, cookie),
            None => Ok(()),
        }
    }
}
