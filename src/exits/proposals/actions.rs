//! Use cases of proposals: both compute them from the employments that may meet a criterion on the days asked for.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::model::{
    ExitProposal, Met, ProposalEmployment, ProposalFilter, ProposalNames, ProposalOrder, ProposalPage, Spell,
};
use super::rules;
use super::store::{self, RecordedExit, Worked};
use crate::access::{Caller, ReadExits, Tx};
use crate::db::KeyList;
use crate::error::{AppError, ProblemCode, Result};
use crate::organisations;
use crate::values::{CandidateId, EmploymentId, OrganisationId, Period, PeriodId, french_order};

/// Employments that are looked at together.
const CHUNK: i64 = 500;

/// Proposals by the id of the employment during which the criterion is met, after `after`, at most `rows`.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadExits>, filter: &ProposalFilter, after: i64, rows: i64) -> Result<Vec<ExitProposal>> {
    let today = caller.today();
    let most = usize::try_from(rows).unwrap_or(usize::MAX);
    let proposals = caller.snapshot(|tx| {
        let (mut found, mut after) = (Vec::new(), after);
        while found.len() < most {
            let looked_at = store::may_meet(tx, filter, today, (after, CHUNK))?;
            let Some((last, _)) = looked_at.last() else { break };
            after = last.0;
            let mut drafts = drafts(tx, &looked_at, filter, today)?;
            drafts.sort_by_key(|draft| draft.met.employment_id);
            found.extend(drafts);
        }
        found.truncate(most);
        with_names(tx, found)
    })?;
    caller.log_list_read("exit_proposals", &proposals, |proposal| proposal.candidate_id)?;
    Ok(proposals)
}

/// A page of the proposals: at most `most` after the first `skipped` in an order; the last page if there are not so many. The
/// days of the filter bound what is read.
///
/// # Errors
/// `unavailable`.
pub fn page(
    caller: &Caller<ReadExits>,
    filter: &ProposalFilter,
    order: ProposalOrder,
    (skipped, most): (usize, usize),
) -> Result<ProposalPage> {
    let today = caller.today();
    let page = caller.snapshot(|tx| {
        let looked_at = store::may_meet(tx, filter, today, (0, i64::MAX))?;
        let mut drafts = drafts(tx, &looked_at, filter, today)?;
        sort(tx, &mut drafts, order)?;
        let count = drafts.len();
        let last_page = count.saturating_sub(1).checked_div(most).unwrap_or(0).saturating_mul(most);
        let skipped = skipped.min(last_page);
        let rows = with_names(tx, drafts.into_iter().skip(skipped).take(most).collect())?;
        Ok(ProposalPage { rows, count, skipped })
    })?;
    caller.log_list_read("exit_proposals", &page.rows, |proposal| proposal.candidate_id)?;
    Ok(page)
}

/// The proposal whose criterion is met during an employment.
///
/// # Errors
/// `not_found` when no criterion is met during it.
pub fn show(caller: &Caller<ReadExits>, id: EmploymentId) -> Result<ExitProposal> {
    let today = caller.today();
    let proposal = caller.snapshot(|tx| {
        let looked_at = store::may_meet(tx, &ProposalFilter::default(), today, (id.0.saturating_sub(1), 1))?;
        let drafts = drafts(tx, &looked_at, &ProposalFilter::default(), today)?;
        let found = with_names(tx, drafts)?.into_iter().find(|proposal| proposal.employment_id == id);
        found.ok_or_else(|| AppError::new(ProblemCode::NotFound))
    })?;
    caller.log_read("exit_proposal", proposal.candidate_id)?;
    Ok(proposal)
}

/// A proposal without names.
struct Draft {
    candidate: CandidateId,
    employer: OrganisationId,
    met: Met,
    rests_on: Vec<Spell>,
    period: Option<PeriodId>,
    exit: Option<RecordedExit>,
}

/// The proposals of the filter whose criterion is met during one of these employments.
fn drafts(
    tx: &mut Tx<'_>,
    looked_at: &[(EmploymentId, CandidateId)],
    filter: &ProposalFilter,
    today: NaiveDate,
) -> Result<Vec<Draft>> {
    let ids: HashSet<EmploymentId> = looked_at.iter().map(|(id, _)| *id).collect();
    let people: BTreeSet<CandidateId> = looked_at.iter().map(|(_, candidate)| *candidate).collect();
    let people = KeyList::numbers(people);
    let mut by_person: HashMap<CandidateId, Vec<Worked>> = HashMap::new();
    for worked in store::worked(tx, &people)? {
        by_person.entry(worked.candidate).or_default().push(worked);
    }
    let births = store::births(tx, &people)?;
    let mut drafts = Vec::new();
    for (candidate, worked) in &by_person {
        let Some(birth) = births.get(candidate) else { continue };
        let spells: Vec<Spell> = worked.iter().map(|worked| worked.spell.clone()).collect();
        let met = rules::met(&spells, *birth, today);
        let asked = met.into_iter().filter(|met| ids.contains(&met.employment_id) && is_asked(filter, met));
        drafts.extend(asked.filter_map(|met| draft(*candidate, worked, met)));
    }
    add_recorded(tx, &people, &mut drafts)?;
    drafts.retain(|draft| {
        filter.is_recorded.is_none_or(|is_recorded| is_recorded == draft.exit.is_some())
            && (!filter.in_plie || draft.period.is_some())
    });
    Ok(drafts)
}

fn is_asked(filter: &ProposalFilter, met: &Met) -> bool {
    filter.kind.is_none_or(|kind| kind == met.kind)
        && filter.from.is_none_or(|from| from <= met.met_on)
        && filter.to.is_none_or(|to| met.met_on <= to)
}

fn draft(candidate: CandidateId, worked: &[Worked], met: Met) -> Option<Draft> {
    let employer = worked.iter().find(|worked| worked.spell.id == met.employment_id)?.employer;
    let rests_on = worked.iter().map(|worked| &worked.spell).filter(|spell| met.employments.contains(&spell.id));
    let mut rests_on: Vec<Spell> = rests_on.cloned().collect();
    rests_on.sort_by_key(|spell| (spell.period.from, spell.id));
    Some(Draft { candidate, employer, met, rests_on, period: None, exit: None })
}

/// Adds the PLIE periods that the exits would end, and the exits that are recorded.
fn add_recorded(tx: &mut Tx<'_>, people: &KeyList, drafts: &mut [Draft]) -> Result<()> {
    if drafts.is_empty() {
        return Ok(());
    }
    let (periods, exits) = (store::periods(tx, people)?, store::exits(tx, people)?);
    for draft in drafts {
        let of_person = periods.get(&draft.candidate).map(Vec::as_slice).unwrap_or_default();
        let contains = |(_, period): &&(PeriodId, Period)| period.contains(draft.met.met_on);
        draft.period = of_person.iter().find(contains).map(|(id, _)| *id);
        let ends = |exit: &&RecordedExit| match draft.period {
            Some(period) => exit.period == Some(period),
            None => exit.period.is_none() && draft.met.started_on <= exit.met_on,
        };
        draft.exit = exits.get(&draft.candidate).and_then(|exits| exits.iter().find(ends).cloned());
    }
    Ok(())
}

fn sort(tx: &mut Tx<'_>, drafts: &mut [Draft], order: ProposalOrder) -> Result<()> {
    let id = |draft: &Draft| draft.met.employment_id;
    match order {
        ProposalOrder::MetFirst => drafts.sort_by_key(|draft| (draft.met.met_on, id(draft))),
        ProposalOrder::MetLast => drafts.sort_by_key(|draft| std::cmp::Reverse((draft.met.met_on, id(draft)))),
        ProposalOrder::Name => {
            let names = store::names(tx, drafts.iter().map(|draft| draft.candidate))?;
            drafts.sort_by_cached_key(|draft| {
                let name = names.get(&draft.candidate).map(|(last, first)| format!("{last} {first}"));
                (french_order(&*name.unwrap_or_default()), draft.met.met_on, id(draft))
            });
        }
    }
    Ok(())
}

fn with_names(tx: &mut Tx<'_>, drafts: Vec<Draft>) -> Result<Vec<ExitProposal>> {
    let people = store::names(tx, drafts.iter().map(|draft| draft.candidate))?;
    let employers = organisations::store::names(tx, drafts.iter().map(|draft| draft.employer))?;
    let seen = store::seen(tx, drafts.iter().flat_map(|draft| &draft.rests_on).map(|spell| spell.id))?;
    let proposal = |draft: Draft| {
        let (last_name, first_name) = people.get(&draft.candidate)?.clone();
        let names = ProposalNames { last_name, first_name, employer: employers.get(&draft.employer)?.clone() };
        let key = draft.rests_on.iter().find(|spell| spell.id == draft.met.employment_id);
        let is_seen = |exit: &RecordedExit| exit.sector.is_none_or(|sector| tx.scope().sees(sector));
        Some(ExitProposal {
            employment_id: draft.met.employment_id,
            candidate_id: draft.candidate,
            names,
            kind: draft.met.kind,
            started_on: draft.met.started_on,
            met_on: draft.met.met_on,
            employer_id: draft.employer,
            weekly_hours: key.and_then(|spell| spell.weekly_hours),
            is_recorded: draft.exit.is_some(),
            exit_id: draft.exit.filter(is_seen).map(|exit| exit.id),
            rests_on: draft.rests_on.iter().filter(|spell| seen.contains(&spell.id)).map(of_proposal).collect(),
            plie_period_id: draft.period,
        })
    };
    Ok(drafts.into_iter().filter_map(proposal).collect())
}

fn of_proposal(spell: &Spell) -> ProposalEmployment {
    ProposalEmployment {
        id: spell.id,
        contract_type: spell.contract_type,
        starts_on: spell.period.from,
        ends_on: spell.period.to,
    }
}
