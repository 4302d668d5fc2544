//! Which dated entries of the record that goes are taken: those that overlap none of the record that stays. Entries that
//! are equal on both sides are one.

use chrono::NaiveDate;

use super::super::super::{Candidate, CandidateAddress, CandidateCriterion};
use super::super::model::{Conflict, PeriodRecord, WaiverRecord};
use super::words::in_words;
use crate::values::{CriterionCode, Period, PeriodId, WaiverId, day_in_words};

/// The first days of the addresses that are taken.
pub(super) fn addresses(kept: &Candidate, other: &Candidate, conflicts: &mut Vec<Conflict>) -> Vec<NaiveDate> {
    let period = |address: &CandidateAddress| Period { from: address.from, to: address.to };
    let mut taken = Vec::new();
    for address in other.addresses.iter().filter(|address| !kept.addresses.contains(address)) {
        if kept.addresses.iter().all(|one| !period(one).overlaps(&period(address))) {
            taken.push(address.from);
            continue;
        }
        let place = address.neighbourhood.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        let words = in_words(&period(address));
        conflicts.push(Conflict::new(
            "addresses",
            format!(
                "L’adresse à {}{place} {words} n’est pas reprise : la fiche gardée en a une autre.",
                address.commune_code
            ),
        ));
    }
    taken
}

/// Code and first day of the criteria that are taken; none from before the birth that the record which stays gives.
pub(super) fn criteria(
    kept: &Candidate,
    other: &Candidate,
    conflicts: &mut Vec<Conflict>,
) -> Vec<(CriterionCode, NaiveDate)> {
    let period = |criterion: &CandidateCriterion| Period { from: criterion.from, to: criterion.to };
    let mut taken = Vec::new();
    for criterion in &other.eligibility {
        let mut of_same = kept.eligibility.iter().filter(|one| one.code == criterion.code);
        if of_same.clone().any(|one| period(one) == period(criterion)) {
            continue;
        }
        if criterion.from >= kept.birth_date && of_same.all(|one| !period(one).overlaps(&period(criterion))) {
            taken.push((criterion.code, criterion.from));
            continue;
        }
        let (label, words) = (criterion.code.label(), in_words(&period(criterion)));
        conflicts.push(Conflict::new(
            "eligibility",
            format!("Le critère « {label} » {words} n’est pas repris : la fiche gardée dit autre chose."),
        ));
    }
    taken
}

/// The PLIE periods that are taken.
pub(super) fn periods(kept: &[PeriodRecord], other: &[PeriodRecord], conflicts: &mut Vec<Conflict>) -> Vec<PeriodId> {
    let mut taken = Vec::new();
    for one in other.iter().filter(|one| kept.iter().all(|of_kept| of_kept.period != one.period)) {
        match kept.iter().find(|of_kept| of_kept.period.overlaps(&one.period)) {
            None => taken.push(one.id),
            Some(of_kept) => conflicts.push(Conflict::new(
                "plie_periods",
                format!(
                    "L’accompagnement du PLIE {} n’est pas repris : il chevauche celui de la fiche gardée, {}.",
                    in_words(&one.period),
                    in_words(&of_kept.period)
                ),
            )),
        }
    }
    taken
}

/// The waivers that are taken: a person has one for each sector.
pub(super) fn waivers(kept: &[WaiverRecord], other: &[WaiverRecord], conflicts: &mut Vec<Conflict>) -> Vec<WaiverId> {
    let mut taken = Vec::new();
    for waiver in other {
        match kept.iter().find(|one| one.sector == waiver.sector) {
            None => taken.push(waiver.id),
            Some(of_kept) => conflicts.push(Conflict::new(
                "waivers",
                format!(
                    "La dérogation du {} en {} n’est pas reprise : celle du {} reste.",
                    day_in_words(waiver.granted_on),
                    waiver.sector,
                    day_in_words(of_kept.granted_on)
                ),
            )),
        }
    }
    taken
}
