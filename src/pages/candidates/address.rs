//! The address of the list: which people it shows, in which order, and which page.

use chrono::NaiveDate;
use serde::Deserialize;

use super::super::withdrawal::said;
use crate::candidates::{CandidateFilter, PeopleOrder, PeopleSortedBy, PersonSearch};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{OutcomeKind, Sector, parse_whole};

/// People of a page.
pub(super) const MOST: usize = 50;

/// The most days within which an eligibility may end, for the filter.
const MOST_DAYS: i64 = 3_650;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    q: Option<String>,
    secteur: Option<String>,
    statut: Option<String>,
    quartier: Option<String>,
    accompagnement: Option<String>,
    doublon: Option<String>,
    /// Within how many days their hours stop counting.
    fin: Option<String>,
    tri: Option<String>,
    page: Option<u32>,
    /// What was done just before.
    fait: Option<String>,
}

fn given(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
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
        let neighbourhood = fields.id("?quartier", given(self.quartier.as_ref()));
        let filter = CandidateFilter {
            search: PersonSearch::read(self.typed()),
            sector: fields.optional("?secteur", given(self.secteur.as_ref()), |code| Sector::parse(&code)),
            status: fields.optional("?statut", given(self.statut.as_ref()), |code| OutcomeKind::parse(&code)),
            accompanied_on: (self.accompagnement.as_deref() == Some("oui")).then_some(today),
            lives_in: neighbourhood.map(|id| (id, today)),
            may_be_double: self.doublon.as_deref() == Some("oui"),
            ..CandidateFilter::default()
        };
        let days = given(self.fin.as_ref()).map(|text| parse_whole(text.trim()).filter(|days| *days <= MOST_DAYS));
        if days == Some(None) {
            let detail = format!("Donnez un nombre de jours, {MOST_DAYS} au plus.");
            fields.push(FieldError::new("?fin", ProblemCode::InvalidQuery).with_detail(detail));
        }
        fields.done()?;
        Ok(Asked { filter, ending_within: days.flatten(), order: self.order() })
    }

    fn order(&self) -> PeopleOrder {
        let found = ORDERS.iter().find(|(code, ..)| Some(*code) == self.tri.as_deref());
        found.map(|(_, _, order)| *order).unwrap_or_default()
    }

    /// What was typed into the search field.
    pub fn typed(&self) -> &str {
        self.q.as_deref().unwrap_or_default()
    }

    /// What was done just before, in words.
    pub fn said(&self) -> Option<&'static str> {
        said(self.fait.as_deref())
    }

    /// Within how many days their hours stop counting, as typed.
    pub fn days(&self) -> &str {
        self.fin.as_deref().unwrap_or_default()
    }

    /// How many people come before the page.
    pub fn skipped(&self) -> usize {
        let before = usize::try_from(self.page.unwrap_or(1).saturating_sub(1)).unwrap_or(usize::MAX);
        before.saturating_mul(MOST)
    }

    /// Whether not everybody is shown.
    pub fn is_filtered(&self) -> bool {
        self.of("/candidats", PeopleOrder::default(), 1) != "/candidats"
    }

    /// The address of a page of the same people in an order, or of their table.
    pub fn of(&self, path: &str, order: PeopleOrder, page: usize) -> String {
        let code = ORDERS.iter().find(|(.., of)| *of == order && order != PeopleOrder::default());
        let pairs = [
            ("q", given(self.q.as_ref())),
            ("secteur", given(self.secteur.as_ref())),
            ("statut", given(self.statut.as_ref())),
            ("quartier", given(self.quartier.as_ref())),
            ("accompagnement", given(self.accompagnement.as_ref())),
            ("doublon", given(self.doublon.as_ref())),
            ("fin", given(self.fin.as_ref())),
            ("tri", code.map(|(code, ..)| (*code).to_owned())),
            ("page", (page > 1).then(|| page.to_string())),
        ];
        let given: Vec<(&str, String)> = pairs.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
        match serde_urlencoded::to_string(given) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }
}

const fn order(by: PeopleSortedBy, is_descending: bool) -> PeopleOrder {
    PeopleOrder { by, is_descending }
}

/// Each order with its code and its words.
pub(super) const ORDERS: [(&str, &str, PeopleOrder); 10] = [
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
            q: Some("rosée & cie".to_owned()),
            secteur: Some(String::new()),
            fin: Some("60".to_owned()),
            tri: Some("-fin".to_owned()),
            page: Some(3),
            ..Address::default()
        };
        let asked = address.read(NaiveDate::default()).unwrap();
        assert_eq!((asked.filter.sector, asked.ending_within), (None, Some(60)));
        assert_eq!((asked.order.by, asked.order.is_descending), (PeopleSortedBy::EligibleUntil, true));
        assert_eq!(address.of("/candidats", asked.order, 2), "/candidats?q=ros%C3%A9e+%26+cie&fin=60&tri=-fin&page=2");
        assert_eq!((address.skipped(), address.is_filtered()), (100, true));
        assert!(!Address { tri: Some("-nom".to_owned()), ..Address::default() }.is_filtered());
        for days in ["x", "-1", "99999"] {
            assert!(Address { fin: Some(days.to_owned()), ..Address::default() }.read(NaiveDate::default()).is_err());
        }
    }
}
