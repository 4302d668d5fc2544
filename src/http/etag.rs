//! Strong validators of computed responses. The tag of totals and bilans changes with the data version, which comes with
//! the authentication, so a client whose tag is current gets 304 without another query. The data version changes with
//! data of every sector: what partners read has a tag of its content instead.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::blocking::blocking;
use super::entity_tag::TagList;
use super::negotiation::Negotiated;
use crate::access::{Caller, Permission, Scope};
use crate::db::DataVersion;
use crate::error::{AppError, Result};

/// The data version that was read with the credentials; `None` for the bootstrap key, which is in no table.
#[derive(Debug, Clone, Copy)]
pub(super) struct CurrentDataVersion(pub Option<DataVersion>);

/// The build of the program: two builds never share a tag.
const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("CLAUSES_BUILD"));

/// Everything but the data that a response depends on: the normalised question, the caller's role and sectors, the
/// format and the coding.
#[derive(Debug, Clone)]
pub struct Representation(String);

impl Representation {
    /// The representation of the answer to `question`. Equal questions must be written alike.
    pub fn of(question: &str, scope: &Scope, negotiated: Negotiated) -> Self {
        let (role, sectors) = (scope.role, scope.sectors.joined());
        Self(format!("{question}\n{role}\n{sectors}\n{negotiated:?}"))
    }

    fn tag(&self, version: DataVersion) -> String {
        digest_tag(&format!("{BUILD}\n{}\n{}", version.0, self.0))
    }
}

/// Tags of single resources are digits alone, their version: the letter distinguishes computed ones.
fn digest_tag(text: &str) -> String {
    let hex: String = Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"d{hex}\"")
}

/// The tag of content that is sent in this coding.
pub fn content_tag(content: &str, negotiated: Negotiated) -> String {
    digest_tag(&format!("{:?}\n{content}", negotiated.coding))
}

/// 200 with a computed answer in JSON and a tag of its content. `not_modified` answers 304 to a client that has it.
///
/// # Errors
/// `internal` when the answer cannot be written as JSON.
pub fn with_content_tag<T: Serialize>(answer: &T, negotiated: Negotiated) -> Result<HttpResponse> {
    let body = serde_json::to_string(answer).map_err(AppError::internal)?;
    let tag = content_tag(&body, negotiated);
    let mut response = HttpResponse::Ok().content_type("application/json").body(body);
    add_headers(&mut response, &tag);
    Ok(response)
}

/// A conditional GET: the tags in `If-None-Match`, and the data version to compare them with.
#[derive(Debug)]
pub struct Conditional {
    tags: Option<TagList>,
    version: Option<DataVersion>,
}

impl Conditional {
    /// The version that was read with the credentials; read now if it was not and the request has tags.
    async fn current_version<P: Permission>(&self, caller: Caller<P>) -> Result<(Caller<P>, Option<DataVersion>)> {
        if self.version.is_some() || self.tags.is_none() {
            return Ok((caller, self.version));
        }
        blocking(move || caller.read(|tx| tx.data_version()).map(|version| (caller, Some(version)))).await
    }

    /// Answers 304 if the client has the current representation. Else runs `work`, which returns its result with the
    /// data version that it read, and answers `respond`'s response with the tag of that version.
    ///
    /// # Errors
    /// Those of `work` and `respond`.
    pub async fn answer<P, T>(
        self,
        caller: Caller<P>,
        representation: Representation,
        work: impl FnOnce(&Caller<P>) -> Result<(DataVersion, T)> + Send + 'static,
        respond: impl FnOnce(T) -> Result<HttpResponse>,
    ) -> Result<HttpResponse>
    where
        P: Permission,
        T: Send + 'static,
    {
        let (caller, version) = self.current_version(caller).await?;
        let tag = version.map(|version| representation.tag(version));
        if let Some(tag) = tag.filter(|tag| self.tags.as_ref().is_some_and(|tags| tags.names(tag))) {
            return Ok(not_modified(&tag));
        }
        let (version, result) = blocking(move || work(&caller)).await?;
        let mut response = respond(result)?;
        add_headers(&mut response, &representation.tag(version));
        Ok(response)
    }
}

impl FromRequest for Conditional {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let version = request.extensions().get::<CurrentDataVersion>().and_then(|current| current.0);
        // `*` matches any existing representation, and only the work finds out whether there is one.
        let tags = if_none_match(request.headers()).filter(|tags| *tags != TagList::Any);
        ready(Ok(Self { tags, version }))
    }
}

/// The tags in `If-None-Match`. One that cannot be read matches nothing: the client gets the whole answer.
pub(super) fn if_none_match(headers: &HeaderMap) -> Option<TagList> {
    TagList::read(headers, &IF_NONE_MATCH)?.ok()
}

fn not_modified(tag: &str) -> HttpResponse {
    let mut response = HttpResponse::NotModified().finish();
    add_headers(&mut response, tag);
    response
}

/// Only the client itself may cache the response, and it revalidates each time.
fn add_headers(response: &mut HttpResponse, tag: &str) {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
}
