//! `/marches`: the list.

use askama::Template;

use super::super::shell::Shell;
use super::super::sorted_heading::SortedHeading;
use super::address::{Address, MOST, ORDERS};
use super::words::{ProgressView, in_table};
use crate::contract_files::{ContractFilter, ContractOrder, ContractRow, Contracts, SortedBy};
use crate::values::{ContractStatus, Sector};

#[derive(Template)]
#[template(path = "contracts.html", config = "src/pages/askama.toml")]
pub(super) struct ContractsPage {
    shell: Shell,
    text: String,
    sectors: Vec<(Sector, bool)>,
    statuses: [(&'static str, &'static str, bool); 3],
    orders: Vec<(&'static str, &'static str, bool)>,
    is_filtered: bool,
    headings: Vec<SortedHeading>,
    count: usize,
    all: ProgressView,
    rows: Vec<Row>,
    first: usize,
    last: usize,
    previous: Option<String>,
    next: Option<String>,
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
        address: &Address,
        (filter, order): (&ContractFilter, ContractOrder),
        contracts: Contracts,
    ) -> Self {
        let (skipped, count) = (contracts.skipped, contracts.count);
        let last = skipped.saturating_add(contracts.rows.len());
        let page = skipped / MOST + 1;
        let status = |code, label, status: Option<ContractStatus>| (code, label, filter.status == status);
        Self {
            shell,
            text: address.text().to_owned(),
            sectors: sectors.iter().map(|sector| (*sector, filter.sector == Some(*sector))).collect(),
            statuses: [
                status("", "Tous", None),
                status("en-cours", "En cours", Some(ContractStatus::Open)),
                status("termines", "Terminés", Some(ContractStatus::Closed)),
            ],
            orders: ORDERS.iter().map(|(code, label, of)| (*code, *label, *of == order)).collect(),
            is_filtered: filter.sector.is_some() || filter.status.is_some() || filter.text.is_some(),
            headings: headings(address, order),
            table: address.table(order),
            count,
            all: ProgressView::from(&contracts.completion),
            rows: contracts.rows.into_iter().map(row).collect(),
            first: if last > skipped { skipped + 1 } else { 0 },
            last,
            previous: (page > 1).then(|| address.of(order, page - 1)),
            next: (last < count).then(|| address.of(order, page + 1)),
        }
    }
}

fn row(contract: ContractRow) -> Row {
    Row {
        ends_on: in_table(contract.ends_on),
        is_closed: contract.status == ContractStatus::Closed,
        progress: ProgressView::from(&contract.completion),
        contract,
    }
}

fn headings(address: &Address, order: ContractOrder) -> Vec<SortedHeading> {
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
        let chosen = (order.by == by).then_some(order.is_descending);
        let next = ContractOrder { by, is_descending: chosen == Some(false) };
        SortedHeading::new(label, is_number, address.of(next, 1), chosen)
    };
    columns.into_iter().map(heading).collect()
}
