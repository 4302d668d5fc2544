//! What a birth date says about a day: nobody does anything before being born, and few people work as children or past a
//! hundred. The slices of people check their dates with it.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::{Warning, day_in_words, years_between};
use crate::error::{FieldError, ProblemCode};

/// The ages of which nobody is warned.
const USUAL_AGES: RangeInclusive<i32> = 14..=100;

/// A refusal of a day before the person's birth.
pub fn before_birth(pointer: &str, birth: NaiveDate, day: NaiveDate) -> Option<FieldError> {
    (day < birth).then(|| {
        let detail = format!(
            "Le {}, la personne n’était pas encore née : vérifiez cette date et sa date de naissance.",
            day_in_words(day)
        );
        FieldError::new(pointer, ProblemCode::BeforeBirth).with_detail(detail)
    })
}

/// A warning if the person is under 14 or over 100 on a day.
pub fn unusual_age(birth: NaiveDate, day: NaiveDate) -> Option<Warning> {
    let age = years_between(birth, day);
    (!USUAL_AGES.contains(&age)).then(|| {
        let unit = if age.abs() < 2 { "an" } else { "ans" };
        let detail = format!(
            "La personne a {age} {unit} le {} : vérifiez cette date et sa date de naissance.",
            day_in_words(day)
        );
        Warning::new("unusual_age", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_of_birth_is_the_first() {
        let before = |when| before_birth("/from", day("1990-05-17"), day(when)).map(|error| error.code);
        assert_eq!(before("1990-05-16"), Some(ProblemCode::BeforeBirth));
        assert_eq!(before("1990-05-17"), None);
    }

    #[test]
    fn an_age_is_usual_from_14_to_100_years() {
        let warned = |when| unusual_age(day("1990-05-17"), day(when)).map(|warning| warning.detail);
        for usual in ["2004-05-17", "2024-01-01", "2091-05-16"] {
            assert_eq!(warned(usual), None, "{usual}");
        }
        let six = "La personne a 6 ans le 17 mai 1996\u{a0}: vérifiez cette date et sa date de naissance.";
        assert_eq!(warned("1996-05-17").as_deref(), Some(six));
        let one = "La personne a 1 an le 1er juin 1991\u{a0}: vérifiez cette date et sa date de naissance.";
        assert_eq!(warned("1991-06-01").as_deref(), Some(one));
        for unusual in ["2004-05-16", "2091-05-17"] {
            assert!(warned(unusual).is_some(), "{unusual}");
        }
    }
}
