//! Rules of public contracts.

use crate::error::{FieldError, ProblemCode};
use crate::values::{Name, Period, Warning, fold};

/// A field error for each lot that repeats the number of an earlier one.
pub(super) fn repeated_numbers<'a>(numbers: impl Iterator<Item = &'a str>) -> Vec<FieldError> {
    let mut seen = std::collections::HashSet::new();
    let repeated = numbers.enumerate().filter(|(_, number)| !seen.insert(*number));
    repeated
        .map(|(index, number)| {
            let detail = format!("Le lot « {number} » est donné deux fois.");
            FieldError::new(format!("/lots/{index}/number"), ProblemCode::LotNumberTaken).with_detail(detail)
        })
        .collect()
}

/// The field error of a contract that ends before it starts.
pub(super) fn ends_before_it_starts(period: Period) -> Option<FieldError> {
    let detail = "Le marché ne peut pas se terminer avant d’avoir commencé.";
    (!period.is_ordered()).then(|| FieldError::new("/ends_on", ProblemCode::InvalidPeriod).with_detail(detail))
}

/// A warning for each contract of the same buyer whose number is written almost alike.
pub(super) fn similar_references(reference: &Name, others: &[Name]) -> Vec<Warning> {
    let similar = others.iter().filter(|other| *other != reference && as_read(other) == as_read(reference));
    let detail = |other| {
        format!(
            "Cet acheteur a aussi un marché « {other} », qui se lit comme « {reference} » : vérifiez que ce n’est pas le \
             même."
        )
    };
    similar.map(|other| Warning::new("similar_reference", detail(other))).collect()
}

/// A warning for each other lot of the contract whose number is written almost alike.
pub(super) fn similar_numbers<'a>(number: &Name, others: impl Iterator<Item = &'a Name>) -> Vec<Warning> {
    let similar = others.filter(|other| *other != number && as_read(other) == as_read(number));
    let detail = |other| {
        format!(
            "Ce marché a aussi un lot « {other} », qui se lit comme « {number} » : vérifiez que ce n’est pas le même."
        )
    };
    similar.map(|other| Warning::new("similar_lot_number", detail(other))).collect()
}

/// A number as it is read aloud: without case, accents, kinds of hyphens, leading zeros or the word `lot`.
fn as_read(number: &Name) -> Vec<String> {
    let without_zeros = |word: &str| {
        let rest = word.trim_start_matches('0');
        if rest.starts_with(|c: char| c.is_ascii_digit()) { rest } else { word }.to_owned()
    };
    fold(number.as_str()).split(' ').filter(|word| *word != "lot").map(without_zeros).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<Name> {
        texts.iter().map(|text| Name::parse(text).unwrap()).collect()
    }

    #[test]
    fn numbers_that_are_read_alike_are_warned_of() {
        for (one, other) in [
            ("2022-DM-014", "2022-dm-014"),
            ("2022-DM-014", "2022\u{2011}DM\u{2013}014"),
            ("2022-DM-014", "2022 DM 14"),
            ("1", "01"),
            ("Lot 1", "1"),
            ("Lot 01a", "1A"),
        ] {
            let [one, other] = &names(&[one, other])[..] else { panic!() };
            assert_eq!(similar_references(one, std::slice::from_ref(other)).len(), 1, "{one} {other}");
            assert_eq!(similar_numbers(one, [other].into_iter()).len(), 1, "{one} {other}");
        }
        for (one, other) in [("C-1", "C-11"), ("1", "10"), ("2022-1-11", "2022-11-1"), ("C-1 A", "C-1 B"), ("0", "00a")]
        {
            let [one, other] = &names(&[one, other])[..] else { panic!() };
            assert_eq!(similar_references(one, std::slice::from_ref(other)), Vec::new(), "{one} {other}");
        }
        let warning = &similar_numbers(&names(&["01"])[0], names(&["1", "2", "01"]).iter())[0];
        assert_eq!(warning.code, "similar_lot_number");
        assert!(
            warning.detail.contains("lot «\u{a0}1\u{a0}»") && warning.detail.contains("«\u{a0}01\u{a0}»"),
            "{}",
            warning.detail
        );
    }

    #[test]
    fn the_second_lot_of_a_number_is_the_one_refused() {
        let field_errors = repeated_numbers(["1", "2", "1", "3", "2"].into_iter());
        let pointers: Vec<_> = field_errors.iter().map(|field_error| field_error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/lots/2/number", "/lots/4/number"]);
    }
}
