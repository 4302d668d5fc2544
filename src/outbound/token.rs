//! What authenticates our requests: a bearer key, or a token that is fetched with client credentials (RFC 6749, section
//! 4.4) and kept until shortly before its end.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::transport::Transport;
use crate::config::ServiceAccess;
use crate::values::CallFailure;

/// How long a token is kept whose answer does not say how long it lives.
const UNSAID: u64 = 300;

/// How long before its end a token is renewed, at most.
const MARGIN: Duration = Duration::from_secs(30);

/// The authorisation of one service.
pub(super) enum Access {
    Key(HeaderValue),
    Token(TokenSource),
}

/// Where tokens come from, and the last one.
pub(super) struct TokenSource {
    url: Url,
    /// The client's credentials.
    basic: HeaderValue,
    /// Locked while a token is fetched, so that only one call fetches it.
    current: Mutex<Option<Token>>,
}

struct Token {
    header: HeaderValue,
    until: Instant,
}

/// The answer of the token endpoint.
#[derive(Deserialize)]
struct Issued {
    access_token: String,
    token_type: String,
    expires_in: Option<u64>,
}

impl Access {
    /// The authorisation that the settings name.
    pub(super) fn new(access: &ServiceAccess) -> anyhow::Result<Self> {
        match access {
            ServiceAccess::Key(key) => {
                Ok(Self::Key(sensitive(&format!("Bearer {}", key.expose())).context("the key fits in no header")?))
            }
            ServiceAccess::ClientCredentials { token_url, client_id, client_secret } => {
                let part = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", part(client_id), part(client_secret.expose()));
                let basic = sensitive(&format!("Basic {}", BASE64_STANDARD.encode(pair)));
                let basic = basic.context("the client's credentials fit in no header")?;
                Ok(Self::Token(TokenSource { url: token_url.clone(), basic, current: Mutex::default() }))
            }
        }
    }

    /// The value of `Authorization`.
    pub(super) async fn authorization(&self, transport: &Transport) -> Result<HeaderValue, CallFailure> {
        match self {
            Self::Key(header) => Ok(header.clone()),
            Self::Token(source) => source.token(transport).await,
        }
    }

    /// Gives up a token that the service refused; says whether another may be fetched.
    pub(super) async fn discard(&self, refused: &HeaderValue) -> bool {
        let Self::Token(source) = self else { return false };
        let mut current = source.current.lock().await;
        if current.as_ref().is_some_and(|token| token.header == *refused) {
            *current = None;
        }
        true
    }
}

impl TokenSource {
    async fn token(&self, transport: &Transport) -> Result<HeaderValue, CallFailure> {
        let mut current = self.current.lock().await;
        if let Some(token) = current.as_ref().filter(|token| Instant::now() < token.until) {
            return Ok(token.header.clone());
        }
        let token = self.fetch(transport).await?;
        let header = token.header.clone();
        *current = Some(token);
        Ok(header)
    }

    async fn fetch(&self, transport: &Transport) -> Result<Token, CallFailure> {
        let asked = Instant::now();
        let mut request = Request::new(Method::POST, self.url.clone());
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.basic.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        *request.body_mut() = Some("grant_type=client_credentials".into());
        let received = transport.send(request).await?;
        match received.status {
            200 => issued(&received.body, asked).ok_or(CallFailure::Unauthorised),
            429 | 503 => Err(CallFailure::Overloaded),
            300..=399 => Err(CallFailure::Redirected),
            500..=599 => Err(CallFailure::ServerError),
            _ => Err(CallFailure::Unauthorised),
        }
    }
}

/// The token of an answer; none if it is not a bearer token.
fn issued(body: &[u8], asked: Instant) -> Option<Token> {
    let issued: Issued = serde_json::from_slice(body).ok()?;
    let is_bearer = issued.token_type.eq_ignore_ascii_case("bearer") && !issued.access_token.is_empty();
    let header = sensitive(&format!("Bearer {}", issued.access_token)).filter(|_| is_bearer)?;
    let life = Duration::from_secs(issued.expires_in.unwrap_or(UNSAID).min(86_400));
    Some(Token { header, until: asked + life.saturating_sub(MARGIN.min(life / 4)) })
}

/// A header that `Debug` and logs hide.
fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_shortly_before_its_end() {
        let now = Instant::now();
        let life = |body: &str| issued(body.as_bytes(), now).map(|token| token.until - now);
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(life(r#"{"access_token":"a","token_type":"Bearer","expires_in":3600}"#), seconds(3570));
        assert_eq!(life(r#"{"access_token":"a","token_type":"bearer","expires_in":40}"#), seconds(30));
        assert_eq!(life(r#"{"access_token":"a","token_type":"bearer"}"#), seconds(270));
    }

    #[test]
    fn what_is_no_bearer_token_is_refused() {
        for body in [
            "",
            "[]",
            r#"{"access_token":"a","token_type":"mac"}"#,
            r#"{"access_token":"","token_type":"bearer"}"#,
            r#"{"access_token":"a\nb","token_type":"bearer"}"#,
            r#"{"access_token":"a"}"#,
        ] {
            assert!(issued(body.as_bytes(), Instant::now()).is_none(), "{body}");
        }
    }
}
