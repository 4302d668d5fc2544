//! What a POST brings: its body, and the key under which it is done once.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use super::Shared;
use super::body::{self, Reading, read, read_json};
use crate::access::idempotency::IdempotencyKey;
use crate::error::{AppError, ProblemCode, Result};

/// The header of the key.
pub(super) const HEADER: &str = "Idempotency-Key";

/// The header that tells an answer given again.
pub(super) const REPLAYED: &str = "Idempotency-Replayed";

/// A body of JSON, of so many bytes at most, read as a request type, with the key that the request came with.
#[derive(Debug)]
pub struct IdempotentBody<T, const LARGEST: usize = { body::LARGEST }> {
    /// The body.
    pub body: T,
    /// The key, for [`crate::access::Caller::once`].
    pub key: Option<IdempotencyKey>,
}

impl<T: DeserializeOwned + 'static, const LARGEST: usize> FromRequest for IdempotentBody<T, LARGEST> {
    type Error = AppError;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let given = given(request);
        let bytes = read(request, payload, &["application/json"], LARGEST);
        let request = request.clone();
        Box::pin(async move {
            let given = given?;
            let bytes = bytes.await?;
            let body = read_json(&bytes)?;
            let key = given.map(|text| key(&text, &request, &bytes)).transpose()?;
            Ok(Self { body, key })
        })
    }
}

/// The key as it was sent. Two of them would name one request twice: which is meant cannot be known.
fn given(request: &HttpRequest) -> Result<Option<Vec<u8>>> {
    let mut sent = request.headers().get_all(HEADER);
    match (sent.next(), sent.next()) {
        (first, None) => Ok(first.map(|value| value.as_bytes().to_vec())),
        _ => Err(ProblemCode::InvalidIdempotencyKey.into()),
    }
}

fn key(text: &[u8], request: &HttpRequest, body: &[u8]) -> Result<IdempotencyKey> {
    let shared = request
        .app_data::<web::Data<Shared>>()
        .ok_or_else(|| AppError::internal(anyhow::anyhow!("the application has no shared data")))?;
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    IdempotencyKey::read(text, &[request.method().as_str().as_bytes(), target.as_bytes(), body], &shared.in_flight)
}
