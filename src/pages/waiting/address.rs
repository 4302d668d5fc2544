//! The address of the page: which rows it shows.

use serde::Deserialize;

use super::answer::Done;
use crate::error::Result;
use crate::http::Fields;
use crate::values::{Month, Sector};
use crate::waiting::WaitingFilter;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    mois: Option<String>,
    secteur: Option<String>,
    source: Option<String>,
    lot: Option<String>,
    /// What was decided, said once by the page that follows.
    fait: Option<String>,
}

impl Address {
    /// The rows to show; an empty field selects nothing.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn filter(&self) -> Result<WaitingFilter> {
        let mut fields = Fields::default();
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let filter = WaitingFilter {
            month: fields.optional("?mois", given(&self.mois), |text| Month::parse(&text)),
            sector: fields.optional("?secteur", given(&self.secteur), |code| Sector::parse(&code)),
            source: given(&self.source),
            lot_id: fields.id("?lot", given(&self.lot)),
        };
        fields.done()?;
        Ok(filter)
    }

    /// What was decided just before.
    pub fn done(&self) -> Option<Done> {
        self.fait.as_deref().and_then(Done::parse)
    }
}

/// The page with these rows, and what was decided just before.
pub(super) fn path(filter: &WaitingFilter, done: Option<&Done>) -> String {
    let pairs = [
        ("mois", filter.month.map(|month| month.to_string())),
        ("secteur", filter.sector.map(|sector| sector.to_string())),
        ("source", filter.source.clone()),
        ("lot", filter.lot_id.map(|lot| lot.to_string())),
        ("fait", done.map(Done::to_string)),
    ];
    let given: Vec<(&str, String)> = pairs.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
    match serde_urlencoded::to_string(given) {
        Ok(query) if !query.is_empty() => format!("/a-valider?{query}"),
        _ => "/a-valider".to_owned(),
    }
}
