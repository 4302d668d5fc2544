//! A JSON body, or a file in its place.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::body::{self, BodyFuture, media_type, read, read_json};
use crate::error::{AppError, ProblemCode};

/// A JSON body, or a file.
#[derive(Debug)]
pub enum JsonOrFile<T> {
    /// The JSON.
    Json(T),
    /// A file.
    File {
        /// Its media type, one of those of `T`.
        media_type: &'static str,
        /// Its content.
        bytes: Vec<u8>,
    },
}

/// A JSON body in whose place files are taken.
pub trait TakesFiles {
    /// The media types, of which JSON is the first.
    const MEDIA_TYPES: &'static [&'static str];
    /// The largest file, in bytes.
    const MAX_BYTES: usize;
}

impl<T: DeserializeOwned + TakesFiles + 'static> FromRequest for JsonOrFile<T> {
    type Error = AppError;
    type Future = BodyFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let given = media_type(request);
        let media_type = T::MEDIA_TYPES.iter().copied().find(|media_type| *media_type == given);
        let file = media_type.filter(|media_type| *media_type != "application/json");
        let max_bytes = if file.is_some() { T::MAX_BYTES } else { body::MAX_BYTES };
        let bytes = read(request, payload, T::MEDIA_TYPES, max_bytes);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| match error.code {
                ProblemCode::UnsupportedMediaType => error.with_detail(format!(
                    "Le corps doit être non compressé et annoncé par l’un de ces Content-Type : {}.",
                    T::MEDIA_TYPES.join(", ")
                )),
                _ => error,
            })?;
            match file {
                Some(media_type) => Ok(Self::File { media_type, bytes }),
                None => read_json(&bytes).map(Self::Json),
            }
        })
    }
}
