//! The lots within the form of a new contract: how many there are, one more, one less.

use super::super::super::typed::TypedForm;
use super::calculator;
use super::fields::{COMPUTATION, LOT, prefix};
use crate::contracts::UsualInputs;

/// The most lots of a form.
const MOST: usize = 100;

/// The field that says how many lots there are.
const COUNT: &str = "lots";

/// How many lots the form has; one at least.
pub(super) fn count(typed: &TypedForm) -> usize {
    typed.text(COUNT).parse().unwrap_or(1).clamp(1, MOST)
}

/// Adds a lot, with the next number. The id of the field where one goes on.
pub(super) fn add(typed: &mut TypedForm, usual: &UsualInputs) -> String {
    let number = count(typed).saturating_add(1).min(MOST);
    typed.set(COUNT, number.to_string());
    let prefix = prefix(number);
    typed.propose(&format!("{prefix}numero"), number.to_string());
    calculator::propose(typed, &prefix, usual);
    format!("{prefix}numero")
}

/// Takes a lot away; those after it move up. The id of the field where one goes on.
pub(super) fn remove(typed: &mut TypedForm, lot: usize) -> String {
    let all = count(typed);
    let last = all.saturating_sub(1).max(1);
    if (1..=all).contains(&lot) && all > 1 {
        for number in lot..=all {
            for (_, name, _) in LOT.iter().chain(COMPUTATION) {
                let next = typed.take(&format!("{}{name}", prefix(number.saturating_add(1))));
                typed.set(format!("{}{name}", prefix(number)), next.unwrap_or_default());
            }
        }
        typed.set(COUNT, last.to_string());
    }
    format!("{}numero", prefix(lot.min(last)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Money, Rate};

    fn usual() -> UsualInputs {
        let rate = |text| Rate::parse(text).unwrap();
        UsualInputs { labour_share: rate("0.5"), effort: rate("0.05"), hourly_cost: Money::parse("30").unwrap() }
    }

    #[test]
    fn lots_are_added_with_the_next_number_and_move_up() {
        let mut typed = TypedForm::default();
        typed.set("lot-1-numero", "A");
        assert_eq!(add(&mut typed, &usual()), "lot-2-numero");
        assert_eq!((count(&typed), typed.text("lot-2-numero")), (2, "2"));
        assert_eq!(typed.text("lot-2-calcul-part"), "50\u{a0}%");
        typed.set("lot-2-heures", "12");
        assert_eq!(remove(&mut typed, 1), "lot-1-numero");
        assert_eq!((count(&typed), typed.text("lot-1-numero"), typed.text("lot-1-heures")), (1, "2", "12"));
        // The last one stays.
        assert_eq!(remove(&mut typed, 1), "lot-1-numero");
        assert_eq!((count(&typed), typed.text("lot-1-heures")), (1, "12"));
        typed.set("lots", "100");
        assert_eq!(add(&mut typed, &usual()), "lot-100-numero");
    }
}
