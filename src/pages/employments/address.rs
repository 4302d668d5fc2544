//! The address of the list, which keeps filters, order and page.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField, Coded};
use crate::employments::{EmploymentOrder, EmploymentSearch, EmploymentStanding};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{ContractType, NameOrder, Part, SearchText};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    pub nom: AddressField,
    statut: AddressField,
    pub employeur: AddressField,
    #[serde(rename = "type")]
    contract_type: AddressField,
    pub lot: AddressField,
    pub candidat: AddressField,
    tri: AddressField,
    page: Option<usize>,
}

/// Each standing with its code and its words.
pub(super) const STANDINGS: [Coded<Option<EmploymentStanding>>; 4] = [
    ("en-cours", "En cours", Some(EmploymentStanding::Current)),
    ("termines", "Terminés", Some(EmploymentStanding::Ended)),
    ("a-venir", "À venir", Some(EmploymentStanding::Coming)),
    ("tous", "Tous", None),
];

/// Each order with its code and its words.
pub(super) const ORDERS: [Coded<EmploymentOrder>; 6] = [
    ("-debut", "Début, le plus récent d’abord", EmploymentOrder::StartsLast),
    ("debut", "Début, le plus ancien d’abord", EmploymentOrder::StartsFirst),
    ("fin", "Fin, la plus proche d’abord", EmploymentOrder::EndsFirst),
    ("-fin", "Fin, la plus lointaine d’abord", EmploymentOrder::EndsLast),
    ("personne", "Personne, de A à Z", EmploymentOrder::OfPerson(NameOrder::FromA)),
    ("-personne", "Personne, de Z à A", EmploymentOrder::OfPerson(NameOrder::FromZ)),
];

impl Address {
    /// Which employments are asked for, and their order. Without a standing, those of one person or one lot are all shown,
    /// others if they are current.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self, today: NaiveDate) -> Result<(EmploymentSearch, EmploymentOrder)> {
        let mut fields = Fields::default();
        let standing = match listing::by_code(&STANDINGS, &self.statut) {
            Some(standing) => standing,
            None if self.statut.given().is_some() => {
                fields.push(FieldError::new("?statut", ProblemCode::UnknownStatus));
                None
            }
            None if self.is_of_one() => None,
            None => Some(EmploymentStanding::Current),
        };
        let search = EmploymentSearch {
            standing: standing.map(|standing| (standing, today)),
            text: SearchText::read(self.nom.text()),
            candidate_id: fields.id("?candidat", self.candidat.given()),
            employer_id: fields.id("?employeur", self.employeur.given()),
            contract_type: fields.optional("?type", self.contract_type.given(), ContractType::parse),
            lot_id: fields.id("?lot", self.lot.given()),
        };
        fields.done()?;
        Ok((search, listing::by_code(&ORDERS, &self.tri).unwrap_or_default()))
    }

    fn is_of_one(&self) -> bool {
        [&self.candidat, &self.lot].into_iter().any(|field| field.given().is_some())
    }

    /// Which employments the page shows.
    pub fn part(&self) -> Part {
        listing::part(self.page)
    }

    /// Whether other filters than the standing select less than everything.
    pub fn is_filtered(&self) -> bool {
        self.is_of_one()
            || [&self.nom, &self.employeur, &self.contract_type].iter().any(|field| field.given().is_some())
    }

    /// The address of a page of the same employments in an order.
    pub fn of(&self, order: EmploymentOrder, page: usize) -> String {
        let tri = listing::order_code(&ORDERS, order, EmploymentOrder::default());
        listing::address("/contrats-de-travail", &Self { tri, page: listing::page_number(page), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_was_asked() {
        let today = "2024-03-15".parse().unwrap();
        let address = Address {
            nom: "Zoé".into(),
            contract_type: "CDI".into(),
            tri: "fin".into(),
            page: Some(2),
            ..Address::default()
        };
        let (search, order) = address.read(today).unwrap();
        assert_eq!(search.standing, Some((EmploymentStanding::Current, today)));
        assert_eq!((search.contract_type, address.part().skipped), (Some(ContractType::Cdi), 50));
        assert_eq!(address.of(order, 1), "/contrats-de-travail?nom=Zo%C3%A9&type=CDI&tri=fin");
        let of_person = Address { candidat: "7".into(), ..Address::default() };
        assert_eq!(of_person.read(today).unwrap().0.standing, None);
        let order = EmploymentOrder::StartsLast;
        assert_eq!(Address::default().of(order, 1), "/contrats-de-travail");
    }
}
