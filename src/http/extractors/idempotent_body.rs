//! The body of a POST with its `Idempotency-Key`.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use serde::de::DeserializeOwned;

use super::body::{self, BodyFuture, read, read_json};
use crate::access::idempotency::IdempotencyKey;
use crate::error::{AppError, ProblemCode, Result};
use crate::http::body_room::BodyShare;
use crate::http::handler_probe::HandlerProbe;
use crate::http::state::AppState;

/// The request header of the key.
pub(in crate::http) const HEADER: &str = "Idempotency-Key";

/// The response header of a replay.
pub(in crate::http) const REPLAYED: &str = "Idempotency-Replayed";

/// A JSON body of at most `MAX_BYTES`, deserialized as `T`, and the key of the request.
#[derive(Debug)]
pub struct IdempotentBody<T, const MAX_BYTES: usize = { body::MAX_BYTES }> {
    /// The body.
    pub body: T,
    /// The key, for [`crate::access::Caller::with_idempotency_key`].
    pub key: Option<IdempotencyKey>,
    /// What the body takes of the room for all bodies. Work that may outlive the request takes it along.
    pub share: Option<BodyShare>,
}

impl<T: DeserializeOwned + 'static, const MAX_BYTES: usize> FromRequest for IdempotentBody<T, MAX_BYTES> {
    type Error = AppError;
    type Future = BodyFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        HandlerProbe::record_idempotency_key(request);
        let header = header(request);
        let bytes = read(request, payload, &["application/json"], MAX_BYTES);
        let request = request.clone();
        Box::pin(async move {
            let header = header?;
            let bytes = bytes.await?;
            let body = read_json(&bytes)?;
            let key = header.map(|text| key(&text, &request, &bytes)).transpose()?;
            let share = request.extensions_mut().remove::<BodyShare>();
            Ok(Self { body, key, share })
        })
    }
}

/// The bytes of the header. Two keys are refused: they would name one request twice.
fn header(request: &HttpRequest) -> Result<Option<Vec<u8>>> {
    let mut values = request.headers().get_all(HEADER);
    match (values.next(), values.next()) {
        (first, None) => Ok(first.map(|value| value.as_bytes().to_vec())),
        _ => Err(ProblemCode::InvalidIdempotencyKey.into()),
    }
}

fn key(text: &[u8], request: &HttpRequest, body: &[u8]) -> Result<IdempotencyKey> {
    let in_flight = &AppState::of(request)?.in_flight;
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    IdempotencyKey::read(text, &[request.method().as_str().as_bytes(), target.as_bytes(), body], in_flight)
}
