//! Lists: their common parameters, and their responses, a page of JSON or a whole CSV table. A table is read from the
//! database and sent chunk by chunk, and occupies no connection while the client reads.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::stream;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::paging::{Page, Paging, page_of};
use crate::access::{Caller, Permission};
use crate::error::Result;
use crate::http::blocking::blocking;
use crate::http::csv::{self, Table};
use crate::http::negotiation::{Format, negotiated};
use crate::http::query_string;
use crate::values::Listed;

/// The rows of a table that are read at a time.
const CHUNK_ROWS: i64 = 500;

/// The query parameters of every list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParameters {
    /// The most items, 1 to 500; 50 by default. A table has no limit.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 500, example = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the previous page.
    #[param(example = "YWZ0ZXI6NTA")]
    cursor: Option<String>,
    /// `fr`: tables in the dialect of French spreadsheets.
    #[param(example = "fr", pattern = "^fr$")]
    locale: Option<String>,
    /// The form, instead of `Accept`: `json`, or `csv` for a table.
    #[param(example = "csv", pattern = "^(json|csv)$")]
    #[serde(rename = "format")]
    _format: Option<String>,
}

const COMMON: [&str; 4] = ["limit", "cursor", "locale", "format"];

/// No query parameters but the common ones.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

/// The query parameters of a list.
#[derive(Debug)]
pub struct List<T> {
    /// The list's own parameters.
    pub query: T,
    /// The page and format.
    pub view: View,
}

/// The page and format of a list that the request asks for.
#[derive(Debug, Clone)]
pub struct View {
    pub(super) paging: Paging,
    has_limit: bool,
    pub(super) format: Format,
    /// The name of the CSV file.
    name: String,
}

impl<T: DeserializeOwned> FromRequest for List<T> {
    type Error = crate::error::AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(query_string::parse(request.query_string()).and_then(|parameters| read(request, parameters)))
    }
}

/// Whether a parameter is one of every list.
pub(super) fn is_common(name: &str) -> bool {
    COMMON.contains(&name)
}

/// Reads a list's parameters.
pub(super) fn read<T: DeserializeOwned>(request: &HttpRequest, parameters: Vec<(String, String)>) -> Result<List<T>> {
    let (common, own) = parameters.into_iter().partition::<Vec<_>, _>(|(name, _)| is_common(name));
    let common: ListParameters = query_string::deserialize(&common)?;
    let view = View {
        paging: Paging::parse(common.limit.as_deref(), common.cursor.as_deref())?,
        has_limit: common.limit.is_some(),
        format: negotiated(request).in_locale(common.locale.as_deref())?.format,
        name: request.path().rsplit('/').next().unwrap_or_default().to_owned(),
    };
    Ok(List { query: query_string::deserialize(&own)?, view })
}

impl View {
    /// Answers with a page, or the whole list as a table. `page(caller, after, rows)` reads at most `rows` items behind the
    /// position `after`.
    ///
    /// # Errors
    /// Those of `page`. After the first chunk of a table they truncate it.
    pub async fn answer<P, T>(
        self,
        caller: Caller<P>,
        page: impl Fn(&Caller<P>, i64, i64) -> Result<Vec<T>> + Send + Sync + 'static,
    ) -> Result<HttpResponse>
    where
        P: Permission,
        T: Listed + Send + 'static,
    {
        match self.format {
            // No list is offered as a document.
            Format::Json | Format::Document(_) => {
                let (rows, caller) = (self.paging.rows(), caller.showing(self.paging.limit));
                let items = blocking(move || page(&caller, self.paging.after, rows)).await?;
                Ok(HttpResponse::Ok().json(page_of(&self.paging, items, T::position)))
            }
            Format::Csv(locale) => {
                let table = Table::new(locale, T::columns(caller.scope().role))?;
                let caller = caller.for_long_reads();
                let read_chunk = Arc::new(move |after| page(&caller, after, CHUNK_ROWS));
                stream_table(&self.name, table, read_chunk).await
            }
        }
    }

    /// Answers with a list that is short enough to be read whole.
    ///
    /// # Errors
    /// `internal` when an item cannot be written.
    pub fn whole<T: Listed>(self, items: Vec<T>) -> Result<HttpResponse> {
        match self.format {
            Format::Json | Format::Document(_) => Ok(HttpResponse::Ok().json(self.page_of_whole(items))),
            Format::Csv(locale) => {
                let mut table = Table::new(locale, T::COLUMNS.to_vec())?;
                items.iter().try_for_each(|item| table.add(item))?;
                Ok(csv::attachment(&self.name).body(table.take()?))
            }
        }
    }

    /// A short list is sent whole unless the request has a limit: then positions count from one.
    fn page_of_whole<T>(&self, items: Vec<T>) -> Page<T> {
        let after = usize::try_from(self.paging.after).unwrap_or(usize::MAX);
        let items: Vec<(i64, T)> = (1..).zip(items).skip(after).collect();
        let Page { items, next_cursor } = match self.has_limit {
            true => page_of(&self.paging, items, |(position, _)| *position),
            false => Page { items, next_cursor: None },
        };
        Page { items: items.into_iter().map(|(_, item)| item).collect(), next_cursor }
    }
}

type ReadChunk<T> = Arc<dyn Fn(i64) -> Result<Vec<T>> + Send + Sync>;

/// The first chunk is read before the response begins, so that a refusal is a problem document.
async fn stream_table<T: Listed + Send + 'static>(
    name: &str,
    table: Table,
    read_chunk: Arc<impl Fn(i64) -> Result<Vec<T>> + Send + Sync + 'static>,
) -> Result<HttpResponse> {
    let read_chunk: ReadChunk<T> = read_chunk;
    let (first, rest) = next_chunk(table, read_chunk, 0).await?;
    let first = stream::once(ready(Ok(first)));
    let following = stream::try_unfold(rest, |rest| async {
        let Some((table, read_chunk, after)) = rest else { return Ok(None) };
        let (bytes, rest) = next_chunk(table, read_chunk, after).await.inspect_err(|error| {
            let cause = error.cause.as_ref().map(|cause| format!("{cause:#}"));
            tracing::error!(code = error.code.as_str(), cause, "a CSV response was truncated");
        })?;
        Ok::<_, actix_web::Error>(Some((bytes, rest)))
    });
    Ok(csv::attachment(name).streaming(stream::StreamExt::chain(first, following)))
}

type Rest<T> = Option<(Table, ReadChunk<T>, i64)>;

/// The next lines, and, unless they are the last, what the call after needs.
async fn next_chunk<T: Listed + Send + 'static>(
    mut table: Table,
    read_chunk: ReadChunk<T>,
    after: i64,
) -> Result<(Bytes, Rest<T>)> {
    blocking(move || {
        let items = read_chunk(after)?;
        items.iter().try_for_each(|item| table.add(item))?;
        let bytes = Bytes::from(table.take()?);
        let is_last = i64::try_from(items.len()).unwrap_or(i64::MAX) < CHUNK_ROWS;
        let last = items.last().map(T::position).filter(|_| !is_last);
        Ok((bytes, last.map(|last| (table, read_chunk, last))))
    })
    .await
}
