//! Remarks on what stands behind the figures: hours that are left out or without evidence, people of whom something is not
//! known, employments that sent nothing or are unusual, lots, proofs, possible doubles, closed months.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::facts::{Facts, Worked};
use super::super::rules::{counted, distinct, employed, first_days};
use super::{HoursThere, Remarks};
use crate::bilan::Finding;
use crate::contracts::{Progress, ProgressStatus};
use crate::employments::contract_type_at_odds;
use crate::totals::MonthState;
use crate::values::{CandidateId, Hours, HoursStatus, last_day_of_months};

const HOURS: &str = "hours.total";
const EMPLOYEES: &str = "employees.total";

/// The remarks, in the order in which an officer looks at them.
pub(in crate::bilan) fn findings(facts: &Facts, remarks: &Remarks, months: &[MonthState]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    found.extend(open_months(months));
    found.extend(hours(remarks));
    found.extend(unknown_of_people(facts));
    found.extend(employments(facts, remarks));
    found.extend(proofs(facts, remarks));
    found.extend(doubles(facts, remarks));
    found.extend(lots(remarks));
    found.extend(altered(remarks));
    found
}

fn finding(kind: &'static str, figure: &str, explanation: String) -> Finding {
    Finding { kind, figure: figure.to_owned(), explanation }
}

fn open_months(months: &[MonthState]) -> Option<Finding> {
    let open = months.iter().filter(|month| !month.closed).count();
    let explanation = || {
        format!(
            "{} à faire, une par mois et par secteur : les heures de ces mois peuvent changer.",
            counted(open, "clôture")
        )
    };
    (open > 0).then(|| finding("months_open", HOURS, explanation()))
}

/// A kind of finding, the hours that it is about, and what it says of them.
type KindOfHours = (&'static str, fn(&HoursThere) -> bool, &'static str);

/// Hours that are left out, and hours that count without evidence.
fn hours(remarks: &Remarks) -> Vec<Finding> {
    let sum = |is_meant: fn(&HoursThere) -> bool| {
        let meant = remarks.hours.iter().filter(|one| is_meant(one) && one.worked > Hours::ZERO);
        meant.fold((Hours::ZERO, 0_i64), |(worked, rows), one| (worked + one.worked, rows + one.rows))
    };
    let kinds: [KindOfHours; 3] = [
        (
            "hours_not_counted",
            |one| one.status == HoursStatus::Validated && !one.counted,
            "sont validées et ne comptent pas pour la clause : la personne n’y était plus ou pas encore éligible",
        ),
        (
            "hours_awaiting_validation",
            |one| one.status == HoursStatus::Submitted,
            "attendent votre validation et ne comptent pas encore",
        ),
        (
            "hours_without_evidence",
            |one| one.status == HoursStatus::Validated && one.counted && !one.is_proven,
            "comptent sans justificatif, ni sur leur ligne, ni pour leur lot et leur mois",
        ),
    ];
    let of = |(kind, is_meant, words): KindOfHours| {
        let (worked, rows) = sum(is_meant);
        (rows > 0).then(|| {
            let rows = counted(usize::try_from(rows).unwrap_or(usize::MAX), "ligne");
            finding(kind, HOURS, format!("{} heures ({rows}) {words}.", worked.in_french()))
        })
    };
    kinds.into_iter().filter_map(of).collect()
}

/// People with hours of whom the level or the address is not known. Their sex always is.
fn unknown_of_people(facts: &Facts) -> Vec<Finding> {
    let Some(details) = &facts.details else { return Vec::new() };
    let people = |is_meant: fn(&Worked) -> bool| {
        let meant = details.worked.iter().filter(|worked| worked.hours > Hours::ZERO && is_meant(worked));
        distinct(meant.map(|worked| worked.candidate)).len()
    };
    let kinds: [(_, _, usize, _); 2] = [
        (
            "people_without_level",
            "people_by_qualification_level.none",
            people(|worked| worked.level.is_none()),
            "sans niveau de qualification connu",
        ),
        (
            "people_without_address",
            "people_by_commune.none",
            people(|worked| worked.commune.is_none()),
            "sans adresse connue au premier jour d’un mois travaillé, donc hors des quartiers",
        ),
    ];
    let of = |(kind, figure, people, words): (&'static str, &str, usize, &str)| {
        (people > 0).then(|| finding(kind, figure, format!("{} {words}.", counted(people, "personne"))))
    };
    kinds.into_iter().filter_map(of).collect()
}

/// Employments of the bilan's people that sent nothing for a lot, or whose type is unusual for their employer.
fn employments(facts: &Facts, remarks: &Remarks) -> Vec<Finding> {
    let employees = employed(facts);
    let assigned = || remarks.assigned.iter().filter(|one| employees.contains(&one.candidate));
    let silent: BTreeSet<_> = assigned().filter(|one| !one.has_hours).map(|one| (one.employment, one.lot)).collect();
    let lots: BTreeSet<_> = silent.iter().map(|(_, lot)| *lot).collect();
    let odd = assigned().filter(|one| contract_type_at_odds(one.contract_type, one.employer).is_some());
    let odd: BTreeSet<_> = odd.map(|one| one.employment).collect();
    let mut found = Vec::new();
    if !silent.is_empty() {
        let (silent, lots) = (counted(silent.len(), "affectation"), counted(lots.len(), "lot"));
        let explanation = format!("{silent} sans aucune ligne d’heures de la période, sur {lots}.");
        found.push(finding("employments_without_hours", "employees.without_counted_hours", explanation));
    }
    if !odd.is_empty() {
        let explanation = format!(
            "{} dont le type ne va pas d’ordinaire avec l’employeur : un CDDI se conclut avec une EI, un ACI ou une AI, un CTTI \
             avec une ETTI.",
            counted_contracts(odd.len()),
        );
        found.push(finding("contract_type_at_odds", "hours.by_contract_type", explanation));
    }
    found
}

fn counted_contracts(number: usize) -> String {
    format!("{} de travail", counted(number, "contrat"))
}

/// Employees whose criteria on their first assigned day all lack a proof, or have one that was older than hours count.
fn proofs(facts: &Facts, remarks: &Remarks) -> Option<Finding> {
    let is_lacking = |(person, day): &(CandidateId, NaiveDate)| {
        let mut held =
            remarks.criteria.iter().filter(|one| one.candidate == *person && one.period.contains(*day)).peekable();
        let is_taken = |proof| last_day_of_months(proof, remarks.proof_months).is_none_or(|until| until >= *day);
        held.peek().is_some() && !held.any(|one| one.proof_on.is_some_and(is_taken))
    };
    let people = first_days(facts).into_iter().filter(is_lacking).count();
    (people > 0).then(|| {
        let explanation = format!(
            "{} dont aucun critère d’éligibilité n’avait, au premier jour d’affectation, de justificatif daté de moins de {} mois.",
            counted(people, "salarié"),
            remarks.proof_months,
        );
        finding("criteria_without_recent_proof", EMPLOYEES, explanation)
    })
}

/// Records of the bilan's people that may be another one's.
fn doubles(facts: &Facts, remarks: &Remarks) -> Option<Finding> {
    let people: BTreeSet<CandidateId> = facts
        .referrals
        .iter()
        .map(|referral| referral.candidate)
        .chain(facts.assigned.iter().map(|assigned| assigned.candidate))
        .chain(facts.exits.iter().map(|exit| exit.candidate))
        .collect();
    let is_here = |(one, other): &&(CandidateId, CandidateId)| people.contains(one) || people.contains(other);
    let pairs = remarks.possible_duplicates.iter().filter(is_here).count();
    (pairs > 0).then(|| {
        let pairs = counted(pairs, "paire");
        let explanation =
            format!("{pairs} de fiches qui sont peut-être celles d’une même personne : elle compterait deux fois.");
        finding("possible_duplicates", EMPLOYEES, explanation)
    })
}

/// Lots that did more than their hours due, and lots of ended contracts that did less.
fn lots(remarks: &Remarks) -> Vec<Finding> {
    let over = remarks.lots.iter().filter(|(progress, _)| progress.status == ProgressStatus::Overrun);
    let (over, beyond) =
        over.fold((0, Hours::ZERO), |(lots, hours), (progress, _)| (lots + 1, hours + (progress.done - progress.due)));
    let is_under = |(progress, ends_on): &&(Progress, NaiveDate)| {
        progress.remaining > Hours::ZERO && remarks.until.is_some_and(|until| *ends_on <= until)
    };
    let under = remarks.lots.iter().filter(is_under);
    let (under, lacking) =
        under.fold((0, Hours::ZERO), |(lots, hours), (progress, _)| (lots + 1, hours + progress.remaining));
    let mut found = Vec::new();
    if over > 0 {
        let explanation =
            format!("{} au-delà des heures prévues, de {} heures en tout.", counted(over, "lot"), beyond.in_french());
        found.push(finding("lots_over", HOURS, explanation));
    }
    if under > 0 {
        let explanation = format!(
            "{} de marchés terminés sous les heures prévues, de {} heures en tout.",
            counted(under, "lot"),
            lacking.in_french()
        );
        found.push(finding("lots_under", HOURS, explanation));
    }
    found
}

/// Rows of closed months that would have other values today.
fn altered(remarks: &Remarks) -> Option<Finding> {
    let rows = remarks.altered.len();
    (rows > 0).then(|| {
        let people = counted(distinct(remarks.altered.iter().copied()).len(), "personne");
        let rows = counted(rows, "ligne");
        let explanation = format!(
            "{rows} de mois clos ({people}) garde{} la situation du jour de la clôture, qu’une fiche corrigée depuis dit autrement.",
            if remarks.altered.len() > 1 { "nt" } else { "" },
        );
        finding("closed_months_would_change", HOURS, explanation)
    })
}
