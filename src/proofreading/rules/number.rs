//! Numbers as French texts print them: `1 234,56`, `21 %`, `−13 %`, `+2 points`.

use rust_decimal::Decimal;
use rust_decimal::prelude::RoundingStrategy;

/// What a printed number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things, hours or euros.
    Plain,
    /// Hundredths of something else: `21 %`.
    Percent,
    /// The difference of two shares: `+2 points`.
    Points,
}

/// A number with what its print says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The value; of a share in percent.
    pub value: Decimal,
    /// How many decimals are printed.
    pub decimals: u32,
    /// What it counts.
    pub unit: Unit,
    /// Whether a sign stands before it.
    pub is_signed: bool,
}

/// A number and the bytes of the text that it takes, its unit included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The first byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// The number.
    pub printed: Printed,
}

impl Printed {
    /// Whether it is an exact value, rounded half up or cut to the printed decimals.
    pub fn is_print_of(&self, exact: Decimal) -> bool {
        let rounded = exact.round_dp_with_strategy(self.decimals, RoundingStrategy::MidpointAwayFromZero);
        let even = exact.round_dp_with_strategy(self.decimals, RoundingStrategy::MidpointNearestEven);
        let cut = exact.round_dp_with_strategy(self.decimals, RoundingStrategy::ToZero);
        [rounded, even, cut].contains(&self.value)
    }

    /// One unit of the last printed decimal.
    pub fn step(&self) -> Decimal {
        Decimal::new(1, self.decimals)
    }

    /// Whether it can only be a year.
    pub fn is_year(&self) -> bool {
        let bounds = Decimal::from(1990)..=Decimal::from(2099);
        self.unit == Unit::Plain && self.decimals == 0 && !self.is_signed && bounds.contains(&self.value)
    }
}

/// The numbers of a text, in order. Parts of words, of dates and of references (`T1`, `1er`, `31/12/2023`, `L2113-13`) are
/// none.
pub fn numbers(text: &str) -> Vec<Found> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].1.is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = behind_number(&chars, at);
        if let Some(number) = number_at(text, &chars, at, end) {
            found.push(number);
        }
        at = end;
    }
    found
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

fn is_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '−' | '–')
}

/// The place behind the digits, spaces between thousands and decimals that begin here.
fn behind_number(chars: &[(usize, char)], start: usize) -> usize {
    let digit = |at: usize| chars.get(at).is_some_and(|(_, c)| c.is_ascii_digit());
    let mut end = start;
    while digit(end) {
        end += 1;
    }
    if end - start <= 3 {
        while chars.get(end).is_some_and(|(_, c)| is_space(*c))
            && (1..=3).all(|step| digit(end + step))
            && !digit(end + 4)
        {
            end += 4;
        }
    }
    if chars.get(end).is_some_and(|(_, c)| matches!(c, ',' | '.')) && digit(end + 1) {
        end += 1;
        while digit(end) {
            end += 1;
        }
    }
    end
}

/// The number between two places, unless it is part of a word, a date or a reference.
fn number_at(text: &str, chars: &[(usize, char)], start: usize, end: usize) -> Option<Found> {
    let before = start.checked_sub(1).map(|at| chars[at].1);
    let (sign, first) = match before.filter(|c| is_sign(*c)) {
        Some(sign) if start < 2 || !chars[start - 2].1.is_alphanumeric() => (Some(sign), start - 1),
        Some(_) => return None,
        None => (None, start),
    };
    let touches = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '.' | '\'' | '’');
    if sign.is_none() && before.is_some_and(|c| touches(c) && !matches!(c, '\'' | '’')) {
        return None;
    }
    let behind = chars.get(end).map(|(_, c)| *c);
    let after = chars.get(end + 1).map(|(_, c)| *c);
    let is_unit = matches!(behind, Some('h')) && !after.is_some_and(char::is_alphanumeric);
    if behind.is_some_and(|c| c.is_alphanumeric()) && !is_unit {
        return None;
    }
    if behind.is_some_and(|c| c == '/' || is_sign(c)) && after.is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let from = chars[start].0;
    let to = chars.get(end).map_or(text.len(), |(at, _)| *at);
    let plain: String = text[from..to].chars().filter(|c| !is_space(*c)).collect::<String>().replace(',', ".");
    let value: Decimal = plain.parse().ok()?;
    let value = if sign.is_some_and(|c| c != '+') { -value } else { value };
    let (unit, end) = unit_behind(text, to);
    let start = chars[first].0;
    Some(Found { start, end, printed: Printed { value, decimals: value.scale(), unit, is_signed: sign.is_some() } })
}

/// The unit that follows a number, and the byte behind it.
fn unit_behind(text: &str, at: usize) -> (Unit, usize) {
    let rest = text[at..].trim_start_matches(is_space);
    let spaces = text.len() - at - rest.len();
    if rest.starts_with('%') {
        return (Unit::Percent, at + spaces + 1);
    }
    for word in ["points", "point", "pts", "pt"] {
        if rest.starts_with(word) && !rest[word.len()..].starts_with(char::is_alphanumeric) {
            return (Unit::Points, at + spaces + word.len());
        }
    }
    (Unit::Plain, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let show = |found: Found| {
            let unit = match found.printed.unit {
                Unit::Plain => "",
                Unit::Percent => "%",
                Unit::Points => "pt",
            };
            format!("{}{unit}", found.printed.value)
        };
        numbers(text).into_iter().map(show).collect()
    }

    #[test]
    fn numbers_are_read_as_french_texts_print_them() {
        for (text, expected) in [
            ("42 437,89 h", vec!["42437.89"]),
            ("1\u{a0}186\u{202f}000,00 €", vec!["1186000.00"]),
            ("30 (37,5 %)", vec!["30", "37.5%"]),
            ("−13 %, soit +2 points", vec!["-13%", "2pt"]),
            ("-13", vec!["-13"]),
            ("2023 638", vec!["2023", "638"]),
            ("30 sur 80", vec!["30", "80"]),
            ("T1 1er 31/12/2023 L2113-13 2022/2023 2e 2022-2023", vec![]),
            ("l’année 2023.", vec!["2023"]),
            ("de 26 à 44 ans", vec!["26", "44"]),
            ("12345 1234 567", vec!["12345", "1234", "567"]),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn a_print_is_rounded_or_cut() {
        let printed = |text: &str| numbers(text).remove(0).printed;
        let exact: Decimal = Decimal::from(13400) / Decimal::from(638);
        assert!(printed("21 %").is_print_of(exact) && printed("21,0 %").is_print_of(exact));
        assert!(!printed("20 %").is_print_of(exact) && !printed("22 %").is_print_of(exact));
        assert!(printed("37 %").is_print_of(Decimal::new(375, 1)) && printed("38 %").is_print_of(Decimal::new(375, 1)));
    }
}
