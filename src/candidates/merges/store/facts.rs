//! What a merge needs to know of two people.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::model::{ExitRecord, Moves, PairedPerson, PeriodRecord, Plan, Record, WaiverRecord};
use crate::access::{Tx, WriteTx};
use crate::candidates::{Candidate, store};
use crate::db::schema::{
    assignments, candidate_references, candidates, eligibility_windows, employments, hours, lots, merged_references,
    plie_periods, positive_exits, public_contracts, referral_sectors, referrals, waivers,
};
use crate::db::{InListMethods as _, KeyList, load_for_deletion, native};
use crate::error::Result;
use crate::values::{
    CandidateId, FreeText, Hours, Month, Name, Period, PeriodId, PeriodSource, PositiveExitId, Sector, WaiverId,
};

/// Locks both people until the transaction ends, the settings first: nobody records anything about them meanwhile. Returns
/// those that are there.
pub(in crate::candidates::merges) fn lock_both(
    tx: &mut WriteTx<'_>,
    one: CandidateId,
    other: CandidateId,
) -> Result<Vec<CandidateId>> {
    tx.lock_settings()?;
    let both = candidates::table.filter(candidates::id.eq_any([one, other])).order(candidates::id);
    Ok(load_for_deletion!(tx.conn(), both.select(candidates::id))?)
}

/// A person's record with what the rules need to know.
pub(in crate::candidates::merges) fn record(tx: &mut Tx<'_>, person: Candidate) -> Result<Record> {
    let id = person.id;
    Ok(Record {
        periods: periods(tx, id)?,
        waivers: waivers_of(tx, id)?,
        exits: exits(tx, id)?,
        first_event: store::first_event(tx, id)?,
        sectors: sectors(tx, id)?,
        person,
    })
}

fn periods(tx: &mut Tx<'_>, id: CandidateId) -> Result<Vec<PeriodRecord>> {
    // Those of a participant record follow the link.
    let of_person = plie_periods::table
        .filter(plie_periods::candidate_id.eq(id))
        .filter(plie_periods::source.eq(PeriodSource::Officer))
        .order(plie_periods::starts_on);
    let columns = (plie_periods::id, plie_periods::starts_on, plie_periods::ends_on);
    let rows: Vec<(PeriodId, NaiveDate, Option<NaiveDate>)> = of_person.select(columns).load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, from, to)| PeriodRecord { id, period: Period { from, to } }).collect())
}

fn waivers_of(tx: &mut Tx<'_>, id: CandidateId) -> Result<Vec<WaiverRecord>> {
    let of_person = waivers::table.filter(waivers::candidate_id.eq(id)).order(waivers::sector);
    let columns = (waivers::id, waivers::sector, waivers::granted_on, waivers::reason);
    let rows: Vec<(WaiverId, Sector, NaiveDate, FreeText)> = of_person.select(columns).load(tx.conn())?;
    let waiver = |(id, sector, granted_on, reason)| WaiverRecord { id, sector, granted_on, reason };
    Ok(rows.into_iter().map(waiver).collect())
}

fn exits(tx: &mut Tx<'_>, id: CandidateId) -> Result<Vec<ExitRecord>> {
    let of_person = positive_exits::table.filter(positive_exits::candidate_id.eq(id)).order(positive_exits::met_on);
    let columns = (positive_exits::id, positive_exits::met_on, positive_exits::plie_period_id);
    let rows: Vec<(PositiveExitId, NaiveDate, Option<PeriodId>)> = of_person.select(columns).load(tx.conn())?;
    let own: Vec<PeriodId> = periods(tx, id)?.into_iter().map(|one| one.id).collect();
    let exit = |(id, met_on, period): (_, _, Option<PeriodId>)| ExitRecord {
        id,
        met_on,
        period: period.filter(|period| own.contains(period)),
    };
    Ok(rows.into_iter().map(exit).collect())
}

/// The sectors of a person's referrals, assignments, waivers and exits.
fn sectors(tx: &mut Tx<'_>, id: CandidateId) -> Result<Vec<Sector>> {
    let of_person = referrals::table.filter(referrals::candidate_id.eq(id));
    let mut sectors: Vec<Sector> = referral_sectors::table
        .filter(referral_sectors::referral_id.eq_any(of_person.select(referrals::id)))
        .select(referral_sectors::sector)
        .distinct()
        .load(tx.conn())?;
    let validated =
        referrals::table.filter(referrals::candidate_id.eq(id)).filter(referrals::outcome_sector.is_not_null());
    sectors.extend(validated.select(referrals::outcome_sector.assume_not_null()).load::<Sector>(tx.conn())?);
    let assigned = assignments::table
        .inner_join(employments::table)
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(employments::candidate_id.eq(id))
        .select(public_contracts::sector)
        .distinct();
    sectors.extend(assigned.load::<Sector>(tx.conn())?);
    let waived = waivers::table.filter(waivers::candidate_id.eq(id)).select(waivers::sector);
    sectors.extend(waived.load::<Sector>(tx.conn())?);
    let left =
        positive_exits::table.filter(positive_exits::candidate_id.eq(id)).filter(positive_exits::sector.is_not_null());
    sectors.extend(left.select(positive_exits::sector.assume_not_null()).load::<Sector>(tx.conn())?);
    Ok(sectors)
}

/// Month and worked hours of all rows of a person, in order of time.
pub(in crate::candidates::merges) fn hours(tx: &mut Tx<'_>, id: CandidateId) -> Result<Vec<(Month, Hours)>> {
    let of_person = hours::table.filter(hours::candidate_id.eq(id)).order((hours::month, hours::id));
    Ok(of_person.select((hours::month, hours::worked)).load(tx.conn())?)
}

/// The names and birth dates of people.
pub(in crate::candidates::merges) fn paired(
    tx: &mut Tx<'_>,
    ids: impl Iterator<Item = CandidateId>,
) -> Result<HashMap<CandidateId, PairedPerson>> {
    let wanted = candidates::table.filter(candidates::id.in_list(KeyList::numbers(ids.collect::<BTreeSet<_>>())));
    let columns =
        wanted.select((candidates::id, candidates::last_name, candidates::first_name, candidates::birth_date));
    let rows: Vec<(CandidateId, Name, Name, NaiveDate)> = native!(tx.conn(), |conn| columns.load(conn))?;
    let person = |(id, last_name, first_name, birth_date)| (id, PairedPerson { id, last_name, first_name, birth_date });
    Ok(rows.into_iter().map(person).collect())
}

/// How much passes from a person's record to another by a plan.
pub(in crate::candidates::merges) fn moves(tx: &mut Tx<'_>, from: &Record, plan: &Plan) -> Result<Moves> {
    macro_rules! count {
        ($table:ident) => {
            $table::table.filter($table::candidate_id.eq(from.person.id)).count().get_result::<i64>(tx.conn())?
        };
    }
    let assigned =
        assignments::table.inner_join(employments::table).filter(employments::candidate_id.eq(from.person.id));
    let mut months: Vec<Month> = hours(tx, from.person.id)?.into_iter().map(|(month, _)| month).collect();
    months.dedup();
    let own = i64::from(from.person.external_ref.is_some());
    Ok(Moves {
        referrals: count!(referrals),
        employments: count!(employments),
        assignments: assigned.count().get_result(tx.conn())?,
        hours: count!(hours),
        months,
        addresses: plan.addresses.len(),
        eligibility: plan.criteria.len(),
        plie_periods: plan.periods.len(),
        waivers: plan.waivers.len(),
        eligibility_windows: count!(eligibility_windows),
        positive_exits: from.exits.len(),
        references: [own, count!(candidate_references), count!(merged_references)].iter().sum(),
    })
}
