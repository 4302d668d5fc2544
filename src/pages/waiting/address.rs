//! The address of the page: which rows it shows.

use serde::Deserialize;

use super::super::listing::{self, AddressField};
use super::answer::Done;
use crate::error::Result;
use crate::http::Fields;
use crate::values::{Month, Sector};
use crate::waiting::WaitingFilter;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    mois: AddressField,
    secteur: AddressField,
    source: AddressField,
    lot: AddressField,
    /// What was decided, said once by the page that follows.
    fait: AddressField,
}

impl Address {
    /// The rows to show; an empty field selects nothing.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn filter(&self) -> Result<WaitingFilter> {
        let mut fields = Fields::default();
        let filter = WaitingFilter {
            month: fields.optional("?mois", self.mois.given(), Month::parse),
            sector: fields.optional("?secteur", self.secteur.given(), Sector::parse),
            source: self.source.given().map(str::to_owned),
            lot_id: fields.id("?lot", self.lot.given()),
        };
        fields.done()?;
        Ok(filter)
    }

    /// What was decided just before.
    pub fn done(&self) -> Option<Done> {
        self.fait.given().and_then(Done::parse)
    }
}

/// The page with these rows, and what was decided just before.
pub(super) fn path(filter: &WaitingFilter, done: Option<&Done>) -> String {
    let fields = [
        ("mois", filter.month.map(|month| month.to_string())),
        ("secteur", filter.sector.map(|sector| sector.to_string())),
        ("source", filter.source.clone()),
        ("lot", filter.lot_id.map(|lot| lot.to_string())),
        ("fait", done.map(Done::to_string)),
    ];
    listing::address("/a-valider", &fields)
}
