//! The address of the page.

use chrono::NaiveDate;
use serde::Deserialize;

use super::super::listing::AddressField;
use crate::error::Result;
use crate::http::Fields;
use crate::values::{Month, OrganisationId, Sector};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    mois: AddressField,
    secteur: AddressField,
    /// The organisation of a reminder that was just noted.
    pub note: Option<i64>,
}

impl Address {
    /// The month, by default the one before this one, and the sector.
    ///
    /// # Errors
    /// `invalid_month`, `unknown_sector`.
    pub fn read(&self, today: NaiveDate) -> Result<(Month, Option<Sector>)> {
        let mut fields = Fields::default();
        let month = fields.optional("?mois", self.mois.given(), Month::parse);
        let sector = fields.optional("?secteur", self.secteur.given(), Sector::parse);
        fields.done()?;
        // The hours of the month before this one are awaited now.
        Ok((month.unwrap_or_else(|| Month::of(today).previous()), sector))
    }
}

/// The address of a month.
pub(super) fn of(month: Month, sector: Option<Sector>) -> String {
    let sector = sector.map(|sector| format!("&secteur={sector}")).unwrap_or_default();
    format!("/relances?mois={month}{sector}")
}

/// The address after a reminder was noted: of its organisation.
pub(super) fn noted(month: Month, sector: Option<Sector>, organisation: OrganisationId) -> String {
    format!("{}&note={organisation}#o-{organisation}", of(month, sector))
}
