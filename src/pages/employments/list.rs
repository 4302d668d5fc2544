//! `/contrats-de-travail`: the list.

use askama::Template;
use chrono::NaiveDate;

use super::super::listing::{Choice, Heading, Pager, table_of};
use super::super::people::organisation_choices;
use super::super::shell::Shell;
use super::address::{Address, ORDERS, STANDINGS};
use super::words::{StandingView, lot_label};
use crate::employments::{Employment, EmploymentOrder, EmploymentSearch};
use crate::organisations::Organisation;
use crate::values::{CandidateId, ContractType, EmploymentId, LotId, NameOrder, Paged, day_in_table};

#[derive(Template)]
#[template(path = "employments.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    address: Address,
    /// Where the button *Nouveau contrat de travail* leads.
    new: String,
    standings: Vec<Choice>,
    employers: Vec<Choice>,
    types: Vec<Choice>,
    orders: Vec<Choice>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    pager: Pager,
    /// Where the table of all rows is.
    table: String,
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
        page: Paged<Employment>,
        today: NaiveDate,
    ) -> Self {
        let employers = organisation_choices(employers.iter().collect()).into_iter().map(|one| (one.value, one.label));
        let names = (EmploymentOrder::OfPerson(NameOrder::FromA), EmploymentOrder::OfPerson(NameOrder::FromZ));
        let of = |order| address.of(order, 1);
        let starts = (EmploymentOrder::StartsFirst, EmploymentOrder::StartsLast);
        let ends = (EmploymentOrder::EndsFirst, EmploymentOrder::EndsLast);
        let standing = search.standing.map(|(standing, _)| standing);
        Self {
            shell,
            new: super::words::new_path(search.candidate_id, search.lot_id),
            standings: Choice::coded(&STANDINGS, Some(standing)),
            employers: Choice::named(employers, address.employeur.text()),
            types: Choice::all(ContractType::ALL, search.contract_type, ToString::to_string),
            orders: Choice::orders(&ORDERS, order),
            headings: vec![
                Heading::sorted("Personne", names, order, of),
                Heading::plain("Employeur"),
                Heading::plain("Type"),
                Heading::sorted("Début", starts, order, of),
                Heading::sorted("Fin", ends, order, of),
                Heading::plain("Lots"),
            ],
            table: table_of(&address.of(order, 1)),
            pager: Pager::of(&page, |page| address.of(order, page)),
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
        starts_on: day_in_table(employment.starts_on),
        ends_on: employment.ends_on.map_or_else(|| "sans fin".to_owned(), day_in_table),
        standing: StandingView::new(employment.period(), today),
        lots: employment.assignments.iter().map(|one| (one.lot_id, lot_label(one))).collect(),
    }
}
