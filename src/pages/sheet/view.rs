//! What the page of the sheet shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::shell::Shell;
use super::form::{Answer, RowAnswer, french, shown};
use crate::accounts::User;
use crate::sheet::{Sheet, SheetLot, SheetRow};
use crate::values::{ClosureState, Hours, HoursStatus, LotStanding, Month, Sector};

#[derive(Template)]
#[template(path = "sheet.html", config = "src/pages/askama.toml")]
pub(super) struct SheetPage {
    shell: Shell,
    user: i64,
    month: Month,
    next: Option<Month>,
    deadline: String,
    sectors: Vec<(Sector, bool)>,
    sector: Option<Sector>,
    lots: Vec<LotView>,
    rows: usize,
    awaited: usize,
    is_saved: bool,
    refused: usize,
    /// The name of the person who was just added.
    added: Option<String>,
}

struct LotView {
    id: i64,
    sector: Sector,
    title: String,
    progress: String,
    percent: u32,
    standing: &'static str,
    standing_class: &'static str,
    can_be_nil: bool,
    nil_refusal: Option<String>,
    is_open: bool,
    rows: Vec<RowView>,
}

struct RowView {
    key: String,
    name: String,
    first_name: String,
    employer: String,
    contract: &'static str,
    previous: String,
    worked: String,
    training: String,
    version: String,
    shown: String,
    evidence: String,
    status: &'static str,
    status_class: &'static str,
    can_be_validated: bool,
    notes: Vec<String>,
    answer: Option<RowAnswer>,
    reason: String,
}

impl SheetPage {
    pub fn new(
        (shell, user): (Shell, &User),
        sheet: &Sheet,
        (sectors, sector): (&[Sector], Option<Sector>),
        today: NaiveDate,
        (answer, was_saved): (&Answer, bool),
    ) -> Self {
        let is_open =
            |of: Sector| sheet.sectors.iter().any(|state| state.sector == of && state.state == ClosureState::Open);
        let lot = |lot: &SheetLot| {
            let rows = sheet.rows.iter().filter(|row| row.lot_id == lot.lot_id).map(|row| row_view(row, answer));
            lot_view(lot, is_open(lot.sector), rows.collect(), answer)
        };
        let next = sheet.month.next();
        Self {
            shell,
            user: user.id.0,
            month: sheet.month,
            next: (next.first_day() <= today).then_some(next),
            deadline: sheet.deadline.format("%d/%m/%Y").to_string(),
            sectors: sectors.iter().map(|one| (*one, sector == Some(*one))).collect(),
            sector,
            lots: sheet.lots.iter().map(lot).collect(),
            rows: sheet.rows.len(),
            awaited: sheet.lots.iter().filter(|lot| is_missing(lot.standing)).count(),
            is_saved: was_saved,
            refused: answer.rows.values().filter(|row| row.state != "saved").count(),
            added: None,
        }
    }

    /// Says that the person of this row was just added.
    pub fn with_added(self, key: Option<&str>) -> Self {
        let added = self.lots.iter().flat_map(|lot| &lot.rows).find(|row| Some(row.key.as_str()) == key);
        let added = added.map(|row| format!("{} {}", row.name, row.first_name));
        Self { added, ..self }
    }
}

const fn is_missing(standing: LotStanding) -> bool {
    matches!(standing, LotStanding::Awaited | LotStanding::Late)
}

fn lot_view(lot: &SheetLot, is_open: bool, rows: Vec<RowView>, answer: &Answer) -> LotView {
    let (standing, standing_class) = match lot.standing {
        LotStanding::Received => ("Reçu", "good"),
        LotStanding::Nil => ("Néant", "quiet"),
        LotStanding::Awaited => ("Attendu", "wait"),
        LotStanding::Late => ("En retard", "bad"),
        LotStanding::NotExpected => ("", "quiet"),
    };
    LotView {
        id: lot.lot_id.0,
        sector: lot.sector,
        title: format!("{}, lot {} · {}", lot.reference, lot.number, lot.title),
        progress: format!("{} / {} h", french(lot.done), french(lot.due)),
        percent: percent(lot.done, lot.due),
        standing,
        standing_class,
        can_be_nil: is_open && is_missing(lot.standing),
        nil_refusal: answer.lots.get(&lot.lot_id.0).cloned(),
        is_open,
        rows,
    }
}

/// The part done, at most the whole.
fn percent(done: Hours, due: Hours) -> u32 {
    let share = done.hundredths().saturating_mul(100).checked_div(*due.hundredths()).unwrap_or(0);
    u32::try_from(share.clamp(0, 100)).unwrap_or(0)
}

fn row_view(row: &SheetRow, answer: &Answer) -> RowView {
    let key = format!("{}-{}", row.employment_id, row.lot_id);
    let cell = row.cell.as_ref();
    let answered = answer.rows.get(&key).filter(|answer| answer.state != "saved").cloned();
    let typed = answered.as_ref().and_then(|_| answer.typed.get(&key));
    let pending = cell.and_then(|cell| cell.pending.as_ref());
    let (status, status_class) = match cell.map(|cell| cell.status) {
        Some(_) if pending.is_some() => ("Correction à valider", "wait"),
        Some(HoursStatus::Validated) => ("✓ Validé", "good"),
        Some(HoursStatus::Submitted) => ("À valider", "wait"),
        Some(HoursStatus::Draft) => ("À confirmer", "quiet"),
        Some(HoursStatus::Rejected) => ("! Rejeté", "bad"),
        None => ("", "quiet"),
    };
    let mut notes: Vec<String> =
        cell.into_iter().flat_map(|cell| &cell.warnings).map(|one| one.detail.clone()).collect();
    if let (Some(cell), Some(pending)) = (cell, pending) {
        let (source, worked) = (&pending.source, french(cell.worked));
        notes.push(format!("{source} a corrigé : {worked} h comptent jusqu’à votre décision."));
    }
    // The latest figure, so that typing over it starts from what the sender sent last.
    let latest = pending.map(|pending| (pending.worked, pending.training));
    let latest = latest.or_else(|| cell.map(|cell| (cell.worked, cell.training)));
    let worked_now = latest.map(|(worked, _)| french(worked)).unwrap_or_default();
    let training_now = training(latest.map(|(_, training)| training));
    RowView {
        name: row.last_name.to_uppercase(),
        first_name: row.first_name.clone(),
        employer: row.employer.clone(),
        contract: row.contract_type.as_str(),
        previous: row.previous.as_ref().map(|previous| french(previous.worked)).unwrap_or_default(),
        shown: shown(&worked_now, &training_now),
        worked: typed.map_or(worked_now, |typed| typed.worked.clone()),
        training: typed.map_or(training_now, |typed| typed.training.clone()),
        version: cell.map(|cell| cell.version.to_string()).unwrap_or_default(),
        evidence: cell.and_then(|cell| cell.evidence.as_ref()).map(|one| one.reference.to_string()).unwrap_or_default(),
        status,
        status_class,
        can_be_validated: cell.is_some_and(|cell| cell.status != HoursStatus::Validated && cell.pending.is_none()),
        notes,
        reason: typed.map(|typed| typed.reason.clone()).unwrap_or_default(),
        answer: answered,
        key,
    }
}

/// Hours of training, none as nothing.
fn training(hours: Option<Hours>) -> String {
    hours.filter(|hours| *hours > Hours::ZERO).map(french).unwrap_or_default()
}
