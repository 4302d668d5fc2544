//! The address of the list, which keeps filters, order and page.

use chrono::NaiveDate;
use serde::Deserialize;

use super::super::listing::{self, given};
use crate::employments::{EmploymentOrder, EmploymentSearch, EmploymentStanding};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{ContractType, SearchText};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    nom: Option<String>,
    statut: Option<String>,
    employeur: Option<String>,
    #[serde(rename = "type")]
    contract_type: Option<String>,
    lot: Option<String>,
    candidat: Option<String>,
    tri: Option<String>,
    page: Option<u32>,
}

/// Each standing with its code and its words.
pub(super) const STANDINGS: [(&str, &str, Option<EmploymentStanding>); 4] = [
    ("en-cours", "En cours", Some(EmploymentStanding::Current)),
    ("termines", "Terminés", Some(EmploymentStanding::Ended)),
    ("a-venir", "À venir", Some(EmploymentStanding::Coming)),
    ("tous", "Tous", None),
];

/// Each order with its code and its words.
pub(super) const ORDERS: [(&str, &str, EmploymentOrder); 4] = [
    ("-debut", "Début, le plus récent d’abord", EmploymentOrder::StartsLast),
    ("debut", "Début, le plus ancien d’abord", EmploymentOrder::StartsFirst),
    ("fin", "Fin, la plus proche d’abord", EmploymentOrder::EndsFirst),
    ("-fin", "Fin, la plus lointaine d’abord", EmploymentOrder::EndsLast),
];

impl Address {
    /// Which employments are asked for, and their order. Without a standing, those of one person or one lot are all shown,
    /// others if they are current.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self, today: NaiveDate) -> Result<(EmploymentSearch, EmploymentOrder)> {
        let mut fields = Fields::default();
        let code = given(self.statut.as_ref());
        let standing = match STANDINGS.iter().find(|(known, ..)| code.as_deref() == Some(*known)) {
            Some((.., standing)) => *standing,
            None if code.is_some() => {
                fields.push(FieldError::new("?statut", ProblemCode::UnknownStatus));
                None
            }
            None if self.is_of_one() => None,
            None => Some(EmploymentStanding::Current),
        };
        let search = EmploymentSearch {
            standing: standing.map(|standing| (standing, today)),
            text: SearchText::read(self.typed("nom")),
            candidate_id: fields.id("?candidat", given(self.candidat.as_ref())),
            employer_id: fields.id("?employeur", given(self.employeur.as_ref())),
            contract_type: fields
                .optional("?type", given(self.contract_type.as_ref()), |code| ContractType::parse(&code)),
            lot_id: fields.id("?lot", given(self.lot.as_ref())),
        };
        fields.done()?;
        let order = ORDERS.iter().find(|(code, ..)| Some(*code) == self.tri.as_deref());
        Ok((search, order.map_or(EmploymentOrder::StartsLast, |(.., order)| *order)))
    }

    fn is_of_one(&self) -> bool {
        [&self.candidat, &self.lot].into_iter().any(|text| given(text.as_ref()).is_some())
    }

    /// The text of a filter, as it was typed.
    pub fn typed(&self, name: &str) -> &str {
        let text = match name {
            "nom" => &self.nom,
            "employeur" => &self.employeur,
            "type" => &self.contract_type,
            "lot" => &self.lot,
            "candidat" => &self.candidat,
            _ => &None,
        };
        text.as_deref().unwrap_or_default()
    }

    /// How many rows come before the page.
    pub fn skipped(&self) -> i64 {
        listing::skipped(self.page)
    }

    /// Whether other filters than the standing select less than everything.
    pub fn is_filtered(&self) -> bool {
        ["nom", "employeur", "type", "lot", "candidat"].iter().any(|name| !self.typed(name).trim().is_empty())
    }

    /// The address of a page of the same employments in an order.
    pub fn of(&self, order: EmploymentOrder, page: i64) -> String {
        let code = ORDERS.iter().find(|(.., of)| *of == order && order != EmploymentOrder::StartsLast);
        listing::address(
            "/contrats-de-travail",
            [
                ("nom", self.nom.clone()),
                ("statut", self.statut.clone()),
                ("employeur", self.employeur.clone()),
                ("type", self.contract_type.clone()),
                ("lot", self.lot.clone()),
                ("candidat", self.candidat.clone()),
                ("tri", code.map(|(code, ..)| (*code).to_owned())),
                ("page", (page > 1).then(|| page.to_string())),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_was_asked() {
        let today = "2024-03-15".parse().unwrap();
        let address = Address {
            nom: Some("Zoé".to_owned()),
            contract_type: Some("CDI".to_owned()),
            tri: Some("fin".to_owned()),
            page: Some(2),
            ..Address::default()
        };
        let (search, order) = address.read(today).unwrap();
        assert_eq!(search.standing, Some((EmploymentStanding::Current, today)));
        assert_eq!((search.contract_type, address.skipped()), (Some(ContractType::Cdi), 50));
        assert_eq!(address.of(order, 1), "/contrats-de-travail?nom=Zo%C3%A9&type=CDI&tri=fin");
        let of_person = Address { candidat: Some("7".to_owned()), ..Address::default() };
        assert_eq!(of_person.read(today).unwrap().0.standing, None);
        let order = EmploymentOrder::StartsLast;
        assert_eq!(Address::default().of(order, 1), "/contrats-de-travail");
    }
}
