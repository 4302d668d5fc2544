//! Queries of referrals. The caller sees those that request one of its sectors or were validated for one.

mod listing;
mod rows;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

pub(super) use self::listing::{by_name, count, ordered, people};
use self::rows::{ReferralRow, complete, visible};
use super::{Outcome, Referral, ReferralDetails, ReferralFilter};
use crate::access::{Owner, Tx, WriteTx, owned_by};
use crate::db::schema::{assignments, referral_sectors, referrals as table};
use crate::db::{from_place, load_for_deletion, native};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{
    AssignmentId, CandidateId, Name, OrganisationId, Origin, OutcomeKind, Place, PrescriberKind, ReferralId, Sector,
    Sectors,
};

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = table, treat_none_as_null = true, treat_none_as_default_value = false)]
struct ReferralRecord<'a> {
    prescriber_id: Option<OrganisationId>,
    prescriber_kind: PrescriberKind,
    origin: Origin,
    for_plie: bool,
    referred_on: NaiveDate,
    external_ref: Option<&'a Name>,
    version: i64,
    updated_at: NaiveDateTime,
}

impl<'a> ReferralRecord<'a> {
    fn new(details: &'a ReferralDetails, version: i64, now: NaiveDateTime) -> Self {
        Self {
            prescriber_id: details.prescriber_id,
            prescriber_kind: details.prescriber_kind,
            origin: details.origin,
            for_plie: details.for_plie,
            referred_on: details.referred_on,
            external_ref: details.external_ref.as_ref(),
            version,
            updated_at: now,
        }
    }
}

/// Inserts a pending referral.
pub(super) fn insert(tx: &mut WriteTx<'_>, candidate: CandidateId, details: &ReferralDetails) -> Result<ReferralId> {
    let (now, owner) = (tx.now(), tx.scope().owner());
    let id = diesel::insert_into(table::table)
        .values((
            ReferralRecord::new(details, 1, now),
            table::candidate_id.eq(candidate),
            table::owner_id.eq(owner.organisation()),
            table::owner_source.eq(owner.source()),
            table::outcome.eq(OutcomeKind::Pending),
            table::created_at.eq(now),
        ))
        .returning(table::id)
        .get_result(tx.conn())?;
    replace_sectors(tx, id, &details.sectors)?;
    Ok(id)
}

/// Updates a referral, if its version is still `expected`.
///
/// # Errors
/// `precondition_failed`.
pub(super) fn update(tx: &mut WriteTx<'_>, id: ReferralId, expected: i64, details: &ReferralDetails) -> Result<()> {
    let changes = ReferralRecord::new(details, expected.saturating_add(1), tx.now());
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(expected)))
        .set(changes)
        .execute(tx.conn())?;
    if changed != 1 {
        return Err(ProblemCode::PreconditionFailed.into());
    }
    replace_sectors(tx, id, &details.sectors)
}

fn replace_sectors(tx: &mut WriteTx<'_>, id: ReferralId, sectors: &Sectors) -> Result<()> {
    let rows: Vec<_> = sectors
        .iter()
        .map(|sector| (referral_sectors::referral_id.eq(id), referral_sectors::sector.eq(sector)))
        .collect();
    // What stays is left alone: a sector that goes marks the person.
    let of_referral = referral_sectors::table.filter(referral_sectors::referral_id.eq(id));
    let kept: Vec<Sector> = sectors.iter().collect();
    diesel::delete(of_referral.filter(referral_sectors::sector.ne_all(kept))).execute(tx.conn())?;
    native!(tx.conn(), |conn| diesel::insert_into(referral_sectors::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(())
}

/// Locks the referral until the transaction ends, so that no assignment to it is added meanwhile.
pub(super) fn lock(tx: &mut WriteTx<'_>, id: ReferralId) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id))).set(table::version.eq(table::version)).execute(tx.conn())?;
    Ok(())
}

/// Locks the referral until the transaction ends: nothing comes to depend on it meanwhile.
pub(super) fn lock_for_deletion(tx: &mut WriteTx<'_>, id: ReferralId) -> Result<()> {
    let _locked: Vec<ReferralId> =
        load_for_deletion!(tx.conn(), table::table.filter(table::id.eq(id)).select(table::id))?;
    Ok(())
}

/// Deletes a referral on which nothing depends.
pub(super) fn delete(tx: &mut WriteTx<'_>, id: ReferralId) -> Result<()> {
    // First: what removes a sector marks the person.
    diesel::delete(referral_sectors::table.filter(referral_sectors::referral_id.eq(id))).execute(tx.conn())?;
    diesel::delete(table::table.filter(table::id.eq(id))).execute(tx.conn())?;
    Ok(())
}

/// Records the outcome, if the version is still `expected`.
///
/// # Errors
/// `precondition_failed`.
pub(super) fn decide(tx: &mut WriteTx<'_>, id: ReferralId, expected: i64, outcome: &Outcome) -> Result<()> {
    let now = tx.now();
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(expected)))
        .set((
            table::outcome.eq(outcome.kind()),
            table::outcome_sector.eq(outcome.sector()),
            table::outcome_reason.eq(outcome.reason()),
            table::outcome_comment.eq(outcome.comment()),
            table::decided_on.eq(outcome.decided_on()),
            table::version.eq(expected.saturating_add(1)),
            table::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Whether an assignment of any sector depends on the referral.
pub(super) fn has_assignment(tx: &mut Tx<'_>, id: ReferralId) -> Result<bool> {
    let assignment: Option<AssignmentId> = assignments::table
        .filter(assignments::referral_id.eq(id))
        .select(assignments::id)
        .first(tx.conn())
        .optional()?;
    Ok(assignment.is_some())
}

/// The referral with this reference of this owner.
pub(super) fn with_external_ref(tx: &mut Tx<'_>, owner: &Owner, reference: &Name) -> Result<Option<ReferralId>> {
    let query = table::table.filter(table::external_ref.eq(reference)).select(table::id).into_boxed();
    Ok(owned_by!(query, table, owner.clone()).first(tx.conn()).optional()?)
}

/// Returns a referral.
pub(super) fn find(tx: &mut Tx<'_>, id: ReferralId) -> Result<Referral> {
    let row: ReferralRow = visible(tx.scope()).filter(table::id.eq(id)).first(tx.conn())?;
    complete(tx, vec![row])?.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

/// Lists referrals in the order of their ids or of change, at most `rows`.
pub(super) fn list(tx: &mut Tx<'_>, filter: &ReferralFilter, place: Place, rows: i64) -> Result<Vec<Referral>> {
    let Some(query) = listing::matching(tx.scope(), filter) else { return Ok(Vec::new()) };
    let rows: Vec<ReferralRow> = from_place!(query.limit(rows), table, "referrals", place).load(tx.conn())?;
    complete(tx, rows)
}
