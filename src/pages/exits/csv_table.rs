//! `/sorties.csv` and `/sorties/propositions.csv`: the recorded exits and the proposals that the lists show, all of them, as
//! tables for a French spreadsheet.

use actix_web::{HttpResponse, get};
use chrono::NaiveDate;
use serde::Serialize;

use super::address::Address;
use crate::access::{Caller, ReadExits};
use crate::error::Result;
use crate::exits::proposals::{self, ExitProposal};
use crate::exits::{self, NamedExit};
use crate::http::csv::{attachment, in_french};
use crate::http::{Query, blocking};
use crate::values::{Column, EmploymentId, Hours, Part, PositiveExitId};

const EXIT_COLUMNS: &[Column] = &[
    Column::plain("last_name"),
    Column::plain("first_name"),
    Column::plain("kind"),
    Column::plain("met_on"),
    Column::plain("started_on"),
    Column::plain("employer"),
    Column::plain("in_plie"),
    Column::plain("id"),
];

/// A recorded exit.
#[derive(Serialize)]
struct ExitLine<'e> {
    last_name: &'e str,
    first_name: &'e str,
    kind: &'static str,
    met_on: NaiveDate,
    started_on: NaiveDate,
    employer: Option<&'e str>,
    in_plie: bool,
    id: PositiveExitId,
}

impl<'e> From<&'e NamedExit> for ExitLine<'e> {
    fn from(NamedExit { exit, last_name, first_name, employer }: &'e NamedExit) -> Self {
        Self {
            last_name: last_name.as_str(),
            first_name: first_name.as_str(),
            kind: exit.kind.label(),
            met_on: exit.met_on,
            started_on: exit.started_on,
            employer: employer.as_ref().map(|name| name.as_str()),
            in_plie: exit.plie_period_id.is_some(),
            id: exit.id,
        }
    }
}

#[get("/sorties.csv")]
pub(super) async fn recorded(caller: Caller<ReadExits>, address: Query<Address>) -> Result<HttpResponse> {
    let asked = address.0.read(caller.today())?;
    let caller = caller.for_long_reads();
    let read = move || {
        let found = exits::actions::page(&caller, &asked.exits, asked.order.of_exits(), Part::ALL)?;
        in_french(EXIT_COLUMNS, found.rows.iter().map(ExitLine::from))
    };
    Ok(attachment("sorties").body(blocking(read).await?))
}

const PROPOSAL_COLUMNS: &[Column] = &[
    Column::plain("last_name"),
    Column::plain("first_name"),
    Column::plain("kind"),
    Column::plain("met_on"),
    Column::plain("started_on"),
    Column::plain("employer"),
    Column::decimal("weekly_hours"),
    Column::plain("in_plie"),
    Column::plain("employment_id"),
];

/// An exit that employments propose.
#[derive(Serialize)]
struct ProposalLine<'e> {
    last_name: &'e str,
    first_name: &'e str,
    kind: &'static str,
    met_on: NaiveDate,
    started_on: NaiveDate,
    employer: &'e str,
    weekly_hours: Option<Hours>,
    in_plie: bool,
    employment_id: EmploymentId,
}

impl<'e> From<&'e ExitProposal> for ProposalLine<'e> {
    fn from(proposal: &'e ExitProposal) -> Self {
        let names = &proposal.names;
        Self {
            last_name: names.last_name.as_str(),
            first_name: names.first_name.as_str(),
            kind: proposal.kind.label(),
            met_on: proposal.met_on,
            started_on: proposal.started_on,
            employer: names.employer.as_str(),
            weekly_hours: proposal.weekly_hours,
            in_plie: proposal.plie_period_id.is_some(),
            employment_id: proposal.employment_id,
        }
    }
}

#[get("/sorties/propositions.csv")]
pub(super) async fn proposed(caller: Caller<ReadExits>, address: Query<Address>) -> Result<HttpResponse> {
    let asked = address.0.read(caller.today())?;
    let caller = caller.for_long_reads();
    let read = move || {
        let Part { skipped, most } = Part::ALL;
        let order = asked.order.of_proposals();
        let found = proposals::actions::page(&caller, &asked.proposals, order, (skipped, most))?;
        in_french(PROPOSAL_COLUMNS, found.rows.iter().map(ProposalLine::from))
    };
    Ok(attachment("propositions-de-sortie").body(blocking(read).await?))
}
