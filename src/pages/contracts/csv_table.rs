//! `/marches.csv`: the contracts that the list shows, all of them, as a table for a French spreadsheet.

use actix_web::{HttpResponse, get};
use chrono::NaiveDate;
use serde::Serialize;

use super::address::Address;
use crate::access::{Caller, EditContracts};
use crate::contract_files::{self, ContractRow};
use crate::error::Result;
use crate::http::csv::{attachment, in_french};
use crate::http::{Query, blocking};
use crate::values::{Column, ContractStatus, Hours, Part, PublicContractId, Sector};

const COLUMNS: &[Column] = &[
    Column::plain("reference"),
    Column::plain("title"),
    Column::plain("buyer"),
    Column::plain("sector"),
    Column::plain("status"),
    Column::plain("ends_on"),
    Column::plain("lot_count"),
    Column::decimal("hours_due"),
    Column::decimal("done"),
    Column::decimal("remaining"),
    Column::decimal("rate"),
    Column::plain("id"),
];

/// A line of the table.
#[derive(Serialize)]
struct Line<'c> {
    reference: &'c str,
    title: &'c str,
    buyer: &'c str,
    sector: Sector,
    status: ContractStatus,
    ends_on: NaiveDate,
    lot_count: usize,
    hours_due: Hours,
    done: Hours,
    remaining: Hours,
    /// In percent.
    rate: Option<&'c str>,
    id: PublicContractId,
}

impl<'c> Line<'c> {
    fn new(row: &'c ContractRow) -> Self {
        let of = &row.completion;
        Self {
            reference: row.reference.as_str(),
            title: row.title.as_str(),
            buyer: &row.buyer,
            sector: row.sector,
            status: row.status,
            ends_on: row.ends_on,
            lot_count: row.lots,
            hours_due: of.due,
            done: of.done,
            remaining: of.remaining,
            rate: of.rate.as_deref(),
            id: row.id,
        }
    }
}

#[get("/marches.csv")]
pub(super) async fn table(caller: Caller<EditContracts>, address: Query<Address>) -> Result<HttpResponse> {
    let (filter, order) = address.0.read()?;
    let caller = caller.for_long_reads();
    let read = move || {
        let found = contract_files::contracts(&caller.with_right()?, &filter, order, Part::ALL)?;
        in_french(COLUMNS, found.page.rows.iter().map(Line::new))
    };
    Ok(attachment("marches").body(blocking(read).await?))
}
