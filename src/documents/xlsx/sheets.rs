//! The names of sheets and columns.

use std::collections::BTreeSet;

/// The characters that a sheet's name may have.
const LONGEST: usize = 31;

/// The names of a workbook's sheets: case does not tell two apart.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The name of a sheet with this title: shortened, without the characters that a name cannot have, and with a number if
    /// another sheet has it.
    pub fn unused(&mut self, title: &str) -> String {
        let title: String =
            title.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c }).collect();
        let title = title.trim_matches(|c: char| c == '\'' || c.is_whitespace());
        let title = if title.is_empty() { "Table" } else { title };
        let mut name = shortened(title, LONGEST, "…");
        let mut number = 2_usize;
        while !self.0.insert(name.to_lowercase()) {
            let end = format!(" {number}");
            name = format!("{}{end}", shortened(title, LONGEST - end.chars().count(), "…"));
            number += 1;
        }
        name
    }
}

fn shortened(text: &str, most: usize, end: &str) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - end.chars().count()).collect();
    format!("{}{end}", kept.trim_end())
}

/// The letters of a column.
pub(super) fn column_name(column: u16) -> String {
    let (rest, letter) = (column / 26, column % 26);
    let letter = u8::try_from(letter).map_or('A', |letter| char::from(b'A' + letter));
    match rest.checked_sub(1) {
        Some(rest) => format!("{}{letter}", column_name(rest)),
        None => letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_sheets_have_the_same_name_nor_one_that_is_too_long() {
        let mut names = Names::default();
        assert_eq!(names.unused("Heures par mois"), "Heures par mois");
        assert_eq!(names.unused("HEURES par mois"), "HEURES par mois 2");
        assert_eq!(names.unused("Personnes par tranche d’âge et sexe"), "Personnes par tranche d’âge et…");
        assert_eq!(names.unused("Personnes par tranche d’âge et taille"), "Personnes par tranche d’âge… 2");
        assert_eq!((names.unused("a/b [c]:*?\\"), names.unused("''")), ("a b  c".to_owned(), "Table".to_owned()));
    }

    #[test]
    fn columns_have_letters() {
        let names = [0, 25, 26, 51, 52, 701, 702].map(column_name);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
