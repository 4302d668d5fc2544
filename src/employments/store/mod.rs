//! Queries of employments and assignments.

mod context;
mod listing;
mod references;
mod sorted;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

pub(super) use context::*;
pub(super) use listing::{by_name, count, ordered};
pub(super) use references::{lock_named, set_of_others};
use sorted::Sorted;

use super::{Assignment, AssignmentDetails, Employment, EmploymentDetails, EmploymentFilter, EmploymentNames};
use crate::access::{Owner, Scope, Tx, WriteTx};
use crate::db::schema::{assignments, candidates, employments, lots, organisations, public_contracts};
use crate::db::{InListMethods as _, KeyList, from_place, order_by_name};
use crate::error::{ProblemCode, Result};
use crate::values::{
    AssignmentId, CandidateId, ContractType, EmploymentId, Hours, LotId, Modality, Name, OrganisationId, Period, Place,
    ReferralId, RomeCode,
};

#[derive(Queryable)]
struct EmploymentRow {
    id: EmploymentId,
    candidate_id: CandidateId,
    employer_id: OrganisationId,
    contract_type: ContractType,
    occupation: Option<RomeCode>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    weekly_hours: Option<Hours>,
    external_ref: Option<Name>,
    owner_id: Option<OrganisationId>,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    owner_source: Option<String>,
    changed_in: i64,
}

impl EmploymentRow {
    /// With its names, the assignments that the caller sees, and its reference if the caller may read it, else the
    /// caller's own.
    fn visible_to(
        self,
        scope: &Scope,
        names: EmploymentNames,
        assignments: Vec<Assignment>,
        own_reference: Option<Name>,
    ) -> Employment {
        let owner = Owner::stored(self.owner_id, self.owner_source);
        Employment {
            id: self.id,
            candidate_id: self.candidate_id,
            employer_id: self.employer_id,
            names,
            contract_type: self.contract_type,
            occupation: self.occupation,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            weekly_hours: self.weekly_hours,
            external_ref: if scope.knows_references_of(&owner) { self.external_ref } else { own_reference },
            owner,
            assignments,
            version: self.version,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            changed_in: self.changed_in,
            warnings: Vec::new(),
        }
    }
}

#[derive(Queryable)]
struct AssignmentRow {
    id: AssignmentId,
    employment_id: EmploymentId,
    lot_id: LotId,
    modality: Modality,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    referral_id: Option<ReferralId>,
}

/// The contract's reference, and the lot's number and title.
type LotNames = (String, Name, Name);

impl AssignmentRow {
    fn into_assignment(self, (public_contract, lot, lot_title): LotNames) -> Assignment {
        let row = self;
        Assignment {
            id: row.id,
            lot_id: row.lot_id,
            public_contract,
            lot,
            lot_title,
            modality: row.modality,
            from: row.starts_on,
            to: row.ends_on,
            referral_id: row.referral_id,
        }
    }
}

/// Inserts an employment without its assignments.
pub(super) fn insert(tx: &mut WriteTx<'_>, details: &EmploymentDetails) -> Result<EmploymentId> {
    let now = tx.now();
    let owner = tx.scope().owner();
    let id = diesel::insert_into(employments::table)
        .values((
            employments::candidate_id.eq(details.candidate_id),
            employments::employer_id.eq(details.employer_id),
            employments::contract_type.eq(details.contract_type),
            employments::occupation.eq(details.occupation.as_ref()),
            employments::starts_on.eq(details.period.from),
            employments::ends_on.eq(details.period.to),
            employments::weekly_hours.eq(details.weekly_hours),
            employments::external_ref.eq(details.external_ref.as_ref()),
            employments::owner_id.eq(owner.organisation()),
            employments::owner_source.eq(owner.source()),
            employments::version.eq(1),
            employments::created_at.eq(now),
            employments::updated_at.eq(now),
        ))
        .returning(employments::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Replaces the mutable fields of an employment.
///
/// # Errors
/// `precondition_failed` if the version differs.
pub(super) fn update(tx: &mut WriteTx<'_>, id: EmploymentId, version: i64, details: &EmploymentDetails) -> Result<()> {
    let now = tx.now();
    let changed =
        diesel::update(employments::table.filter(employments::id.eq(id)).filter(employments::version.eq(version)))
            .set((
                employments::occupation.eq(details.occupation.as_ref()),
                employments::starts_on.eq(details.period.from),
                employments::ends_on.eq(details.period.to),
                employments::weekly_hours.eq(details.weekly_hours),
                employments::external_ref.eq(details.external_ref.as_ref()),
                employments::version.eq(version.saturating_add(1)),
                employments::updated_at.eq(now),
            ))
            .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Inserts an assignment with its referral.
pub(super) fn insert_assignment(
    tx: &mut WriteTx<'_>,
    employment: EmploymentId,
    details: &AssignmentDetails,
    referral: Option<ReferralId>,
) -> Result<()> {
    diesel::insert_into(assignments::table)
        .values((
            assignments::employment_id.eq(employment),
            assignments::lot_id.eq(details.lot_id),
            assignments::modality.eq(details.modality),
            assignments::starts_on.eq(details.period.from),
            assignments::ends_on.eq(details.period.to),
            assignments::referral_id.eq(referral),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Changes the modality and the last day of an assignment.
pub(super) fn update_assignment(tx: &mut WriteTx<'_>, id: AssignmentId, details: &AssignmentDetails) -> Result<()> {
    diesel::update(assignments::table.find(id))
        .set((assignments::modality.eq(details.modality), assignments::ends_on.eq(details.period.to)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_assignment(tx: &mut WriteTx<'_>, id: AssignmentId) -> Result<()> {
    diesel::delete(assignments::table.find(id)).execute(tx.conn())?;
    Ok(())
}

/// The lots and periods of all assignments, in any sector.
pub(super) fn assigned_periods(tx: &mut WriteTx<'_>, id: EmploymentId) -> Result<Vec<(LotId, Period)>> {
    let rows: Vec<(LotId, NaiveDate, Option<NaiveDate>)> = assignments::table
        .filter(assignments::employment_id.eq(id))
        .select((assignments::lot_id, assignments::starts_on, assignments::ends_on))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(lot, from, to)| (lot, Period { from, to })).collect())
}

/// One employment that the caller sees.
pub(super) fn find(tx: &mut Tx<'_>, id: EmploymentId) -> Result<Employment> {
    let employments = list(tx, Some(id), &EmploymentFilter::default(), Place::Position(0), 1)?;
    employments.into_iter().next().ok_or(ProblemCode::NotFound.into())
}

/// Employments by id, in the order of change or by name. A caller limited to some sectors sees those with an assignment there.
pub(super) fn list(
    tx: &mut Tx<'_>,
    only: Option<EmploymentId>,
    filter: &EmploymentFilter,
    order: impl Into<Sorted>,
    rows: i64,
) -> Result<Vec<Employment>> {
    let scope = tx.scope();
    let query = employments::table
        .inner_join(candidates::table.on(candidates::id.eq(employments::candidate_id)))
        .inner_join(organisations::table.on(organisations::id.eq(employments::employer_id)))
        .select((employments::all_columns, (candidates::last_name, candidates::first_name, organisations::name)))
        .limit(rows)
        .into_boxed();
    let mut query = match order.into() {
        Sorted::Recorded(place) => from_place!(query, employments, "employments", place),
        Sorted::ByName(order, behind) => order_by_name!(query, employments, candidates::name_folded, order, behind),
    };
    if !scope.sectors.is_all() {
        let assigned = assignments::table
            .inner_join(lots::table.inner_join(public_contracts::table))
            .filter(public_contracts::sector.eq_any(scope.visible_sectors()))
            .select(assignments::employment_id);
        query = query.filter(employments::id.eq_any(assigned));
    }
    if let Some(id) = only {
        query = query.filter(employments::id.eq(id));
    }
    if let Some(candidate) = filter.candidate_id {
        query = query.filter(employments::candidate_id.eq(candidate));
    }
    if let Some(candidates) = &filter.candidate_ids {
        query = query.filter(employments::candidate_id.eq_any(candidates.clone()));
    }
    if let Some(ids) = &filter.ids {
        query = query.filter(employments::id.in_list(KeyList::numbers(ids.iter().copied())));
    }
    if let Some(lot) = filter.lot_id {
        let assigned = assignments::table
            .inner_join(lots::table.inner_join(public_contracts::table))
            .filter(assignments::lot_id.eq(lot))
            .filter(public_contracts::sector.eq_any(scope.visible_sectors()))
            .select(assignments::employment_id);
        query = query.filter(employments::id.eq_any(assigned));
    }
    if let Some(month) = filter.month {
        query = query
            .filter(employments::starts_on.le(month.last_day()))
            .filter(employments::ends_on.is_null().or(employments::ends_on.ge(month.first_day())));
    }
    if let Some(reference) = &filter.external_ref {
        query = query.filter(employments::id.eq_any(references::bearing(tx, reference)?));
    }
    let rows: Vec<(EmploymentRow, (Name, Name, Name))> = query.load(tx.conn())?;
    with_assignments(tx, rows)
}

/// The employments with their assignments to lots that the caller sees.
fn with_assignments(tx: &mut Tx<'_>, rows: Vec<(EmploymentRow, (Name, Name, Name))>) -> Result<Vec<Employment>> {
    let ids: Vec<EmploymentId> = rows.iter().map(|(row, _)| row.id).collect();
    let mut of_others = references::of_others(tx, &ids)?;
    let visible = tx.scope().visible_sectors();
    let assigned: Vec<(AssignmentRow, LotNames)> = assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(assignments::employment_id.in_list(KeyList::numbers(ids)))
        .filter(public_contracts::sector.eq_any(visible))
        .order((assignments::starts_on, assignments::id))
        .select((assignments::all_columns, (public_contracts::reference, lots::number, lots::title)))
        .load(tx.conn())?;
    let mut by_employment: HashMap<EmploymentId, Vec<Assignment>> = HashMap::new();
    for (row, names) in assigned {
        by_employment.entry(row.employment_id).or_default().push(row.into_assignment(names));
    }
    Ok(rows
        .into_iter()
        .map(|(row, (last_name, first_name, employer))| {
            let its_assignments = by_employment.remove(&row.id).unwrap_or_default();
            let names = EmploymentNames { last_name, first_name, employer };
            let own_reference = of_others.remove(&row.id);
            row.visible_to(tx.scope(), names, its_assignments, own_reference)
        })
        .collect())
}
