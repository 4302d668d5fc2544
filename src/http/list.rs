//! Lists: which page is asked for and in which form, and the answer; a table is sent page by page, without holding a
//! connection to the database meanwhile.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::stream;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::blocking;
use super::csv::{self, Table};
use super::negotiation::{Form, agreed};
use super::paging::{Page, Paging, page_of};
use super::query;
use crate::access::{Caller, Permission};
use crate::error::Result;
use crate::values::Listed;

/// How many items a table is read by at a time.
const STRETCH: i64 = 500;

/// What every list is asked besides what is its own.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParameters {
    /// How many at most, 1 to 500; 50 if not said. A table has no such limit.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 500, example = 50)]
    limit: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[param(example = "YWZ0ZXI6NTA")]
    cursor: Option<String>,
    /// `fr`: tables as French spreadsheets open them.
    #[param(example = "fr", pattern = "^fr$")]
    locale: Option<String>,
}

const COMMON: [&str; 3] = ["limit", "cursor", "locale"];

/// Nothing to choose from: the list is whole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

/// What a list is asked.
#[derive(Debug)]
pub struct List<T> {
    /// What of it.
    pub query: T,
    /// Which page, in which form.
    pub view: View,
}

/// Which page of a list is asked for, and in which form.
#[derive(Debug, Clone)]
pub struct View {
    paging: Paging,
    says_limit: bool,
    form: Form,
    name: String,
}

impl<T: DeserializeOwned> FromRequest for List<T> {
    type Error = crate::error::AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read<T: DeserializeOwned>(request: &HttpRequest) -> Result<List<T>> {
    let (common, own) = query::pairs(request.query_string())?
        .into_iter()
        .partition::<Vec<_>, _>(|(name, _)| COMMON.contains(&name.as_str()));
    let common: ListParameters = query::of(&common)?;
    let view = View {
        paging: Paging::parse(common.limit.as_deref(), common.cursor.as_deref())?,
        says_limit: common.limit.is_some(),
        form: agreed(request).in_locale(common.locale.as_deref())?.form,
        name: request.path().rsplit('/').next().unwrap_or_default().to_owned(),
    };
    Ok(List { query: query::of(&own)?, view })
}

impl View {
    /// The page that is asked for, or the whole list as a table. `page` gives so many items behind a place.
    ///
    /// # Errors
    /// Those of `page`. Once a table has begun, they cut it short.
    pub async fn answer<P, T>(
        self,
        caller: Caller<P>,
        page: impl Fn(&Caller<P>, i64, i64) -> Result<Vec<T>> + Send + Sync + 'static,
    ) -> Result<HttpResponse>
    where
        P: Permission,
        T: Listed + Send + 'static,
    {
        match self.form {
            Form::Json => {
                let rows = self.paging.rows();
                let items = blocking(move || page(&caller, self.paging.after, rows)).await?;
                Ok(HttpResponse::Ok().json(page_of(&self.paging, items, T::place)))
            }
            Form::Csv(locale) => {
                let table = Table::new(locale, T::columns(caller.scope().role))?;
                let caller = caller.at_length();
                let stretch = Arc::new(move |after| page(&caller, after, STRETCH));
                streamed(&self.name, table, stretch).await
            }
        }
    }

    /// The same of a list that is short enough to be read whole.
    ///
    /// # Errors
    /// `internal` when an item cannot be written.
    pub fn whole<T: Listed>(self, items: Vec<T>) -> Result<HttpResponse> {
        match self.form {
            Form::Json => Ok(HttpResponse::Ok().json(self.part_of(items))),
            Form::Csv(locale) => {
                let mut table = Table::new(locale, T::COLUMNS.to_vec())?;
                items.iter().try_for_each(|item| table.add(item))?;
                Ok(table_named(&self.name).body(table.take()?))
            }
        }
    }

    /// A short list comes whole, unless somebody asks for less: then its places are counted from one.
    fn part_of<T>(&self, items: Vec<T>) -> Page<T> {
        let behind = usize::try_from(self.paging.after).unwrap_or(usize::MAX);
        let mut places = 0;
        let items: Vec<(i64, T)> = items
            .into_iter()
            .map(|item| {
                places += 1;
                (places, item)
            })
            .skip(behind)
            .collect();
        let Page { items, next_cursor } = match self.says_limit {
            true => page_of(&self.paging, items, |(place, _)| *place),
            false => Page { items, next_cursor: None },
        };
        Page { items: items.into_iter().map(|(_, item)| item).collect(), next_cursor }
    }
}

type Stretches<T> = Arc<dyn Fn(i64) -> Result<Vec<T>> + Send + Sync>;

/// The first stretch is read before anything is answered, so that a refusal still comes as one.
async fn streamed<T: Listed + Send + 'static>(
    name: &str,
    table: Table,
    stretch: Arc<impl Fn(i64) -> Result<Vec<T>> + Send + Sync + 'static>,
) -> Result<HttpResponse> {
    let stretch: Stretches<T> = stretch;
    let (first, rest) = lines(table, stretch, 0).await?;
    let begun = stream::once(ready(Ok(first)));
    let following = stream::try_unfold(rest, |rest| async {
        let Some((table, stretch, after)) = rest else { return Ok(None) };
        let (bytes, rest) = lines(table, stretch, after).await.inspect_err(|error| {
            let cause = error.cause.as_ref().map(|cause| format!("{cause:#}"));
            tracing::error!(code = error.code.as_str(), cause, "a table was cut short");
        })?;
        Ok::<_, actix_web::Error>(Some((bytes, rest)))
    });
    Ok(table_named(name).streaming(stream::StreamExt::chain(begun, following)))
}

type Rest<T> = Option<(Table, Stretches<T>, i64)>;

async fn lines<T: Listed + Send + 'static>(
    mut table: Table,
    stretch: Stretches<T>,
    after: i64,
) -> Result<(Bytes, Rest<T>)> {
    blocking(move || {
        let items = stretch(after)?;
        items.iter().try_for_each(|item| table.add(item))?;
        let bytes = Bytes::from(table.take()?);
        let is_last = i64::try_from(items.len()).unwrap_or(i64::MAX) < STRETCH;
        let last = items.last().map(T::place).filter(|_| !is_last);
        Ok((bytes, last.map(|place| (table, stretch, place))))
    })
    .await
}

/// The beginning of an answer that is a table, with the name that a browser saves it by.
pub fn table_named(name: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type(format!("{}; charset=utf-8; header=present", csv::MEDIA_TYPE))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")));
    response
}
