//! Texts of CSV files that spreadsheets open.

/// The dialect of a CSV file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Locale {
    /// Commas between the cells, decimal points.
    #[default]
    Plain,
    /// For French spreadsheets: semicolons, decimal commas, a byte order mark, French headings and labels, a line for each
    /// item of a nested list, and no text that would become a number or a formula.
    French,
}

/// A text that a spreadsheet leaves as it is. A code of digits (`01004`, a SIRET, a month) would become a number or a date
/// and lose its zeros: as the text of a formula it stays. What would run as a formula is escaped (CSV injection).
pub fn guard_from_spreadsheets(text: String) -> String {
    if is_like_a_number(&text) {
        format!("=\"{text}\"")
    } else if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

/// Whether a spreadsheet might read a number, a time or a short date. A whole date (`2023-06-30`) is one and stays one.
fn is_like_a_number(text: &str) -> bool {
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let of_numbers = |letter: char| letter.is_ascii_digit() || " +-.,/:()%eE€\u{a0}\u{202f}".contains(letter);
    has_digit && text.chars().all(of_numbers) && !is_date(text)
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}
