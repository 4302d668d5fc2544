//! Lists come in pages: a limit, and a cursor that says where to go on.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{FieldError, ProblemCode, Result};

const USUAL: i64 = 50;
const MOST: i64 = 500;

/// Where a page begins and how long it may be.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// The last id of the page before; 0 for the first page.
    pub after: i64,
    /// How many items at most.
    pub limit: i64,
}

/// A page of a list, in a stable order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to give as `cursor` for the next page; `null` on the last one.
    #[schema(required = true, example = "YWZ0ZXI6NTA")]
    pub next_cursor: Option<String>,
}

impl Paging {
    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    /// `invalid_query`, `invalid_cursor`.
    pub fn parse(limit: Option<&str>, cursor: Option<&str>) -> Result<Self> {
        let limit = match limit.map(str::parse) {
            None => USUAL,
            Some(Ok(limit @ 1..=MOST)) => limit,
            Some(_) => {
                let detail = format!("« limit » est un nombre de 1 à {MOST}.");
                return Err(FieldError::new("?limit", ProblemCode::InvalidQuery).with_detail(detail).into());
            }
        };
        let after = match cursor {
            None => 0,
            Some(cursor) => position(cursor).ok_or_else(|| FieldError::new("?cursor", ProblemCode::InvalidCursor))?,
        };
        Ok(Self { after, limit })
    }

    /// How many rows to ask for: one more than shown tells whether there is a next page.
    pub fn rows(&self) -> i64 {
        self.limit.saturating_add(1)
    }
}

fn position(cursor: &str) -> Option<i64> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&text).ok()?.strip_prefix("after:")?.parse().ok().filter(|place| *place >= 0)
}

/// Cuts the rows asked for by [`Paging::rows`] to a page.
pub fn page_of<T>(paging: &Paging, mut items: Vec<T>, id: impl Fn(&T) -> i64) -> Page<T> {
    let shown = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let more = items.len() > shown;
    items.truncate(shown);
    let last = items.last().filter(|_| more).map(id);
    Page { items, next_cursor: last.map(|id| URL_SAFE_NO_PAD.encode(format!("after:{id}"))) }
}
