//! Rules of public contracts.

use crate::error::{FieldError, ProblemCode};
use crate::values::Period;

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
    let detail = "Le marché se termine au plus tôt le jour où il commence.";
    (!period.is_ordered()).then(|| FieldError::new("/ends_on", ProblemCode::InvalidPeriod).with_detail(detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_lot_of_a_number_is_the_one_refused() {
        let field_errors = repeated_numbers(["1", "2", "1", "3", "2"].into_iter());
        let pointers: Vec<_> = field_errors.iter().map(|field_error| field_error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/lots/2/number", "/lots/4/number"]);
    }
}
