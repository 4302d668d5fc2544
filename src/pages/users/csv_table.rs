//! `/comptes.csv`: the accounts that the list shows, all of them, as a table for a French spreadsheet.

use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::access_list::Address;
use super::super::rights::{all_organisations, owner_name, sectors_in_words};
use super::list::{CODES, filter};
use super::words::look;
use crate::access::{Caller, ReadUsers};
use crate::accounts::actions;
use crate::error::Result;
use crate::http::csv::{attachment, in_french};
use crate::http::{Query, blocking};
use crate::values::{Column, Part, UserId};

const COLUMNS: &[Column] = &[
    Column::plain("name"),
    Column::plain("email"),
    Column::plain("role"),
    Column::plain("sectors"),
    Column::plain("organisation"),
    Column::plain("status"),
    Column::plain("second_factor"),
    Column::plain("created_at"),
    Column::plain("updated_at"),
    Column::plain("id"),
];

/// A line of the table.
#[derive(Serialize)]
struct Line<'u> {
    name: &'u str,
    email: &'u str,
    role: &'static str,
    sectors: String,
    organisation: String,
    status: &'static str,
    second_factor: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    id: UserId,
}

#[get("/comptes.csv")]
pub(super) async fn table(caller: Caller<ReadUsers>, address: Query<Address>) -> Result<HttpResponse> {
    let asked = address.0.read(&CODES)?;
    let caller = caller.for_long_reads();
    let read = move || {
        let organisations = all_organisations(&caller.with_right()?)?;
        let found = actions::search(&caller, &filter(&asked), asked.order, Part::ALL)?;
        let lines = found.rows.iter().map(|user| Line {
            name: user.name.as_str(),
            email: user.email.as_str(),
            role: user.role.label(),
            sectors: sectors_in_words(&user.sectors),
            organisation: owner_name(&organisations, user.organisation_id, caller.scope().house.name()),
            status: look(user.state()).2,
            second_factor: user.second_factor,
            created_at: user.created_at,
            updated_at: user.updated_at,
            id: user.id,
        });
        in_french(COLUMNS, lines)
    };
    Ok(attachment("comptes").body(blocking(read).await?))
}
