//! The query of a list of cells.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::{FieldError, ProblemCode, Result};
use crate::hours::HoursFilter;
use crate::http::Fields;
use crate::values::{HoursStatus, Month, Sector};

/// The filter of a list of cells.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HoursQuery {
    /// Only those of this month.
    #[param(value_type = Option<Month>)]
    month: Option<String>,
    /// Only those of this month and later.
    #[param(value_type = Option<Month>)]
    from: Option<String>,
    /// Only those of this month and earlier.
    #[param(value_type = Option<Month>)]
    to: Option<String>,
    /// Only those on this lot.
    #[param(value_type = Option<i64>, minimum = 1)]
    lot_id: Option<String>,
    /// Only those of this employment.
    #[param(value_type = Option<i64>, minimum = 1)]
    employment_id: Option<String>,
    /// Only those of this person.
    #[param(value_type = Option<i64>, minimum = 1)]
    candidate_id: Option<String>,
    /// Only those of this sector.
    #[param(value_type = Option<Sector>)]
    sector: Option<String>,
    /// Only those of this status.
    #[param(value_type = Option<HoursStatus>)]
    status: Option<String>,
    /// Only those from this sender; with `waiting`, those of which it sent what waits.
    #[param(example = "ARIQ")]
    source: Option<String>,
    /// Only the cell with this reference of its sender; for a partner, its own.
    #[param(example = "ARIQ-8842")]
    external_ref: Option<String>,
    /// Only those that wait for an officer's decision: submitted, or validated with a waiting correction.
    #[param(value_type = Option<bool>)]
    waiting: Option<String>,
}

impl HoursQuery {
    pub fn read(self) -> Result<HoursFilter> {
        let mut fields = Fields::default();
        let month = fields.optional("?month", self.month, |text| Month::parse(&text));
        let from = fields.optional("?from", self.from, |text| Month::parse(&text));
        let to = fields.optional("?to", self.to, |text| Month::parse(&text));
        if month.is_some() && (from.is_some() || to.is_some()) {
            let detail = "Donnez « month » seul, ou « from » et « to ».";
            fields.push(FieldError::new("?month", ProblemCode::InvalidQuery).with_detail(detail));
        }
        let filter = HoursFilter {
            from: month.or(from),
            to: month.or(to),
            lot_id: fields.id("?lot_id", self.lot_id),
            employment_id: fields.id("?employment_id", self.employment_id),
            candidate_id: fields.id("?candidate_id", self.candidate_id),
            sector: fields.optional("?sector", self.sector, |code| Sector::parse(&code)),
            status: fields.optional("?status", self.status, |code| HoursStatus::parse(&code)),
            source: self.source,
            external_ref: self.external_ref,
            waits: fields.flag("?waiting", self.waiting.as_deref()).unwrap_or(false),
        };
        fields.done()?;
        Ok(filter)
    }
}
