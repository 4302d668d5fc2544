//! The address of the list, which keeps filters, order and pages.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField, Coded};
use crate::error::Result;
use crate::exits::proposals::{ProposalFilter, ProposalOrder};
use crate::exits::{ExitFilter, ExitOrder};
use crate::http::Fields;
use crate::values::{ExitKind, Part};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    critere: AddressField,
    pub du: AddressField,
    pub au: AddressField,
    plie: AddressField,
    tri: AddressField,
    /// The page of proposals, and that of recorded exits.
    propositions: Option<usize>,
    page: Option<usize>,
    /// Said once by the page that follows a form.
    fait: AddressField,
}

/// Everybody, accompanied by the PLIE or not, as the field `plie` says it.
const EVERYBODY: &str = "toutes";

/// By what both lists are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    MetLast,
    MetFirst,
}

/// Each order with its code and its words.
pub(super) const ORDERS: [Coded<Order>; 2] =
    [("-acquise", "La plus récente d’abord", Order::MetLast), ("acquise", "La plus ancienne d’abord", Order::MetFirst)];

impl Order {
    pub const fn of_proposals(self) -> ProposalOrder {
        match self {
            Self::MetLast => ProposalOrder::MetLast,
            Self::MetFirst => ProposalOrder::MetFirst,
        }
    }

    pub const fn of_exits(self) -> ExitOrder {
        match self {
            Self::MetLast => ExitOrder::MetLast,
            Self::MetFirst => ExitOrder::MetFirst,
        }
    }
}

/// What the page is asked for.
pub(super) struct Asked {
    pub proposals: ProposalFilter,
    pub exits: ExitFilter,
    pub order: Order,
}

impl Address {
    /// Which proposals and exits are asked for. Proposals are those of a year, unless the address has a first day.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self, today: NaiveDate) -> Result<Asked> {
        let mut fields = Fields::default();
        let kind = fields.optional("?critere", self.critere.given(), ExitKind::parse);
        let (from, to) = fields.period(("?du", self.du.given()), ("?au", self.au.given()));
        fields.done()?;
        let proposals = ProposalFilter {
            candidate_id: None,
            kind,
            from: from.or_else(|| to.unwrap_or(today).checked_sub_months(Months::new(12))),
            to,
            is_recorded: Some(false),
            in_plie: !self.is_of_everybody(),
        };
        let exits = ExitFilter { candidate_id: None, kind, from, to };
        Ok(Asked { proposals, exits, order: listing::by_code(&ORDERS, &self.tri).unwrap_or_default() })
    }

    /// Whether people whom the PLIE does not accompany are proposed too.
    pub fn is_of_everybody(&self) -> bool {
        self.plie.text() == EVERYBODY
    }

    /// Whether the filters select less than everything.
    pub fn is_filtered(&self) -> bool {
        [&self.critere, &self.du, &self.au].into_iter().any(|field| field.given().is_some())
    }

    /// Whether an exit was just withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.fait.text() == "retiree"
    }

    /// Which proposals the page shows.
    pub fn proposals(&self) -> Part {
        listing::part(self.propositions)
    }

    /// Which exits the page shows.
    pub fn exits(&self) -> Part {
        listing::part(self.page)
    }

    /// The address of a page of proposals, of the same exits.
    pub fn of_proposals(&self, page: usize) -> String {
        Self { propositions: listing::page_number(page), ..self.clone() }.path()
    }

    /// The address of a page of exits, with the same proposals.
    pub fn of_exits(&self, page: usize) -> String {
        Self { page: listing::page_number(page), ..self.clone() }.path()
    }

    /// The address of the lists in an order.
    pub fn sorted(&self, order: Order) -> String {
        let tri = listing::order_code(&ORDERS, order, Order::default());
        Self { tri, propositions: None, page: None, ..self.clone() }.path()
    }

    /// Where the table of the proposals is.
    pub fn proposal_table(&self) -> String {
        let shown = Self { propositions: None, page: None, fait: AddressField::default(), ..self.clone() };
        listing::address("/sorties/propositions.csv", &shown)
    }

    fn path(self) -> String {
        listing::address("/sorties", &Self { fait: AddressField::default(), ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_are_those_of_a_year_unless_a_day_is_given() {
        let today = "2024-03-15".parse().unwrap();
        let first = |address: &Address| address.read(today).unwrap().proposals.from.unwrap().to_string();
        assert_eq!(first(&Address::default()), "2023-03-15");
        let until = Address { au: "2022-12-31".into(), ..Address::default() };
        assert_eq!(first(&until), "2021-12-31");
        let since = Address { du: "2020-01-01".into(), propositions: Some(2), ..Address::default() };
        assert_eq!(first(&since), "2020-01-01");
        assert_eq!(since.of_exits(3), "/sorties?du=2020-01-01&propositions=2&page=3");
        assert_eq!(since.sorted(Order::MetFirst), "/sorties?du=2020-01-01&tri=acquise");
        assert_eq!(Address::default().of_proposals(1), "/sorties");
    }
}
