//! Which referrals and employments the caller sees.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::{assignments, lots, public_contracts, referral_sectors, referrals};
use crate::error::Result;
use crate::values::{EmploymentId, ReferralId};

/// Those of these referrals that request a sector of the caller or were validated for one.
pub(super) fn referrals(tx: &mut Tx<'_>, ids: Vec<ReferralId>) -> Result<HashSet<ReferralId>> {
    if tx.scope().sectors.is_all() {
        return Ok(ids.into_iter().collect());
    }
    let sectors = tx.scope().visible_sectors();
    let requested: Vec<ReferralId> = referral_sectors::table
        .filter(referral_sectors::referral_id.eq_any(&ids))
        .filter(referral_sectors::sector.eq_any(&sectors))
        .select(referral_sectors::referral_id)
        .load(tx.conn())?;
    let validated: Vec<ReferralId> = referrals::table
        .filter(referrals::id.eq_any(&ids))
        .filter(referrals::outcome_sector.eq_any(&sectors))
        .select(referrals::id)
        .load(tx.conn())?;
    Ok(requested.into_iter().chain(validated).collect())
}

/// Those of these employments that are assigned to a lot of one of the caller's sectors.
pub(super) fn employments(tx: &mut Tx<'_>, ids: Vec<EmploymentId>) -> Result<HashSet<EmploymentId>> {
    if tx.scope().sectors.is_all() {
        return Ok(ids.into_iter().collect());
    }
    let sectors = tx.scope().visible_sectors();
    let assigned: Vec<EmploymentId> = assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(assignments::employment_id.eq_any(&ids))
        .filter(public_contracts::sector.eq_any(&sectors))
        .select(assignments::employment_id)
        .load(tx.conn())?;
    Ok(assigned.into_iter().collect())
}
