//! The address of the list: which people it shows, in which order, and which page.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField, Coded};
use super::super::withdrawal::said;
use crate::candidates::{CandidateFilter, PeopleOrder, PeopleSortedBy, PersonSearch};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{OutcomeKind, Part, Sector, parse_whole};

/// The most days within which an eligibility may end, for the filter.
const MOST_DAYS: i64 = 3_650;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    /// What is searched for.
    pub q: AddressField,
    secteur: AddressField,
    statut: AddressField,
    pub quartier: AddressField,
    accompagnement: AddressField,
    doublon: AddressField,
    /// Within how many days their hours stop counting.
    pub fin: AddressField,
    tri: AddressField,
    page: Option<usize>,
    /// What was done just before.
    fait: AddressField,
}

/// Which people to show.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub filter: CandidateFilter,
    pub ending_within: Option<i64>,
    pub order: PeopleOrder,
}

impl Address {
    /// The people to show; an empty field selects nothing.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self, today: NaiveDate) -> Result<Asked> {
        let mut fields = Fields::default();
        let neighbourhood = fields.id("?quartier", self.quartier.given());
        let filter = CandidateFilter {
            search: PersonSearch::read(self.q.text()),
            sector: fields.optional("?secteur", self.secteur.given(), Sector::parse),
            status: fields.optional("?statut", self.statut.given(), OutcomeKind::parse),
            accompanied_on: (self.accompagnement.text() == "oui").then_some(today),
            lives_in: neighbourhood.map(|id| (id, today)),
            may_be_double: self.doublon.text() == "oui",
            ..CandidateFilter::default()
        };
        let days = self.fin.given().map(|text| parse_whole(text).filter(|days| *days <= MOST_DAYS));
        if days == Some(None) {
            let detail = format!("Donnez un nombre de jours, {MOST_DAYS} au plus.");
            fields.push(FieldError::new("?fin", ProblemCode::InvalidQuery).with_detail(detail));
        }
        fields.done()?;
        let order = listing::by_code(&ORDERS, &self.tri).unwrap_or_default();
        Ok(Asked { filter, ending_within: days.flatten(), order })
    }

    /// What was done just before, in words.
    pub fn said(&self) -> Option<&'static str> {
        said(self.fait.given())
    }

    /// Which people the page shows.
    pub fn part(&self) -> Part {
        listing::part(self.page)
    }

    /// Whether not everybody is shown.
    pub fn is_filtered(&self) -> bool {
        self.of("/candidats", PeopleOrder::default(), 1) != "/candidats"
    }

    /// The address of a page of the same people in an order, or of their table.
    pub fn of(&self, path: &str, order: PeopleOrder, page: usize) -> String {
        let tri = listing::order_code(&ORDERS, order, PeopleOrder::default());
        let page = listing::page_number(page);
        listing::address(path, &Self { tri, page, fait: AddressField::default(), ..self.clone() })
    }
}

const fn order(by: PeopleSortedBy, is_descending: bool) -> PeopleOrder {
    PeopleOrder { by, is_descending }
}

/// Each order with its code and its words.
pub(super) const ORDERS: [Coded<PeopleOrder>; 10] = [
    ("nom", "Nom, de A à Z", order(PeopleSortedBy::Name, false)),
    ("-nom", "Nom, de Z à A", order(PeopleSortedBy::Name, true)),
    ("naissance", "Naissance, la plus ancienne d’abord", order(PeopleSortedBy::Birth, false)),
    ("-naissance", "Naissance, la plus récente d’abord", order(PeopleSortedBy::Birth, true)),
    ("lieu", "Lieu de vie, de A à Z", order(PeopleSortedBy::Home, false)),
    ("-lieu", "Lieu de vie, de Z à A", order(PeopleSortedBy::Home, true)),
    ("fin", "Fin la plus proche d’abord", order(PeopleSortedBy::EligibleUntil, false)),
    ("-fin", "Fin la plus lointaine d’abord", order(PeopleSortedBy::EligibleUntil, true)),
    ("reference", "Référence, de A à Z", order(PeopleSortedBy::Reference, false)),
    ("-reference", "Référence, de Z à A", order(PeopleSortedBy::Reference, true)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_was_asked() {
        let address = Address {
            q: "rosée & cie".into(),
            fin: "60".into(),
            tri: "-fin".into(),
            page: Some(3),
            ..Address::default()
        };
        let asked = address.read(NaiveDate::default()).unwrap();
        assert_eq!((asked.filter.sector, asked.ending_within), (None, Some(60)));
        assert_eq!((asked.order.by, asked.order.is_descending), (PeopleSortedBy::EligibleUntil, true));
        assert_eq!(address.of("/candidats", asked.order, 2), "/candidats?q=ros%C3%A9e+%26+cie&fin=60&tri=-fin&page=2");
        assert_eq!((address.part().skipped, address.is_filtered()), (100, true));
        assert!(!Address { tri: "-nom".into(), ..Address::default() }.is_filtered());
        for days in ["x", "-1", "99999"] {
            assert!(Address { fin: days.into(), ..Address::default() }.read(NaiveDate::default()).is_err());
        }
    }
}
