//! JSON bodies, read whole within a limit of size and time. Refusals point at the member that they are about.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::rt::time::timeout;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::StreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::merge::merge;
use super::repeated_name;
use crate::access::Scope;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::body_room::{BodyShare, UNCOUNTED};
use crate::http::state::AppState;

/// The largest body, in bytes.
pub(super) const MAX_BYTES: usize = 1024 * 1024;

/// How much of a body that is too large is read and dropped: many clients read the response only after they sent all.
const MAX_DRAINED: usize = 64 * 1024 * 1024;

/// A JSON body, deserialized as `T`.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// A JSON merge patch (RFC 7396), not yet applied.
#[derive(Debug)]
pub struct Patch(Vec<u8>);

impl Patch {
    /// Whether the patch has this member and no other, whatever the value.
    pub fn has_only(&self, member: &str) -> bool {
        let members = serde_json::from_slice::<Map<String, Value>>(&self.0).unwrap_or_default();
        members.len() == 1 && members.contains_key(member)
    }

    /// Applies the patch to the current state, written as its request type.
    ///
    /// # Errors
    /// `invalid_json`, `unknown_field`, `invalid_body`.
    pub fn apply_to<T: Serialize + DeserializeOwned>(&self, current: &T) -> Result<T> {
        let current = serde_json::to_string(current).map_err(AppError::internal)?;
        let patch = std::str::from_utf8(&self.0).map_err(|_| AppError::new(ProblemCode::InvalidJson))?;
        repeated_name::refuse(patch)?;
        read_json(merge(&current, patch)?.as_bytes())
    }
}

pub(super) type BodyFuture<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = AppError;
    type Future = BodyFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(request, payload, &["application/json"], MAX_BYTES);
        Box::pin(async move { read_json(&bytes.await?).map(Body) })
    }
}

impl FromRequest for Patch {
    type Error = AppError;
    type Future = BodyFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(request, payload, &["application/merge-patch+json", "application/json"], MAX_BYTES);
        Box::pin(async move { Ok(Patch(bytes.await?)) })
    }
}

/// Reads the body of a request.
///
/// # Errors
/// `unsupported_media_type`, also for a compressed body; `body_too_large`; `too_many_bodies`; `request_timeout`;
/// `invalid_body`.
pub(super) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    accepted: &'static [&str],
    max_bytes: usize,
) -> BodyFuture<Vec<u8>> {
    let media_type = media_type(request);
    let coding = request.headers().get(header::CONTENT_ENCODING);
    let is_compressed = coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let payload = payload.take();
    let request = request.clone();
    Box::pin(async move {
        if !accepted.contains(&media_type.as_str()) || is_compressed {
            return Err(ProblemCode::UnsupportedMediaType.into());
        }
        // A client that sends a byte now and then would occupy the connection for ever.
        let state = AppState::of(&request)?;
        let max_bytes = if request.extensions().contains::<Scope>() { max_bytes } else { max_bytes.min(UNCOUNTED) };
        let collected =
            timeout(state.limits.body, collect(payload, &request, max_bytes, state.body_room.share())).await;
        let (bytes, share) = collected.unwrap_or_else(|_| Err(ProblemCode::RequestTimeout.into()))?;
        // Held until the request ends.
        request.extensions_mut().insert(share);
        Ok(bytes)
    })
}

/// The media type of a request's body, in lower case and without parameters.
pub(super) fn media_type(request: &HttpRequest) -> String {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.and_then(|value| value.split(';').next()).unwrap_or("").trim().to_ascii_lowercase()
}

/// Collects the bytes, with the share that they take of the room for all bodies. The rest of a body that is refused is
/// read and dropped.
async fn collect(
    mut payload: Payload,
    request: &HttpRequest,
    max_bytes: usize,
    share: BodyShare,
) -> Result<(Vec<u8>, BodyShare)> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|digits| digits.parse::<usize>().ok()).unwrap_or_default();
    let mut body = Incoming { bytes: Vec::new(), share }.make_room(announced, max_bytes);
    let mut length: usize = 0;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| AppError::new(ProblemCode::InvalidBody))?;
        length = length.saturating_add(chunk.len());
        if length > MAX_DRAINED {
            break;
        }
        body = body.and_then(|body| body.make_room(length, max_bytes)).map(|body| body.with(&chunk));
    }
    body.map(|body| (body.bytes, body.share))
}

/// What has arrived of a body.
struct Incoming {
    bytes: Vec<u8>,
    share: BodyShare,
}

impl Incoming {
    /// Makes room for this length.
    fn make_room(mut self, length: usize, max_bytes: usize) -> Result<Self> {
        if length > max_bytes {
            return Err(ProblemCode::BodyTooLarge.into());
        }
        self.share.grow_to(length)?;
        self.bytes.reserve(length.saturating_sub(self.bytes.len()));
        Ok(self)
    }

    fn with(mut self, chunk: &[u8]) -> Self {
        self.bytes.extend_from_slice(chunk);
        self
    }
}

/// Deserializes JSON. Only after a failure it runs again with path tracking, which is slower.
pub(super) fn read_json<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    serde_json::from_slice(text).or_else(|_| read_tracking(text))
}

fn read_tracking<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| refusal(text, &error))?;
    json.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> AppError {
    AppError::new(ProblemCode::InvalidJson).with_detail(format!(
        "Le corps n’est pas du JSON bien formé (ligne {}, colonne {}).",
        error.line(),
        error.column()
    ))
}

fn refusal(text: &[u8], error: &serde_path_to_error::Error<serde_json::Error>) -> AppError {
    if !error.inner().is_data() {
        return not_json(error.inner());
    }
    let pointer = pointer(error.path());
    let message = error.inner().to_string();
    let name = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let expected = message.split('`').skip(3).step_by(2).collect::<Vec<_>>().join(", ");
        let detail = format!("Le champ « {name} » n’est pas connu ; attendu : {expected}.");
        return FieldError::new(pointer, ProblemCode::UnknownField).with_detail(detail).into();
    }
    if let Some(repeated) = repeated_name::find(text).filter(|_| message.starts_with("duplicate field")) {
        return repeated.into();
    }
    let detail = "Cette valeur n’est pas du type attendu.";
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
