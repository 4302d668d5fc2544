//! A referral as responses contain it: complete for officers; partners see only what concerns their sectors.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::Referral;
use crate::access::{PersonField, Scope};
use crate::values::{
    CandidateId, Column, Followed, FreeText, Listed, Mark, Name, NotIntegratedReason, OrganisationId, Origin,
    OutcomeKind, PrescriberKind, ReferralId, Resource, Sector, Sectors, Versioned, Warning,
};

/// A referral, as the caller may read it. A partner sees its own sectors; if another sector was validated, it sees the
/// outcome but neither the sector nor the date.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Referral)]
pub struct ReferralView {
    /// Its id.
    pub id: ReferralId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The prescriber; `null` if the person is self-referred.
    pub prescriber_id: Option<OrganisationId>,
    /// The kind of the prescriber.
    pub prescriber_kind: PrescriberKind,
    /// The row of the report in which it counts.
    pub origin: Origin,
    /// Whether a PLIE referent sends or receives the person.
    pub for_plie: bool,
    /// The day the person was sent.
    pub referred_on: NaiveDate,
    /// The requested sectors; for a partner, only its own.
    pub sectors: Sectors,
    /// The kind of outcome.
    pub outcome: OutcomeKind,
    /// The validated sector; `null` for a partner that does not follow it.
    pub outcome_sector: Option<Sector>,
    /// The reason why the person does not enter the scheme.
    pub outcome_reason: Option<NotIntegratedReason>,
    /// The reason in words; `null` for partners.
    #[schema(value_type = Option<String>, example = "Entrée en formation qualifiante")]
    pub outcome_comment: Option<FreeText>,
    /// The day it was decided; `null` for a partner that does not follow the sector.
    pub decided_on: Option<NaiveDate>,
    /// The sender's reference; `null` for a partner that did not send it.
    #[schema(value_type = Option<String>, example = "FT-2023-0815")]
    pub external_ref: Option<Name>,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    created_at: chrono::DateTime<chrono::Utc>,
    /// When it last changed (UTC).
    updated_at: chrono::DateTime<chrono::Utc>,
    /// The transaction of its last change, for lists in this order.
    #[serde(skip)]
    changed_in: i64,
    /// Warnings: `sector_not_requested`.
    pub warnings: Vec<Warning>,
}

impl Referral {
    /// The referral as the caller may read it.
    pub fn view_for(self, scope: &Scope) -> ReferralView {
        let sectors = self.visible_sectors(scope);
        let is_outcome_hidden = self.outcome_sector.is_some_and(|sector| hidden(scope, sector));
        ReferralView {
            id: self.id,
            candidate_id: self.candidate_id,
            prescriber_id: self.prescriber_id,
            prescriber_kind: self.prescriber_kind,
            origin: self.origin,
            for_plie: self.for_plie,
            referred_on: self.referred_on,
            sectors,
            outcome: self.outcome,
            outcome_sector: self.outcome_sector.filter(|_| !is_outcome_hidden),
            outcome_reason: self.outcome_reason,
            outcome_comment: scope.show(PersonField::OutcomeComment, self.outcome_comment).flatten(),
            decided_on: self.decided_on.filter(|_| !is_outcome_hidden),
            external_ref: self.external_ref.filter(|_| scope.knows_references_of(&self.owner)),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            changed_in: self.changed_in,
            warnings: if is_outcome_hidden { Vec::new() } else { self.warnings },
        }
    }

    /// The requested sectors that the caller may see.
    pub fn visible_sectors(&self, scope: &Scope) -> Sectors {
        Sectors::new(self.sectors.iter().filter(|sector| !hidden(scope, *sector)))
    }

    /// Whether it concerns a sector hidden from the caller.
    pub fn concerns_hidden_sectors(&self, scope: &Scope) -> bool {
        self.sectors.iter().chain(self.outcome_sector).any(|sector| hidden(scope, sector))
    }
}

/// Whether the sector is hidden from the caller. Officers see all sectors of a referral that concerns one of theirs.
fn hidden(scope: &Scope, sector: Sector) -> bool {
    !scope.is_officer() && !scope.sees(sector)
}

impl Versioned for ReferralView {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for ReferralView {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/referrals/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

impl Listed for ReferralView {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("candidate_id"),
        Column::plain("prescriber_id"),
        Column::plain("prescriber_kind"),
        Column::plain("origin"),
        Column::plain("for_plie"),
        Column::plain("referred_on"),
        Column::plain("sectors"),
        Column::plain("outcome"),
        Column::plain("outcome_sector"),
        Column::plain("outcome_reason"),
        Column::plain("outcome_comment"),
        Column::plain("decided_on"),
        Column::plain("external_ref"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

impl Followed for ReferralView {
    fn mark(&self) -> Mark {
        Mark { change: self.changed_in, id: self.id.0 }
    }
}
