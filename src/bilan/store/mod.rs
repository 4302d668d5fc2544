//! Queries of a bilan's inputs: a fixed number, whatever the size of the year.

mod details;
pub(super) mod remarks;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::facts::{AssignedPerson, Decided, Exit, Facts, Home, Homes, HoursOf, Referred};
use crate::access::Tx;
use crate::db::schema::{
    addresses, assignments, candidates, communes, employments, lots, neighbourhood_statuses, neighbourhoods,
    organisations, plie_periods, positive_exits, public_contracts, referral_sectors, referrals,
};
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::totals::{self, Question, Reach};
use crate::values::{
    CandidateId, CommuneCode, ContractType, ExitKind, Hours, NeighbourhoodId, NeighbourhoodStatus, NotIntegratedReason,
    Origin, OutcomeKind, Period, PrescriberKind, ReferralId, Sector, Sectors, Sex,
};

/// Loads the inputs of the tables for the question's period and scope; `is_whole` asks for the details too.
pub(super) fn load(tx: &mut Tx<'_>, question: &Question, is_whole: bool) -> Result<Facts> {
    let year = Period { from: question.from.first_day(), to: Some(question.to.last_day()) };
    let plie_only = question.reach == Reach::Plie;
    let referrals = referrals_of(tx, year, plie_only)?;
    let mut assigned = assigned_in(tx, year)?;
    let mut exits = exits_in(tx, year)?;
    if plie_only {
        let people: BTreeSet<_> = assigned
            .iter()
            .map(|(person, _)| person.candidate)
            .chain(exits.iter().map(|exit| exit.candidate))
            .collect();
        let accompanied = accompanied(tx, &people)?;
        let is_in_scope = |person: CandidateId, period: Period| {
            accompanied
                .get(&person)
                .is_some_and(|periods| periods.iter().any(|accompanied| accompanied.overlaps(&period)))
        };
        assigned.retain(|(assigned, period)| is_in_scope(assigned.candidate, *period));
        exits.retain(|exit| is_in_scope(exit.candidate, Period { from: exit.met_on, to: Some(exit.met_on) }));
    }
    let assigned: Vec<AssignedPerson> = assigned.into_iter().map(|(assigned, _)| assigned).collect();
    let people: BTreeSet<CandidateId> = referrals
        .iter()
        .map(|referral| referral.candidate)
        .chain(assigned.iter().map(|assigned| assigned.candidate))
        .chain(exits.iter().map(|exit| exit.candidate))
        .collect();
    let (hours, with_counted_hours) = hours_of(tx, question)?;
    Ok(Facts {
        details: if is_whole { Some(details::load(tx, question)?) } else { None },
        hours,
        decided: decided_in(tx, year, plie_only)?,
        with_counted_hours,
        homes: Arc::new(homes_of(tx, &people)?),
        neighbourhoods: neighbourhoods::table
            .order(neighbourhoods::id)
            .select((neighbourhoods::id, neighbourhoods::name))
            .load::<(NeighbourhoodId, String)>(tx.conn())?
            .into(),
        plie_only,
        referrals,
        assigned,
        exits,
    })
}

/// The hours by person, sector and type of contract, and the people with hours above zero.
fn hours_of(tx: &mut Tx<'_>, question: &Question) -> Result<(Vec<HoursOf>, HashSet<CandidateId>)> {
    let mut all = Vec::new();
    let mut people = HashSet::new();
    for (keys, candidate, hours) in totals::by_person(tx, question)? {
        let [Some(sector), Some(contract_type)] = keys.as_slice() else { continue };
        let (Ok(sector), Ok(contract_type)) = (Sector::parse(sector), ContractType::parse(contract_type)) else {
            continue;
        };
        all.push(HoursOf { candidate, sector, contract_type, hours });
        if hours > Hours::ZERO {
            people.insert(candidate);
        }
    }
    Ok((all, people))
}

type ReferralRow = (
    ReferralId,
    CandidateId,
    Origin,
    Option<String>,
    PrescriberKind,
    NaiveDate,
    OutcomeKind,
    Option<Sector>,
    Option<NotIntegratedReason>,
);

fn referrals_of(tx: &mut Tx<'_>, year: Period, plie_only: bool) -> Result<Vec<Referred>> {
    let sectors = tx.scope().sectors.clone();
    let mut query = referrals::table
        .left_join(organisations::table.on(referrals::prescriber_id.eq(organisations::id.nullable())))
        .filter(referrals::referred_on.ge(year.from))
        .order(referrals::id)
        .select((
            referrals::id,
            referrals::candidate_id,
            referrals::origin,
            organisations::name.nullable(),
            referrals::prescriber_kind,
            referrals::referred_on,
            referrals::outcome,
            referrals::outcome_sector,
            referrals::outcome_reason,
        ))
        .into_boxed();
    if let Some(last) = year.to {
        query = query.filter(referrals::referred_on.le(last));
    }
    if plie_only {
        query = query.filter(referrals::for_plie.eq(true));
    }
    if !sectors.is_all() {
        query = query.filter(asks_for(&sectors));
    }
    let rows: Vec<ReferralRow> = query.load(tx.conn())?;
    let mut sectors = sectors_of(tx, rows.iter().map(|row| row.0).collect())?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let its_sectors = sectors.remove(&row.0).unwrap_or_default();
            referred(row, its_sectors)
        })
        .collect())
}

fn referred(row: ReferralRow, sectors: Vec<Sector>) -> Referred {
    Referred {
        candidate: row.1,
        origin: row.2,
        prescriber: row.3,
        prescriber_kind: row.4,
        on: row.5,
        sectors,
        outcome: row.6,
        outcome_sector: row.7,
        reason: row.8,
    }
}

/// Whether a referral asks for one of these sectors. Each has at least one, so a caller of all sectors needs no filter.
#[diesel::dsl::auto_type(no_type_alias)]
fn asks_for(sectors: &Sectors) -> _ {
    let sectors: Vec<Sector> = sectors.iter().collect();
    diesel::dsl::exists(
        referral_sectors::table
            .filter(referral_sectors::referral_id.eq(referrals::id))
            .filter(referral_sectors::sector.eq_any(sectors)),
    )
}

fn sectors_of(tx: &mut Tx<'_>, ids: Vec<ReferralId>) -> Result<HashMap<ReferralId, Vec<Sector>>> {
    let rows: Vec<(ReferralId, Sector)> = referral_sectors::table
        .filter(referral_sectors::referral_id.in_list(KeyList::numbers(ids)))
        .order((referral_sectors::referral_id, referral_sectors::sector))
        .load(tx.conn())?;
    Ok(grouped(rows))
}

fn grouped<K: std::hash::Hash + Eq, V>(rows: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in rows {
        groups.entry(key).or_default().push(value);
    }
    groups
}

fn decided_in(tx: &mut Tx<'_>, year: Period, plie_only: bool) -> Result<Vec<Decided>> {
    let sectors = tx.scope().sectors.clone();
    let mut query = referrals::table
        .filter(referrals::decided_on.ge(year.from))
        .filter(referrals::decided_on.le(year.to.unwrap_or(NaiveDate::MAX)))
        .select((referrals::candidate_id, referrals::origin, referrals::outcome))
        .into_boxed();
    if plie_only {
        query = query.filter(referrals::for_plie.eq(true));
    }
    if !sectors.is_all() {
        query = query.filter(asks_for(&sectors));
    }
    let rows: Vec<(CandidateId, Origin, OutcomeKind)> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(|(candidate, origin, outcome)| Decided { candidate, origin, outcome }).collect())
}

/// Assignments that overlap the year, with the days of the year that they cover. Filters sectors here and not in SQL,
/// where SQLite would start with the contracts of all years.
fn assigned_in(tx: &mut Tx<'_>, year: Period) -> Result<Vec<(AssignedPerson, Period)>> {
    type AssignedRow = (CandidateId, Sex, Sector, Option<ReferralId>, NaiveDate, Option<NaiveDate>, Option<NaiveDate>);
    let visible = tx.scope().visible_sectors();
    let rows: Vec<AssignedRow> = assignments::table
        .inner_join(employments::table.inner_join(candidates::table))
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(assignments::starts_on.le(year.to.unwrap_or(NaiveDate::MAX)))
        .filter(assignments::ends_on.is_null().or(assignments::ends_on.ge(year.from)))
        .select((
            candidates::id,
            candidates::sex,
            public_contracts::sector,
            assignments::referral_id,
            assignments::starts_on,
            assignments::ends_on,
            employments::ends_on,
        ))
        .load(tx.conn())?;
    let parse = |(candidate, sex, sector, referral, from, to, employment_to): AssignedRow| {
        let period = Period { from, to: to.or(employment_to) };
        let first_day = from.max(year.from);
        let last_day = period.to.into_iter().chain(year.to).min();
        (visible.contains(&sector) && period.overlaps(&year)).then_some((
            AssignedPerson { candidate, sex, sector, waived: referral.is_none(), first_day },
            Period { from: first_day, to: last_day },
        ))
    };
    Ok(rows.into_iter().filter_map(parse).collect())
}

fn exits_in(tx: &mut Tx<'_>, year: Period) -> Result<Vec<Exit>> {
    let visible = tx.scope().visible_sectors();
    let rows: Vec<(CandidateId, ExitKind, NaiveDate)> = positive_exits::table
        .filter(positive_exits::met_on.ge(year.from))
        .filter(positive_exits::met_on.le(year.to.unwrap_or(NaiveDate::MAX)))
        .filter(positive_exits::sector.is_null().or(positive_exits::sector.eq_any(visible)))
        .select((positive_exits::candidate_id, positive_exits::kind, positive_exits::met_on))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(candidate, kind, met_on)| Exit { candidate, kind, met_on }).collect())
}

fn accompanied(tx: &mut Tx<'_>, people: &BTreeSet<CandidateId>) -> Result<HashMap<CandidateId, Vec<Period>>> {
    let rows: Vec<(CandidateId, NaiveDate, Option<NaiveDate>)> = plie_periods::table
        .filter(plie_periods::candidate_id.in_list(KeyList::numbers(people.iter().copied())))
        .filter(plie_periods::counts.eq(true))
        .select((plie_periods::candidate_id, plie_periods::starts_on, plie_periods::ends_on))
        .load(tx.conn())?;
    Ok(grouped(rows.into_iter().map(|(id, from, to)| (id, Period { from, to })).collect()))
}

fn homes_of(tx: &mut Tx<'_>, people: &BTreeSet<CandidateId>) -> Result<Homes> {
    type HomeRow = (CandidateId, NaiveDate, Option<NaiveDate>, CommuneCode, Option<NeighbourhoodId>);
    let territory: Vec<CommuneCode> = communes::table.select(communes::code).load(tx.conn())?;
    let territory: HashSet<CommuneCode> = territory.into_iter().collect();
    let rows: Vec<HomeRow> = addresses::table
        .filter(addresses::candidate_id.in_list(KeyList::numbers(people.iter().copied())))
        .select((
            addresses::candidate_id,
            addresses::starts_on,
            addresses::ends_on,
            addresses::commune_code,
            addresses::neighbourhood_id,
        ))
        .load(tx.conn())?;
    let home = |(id, from, to, commune, neighbourhood): HomeRow| {
        (id, Home { period: Period { from, to }, neighbourhood, in_territory: territory.contains(&commune) })
    };
    let legal: Vec<(NeighbourhoodId, NaiveDate, Option<NaiveDate>)> = neighbourhood_statuses::table
        .filter(neighbourhood_statuses::status.eq(NeighbourhoodStatus::Qpv))
        .select((
            neighbourhood_statuses::neighbourhood_id,
            neighbourhood_statuses::starts_on,
            neighbourhood_statuses::ends_on,
        ))
        .load(tx.conn())?;
    let period = |(id, from, to)| (id, Period { from, to });
    Ok(Homes {
        by_person: grouped(rows.into_iter().map(home).collect()),
        legal_qpv: grouped(legal.into_iter().map(period).collect()),
    })
}
