//! The address of the page.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::error::Result;
use crate::http::Fields;
use crate::values::{Month, OrganisationId, Sector};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    mois: Option<String>,
    secteur: Option<String>,
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
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let month = fields.optional("?mois", given(&self.mois), |text| Month::parse(&text));
        let sector = fields.optional("?secteur", given(&self.secteur), |text| Sector::parse(&text));
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
