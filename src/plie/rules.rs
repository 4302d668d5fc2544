//! Whether a participant record is a person's.

use chrono::NaiveDate;

use super::contract::{Participant, ParticipantSummary};
use crate::values::{Name, is_same_name};

/// Who a record is about.
pub(super) struct Person<'a> {
    pub last_name: &'a Name,
    pub first_name: &'a Name,
    pub birth_date: NaiveDate,
}

/// The names and birth date of a record.
pub(super) struct Recorded<'a> {
    last_name: &'a Name,
    other_last_names: &'a [Name],
    first_name: &'a Name,
    birth_date: NaiveDate,
}

impl<'a> From<&'a ParticipantSummary> for Recorded<'a> {
    fn from(record: &'a ParticipantSummary) -> Self {
        Self {
            last_name: &record.last_name,
            other_last_names: &record.other_last_names,
            first_name: &record.first_name,
            birth_date: record.birth_date,
        }
    }
}

impl<'a> From<&'a Participant> for Recorded<'a> {
    fn from(record: &'a Participant) -> Self {
        Self {
            last_name: &record.last_name,
            other_last_names: &record.other_last_names,
            first_name: &record.first_name,
            birth_date: record.birth_date,
        }
    }
}

impl Person<'_> {
    /// Whether a record is this person's: born on the same day, with the same first name and one of the last names, however
    /// they are written, or with both swapped.
    pub fn is<'r>(&self, record: impl Into<Recorded<'r>>) -> bool {
        let record = record.into();
        let same = |one: &Name, other: &Name| is_same_name(one.as_str(), other.as_str());
        let has_last_name =
            |name: &Name| same(name, record.last_name) || record.other_last_names.iter().any(|other| same(name, other));
        self.birth_date == record.birth_date
            && ((has_last_name(self.last_name) && same(self.first_name, record.first_name))
                || (has_last_name(self.first_name) && same(self.last_name, record.first_name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::ParticipantNumber;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn record(last: &str, others: &[&str], first: &str, day: &str) -> ParticipantSummary {
        ParticipantSummary {
            number: ParticipantNumber::parse("P-1").unwrap(),
            last_name: name(last),
            first_name: name(first),
            other_last_names: others.iter().map(|other| name(other)).collect(),
            birth_date: day.parse().unwrap(),
            commune_code: None,
        }
    }

    fn is_person(last: &str, first: &str, record: &ParticipantSummary) -> bool {
        let birth_date = "1990-05-17".parse().unwrap();
        Person { last_name: &name(last), first_name: &name(first), birth_date }.is(record)
    }

    #[test]
    fn a_record_is_found_by_any_last_name_in_any_spelling_and_with_both_names_swapped() {
        let fatou = record("Diallo", &["N'Diaye-Sow"], "Fatou Marie", "1990-05-17");
        for (last, first) in [
            ("DIALLO", "fatou-marie"),
            ("Sow N’Diaye", "Marie Fatou"),
            ("Fatou-Marie", "Diallo"),
            ("Fatou Marie", "Ndiaye Sow"),
        ] {
            assert!(is_person(last, first, &fatou), "{last} {first}");
        }
    }

    #[test]
    fn one_name_or_the_day_alone_is_nobody() {
        for other in [
            record("Diallo", &[], "Fatou", "1990-05-18"),
            record("Diallo", &[], "Aminata", "1990-05-17"),
            record("Diallo-Sow", &[], "Fatou", "1990-05-17"),
            record("Fatou", &["Diallo"], "Aminata", "1990-05-17"),
        ] {
            assert!(!is_person("Diallo", "Fatou", &other), "{other:?}");
        }
    }
}
