//! `/marches`: the list.

use askama::Template;

use super::super::shell::Shell;
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
    headings: Vec<Heading>,
    count: usize,
    all: ProgressView,
    rows: Vec<Row>,
    first: usize,
    last: usize,
    previous: Option<String>,
    next: Option<String>,
}

struct Row {
    contract: ContractRow,
    ends_on: String,
    is_closed: bool,
    progress: ProgressView,
}

/// The head of a column.
struct Heading {
    label: &'static str,
    is_number: bool,
    /// Where one sorts by it, the other way round if the list is sorted by it.
    sort: Option<String>,
    /// How the list is sorted by it, with an arrow.
    order: Option<(&'static str, &'static str)>,
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

fn headings(address: &Address, order: ContractOrder) -> Vec<Heading> {
    let columns = [
        ("Marché", false, Some(SortedBy::Reference)),
        ("Acheteur", false, Some(SortedBy::Buyer)),
        ("Fin", false, Some(SortedBy::End)),
        ("Prévues", true, None),
        ("Faites", true, None),
        ("Reste", true, Some(SortedBy::Remaining)),
        ("Avancement", false, Some(SortedBy::Rate)),
    ];
    let heading = |(label, is_number, by): (&'static str, bool, Option<SortedBy>)| {
        let is_chosen = by == Some(order.by);
        let next = by.map(|by| ContractOrder { by, is_descending: is_chosen && !order.is_descending });
        let arrow = if order.is_descending { ("descending", "↓") } else { ("ascending", "↑") };
        Heading { label, is_number, sort: next.map(|next| address.of(next, 1)), order: is_chosen.then_some(arrow) }
    };
    columns.into_iter().map(heading).collect()
}
