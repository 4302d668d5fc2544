//! `/cles.csv`: the keys that the list shows, all of them, as a table for a French spreadsheet. It has no secret.

use actix_web::{HttpResponse, get};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::super::access_list::Address;
use super::super::rights::{all_organisations, owner_name, sectors_in_words};
use super::list::{CODES, filter};
use super::words::look;
use crate::access::{Caller, EditKeys};
use crate::api_keys;
use crate::error::Result;
use crate::http::csv::{attachment, in_french};
use crate::http::{Query, blocking};
use crate::values::{ApiKeyId, Column, Part};

const COLUMNS: &[Column] = &[
    Column::plain("name"),
    Column::plain("prefix"),
    Column::plain("organisation"),
    Column::plain("role"),
    Column::plain("sectors"),
    Column::plain("status"),
    Column::plain("last_used_at"),
    Column::plain("expires_on"),
    Column::plain("created_at"),
    Column::plain("revoked_at"),
    Column::plain("id"),
];

/// A line of the table.
#[derive(Serialize)]
struct Line<'k> {
    name: &'k str,
    prefix: &'k str,
    organisation: String,
    role: &'static str,
    sectors: String,
    status: &'static str,
    last_used_at: Option<DateTime<Utc>>,
    expires_on: Option<NaiveDate>,
    created_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    id: ApiKeyId,
}

#[get("/cles.csv")]
pub(super) async fn table(caller: Caller<EditKeys>, address: Query<Address>) -> Result<HttpResponse> {
    let asked = address.0.read(&CODES)?;
    let caller = caller.for_long_reads();
    let read = move || {
        let organisations = all_organisations(&caller.with_right()?)?;
        let found = api_keys::search(&caller, &filter(&asked), asked.order, Part::ALL)?;
        let lines = found.rows.iter().map(|key| Line {
            name: key.name.as_str(),
            prefix: &key.prefix,
            organisation: owner_name(&organisations, key.organisation_id, caller.scope().house.name()),
            role: key.role.label(),
            sectors: sectors_in_words(&key.sectors),
            status: look(key.state(caller.today())).2,
            last_used_at: key.last_used_at,
            expires_on: key.expires_on,
            created_at: key.created_at,
            revoked_at: key.revoked_at,
            id: key.id,
        });
        in_french(COLUMNS, lines)
    };
    Ok(attachment("cles").body(blocking(read).await?))
}
