//! Which people the caller sees.

use diesel::prelude::*;

use crate::access::{Owner, Scope};
use crate::db::MultiBackend;
use crate::db::schema::{
    assignments, candidates as table, employments, lots, merged_candidates as merged, public_contracts,
    referral_sectors, referrals,
};
use crate::values::Sector;

/// The people whom the caller sees: officers all, a partner those whom it recorded, also in a record that was merged into
/// another, and those with a referral or an employment in its sectors.
pub(super) fn visible<'q>(scope: &Scope) -> table::BoxedQuery<'q, MultiBackend> {
    let people = table::table.into_boxed();
    if scope.is_officer() {
        return people;
    }
    let sectors = scope.visible_sectors();
    let related = table::id
        .eq_any(referred(sectors.clone()))
        .or(table::id.eq_any(validated(sectors.clone())))
        .or(table::id.eq_any(employed(sectors)));
    match scope.owner() {
        Owner::Organisation(id) => {
            let went = merged::table.filter(merged::owner_id.eq(id)).select(merged::kept_id);
            let recorded = table::owner_id.is_not_null().and(table::owner_id.assume_not_null().eq(id));
            people.filter(related.or(recorded).or(table::id.eq_any(went)))
        }
        Owner::Source(source) => {
            let went = merged::table.filter(merged::owner_source.eq(source.clone())).select(merged::kept_id);
            let recorded = table::owner_source.is_not_null().and(table::owner_source.assume_not_null().eq(source));
            people.filter(related.or(recorded).or(table::id.eq_any(went)))
        }
        Owner::House => people.filter(related),
    }
}

/// The people with a referral that requests one of these sectors.
#[diesel::dsl::auto_type(no_type_alias)]
fn referred(sectors: Vec<Sector>) -> _ {
    referral_sectors::table
        .inner_join(referrals::table.on(referrals::id.eq(referral_sectors::referral_id)))
        .filter(referral_sectors::sector.eq_any(sectors))
        .select(referrals::candidate_id)
}

/// The people with a referral that was validated for one of these sectors, requested or not.
#[diesel::dsl::auto_type(no_type_alias)]
fn validated(sectors: Vec<Sector>) -> _ {
    referrals::table.filter(referrals::outcome_sector.eq_any(sectors)).select(referrals::candidate_id)
}

/// The people with an employment that is assigned to a lot of one of these sectors.
#[diesel::dsl::auto_type(no_type_alias)]
fn employed(sectors: Vec<Sector>) -> _ {
    assignments::table
        .inner_join(employments::table)
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(sectors))
        .select(employments::candidate_id)
}

fn quoted_sectors(scope: &Scope) -> String {
    let sectors: Vec<String> = scope.sectors.iter().map(|sector| format!("'{sector}'")).collect();
    if sectors.is_empty() { "''".to_owned() } else { sectors.join(", ") }
}

/// SQL for the people whose latest referral (by day, then by id) among those that the caller sees has an outcome. The
/// caller of this function appends the outcome and a closing parenthesis.
pub(super) fn latest_outcome(scope: &Scope) -> String {
    let (visible, later_visible) = (is_visible(scope, "r"), is_visible(scope, "later"));
    format!(
        "candidates.id IN (SELECT r.candidate_id FROM referrals r WHERE {visible} AND NOT EXISTS (
            SELECT 1 FROM referrals later WHERE later.candidate_id = r.candidate_id AND {later_visible}
                AND (later.referred_on > r.referred_on OR (later.referred_on = r.referred_on AND later.id > r.id)))
            AND r.outcome = "
    )
}

/// SQL for the last change of a person as the caller sees them: of the record itself, and for a partner of the referrals
/// and employments by which it sees them. What is added in other sectors is no change to it.
pub(super) fn last_change(scope: &Scope) -> String {
    if scope.is_officer() {
        return "candidates.changed_in".to_owned();
    }
    let (referrals, employments) = (seen_referrals(scope), seen_employments(scope));
    format!(
        "(SELECT MAX(seen.change) FROM (SELECT candidates.changed_in AS change
            UNION ALL SELECT r.changed_in {referrals} AND r.candidate_id = candidates.id
            UNION ALL SELECT e.changed_in {employments} AND e.candidate_id = candidates.id) seen)"
    )
}

/// SQL that is true for the people who may have changed since, found by indexes: a partner that is nearly up to date
/// need not have the last change of everyone computed.
pub(super) fn may_have_changed(scope: &Scope, since: i64) -> String {
    let (referrals, employments) = (seen_referrals(scope), seen_employments(scope));
    format!(
        "candidates.id IN (SELECT c.id FROM candidates c WHERE c.changed_in >= {since}
            UNION ALL SELECT r.candidate_id {referrals} AND r.changed_in >= {since}
            UNION ALL SELECT e.candidate_id {employments} AND e.changed_in >= {since})"
    )
}

fn seen_referrals(scope: &Scope) -> String {
    format!("FROM referrals r WHERE {}", is_visible(scope, "r"))
}

fn seen_employments(scope: &Scope) -> String {
    format!(
        "FROM employments e JOIN assignments a ON a.employment_id = e.id JOIN lots l ON l.id = a.lot_id
            JOIN public_contracts p ON p.id = l.public_contract_id WHERE p.sector IN ({})",
        quoted_sectors(scope)
    )
}

/// SQL that is true for a referral that requests a sector of the caller or was validated for one. Sectors are
/// constants, so that they need no quoting.
fn is_visible(scope: &Scope, referral: &str) -> String {
    if scope.sectors.is_all() {
        return format!("{referral}.id > 0");
    }
    let sectors = quoted_sectors(scope);
    format!(
        "({referral}.outcome_sector IN ({sectors}) OR EXISTS (SELECT 1 FROM referral_sectors asked
            WHERE asked.referral_id = {referral}.id AND asked.sector IN ({sectors})))"
    )
}
