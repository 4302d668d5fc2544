//! Lists that can also be read in the order of change, so that a client learns what changed since it last asked. The cursor
//! names the last change that the client has, and a digest of what it was given for: the database, what the caller
//! sees, and the filters. With any other it could hide changes, so it is refused.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::list::{self, View};
use super::paging::Page;
use crate::access::{Caller, Permission, Scope, digest_of};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::blocking::blocking;
use crate::http::negotiation::{FORMAT, Format};
use crate::http::query_string;
use crate::values::{Followed, Mark, Place, parse_whole};

const CHANGED_SINCE: &str = "changed_since";
/// The value of a client that begins.
const START: &str = "start";
const BEFORE_ALL: Mark = Mark { change: -1, id: 0 };

/// The parameter of lists that can be followed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangeParameters {
    /// `start`, or the `next_cursor` of the answer before: what changed since, in the order of change. `next_cursor` is then
    /// never `null`; fewer items than `limit` are all there are. JSON only, and without `cursor`.
    #[param(example = "start")]
    #[expect(dead_code, reason = "it describes the parameter that `FollowedList` reads")]
    changed_since: Option<String>,
}

/// The query parameters of a list that can be followed.
#[derive(Debug)]
pub struct FollowedList<T> {
    /// The list's own parameters.
    pub query: T,
    /// The page, its order and format.
    pub view: FollowedView,
}

/// The page of a list, in its own order or in that of change.
#[derive(Debug)]
pub struct FollowedView {
    view: View,
    since: Option<String>,
    /// The address and the filters.
    question: String,
}

impl<T: DeserializeOwned> FromRequest for FollowedList<T> {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read<T: DeserializeOwned>(request: &HttpRequest) -> Result<FollowedList<T>> {
    let (since, others): (Vec<_>, Vec<_>) =
        query_string::parse(request.query_string())?.into_iter().partition(|(name, _)| name == CHANGED_SINCE);
    let mut filters: Vec<_> = others.iter().filter(|(name, _)| !list::is_common(name)).collect();
    filters.sort_unstable();
    let question = format!("{} {filters:?}", request.path());
    let names_format = others.iter().any(|(name, _)| name == FORMAT);
    let has_cursor = others.iter().any(|(name, _)| name == "cursor");
    let list::List { query, view } = list::read(request, others)?;
    if since.len() > 1 || (has_cursor && !since.is_empty()) {
        let detail = "Donnez « changed_since » une seule fois, et sans « cursor ».";
        return Err(refused(ProblemCode::InvalidQuery).with_detail(detail).into());
    }
    if !since.is_empty() && view.format != Format::Json {
        let detail = "« changed_since » ne va qu’avec JSON.";
        return Err(match names_format {
            true => refused(ProblemCode::InvalidQuery).with_detail(detail).into(),
            false => AppError::new(ProblemCode::NotAcceptable).with_detail(detail),
        });
    }
    let since = since.into_iter().next().map(|(_, cursor)| cursor);
    Ok(FollowedList { query, view: FollowedView { view, since, question } })
}

fn refused(code: ProblemCode) -> FieldError {
    FieldError::new("?changed_since", code)
}

impl FollowedView {
    /// Refuses a filter by what stands in other records: they change without a change of this one.
    ///
    /// # Errors
    /// `invalid_query`.
    pub fn refuse_with_changes(&self, name: &str, is_given: bool) -> Result<()> {
        if self.since.is_none() || !is_given {
            return Ok(());
        }
        let detail = format!("« {name} » ne se combine pas avec « changed_since ».");
        Err(FieldError::new(format!("?{name}"), ProblemCode::InvalidQuery).with_detail(detail).into())
    }

    /// The page of a list in another order of its own, which the parameter `name` asks for; not with `changed_since`.
    ///
    /// # Errors
    /// `invalid_query`.
    pub fn sorted(self, name: &str) -> Result<View> {
        self.refuse_with_changes(name, true)?;
        Ok(self.view)
    }

    /// Answers with a page, or the whole list as a table. `page(caller, place, rows)` reads at most `rows` items from a place.
    ///
    /// # Errors
    /// Those of `page`; `invalid_cursor`, `cursor_outdated`.
    pub async fn answer<P, T>(
        self,
        caller: Caller<P>,
        page: impl Fn(&Caller<P>, Place, i64) -> Result<Vec<T>> + Send + Sync + 'static,
    ) -> Result<HttpResponse>
    where
        P: Permission,
        T: Followed + Send + 'static,
    {
        let Some(since) = self.since else {
            let in_order = move |caller: &Caller<P>, after, rows| page(caller, Place::Position(after), rows);
            return self.view.answer(caller, in_order).await;
        };
        let rows = self.view.paging.limit;
        let page = blocking(move || {
            let changes = caller.changes()?;
            let cursors = Cursors::of(&changes.incarnation, caller.scope(), &self.question);
            let after = cursors.read(&since, changes.below)?;
            let items = page(&caller, Place::Change { after, below: changes.below }, rows)?;
            let last = items.last().map_or(after, T::mark);
            Ok(Page { items, next_cursor: Some(cursors.write(last)) })
        });
        Ok(HttpResponse::Ok().json(page.await?))
    }
}

/// The cursors of one question.
struct Cursors {
    digest: String,
}

impl Cursors {
    fn of(incarnation: &str, scope: &Scope, question: &str) -> Self {
        let Scope { role, sectors, organisation, .. } = scope;
        let owner = scope.owner();
        let asked = format!("{incarnation} {role} {sectors:?} {organisation:?} {owner:?} {question}");
        Self { digest: digest_of(&asked).chars().take(24).collect() }
    }

    fn write(&self, last: Mark) -> String {
        URL_SAFE_NO_PAD.encode(format!("since:{}:{}:{}", self.digest, last.change, last.id))
    }

    fn read(&self, cursor: &str, below: i64) -> Result<Mark> {
        if cursor == START {
            return Ok(BEFORE_ALL);
        }
        let (digest, mark) = decode(cursor).ok_or_else(|| refused(ProblemCode::InvalidCursor))?;
        // A transaction that this database did not begin yet was given by another state of it.
        let is_of_this_state = digest == self.digest && mark.change < below;
        if is_of_this_state { Ok(mark) } else { Err(refused(ProblemCode::CursorOutdated).into()) }
    }
}

/// The digest and the mark in a cursor.
fn decode(cursor: &str) -> Option<(String, Mark)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (digest, mark) = text.strip_prefix("since:")?.split_once(':')?;
    let (change, id) = mark.split_once(':')?;
    let change = if change == "-1" { BEFORE_ALL.change } else { parse_whole(change)? };
    Some((digest.to_owned(), Mark { change, id: parse_whole(id)? }))
}
