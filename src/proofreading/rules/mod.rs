//! Proofreading of tables and of the prose around them: each total against its parts, each share against its count and
//! its denominator, each evolution against the years that it compares. Arithmetic alone; what is said names the place.

mod evolutions;
mod known;
mod labels;
mod layout;
mod number;
mod prose;
mod repeated;
mod shares;
mod sums;
mod wording;

pub(super) use labels::{Role, role};
pub(super) use layout::is_figure;

use super::model::{Block, Document, KnownSeries, Report};
use layout::Layout;

/// What is taken for right, and what for a doubt, in French.
pub const RULE: &str = "Une part arrondie ou coupée est juste. Un dénominateur peut être nommé par la ligne, la colonne, le titre \
    ou une note. Une ligne « dont » est une partie, qui ne s’ajoute pas. Est un doute ce qu’un arrondi, ou une personne qui \
    compte dans plusieurs lignes, peut expliquer : dites-le en note. Ce qui ne se reconnaît pas n’est pas comparé.";

/// How much of the prose around a table is read for denominators and notes, in characters.
const LONGEST_NOTE: usize = 2000;

/// How many paragraphs with shares are read.
const MOST_PARAGRAPHS: usize = 2000;

/// What does not follow in a document, table by table, then what stands differently in two places, then the sentences.
pub fn proofread(document: &Document) -> Report {
    proofread_with_data(document, &[])
}

/// Like [`proofread`], and compares each table with what the data give.
pub fn proofread_with_data(document: &Document, data: &[KnownSeries]) -> Report {
    let mut report = Report::default();
    let mut layouts = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let Block::Table(grid) = block else { continue };
        report.tables += 1;
        if grid.is_too_large {
            report.too_large.push(report.tables);
        }
        let Some(layout) = Layout::of(report.tables, grid) else { continue };
        let notes = notes(document, at);
        sums::check(&layout, &notes, &mut report);
        shares::check(&layout, &notes, &mut report);
        evolutions::check(&layout, &mut report);
        known::check(&layout, data, &mut report);
        layouts.push(layout);
    }
    repeated::check(&layouts, &mut report);
    let prose = document.blocks.iter().filter_map(|block| match block {
        Block::Prose(text) if text.contains('%') => Some(text),
        _ => None,
    });
    prose.take(MOST_PARAGRAPHS).for_each(|text| prose::check(text, &layouts, &mut report));
    report
}

/// The prose around a table: its title above, its notes below.
fn notes(document: &Document, at: usize) -> String {
    let prose = |block: Option<&Block>| match block {
        Some(Block::Prose(text)) => Some(text.clone()),
        _ => None,
    };
    let above = at.checked_sub(1).and_then(|above| prose(document.blocks.get(above)));
    let below = (at + 1..at + 3).map_while(|below| prose(document.blocks.get(below)));
    let notes = above.into_iter().chain(below).collect::<Vec<_>>().join("\n");
    notes.chars().take(LONGEST_NOTE).collect()
}
