//! What somebody types to find a person.

use chrono::{Datelike, NaiveDate};

use crate::values::{SearchText, YEARS, parse_day};

/// What was typed into a search field: words of names and a birth date, or a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSearch {
    reference: String,
    name: Option<SearchText>,
    born_on: Option<NaiveDate>,
}

impl PersonSearch {
    /// Reads what was typed. The first word that is a date, as `29/02/1984` or `1984-02-29`, is a birth date; nothing
    /// for a blank text.
    pub fn read(text: &str) -> Option<Self> {
        let reference = text.trim();
        let (mut words, mut born_on) = (Vec::new(), None);
        for word in reference.split_whitespace() {
            match day(word) {
                Some(day) if born_on.is_none() => born_on = Some(day),
                _ => words.push(word),
            }
        }
        let name = SearchText::read(&words.join(" "));
        (!reference.is_empty()).then(|| Self { reference: reference.to_owned(), name, born_on })
    }

    /// The whole text, as a reference.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The words of names.
    pub fn name(&self) -> Option<&SearchText> {
        self.name.as_ref()
    }

    /// The birth date.
    pub fn born_on(&self) -> Option<NaiveDate> {
        self.born_on
    }
}

fn day(word: &str) -> Option<NaiveDate> {
    let french = || NaiveDate::parse_from_str(word, "%d/%m/%Y").ok().filter(|day| YEARS.contains(&day.year()));
    parse_day(word).ok().or_else(french)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_among_the_words_is_a_birth_date() {
        let born = NaiveDate::from_ymd_opt(1984, 2, 29);
        for text in ["rosée 29/02/1984", " 1984-02-29  ROSÉE", "Rosée 29/2/1984"] {
            let search = PersonSearch::read(text).unwrap();
            assert_eq!((search.name(), search.born_on()), (SearchText::read("rosée").as_ref(), born), "{text}");
        }
        let alone = PersonSearch::read("29/02/1984").unwrap();
        assert_eq!((alone.name(), alone.born_on()), (None, born));
    }

    #[test]
    fn what_is_no_date_is_a_word_and_the_whole_a_reference() {
        for text in ["29/02/1983", "29/02/84", "PLIE-2023-0147"] {
            let search = PersonSearch::read(text).unwrap();
            assert_eq!((search.reference(), search.born_on()), (text, None));
            assert_eq!(search.name(), SearchText::read(text).as_ref());
        }
        assert_eq!(PersonSearch::read(" \u{a0} "), None);
    }
}
