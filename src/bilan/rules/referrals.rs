//! The tables of referrals of the year, their outcomes and prescribers.

use std::collections::BTreeMap;

use super::super::facts::{Decided, Facts, Referred};
use super::figures::count;
use crate::bilan::{Figure, Table, Value};
use crate::values::{NotIntegratedReason, Origin, OutcomeKind, Sector, french_order};

/// The rows of the report: each origin, then both.
const ORIGINS: [(&str, Option<Origin>); 3] =
    [("PLIE", Some(Origin::Plie)), ("AUTRES", Some(Origin::Others)), ("TOTAL", None)];

fn of_origin(facts: &Facts, origin: Option<Origin>) -> impl Iterator<Item = &Referred> {
    facts.referrals.iter().filter(move |referral| origin.is_none_or(|origin| referral.origin == origin))
}

pub(super) fn referrals(facts: &Facts) -> Table {
    let mut figures = Vec::new();
    for (name, origin) in ORIGINS {
        let referrals: Vec<_> = of_origin(facts, origin).collect();
        let whole = format!("referrals.{name}.referrals");
        let of_whole = |figure: Figure| figure.of(whole.clone(), Value::Count(referrals.len()));
        let home = |referral: &&&Referred| facts.homes.listed(referral.candidate, referral.on);
        let listed = referrals.iter().filter(|referral| home(referral).is_some()).count();
        let legal =
            referrals.iter().filter(|referral| home(referral).is_some_and(|id| facts.homes.is_legal(id, referral.on)));
        figures.push(count(whole.clone(), format!("Orientations, {name}"), referrals.len()));
        figures.push(of_whole(count(format!("referrals.{name}.qpv"), format!("dont quartiers, {name}"), listed)));
        let label = format!("dont quartiers officiellement prioritaires ce jour-là, {name}");
        figures.push(of_whole(count(format!("referrals.{name}.qpv_legal"), label, legal.count())));
        for sector in Sector::ALL {
            let mentions = referrals.iter().filter(|referral| referral.sectors.contains(sector)).count();
            let label = format!("Mentions {}, {name}", sector.label());
            figures.push(of_whole(count(format!("referrals.{name}.{sector}"), label, mentions)));
        }
    }
    Table::new(
        "referrals",
        "Orientations de l’année",
        "Orientations datées de l’année ; dans le périmètre du PLIE, celles qui en viennent ou lui sont destinées. \
               Une orientation vers deux secteurs est une orientation et deux mentions : les secteurs ne s’additionnent \
               pas. « Quartiers » : l’adresse au jour de l’orientation est dans un quartier de la liste (prioritaire ou de \
               veille).",
        figures,
    )
}

pub(super) fn outcomes(facts: &Facts) -> Table {
    let mut figures = Vec::new();
    for (name, origin) in ORIGINS {
        let referrals: Vec<_> = of_origin(facts, origin).collect();
        let of_whole = |figure: Figure| figure.of(format!("referrals.{name}.referrals"), Value::Count(referrals.len()));
        let with = |outcome| referrals.iter().filter(move |referral| referral.outcome == outcome);
        let refused = with(OutcomeKind::NotIntegrated).count();
        figures.push(of_whole(count(
            format!("outcomes.{name}.not_integrated"),
            format!("Non intégrés, {name}"),
            refused,
        )));
        for reason in NotIntegratedReason::ALL {
            let because = with(OutcomeKind::NotIntegrated).filter(|referral| referral.reason == Some(*reason)).count();
            let figure = count(format!("outcomes.{name}.reasons.{reason}"), reason.label(), because);
            figures.push(figure.of(format!("outcomes.{name}.not_integrated"), Value::Count(refused)));
        }
        for sector in Sector::ALL {
            let into = with(OutcomeKind::Validated).filter(|referral| referral.outcome_sector == Some(*sector)).count();
            let label = format!("Validés {}, {name}", sector.label());
            figures.push(of_whole(count(format!("outcomes.{name}.validated.{sector}"), label, into)));
        }
        let pending = with(OutcomeKind::Pending).count();
        figures.push(of_whole(count(format!("outcomes.{name}.pending"), format!("En cours, {name}"), pending)));
    }
    Table::new(
        "outcomes",
        "Issues des orientations de l’année",
        "Issues, telles que connues au jour du bilan, des orientations datées de l’année.",
        figures,
    )
}

pub(super) fn decided(facts: &Facts) -> Table {
    let mut figures = Vec::new();
    for (name, origin) in ORIGINS {
        for outcome in [OutcomeKind::Validated, OutcomeKind::NotIntegrated] {
            let is_counted =
                |decided: &&Decided| origin.is_none_or(|origin| decided.origin == origin) && decided.outcome == outcome;
            let decided = facts.decided.iter().filter(is_counted).count();
            let label = format!("{}, {name}", outcome.label());
            figures.push(count(format!("outcomes_decided.{name}.{outcome}"), label, decided));
        }
    }
    Table::new(
        "outcomes_decided",
        "Issues décidées dans l’année",
        "Issues décidées dans l’année, quelle que soit la date de l’orientation : un autre compte que celui des \
               orientations de l’année.",
        figures,
    )
}

pub(super) fn prescribers(facts: &Facts) -> Table {
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for referral in of_origin(facts, Some(Origin::Others)) {
        let name = referral.prescriber.as_deref().unwrap_or_else(|| referral.prescriber_kind.label());
        let referrals = by_name.entry(name).or_default();
        *referrals = referrals.saturating_add(1);
    }
    let total: usize = by_name.values().sum();
    let mut by_name: Vec<_> = by_name.into_iter().collect();
    by_name.sort_by_cached_key(|(name, sent)| (std::cmp::Reverse(*sent), french_order(*name)));
    let whole = "prescribers_other_than_plie.total";
    let mut figures: Vec<Figure> = by_name
        .into_iter()
        .map(|(name, sent)| {
            count(format!("prescribers_other_than_plie.{name}"), name, sent).of(whole, Value::Count(total))
        })
        .collect();
    figures.push(count(whole, "Total", total));
    Table::new(
        "prescribers_other_than_plie",
        "Prescripteurs autres que le PLIE",
        "Orientations de l’année d’origine « autres », par prescripteur, du plus grand nombre au plus petit puis \
               par nom ; sans prescripteur, la candidature est spontanée.",
        figures,
    )
}
