//! Hours as a person types them into a page: `121,50`, `1 121,5`, `121h30`, `=100+21,5`. One rule for every page.

use super::invisible::is_invisible;
use super::{Hours, InvalidValue};
use crate::error::ProblemCode;

/// The most terms of a sum.
const MOST_TERMS: usize = 50;

impl Hours {
    /// Reads hours as typed in French: a comma or a point before the decimals, spaces between thousands, hours and minutes
    /// with `h`, a sum after `=`.
    ///
    /// # Errors
    /// Those of [`Self::parse`]; `hours_too_precise` for minutes that are no whole hundredths of an hour.
    pub fn parse_typed(text: &str) -> Result<Self, InvalidValue> {
        let text = closed_up(text);
        let Some(sum) = text.strip_prefix('=') else { return term(&text) };
        let terms: Vec<&str> = sum.split('+').collect();
        if terms.len() > MOST_TERMS {
            return Err(InvalidValue::new(ProblemCode::HoursMalformed, "Cette somme a trop de termes."));
        }
        let hours: Result<Vec<Self>, InvalidValue> = terms.into_iter().map(term).collect();
        let sum: Self = hours?.into_iter().sum();
        Self::parse(&sum.to_string())
    }
}

/// What was typed without spaces and characters that nobody sees.
pub(super) fn closed_up(text: &str) -> String {
    text.trim().chars().filter(|c| !is_space(*c) && !is_invisible(*c)).collect()
}

/// The spaces that people and spreadsheets write between thousands.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// One term: a decimal number, or hours and minutes.
fn term(text: &str) -> Result<Hours, InvalidValue> {
    match text.split_once(['h', 'H']) {
        Some((hours, minutes)) => hours_and_minutes(text, hours, minutes),
        None => Hours::parse(&text.replace(',', ".")).map_err(|invalid| in_french(text, invalid)),
    }
}

fn hours_and_minutes(text: &str, hours: &str, minutes: &str) -> Result<Hours, InvalidValue> {
    let malformed = || malformed(text);
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hours) || !(minutes.is_empty() || is_number(minutes) && minutes.len() == 2) {
        return Err(malformed());
    }
    let whole = Hours::parse(hours).map_err(|invalid| in_french(text, invalid))?;
    let minutes: i64 = if minutes.is_empty() { 0 } else { minutes.parse().map_err(|_| malformed())? };
    if minutes > 59 {
        return Err(malformed());
    }
    if minutes % 3 != 0 {
        let detail =
            format!("{minutes} minutes ne font pas un nombre entier de centièmes d’heure : écrivez des décimales.");
        return Err(InvalidValue::new(ProblemCode::HoursTooPrecise, detail));
    }
    Ok(whole + Hours::from_hundredths(minutes / 3 * 5))
}

fn malformed(text: &str) -> InvalidValue {
    let quoted = super::invisible::shorten(text);
    let detail = format!("« {quoted} » n’est pas un nombre d’heures. Écrivez par exemple 121,50 ou 121h30.");
    InvalidValue::new(ProblemCode::HoursMalformed, detail)
}

/// The refusal of a typed number: its example has a comma.
fn in_french(text: &str, invalid: InvalidValue) -> InvalidValue {
    if invalid.code == ProblemCode::HoursMalformed { malformed(text) } else { invalid }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_and_spreadsheets_write_them() {
        for (typed, hours) in [
            ("121,50", "121.50"),
            ("121.5", "121.50"),
            (" 121 ", "121.00"),
            ("1 121,5", "1121.50"),
            ("1\u{a0}121,5", "1121.50"),
            ("1\u{202f}121,5", "1121.50"),
            ("\u{202a}121,50\u{202c}\u{feff}", "121.50"),
            ("121h30", "121.50"),
            ("121H", "121.00"),
            ("0h03", "0.05"),
            ("=100+21,5", "121.50"),
            ("= 100 + 21h30", "121.50"),
            ("0", "0.00"),
        ] {
            assert_eq!(
                Hours::parse_typed(typed).map(|hours| hours.to_string()).ok().as_deref(),
                Some(hours),
                "{typed}"
            );
        }
    }

    #[test]
    fn anything_else_is_refused_by_name() {
        for (typed, code) in [
            ("", ProblemCode::HoursMalformed),
            ("douze", ProblemCode::HoursMalformed),
            ("1.121,50", ProblemCode::HoursMalformed),
            ("12h5", ProblemCode::HoursMalformed),
            ("12h60", ProblemCode::HoursMalformed),
            ("121h20", ProblemCode::HoursTooPrecise),
            ("1,125", ProblemCode::HoursTooPrecise),
            ("-5", ProblemCode::HoursNegative),
            ("=100-5", ProblemCode::HoursMalformed),
            ("=", ProblemCode::HoursMalformed),
            ("99999999999999999999", ProblemCode::HoursTooLarge),
        ] {
            assert_eq!(Hours::parse_typed(typed).map_err(|invalid| invalid.code), Err(code), "{typed}");
        }
    }
}
