//! Content negotiation: the format and coding of a response, chosen from what the contract offers at the address.

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

use super::csv::{self, Locale};
use super::operations::Routes;
use super::query_string;
use crate::documents::Form;
use crate::error::{AppError, FieldError, ProblemCode, Result};

/// The coding of a response that the compressor must leave as it is.
pub(super) const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// The parameter that chooses a format, where an operation has it.
pub(super) const FORMAT: &str = "format";

/// The format of a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// A CSV table.
    Csv(Locale),
    /// A document for people.
    Document(Form),
}

impl Format {
    #[must_use]
    fn in_locale(self, locale: Locale) -> Self {
        match self {
            Self::Csv(_) => Self::Csv(locale),
            Self::Document(form) => Self::Document(form.in_locale(locale)),
            Self::Json => Self::Json,
        }
    }

    fn of_media_type(media_type: &str) -> Self {
        match Form::of_media_type(media_type) {
            Some(form) => Self::Document(form),
            None if media_type == csv::MEDIA_TYPE => Self::Csv(Locale::Plain),
            None => Self::Json,
        }
    }

    /// Whether it is a page for a browser.
    pub fn is_html(self) -> bool {
        self == Self::Document(Form::Html)
    }

    /// The document's form with this name.
    pub fn document_named(name: &str) -> Option<Form> {
        Form::named(name)
    }

    /// The format with this name in the parameter `format`, of those that an operation offers: `csv` is a table of lists and
    /// totals, and an archive of tables of documents.
    fn named(name: &str, offered: &[String]) -> Result<Self> {
        let is_offered = |media_type: &str| offered.iter().any(|one| one == media_type);
        let forms = || Form::ALL.iter().copied().filter(|form| is_offered(form.media_type()));
        match name {
            "json" => Ok(Self::Json),
            "csv" if is_offered(csv::MEDIA_TYPE) => Ok(Self::Csv(Locale::Plain)),
            _ => forms().find(|form| form.name() == name).map(Self::Document).ok_or_else(|| {
                let names = std::iter::once("json").chain(is_offered(csv::MEDIA_TYPE).then_some("csv"));
                let names: Vec<_> = names.chain(forms().map(Form::name)).collect();
                let detail = format!("Attendu : {}.", names.join(", "));
                FieldError::new("?format", ProblemCode::InvalidQuery).with_detail(detail).into()
            }),
        }
    }
}

impl Negotiated {
    /// Sets the locale of a table from the parameter `locale`.
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
        Ok(Self { format: self.format.in_locale(locale), ..self })
    }
}

/// The content coding of a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Coding {
    /// Not compressed.
    #[default]
    Identity,
    /// Compressed with gzip.
    Gzip,
}

impl Coding {
    /// The name in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
        }
    }
}

/// The result of the negotiation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Negotiated {
    /// The format.
    pub format: Format,
    /// The coding.
    pub coding: Coding,
}

impl FromRequest for Negotiated {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(negotiated(request)))
    }
}

/// The format and coding that [`negotiate`] chose.
pub(super) fn negotiated(request: &HttpRequest) -> Negotiated {
    request.extensions().get::<Negotiated>().copied().unwrap_or_default()
}

/// Chooses one of the offered media types; JSON if none is offered.
///
/// # Errors
/// `not_acceptable` when the request accepts none of them, or neither coding.
fn choose(request: &ServiceRequest, offered: &[String]) -> Result<Negotiated> {
    let coding = coding(request).ok_or(AppError::new(ProblemCode::NotAcceptable))?;
    let accept = request.get_header::<Accept>().filter(|_| request.headers().contains_key(ACCEPT));
    let Some(accept) = accept.filter(|_| !offered.is_empty()) else {
        return Ok(Negotiated { format: Format::Json, coding });
    };
    // Of several with equal quality the first one: `max_by_key` would return the last.
    let best = offered.iter().rev().max_by_key(|media_type| quality(&accept, media_type));
    match best.filter(|media_type| quality(&accept, media_type) > Quality::ZERO) {
        Some(media_type) => Ok(Negotiated { format: Format::of_media_type(media_type), coding }),
        None => {
            let detail = format!("Cette adresse web répond en {}.", offered.join(" ou en "));
            Err(AppError::new(ProblemCode::NotAcceptable).with_detail(detail))
        }
    }
}

/// The quality of a media type: that of the most specific range that matches it (RFC 9110, 12.5.1).
fn quality(accept: &Accept, media_type: &str) -> Quality {
    let kind = media_type.split('/').next().unwrap_or_default();
    let specificity = |range: &Mime| match (range.type_().as_str(), range.subtype().as_str()) {
        _ if range.essence_str() == media_type => 3,
        (range_kind, "*") if range_kind == kind => 2,
        ("*", "*") => 1,
        _ => 0,
    };
    let matching = accept.iter().filter(|range| specificity(&range.item) > 0);
    matching.max_by_key(|range| specificity(&range.item)).map_or(Quality::ZERO, |range| range.quality)
}

fn coding(request: &ServiceRequest) -> Option<Coding> {
    let Some(accepted) = request.get_header::<AcceptEncoding>() else { return Some(Coding::Identity) };
    let supported = [Encoding::identity(), Encoding::gzip()];
    let best = accepted.negotiate(supported.iter())?;
    Some(if best == Encoding::gzip() { Coding::Gzip } else { Coding::Identity })
}

/// Chooses format and coding before the handler runs, refuses parameters that the operation does not have, and answers
/// HEAD as GET without the body.
///
/// # Errors
/// Those of the inner service; refusals are responses.
pub async fn negotiate<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let is_head = request.method() == Method::HEAD;
    if is_head {
        request.head_mut().method = Method::GET;
    }
    let negotiated = match check_and_choose(&request) {
        Ok(negotiated) => negotiated,
        Err(error) => return Ok(request.error_response(error).map_into_right_body()),
    };
    request.extensions_mut().insert(negotiated);
    // The compressor sees the chosen coding only.
    request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(negotiated.coding.name()));
    let mut response = next.call(request).await?;
    if response.headers().get(CONTENT_ENCODING) == Some(&IDENTITY) {
        response.headers_mut().remove(CONTENT_ENCODING);
    }
    Ok(if is_head { without_body(response).map_into_right_body() } else { response.map_into_left_body() })
}

fn check_and_choose(request: &ServiceRequest) -> Result<Negotiated> {
    let routes = request.app_data::<web::Data<Routes>>();
    let Some(operation) = routes.and_then(|routes| routes.operation(request)) else { return choose(request, &[]) };
    let parameters = query_string::parse(request.query_string())?;
    query_string::refuse_unknown(&parameters, &operation.parameters)?;
    // A parameter says it more plainly than what a browser accepts.
    match parameters.iter().find(|(name, _)| name == FORMAT).filter(|_| operation.has_parameter(FORMAT)) {
        Some((_, name)) => {
            let coding = coding(request).ok_or(AppError::new(ProblemCode::NotAcceptable))?;
            Ok(Negotiated { format: Format::named(name, &operation.offered)?, coding })
        }
        None => choose(request, &operation.offered),
    }
}

/// A body that is not sent, with its length for `Content-Length`.
struct OmittedBody(BodySize);

impl MessageBody for OmittedBody {
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

fn without_body<B: MessageBody>(response: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
    response.map_body(|_, body| BoxBody::new(OmittedBody(body.size())))
}
