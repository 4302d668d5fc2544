//! The addresses of the list and of a file.

use serde::Deserialize;

use super::super::withdrawal::said as withdrawn;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::organisation_files::{OrganisationFilter, Played, SortedBy};
use crate::values::SearchText;

/// Rows of a page.
pub(super) const MOST: usize = 50;

/// What the address of a file says: what was done just before.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Done {
    fait: Option<String>,
}

impl Done {
    /// What was done, in words.
    pub fn said(&self) -> Option<&'static str> {
        match self.fait.as_deref()? {
            "creation" => Some("La structure est enregistrée."),
            "modification" => Some("La structure est modifiée."),
            "fusion" => Some("Les deux fiches n’en font plus qu’une. Les heures et les totaux restent les mêmes."),
            _ => None,
        }
    }
}

/// What the address of the list says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    texte: Option<String>,
    role: Option<String>,
    tri: Option<String>,
    page: Option<u32>,
    fait: Option<String>,
}

/// Each role with its code and its words.
pub(super) const ROLES: [(&str, &str, Option<Played>); 5] = [
    ("", "Tous", None),
    ("acheteur", "Acheteurs", Some(Played::Buyer)),
    ("titulaire", "Titulaires", Some(Played::Holder)),
    ("employeur", "Employeurs", Some(Played::Employer)),
    ("prescripteur", "Prescripteurs", Some(Played::Prescriber)),
];

/// Each order with its code and its words.
pub(super) const ORDERS: [(&str, &str, SortedBy); 6] = [
    ("nom", "Nom, de A à Z", SortedBy::Name),
    ("marches", "Marchés, le plus d’abord", SortedBy::Contracts),
    ("lots", "Lots, le plus d’abord", SortedBy::Lots),
    ("personnes", "Personnes, le plus d’abord", SortedBy::People),
    ("heures", "Heures, le plus d’abord", SortedBy::Hours),
    ("orientations", "Orientations, le plus d’abord", SortedBy::Referrals),
];

impl Address {
    /// Which organisations are asked for, and their order.
    ///
    /// # Errors
    /// `unknown_kind` for an unknown role.
    pub fn read(&self) -> Result<(OrganisationFilter, SortedBy)> {
        let mut fields = Fields::default();
        let role = self.role.as_deref().unwrap_or_default();
        let played = ROLES.iter().find(|(code, ..)| *code == role);
        if played.is_none() {
            fields.push(FieldError::new("?role", ProblemCode::UnknownKind));
        }
        fields.done()?;
        let order = ORDERS.iter().find(|(code, ..)| Some(*code) == self.tri.as_deref());
        let by = order.map(|(_, _, by)| *by).unwrap_or_default();
        let played = played.and_then(|(_, _, played)| *played);
        Ok((OrganisationFilter { played, text: SearchText::read(self.text()) }, by))
    }

    /// What is searched for, as it was typed.
    pub fn text(&self) -> &str {
        self.texte.as_deref().unwrap_or_default()
    }

    /// How many rows come before the page.
    pub fn skipped(&self) -> usize {
        let before = usize::try_from(self.page.unwrap_or(1).saturating_sub(1)).unwrap_or(usize::MAX);
        before.saturating_mul(MOST)
    }

    /// What was done just before, in words.
    pub fn said(&self) -> Option<&'static str> {
        withdrawn(self.fait.as_deref())
    }

    /// The address of a page of the same organisations in an order.
    pub fn of(&self, by: SortedBy, page: usize) -> String {
        let filters = [("texte", &self.texte), ("role", &self.role)];
        let filters = filters.into_iter().filter_map(|(name, text)| Some((name, text.clone()?)));
        let code = ORDERS.iter().find(|(.., of)| *of == by && by != SortedBy::default());
        let order = code.map(|(code, ..)| ("tri", (*code).to_owned()));
        let page = (page > 1).then(|| ("page", page.to_string()));
        let query: Vec<(&str, String)> =
            filters.filter(|(_, text)| !text.is_empty()).chain(order).chain(page).collect();
        if query.is_empty() {
            return "/structures".to_owned();
        }
        format!("/structures?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_was_asked() {
        let address = Address {
            texte: Some("régie & cie".to_owned()),
            role: Some("employeur".to_owned()),
            tri: Some("heures".to_owned()),
            page: Some(2),
            fait: None,
        };
        let (filter, by) = address.read().unwrap();
        assert_eq!((filter.played, by, address.skipped()), (Some(Played::Employer), SortedBy::Hours, 50));
        assert_eq!(address.of(by, 3), "/structures?texte=r%C3%A9gie+%26+cie&role=employeur&tri=heures&page=3");
        assert_eq!(Address::default().of(SortedBy::Name, 1), "/structures");
        assert!(Address { role: Some("x".to_owned()), ..Address::default() }.read().is_err());
    }
}
