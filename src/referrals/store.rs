//! Referrals in the database. One exists for whoever sees a sector that it asks for, or the one that it ended in.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;

use super::{Outcome, Referral, ReferralDetails, ReferralFilter, rules};
use crate::access::{Owner, Scope, Tx, WriteTx, owned_by};
use crate::db::schema::{assignments, referral_sectors, referrals as table};
use crate::db::{CHUNK, MultiBackend, native};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{
    AssignmentId, CandidateId, FreeText, Name, NotIntegratedReason, OrganisationId, Origin, OutcomeKind,
    PrescriberKind, ReferralId, Sector, Sectors,
};

#[derive(Queryable)]
struct Row {
    id: ReferralId,
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
}

impl Row {
    fn asking_for(self, sectors: Sectors) -> Referral {
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
            warnings: rules::warnings(&sectors, self.outcome_sector),
            sectors,
        }
    }
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = table, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Details<'a> {
    prescriber_id: Option<OrganisationId>,
    prescriber_kind: PrescriberKind,
    origin: Origin,
    for_plie: bool,
    referred_on: NaiveDate,
    external_ref: Option<&'a Name>,
    version: i64,
    updated_at: NaiveDateTime,
}

impl<'a> Details<'a> {
    fn of(details: &'a ReferralDetails, version: i64, now: NaiveDateTime) -> Self {
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

/// Keeps a new referral, pending.
pub(super) fn insert(tx: &mut WriteTx<'_>, candidate: CandidateId, details: &ReferralDetails) -> Result<ReferralId> {
    let (now, owner) = (tx.now(), tx.scope().owner());
    let id = diesel::insert_into(table::table)
        .values((
            Details::of(details, 1, now),
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

/// Replaces what is recorded, if the version is still the one seen.
pub(super) fn update(tx: &mut WriteTx<'_>, id: ReferralId, seen: i64, details: &ReferralDetails) -> Result<()> {
    let changes = Details::of(details, seen.saturating_add(1), tx.now());
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(seen)))
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
    diesel::delete(referral_sectors::table.filter(referral_sectors::referral_id.eq(id))).execute(tx.conn())?;
    native!(tx.conn(), |conn| diesel::insert_into(referral_sectors::table).values(&rows).execute(conn))?;
    Ok(())
}

/// Holds the referral until the end of the transaction, so that nothing comes to rest on it meanwhile.
pub(super) fn hold(tx: &mut WriteTx<'_>, id: ReferralId) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id))).set(table::version.eq(table::version)).execute(tx.conn())?;
    Ok(())
}

/// Records how the referral ended, if the version is still the one seen.
pub(super) fn decide(tx: &mut WriteTx<'_>, id: ReferralId, seen: i64, outcome: &Outcome) -> Result<()> {
    let now = tx.now();
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(seen)))
        .set((
            table::outcome.eq(outcome.kind()),
            table::outcome_sector.eq(outcome.sector()),
            table::outcome_reason.eq(outcome.reason()),
            table::outcome_comment.eq(outcome.comment()),
            table::decided_on.eq(outcome.decided_on()),
            table::version.eq(seen.saturating_add(1)),
            table::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Whether an assignment rests on the referral, in whatever sector.
pub(super) fn carries_assignment(tx: &mut Tx<'_>, id: ReferralId) -> Result<bool> {
    let resting: Option<AssignmentId> = assignments::table
        .filter(assignments::referral_id.eq(id))
        .select(assignments::id)
        .first(tx.conn())
        .optional()?;
    Ok(resting.is_some())
}

/// The referral to which its owner gave this reference, if there is one.
pub(super) fn with_external_ref(tx: &mut Tx<'_>, owner: &Owner, reference: &Name) -> Result<Option<ReferralId>> {
    let query = table::table.filter(table::external_ref.eq(reference)).select(table::id).into_boxed();
    Ok(owned_by!(query, table, owner.clone()).first(tx.conn()).optional()?)
}

/// One referral.
pub(super) fn find(tx: &mut Tx<'_>, id: ReferralId) -> Result<Referral> {
    let row: Row = visible(tx.scope()).filter(table::id.eq(id)).first(tx.conn())?;
    complete(tx, vec![row])?.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

/// Referrals by id, after the last one seen.
pub(super) fn list(tx: &mut Tx<'_>, filter: &ReferralFilter, after: i64, rows: i64) -> Result<Vec<Referral>> {
    let mut query = visible(tx.scope()).filter(table::id.gt(after)).order(table::id).limit(rows);
    if let Some(sector) = filter.sector {
        if !tx.scope().is_officer() && !tx.scope().sees(sector) {
            return Ok(Vec::new());
        }
        query = query.filter(exists(asked().filter(referral_sectors::sector.eq(sector))));
    }
    if let Some(origin) = filter.origin {
        query = query.filter(table::origin.eq(origin));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(table::outcome.eq(outcome));
    }
    if let Some(candidate) = filter.candidate_id {
        query = query.filter(table::candidate_id.eq(candidate));
    }
    if let Some(prescriber) = filter.prescriber_id {
        query = query.filter(table::prescriber_id.eq(prescriber));
    }
    if let Some(from) = filter.from {
        query = query.filter(table::referred_on.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(table::referred_on.le(to));
    }
    if let Some(reference) = &filter.external_ref {
        query = query.filter(table::external_ref.eq(reference));
        if !tx.scope().is_officer() {
            query = owned_by!(query, table, tx.scope().owner());
        }
    }
    let rows: Vec<Row> = query.load(tx.conn())?;
    complete(tx, rows)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn asked() -> _ {
    referral_sectors::table.filter(referral_sectors::referral_id.eq(table::id))
}

fn visible<'q>(scope: &Scope) -> table::BoxedQuery<'q, MultiBackend> {
    let query = table::table.into_boxed();
    if scope.sectors.is_all() {
        return query;
    }
    let sectors = scope.visible_sectors();
    let asks_for_one = exists(asked().filter(referral_sectors::sector.eq_any(sectors.clone())));
    query.filter(asks_for_one.or(table::outcome_sector.is_not_null().and(table::outcome_sector.eq_any(sectors))))
}

fn complete(tx: &mut Tx<'_>, rows: Vec<Row>) -> Result<Vec<Referral>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut sectors: HashMap<ReferralId, Vec<Sector>> = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let asked: Vec<(ReferralId, Sector)> = referral_sectors::table
            .filter(referral_sectors::referral_id.eq_any(ids))
            .select((referral_sectors::referral_id, referral_sectors::sector))
            .load(tx.conn())?;
        asked.into_iter().for_each(|(id, sector)| sectors.entry(id).or_default().push(sector));
    }
    let whole = |row: Row| {
        let asked = sectors.remove(&row.id).unwrap_or_default();
        row.asking_for(Sectors::new(asked))
    };
    Ok(rows.into_iter().map(whole).collect())
}
