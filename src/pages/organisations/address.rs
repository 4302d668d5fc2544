//! The addresses of the list and of a file.

use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField, Coded};
use super::super::view::After;
use super::super::withdrawal::said as withdrawn;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::organisation_files::{OrganisationFilter, Played, SortedBy};
use crate::values::{Part, SearchText};

/// What a form did to an organisation, in words.
pub(super) fn done(after: &After) -> Option<&'static str> {
    match after.code()? {
        "creation" => Some("La structure est enregistrée."),
        "modification" => Some("La structure est modifiée."),
        "fusion" => Some("Les deux fiches n’en font plus qu’une. Les heures et les totaux restent les mêmes."),
        _ => None,
    }
}

/// What the address of the list says.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    /// What is searched for.
    pub texte: AddressField,
    role: AddressField,
    tri: AddressField,
    page: Option<usize>,
    fait: AddressField,
}

/// Each role with its code and its words.
pub(super) const ROLES: [Coded<Option<Played>>; 5] = [
    ("", "Tous", None),
    ("acheteur", "Acheteurs", Some(Played::Buyer)),
    ("titulaire", "Titulaires", Some(Played::Holder)),
    ("employeur", "Employeurs", Some(Played::Employer)),
    ("prescripteur", "Prescripteurs", Some(Played::Prescriber)),
];

/// Each order with its code and its words.
pub(super) const ORDERS: [Coded<SortedBy>; 6] = [
    ("nom", "Nom, de A à Z", SortedBy::Name),
    ("marches", "Marchés, par nombre décroissant", SortedBy::Contracts),
    ("lots", "Lots, par nombre décroissant", SortedBy::Lots),
    ("personnes", "Personnes, par nombre décroissant", SortedBy::People),
    ("heures", "Heures, par nombre décroissant", SortedBy::Hours),
    ("orientations", "Orientations, par nombre décroissant", SortedBy::Referrals),
];

impl Address {
    /// Which organisations are asked for, and their order.
    ///
    /// # Errors
    /// `unknown_kind` for an unknown role.
    pub fn read(&self) -> Result<(OrganisationFilter, SortedBy)> {
        let mut fields = Fields::default();
        let played = listing::by_code(&ROLES, &self.role);
        if played.is_none() {
            fields.push(FieldError::new("?role", ProblemCode::UnknownKind));
        }
        fields.done()?;
        let by = listing::by_code(&ORDERS, &self.tri).unwrap_or_default();
        Ok((OrganisationFilter { played: played.flatten(), text: SearchText::read(self.texte.text()) }, by))
    }

    /// Whether the filters select less than everything.
    pub fn is_filtered(&self) -> bool {
        self.texte.given().is_some() || self.role.given().is_some()
    }

    /// Which organisations the page shows.
    pub fn part(&self) -> Part {
        listing::part(self.page)
    }

    /// What was done just before, in words.
    pub fn said(&self) -> Option<&'static str> {
        withdrawn(self.fait.given())
    }

    /// The address of a page of the same organisations in an order.
    pub fn of(&self, by: SortedBy, page: usize) -> String {
        let tri = listing::order_code(&ORDERS, by, SortedBy::default());
        let page = listing::page_number(page);
        listing::address("/structures", &Self { tri, page, fait: AddressField::default(), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_was_asked() {
        let address = Address {
            texte: "régie & cie".into(),
            role: "employeur".into(),
            tri: "heures".into(),
            page: Some(2),
            fait: "retrait-structure".into(),
        };
        let (filter, by) = address.read().unwrap();
        assert_eq!((filter.played, by, address.part().skipped), (Some(Played::Employer), SortedBy::Hours, 50));
        assert_eq!(address.of(by, 3), "/structures?texte=r%C3%A9gie+%26+cie&role=employeur&tri=heures&page=3");
        assert_eq!(Address::default().of(SortedBy::Name, 1), "/structures");
        assert!(Address { role: "x".into(), ..Address::default() }.read().is_err());
    }
}
