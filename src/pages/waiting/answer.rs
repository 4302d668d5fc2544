//! What became of a decision.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use super::form::{Act, DecisionForm};
use crate::access::{Caller, DecideHours};
use crate::error::{ProblemCode, Result, french};
use crate::hours::decisions::actions::decide_as_read;
use crate::hours::decisions::{Decided, Decision};
use crate::values::{FreeText, Hours, HoursId};

/// What became of a form.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// What was decided; none if nothing could be.
    pub done: Option<Done>,
    /// Why rows were not decided on.
    pub refused: BTreeMap<HoursId, RowRefusal>,
    /// Why the form as a whole could not be read.
    pub fault: Option<FormRefusal>,
    /// The rows that were chosen in vain.
    pub chosen: HashSet<HoursId>,
    /// The reason that was given in vain.
    pub reason: String,
}

/// Why a row was not decided on.
#[derive(Debug, Clone)]
pub(super) struct RowRefusal {
    /// Whether it changed since the page was shown.
    pub is_stale: bool,
    /// In French.
    pub detail: String,
}

/// Why a form as a whole could not be read.
#[derive(Debug, Clone)]
pub(super) struct FormRefusal {
    /// Whether the reason is at fault.
    pub is_of_reason: bool,
    /// In French.
    pub detail: String,
}

/// What was decided, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Done {
    pub act: Act,
    pub lines: i64,
    pub worked: Hours,
    /// Rows on which somebody had decided already.
    pub unchanged: i64,
}

/// Decides on the chosen rows.
pub(super) fn decide(caller: &Caller<DecideHours>, form: DecisionForm) -> Result<Answer> {
    let (act, decision) = match decision(&form) {
        Ok(decided) => decided,
        Err(fault) => {
            let chosen = form.chosen.into_iter().map(|(id, _)| id).collect();
            return Ok(Answer { fault: Some(fault), chosen, reason: form.reason, ..Answer::default() });
        }
    };
    let Decided { summary, rows } = decide_as_read(caller, form.chosen, &decision)?;
    let refused = rows.into_iter().filter_map(|row| {
        let problem = row.problem?;
        let is_stale = problem.code == ProblemCode::PreconditionFailed.as_str();
        Some((row.hours_id?, RowRefusal { is_stale, detail: problem.detail }))
    });
    let done = Done { act, lines: summary.decided, worked: summary.worked, unchanged: summary.unchanged };
    Ok(Answer { done: Some(done), refused: refused.collect(), ..Answer::default() })
}

fn decision(form: &DecisionForm) -> std::result::Result<(Act, Decision), FormRefusal> {
    let fault = |is_of_reason, detail: &str| FormRefusal { is_of_reason, detail: french(detail) };
    let act = form.act.ok_or_else(|| fault(false, "Rien n’est décidé : choisissez Valider ou Rejeter."))?;
    if form.chosen.is_empty() {
        return Err(fault(false, "Rien n’est décidé : cochez d’abord des lignes."));
    }
    if act == Act::Validate {
        return Ok((act, Decision::Validate(None)));
    }
    if form.reason.is_empty() {
        return Err(fault(true, "Dites pourquoi : celui qui a transmis ces heures lira ce motif."));
    }
    let reason = FreeText::parse(&form.reason).map_err(|invalid| fault(true, &invalid.detail))?;
    Ok((act, Decision::Reject(reason)))
}

impl Answer {
    /// Takes rows that wait no longer for what they are: somebody else decided on them, and nothing is left to do.
    pub fn settle(&mut self, waiting: &HashSet<HoursId>) {
        let before = self.refused.len();
        self.refused.retain(|id, refusal| !refusal.is_stale || waiting.contains(id));
        let settled = before.saturating_sub(self.refused.len());
        if let Some(done) = &mut self.done {
            done.unchanged = done.unchanged.saturating_add(i64::try_from(settled).unwrap_or(i64::MAX));
        }
    }

    /// What was decided, if that is all there is to say.
    pub fn whole(&self) -> Option<&Done> {
        self.done.as_ref().filter(|_| self.refused.is_empty())
    }

    /// Everything that became of the form, in a sentence; empty without a form.
    pub fn said(&self) -> String {
        let Some(done) = &self.done else { return String::new() };
        let stale = self.refused.values().filter(|refusal| refusal.is_stale).count();
        let refused = self.refused.len().saturating_sub(stale);
        let several = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {many}")),
        };
        let parts = [
            Some(done.said()),
            several(stale, "a changé entre-temps\u{a0}: relisez-la", "ont changé entre-temps\u{a0}: relisez-les"),
            several(refused, "refusée\u{a0}: elle dit pourquoi", "refusées\u{a0}: elles disent pourquoi"),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ") + "."
    }
}

impl Done {
    /// What was decided, without a full stop.
    fn said(&self) -> String {
        let verb = match self.act {
            Act::Validate => "validée",
            Act::Reject => "rejetée",
        };
        let decided = match self.lines {
            0 => format!("Aucune ligne {verb}"),
            1 => format!("1 ligne {verb} ({}\u{a0}h)", self.worked.in_french()),
            lines => format!("{lines} lignes {verb}s ({}\u{a0}h)", self.worked.in_french()),
        };
        match self.unchanged {
            0 => decided,
            1 => format!("{decided}, 1 inchangée, déjà décidée"),
            unchanged => format!("{decided}, {unchanged} inchangées, déjà décidées"),
        }
    }

    /// Reads what [`Display`](fmt::Display) wrote into an address.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let act = match parts.next()? {
            "valide" => Act::Validate,
            "rejete" => Act::Reject,
            _ => return None,
        };
        let mut number = || parts.next()?.parse::<i64>().ok().filter(|number| *number >= 0);
        let (lines, worked, unchanged) = (number()?, Hours::from_hundredths(number()?), number()?);
        Some(Self { act, lines, worked, unchanged })
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let act = match self.act {
            Act::Validate => "valide",
            Act::Reject => "rejete",
        };
        write!(f, "{act}.{}.{}.{}", self.lines, self.worked.hundredths(), self.unchanged)
    }
}
