//! `/sorties`: the exits that employments propose, then those that are recorded.

use askama::Template;

use super::super::listing::{Choice, Heading, Pager, table_of};
use super::super::shell::Shell;
use super::address::{Address, Asked, ORDERS, Order};
use crate::exits::NamedExit;
use crate::exits::proposals::{ExitProposal, ProposalPage};
use crate::values::{CandidateId, EmploymentId, ExitKind, Paged, PositiveExitId, day_in_table, day_in_words};

#[derive(Template)]
#[template(path = "exits.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    address: Address,
    kinds: Vec<Choice>,
    orders: Vec<Choice>,
    /// The first day of the proposals, in words.
    since: String,
    proposal_headings: Vec<Heading>,
    proposals: Vec<ProposalRow>,
    proposal_pager: Pager,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    pager: Pager,
    /// Where the tables of all proposals and of all exits are.
    proposal_table: String,
    table: String,
}

struct ProposalRow {
    employment: EmploymentId,
    candidate: CandidateId,
    name: String,
    kind: &'static str,
    met_on: String,
    started_on: String,
    employer: String,
    /// The employments that it rests on.
    rests_on: Vec<(EmploymentId, String)>,
    in_plie: bool,
    /// Whether somebody has to check the hours per week of a CDI.
    lacks_hours: bool,
}

struct Row {
    id: PositiveExitId,
    candidate: CandidateId,
    name: String,
    kind: &'static str,
    met_on: String,
    started_on: String,
    employer: String,
    in_plie: bool,
    warnings: usize,
}

impl ListPage {
    pub fn new(
        shell: Shell,
        address: Address,
        asked: &Asked,
        proposals: ProposalPage,
        exits: Paged<NamedExit>,
    ) -> Self {
        let order = asked.order;
        let met_on = || {
            let of = |order| address.sorted(order);
            Heading::sorted("Acquise le", (Order::MetFirst, Order::MetLast), order, of)
        };
        Self {
            shell,
            kinds: Choice::all(ExitKind::ALL, asked.exits.kind, |kind| kind.label().to_owned()),
            orders: Choice::orders(&ORDERS, order),
            since: asked.proposals.from.map(day_in_words).unwrap_or_default(),
            proposal_headings: vec![
                Heading::plain("Personne"),
                Heading::plain("Critère"),
                met_on(),
                Heading::plain("Repose sur"),
                Heading::plain("À faire"),
            ],
            proposal_pager: Pager::new(proposals.rows.len(), (proposals.skipped, proposals.count), |page| {
                address.of_proposals(page)
            }),
            proposals: proposals.rows.iter().map(proposal_row).collect(),
            headings: vec![
                Heading::plain("Personne"),
                Heading::plain("Critère"),
                met_on(),
                Heading::plain("Employeur"),
                Heading::plain("PLIE"),
            ],
            proposal_table: address.proposal_table(),
            table: table_of(&address.sorted(order)),
            pager: Pager::of(&exits, |page| address.of_exits(page)),
            rows: exits.rows.iter().map(row).collect(),
            address,
        }
    }
}

/// The label of a criterion without what stands in brackets.
fn short(kind: ExitKind) -> &'static str {
    kind.label().split_once(" (").map_or(kind.label(), |(short, _)| short)
}

fn proposal_row(proposal: &ExitProposal) -> ProposalRow {
    let names = &proposal.names;
    let employment = |one: &crate::exits::proposals::ProposalEmployment| {
        let period = match one.ends_on {
            Some(end) => format!("du {} au {}", day_in_table(one.starts_on), day_in_table(end)),
            None => format!("depuis le {}", day_in_table(one.starts_on)),
        };
        (one.id, format!("{} {period}", one.contract_type))
    };
    ProposalRow {
        employment: proposal.employment_id,
        candidate: proposal.candidate_id,
        name: format!("{} {}", names.last_name.as_str().to_uppercase(), names.first_name),
        kind: short(proposal.kind),
        met_on: day_in_table(proposal.met_on),
        started_on: day_in_table(proposal.started_on),
        employer: names.employer.to_string(),
        rests_on: proposal.rests_on.iter().map(employment).collect(),
        in_plie: proposal.plie_period_id.is_some(),
        lacks_hours: proposal.kind == ExitKind::Cdi && proposal.weekly_hours.is_none(),
    }
}

fn row(named: &NamedExit) -> Row {
    let exit = &named.exit;
    Row {
        id: exit.id,
        candidate: exit.candidate_id,
        name: format!("{} {}", named.last_name.as_str().to_uppercase(), named.first_name),
        kind: short(exit.kind),
        met_on: day_in_table(exit.met_on),
        started_on: day_in_table(exit.started_on),
        employer: named.employer.as_ref().map(ToString::to_string).unwrap_or_default(),
        in_plie: exit.plie_period_id.is_some(),
        warnings: exit.warnings.len(),
    }
}
