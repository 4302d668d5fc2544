//! Lines whose columns several spaces part.

use super::builder::cell_text;

/// The cells of lines that stand one below the other; none if they do not form columns.
pub fn rows(lines: &[&str]) -> Option<Vec<Vec<String>>> {
    let split: Vec<Vec<String>> = lines.iter().map(|line| cells(line)).collect();
    let most = split.iter().map(Vec::len).max().filter(|most| *most >= 2)?;
    if split.iter().all(|row| row.len() == most) {
        return Some(split);
    }
    by_places(lines).filter(|rows| rows.first().is_some_and(|row| row.len() >= most))
}

/// The texts of a line between two spaces or more.
pub fn cells(line: &str) -> Vec<String> {
    line.trim().split("  ").map(str::trim).filter(|text| !text.is_empty()).map(cell_text).collect()
}

/// Cuts the lines where all of them have two spaces or more in the same places.
fn by_places(lines: &[&str]) -> Option<Vec<Vec<String>>> {
    let lines: Vec<Vec<char>> = lines.iter().map(|line| line.trim_end().chars().collect()).collect();
    let width = lines.iter().map(Vec::len).max()?;
    let is_blank = |at: usize| lines.iter().all(|line| line.get(at).is_none_or(|c| *c == ' '));
    let blank: Vec<bool> = (0..width).map(is_blank).collect();
    let begins = |at: &usize| !blank[*at] && (*at == 0 || *at > 1 && blank[*at - 1] && blank[*at - 2]);
    let starts: Vec<usize> = (0..width).filter(begins).collect();
    let ends = starts.iter().copied().skip(1).chain([width]);
    let places: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    let cell = |line: &Vec<char>, (from, to): &(usize, usize)| {
        cell_text(&line.iter().take(*to).skip(*from).collect::<String>())
    };
    Some(lines.iter().map(|line| places.iter().map(|place| cell(line, place)).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_cut_where_all_lines_have_spaces() {
        let lines = ["               2022        2023", "BTP       18 000,50   19 784,11", "Total     38 100,75"];
        let rows = rows(&lines).unwrap();
        assert_eq!(rows, [["", "2022", "2023"], ["BTP", "18 000,50", "19 784,11"], ["Total", "38 100,75", ""]]);
        assert_eq!(super::rows(&["Un texte  avec deux espaces", "et un autre sans"]), None);
    }
}
