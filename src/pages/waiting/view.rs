//! What the page shows.

use std::collections::HashSet;

use askama::Template;

use super::super::shell::Shell;
use super::address::path;
use super::answer::{Answer, FormRefusal, RowRefusal};
use super::row::RowView;
use crate::values::{Hours, HoursId, LotId, Month, Sector};
use crate::waiting::{MOST_ROWS, Waiting, WaitingFilter, WaitingRow};

#[derive(Template)]
#[template(path = "waiting.html", config = "src/pages/askama.toml")]
pub(super) struct WaitingPage {
    shell: Shell,
    action: String,
    is_filtered: bool,
    months: Vec<(Month, bool)>,
    sectors: Vec<(Sector, bool)>,
    sources: Vec<(String, bool)>,
    lot: Option<LotId>,
    senders: Vec<SenderView>,
    count: usize,
    worked: String,
    is_cut: bool,
    said: String,
    has_refusals: bool,
    first_refused: Option<i64>,
    /// Refusals of rows that are not on the page.
    elsewhere: Vec<RefusedElsewhere>,
    fault: Option<FormRefusal>,
    reason: String,
    reasons: Vec<String>,
}

/// A row that is not on the page and was not decided on.
struct RefusedElsewhere {
    id: i64,
    detail: String,
}

/// What one sender sent.
struct SenderView {
    name: String,
    lots: Vec<LotView>,
}

/// Rows of one lot and month.
struct LotView {
    /// The number of the lot on the page.
    number: usize,
    sector: Sector,
    title: String,
    month: Month,
    rows: Vec<RowView>,
}

impl WaitingPage {
    pub fn new(shell: Shell, waiting: Waiting, (sectors, filter): (&[Sector], &WaitingFilter), answer: Answer) -> Self {
        let mut months = waiting.months;
        months.extend(filter.month);
        let mut sources = waiting.sources;
        sources.extend(filter.source.clone());
        let is_cut = waiting.count > waiting.rows.len();
        let refused = |row: &&WaitingRow| answer.refused.contains_key(&row.cell.id);
        let shown: HashSet<HoursId> = waiting.rows.iter().map(|row| row.cell.id).collect();
        let elsewhere = answer.refused.iter().filter(|(id, _)| !shown.contains(id));
        Self {
            shell,
            elsewhere: elsewhere.map(RefusedElsewhere::new).collect(),
            action: path(filter, None),
            is_filtered: path(filter, None) != path(&WaitingFilter::default(), None),
            months: months.into_iter().rev().map(|month| (month, filter.month == Some(month))).collect(),
            sectors: sectors.iter().map(|sector| (*sector, filter.sector == Some(*sector))).collect(),
            sources: sources.into_iter().map(|name| (filter.source.as_ref() == Some(&name), name)).map(swap).collect(),
            lot: filter.lot_id,
            first_refused: waiting.rows.iter().find(refused).map(|row| row.cell.id.0),
            senders: senders(waiting.rows, &answer),
            count: waiting.count,
            worked: format!("{}\u{a0}h", waiting.worked.in_french()),
            is_cut,
            said: answer.said(),
            has_refusals: !answer.refused.is_empty(),
            fault: answer.fault,
            reason: answer.reason,
            reasons: waiting.reasons,
        }
    }

    /// The most rows that are shown, as French texts write thousands.
    fn most(&self) -> String {
        format!("{}\u{202f}{:03}", MOST_ROWS / 1_000, MOST_ROWS % 1_000)
    }

    /// Whether the field of the reason is open.
    fn asks_reason(&self) -> bool {
        !self.reason.is_empty() || self.fault.as_ref().is_some_and(|fault| fault.is_of_reason)
    }
}

impl RefusedElsewhere {
    fn new((id, refusal): (&HoursId, &RowRefusal)) -> Self {
        let detail = match refusal.is_stale {
            true => "cette ligne a changé depuis que la page s’est affichée. Relisez-la avant de décider.".to_owned(),
            false => refusal.detail.clone(),
        };
        Self { id: id.0, detail }
    }
}

fn swap<A, B>((a, b): (A, B)) -> (B, A) {
    (b, a)
}

/// The rows by sender, then by lot and month, as they follow each other.
fn senders(rows: Vec<WaitingRow>, answer: &Answer) -> Vec<SenderView> {
    let mut senders: Vec<SenderView> = Vec::new();
    let (mut lots, mut last) = (0, None);
    for row in rows {
        let source = row.cell.latest_source().to_owned();
        let group = (source.clone(), row.cell.lot_id, row.cell.month);
        if senders.last().is_none_or(|sender| sender.name != source) {
            senders.push(SenderView { name: source, lots: Vec::new() });
        }
        let Some(sender) = senders.last_mut() else { continue };
        if last.as_ref() != Some(&group) {
            sender.lots.push(LotView::new(lots, &row));
            lots += 1;
            last = Some(group);
        }
        if let Some(lot) = sender.lots.last_mut() {
            lot.rows.push(RowView::new(row, answer));
        }
    }
    senders
}

impl LotView {
    fn new(number: usize, row: &WaitingRow) -> Self {
        let names = &row.names;
        let title = format!("{}, lot {} · {}", names.public_contract, names.lot, names.lot_title);
        Self { number, sector: row.cell.sector, title, month: row.cell.month, rows: Vec::new() }
    }

    /// The hours of its rows.
    fn worked(&self) -> Hours {
        self.rows.iter().map(|row| row.worked).sum()
    }
}

impl SenderView {
    /// The number of its rows.
    fn count(&self) -> usize {
        self.lots.iter().map(|lot| lot.rows.len()).sum()
    }

    /// The hours of its rows.
    fn worked(&self) -> Hours {
        self.lots.iter().map(LotView::worked).sum()
    }
}
