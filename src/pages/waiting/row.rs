//! A row as the page shows it.

use super::answer::Answer;
use crate::hours::Pending;
use crate::values::Hours;
use crate::waiting::WaitingRow;

pub(super) struct RowView {
    pub id: i64,
    pub version: i64,
    pub is_chosen: bool,
    pub name: String,
    pub first_name: String,
    pub employer: String,
    pub contract: &'static str,
    /// The figure to decide on.
    pub worked: Hours,
    pub training: String,
    pub before: Option<Before>,
    pub evidence: Option<String>,
    pub sent_on: String,
    pub sender_s_reason: Option<String>,
    pub warnings: Vec<String>,
    /// Why it was not decided on just before.
    pub refusal: Option<String>,
    pub is_stale: bool,
}

/// The validated figure that a correction would replace.
pub(super) struct Before {
    pub worked: String,
    pub difference: String,
    /// If it differs.
    pub training: Option<String>,
}

impl RowView {
    pub fn new(row: WaitingRow, answer: &Answer) -> Self {
        let WaitingRow { cell, names, sent, lot_evidence, sent_on } = row;
        let (latest, refusal) = (cell.latest(), answer.refused.get(&cell.id));
        let of_lot = lot_evidence.map(|reference| format!("{reference} (lot)"));
        Self {
            id: cell.id.0,
            version: cell.version,
            is_chosen: answer.chosen.contains(&cell.id),
            name: names.last_name.as_str().to_uppercase(),
            first_name: names.first_name.to_string(),
            employer: names.employer.to_string(),
            contract: cell.contract_type.as_str(),
            worked: latest.worked,
            training: some_hours(latest.training),
            before: cell.pending.as_ref().map(|pending| Before::new((cell.worked, cell.training), pending)),
            evidence: sent.evidence.map(|evidence| evidence.reference.to_string()).or(of_lot),
            sent_on: sent_on.format("%d/%m/%Y").to_string(),
            sender_s_reason: sent.reason,
            warnings: cell.warnings.iter().map(|warning| warning.detail.clone()).collect(),
            is_stale: refusal.is_some_and(|refusal| refusal.is_stale),
            refusal: refusal.map(|refusal| refusal.detail.clone()),
        }
    }

    /// Whether something is said below the row.
    pub fn has_note(&self) -> bool {
        self.refusal.is_some() || self.sender_s_reason.is_some() || !self.warnings.is_empty()
    }
}

impl Before {
    fn new((worked, training): (Hours, Hours), pending: &Pending) -> Self {
        let difference = match pending.worked >= worked {
            true => format!("+\u{202f}{}", (pending.worked - worked).in_french()),
            false => format!("−\u{202f}{}", (worked - pending.worked).in_french()),
        };
        let training = (training != pending.training).then(|| training.in_french());
        Self { worked: worked.in_french(), difference, training }
    }
}

/// No hours are nothing.
fn some_hours(hours: Hours) -> String {
    if hours > Hours::ZERO { hours.in_french() } else { "–".to_owned() }
}
