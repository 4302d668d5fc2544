//! Proofreading of tables and of the prose around them: each total against its parts, each share against its count and
//! its denominator, each evolution against the years that it compares. Arithmetic alone; what is said names the place.

mod document;
mod evolutions;
mod finding;
mod labels;
mod layout;
mod number;
mod prose;
mod repeated;
mod shares;
mod sums;

pub use document::{Block, Document, Grid};
pub use finding::{Certainty, Finding, Kind};

use layout::Layout;

/// What does not follow in a document, table by table, then what stands differently in two places, then the sentences.
pub fn proofread(document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut layouts = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let Block::Table(grid) = block else { continue };
        let number = layouts.len() + 1;
        let Some(layout) = Layout::of(grid) else { continue };
        let notes = notes(document, at);
        findings.extend(sums::check(number, &layout, &notes));
        findings.extend(shares::check(number, &layout, &notes));
        findings.extend(evolutions::check(number, &layout));
        layouts.push((number, layout));
    }
    findings.extend(repeated::check(&layouts));
    for block in &document.blocks {
        if let Block::Prose(text) = block {
            findings.extend(prose::check(text, &layouts));
        }
    }
    findings
}

/// The prose around a table: its title above, its notes below.
fn notes(document: &Document, at: usize) -> String {
    let prose = |block: Option<&Block>| match block {
        Some(Block::Prose(text)) => Some(text.clone()),
        _ => None,
    };
    let above = at.checked_sub(1).and_then(|above| prose(document.blocks.get(above)));
    let below = (at + 1..at + 3).map_while(|below| prose(document.blocks.get(below)));
    above.into_iter().chain(below).collect::<Vec<_>>().join("\n")
}
