//! `/doublons/{id}/{autre}`: what the page shows.

use askama::Template;

use super::super::shell::Shell;
use super::super::two_records::Line;
use super::form::{Act, Typed};
use super::words::{extent, sentences};
use crate::access::{Caller, MergeCandidates, random_token};
use crate::candidates::merges::actions as merges;
use crate::candidates::merges::{Comparison, Side};
use crate::employments::{Employment, EmploymentFilter, actions as employments};
use crate::error::{AppError, Result};
use crate::exits::{ExitFilter, PositiveExit, actions as exits};
use crate::referrals::{ReferralView, actions as referrals};
use crate::values::{CandidateId, Period, Place, day_in_table};

/// Two records with all that hangs on them.
pub(super) struct Facts {
    comparison: Comparison,
    referrals: [Vec<ReferralView>; 2],
    employments: [Vec<Employment>; 2],
    exits: [Vec<PositiveExit>; 2],
}

impl Facts {
    /// Reads them; each read is logged.
    ///
    /// # Errors
    /// Those of `merges::compare`.
    pub fn read(caller: &Caller<MergeCandidates>, kept: CandidateId, other: CandidateId) -> Result<Self> {
        let comparison = merges::compare(caller, kept, other)?;
        let referrals = |id| referrals::list_of(&caller.with_right()?, id, 0, i64::MAX);
        let employments = |id| {
            let filter = EmploymentFilter { candidate_id: Some(id), ..EmploymentFilter::default() };
            employments::list(&caller.with_right()?, &filter, Place::Position(0), i64::MAX)
        };
        let exits = |id| {
            let filter = ExitFilter { candidate_id: Some(id), ..ExitFilter::default() };
            exits::list(&caller.with_right()?, &filter, 0, i64::MAX)
        };
        Ok(Self {
            comparison,
            referrals: [referrals(kept)?, referrals(other)?],
            employments: [employments(kept)?, employments(other)?],
            exits: [exits(kept)?, exits(other)?],
        })
    }
}

#[derive(Template)]
#[template(path = "double.html", config = "src/pages/askama.toml")]
pub(super) struct PairPage {
    shell: Shell,
    names: [String; 2],
    ids: [CandidateId; 2],
    versions: [i64; 2],
    lines: Vec<Line>,
    differing: usize,
    /// What the merge would do, and what it would not take.
    sentences: Vec<String>,
    conflicts: Vec<String>,
    /// Why it is refused.
    refusals: Vec<String>,
    extent: String,
    distinct: Option<String>,
    key: String,
    reason: String,
    apart_reason: String,
    fault: Option<String>,
    apart_fault: Option<String>,
    error: Option<String>,
}

impl PairPage {
    pub fn new(shell: Shell, facts: Facts, refused: Option<&(Typed, AppError)>) -> Result<Self> {
        let sides = &facts.comparison.sides;
        let names = sides.each_ref().map(|side| format!("{} {}", side.person.first_name, side.person.last_name));
        let lines = lines(&facts);
        let hours = sides[1].hours;
        let (sentences, conflicts, refusals, extent) = match &facts.comparison.preview {
            Ok(merge) => {
                let conflicts = merge.conflicts.iter().map(|conflict| conflict.detail.clone()).collect();
                (sentences(merge, &names[0], hours), conflicts, Vec::new(), extent(&merge.moves, hours))
            }
            Err(refusals) => {
                let refusals = refusals.iter().map(|refusal| refusal.detail.clone()).collect();
                (Vec::new(), Vec::new(), refusals, String::new())
            }
        };
        let of = |act: Act| refused.filter(|(typed, _)| typed.act == act);
        let typed = |act: Act| of(act).map(|(typed, _)| typed.reason.clone()).unwrap_or_default();
        let is_of_reason = |error: &AppError| error.field_errors.iter().any(|field| field.pointer == "/reason");
        let fault = |act: Act| of(act).filter(|(_, error)| is_of_reason(error)).map(|(_, error)| error.detail.clone());
        Ok(Self {
            differing: lines.iter().filter(|line| line.differs).count(),
            ids: sides.each_ref().map(|side| side.person.id),
            versions: sides.each_ref().map(|side| side.person.version),
            names,
            lines,
            sentences,
            conflicts,
            refusals,
            extent,
            distinct: facts.comparison.distinct.as_ref().map(ToString::to_string),
            key: random_token()?.expose().to_owned(),
            reason: typed(Act::Merge),
            apart_reason: typed(Act::TellApart),
            fault: fault(Act::Merge),
            apart_fault: fault(Act::TellApart),
            error: refused.filter(|(_, error)| !is_of_reason(error)).map(|(_, error)| error.detail.clone()),
            shell,
        })
    }
}

fn period(period: Period) -> String {
    match period.to {
        Some(to) => format!("du {} au {}", day_in_table(period.from), day_in_table(to)),
        None => format!("depuis le {}", day_in_table(period.from)),
    }
}

/// Every field of both records, then what hangs on them.
fn lines(facts: &Facts) -> Vec<Line> {
    let [one, other] = &facts.comparison.sides;
    let compared = |label, value: &dyn Fn(&Side) -> Vec<String>| Line::compared(label, [value(one), value(other)]);
    let optional = |label, value: &dyn Fn(&Side) -> Option<String>| {
        Line::compared(label, [value(one), value(other)].map(|value| value.into_iter().collect()))
    };
    vec![
        optional("Nom", &|side| Some(side.person.last_name.to_string())),
        optional("Prénom", &|side| Some(side.person.first_name.to_string())),
        optional("Date de naissance", &|side| Some(day_in_table(side.person.birth_date))),
        optional("Sexe", &|side| side.person.sex.map(|sex| sex.label().to_owned())),
        optional("Niveau de qualification", &|side| Some(side.person.qualification_level?.number().to_string())),
        optional("Adresse électronique", &|side| Some(side.person.contact.as_ref()?.email.as_ref()?.to_string())),
        optional("Téléphone", &|side| Some(side.person.contact.as_ref()?.phone.as_ref()?.to_string())),
        optional("Information sur ses droits le", &|side| side.person.informed_on.map(day_in_table)),
        optional("Droit au travail vérifié le", &|side| side.person.right_to_work_checked_on.map(day_in_table)),
        optional("Référence externe", &|side| side.person.external_ref.as_ref().map(ToString::to_string)),
        compared("Adresses", &addresses),
        compared("Critères d’éligibilité", &criteria),
        compared("Accompagnements du PLIE", &|side| side.plie_periods.iter().map(|one| period(*one)).collect()),
        optional("Heures comptées jusqu’au", &|side| side.person.eligible_until.map(day_in_table)),
        Line::beside("Orientations", facts.referrals.each_ref().map(|list| list.iter().map(referral).collect())),
        Line::beside(
            "Contrats de travail",
            facts.employments.each_ref().map(|list| list.iter().map(employment).collect()),
        ),
        Line::beside("Heures par année", [one, other].map(hours)),
        Line::beside("Sorties positives", facts.exits.each_ref().map(|list| list.iter().map(exit).collect())),
        Line::beside(
            "Fiche enregistrée le",
            [one, other].map(|side| vec![day_in_table(side.person.created_at.date_naive())]),
        ),
    ]
}

fn addresses(side: &Side) -> Vec<String> {
    let addresses = side.person.addresses.iter().flatten();
    let line = |address: &crate::candidates::CandidateAddress| {
        let place = address.neighbourhood.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        format!("{}{place}, {}", address.commune_code, period(Period { from: address.from, to: address.to }))
    };
    addresses.map(line).collect()
}

fn criteria(side: &Side) -> Vec<String> {
    let criteria = side.person.eligibility.iter().flatten();
    let line = |criterion: &crate::candidates::CandidateCriterion| {
        format!("{}, {}", criterion.code.label(), period(Period { from: criterion.from, to: criterion.to }))
    };
    criteria.map(line).collect()
}

fn referral(referral: &ReferralView) -> String {
    let sectors: Vec<&str> = referral.sectors.iter().map(|sector| sector.as_str()).collect();
    let (kind, outcome) = (referral.prescriber_kind.label(), referral.outcome.label());
    format!("{} ({}), {kind}\u{a0}: {outcome}", day_in_table(referral.referred_on), sectors.join(", "))
}

fn employment(employment: &Employment) -> String {
    let period = period(Period { from: employment.starts_on, to: employment.ends_on });
    let lots: Vec<String> =
        employment.assignments.iter().map(|one| format!("{}, lot {}", one.public_contract, one.lot)).collect();
    let lots = if lots.is_empty() { String::new() } else { format!(" ({})", lots.join("\u{a0}; ")) };
    format!("{} chez {}, {period}{lots}", employment.contract_type, employment.names.employer)
}

fn hours(side: &Side) -> Vec<String> {
    let years = side.hours_by_year.iter();
    years.map(|(year, hours)| format!("{year}\u{a0}: {}\u{a0}h", hours.in_french())).collect()
}

fn exit(exit: &PositiveExit) -> String {
    format!("{}, acquise le {}", exit.kind.label(), day_in_table(exit.met_on))
}
