//! How pages show the progress of lots and contracts.

use crate::contracts::{Completion, Computation, Progress, ProgressStatus};
use crate::values::Hours;

/// The hours due, done and remaining, with a bar and a chip.
pub struct ProgressView {
    pub due: String,
    pub done: String,
    pub remaining: String,
    /// In percent; a dash if no hours are due.
    pub rate: String,
    /// The done part of a bar that is 1,000 wide.
    pub width: i64,
    /// The class, icon and words of the status.
    pub class: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
}

impl From<&Progress> for ProgressView {
    fn from(lot: &Progress) -> Self {
        Self::new((lot.due, lot.done, lot.remaining), lot.rate.as_deref(), lot.status)
    }
}

impl From<&Completion> for ProgressView {
    fn from(lots: &Completion) -> Self {
        Self::new((lots.due, lots.done, lots.remaining), lots.rate.as_deref(), lots.status)
    }
}

impl ProgressView {
    fn new((due, done, remaining): (Hours, Hours, Hours), rate: Option<&str>, status: ProgressStatus) -> Self {
        let (class, icon, label) = look(status);
        Self {
            due: due.in_french(),
            done: done.in_french(),
            remaining: remaining.in_french(),
            rate: rate.map_or("–".to_owned(), |rate| format!("{}\u{a0}%", rate.replace('.', ","))),
            width: part(done, due, 1_000),
            class,
            icon,
            label,
        }
    }
}

/// The length that stands for these hours, where `whole` stands for `all`; never longer.
pub(super) fn part(hours: Hours, all: Hours, whole: i64) -> i64 {
    let length = hours.hundredths().saturating_mul(whole).checked_div(*all.hundredths()).unwrap_or(0);
    length.clamp(0, whole)
}

const fn look(status: ProgressStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        ProgressStatus::OnTrack => ("good", "check", "Dans les temps"),
        ProgressStatus::Late => ("bad", "warning", "En retard"),
        ProgressStatus::Done => ("good", "check", "Fait"),
        ProgressStatus::Overrun => ("wait", "info", "Dépassé"),
        ProgressStatus::NotDue => ("quiet", "info", "Rien de prévu"),
    }
}

/// The inputs of a computation.
pub(super) fn inputs_in_words(inputs: &Computation) -> String {
    let Computation { amount, labour_share, effort, hourly_cost } = inputs;
    let (amount, hourly_cost) = (amount.in_french(), hourly_cost.in_french());
    let (labour_share, effort) = (labour_share.in_french(), effort.in_french());
    format!("{amount} × {labour_share} de main-d’œuvre × {effort} d’effort ÷ {hourly_cost} de l’heure")
}

/// `1 jour`, `12 jours`.
pub(super) fn days(count: i64) -> String {
    format!("{count}\u{a0}jour{}", if count.abs() > 1 { "s" } else { "" })
}
