//! The address of the list, which keeps filters, order and pages.

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::super::listing::{self, given};
use crate::error::{FieldError, ProblemCode, Result};
use crate::exits::proposals::{ProposalFilter, ProposalOrder};
use crate::exits::{ExitFilter, ExitOrder};
use crate::http::Fields;
use crate::values::{ExitKind, parse_day};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    critere: Option<String>,
    du: Option<String>,
    au: Option<String>,
    plie: Option<String>,
    tri: Option<String>,
    /// The page of proposals, and that of recorded exits.
    propositions: Option<u32>,
    page: Option<u32>,
    /// Said once by the page that follows a form.
    fait: Option<String>,
}

/// Everybody, accompanied by the PLIE or not, as the field `plie` says it.
const EVERYBODY: &str = "toutes";

/// By what both lists are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    MetLast,
    MetFirst,
}

/// Each order with its code and its words.
pub(super) const ORDERS: [(&str, &str, Order); 2] =
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
        let kind = fields.optional("?critere", given(self.critere.as_ref()), |code| ExitKind::parse(&code));
        let from = fields.optional("?du", given(self.du.as_ref()), |text| parse_day(&text));
        let to = fields.optional("?au", given(self.au.as_ref()), |text| parse_day(&text));
        if matches!((from, to), (Some(from), Some(to)) if to < from) {
            fields.push(FieldError::new("?au", ProblemCode::InvalidPeriod));
        }
        fields.done()?;
        let order = ORDERS.iter().find(|(code, ..)| Some(*code) == self.tri.as_deref());
        let proposals = ProposalFilter {
            candidate_id: None,
            kind,
            from: from.or_else(|| to.unwrap_or(today).checked_sub_months(Months::new(12))),
            to,
            is_recorded: Some(false),
            in_plie: !self.is_of_everybody(),
        };
        let exits = ExitFilter { candidate_id: None, kind, from, to };
        Ok(Asked { proposals, exits, order: order.map_or(Order::MetLast, |(.., order)| *order) })
    }

    /// Whether people whom the PLIE does not accompany are proposed too.
    pub fn is_of_everybody(&self) -> bool {
        self.plie.as_deref() == Some(EVERYBODY)
    }

    /// The text of a filter, as it was typed.
    pub fn typed(&self, name: &str) -> &str {
        let text = match name {
            "du" => &self.du,
            "au" => &self.au,
            _ => &None,
        };
        text.as_deref().unwrap_or_default()
    }

    /// Whether the filters select less than everything.
    pub fn is_filtered(&self) -> bool {
        [&self.critere, &self.du, &self.au].into_iter().any(|text| given(text.as_ref()).is_some())
    }

    /// Whether an exit was just withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.fait.as_deref() == Some("retiree")
    }

    /// How many proposals come before the page.
    pub fn proposals_skipped(&self) -> i64 {
        listing::skipped(self.propositions)
    }

    /// How many exits come before the page.
    pub fn skipped(&self) -> i64 {
        listing::skipped(self.page)
    }

    /// The address of a page of proposals, of the same exits.
    pub fn of_proposals(&self, page: i64) -> String {
        self.of(self.tri.clone(), Some(page), self.page.map(i64::from))
    }

    /// The address of a page of exits, with the same proposals.
    pub fn of_exits(&self, page: i64) -> String {
        self.of(self.tri.clone(), self.propositions.map(i64::from), Some(page))
    }

    /// The address of the lists in an order.
    pub fn sorted(&self, order: Order) -> String {
        let code = ORDERS.iter().find(|(.., of)| *of == order && order != Order::MetLast);
        self.of(code.map(|(code, ..)| (*code).to_owned()), None, None)
    }

    fn of(&self, order: Option<String>, proposals: Option<i64>, page: Option<i64>) -> String {
        let number = |page: Option<i64>| page.filter(|page| *page > 1).map(|page| page.to_string());
        listing::address(
            "/sorties",
            [
                ("critere", self.critere.clone()),
                ("du", self.du.clone()),
                ("au", self.au.clone()),
                ("plie", self.plie.clone()),
                ("tri", order),
                ("propositions", number(proposals)),
                ("page", number(page)),
            ],
        )
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
        let until = Address { au: Some("2022-12-31".to_owned()), ..Address::default() };
        assert_eq!(first(&until), "2021-12-31");
        let since = Address { du: Some("2020-01-01".to_owned()), propositions: Some(2), ..Address::default() };
        assert_eq!(first(&since), "2020-01-01");
        assert_eq!(since.of_exits(3), "/sorties?du=2020-01-01&propositions=2&page=3");
        assert_eq!(since.sorted(Order::MetFirst), "/sorties?du=2020-01-01&tri=acquise");
        assert_eq!(Address::default().of_proposals(1), "/sorties");
    }
}
