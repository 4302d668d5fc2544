//! The address of the list, which keeps filters, order and page.

use serde::Deserialize;

use super::super::withdrawal::said;
use crate::contract_files::{ContractFilter, ContractOrder, SortedBy};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{ContractStatus, SearchText, Sector};

/// Rows of a page.
pub(super) const MOST: usize = 50;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    secteur: Option<String>,
    statut: Option<String>,
    texte: Option<String>,
    tri: Option<String>,
    page: Option<u32>,
    /// What was done just before.
    fait: Option<String>,
}

impl Address {
    /// Which contracts are asked for, and their order.
    ///
    /// # Errors
    /// `unknown_sector`, `unknown_status`.
    pub fn read(&self) -> Result<(ContractFilter, ContractOrder)> {
        let mut fields = Fields::default();
        let given = self.secteur.clone().filter(|text| !text.is_empty());
        let sector = fields.optional("?secteur", given, |text| Sector::parse(&text));
        let status = match self.statut.as_deref() {
            None | Some("") => None,
            Some("en-cours") => Some(ContractStatus::Open),
            Some("termines") => Some(ContractStatus::Closed),
            Some(_) => {
                fields.push(FieldError::new("?statut", ProblemCode::UnknownStatus));
                None
            }
        };
        fields.done()?;
        let order = ORDERS.iter().find(|(code, ..)| Some(*code) == self.tri.as_deref());
        let order = order.map(|(_, _, order)| *order).unwrap_or_default();
        Ok((ContractFilter { sector, status, text: SearchText::read(self.text()) }, order))
    }

    /// What is searched for, as it was typed.
    pub fn text(&self) -> &str {
        self.texte.as_deref().unwrap_or_default()
    }

    /// What was done just before, in words.
    pub fn said(&self) -> Option<&'static str> {
        said(self.fait.as_deref())
    }

    /// How many rows come before the page.
    pub fn skipped(&self) -> usize {
        let before = usize::try_from(self.page.unwrap_or(1).saturating_sub(1)).unwrap_or(usize::MAX);
        before.saturating_mul(MOST)
    }

    /// The address of a page of the same contracts in an order.
    pub fn of(&self, order: ContractOrder, page: usize) -> String {
        self.at("/marches", order, page)
    }

    /// The address of the table of the same contracts.
    pub fn table(&self, order: ContractOrder) -> String {
        self.at("/marches.csv", order, 1)
    }

    fn at(&self, path: &str, order: ContractOrder, page: usize) -> String {
        let filters = [("secteur", &self.secteur), ("statut", &self.statut), ("texte", &self.texte)];
        let filters = filters.into_iter().filter_map(|(name, text)| Some((name, text.clone()?)));
        let code = ORDERS.iter().find(|(.., of)| *of == order && order != ContractOrder::default());
        let order = code.map(|(code, ..)| ("tri", (*code).to_owned()));
        let page = (page > 1).then(|| ("page", page.to_string()));
        let query: Vec<(&str, String)> =
            filters.filter(|(_, text)| !text.is_empty()).chain(order).chain(page).collect();
        if query.is_empty() {
            return path.to_owned();
        }
        format!("{path}?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    }
}

const fn order(by: SortedBy, is_descending: bool) -> ContractOrder {
    ContractOrder { by, is_descending }
}

/// Each order with its code and its words.
pub(super) const ORDERS: [(&str, &str, ContractOrder); 14] = [
    ("numero", "Numéro, de A à Z", order(SortedBy::Reference, false)),
    ("-numero", "Numéro, de Z à A", order(SortedBy::Reference, true)),
    ("acheteur", "Acheteur, de A à Z", order(SortedBy::Buyer, false)),
    ("-acheteur", "Acheteur, de Z à A", order(SortedBy::Buyer, true)),
    ("fin", "Fin, la plus proche d’abord", order(SortedBy::End, false)),
    ("-fin", "Fin, la plus lointaine d’abord", order(SortedBy::End, true)),
    ("prevues", "Heures prévues, le moins d’abord", order(SortedBy::Due, false)),
    ("-prevues", "Heures prévues, le plus d’abord", order(SortedBy::Due, true)),
    ("faites", "Heures faites, le moins d’abord", order(SortedBy::Done, false)),
    ("-faites", "Heures faites, le plus d’abord", order(SortedBy::Done, true)),
    ("taux", "Taux, le plus bas d’abord", order(SortedBy::Rate, false)),
    ("-taux", "Taux, le plus haut d’abord", order(SortedBy::Rate, true)),
    ("reste", "Reste à faire, le plus petit d’abord", order(SortedBy::Remaining, false)),
    ("-reste", "Reste à faire, le plus grand d’abord", order(SortedBy::Remaining, true)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_was_asked() {
        let address = Address {
            secteur: Some(String::new()),
            statut: Some("en-cours".to_owned()),
            texte: Some("école & cie".to_owned()),
            tri: Some("-taux".to_owned()),
            page: Some(3),
            fait: None,
        };
        let (filter, order) = address.read().unwrap();
        assert_eq!((filter.sector, filter.status), (None, Some(ContractStatus::Open)));
        assert_eq!((order.by, order.is_descending, address.skipped()), (SortedBy::Rate, true, 100));
        assert_eq!(address.of(order, 2), "/marches?statut=en-cours&texte=%C3%A9cole+%26+cie&tri=-taux&page=2");
        assert_eq!(Address::default().of(ContractOrder::default(), 1), "/marches");
    }
}
