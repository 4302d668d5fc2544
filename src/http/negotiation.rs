//! In which form and coding an answer is sent: read from the request, against what the contract says is offered.

use std::future::{Ready, ready};

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, Accept, AcceptEncoding, CONTENT_ENCODING, Encoding, HeaderValue, Quality,
};
use actix_web::middleware::Next;
use actix_web::mime::Mime;
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, web};

use super::csv::Locale;
use super::operations::Routes;
use super::query;
use crate::error::{AppError, FieldError, ProblemCode, Result};

/// The coding of an answer that the compressor must leave as it is.
pub(super) const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// The form of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// JSON.
    #[default]
    Json,
    /// A table of text.
    Csv(Locale),
}

impl Form {
    /// The same form, a table as that spreadsheet wants it.
    #[must_use]
    pub fn in_locale(self, locale: Locale) -> Self {
        match self {
            Self::Csv(_) => Self::Csv(locale),
            Self::Json => Self::Json,
        }
    }
}

impl Agreed {
    /// The same, a table in the locale that the parameter `locale` names.
    ///
    /// # Errors
    /// `invalid_query` for any but `fr`.
    pub fn in_locale(self, locale: Option<&str>) -> Result<Self> {
        let locale = match locale {
            None => Locale::Plain,
            Some("fr") => Locale::French,
            Some(_) => {
                return Err(FieldError::new("?locale", ProblemCode::InvalidQuery).with_detail("Attendu : fr.").into());
            }
        };
        Ok(Self { form: self.form.in_locale(locale), ..self })
    }
}

/// The coding that an answer travels in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Coding {
    /// As it stands.
    #[default]
    Identity,
    /// Compressed.
    Gzip,
}

impl Coding {
    /// Its name in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
        }
    }
}

/// What the request and the contract agree on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Agreed {
    /// The form.
    pub form: Form,
    /// The coding.
    pub coding: Coding,
}

impl FromRequest for Agreed {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(agreed(request)))
    }
}

/// What was agreed on for this request.
pub(super) fn agreed(request: &HttpRequest) -> Agreed {
    request.extensions().get::<Agreed>().copied().unwrap_or_default()
}

/// Chooses among the media types offered; with none offered there is nothing to choose.
///
/// # Errors
/// `not_acceptable` when the request takes none of them, or no coding that there is.
pub(super) fn agree(request: &ServiceRequest, offered: &[String]) -> Result<Agreed> {
    let coding = coding(request).ok_or(AppError::new(ProblemCode::NotAcceptable))?;
    let accept = request.get_header::<Accept>().filter(|_| request.headers().contains_key(ACCEPT));
    let Some(accept) = accept.filter(|_| !offered.is_empty()) else { return Ok(Agreed { form: Form::Json, coding }) };
    // Of several that are wanted alike, the one offered first: `max_by_key` would take the last.
    let best = offered.iter().rev().max_by_key(|media_type| quality(&accept, media_type));
    match best.filter(|media_type| quality(&accept, media_type) > Quality::ZERO) {
        Some(media_type) if media_type == super::csv::MEDIA_TYPE => {
            Ok(Agreed { form: Form::Csv(Locale::Plain), coding })
        }
        Some(_) => Ok(Agreed { form: Form::Json, coding }),
        None => {
            let detail = format!("Cette adresse répond en {}.", offered.join(" ou en "));
            Err(AppError::new(ProblemCode::NotAcceptable).with_detail(detail))
        }
    }
}

/// How much a media type is wanted: what the narrowest range that holds it says.
fn quality(accept: &Accept, media_type: &str) -> Quality {
    let kind = media_type.split('/').next().unwrap_or_default();
    let narrowness = |range: &Mime| match (range.type_().as_str(), range.subtype().as_str()) {
        _ if range.essence_str() == media_type => 3,
        (given, "*") if given == kind => 2,
        ("*", "*") => 1,
        _ => 0,
    };
    let fitting = accept.iter().filter(|range| narrowness(&range.item) > 0);
    fitting.max_by_key(|range| narrowness(&range.item)).map_or(Quality::ZERO, |range| range.quality)
}

fn coding(request: &ServiceRequest) -> Option<Coding> {
    let Some(accepted) = request.get_header::<AcceptEncoding>() else { return Some(Coding::Identity) };
    let supported = [Encoding::identity(), Encoding::gzip()];
    let chosen = accepted.negotiate(supported.iter())?;
    Some(if chosen == Encoding::gzip() { Coding::Gzip } else { Coding::Identity })
}

/// Settles form and coding before the handler runs, refuses parameters that the address does not take, and answers HEAD
/// as GET, without the body.
///
/// # Errors
/// Those of the service below; refusals come as answers.
pub async fn negotiate<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let is_head = request.method() == Method::HEAD;
    if is_head {
        request.head_mut().method = Method::GET;
    }
    let agreed = match settled(&request) {
        Ok(agreed) => agreed,
        Err(error) => return Ok(request.error_response(error).map_into_right_body()),
    };
    request.extensions_mut().insert(agreed);
    // What was settled is all that the compressor sees.
    request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(agreed.coding.name()));
    let mut response = next.call(request).await?;
    if response.headers().get(CONTENT_ENCODING) == Some(&IDENTITY) {
        response.headers_mut().remove(CONTENT_ENCODING);
    }
    Ok(if is_head { unsent(response).map_into_right_body() } else { response.map_into_left_body() })
}

fn settled(request: &ServiceRequest) -> Result<Agreed> {
    let routes = request.app_data::<web::Data<Routes>>();
    let Some(known) = routes.and_then(|routes| routes.operation(request)) else { return agree(request, &[]) };
    query::pairs(request.query_string()).and_then(|pairs| query::refuse_unknown(&pairs, &known.parameters))?;
    agree(request, &known.offered)
}

/// A body whose length is told and that is not sent.
struct Unsent(BodySize);

impl MessageBody for Unsent {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<std::result::Result<web::Bytes, Self::Error>>> {
        std::task::Poll::Ready(None)
    }
}

fn unsent<B: MessageBody>(response: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
    response.map_body(|_, body| BoxBody::new(Unsent(body.size())))
}
