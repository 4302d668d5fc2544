//! Optimistic locking: a change names the version that it is based on in `If-Match`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest};

use super::entity_tag::TagList;
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{ExpectedVersions, parse_whole, shorten};

/// The versions in `If-Match`; without any the request is refused (`precondition_required`).
#[derive(Debug, Clone)]
pub struct IfMatch(pub ExpectedVersions);

/// The versions in `If-Match`, if there are any.
#[derive(Debug, Clone)]
pub struct OptionalIfMatch(pub Option<ExpectedVersions>);

/// The versions that the header names. Tags of another form are none that the service issues for a record: they match
/// nothing. `*` and what is no tag name no version.
fn versions(request: &HttpRequest) -> Result<Option<ExpectedVersions>> {
    match TagList::read(request.headers(), &IF_MATCH) {
        None => Ok(None),
        Some(Ok(TagList::Tags(tags))) => {
            Ok(Some(ExpectedVersions::any_of(tags.iter().filter_map(|tag| parse_whole(tag)))))
        }
        Some(Ok(TagList::Any)) => Err(names_no_version("*")),
        Some(Err(text)) => Err(names_no_version(&text)),
    }
}

fn names_no_version(text: &str) -> AppError {
    AppError::new(ProblemCode::PreconditionRequired).with_detail(format!(
        "« {} » ne nomme aucune version dans If-Match : donnez l’ETag que vous avez lu, guillemets compris, par \
         exemple \"3\".",
        shorten(text)
    ))
}

impl FromRequest for IfMatch {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let versions = versions(request)
            .and_then(|versions| versions.ok_or_else(|| AppError::new(ProblemCode::PreconditionRequired)));
        ready(versions.map(Self))
    }
}

impl FromRequest for OptionalIfMatch {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(versions(request).map(Self))
    }
}
