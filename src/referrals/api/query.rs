//! The query parameters of the list of referrals.

use serde::Deserialize;
use utoipa::IntoParams;

use super::super::ReferralFilter;
use crate::error::Result;
use crate::http::Fields;
use crate::values::{Name, NameOrder, Origin, OutcomeKind, Sector};

/// Which referrals to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReferralQuery {
    /// Only those that request this sector.
    #[param(value_type = Option<Sector>)]
    sector: Option<String>,
    /// Only those of this origin: `PLIE` or `AUTRES`.
    #[param(value_type = Option<Origin>)]
    origin: Option<String>,
    /// Only those with this outcome: `pending`, `validated` or `not_integrated`.
    #[param(value_type = Option<OutcomeKind>)]
    outcome: Option<String>,
    /// Only those of this person.
    #[param(value_type = Option<i64>, minimum = 1)]
    candidate_id: Option<String>,
    /// Only those of this prescriber.
    #[param(value_type = Option<i64>, minimum = 1)]
    prescriber_id: Option<String>,
    /// Only those from this day on.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// Only those up to this day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<String>,
    /// Only those with this reference.
    #[param(example = "FT-2023-0815")]
    external_ref: Option<String>,
    /// `name` or `-name`: in the order of the people's last and first names, from A to Z or from Z to A, then of the ids;
    /// not with `changed_since`.
    #[param(example = "name", pattern = "^-?name$")]
    sort: Option<String>,
}

impl ReferralQuery {
    pub(super) fn parse(self) -> Result<(ReferralFilter, Option<NameOrder>)> {
        let mut fields = Fields::default();
        let (from, to) = fields.period(("?from", self.from), ("?to", self.to));
        let filter = ReferralFilter {
            sector: fields.optional("?sector", self.sector, |code| Sector::parse(&code)),
            origin: fields.optional("?origin", self.origin, |code| Origin::parse(&code)),
            outcome: fields.optional("?outcome", self.outcome, |code| OutcomeKind::parse(&code)),
            candidate_id: fields.id("?candidate_id", self.candidate_id),
            prescriber_id: fields.id("?prescriber_id", self.prescriber_id),
            from,
            to,
            external_ref: fields.optional("?external_ref", self.external_ref, |text| Name::parse(&text)),
            ..ReferralFilter::default()
        };
        let sort = fields.optional("?sort", self.sort.as_deref(), NameOrder::parse);
        fields.done()?;
        Ok((filter, sort))
    }
}
