//! Queries of merges, in every sector: actions check that the caller sees them all.

mod naming;

use std::collections::HashSet;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

pub(super) use naming::{Naming, ids_naming};

use super::model::{OrganisationMoves, Shared, Side};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{
    api_keys, buyer_account_links, candidate_references, candidates, employment_references, employments, hours,
    hours_batches, lot_co_holders, lots, merged_candidates, merged_organisations, merged_references, organisations,
    positive_exits, public_contracts, referrals, reminders, users, withdrawals,
};
use crate::db::{InListMethods as _, KeyList, load_for_deletion, load_for_update};
use crate::error::Result;
use crate::organisations::Organisation;
use crate::values::{CandidateId, EmploymentId, Hours, LotId, Name, OrganisationId, PublicContractId, Siret};

/// Locks what a merge changes until the transaction ends: the settings, the people and contracts of the record that goes, and
/// both records against foreign keys too.
pub(super) fn lock(tx: &mut WriteTx<'_>, kept: OrganisationId, other: OrganisationId) -> Result<()> {
    tx.lock_settings()?;
    let employed = employments::table.filter(employments::employer_id.eq(other)).select(employments::candidate_id);
    let referred = referrals::table.filter(referrals::prescriber_id.eq(other)).select(referrals::candidate_id);
    let people = candidates::table.filter(candidates::id.eq_any(employed).or(candidates::id.eq_any(referred)));
    let _locked: Vec<CandidateId> = load_for_update!(tx.conn(), people.order(candidates::id).select(candidates::id))?;
    let contracts = public_contracts::table.filter(public_contracts::buyer_id.eq(other)).order(public_contracts::id);
    let _locked: Vec<PublicContractId> = load_for_update!(tx.conn(), contracts.select(public_contracts::id))?;
    let both = organisations::table.filter(organisations::id.eq_any([kept, other])).order(organisations::id);
    let _locked: Vec<OrganisationId> = load_for_deletion!(tx.conn(), both.select(organisations::id))?;
    Ok(())
}

/// A record with what it plays.
pub(super) fn side(tx: &mut Tx<'_>, organisation: Organisation) -> Result<Side> {
    let bought = public_contracts::table.filter(public_contracts::buyer_id.eq(organisation.id));
    let bought: Option<PublicContractId> = bought.select(public_contracts::id).first(tx.conn()).optional()?;
    let employed = employments::table.filter(employments::employer_id.eq(organisation.id));
    let employed: Option<EmploymentId> = employed.select(employments::id).first(tx.conn()).optional()?;
    Ok(Side { organisation, buys: bought.is_some(), employs: employed.is_some() })
}

/// What both have, of which one organisation can have one only.
pub(super) fn shared(tx: &mut Tx<'_>, kept: OrganisationId, other: OrganisationId) -> Result<Shared> {
    let theirs = public_contracts::table.filter(public_contracts::buyer_id.eq(other));
    let theirs: HashSet<Name> = theirs.select(public_contracts::reference).load(tx.conn())?.into_iter().collect();
    let own = public_contracts::table.filter(public_contracts::buyer_id.eq(kept));
    let own: Vec<Name> = own.select(public_contracts::reference).order(public_contracts::id).load(tx.conn())?;
    let mut reference = None;
    for of in [people_named, employments_named, referrals_named] {
        let theirs = of(tx, other)?;
        if theirs.is_empty() {
            continue;
        }
        reference = reference.or(of(tx, kept)?.into_iter().find(|name| theirs.contains(name)));
    }
    Ok(Shared { contract: own.into_iter().find(|reference| theirs.contains(reference)), reference })
}

macro_rules! references {
    ($tx:expr, $owner:expr, $($table:ident),+) => {{
        let mut names: Vec<Option<String>> = Vec::new();
        $(
            let of_owner = $table::table.filter($table::owner_id.eq($owner));
            let named: Vec<Option<String>> =
                of_owner.select(sql::<Nullable<diesel::sql_types::Text>>("external_ref")).load($tx.conn())?;
            names.extend(named);
        )+
        Ok(names.into_iter().flatten().collect())
    }};
}

fn people_named(tx: &mut Tx<'_>, owner: OrganisationId) -> Result<Vec<String>> {
    references!(tx, owner, candidates, candidate_references, merged_references)
}

fn employments_named(tx: &mut Tx<'_>, owner: OrganisationId) -> Result<Vec<String>> {
    references!(tx, owner, employments, employment_references)
}

fn referrals_named(tx: &mut Tx<'_>, owner: OrganisationId) -> Result<Vec<String>> {
    references!(tx, owner, referrals)
}

/// The hours of all employments of an organisation.
pub(super) fn worked(tx: &mut Tx<'_>, employer: OrganisationId) -> Result<Hours> {
    let sum = sql::<Nullable<BigInt>>("CAST(SUM(worked) AS BIGINT)");
    let sum: Option<i64> = hours::table.filter(hours::employer_id.eq(employer)).select(sum).first(tx.conn())?;
    Ok(Hours::from_hundredths(sum.unwrap_or_default()))
}

/// The employments of an organisation.
pub(super) fn employed(tx: &mut Tx<'_>, employer: OrganisationId) -> Result<KeyList> {
    let query = employments::table.filter(employments::employer_id.eq(employer)).select(employments::id);
    let ids: Vec<EmploymentId> = query.load(tx.conn())?;
    Ok(KeyList::numbers(ids))
}

/// The hours of these employments.
pub(super) fn worked_in(tx: &mut Tx<'_>, ids: &KeyList) -> Result<Hours> {
    let sum = sql::<Nullable<BigInt>>("CAST(SUM(worked) AS BIGINT)");
    let query = hours::table.filter(hours::employment_id.in_list(ids.clone())).select(sum);
    let sum: Option<i64> = query.first(tx.conn())?;
    Ok(Hours::from_hundredths(sum.unwrap_or_default()))
}

/// How much names an organisation.
pub(super) fn moves(tx: &mut Tx<'_>, of: OrganisationId) -> Result<OrganisationMoves> {
    macro_rules! count {
        ($table:ident . $column:ident) => {
            $table::table.filter($table::$column.eq(of)).count().get_result::<i64>(tx.conn())?
        };
    }
    let records = [
        count!(candidates.owner_id),
        count!(referrals.owner_id),
        count!(employments.owner_id),
        count!(hours_batches.owner_id),
    ];
    Ok(OrganisationMoves {
        public_contracts: count!(public_contracts.buyer_id),
        lots: count!(lots.holder_id) + count!(lot_co_holders.organisation_id),
        employments: count!(employments.employer_id),
        hours: count!(hours.employer_id),
        referrals: count!(referrals.prescriber_id),
        positive_exits: count!(positive_exits.employer_id),
        reminders: count!(reminders.organisation_id),
        records: records.iter().sum(),
        account_links: count!(buyer_account_links.buyer_id),
        api_keys: count!(api_keys.organisation_id),
        users: count!(users.organisation_id),
    })
}

/// Takes the SIRET from the record that goes, so that the one that stays may get it.
pub(super) fn release(tx: &mut WriteTx<'_>, other: OrganisationId) -> Result<()> {
    let none: Option<Siret> = None;
    diesel::update(organisations::table.find(other)).set(organisations::siret.eq(none)).execute(tx.conn())?;
    Ok(())
}

/// Notes where the id of the record that goes leads. Before the hours move: the triggers of closed months look here.
pub(super) fn note(tx: &mut WriteTx<'_>, other: OrganisationId, kept: OrganisationId) -> Result<()> {
    let (now, actor) = (tx.now(), tx.scope().actor.clone());
    diesel::update(merged_organisations::table.filter(merged_organisations::kept_id.eq(other)))
        .set(merged_organisations::kept_id.eq(kept))
        .execute(tx.conn())?;
    diesel::insert_into(merged_organisations::table)
        .values((
            merged_organisations::id.eq(other),
            merged_organisations::kept_id.eq(kept),
            merged_organisations::merged_at.eq(now),
            merged_organisations::merged_by.eq(actor),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Makes everything name the record that stays; hours follow their employments by the foreign key. No version changes, and no
/// figure.
pub(super) fn move_all(tx: &mut WriteTx<'_>, other: OrganisationId, kept: OrganisationId) -> Result<()> {
    macro_rules! move_to {
        ($($table:ident . $column:ident),+ $(,)?) => {$(
            diesel::update($table::table.filter($table::$column.eq(other)))
                .set($table::$column.eq(kept))
                .execute(tx.conn())?;
        )+};
    }
    hold_once(tx, other, kept)?;
    move_to!(
        public_contracts.buyer_id,
        lots.holder_id,
        lot_co_holders.organisation_id,
        employments.employer_id,
        referrals.prescriber_id,
        positive_exits.employer_id,
        reminders.organisation_id,
        candidates.owner_id,
        referrals.owner_id,
        employments.owner_id,
        hours_batches.owner_id,
        merged_candidates.owner_id,
        merged_references.owner_id,
        buyer_account_links.buyer_id,
        api_keys.organisation_id,
        users.organisation_id,
    );
    name_once(tx, other, kept)?;
    move_to!(candidate_references.owner_id, employment_references.owner_id);
    diesel::update(withdrawals::table.filter(withdrawals::owner_id.eq(other.0)))
        .set(withdrawals::owner_id.eq(kept.0))
        .execute(tx.conn())?;
    Ok(())
}

/// Both may hold one lot: it is held once.
fn hold_once(tx: &mut WriteTx<'_>, other: OrganisationId, kept: OrganisationId) -> Result<()> {
    let both = [kept, other];
    let led: Vec<LotId> = lots::table
        .filter(lots::holder_id.is_not_null())
        .filter(lots::holder_id.assume_not_null().eq_any(both))
        .select(lots::id)
        .load(tx.conn())?;
    let beside: Vec<LotId> = lot_co_holders::table
        .filter(lot_co_holders::organisation_id.eq(kept))
        .select(lot_co_holders::lot_id)
        .load(tx.conn())?;
    let of_both = lot_co_holders::table.filter(lot_co_holders::organisation_id.eq_any(both));
    diesel::delete(of_both.filter(lot_co_holders::lot_id.eq_any(led))).execute(tx.conn())?;
    let of_other = lot_co_holders::table.filter(lot_co_holders::organisation_id.eq(other));
    diesel::delete(of_other.filter(lot_co_holders::lot_id.eq_any(beside))).execute(tx.conn())?;
    Ok(())
}

/// Both may have given one record of others a reference: that of the organisation that stays is kept.
fn name_once(tx: &mut WriteTx<'_>, other: OrganisationId, kept: OrganisationId) -> Result<()> {
    macro_rules! keep_own {
        ($table:ident . $named:ident: $id:ty) => {{
            let own: Vec<$id> =
                $table::table.filter($table::owner_id.eq(kept)).select($table::$named).load(tx.conn())?;
            let theirs = $table::table.filter($table::owner_id.eq(other)).filter($table::$named.eq_any(own));
            diesel::delete(theirs).execute(tx.conn())?;
        }};
    }
    keep_own!(candidate_references.candidate_id: CandidateId);
    keep_own!(employment_references.employment_id: EmploymentId);
    Ok(())
}

/// Deletes the record that nothing names any more.
pub(super) fn remove(tx: &mut WriteTx<'_>, other: OrganisationId) -> Result<()> {
    diesel::delete(organisations::table.filter(organisations::id.eq(other))).execute(tx.conn())?;
    Ok(())
}
