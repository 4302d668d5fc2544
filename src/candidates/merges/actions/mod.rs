//! Use cases of merges.

mod pairs;
mod record;

use std::collections::BTreeMap;

pub use self::pairs::{possible, possible_of_in, told_apart};
use super::super::actions as people;
use super::super::periods::follow_merge;
use super::super::store as candidates;
use super::model::{Comparison, HoursTotal, Merge, NewMerge, PeopleTotal, Plan, Record, Side};
use super::{rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, MergeCandidates, Tx, WriteTx};
use crate::audit::records::{self as records, CANDIDATE, PARTICIPANT_LINK, RecordsOfKind};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{CandidateId, ExpectedVersions, Hours};
use crate::{exits, findings, hours, participant_links};

/// Both records, and what their merge would do.
struct Pair {
    kept: Record,
    other: Record,
    plan: std::result::Result<Plan, Vec<FieldError>>,
}

/// Merges another record into this one, in one transaction. `expected` are the versions of the record that stays which the
/// caller saw.
///
/// # Errors
/// `not_found`, `unknown_candidate`, `same_candidate`, `forbidden` for who does not see every sector of both people,
/// `precondition_failed`, and the refusals of `rules::plan`.
pub fn merge(
    caller: &Caller<MergeCandidates>,
    kept: CandidateId,
    expected: &ExpectedVersions,
    new: &NewMerge,
) -> Result<Idempotent<Merge>> {
    let today = caller.today();
    let merged = caller.create(|tx| {
        lock(tx, kept, new.other)?;
        let pair = read(tx, kept, new.other)?;
        check_versions(&pair, expected, new)?;
        let plan = pair.plan.map_err(AppError::from_field_errors)?;
        let (kept, other) = (pair.kept, pair.other);
        let preview = merge_of(tx, &kept, &other, &plan)?;
        hours::lock_months_of(tx, &[kept.person.id, other.person.id])?;
        let touched = touched(tx, kept.person.id, other.person.id)?;
        carry_out(tx, &kept, &other, &plan)?;
        let after = people::after_change(tx, kept.person.id, &plan.details, today)?;
        let hours_total = HoursTotal { after: sum(tx, after.id)?, ..preview.hours_total };
        if hours_total.before != hours_total.after {
            return Err(AppError::internal(anyhow::anyhow!("a merge would change hours")));
        }
        record::write_audit(tx, (&kept.person, &after), &other, new, &preview.moves, touched)?;
        Ok(Merge { version: Some(after.version), dry_run: false, hours_total, ..preview })
    })?;
    log(caller, kept, new.other)?;
    Ok(merged)
}

/// What the merge of another record into this one would do; nothing is kept.
///
/// # Errors
/// Those of [`merge`].
pub fn preview(
    caller: &Caller<MergeCandidates>,
    kept: CandidateId,
    expected: &ExpectedVersions,
    new: &NewMerge,
) -> Result<Merge> {
    let merge = caller.snapshot(|tx| {
        let pair = read(tx, kept, new.other)?;
        check_versions(&pair, expected, new)?;
        let plan = pair.plan.map_err(AppError::from_field_errors)?;
        merge_of(tx, &pair.kept, &pair.other, &plan)
    })?;
    log(caller, kept, new.other)?;
    Ok(merge)
}

/// Two records side by side, and what the merge of the second into the first would do.
///
/// # Errors
/// `not_found`, `unknown_candidate`, `same_candidate`, `forbidden` for who does not see every sector of both people.
pub fn compare(caller: &Caller<MergeCandidates>, kept: CandidateId, other: CandidateId) -> Result<Comparison> {
    let comparison = caller.snapshot(|tx| {
        let pair = read(tx, kept, other)?;
        let preview = match &pair.plan {
            Ok(plan) => Ok(merge_of(tx, &pair.kept, &pair.other, plan)?),
            Err(refusals) => Err(refusals.clone()),
        };
        let pairs = candidates::distinct_pairs(tx, kept)?;
        let both = (kept.max(other), kept.min(other));
        let distinct = pairs.into_iter().find(|(later, earlier, ..)| (*later, *earlier) == both);
        let sides = [side(tx, pair.kept)?, side(tx, pair.other)?];
        Ok(Comparison { sides, preview, distinct: distinct.map(|(_, _, reason, ..)| reason) })
    })?;
    log(caller, kept, other)?;
    Ok(comparison)
}

/// Merges and their previews show both records.
fn log(caller: &Caller<MergeCandidates>, kept: CandidateId, other: CandidateId) -> Result<()> {
    [kept, other].into_iter().try_for_each(|id| caller.log_read("candidate", id))
}

fn lock(tx: &mut WriteTx<'_>, kept: CandidateId, other: CandidateId) -> Result<()> {
    let there = store::lock_both(tx, kept, other)?;
    if !there.contains(&kept) {
        return Err(candidates::not_found(tx, kept)?);
    }
    if there.contains(&other) { Ok(()) } else { Err(unknown(candidates::not_found(tx, other)?)) }
}

/// The refusal of the other record in the body.
fn unknown(error: AppError) -> AppError {
    match error.code {
        ProblemCode::NotFound => AppError {
            existing_id: error.existing_id,
            ..FieldError::new("/other_id", ProblemCode::UnknownCandidate).into()
        },
        _ => error,
    }
}

fn read(tx: &mut Tx<'_>, kept: CandidateId, other: CandidateId) -> Result<Pair> {
    if kept == other {
        return Err(FieldError::new("/other_id", ProblemCode::SameCandidate).into());
    }
    let person = candidates::find(tx, kept)?;
    let kept = store::record(tx, person)?;
    let person = candidates::find(tx, other).map_err(unknown)?;
    let other = store::record(tx, person)?;
    if !kept.sectors.iter().chain(&other.sectors).all(|sector| tx.scope().sees(*sector)) {
        let detail = "Ces personnes ont des orientations ou des contrats dans un secteur que vous ne suivez pas : demandez \
                      la fusion à quelqu’un qui voit tous les leurs.";
        return Err(AppError::new(ProblemCode::Forbidden).with_detail(detail));
    }
    let is_distinct = candidates::distinct_from(tx, kept.person.id)?.contains(&other.person.id);
    let plan = rules::plan(&kept, &other, is_distinct);
    Ok(Pair { kept, other, plan })
}

fn check_versions(pair: &Pair, expected: &ExpectedVersions, new: &NewMerge) -> Result<()> {
    expected.require(pair.kept.person.version)?;
    if pair.other.person.version == new.other_version {
        return Ok(());
    }
    let detail = "L’autre fiche a changé depuis que vous l’avez lue. Relisez-la, puis recommencez.";
    Err(FieldError::new("/other_version", ProblemCode::PreconditionFailed).with_detail(detail).into())
}

/// What the merge does, before it is done.
fn merge_of(tx: &mut Tx<'_>, kept: &Record, other: &Record, plan: &Plan) -> Result<Merge> {
    let hours = [sum(tx, kept.person.id)?, sum(tx, other.person.id)?].into_iter().sum();
    Ok(Merge {
        id: kept.person.id,
        other_id: other.person.id,
        version: None,
        dry_run: true,
        moves: store::moves(tx, other, plan)?,
        filled: plan.filled.clone(),
        conflicts: plan.conflicts.clone(),
        hours_total: HoursTotal { before: hours, after: hours },
        people: PeopleTotal { before: 2, after: 1 },
    })
}

fn sum(tx: &mut Tx<'_>, person: CandidateId) -> Result<Hours> {
    Ok(store::hours(tx, person)?.into_iter().map(|(_, worked)| worked).sum())
}

/// The records that may change: those of both people, and of people who were found to be others than either.
fn touched(tx: &mut WriteTx<'_>, kept: CandidateId, other: CandidateId) -> Result<Vec<RecordsOfKind>> {
    let mut distinct = candidates::distinct_from(tx, kept)?;
    distinct.extend(candidates::distinct_from(tx, other)?);
    let mut touched = records::of_people(tx.conn(), &[kept.0, other.0])?;
    // The one that stays may get its first link.
    touched.push((&PARTICIPANT_LINK, vec![kept.0, other.0]));
    touched.push((&CANDIDATE, distinct.into_iter().map(|id| id.0).collect()));
    Ok(touched)
}

fn carry_out(tx: &mut WriteTx<'_>, kept: &Record, other: &Record, plan: &Plan) -> Result<()> {
    let (from, into) = (other.person.id, kept.person.id);
    store::release(tx, from)?;
    candidates::update(tx, into, kept.person.version, &plan.details)?;
    store::unlink_exits(tx, &plan.relinked)?;
    store::addresses(tx, (from, into), &plan.addresses)?;
    store::criteria(tx, (from, into), &plan.criteria)?;
    store::plie_periods(tx, (from, into), &plan.periods)?;
    store::waivers(tx, (from, into), &plan.waivers)?;
    store::take_over(tx, &other.person, &kept.person, plan.filled.contains(&"external_ref"))?;
    move_what_follows_the_person(tx, from, into)?;
    findings::update_duplicates(tx, from, &[])?;
    findings::update_same_participant(tx, from, &[])?;
    findings::update_plie_periods(tx, from, false)?;
    let link = participant_links::merge(tx, from, into)?;
    let is_linked = follow_merge(tx, from, into, link)?;
    store::remove(tx, other, into)?;
    exits::link_to_periods(tx, into, is_linked)?;
    hours::refresh_candidate(tx, into)
}

/// What passes whole from one person to the other, whatever the records say. Closed months too: their rows change whose
/// they are, and no figure.
fn move_what_follows_the_person(tx: &mut WriteTx<'_>, from: CandidateId, into: CandidateId) -> Result<()> {
    store::referrals(tx, from, into)?;
    store::employments(tx, from, into)?;
    store::windows(tx, from, into)?;
    store::positive_exits(tx, from, into)?;
    store::audit_values(tx, from, into)?;
    store::stored_answers(tx, from, into)?;
    store::merged_before(tx, from, into)?;
    candidates::move_distinct(tx, from, into)?;
    Ok(())
}

fn side(tx: &mut Tx<'_>, record: Record) -> Result<Side> {
    let mut hours_by_year: BTreeMap<i32, Hours> = BTreeMap::new();
    for (month, worked) in store::hours(tx, record.person.id)? {
        let sum = hours_by_year.entry(month.year()).or_default();
        *sum = *sum + worked;
    }
    Ok(Side {
        plie_periods: record.periods.iter().map(|one| one.period).collect(),
        hours: hours_by_year.values().copied().sum(),
        hours_by_year,
        person: record.person.view_for(tx.scope())?,
    })
}
