//! `/orientations.csv`: the referrals that the list shows, all of them, as a table for a French spreadsheet.

use actix_web::{HttpResponse, get};
use chrono::NaiveDate;
use serde::Serialize;

use super::address::Address;
use crate::access::{Caller, ReadEligibility};
use crate::error::Result;
use crate::http::csv::{attachment, in_french};
use crate::http::{Query, blocking};
use crate::referrals::NamedReferral;
use crate::referrals::actions as referrals;
use crate::values::{Column, Part, ReferralId, Sector};

const COLUMNS: &[Column] = &[
    Column::plain("last_name"),
    Column::plain("first_name"),
    Column::plain("birth_date"),
    Column::plain("sectors"),
    Column::plain("prescriber"),
    Column::plain("prescriber_kind"),
    Column::plain("referred_on"),
    Column::plain("outcome"),
    Column::plain("outcome_sector"),
    Column::plain("outcome_reason"),
    Column::plain("decided_on"),
    Column::plain("id"),
];

/// A line of the table.
#[derive(Serialize)]
struct Line<'r> {
    last_name: &'r str,
    first_name: &'r str,
    birth_date: NaiveDate,
    sectors: String,
    prescriber: Option<&'r str>,
    prescriber_kind: &'static str,
    referred_on: NaiveDate,
    outcome: &'static str,
    outcome_sector: Option<Sector>,
    outcome_reason: Option<&'static str>,
    decided_on: Option<NaiveDate>,
    id: ReferralId,
}

impl<'r> From<&'r NamedReferral> for Line<'r> {
    fn from(NamedReferral { referral, person, prescriber }: &'r NamedReferral) -> Self {
        let sectors: Vec<String> = referral.sectors.iter().map(|sector| sector.to_string()).collect();
        Self {
            last_name: person.last_name.as_str(),
            first_name: person.first_name.as_str(),
            birth_date: person.birth_date,
            sectors: sectors.join(", "),
            prescriber: prescriber.as_ref().map(|name| name.as_str()),
            prescriber_kind: referral.prescriber_kind.label(),
            referred_on: referral.referred_on,
            outcome: referral.outcome.label(),
            outcome_sector: referral.outcome_sector,
            outcome_reason: referral.outcome_reason.map(|reason| reason.label()),
            decided_on: referral.decided_on,
            id: referral.id,
        }
    }
}

#[get("/orientations.csv")]
pub(super) async fn table(caller: Caller<ReadEligibility>, address: Query<Address>) -> Result<HttpResponse> {
    let (filter, _, order) = address.0.read()?;
    let caller = caller.for_long_reads();
    let read = move || {
        let found = referrals::page(&caller.with_right()?, &filter, order, Part::ALL)?;
        in_french(COLUMNS, found.rows.iter().map(Line::from))
    };
    Ok(attachment("orientations").body(blocking(read).await?))
}
