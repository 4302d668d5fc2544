//! Strong validators of what is computed from the data: an answer asked for again is not computed again while the data
//! stand as they stood. The version read with the caller's key decides, before any other query.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse};
use sha2::{Digest as _, Sha256};

use super::{Agreed, blocking};
use crate::access::{Caller, Permission, Scope};
use crate::db::DataVersion;
use crate::error::{AppError, Result};

/// The data version read with the caller's key; none with the environment's key, which is in no table.
#[derive(Debug, Clone, Copy)]
pub(super) struct SeenVersion(pub Option<DataVersion>);

/// Which program answers: of two builds neither takes the other's tags for its own.
const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("CLAUSES_BUILD"));

/// What an answer depends on besides the data: the question as it was understood, who asks, and the form it is given in.
#[derive(Debug, Clone)]
pub struct Identity(String);

impl Identity {
    /// The answer to a question, for this caller, in this form and coding. Two questions that are the same must be
    /// written alike.
    pub fn of(question: &str, scope: &Scope, agreed: Agreed) -> Self {
        let (role, sectors) = (scope.role, scope.sectors.joined());
        Self(format!("{question}\n{role}\n{sectors}\n{agreed:?}"))
    }

    fn tag(&self, version: DataVersion) -> String {
        let digest = Sha256::digest(format!("{BUILD}\n{}\n{}", version.0, self.0));
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        // The tags of single resources are their versions, digits alone: this letter keeps ours apart.
        format!("\"d{hex}\"")
    }
}

/// What the caller has already, and the version of the data that it is compared with.
#[derive(Debug)]
pub struct Known {
    tags: Vec<String>,
    version: Option<DataVersion>,
}

impl Known {
    /// The version read with the caller's key; with the environment's key it is read now, if the caller has anything.
    async fn version_now<P: Permission>(&self, caller: Caller<P>) -> Result<(Caller<P>, Option<DataVersion>)> {
        if self.version.is_some() || self.tags.is_empty() {
            return Ok((caller, self.version));
        }
        blocking(move || caller.read(|tx| tx.data_version()).map(|version| (caller, Some(version)))).await
    }

    /// Answers 304 if the caller has the answer that the data of now would give, having asked nothing else; otherwise
    /// does the work, which gives the version that it saw, and answers with that version's tag.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn answer<P, T>(
        self,
        caller: Caller<P>,
        identity: Identity,
        work: impl FnOnce(&Caller<P>) -> Result<(DataVersion, T)> + Send + 'static,
        show: impl FnOnce(&T) -> Result<HttpResponse>,
    ) -> Result<HttpResponse>
    where
        P: Permission,
        T: Send + 'static,
    {
        let (caller, version) = self.version_now(caller).await?;
        if let Some(tag) = version.map(|version| identity.tag(version)).filter(|tag| is_among(tag, &self.tags)) {
            return Ok(unchanged(&tag));
        }
        let (version, answer) = blocking(move || work(&caller)).await?;
        let tag = identity.tag(version);
        let mut response = show(&answer)?;
        mark(&mut response, &tag);
        Ok(response)
    }
}

impl FromRequest for Known {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let version = request.extensions().get::<SeenVersion>().and_then(|seen| seen.0);
        // `*` is any answer there is: whether there is one, only the work tells.
        let tags = seen_tags(request.headers()).into_iter().filter(|tag| tag != "*").collect();
        ready(Ok(Self { tags, version }))
    }
}

/// The tags that the caller gives as those it has.
pub(super) fn seen_tags(headers: &HeaderMap) -> Vec<String> {
    let given = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    given.flat_map(|tags| tags.split(',')).map(|tag| tag.trim().to_owned()).collect()
}

/// Whether an answer's tag is one of those given (RFC 9110, 13.1.2: weakly compared).
pub(super) fn is_among(own: &str, given: &[String]) -> bool {
    given.iter().any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == own)
}

fn unchanged(tag: &str) -> HttpResponse {
    let mut response = HttpResponse::NotModified().finish();
    mark(&mut response, tag);
    response
}

/// Kept by the caller alone, who asks each time whether it still holds.
fn mark(response: &mut HttpResponse, tag: &str) {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
}
