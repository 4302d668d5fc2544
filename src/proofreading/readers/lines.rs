//! Rows of a sheet, of a CSV file or of pasted text, in which blank rows part the tables and titles and notes stand alone.

use super::super::model::Grid;
use super::super::rules::{Role, is_figure, role};
use super::builder::{Builder, MAX_CELLS, cell_text};

/// Rows that follow one another without a blank one.
type Run = Vec<Vec<String>>;

/// Adds the tables and the prose of rows.
pub fn add(builder: &mut Builder, rows: Vec<Vec<String>>, sheet: Option<&str>) {
    let mut runs: Vec<Run> = Vec::new();
    let mut is_after_blank = true;
    for row in rows {
        let is_blank = row.iter().all(|text| text.trim().is_empty());
        let is_last_total = !is_blank && is_total(&row) && runs.last().is_some_and(|run| run.len() > 2);
        let is_new_table = is_head(&row) && runs.last().is_some_and(ends_with_title);
        match runs.last_mut() {
            Some(run) if is_new_table => {
                let title = run.pop();
                runs.push(title.into_iter().chain([row]).collect());
            }
            Some(run) if !is_blank && (!is_after_blank || is_last_total) => run.push(row),
            _ if !is_blank => runs.push(vec![row]),
            _ => {}
        }
        is_after_blank = is_blank;
    }
    for part in runs.into_iter().flat_map(side_by_side) {
        add_run(builder, &part, sheet);
    }
}

/// Whether a row is a total, which may stand apart from its parts.
fn is_total(row: &[String]) -> bool {
    let label = row.iter().find(|text| !text.trim().is_empty());
    let figures = row.iter().filter(|text| is_figure(text)).count();
    figures > 0 && label.is_some_and(|label| matches!(role(label), Role::Total | Role::Subtotal))
}

/// The tables of a run that stand beside each other: a blank column parts them where labels begin behind it.
fn side_by_side(run: Run) -> Vec<Run> {
    let width = run.iter().map(Vec::len).max().unwrap_or_default();
    let texts = |at: usize| run.iter().filter_map(move |row| row.get(at)).filter(|text| !text.trim().is_empty());
    let blank: Vec<bool> = (0..width).map(|at| texts(at).next().is_none()).collect();
    let begins = |at: &usize| {
        let figures = texts(*at).filter(|text| is_figure(text)).count();
        *at > 1 && !blank[*at] && blank[*at - 1] && figures * 2 < texts(*at).count() && texts(*at).count() > 2
    };
    let starts: Vec<usize> = (0..width).filter(begins).collect();
    let ends = starts.iter().copied().chain([width]);
    let part =
        |(from, to): (usize, usize)| run.iter().map(|row| row.iter().take(to).skip(from).cloned().collect()).collect();
    std::iter::once(0).chain(starts.iter().copied()).zip(ends).map(part).collect()
}

/// Whether a row is the head of a table: texts and years behind its first cell, and no figures.
fn is_head(row: &[String]) -> bool {
    let is_year =
        |text: &str| text.len() == 4 && text.starts_with(['1', '2']) && text.chars().all(|c| c.is_ascii_digit());
    let mut texts = row.iter().skip(1).map(|text| text.trim()).filter(|text| !text.is_empty()).peekable();
    texts.peek().is_some() && only_text(row).is_none() && texts.all(|text| is_year(text) || !is_figure(text))
}

/// Whether the last row is a single text below figures: with a head below it, it is the title of another table.
fn ends_with_title(run: &Run) -> bool {
    let [above @ .., last] = run.as_slice() else { return false };
    only_text(last).is_some() && above.iter().flatten().any(|text| is_figure(text))
}

/// The only text of a row, if it stands in its first cell or spans all of them.
fn only_text(row: &[String]) -> Option<&str> {
    let mut texts = row.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let first = texts.next()?;
    let begins = row.first().is_some_and(|text| !text.trim().is_empty());
    (begins && texts.all(|text| text == first)).then_some(first)
}

fn add_run(builder: &mut Builder, run: &Run, sheet: Option<&str>) {
    let left =
        run.iter().filter_map(|row| row.iter().position(|text| !text.trim().is_empty())).min().unwrap_or_default();
    let rows = run.iter().map(|row| row.get(left..).unwrap_or_default());
    let rows: Vec<&[String]> = rows.filter(|row| row.iter().any(|text| !text.trim().is_empty())).collect();
    let is_prose = |row: &&[String]| only_text(row).is_some_and(|text| row.len() < 2 || !is_figure(text));
    let above = rows.iter().take_while(|row| is_prose(row)).count();
    let below = rows[above..].iter().rev().take_while(|row| is_prose(row)).count();
    let body = &rows[above..rows.len() - below];
    let prose = |builder: &mut Builder, rows: &[&[String]]| {
        rows.iter().filter_map(|row| only_text(row)).for_each(|text| builder.prose(text));
    };
    prose(builder, &rows[..above]);
    if !body.is_empty() {
        builder.table(grid(body, sheet));
    }
    prose(builder, &rows[rows.len() - below..]);
}

fn grid(rows: &[&[String]], sheet: Option<&str>) -> Grid {
    let filled = |row: &&[String]| row.iter().rposition(|text| !text.trim().is_empty()).map_or(0, |last| last + 1);
    let width = rows.iter().map(filled).max().unwrap_or_default();
    let sheet = sheet.map(str::to_owned);
    if width.saturating_mul(rows.len()) > MAX_CELLS {
        return Grid { sheet, is_too_large: true, ..Grid::default() };
    }
    let cells = |row: &&[String]| row.iter().take(width).map(|text| cell_text(text)).collect();
    Grid { sheet, ..Grid::new(rows.iter().map(cells).collect()) }
}
