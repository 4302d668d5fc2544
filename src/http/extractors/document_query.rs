//! The parameters of what is also answered as a document, beside the operation's own.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::error::{AppError, Result};
use crate::http::negotiation::{Negotiated, negotiated};
use crate::http::query_string;

/// The query parameters of everything that is also answered as a document.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DocumentParameters {
    /// The form, instead of `Accept`: `json`, `html`, `pdf`, `docx`, `xlsx`, or `csv` (a zip archive).
    #[param(example = "pdf", pattern = "^(json|html|pdf|docx|xlsx|csv)$")]
    #[serde(rename = "format")]
    _format: Option<String>,
    /// `fr`: CSV for French spreadsheets.
    #[param(example = "fr", pattern = "^fr$")]
    locale: Option<String>,
}

const COMMON: [&str; 2] = ["format", "locale"];

/// The query parameters of such an operation.
#[derive(Debug)]
pub struct DocumentQuery<T> {
    /// The operation's own.
    pub query: T,
    /// The format, in the dialect that is asked for.
    pub negotiated: Negotiated,
}

impl<T: DeserializeOwned> FromRequest for DocumentQuery<T> {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read<T: DeserializeOwned>(request: &HttpRequest) -> Result<DocumentQuery<T>> {
    let parameters = query_string::parse(request.query_string())?.into_iter();
    let (common, own) = parameters.partition::<Vec<_>, _>(|(name, _)| COMMON.contains(&name.as_str()));
    let common: DocumentParameters = query_string::deserialize(&common)?;
    let negotiated = negotiated(request).in_locale(common.locale.as_deref())?;
    Ok(DocumentQuery { query: query_string::deserialize(&own)?, negotiated })
}
