//! What leaves about a referral: to officers all of it, to partners what concerns their sectors.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::Referral;
use crate::access::{PersonField, Scope};
use crate::values::{
    CandidateId, Column, FreeText, Listed, Name, NotIntegratedReason, OrganisationId, Origin, OutcomeKind,
    PrescriberKind, ReferralId, Resource, Sector, Sectors, Versioned, Warning,
};

/// A referral, as the caller sees it. Of one that also concerns other sectors, a partner sees its own: that it was
/// validated elsewhere it is told, but neither where nor when.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Referral)]
pub struct SeenReferral {
    /// Its id.
    pub id: ReferralId,
    /// Who was sent.
    pub candidate_id: CandidateId,
    /// Who sent the person; nobody if they came by themselves.
    prescriber_id: Option<OrganisationId>,
    /// What the prescriber is.
    prescriber_kind: PrescriberKind,
    /// In which of the report's two rows it counts.
    origin: Origin,
    /// Whether the person comes from a PLIE referent, or is sent to one.
    for_plie: bool,
    /// The day the person was sent.
    referred_on: NaiveDate,
    /// The sectors asked for; to a partner, those of its own.
    sectors: Sectors,
    /// How it ended.
    outcome: OutcomeKind,
    /// The sector that was validated; `null` to a partner that does not follow it.
    outcome_sector: Option<Sector>,
    /// Why the person does not enter the scheme.
    outcome_reason: Option<NotIntegratedReason>,
    /// Why, in words; `null` to partners.
    #[schema(value_type = Option<String>, example = "Entrée en formation qualifiante")]
    outcome_comment: Option<FreeText>,
    /// The day it was decided; `null` to a partner that does not follow the sector.
    decided_on: Option<NaiveDate>,
    /// The sender's own reference; a partner is told its own.
    #[schema(value_type = Option<String>, example = "FT-2023-0815")]
    external_ref: Option<Name>,
    /// The version, for `If-Match`.
    version: i64,
    /// When it was recorded (UTC).
    created_at: chrono::DateTime<chrono::Utc>,
    /// When it last changed (UTC).
    updated_at: chrono::DateTime<chrono::Utc>,
    /// What is odd about it: `sector_not_requested`.
    warnings: Vec<Warning>,
}

impl Referral {
    /// What somebody sees of the referral, which exists for them.
    pub fn seen_by(self, scope: &Scope) -> SeenReferral {
        let sectors = self.shown_sectors(scope);
        let is_elsewhere = self.outcome_sector.is_some_and(|sector| hidden(scope, sector));
        SeenReferral {
            id: self.id,
            candidate_id: self.candidate_id,
            prescriber_id: self.prescriber_id,
            prescriber_kind: self.prescriber_kind,
            origin: self.origin,
            for_plie: self.for_plie,
            referred_on: self.referred_on,
            sectors,
            outcome: self.outcome,
            outcome_sector: self.outcome_sector.filter(|_| !is_elsewhere),
            outcome_reason: self.outcome_reason,
            outcome_comment: scope.show(PersonField::OutcomeComment, self.outcome_comment).flatten(),
            decided_on: self.decided_on.filter(|_| !is_elsewhere),
            external_ref: self.external_ref.filter(|_| scope.knows_references_of(&self.owner)),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            warnings: if is_elsewhere { Vec::new() } else { self.warnings },
        }
    }

    /// The sectors that it asks for, as far as somebody may know of them.
    pub fn shown_sectors(&self, scope: &Scope) -> Sectors {
        Sectors::new(self.sectors.iter().filter(|sector| !hidden(scope, *sector)))
    }

    /// Whether it concerns a sector that somebody may not know of.
    pub fn concerns_others_than(&self, scope: &Scope) -> bool {
        self.sectors.iter().chain(self.outcome_sector).any(|sector| hidden(scope, sector))
    }
}

/// An officer reads the whole of what concerns one of their sectors; a partner does not.
fn hidden(scope: &Scope, sector: Sector) -> bool {
    !scope.is_officer() && !scope.sees(sector)
}

impl Versioned for SeenReferral {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for SeenReferral {
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

impl Listed for SeenReferral {
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
