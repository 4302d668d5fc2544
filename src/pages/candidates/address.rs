//! The address of the list: which people it shows.

use chrono::NaiveDate;
use serde::Deserialize;

use super::super::withdrawal::said;
use crate::candidates::{CandidateFilter, PersonSearch};
use crate::error::Result;
use crate::http::Fields;
use crate::values::{CandidateId, OutcomeKind, Sector};

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
    /// The last person of the page before.
    apres: Option<String>,
    /// What was done just before.
    fait: Option<String>,
}

fn given(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

impl Address {
    /// The people to show, and the id after which they begin; an empty field selects nothing.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self, today: NaiveDate) -> Result<(CandidateFilter, i64)> {
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
        let after: Option<i64> = fields.id("?apres", given(self.apres.as_ref()));
        fields.done()?;
        Ok((filter, after.unwrap_or_default()))
    }

    /// What was typed into the search field.
    pub fn typed(&self) -> &str {
        self.q.as_deref().unwrap_or_default()
    }

    /// What was done just before, in words.
    pub fn said(&self) -> Option<&'static str> {
        said(self.fait.as_deref())
    }

    /// Whether it is not the first page.
    pub fn is_later_page(&self) -> bool {
        given(self.apres.as_ref()).is_some()
    }

    /// Whether not everybody is shown.
    pub fn is_filtered(&self) -> bool {
        self.path(None) != Self::default().path(None)
    }

    /// The page of the same people that begins after one of them.
    pub fn path(&self, after: Option<CandidateId>) -> String {
        let pairs = [
            ("q", given(self.q.as_ref())),
            ("secteur", given(self.secteur.as_ref())),
            ("statut", given(self.statut.as_ref())),
            ("quartier", given(self.quartier.as_ref())),
            ("accompagnement", given(self.accompagnement.as_ref())),
            ("doublon", given(self.doublon.as_ref())),
            ("apres", after.map(|id| id.to_string())),
        ];
        let given: Vec<(&str, String)> = pairs.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
        match serde_urlencoded::to_string(given) {
            Ok(query) if !query.is_empty() => format!("/candidats?{query}"),
            _ => "/candidats".to_owned(),
        }
    }
}
