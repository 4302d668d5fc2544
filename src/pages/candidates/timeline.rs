//! Everything dated about a person, on one line of time.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::words::period;
use crate::employments::Employment;
use crate::exits::PositiveExit;
use crate::hours::Cell;
use crate::pages::places::commune_name;
use crate::person_file::PersonFile;
use crate::reference::Commune;
use crate::referrals::ReferralView;
use crate::values::{Hours, HoursStatus, Month, OutcomeKind, Period, PeriodSource, day_in_france, day_in_table};

/// What happened on a day.
pub(super) struct Entry {
    pub day: NaiveDate,
    /// The day, or the month, as the page writes it.
    pub dated: String,
    /// What it is.
    pub kind: &'static str,
    pub title: String,
    pub details: Vec<String>,
    /// The page of its record.
    pub path: Option<String>,
}

impl Entry {
    fn new(day: NaiveDate, kind: &'static str, title: impl Into<String>) -> Self {
        Self { day, dated: day_in_table(day), kind, title: title.into(), details: Vec::new(), path: None }
    }

    fn with(mut self, detail: impl Into<String>) -> Self {
        self.details.push(detail.into());
        self
    }

    fn at(self, path: &str) -> Self {
        Self { path: Some(path.to_owned()), ..self }
    }

    fn with_some(self, detail: Option<impl Into<String>>) -> Self {
        match detail {
            Some(detail) => self.with(detail),
            None => self,
        }
    }
}

/// Everything, the latest day first.
pub(super) fn entries(file: &PersonFile, communes: &[Commune]) -> Vec<Entry> {
    let mut entries = of_record(file, communes);
    entries.extend(of_eligibility(file));
    entries.extend(file.referrals.iter().flat_map(|one| referral(file, one)));
    entries.extend(file.employments.iter().flat_map(employment));
    entries.extend(months(&file.hours));
    entries.extend(file.exits.iter().map(|one| exit(file, one)));
    entries.sort_by_key(|entry| Reverse(entry.day));
    entries
}

/// Addresses, criteria and formalities.
fn of_record(file: &PersonFile, communes: &[Commune]) -> Vec<Entry> {
    let person = &file.person;
    let recorded = Entry::new(day_in_france(person.created_at), "Fiche", "Fiche enregistrée");
    let informed = person.informed_on.map(|day| Entry::new(day, "Formalité", "Information sur ses droits"));
    let checked = person.right_to_work_checked_on.map(|day| Entry::new(day, "Formalité", "Droit au travail vérifié"));
    let addresses = person.addresses.iter().flatten().map(|one| {
        let place = one.neighbourhood.as_ref().map_or_else(String::new, |name| format!(", {name}"));
        let title = format!("{}{place}", commune_name(communes, &one.commune_code));
        Entry::new(one.from, "Adresse", title).with(period(Period { from: one.from, to: one.to }))
    });
    let criteria = person.eligibility.iter().flatten().map(|one| {
        let proof = one.proof_kind.as_ref().map(|kind| match one.proof_on {
            Some(day) => format!("Justificatif\u{a0}: {kind}, du {}", day_in_table(day)),
            None => format!("Justificatif\u{a0}: {kind}"),
        });
        let undescribed = one.proof_on.filter(|_| one.proof_kind.is_none());
        Entry::new(one.from, "Critère", one.code.label())
            .with(period(Period { from: one.from, to: one.to }))
            .with_some(proof)
            .with_some(undescribed.map(|day| format!("Justificatif du {}", day_in_table(day))))
            .with_some(one.checked_by.as_ref().map(|name| format!("Vérifié par {name}")))
    });
    [Some(recorded), informed, checked].into_iter().flatten().chain(addresses).chain(criteria).collect()
}

/// PLIE periods, waivers and windows.
fn of_eligibility(file: &PersonFile) -> Vec<Entry> {
    let periods = file.periods.iter().map(|one| {
        let source = match one.source {
            PeriodSource::Plie => "D’après le dossier du PLIE",
            PeriodSource::Officer => "D’après la saisie faite ici",
        };
        let replaced = "Ne compte pas\u{a0}: celles du dossier du PLIE comptent";
        Entry::new(one.from, "PLIE", "Accompagnement par le PLIE")
            .with(period(one.period()))
            .with(source)
            .with_some((!one.counts).then_some(replaced))
    });
    let waivers = file.waivers.iter().map(|one| {
        Entry::new(one.granted_on, "Dérogation", format!("Peut travailler en {} sans orientation validée", one.sector))
            .with(one.reason.to_string())
    });
    let windows = file.windows.iter().map(|one| {
        let title = format!("Heures comptées jusqu’au {}", day_in_table(one.ends_on));
        Entry::new(day_in_france(one.opened_at), "Fenêtre", title).with(one.reason.to_string())
    });
    periods.chain(waivers).chain(windows).collect()
}

/// The outcome of a referral, and the referral.
fn referral(file: &PersonFile, referral: &ReferralView) -> Vec<Entry> {
    let sectors: Vec<&str> = referral.sectors.iter().map(|sector| sector.as_str()).collect();
    let kind = referral.prescriber_kind.label();
    let prescriber = referral.prescriber_id.and_then(|id| file.organisations.get(&id));
    let by = prescriber.map_or_else(|| kind.to_owned(), |name| format!("{name} ({kind})"));
    let path = format!("/orientations/{}", referral.id);
    let pending = (referral.outcome == OutcomeKind::Pending).then_some("En attente d’une issue");
    let sent = Entry::new(referral.referred_on, "Orientation", format!("Orientation vers {}", sectors.join(", ")))
        .at(&path)
        .with(by)
        .with_some(pending);
    let decided = referral.decided_on.map(|day| {
        let title = match (referral.outcome_sector, referral.outcome_reason) {
            (Some(sector), _) => format!("Validation pour {sector}"),
            (None, Some(reason)) => format!("{}\u{a0}: {}", referral.outcome.label(), reason.label().to_lowercase()),
            (None, None) => referral.outcome.label().to_owned(),
        };
        Entry::new(day, "Issue", title).at(&path).with_some(referral.outcome_comment.as_ref().map(ToString::to_string))
    });
    [decided, Some(sent)].into_iter().flatten().collect()
}

/// The assignments of an employment, and the employment.
fn employment(employment: &Employment) -> Vec<Entry> {
    let employer = &employment.names.employer;
    let path = format!("/contrats-de-travail/{}", employment.id);
    let weekly = employment.weekly_hours.map(|hours| format!("{}\u{a0}h par semaine", hours.in_french()));
    let begun =
        Entry::new(employment.starts_on, "Contrat de travail", format!("{} chez {employer}", employment.contract_type))
            .at(&path)
            .with(period(employment.period()))
            .with_some(weekly);
    let assigned = employment.assignments.iter().map(|one| {
        let title = format!("{}, lot {} · {}", one.public_contract, one.lot, one.lot_title);
        let till = Period { to: one.to.or(employment.ends_on), ..one.period() };
        Entry::new(one.from, "Affectation", title)
            .at(&path)
            .with(period(till))
            .with(format!("{employer}, {}", one.modality.label()))
    });
    assigned.chain([begun]).collect()
}

/// The hours of each month.
fn months(cells: &[Cell]) -> Vec<Entry> {
    let mut by_month: BTreeMap<Month, Vec<&Cell>> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| cell.latest().worked > Hours::ZERO) {
        by_month.entry(cell.month).or_default().push(cell);
    }
    by_month.into_iter().map(|(month, cells)| of_month(month, &cells)).collect()
}

fn of_month(month: Month, cells: &[&Cell]) -> Entry {
    let kept = cells.iter().map(|cell| cell.latest()).filter(|figure| figure.status != HoursStatus::Rejected);
    let sum: Hours = kept.map(|figure| figure.worked).sum();
    let entry = Entry::new(month.last_day(), "Heures", format!("{}\u{a0}h", sum.in_french()));
    let entry = Entry { dated: month.in_words(), ..entry };
    cells.iter().fold(entry, |entry, cell| entry.with(line(cell)))
}

/// One row of hours.
fn line(cell: &Cell) -> String {
    let figure = cell.latest();
    let place =
        cell.names.as_ref().map(|names| format!("{}, lot {}, {}", names.public_contract, names.lot, names.employer));
    let status = match figure.status {
        HoursStatus::Draft => "à confirmer",
        HoursStatus::Submitted => "à valider",
        HoursStatus::Validated => "validées",
        HoursStatus::Rejected => "rejetées",
    };
    let uncounted = if cell.counted { "" } else { ", ne comptent pas pour la clause" };
    format!("{}\u{a0}h {status}{uncounted}\u{a0}: {}", figure.worked.in_french(), place.unwrap_or_default())
}

/// A positive exit.
fn exit(file: &PersonFile, exit: &PositiveExit) -> Entry {
    let employer = exit.employer_id.and_then(|id| file.organisations.get(&id));
    Entry::new(exit.met_on, "Sortie positive", exit.kind.label())
        .at(&format!("/sorties/{}", exit.id))
        .with(format!("Commencée le {}, acquise le {}", day_in_table(exit.started_on), day_in_table(exit.met_on)))
        .with_some(employer.map(|name| format!("Chez {name}")))
        .with_some(exit.proof_reference.as_ref().map(|reference| format!("Justificatif\u{a0}: {reference}")))
}
