//! Remarks on the figures: sums that do not add up, neighbourhoods not in force, people outside the territory.

use super::super::facts::Facts;
use super::employees::employed;
use super::figures::distinct;
use super::neighbourhoods::first_days;
use crate::bilan::Finding;
use crate::values::{Origin, Sector};

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(sector_mentions(facts));
    findings.extend(people_in_several_sectors(facts));
    findings.extend(neighbourhoods_not_in_force(facts));
    findings.extend(outside_territory(facts));
    findings
}

fn sector_mentions(facts: &Facts) -> Vec<Finding> {
    let origins = [("PLIE", Some(Origin::Plie)), ("AUTRES", Some(Origin::Others)), ("TOTAL", None)];
    let of = |(name, origin): (&str, Option<Origin>)| {
        let of_origin = facts.referrals.iter().filter(|referral| origin.is_none_or(|origin| referral.origin == origin));
        let (referrals, mentions) = of_origin
            .fold((0_usize, 0_usize), |(all, mentions), referral| (all + 1, mentions + referral.sectors.len()));
        (mentions != referrals).then(|| Finding {
            kind: "not_additive",
            figure: format!("referrals.{name}"),
            explanation: format!(
                "{} de secteur pour {} : une orientation vers plusieurs secteurs compte dans chacun.",
                counted(mentions, "mention"),
                counted(referrals, "orientation"),
            ),
        })
    };
    origins.into_iter().filter_map(of).collect()
}

fn people_in_several_sectors(facts: &Facts) -> Option<Finding> {
    let everyone = employed(facts).len();
    let in_sector = |sector: &Sector| {
        let assigned = facts.assigned.iter().filter(|assigned| assigned.sector == *sector);
        distinct(assigned.map(|assigned| assigned.candidate)).len()
    };
    let by_sector: usize = Sector::ALL.iter().map(in_sector).sum();
    (by_sector != everyone).then(|| Finding {
        kind: "not_additive",
        figure: "employees".to_owned(),
        explanation: format!(
            "{} par secteur pour {} : une personne peut travailler dans plusieurs secteurs.",
            counted(by_sector, "présence"),
            counted(everyone, "salarié"),
        ),
    })
}

/// Listed neighbourhoods that were no legal QPV on a day on which a person of theirs was counted.
fn neighbourhoods_not_in_force(facts: &Facts) -> Vec<Finding> {
    let homes = &facts.homes;
    let referred = facts.referrals.iter().map(|referral| (referral.candidate, referral.on));
    let exits = facts.exits.iter().map(|exit| (exit.candidate, exit.met_on));
    let days: Vec<_> = referred.chain(exits).chain(first_days(facts)).collect();
    let of = |(id, name): &(crate::values::NeighbourhoodId, String)| {
        let lived_there = days.iter().filter(|(person, day)| homes.listed(*person, *day) == Some(*id));
        let counted = lived_there.filter(|(_, day)| !homes.is_legal(*id, *day)).count();
        (counted > 0).then(|| Finding {
            kind: "neighbourhood_not_in_force",
            figure: format!("qpv.{name}"),
            explanation: format!(
                "« {name} » est compté {counted} fois alors qu’il n’était pas encore officiellement un quartier prioritaire ce \
                 jour-là."
            ),
        })
    };
    facts.neighbourhoods.iter().filter_map(of).collect()
}

fn outside_territory(facts: &Facts) -> Option<Finding> {
    if !facts.plie_only {
        return None;
    }
    let outside = |(person, day): &(_, _)| facts.homes.on(*person, *day).is_some_and(|home| !home.in_territory);
    let outside = first_days(facts).into_iter().filter(outside).count();
    (outside > 0).then(|| Finding {
        kind: "outside_territory",
        figure: "employees.total".to_owned(),
        explanation: format!("Domicile hors des communes du territoire du PLIE : {}.", counted(outside, "salarié")),
    })
}

/// A number with its noun, in the plural from two on.
pub(in crate::bilan) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number < 2 { "" } else { "s" })
}
