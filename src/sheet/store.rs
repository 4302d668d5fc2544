//! Queries of a sheet: a fixed number, whatever the number of rows.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::SheetFilter;
use super::facts::{AssignedRow, LotFacts};
use crate::access::{Owner, Scope, Tx, owned_by};
use crate::contracts::progress;
use crate::db::schema::{
    assignments, candidates, employment_references, employments, lots, organisations, public_contracts,
};
use crate::db::{InListMethods as _, KeyList, at_work};
use crate::error::Result;
use crate::values::{
    AssignmentId, CandidateId, ContractType, EmploymentId, LotId, Month, Name, OrganisationId, Period,
    PublicContractId, Sector, french_order,
};

type Who = (CandidateId, Name, Name);
type Work = (EmploymentId, Option<Name>, Option<OrganisationId>, Option<String>, ContractType, OrganisationId, Name);
type Where = (AssignmentId, LotId, NaiveDate, Option<NaiveDate>);

/// The assignments that overlap the month in the caller's sectors, the earliest of each employment and lot first.
pub(super) fn rows(tx: &mut Tx<'_>, month: Month, filter: &SheetFilter) -> Result<Vec<AssignedRow>> {
    let sectors = tx.scope().visible_sectors();
    let mut query = assignments::table
        .inner_join(employments::table)
        .inner_join(lots::table.inner_join(public_contracts::table))
        .inner_join(candidates::table.on(candidates::id.eq(employments::candidate_id)))
        .inner_join(organisations::table.on(organisations::id.eq(employments::employer_id)))
        .filter(public_contracts::sector.eq_any(sectors))
        .filter(at_work(month.first_day(), month.last_day()))
        .order((employments::id, assignments::lot_id, assignments::starts_on))
        .select((
            (candidates::id, candidates::last_name, candidates::first_name),
            (
                employments::id,
                employments::external_ref,
                employments::owner_id,
                employments::owner_source,
                employments::contract_type,
                organisations::id,
                organisations::name,
            ),
            (assignments::id, assignments::lot_id, assignments::starts_on, assignments::ends_on),
        ))
        .into_boxed();
    if let Some(sector) = filter.sector {
        query = query.filter(public_contracts::sector.eq(sector));
    }
    if let Some(lot) = filter.lot_id {
        query = query.filter(assignments::lot_id.eq(lot));
    }
    if let Some(employer) = filter.employer_id {
        query = query.filter(employments::employer_id.eq(employer));
    }
    let rows: Vec<(Who, Work, Where)> = query.load(tx.conn())?;
    let of_others = references_of_others(tx, rows.iter().map(|(_, work, _)| work.0))?;
    Ok(rows.into_iter().map(|row| assigned(row, &of_others, tx.scope())).collect())
}

/// What a partner calls those of these employments that others recorded. No query for officers.
fn references_of_others(
    tx: &mut Tx<'_>,
    ids: impl Iterator<Item = EmploymentId>,
) -> Result<HashMap<EmploymentId, Name>> {
    let Some(owner) = tx.scope().own_namespace() else { return Ok(HashMap::new()) };
    let query = employment_references::table
        .filter(employment_references::employment_id.in_list(KeyList::numbers(ids)))
        .select((employment_references::employment_id, employment_references::external_ref))
        .into_boxed();
    let rows: Vec<(EmploymentId, Name)> = owned_by!(query, employment_references, owner).load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

fn assigned(
    (who, work, place): (Who, Work, Where),
    of_others: &HashMap<EmploymentId, Name>,
    scope: &Scope,
) -> AssignedRow {
    let (candidate, last_name, first_name) = who;
    let (employment, external_ref, owner_id, owner_source, contract_type, employer, employer_name) = work;
    let (assignment, lot, from, to) = place;
    let is_known = scope.knows_references_of(&Owner::stored(owner_id, owner_source));
    let reference = if is_known { external_ref.as_ref() } else { of_others.get(&employment) };
    AssignedRow {
        assignment,
        employment,
        employment_ref: reference.map(Name::to_string),
        lot,
        candidate,
        last_name: last_name.to_string(),
        first_name: first_name.to_string(),
        employer,
        employer_name: employer_name.to_string(),
        contract_type,
        period: Period { from, to },
    }
}

/// These lots as far as they are in the caller's sectors, by contract and number, with the hours due on a day and those
/// done.
pub(super) fn lots(tx: &mut Tx<'_>, ids: &BTreeSet<LotId>, today: NaiveDate) -> Result<Vec<LotFacts>> {
    let sectors = tx.scope().visible_sectors();
    let query = lots::table
        .inner_join(public_contracts::table)
        .filter(public_contracts::sector.in_list(KeyList::texts(sectors)))
        .filter(lots::id.in_list(KeyList::numbers(ids.iter().copied())))
        .select((
            lots::id,
            lots::number,
            lots::title,
            public_contracts::id,
            public_contracts::reference,
            public_contracts::sector,
        ));
    type Row = (LotId, Name, Name, PublicContractId, String, Sector);
    let rows: Vec<Row> = query.load(tx.conn())?;
    let visible: Vec<LotId> = rows.iter().map(|row| row.0).collect();
    let progress = progress::actions::of_lots(tx, &visible, today)?;
    let facts = |(id, number, title, public_contract, reference, sector): Row| LotFacts {
        id,
        number: number.to_string(),
        title: title.to_string(),
        public_contract,
        reference,
        sector,
        due: progress.get(&id).map(|progress| progress.due).unwrap_or_default(),
        done: progress.get(&id).map(|progress| progress.done).unwrap_or_default(),
    };
    let mut lots: Vec<LotFacts> = rows.into_iter().map(facts).collect();
    lots.sort_by_cached_key(|lot| {
        (french_order(&*lot.reference), lot.public_contract, french_order(&*lot.number), lot.id)
    });
    Ok(lots)
}
