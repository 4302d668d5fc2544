//! `/contrats-de-travail.csv`: the employments that the list shows, all of them, as a table for a French spreadsheet.

use actix_web::{HttpResponse, get};
use chrono::NaiveDate;
use serde::Serialize;

use super::address::Address;
use super::words::lot_label;
use crate::access::{Caller, ReadEligibility};
use crate::employments::Employment;
use crate::employments::actions as employments;
use crate::error::Result;
use crate::http::csv::{attachment, in_french};
use crate::http::{Query, blocking};
use crate::values::{Column, ContractType, EmploymentId, Hours, Part};

const COLUMNS: &[Column] = &[
    Column::plain("last_name"),
    Column::plain("first_name"),
    Column::plain("employer"),
    Column::plain("contract_type"),
    Column::plain("starts_on"),
    Column::plain("ends_on"),
    Column::decimal("weekly_hours"),
    Column::plain("lot"),
    Column::plain("id"),
];

/// A line of the table.
#[derive(Serialize)]
struct Line<'e> {
    last_name: &'e str,
    first_name: &'e str,
    employer: &'e str,
    contract_type: ContractType,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    weekly_hours: Option<Hours>,
    lot: String,
    id: EmploymentId,
}

impl<'e> From<&'e Employment> for Line<'e> {
    fn from(employment: &'e Employment) -> Self {
        let names = &employment.names;
        Self {
            last_name: names.last_name.as_str(),
            first_name: names.first_name.as_str(),
            employer: names.employer.as_str(),
            contract_type: employment.contract_type,
            starts_on: employment.starts_on,
            ends_on: employment.ends_on,
            weekly_hours: employment.weekly_hours,
            lot: employment.assignments.iter().map(lot_label).collect::<Vec<_>>().join(" ; "),
            id: employment.id,
        }
    }
}

#[get("/contrats-de-travail.csv")]
pub(super) async fn table(caller: Caller<ReadEligibility>, address: Query<Address>) -> Result<HttpResponse> {
    let (search, order) = address.0.read(caller.today())?;
    let caller = caller.for_long_reads();
    let read = move || {
        let found = employments::page(&caller.with_right()?, &search, order, Part::ALL)?;
        in_french(COLUMNS, found.rows.iter().map(Line::from))
    };
    Ok(attachment("contrats-de-travail").body(blocking(read).await?))
}
