//! `/lots/{id}`: the file of a lot.

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;

use super::super::shell::Shell;
use super::curve::Curve;
use super::words::{ProgressView, days, inputs_in_words, part};
use crate::contract_files::{DueEntry, DueStanding, LotFile, LotMonth, LotPerson, LotProof, Outlook};
use crate::contracts::{HoursDue, Progress, ProgressStatus};
use crate::error::french;
use crate::values::{Hours, day_in_table, day_in_words, moment_in_table};

#[derive(Template)]
#[template(path = "lot.html", config = "src/pages/askama.toml")]
pub(super) struct LotPage {
    shell: Shell,
    done: Option<&'static str>,
    file: LotFile,
    holders: String,
    /// The first and the last day of its contract.
    period: (String, String),
    progress: ProgressView,
    /// When the hours due will be done, in words.
    outlook: String,
    /// The days of the projection, with the hours done and remaining.
    projection: Vec<(String, String, String)>,
    curve: Option<Curve>,
    hours_due: Vec<DueRow>,
    months: Vec<MonthRow>,
    people: Vec<PersonRow>,
    evidence: Vec<ProofRow>,
}

struct DueRow {
    from: String,
    reason: &'static str,
    hours: String,
    change: String,
    computation: Option<String>,
    /// The document that it rests on, and why.
    act: String,
    standing: Option<(&'static str, &'static str)>,
    recorded_by: String,
    recorded_at: String,
}

struct MonthRow {
    of: LotMonth,
    /// The done part of a bar that is 1,000 wide.
    width: i64,
}

struct PersonRow {
    of: LotPerson,
    from: String,
    to: String,
}

struct ProofRow {
    of: LotProof,
    dated_on: String,
}

impl LotPage {
    pub fn new(
        (shell, done): (Shell, Option<&'static str>),
        file: LotFile,
        names: &HashMap<String, String>,
        today: NaiveDate,
    ) -> Self {
        let most = file.months.iter().map(|month| month.done).max().unwrap_or_default();
        let month = |of: &LotMonth| MonthRow { of: *of, width: part(of.done, most, 1_000) };
        Self {
            shell,
            done,
            holders: file.lot.holders.join(", "),
            period: (day_in_words(file.contract.starts_on), day_in_words(file.contract.ends_on)),
            progress: ProgressView::from(&file.lot.progress),
            outlook: french(&outlook(&file, today)),
            projection: projection(&file, today),
            curve: Curve::new(&file, today),
            hours_due: file.hours_due.iter().map(|entry| due(entry, names)).collect(),
            months: file.months.iter().map(month).collect(),
            people: file.people.iter().map(person).collect(),
            evidence: file.evidence.iter().map(proof).collect(),
            file,
        }
    }
}

/// When the hours due will be done.
fn outlook(file: &LotFile, today: NaiveDate) -> String {
    let LotFile { lot, contract, outlook, .. } = file;
    let Progress { due, done, remaining, status, projected_end, .. } = &lot.progress;
    let hours = |hours: &Hours| format!("{}\u{a0}h", hours.in_french());
    match (status, outlook) {
        (ProgressStatus::NotDue, _) => "Aucune heure n’est prévue sur ce lot à ce jour.".to_owned(),
        (ProgressStatus::Done, _) => "Les heures prévues sont faites.".to_owned(),
        (ProgressStatus::Overrun, _) => format!("Les heures prévues sont dépassées de {}.", hours(&(*done - *due))),
        _ if today > contract.ends_on => {
            format!("Le marché a pris fin le {} : il manque {}.", day_in_words(contract.ends_on), hours(remaining))
        }
        (_, None) => {
            "Aucune heure n’est encore validée sur ce lot : rien ne permet de dire quand il sera fait.".to_owned()
        }
        (_, Some(outlook)) => {
            let pace = format!(
                "Au rythme moyen de {} par semaine depuis le {}",
                hours(&outlook.weekly),
                day_in_words(contract.starts_on)
            );
            match projected_end.zip(outlook.days_late) {
                Some((end, late)) => {
                    format!(
                        "{pace}, les {} prévues seront faites le {}, {}.",
                        hours(due),
                        day_in_words(end),
                        when(late)
                    )
                }
                None => format!("{pace}, les {} prévues ne seraient pas faites avant 2101.", hours(due)),
            }
        }
    }
}

/// A day beside the contract's last one.
fn when(days_late: i64) -> String {
    match days_late {
        0 => "le dernier jour du marché".to_owned(),
        late if late > 0 => format!("{} après la fin du marché", days(late)),
        early => format!("{} avant la fin du marché", days(early.saturating_neg())),
    }
}

/// The days of the projection, each with the hours that will be done and those that will remain.
fn projection(file: &LotFile, today: NaiveDate) -> Vec<(String, String, String)> {
    let Progress { due, done, remaining, projected_end, .. } = &file.lot.progress;
    let row = |label: &str, day: NaiveDate, done: Hours, remaining: Hours| {
        (day, (format!("{label}, {}", day_in_table(day)), done.in_french(), remaining.in_french()))
    };
    let at_end = file.outlook.and_then(|Outlook { done_at_end, .. }| done_at_end);
    let at_end = at_end.map(|done| row("Fin du marché", file.contract.ends_on, done, (*due - done).max(Hours::ZERO)));
    let projected = projected_end.map(|end| row("Fin projetée", end, *due, Hours::ZERO));
    let mut rows: Vec<_> = at_end.into_iter().chain(projected).collect();
    rows.sort_by_key(|(day, _)| *day);
    let now = row("Aujourd’hui", today, *done, *remaining).1;
    std::iter::once(now).chain(rows.into_iter().map(|(_, row)| row)).collect()
}

fn due(entry: &DueEntry, names: &HashMap<String, String>) -> DueRow {
    let change = entry.change.map(|change| {
        let sign = if change > Hours::ZERO { "+" } else { "" };
        format!("{sign}{}", change.in_french().replace('-', "−"))
    });
    DueRow {
        from: day_in_table(entry.entry.effective_on),
        reason: entry.entry.reason.label(),
        hours: entry.entry.hours.in_french(),
        change: change.unwrap_or_else(|| "–".to_owned()),
        computation: entry.entry.computation.as_ref().map(inputs_in_words),
        act: act(&entry.entry),
        standing: match entry.standing {
            DueStanding::InForce => Some(("good", "En vigueur")),
            DueStanding::Coming => Some(("quiet", "À venir")),
            DueStanding::Past => None,
        },
        recorded_by: names.get(&entry.recorded_by).map_or("l’administration", String::as_str).to_owned(),
        recorded_at: moment_in_table(entry.entry.recorded_at),
    }
}

/// The document of an act, and why it is.
fn act(entry: &HoursDue) -> String {
    let reference = entry.reference.as_ref().map(ToString::to_string);
    let comment = entry.comment.as_ref().map(ToString::to_string);
    reference.into_iter().chain(comment).collect::<Vec<_>>().join(" – ")
}

fn person(of: &LotPerson) -> PersonRow {
    PersonRow { from: day_in_table(of.from), to: of.to.map_or("sans fin".to_owned(), day_in_table), of: of.clone() }
}

fn proof(of: &LotProof) -> ProofRow {
    ProofRow { dated_on: of.dated_on.map_or("–".to_owned(), day_in_table), of: of.clone() }
}
