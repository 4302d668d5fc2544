//! What the page of the sheet shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::shell::Shell;
use super::super::standing::{chip, is_missing};
use super::address::Address;
use super::answer::Answer;
use super::row::RowView;
use crate::accounts::User;
use crate::sheet::{Sheet, SheetLot};
use crate::values::{ClosureState, EvidenceKind, Hours, Month, Sector, day_in_words};

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
    drafts: usize,
    has_evidence_fields: bool,
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

impl SheetPage {
    pub fn new(
        (shell, user): (Shell, &User),
        sheet: &Sheet,
        (sectors, address): (&[Sector], &Address),
        (today, own): (NaiveDate, &str),
        answer: &Answer,
    ) -> Self {
        let sector = address.sector();
        let is_open =
            |of: Sector| sheet.sectors.iter().any(|state| state.sector == of && state.state == ClosureState::Open);
        let lot = |lot: &SheetLot| {
            let rows =
                sheet.rows.iter().filter(|row| row.lot_id == lot.lot_id).map(|row| RowView::new(row, answer, own));
            lot_view(lot, is_open(lot.sector), rows.collect(), answer)
        };
        let next = sheet.month.next();
        let lots: Vec<LotView> = sheet.lots.iter().map(lot).collect();
        Self {
            shell,
            user: user.id.0,
            month: sheet.month,
            next: (next.first_day() <= today).then_some(next),
            deadline: day_in_words(sheet.deadline),
            sectors: sectors.iter().map(|one| (*one, sector == Some(*one))).collect(),
            sector,
            drafts: lots.iter().flat_map(|lot| &lot.rows).filter(|row| row.is_draft).count(),
            lots,
            rows: sheet.rows.len(),
            awaited: sheet.lots.iter().filter(|lot| is_open(lot.sector) && is_missing(lot.standing)).count(),
            has_evidence_fields: address.justificatifs.is_some(),
            is_saved: address.enregistre.is_some(),
            refused: answer.not_saved(),
            added: None,
        }
    }

    /// The kinds of evidence.
    const fn kinds(&self) -> &'static [EvidenceKind] {
        EvidenceKind::ALL
    }

    /// Says that the person of this row was just added.
    pub fn with_added(self, key: Option<&str>) -> Self {
        let added = self.lots.iter().flat_map(|lot| &lot.rows).find(|row| Some(row.key.as_str()) == key);
        let added = added.map(|row| format!("{} {}", row.name, row.first_name));
        Self { added, ..self }
    }
}

fn lot_view(lot: &SheetLot, is_open: bool, rows: Vec<RowView>, answer: &Answer) -> LotView {
    let (standing, standing_class) = chip(lot.standing);
    LotView {
        id: lot.lot_id.0,
        sector: lot.sector,
        title: format!("{}, lot {} · {}", lot.reference, lot.number, lot.title),
        progress: format!("{} / {}\u{a0}h", lot.done.in_french(), lot.due.in_french()),
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
