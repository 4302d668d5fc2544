//! One request and its answer over HTTP, with time-outs, without redirects, and with a limit on the answer's size.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use rustls::crypto::ring;

use super::addresses::{AddressRefused, Resolver, check_literal};
use crate::values::CallFailure;

/// The most bytes of an answer.
const LARGEST: usize = 256 * 1024;

/// The longest time to connect, and between two pieces of an answer.
const CONNECT: Duration = Duration::from_secs(5);
const READ: Duration = Duration::from_secs(15);

/// How long an idle connection is kept: shorter than most servers keep theirs.
const IDLE: Duration = Duration::from_secs(20);

/// Sends requests.
pub(super) struct Transport {
    http: reqwest::Client,
    allows_local: bool,
}

/// An answer, whole.
pub(super) struct Received {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Transport {
    /// `uses_tls` is set if any address is `https`: only then the certificates of the system are needed.
    pub(super) fn new(uses_tls: bool, allows_local: bool, timeout: Duration) -> anyhow::Result<Self> {
        // Fails if there is one already, which serves as well.
        let _ = ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .user_agent(concat!("clauses/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(timeout.min(CONNECT))
            .read_timeout(timeout.min(READ))
            .pool_idle_timeout(IDLE)
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(Arc::new(Resolver { allows_local }));
        let builder = if uses_tls { builder } else { builder.tls_certs_only([]) };
        let http = builder.build().context("preparing TLS, which needs the system's certificates (ca-certificates)")?;
        Ok(Self { http, allows_local })
    }

    /// Sends a request and reads the answer.
    pub(super) async fn send(&self, request: reqwest::Request) -> Result<Received, CallFailure> {
        if !self.allows_local {
            check_literal(request.url()).map_err(|_| CallFailure::AddressRefused)?;
        }
        let mut answer = self.http.execute(request).await.map_err(|error| failure(&error))?;
        let announced = answer.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
        if announced > LARGEST {
            return Err(CallFailure::TooLarge);
        }
        let mut body = Vec::with_capacity(announced);
        while let Some(piece) = answer.chunk().await.map_err(|error| failure(&error))? {
            if body.len().saturating_add(piece.len()) > LARGEST {
                return Err(CallFailure::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Received { status: answer.status().as_u16(), headers: answer.headers().clone(), body })
    }
}

/// Why a request failed, without the error's text: it quotes the address, which may hold personal values.
fn failure(error: &reqwest::Error) -> CallFailure {
    if causes(error).any(|cause| cause.is::<AddressRefused>()) {
        CallFailure::AddressRefused
    } else if error.is_connect() {
        CallFailure::Unreachable
    } else if error.is_timeout() {
        CallFailure::TimedOut
    } else {
        CallFailure::CutOff
    }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source())
}
