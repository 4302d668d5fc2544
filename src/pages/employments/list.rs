//! `/contrats-de-travail`: the list.

use askama::Template;
use chrono::NaiveDate;

use super::super::listing::{Heading, Pager};
use super::super::people::{Choice, day, organisation_choices};
use super::super::shell::Shell;
use super::address::{Address, ORDERS, STANDINGS};
use super::words::{StandingView, lot_label};
use crate::employments::{Employment, EmploymentOrder, EmploymentPage, EmploymentSearch};
use crate::organisations::Organisation;
use crate::values::{CandidateId, ContractType, EmploymentId, LotId};

#[derive(Template)]
#[template(path = "employments.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    address: Address,
    /// Where the button *Nouveau contrat de travail* leads.
    new: String,
    standings: Vec<(&'static str, &'static str, bool)>,
    employers: Vec<Choice>,
    orders: Vec<(&'static str, &'static str, bool)>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    pager: Pager,
}

struct Row {
    id: EmploymentId,
    candidate: CandidateId,
    name: String,
    employer: String,
    contract_type: ContractType,
    starts_on: String,
    ends_on: String,
    standing: StandingView,
    lots: Vec<(LotId, String)>,
}

impl ListPage {
    pub fn new(
        shell: Shell,
        (address, search, order): (Address, &EmploymentSearch, EmploymentOrder),
        employers: &[Organisation],
        page: EmploymentPage,
        today: NaiveDate,
    ) -> Self {
        let of = |order| address.of(order, 1);
        let starts = (EmploymentOrder::StartsFirst, EmploymentOrder::StartsLast);
        let ends = (EmploymentOrder::EndsFirst, EmploymentOrder::EndsLast);
        let standing = search.standing.map(|(standing, _)| standing);
        Self {
            shell,
            new: super::words::new_path(search.candidate_id, search.lot_id),
            standings: STANDINGS.iter().map(|(code, label, of)| (*code, *label, *of == standing)).collect(),
            employers: organisation_choices(employers.iter().collect()),
            orders: ORDERS.iter().map(|(code, label, of)| (*code, *label, *of == order)).collect(),
            headings: vec![
                Heading::plain("Personne"),
                Heading::plain("Employeur"),
                Heading::plain("Type"),
                Heading::sorted("Début", starts, order, of),
                Heading::sorted("Fin", ends, order, of),
                Heading::plain("Lots"),
            ],
            pager: Pager::new(page.rows.len(), (page.skipped, page.count), |page| address.of(order, page)),
            rows: page.rows.iter().map(|employment| row(employment, today)).collect(),
            address,
        }
    }
}

fn row(employment: &Employment, today: NaiveDate) -> Row {
    let names = &employment.names;
    Row {
        id: employment.id,
        candidate: employment.candidate_id,
        name: format!("{} {}", names.last_name.as_str().to_uppercase(), names.first_name),
        employer: names.employer.to_string(),
        contract_type: employment.contract_type,
        starts_on: day(employment.starts_on),
        ends_on: employment.ends_on.map_or_else(|| "sans fin".to_owned(), day),
        standing: StandingView::new(employment.period(), today),
        lots: employment.assignments.iter().map(|one| (one.lot_id, lot_label(one))).collect(),
    }
}
