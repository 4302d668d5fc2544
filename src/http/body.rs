//! JSON bodies: read whole within a limit, with every refusal pointing at its place.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::rt::time::timeout;
use actix_web::web::{self, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Shared;
use super::merge::merge;
use crate::error::{AppError, FieldError, ProblemCode, Result};

/// The largest body, in bytes.
pub(super) const LARGEST: usize = 1024 * 1024;

/// How much of a body that is too large is still read, so that its sender gets to see the answer.
const DRAINED: usize = 64 * 1024 * 1024;

/// A body of JSON, read as a request type.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// A JSON merge patch (RFC 7396), not yet laid over anything.
#[derive(Debug)]
pub struct Patch(Vec<u8>);

impl Patch {
    /// The thing as its request type would describe it, with the patch laid over it.
    ///
    /// # Errors
    /// `invalid_json`, `unknown_field`, `invalid_body`.
    pub fn over<T: Serialize + DeserializeOwned>(&self, current: &T) -> Result<T> {
        let current = serde_json::to_string(current).map_err(AppError::internal)?;
        let merged =
            merge(&current, std::str::from_utf8(&self.0).map_err(|_| AppError::new(ProblemCode::InvalidJson))?)?;
        read_json(merged.as_bytes())
    }
}

pub(super) type Reading<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = AppError;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(request, payload, &["application/json"], LARGEST);
        Box::pin(async move { read_json(&bytes.await?).map(Body) })
    }
}

impl FromRequest for Patch {
    type Error = AppError;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(request, payload, &["application/merge-patch+json", "application/json"], LARGEST);
        Box::pin(async move { Ok(Patch(bytes.await?)) })
    }
}

pub(super) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    accepted: &'static [&str],
    largest: usize,
) -> Reading<Vec<u8>> {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).unwrap_or("").trim().to_ascii_lowercase();
    let coding = request.headers().get(header::CONTENT_ENCODING);
    let is_packed = coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let payload = payload.take();
    let patience = request.app_data::<web::Data<Shared>>().map(|shared| shared.limits.body).unwrap_or_default();
    Box::pin(async move {
        if !accepted.contains(&media_type.as_str()) || is_packed {
            return Err(ProblemCode::UnsupportedMediaType.into());
        }
        // Whoever sends a byte now and then would hold a connection for ever.
        timeout(patience, collected(payload, largest)).await.unwrap_or_else(|_| Err(ProblemCode::RequestTimeout.into()))
    })
}

async fn collected(mut payload: Payload, largest: usize) -> Result<Vec<u8>> {
    let mut body = BytesMut::new();
    let mut length: usize = 0;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| AppError::new(ProblemCode::InvalidBody))?;
        length = length.saturating_add(chunk.len());
        if length > DRAINED {
            break;
        }
        if length <= largest {
            body.extend_from_slice(&chunk);
        }
    }
    if length > largest { Err(ProblemCode::BodyTooLarge.into()) } else { Ok(body.to_vec()) }
}

/// Where something is wrong is asked only if something is: keeping track of the place costs something.
pub(super) fn read_json<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    serde_json::from_slice(text).or_else(|_| read_tracking(text))
}

fn read_tracking<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| misread(&error))?;
    json.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> AppError {
    AppError::new(ProblemCode::InvalidJson).with_detail(format!(
        "Le corps n'est pas du JSON bien formé (ligne {}, colonne {}).",
        error.line(),
        error.column()
    ))
}

fn misread(error: &serde_path_to_error::Error<serde_json::Error>) -> AppError {
    if !error.inner().is_data() {
        return not_json(error.inner());
    }
    let pointer = pointer(error.path());
    let message = error.inner().to_string();
    let named = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let known = message.split('`').skip(3).step_by(2).collect::<Vec<_>>().join(", ");
        let detail = format!("Le champ « {named} » n'est pas connu ; attendu : {known}.");
        return FieldError::new(pointer, ProblemCode::UnknownField).with_detail(detail).into();
    }
    let detail = "Cette valeur n'est pas du type attendu.";
    FieldError::new(pointer, ProblemCode::InvalidBody).with_detail(detail).into()
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{key}"),
        Segment::Enum { variant } => format!("{pointer}/{variant}"),
        Segment::Unknown => pointer,
    })
}
