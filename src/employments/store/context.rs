//! Queries of the rows around an employment: lots, referrals, waivers, the employer and its hours.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::load_shared;
use crate::db::schema::{hours, lots, organisations, public_contracts, referrals, waivers};
use crate::employments::admissions::Validation;
use crate::error::Result;
use crate::values::{
    CandidateId, EmployerKind, EmploymentId, Hours, LotId, Month, OrganisationId, OutcomeKind, Period, ReferralId,
    Sector,
};

/// The sectors of these lots, if the caller sees them. Locks the rows shared, so that no contract changes its sector.
pub(in crate::employments) fn sectors_of(tx: &mut WriteTx<'_>, ids: &[LotId]) -> Result<HashMap<LotId, Sector>> {
    let visible = tx.scope().visible_sectors();
    let rows: Vec<(LotId, Sector)> = load_shared!(
        tx.conn(),
        lots::table
            .inner_join(public_contracts::table)
            .filter(lots::id.eq_any(ids))
            .filter(public_contracts::sector.eq_any(&visible))
            .order(lots::id)
            .select((lots::id, public_contracts::sector))
    )?;
    Ok(rows.into_iter().collect())
}

/// A person's referrals with this outcome: sector, id and day of the decision.
#[diesel::dsl::auto_type(no_type_alias)]
fn decided(candidate: CandidateId, outcome: OutcomeKind) -> _ {
    referrals::table.filter(referrals::candidate_id.eq(candidate)).filter(referrals::outcome.eq(outcome)).select((
        referrals::outcome_sector,
        referrals::id,
        referrals::decided_on,
    ))
}

/// The person's validated referrals. Locks the rows shared.
pub(in crate::employments) fn locked_validations(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
) -> Result<Vec<Validation>> {
    let rows = load_shared!(tx.conn(), decided(candidate, OutcomeKind::Validated))?;
    Ok(validations_of(rows))
}

/// The person's validated referrals.
pub(in crate::employments) fn validations(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<Validation>> {
    Ok(validations_of(decided(candidate, OutcomeKind::Validated).load(tx.conn())?))
}

fn validations_of(rows: Vec<(Option<Sector>, ReferralId, Option<NaiveDate>)>) -> Vec<Validation> {
    let validation = |(sector, referral, decided_on): (Option<_>, _, Option<_>)| {
        Some(Validation { sector: sector?, referral, decided_on: decided_on? })
    };
    rows.into_iter().filter_map(validation).collect()
}

/// The sectors in which the person has a waiver, with the days on which it was granted.
pub(in crate::employments) fn waived(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<(Sector, NaiveDate)>> {
    let waivers = waivers::table.filter(waivers::candidate_id.eq(candidate));
    Ok(waivers.select((waivers::sector, waivers::granted_on)).load(tx.conn())?)
}

/// The kind of employer of an organisation.
pub(in crate::employments) fn employer_kind(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<EmployerKind>> {
    Ok(organisations::table.find(id).select(organisations::employer_kind).first(tx.conn())?)
}

/// The lots and months for which the employment has hours above zero or a pending correction.
pub(in crate::employments) fn recorded_cells(tx: &mut Tx<'_>, id: EmploymentId) -> Result<Vec<(LotId, Period)>> {
    let cells: Vec<(LotId, Month)> = hours::table
        .filter(hours::employment_id.eq(id))
        .filter(hours::worked.gt(Hours::ZERO).or(hours::pending_version.is_not_null()))
        .select((hours::lot_id, hours::month))
        .load(tx.conn())?;
    Ok(cells.into_iter().map(|(lot, month)| (lot, month.period())).collect())
}
