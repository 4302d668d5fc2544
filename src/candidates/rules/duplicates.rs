//! Which records may be about one person: by their names, however they are written, and the birth date.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::values::{Name, fold, fold_closed_up, name_words, without_apostrophes};

/// What two records are compared by.
#[derive(Debug, Clone)]
pub(in crate::candidates) struct Identity {
    last_name: Name,
    first_name: Name,
    birth_date: NaiveDate,
}

impl Identity {
    pub fn new(last_name: &Name, first_name: &Name, birth_date: NaiveDate) -> Self {
        Self { last_name: last_name.clone(), first_name: first_name.clone(), birth_date }
    }

    /// The birth date.
    pub fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// Both names, folded and closed up, in either order.
    pub fn names_closed_up(&self) -> [String; 2] {
        let (last, first) = (fold_closed_up(self.last_name.as_str()), fold_closed_up(self.first_name.as_str()));
        [format!("{last}{first}"), format!("{first}{last}")]
    }

    /// Whether both have the same names, in either order, however they are written.
    fn has_names_of(&self, other: &Self) -> bool {
        let names =
            |identity: &Self| [&identity.last_name, &identity.first_name].map(|name| fold_closed_up(name.as_str()));
        let ([last, first], [other_last, other_first]) = (names(self), names(other));
        let is_same = (&last, &first) == (&other_last, &other_first) || (&last, &first) == (&other_first, &other_last);
        is_same && !(last.is_empty() && first.is_empty())
    }

    /// The fields by which both may be about one person; empty if they are not: the same names in either order, or one
    /// birth date with last names of which one contains the other, or with last and first name swapped.
    pub fn shared_with(&self, other: &Self) -> Vec<&'static str> {
        let same_names = self.has_names_of(other);
        let same_day = self.birth_date == other.birth_date;
        let is_swapped =
            || is_related(&self.last_name, &other.first_name) && is_related(&self.first_name, &other.last_name);
        match (same_names, same_day) {
            (true, true) => vec!["last_name", "first_name", "birth_date"],
            (true, false) => vec!["last_name", "first_name"],
            (false, true) if is_related(&self.last_name, &other.last_name) => vec!["last_name", "birth_date"],
            (false, true) if is_swapped() => vec!["last_name", "first_name", "birth_date"],
            (false, _) => Vec::new(),
        }
    }
}

/// Whether two names are the same but for spaces, or one has all words of the other: `Martin-Dupont`, `Martin`.
fn is_related(one: &Name, other: &Name) -> bool {
    let (one, other) = (one.as_str(), other.as_str());
    let contains = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        !one.is_empty() && !other.is_empty() && (one.is_subset(other) || other.is_subset(one))
    };
    (fold_closed_up(one) == fold_closed_up(other) && !fold(one).is_empty())
        || contains(&name_words(one), &name_words(other))
        || contains(&name_words(&without_apostrophes(one)), &name_words(&without_apostrophes(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(last_name: &str, first_name: &str, day: &str) -> Identity {
        let name = |text| Name::parse(text).unwrap();
        Identity::new(&name(last_name), &name(first_name), day.parse().unwrap())
    }

    fn shared(one: (&str, &str), other: (&str, &str), same_day: bool) -> Vec<&'static str> {
        let day = if same_day { "1990-05-17" } else { "1971-01-01" };
        let (one, other) = (identity(one.0, one.1, "1990-05-17"), identity(other.0, other.1, day));
        assert_eq!(one.shared_with(&other), other.shared_with(&one));
        one.shared_with(&other)
    }

    #[test]
    fn the_same_names_are_found_however_they_are_written() {
        for (one, other) in [
            (("Lefèvre", "Noémie"), ("LEFEVRE", "noemie")),
            (("N'Diaye", "Awa"), ("Ndiaye", "Awa")),
            (("D’Almeida", "Ana"), ("Dalmeida", "ANA")),
            (("El Amrani", "Saïd"), ("Elamrani", "Said")),
            (("Martin", "Paul"), ("Paul", "Martin")),
            (("N'Diaye", "Awa"), ("Awa", "Ndiaye")),
            (("Sørensen", "Åse"), ("Sorensen", "Ase")),
        ] {
            assert_eq!(shared(one, other, false), ["last_name", "first_name"], "{one:?} {other:?}");
            assert_eq!(shared(one, other, true), ["last_name", "first_name", "birth_date"], "{one:?} {other:?}");
        }
    }

    #[test]
    fn one_birth_date_and_a_common_name_are_enough() {
        for (one, other) in [
            (("Martin-Dupont", "Claire"), ("Martin", "Claire")),
            (("Martin-Dupont", "Claire"), ("Dupont", "Clara")),
            (("D'Almeida", "Ana"), ("Almeida", "Anna")),
            (("N'Diaye-Sow", "Awa"), ("Ndiaye", "Awa")),
            (("De La Fontaine", "Jean"), ("Delafontaine", "Jeanne")),
            (("Ben Salah", "Ali"), ("Salah", "Aly")),
        ] {
            assert_eq!(shared(one, other, true), ["last_name", "birth_date"], "{one:?} {other:?}");
            assert_eq!(shared(one, other, false), Vec::<&str>::new(), "{one:?} {other:?}");
        }
        let swapped = shared(("Awa Marie", "N'Diaye"), ("Ndiaye", "Awa"), true);
        assert_eq!(swapped, ["last_name", "first_name", "birth_date"]);
    }

    #[test]
    fn other_people_are_left_alone() {
        for (one, other) in [
            (("Martin-Dupont", "Claire"), ("Martin-Durand", "Claire")),
            (("Ben Ali", "Sami"), ("Ben Salah", "Sami")),
            (("De Vos", "Jan"), ("De Smet", "Jan")),
            (("Le Fèvre", "Anne"), ("Le Goff", "Anne")),
            (("Durand", "Noémie"), ("Lefèvre", "Noémie")),
            (("Martin", "Paul"), ("Durand", "Martin")),
            (("中", "文"), ("Li", "Wen")),
            (("Mar", "Tinpaul"), ("Martin", "Paul")),
            (("—", "…"), ("…", "·")),
        ] {
            assert_eq!(shared(one, other, true), Vec::<&str>::new(), "{one:?} {other:?}");
        }
    }
}
