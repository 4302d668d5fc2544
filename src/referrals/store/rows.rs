//! The rows of referrals that a caller sees, with their requested sectors.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::access::{Owner, Scope, Tx};
use crate::db::schema::{referral_sectors, referrals as table};
use crate::db::{CHUNK, MultiBackend};
use crate::error::Result;
use crate::referrals::{Referral, rules};
use crate::values::{
    CandidateId, FreeText, Name, NotIntegratedReason, OrganisationId, Origin, OutcomeKind, PrescriberKind, ReferralId,
    Sector, Sectors,
};

#[derive(Queryable)]
pub(super) struct ReferralRow {
    pub(super) id: ReferralId,
    candidate_id: CandidateId,
    prescriber_id: Option<OrganisationId>,
    prescriber_kind: PrescriberKind,
    origin: Origin,
    for_plie: bool,
    referred_on: NaiveDate,
    outcome: OutcomeKind,
    outcome_sector: Option<Sector>,
    outcome_reason: Option<NotIntegratedReason>,
    outcome_comment: Option<FreeText>,
    decided_on: Option<NaiveDate>,
    external_ref: Option<Name>,
    owner_id: Option<OrganisationId>,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    owner_source: Option<String>,
    changed_in: i64,
}

impl ReferralRow {
    fn into_referral(self, sectors: Sectors) -> Referral {
        Referral {
            id: self.id,
            candidate_id: self.candidate_id,
            prescriber_id: self.prescriber_id,
            prescriber_kind: self.prescriber_kind,
            origin: self.origin,
            for_plie: self.for_plie,
            referred_on: self.referred_on,
            outcome: self.outcome,
            outcome_sector: self.outcome_sector,
            outcome_reason: self.outcome_reason,
            outcome_comment: self.outcome_comment,
            decided_on: self.decided_on,
            external_ref: self.external_ref,
            owner: Owner::stored(self.owner_id, self.owner_source),
            version: self.version,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            changed_in: self.changed_in,
            warnings: rules::warnings(&sectors, self.outcome_sector),
            sectors,
        }
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn requested_sectors() -> _ {
    referral_sectors::table.filter(referral_sectors::referral_id.eq(table::id))
}

/// The referrals that the caller sees.
pub(super) fn visible<'q>(scope: &Scope) -> table::BoxedQuery<'q, MultiBackend> {
    let query = table::table.into_boxed();
    if scope.sectors.is_all() {
        return query;
    }
    let sectors = scope.visible_sectors();
    let requests_one = exists(requested_sectors().filter(referral_sectors::sector.eq_any(sectors.clone())));
    query.filter(requests_one.or(table::outcome_sector.is_not_null().and(table::outcome_sector.eq_any(sectors))))
}

/// Adds their requested sectors to the referrals.
pub(super) fn complete(tx: &mut Tx<'_>, rows: Vec<ReferralRow>) -> Result<Vec<Referral>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut sectors: HashMap<ReferralId, Vec<Sector>> = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let requested: Vec<(ReferralId, Sector)> = referral_sectors::table
            .filter(referral_sectors::referral_id.eq_any(ids))
            .select((referral_sectors::referral_id, referral_sectors::sector))
            .load(tx.conn())?;
        requested.into_iter().for_each(|(id, sector)| sectors.entry(id).or_default().push(sector));
    }
    let referrals = rows.into_iter().map(|row| {
        let requested = sectors.remove(&row.id).unwrap_or_default();
        row.into_referral(Sectors::new(requested))
    });
    Ok(referrals.collect())
}
