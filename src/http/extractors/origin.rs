//! The origin of a sign-in attempt.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::access::Secret;
use crate::error::{AppError, Result};
use crate::http::client_address::{client_address, network, subnet};
use crate::http::cookies::CookieKind;
use crate::http::request_id::request_id;
use crate::http::state::AppState;

/// Where a request comes from, for the throttling of sign-ins and their audit events.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The client's address; in IPv6 its /64.
    pub address: String,
    /// The network that the address belongs to; in IPv6 its /48.
    pub network: String,
    /// The device cookie of a browser from which a user signed in before.
    pub device: Option<Secret>,
    /// The session cookie.
    pub session: Option<Secret>,
    /// The request's id.
    pub request_id: Option<String>,
}

impl Origin {
    /// The origin of this request.
    pub fn of(request: &HttpRequest) -> Self {
        let cookies = AppState::of(request).ok().map(|state| state.cookies);
        let address = client_address(request);
        Self {
            address: subnet(address).to_string(),
            network: network(address).to_string(),
            device: cookies.and_then(|cookies| cookies.get(request, CookieKind::Device)),
            session: cookies.and_then(|cookies| cookies.get(request, CookieKind::Session)),
            request_id: Some(request_id(request)),
        }
    }
}

impl FromRequest for Origin {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
