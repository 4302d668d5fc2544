//! `/candidats.csv`: the people that the list shows, all of them, as a table for a French spreadsheet.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::NaiveDate;
use serde::Serialize;

use super::super::places::commune_name;
use super::address::Address;
use crate::access::{Caller, ReadEligibility};
use crate::candidates::CandidateView;
use crate::candidates::actions as candidates;
use crate::error::Result;
use crate::http::csv::{attachment, in_french};
use crate::http::{Query, blocking};
use crate::reference::Commune;
use crate::reference::actions as reference;
use crate::values::{CandidateId, Column, Part};

const COLUMNS: &[Column] = &[
    Column::plain("last_name"),
    Column::plain("first_name"),
    Column::plain("birth_date"),
    Column::plain("neighbourhood"),
    Column::plain("commune"),
    Column::plain("eligible_until"),
    Column::plain("external_ref"),
    Column::plain("id"),
];

/// A line of the table.
#[derive(Serialize)]
struct Line<'p> {
    last_name: &'p str,
    first_name: &'p str,
    birth_date: NaiveDate,
    neighbourhood: Option<&'p str>,
    commune: Option<String>,
    eligible_until: Option<NaiveDate>,
    external_ref: Option<&'p str>,
    id: CandidateId,
}

impl<'p> Line<'p> {
    fn new(person: &'p CandidateView, communes: &[Commune]) -> Self {
        let home = person.addresses.iter().flatten().next_back();
        Self {
            last_name: person.last_name.as_str(),
            first_name: person.first_name.as_str(),
            birth_date: person.birth_date,
            neighbourhood: home.and_then(|home| home.neighbourhood.as_ref()).map(|name| name.as_str()),
            commune: home.map(|home| commune_name(communes, &home.commune_code)),
            eligible_until: person.eligible_until,
            external_ref: person.external_ref.as_ref().map(|reference| reference.as_str()),
            id: person.id,
        }
    }
}

#[get("/candidats.csv")]
pub(super) async fn table(
    _request: HttpRequest,
    caller: Caller<ReadEligibility>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let asked = address.0.read(caller.today())?;
    let caller = caller.for_long_reads();
    let read = move || {
        let communes = reference::communes(&caller.with_right()?)?;
        let found = candidates::people(&caller, &asked.filter, asked.ending_within, asked.order, Part::ALL)?;
        in_french(COLUMNS, found.rows.iter().map(|person| Line::new(person, &communes)))
    };
    Ok(attachment("candidats").body(blocking(read).await?))
}
