//! Keyset pagination: a limit, and an opaque cursor with the position of the last item.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{FieldError, ProblemCode, Result};
use crate::values::parse_whole;

const DEFAULT_LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 500;

/// Where a page begins, and its length.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// The position of the previous page's last item; 0 for the first page.
    pub after: i64,
    /// The most items.
    pub limit: i64,
}

/// A page of a list, in a stable order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required = true, example = "YWZ0ZXI6NTA")]
    pub next_cursor: Option<String>,
}

impl Paging {
    /// Parses `limit` and `cursor`.
    ///
    /// # Errors
    /// `invalid_query`, `invalid_cursor`.
    pub fn parse(limit: Option<&str>, cursor: Option<&str>) -> Result<Self> {
        let limit = match limit.map(parse_whole) {
            None => DEFAULT_LIMIT,
            Some(Some(limit @ 1..=MAX_LIMIT)) => limit,
            Some(_) => {
                let detail = format!("« limit » est un nombre de 1 à {MAX_LIMIT}.");
                return Err(FieldError::new("?limit", ProblemCode::InvalidQuery).with_detail(detail).into());
            }
        };
        let after = match cursor {
            None => 0,
            Some(cursor) => decode(cursor).ok_or_else(|| FieldError::new("?cursor", ProblemCode::InvalidCursor))?,
        };
        Ok(Self { after, limit })
    }

    /// How many rows to query: one more than the page has, to know whether there is a next page.
    pub fn rows(&self) -> i64 {
        self.limit.saturating_add(1)
    }
}

fn decode(cursor: &str) -> Option<i64> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&text).ok()?.strip_prefix("after:").and_then(parse_whole)
}

/// Makes a page of the rows that [`Paging::rows`] asks for.
pub fn page_of<T>(paging: &Paging, mut items: Vec<T>, position: impl Fn(&T) -> i64) -> Page<T> {
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let has_next = items.len() > limit;
    items.truncate(limit);
    let last = items.last().filter(|_| has_next).map(position);
    Page { items, next_cursor: last.map(|last| URL_SAFE_NO_PAD.encode(format!("after:{last}"))) }
}
