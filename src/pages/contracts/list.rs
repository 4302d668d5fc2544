//! `/marches`: the list.

use askama::Template;

use super::super::listing::{Choice, Heading, Pager};
use super::super::shell::Shell;
use super::address::{Address, ORDERS, STATUSES};
use super::words::ProgressView;
use crate::contract_files::{ContractFilter, ContractOrder, ContractRow, Contracts, SortedBy};
use crate::values::{ContractStatus, Sector, day_in_table};

#[derive(Template)]
#[template(path = "contracts.html", config = "src/pages/askama.toml")]
pub(super) struct ContractsPage {
    shell: Shell,
    address: Address,
    sectors: Vec<Choice>,
    statuses: Vec<Choice>,
    orders: Vec<Choice>,
    headings: Vec<Heading>,
    all: ProgressView,
    rows: Vec<Row>,
    pager: Pager,
    table: String,
}

struct Row {
    contract: ContractRow,
    ends_on: String,
    is_closed: bool,
    progress: ProgressView,
}

impl ContractsPage {
    pub fn new(
        shell: Shell,
        sectors: &[Sector],
        address: Address,
        (filter, order): (&ContractFilter, ContractOrder),
        Contracts { page, completion }: Contracts,
    ) -> Self {
        Self {
            shell,
            sectors: Choice::all(sectors, filter.sector, ToString::to_string),
            statuses: Choice::coded(&STATUSES, Some(filter.status)),
            orders: Choice::orders(&ORDERS, order),
            headings: headings(&address, order),
            table: address.of("/marches.csv", order, 1),
            all: ProgressView::from(&completion),
            pager: Pager::of(&page, |page| address.of("/marches", order, page)),
            rows: page.rows.into_iter().map(row).collect(),
            address,
        }
    }
}

fn row(contract: ContractRow) -> Row {
    Row {
        ends_on: day_in_table(contract.ends_on),
        is_closed: contract.status == ContractStatus::Closed,
        progress: ProgressView::from(&contract.completion),
        contract,
    }
}

fn headings(address: &Address, order: ContractOrder) -> Vec<Heading> {
    let columns = [
        ("Marché", false, SortedBy::Reference),
        ("Acheteur", false, SortedBy::Buyer),
        ("Fin", false, SortedBy::End),
        ("Prévues", true, SortedBy::Due),
        ("Faites", true, SortedBy::Done),
        ("Reste", true, SortedBy::Remaining),
        ("Avancement", false, SortedBy::Rate),
    ];
    let heading = |(label, is_number, by): (&'static str, bool, SortedBy)| {
        let of = |is_descending| ContractOrder { by, is_descending };
        let heading = Heading::sorted(label, (of(false), of(true)), order, |order| address.of("/marches", order, 1));
        heading.of_figures(is_number)
    };
    columns.into_iter().map(heading).collect()
}
