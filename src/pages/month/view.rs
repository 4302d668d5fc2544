//! What the page of a month shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::shell::Shell;
use super::super::standing::chip;
use super::address::{Address, filtered};
use super::answer::Answer;
use super::facts::Facts;
use super::lot::{LotView, sent, title};
use super::sector::SectorView;
use crate::error::french;
use crate::months::{Board, LotBoard, SectorBoard};
use crate::values::{ClosureState, Hours, LotStanding, Month, Sector, day_in_words};

#[derive(Template)]
#[template(path = "month.html", config = "src/pages/askama.toml")]
pub(super) struct MonthPage {
    shell: Shell,
    month: Month,
    previous: String,
    next: Option<String>,
    deadline: String,
    /// The address of the present filters, for forms.
    here: String,
    sectors: Vec<Filter>,
    standings: Vec<Filter>,
    lots: usize,
    hours: String,
    has_filter: bool,
    everything: String,
    done: Option<String>,
    /// A refusal that belongs to no sector and no lot of the page.
    refusal: Option<String>,
    parts: Vec<SectorView>,
}

/// A filter, and whether it is chosen.
struct Filter {
    label: String,
    title: &'static str,
    path: String,
    is_current: bool,
}

impl MonthPage {
    pub fn new(
        shell: Shell,
        facts: &Facts,
        sectors: &[Sector],
        address: &Address,
        today: NaiveDate,
        answer: Option<&Answer>,
    ) -> Self {
        let (month, standing) = (facts.board.month, address.standing());
        let boards = facts.board.sectors.iter().filter(|of| address.sector().is_none_or(|sector| sector == of.sector));
        let is_shown = |lot: &&LotBoard| standing.is_none_or(|standing| standing == lot.standing);
        let shown = boards.clone().flat_map(|of| &of.lots).filter(is_shown);
        let part = |of: &SectorBoard| {
            let is_open = of.state == ClosureState::Open;
            let lots = of.lots.iter().filter(is_shown);
            let lots = lots.map(|lot| LotView::new(lot, (month, of.sector), is_open, facts, answer)).collect();
            SectorView::new(of, month, lots, facts, answer)
        };
        let next = month.next();
        let is_beside = |answer: &&Answer| {
            let of_sector = boards.clone().any(|of| answer.sector() == Some(of.sector));
            of_sector || shown.clone().any(|lot| answer.lot() == Some(lot.lot_id))
        };
        let elsewhere = answer.filter(|answer| !is_beside(answer));
        Self {
            shell,
            month,
            previous: address.of(month.previous()),
            next: (next.first_day() <= today).then(|| address.of(next)),
            deadline: day_in_words(facts.board.deadline),
            here: address.of(month),
            sectors: sector_filters(month, sectors, address),
            standings: standing_filters(month, boards.clone(), address),
            lots: shown.clone().count(),
            hours: shown.map(sent).sum::<Hours>().in_french(),
            has_filter: standing.is_some(),
            everything: filtered(month, address.sector(), None),
            done: address.done().map(|done| french(&done.in_words(month))).filter(|_| answer.is_none()),
            refusal: elsewhere.map(|answer| about(answer, &facts.board)),
            parts: boards.map(part).collect(),
        }
    }
}

/// A refusal with the lot that it is about.
fn about(answer: &Answer, board: &Board) -> String {
    let mut lots = board.sectors.iter().flat_map(|of| &of.lots);
    match lots.find(|lot| answer.lot() == Some(lot.lot_id)) {
        Some(lot) => format!("{}\u{a0}: {}", title(lot), answer.detail()),
        None => answer.detail(),
    }
}

fn sector_filters(month: Month, sectors: &[Sector], address: &Address) -> Vec<Filter> {
    let filter = |sector: Option<Sector>| Filter {
        label: sector.map_or("Tous", Sector::as_str).to_owned(),
        title: sector.map_or("Tous les secteurs", Sector::label),
        path: filtered(month, sector, address.standing()),
        is_current: address.sector() == sector,
    };
    std::iter::once(None).chain(sectors.iter().copied().map(Some)).map(filter).collect()
}

/// The standings of the lots, each with their number.
fn standing_filters<'a>(
    month: Month,
    boards: impl Iterator<Item = &'a SectorBoard> + Clone,
    address: &Address,
) -> Vec<Filter> {
    let count = |standing| boards.clone().flat_map(|of| &of.lots).filter(|lot| lot.standing == standing).count();
    let filter = |standing: Option<LotStanding>| {
        let label = match standing {
            Some(standing) => format!("{} {}", chip(standing).0.trim_start_matches(['✓', '!', ' ']), count(standing)),
            None => "Tous".to_owned(),
        };
        let path = filtered(month, address.sector(), standing);
        Filter { label, title: "", path, is_current: address.standing() == standing }
    };
    let is_offered = |standing: &LotStanding| {
        !chip(*standing).0.is_empty() && (count(*standing) > 0 || address.standing() == Some(*standing))
    };
    let offered = LotStanding::ALL.iter().copied().filter(is_offered).map(Some);
    std::iter::once(None).chain(offered).map(filter).collect()
}
