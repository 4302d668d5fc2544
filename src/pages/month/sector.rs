//! A sector of the month as the page shows it: its lots, what is in the way of closing, its closings.

use super::address::filtered;
use super::answer::Answer;
use super::facts::Facts;
use super::form::Act;
use super::lot::{LotView, decisions};
use super::words::for_sector;
use crate::error::{ProblemCode, french};
use crate::months::{ClosureChange, Obstacle, SectorBoard};
use crate::values::{
    ClosureState, LotStanding, Month, ObstacleKind, Sector, Warning, capitalised, moment_in_table, moment_in_words,
};

pub(super) struct SectorView {
    pub sector: Sector,
    /// The month and the sector in a sentence: `juin 2023 pour le BTP`.
    pub what: String,
    pub counts: String,
    /// When and by whom it was closed; none if it is open.
    pub closed: Option<String>,
    /// What is in the way of closing, and what is to be known before.
    pub causes: Vec<Cause>,
    pub warnings: Vec<Cause>,
    /// Where those are asked who owe hours of it; none if nobody does.
    pub reminders: Option<String>,
    pub refusal: Option<Refusal>,
    pub history: Vec<ChangeView>,
    pub lots: Vec<LotView>,
}

/// Something to settle, and where.
pub(super) struct Cause {
    pub text: String,
    pub path: Option<String>,
}

/// Why it was not closed or reopened.
pub(super) struct Refusal {
    pub text: String,
    /// Whether the causes say why.
    pub has_causes: bool,
    /// The reason that was typed.
    pub reason: String,
}

/// A line of the history.
pub(super) struct ChangeView {
    pub at: String,
    pub what: &'static str,
    pub who: String,
    pub reason: String,
}

impl SectorView {
    pub fn new(board: &SectorBoard, month: Month, lots: Vec<LotView>, facts: &Facts, answer: Option<&Answer>) -> Self {
        let sector = board.sector;
        let what = format!("{} {}", month.in_words(), for_sector(sector));
        let answer = answer.filter(|answer| answer.sector() == Some(sector));
        let history = facts.history.iter().rev().filter(|change| change.sector == sector);
        let last = history.clone().next().filter(|_| board.state == ClosureState::Closed);
        Self {
            sector,
            counts: counts(board),
            closed: last.map(|change| closed(change, facts)),
            causes: board.obstacles.iter().map(|obstacle| cause(obstacle, month, sector)).collect(),
            warnings: board.warnings.iter().map(|warning| to_know(warning, month, sector)).collect(),
            reminders: has_owing(board).then(|| format!("/relances?mois={month}&secteur={sector}")),
            refusal: answer.map(|answer| refusal(answer, month, sector)),
            history: history.map(|change| change_view(change, facts)).collect(),
            what,
            lots,
        }
    }
}

/// Whether hours are owed: of a whole lot, or of people on it.
fn has_owing(board: &SectorBoard) -> bool {
    let lots = &board.lots_by_standing;
    board.state == ClosureState::Open && lots.awaited + lots.late + lots.partial > 0
}

fn counts(board: &SectorBoard) -> String {
    let lots = &board.lots_by_standing;
    let parts = [
        (lots.received, "reçu", "reçus"),
        (lots.partial, "incomplet", "incomplets"),
        (lots.nil, "néant", "néants"),
        (lots.awaited, "attendu", "attendus"),
        (lots.late, "en retard", "en retard"),
    ];
    let present = parts.iter().filter(|(count, ..)| *count > 0);
    let texts: Vec<String> =
        present.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many })).collect();
    if texts.is_empty() { "aucun lot attendu".to_owned() } else { format!("Lots\u{a0}: {}", texts.join(", ")) }
}

fn closed(change: &ClosureChange, facts: &Facts) -> String {
    let reason = change.reason.as_ref().map(|reason| format!(" Motif\u{a0}: {reason}")).unwrap_or_default();
    let how = if change.forced { "Clos malgré ce qui manquait" } else { "Clos" };
    format!("{how} par {} le {}.{reason}", facts.name(&change.changed_by), moment_in_words(change.changed_at))
}

fn cause(obstacle: &Obstacle, month: Month, sector: Sector) -> Cause {
    let lots = |standing| Some(filtered(month, Some(sector), Some(standing)));
    let path = match obstacle.kind {
        ObstacleKind::HoursToValidate | ObstacleKind::CorrectionsToValidate => Some(decisions(month, sector)),
        ObstacleKind::LotsAwaited => lots(LotStanding::Awaited),
        ObstacleKind::LotsLate => lots(LotStanding::Late),
        ObstacleKind::LotsPartial => lots(LotStanding::Partial),
        ObstacleKind::MonthNotEnded => None,
    };
    Cause { text: capitalised(&french(&obstacle.in_words())), path }
}

fn to_know(warning: &Warning, month: Month, sector: Sector) -> Cause {
    let is_partial = warning.code == ObstacleKind::LotsPartial.as_str();
    let path = is_partial.then(|| filtered(month, Some(sector), Some(LotStanding::Partial)));
    Cause { text: warning.detail.clone(), path }
}

fn refusal(answer: &Answer, month: Month, sector: Sector) -> Refusal {
    let has_causes = answer.error.code == ProblemCode::MonthNotReady;
    let text = if has_causes {
        format!("{} n’est pas clos {}. Il reste à régler", month.in_title(), for_sector(sector))
    } else {
        answer.detail()
    };
    let reason = match &answer.act {
        Act::Close { reason, .. } | Act::Reopen { reason, .. } => reason.clone(),
        _ => String::new(),
    };
    Refusal { text, has_causes, reason }
}

fn change_view(change: &ClosureChange, facts: &Facts) -> ChangeView {
    ChangeView {
        at: moment_in_table(change.changed_at),
        what: match (change.state, change.forced) {
            (ClosureState::Open, _) => "Rouvert",
            (ClosureState::Closed, true) => "Clos, forcé",
            (ClosureState::Closed, false) => "Clos",
        },
        who: facts.name(&change.changed_by).to_owned(),
        reason: change.reason.clone().unwrap_or_default(),
    }
}
