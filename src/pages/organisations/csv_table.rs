//! `/structures.csv`: the organisations that the list shows, all of them, as a table for a French spreadsheet.

use actix_web::{HttpResponse, get};
use serde::Serialize;

use super::address::Address;
use super::list::roles;
use crate::access::{Caller, EditOrganisations};
use crate::error::Result;
use crate::http::csv::{attachment, in_french};
use crate::http::{Query, blocking};
use crate::organisation_files::{OrganisationRow, organisations};
use crate::values::{Column, Hours, OrganisationId, Part};

const COLUMNS: &[Column] = &[
    Column::plain("name"),
    Column::plain("siret"),
    Column::plain("role"),
    Column::plain("contracts"),
    Column::plain("lot_count"),
    Column::plain("people"),
    Column::decimal("worked"),
    Column::plain("referrals"),
    Column::plain("id"),
];

/// A line of the table.
#[derive(Serialize)]
struct Line<'o> {
    name: &'o str,
    siret: Option<String>,
    role: String,
    contracts: i64,
    lot_count: i64,
    people: i64,
    /// Validated.
    worked: Hours,
    referrals: i64,
    id: OrganisationId,
}

impl<'o> From<&'o OrganisationRow> for Line<'o> {
    fn from(row: &'o OrganisationRow) -> Self {
        let OrganisationRow { organisation, counts } = row;
        Self {
            name: organisation.name.as_str(),
            siret: organisation.siret.as_ref().map(ToString::to_string),
            role: roles(row),
            contracts: counts.contracts,
            lot_count: counts.lots,
            people: counts.people,
            worked: counts.hours,
            referrals: counts.referrals,
            id: organisation.id,
        }
    }
}

#[get("/structures.csv")]
pub(super) async fn table(caller: Caller<EditOrganisations>, address: Query<Address>) -> Result<HttpResponse> {
    let (filter, by) = address.0.read()?;
    let caller = caller.for_long_reads();
    let read = move || {
        let found = organisations(&caller, &filter, by, Part::ALL)?;
        in_french(COLUMNS, found.rows.iter().map(Line::from))
    };
    Ok(attachment("structures").body(blocking(read).await?))
}
