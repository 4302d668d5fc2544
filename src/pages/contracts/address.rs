//! The address of the list, which keeps filters, order and page.

use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField, Coded};
use super::super::withdrawal::said;
use crate::contract_files::{ContractFilter, ContractOrder, SortedBy};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{ContractStatus, Part, SearchText, Sector};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    secteur: AddressField,
    statut: AddressField,
    /// What is searched for.
    pub texte: AddressField,
    tri: AddressField,
    page: Option<usize>,
    /// What was done just before.
    fait: AddressField,
}

/// Each status with its code and its words.
pub(super) const STATUSES: [Coded<Option<ContractStatus>>; 3] = [
    ("", "Tous", None),
    ("en-cours", "En cours", Some(ContractStatus::Open)),
    ("termines", "Terminés", Some(ContractStatus::Closed)),
];

impl Address {
    /// Which contracts are asked for, and their order.
    ///
    /// # Errors
    /// `unknown_sector`, `unknown_status`.
    pub fn read(&self) -> Result<(ContractFilter, ContractOrder)> {
        let mut fields = Fields::default();
        let sector = fields.optional("?secteur", self.secteur.given(), Sector::parse);
        let status = listing::by_code(&STATUSES, &self.statut);
        if status.is_none() {
            fields.push(FieldError::new("?statut", ProblemCode::UnknownStatus));
        }
        fields.done()?;
        let order = listing::by_code(&ORDERS, &self.tri).unwrap_or_default();
        Ok((ContractFilter { sector, status: status.flatten(), text: SearchText::read(self.texte.text()) }, order))
    }

    /// Whether the filters select less than everything.
    pub fn is_filtered(&self) -> bool {
        [&self.secteur, &self.statut, &self.texte].into_iter().any(|field| field.given().is_some())
    }

    /// What was done just before, in words.
    pub fn said(&self) -> Option<&'static str> {
        said(self.fait.given())
    }

    /// Which contracts the page shows.
    pub fn part(&self) -> Part {
        listing::part(self.page)
    }

    /// The address of a page of the same contracts in an order, or of their table.
    pub fn of(&self, path: &str, order: ContractOrder, page: usize) -> String {
        let tri = listing::order_code(&ORDERS, order, ContractOrder::default());
        let page = listing::page_number(page);
        listing::address(path, &Self { tri, page, fait: AddressField::default(), ..self.clone() })
    }
}

const fn order(by: SortedBy, is_descending: bool) -> ContractOrder {
    ContractOrder { by, is_descending }
}

/// Each order with its code and its words.
pub(super) const ORDERS: [Coded<ContractOrder>; 14] = [
    ("numero", "Numéro, de A à Z", order(SortedBy::Reference, false)),
    ("-numero", "Numéro, de Z à A", order(SortedBy::Reference, true)),
    ("acheteur", "Acheteur, de A à Z", order(SortedBy::Buyer, false)),
    ("-acheteur", "Acheteur, de Z à A", order(SortedBy::Buyer, true)),
    ("fin", "Fin, la plus proche d’abord", order(SortedBy::End, false)),
    ("-fin", "Fin, la plus lointaine d’abord", order(SortedBy::End, true)),
    ("prevues", "Heures prévues, le moins d’abord", order(SortedBy::Due, false)),
    ("-prevues", "Heures prévues, par nombre décroissant", order(SortedBy::Due, true)),
    ("faites", "Heures faites, le moins d’abord", order(SortedBy::Done, false)),
    ("-faites", "Heures faites, par nombre décroissant", order(SortedBy::Done, true)),
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
            statut: "en-cours".into(),
            texte: "école & cie".into(),
            tri: "-taux".into(),
            page: Some(3),
            fait: "retrait-lot".into(),
            ..Address::default()
        };
        let (filter, order) = address.read().unwrap();
        assert_eq!((filter.sector, filter.status), (None, Some(ContractStatus::Open)));
        assert_eq!((order.by, order.is_descending, address.part().skipped), (SortedBy::Rate, true, 100));
        assert_eq!(
            address.of("/marches", order, 2),
            "/marches?statut=en-cours&texte=%C3%A9cole+%26+cie&tri=-taux&page=2"
        );
        assert_eq!(Address::default().of("/marches", ContractOrder::default(), 1), "/marches");
    }
}
