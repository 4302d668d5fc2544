//! Which people exist for whom.

use diesel::prelude::*;

use crate::access::{Owner, Scope};
use crate::db::MultiBackend;
use crate::db::schema::{
    assignments, candidates as table, employments, lots, public_contracts, referral_sectors, referrals,
};
use crate::values::Sector;

/// The people who exist for somebody. A person is of no sector: to the house everybody exists, to a partner those whom
/// it recorded and those with a referral or an employment in its sectors.
pub(super) fn visible<'q>(scope: &Scope) -> table::BoxedQuery<'q, MultiBackend> {
    let everybody = table::table.into_boxed();
    if scope.is_officer() {
        return everybody;
    }
    let sectors = scope.visible_sectors();
    let related = table::id
        .eq_any(referred(sectors.clone()))
        .or(table::id.eq_any(validated(sectors.clone())))
        .or(table::id.eq_any(employed(sectors)));
    match scope.owner() {
        Owner::Organisation(own) => {
            everybody.filter(related.or(table::owner_id.is_not_null().and(table::owner_id.assume_not_null().eq(own))))
        }
        Owner::Source(own) => everybody
            .filter(related.or(table::owner_source.is_not_null().and(table::owner_source.assume_not_null().eq(own)))),
        Owner::House => everybody.filter(related),
    }
}

/// The people with a referral that asks for one of these sectors.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn referred(sectors: Vec<Sector>) -> _ {
    referral_sectors::table
        .inner_join(referrals::table.on(referrals::id.eq(referral_sectors::referral_id)))
        .filter(referral_sectors::sector.eq_any(sectors))
        .select(referrals::candidate_id)
}

/// The people with a referral that ended in one of these sectors, asked for or not.
#[diesel::dsl::auto_type(no_type_alias)]
fn validated(sectors: Vec<Sector>) -> _ {
    referrals::table.filter(referrals::outcome_sector.eq_any(sectors)).select(referrals::candidate_id)
}

/// The people with an employment that works in one of these sectors.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn employed(sectors: Vec<Sector>) -> _ {
    assignments::table
        .inner_join(employments::table)
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(sectors))
        .select(employments::candidate_id)
}

/// Those whose latest referral (by its day, then by its id) that the caller sees ended in a way that follows.
pub(super) fn latest_outcome(scope: &Scope) -> String {
    let (own, later) = (seen(scope, "r"), seen(scope, "later"));
    format!(
        "candidates.id IN (SELECT r.candidate_id FROM referrals r WHERE {own} AND NOT EXISTS (
            SELECT 1 FROM referrals later WHERE later.candidate_id = r.candidate_id AND {later}
                AND (later.referred_on > r.referred_on OR (later.referred_on = r.referred_on AND later.id > r.id)))
            AND r.outcome = "
    )
}

/// Whether a referral asks for a sector that the caller sees, or ended in one. Sectors are codes of ours.
fn seen(scope: &Scope, referral: &str) -> String {
    if scope.sectors.is_all() {
        return format!("{referral}.id > 0");
    }
    let sectors: Vec<String> = scope.sectors.iter().map(|sector| format!("'{sector}'")).collect();
    let sectors = if sectors.is_empty() { "''".to_owned() } else { sectors.join(", ") };
    format!(
        "({referral}.outcome_sector IN ({sectors}) OR EXISTS (SELECT 1 FROM referral_sectors asked
            WHERE asked.referral_id = {referral}.id AND asked.sector IN ({sectors})))"
    )
}
