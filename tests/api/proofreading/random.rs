//! Random tables that add up have no findings; with one figure changed, whichever it is, they have some.

use clauses::proofreading::{Format, proofread};
use proptest::prelude::*;

use super::cases::document;

const ROWS: [&str; 6] = ["Grésilles", "Fontaine d’Ouche", "Le Mail", "La Toison d’Or", "Bief du Moulin", "Belvédère"];
const COLUMNS: [&str; 3] = ["CDDI", "CTTI", "CDI"];

/// Hours in hundredths as one prints them.
fn hours(hundredths: u64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if whole < 1000 {
        format!("{whole},{rest:02}")
    } else {
        format!("{}\u{202f}{:03},{rest:02}", whole / 1000, whole % 1000)
    }
}

/// A share as one prints it, rounded or cut.
fn percent(part: u64, whole: u64, is_cut: bool) -> String {
    let tenths = if is_cut { part * 1000 / whole } else { (part * 2000 + whole) / (2 * whole) };
    format!("{},{} %", tenths / 10, tenths % 10)
}

/// The cells of a table with a total below, a total at the right, and the share of each row.
fn table(figures: &[[u64; 3]], is_cut: bool) -> Vec<Vec<String>> {
    let of_row = |row: &[u64; 3]| row.iter().sum::<u64>();
    let whole: u64 = figures.iter().map(of_row).sum();
    let mut rows =
        vec![["Quartier"].iter().chain(&COLUMNS).chain(&["Total", "Part"]).map(|text| (*text).to_owned()).collect()];
    for (label, row) in ROWS.iter().zip(figures) {
        let figures = row.iter().copied().chain([of_row(row)]).map(hours);
        rows.push(
            [(*label).to_owned()].into_iter().chain(figures).chain([percent(of_row(row), whole, is_cut)]).collect(),
        );
    }
    let totals = (0..3).map(|at| figures.iter().map(|row| row[at]).sum()).chain([whole]).map(hours);
    rows.push(["Total".to_owned()].into_iter().chain(totals).chain(["100 %".to_owned()]).collect());
    rows
}

fn findings(rows: &[Vec<String>]) -> Vec<String> {
    let text: String = rows.iter().map(|row| row.join("\t") + "\n").collect();
    let report = proofread(&document(Format::Text, text.as_bytes()));
    report.findings.iter().map(|one| format!("{} : {} {}", one.place, one.printed, one.explanation)).collect()
}

proptest! {
    #[test]
    fn a_table_that_adds_up_has_no_findings_and_any_changed_figure_is_found(
        figures in prop::collection::vec(prop::array::uniform3(100_u64..2_000_000), 3..6),
        is_cut: bool,
        row in any::<prop::sample::Index>(),
        column in 1_usize..5,
        more in 1_u64..500_000,
    ) {
        let mut rows = table(&figures, is_cut);
        prop_assert_eq!(findings(&rows), Vec::<String>::new());
        let row = 1 + row.index(figures.len() + 1);
        let digits: String = rows[row][column].chars().filter(char::is_ascii_digit).collect();
        rows[row][column] = hours(digits.parse::<u64>().unwrap() + more);
        let found = findings(&rows);
        prop_assert!(!found.is_empty(), "{} at {row}, {column}", rows[row][column]);
    }
}
