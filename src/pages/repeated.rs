//! A part that stands several times in a form, as the lots of a contract: how many there are, one more, one less. The
//! names of its fields begin with the part's name and its number, from one.

use super::form_errors::FormField;
use super::typed::TypedForm;

/// The most parts of one kind in a form.
const MOST: usize = 100;

/// A part that stands several times in a form.
pub struct Repeated {
    /// What the names of its fields begin with.
    pub name: &'static str,
    /// The field that says how many there are.
    pub count: &'static str,
    /// How many there are at least.
    pub fewest: usize,
    /// Its fields.
    pub fields: &'static [&'static [FormField]],
}

impl Repeated {
    /// What the names of the fields of one part begin with.
    pub fn prefix(&self, number: usize) -> String {
        format!("{}-{number}-", self.name)
    }

    /// How many there are.
    pub fn count(&self, typed: &TypedForm) -> usize {
        typed.text(self.count).parse().unwrap_or(self.fewest).clamp(self.fewest, MOST)
    }

    /// Adds an empty part. Its number.
    pub fn add(&self, typed: &mut TypedForm) -> usize {
        let number = self.count(typed).saturating_add(1).min(MOST);
        typed.set(self.count, number.to_string());
        number
    }

    /// Takes a part away; those after it move up. The number of the part where one goes on.
    pub fn remove(&self, typed: &mut TypedForm, number: usize) -> usize {
        let all = self.count(typed);
        if !(1..=all).contains(&number) || all <= self.fewest {
            return number.clamp(1, all.max(1));
        }
        for later in number..=all {
            for (_, name, _) in self.fields.iter().copied().flatten() {
                let next = typed.take(&format!("{}{name}", self.prefix(later.saturating_add(1))));
                typed.set(format!("{}{name}", self.prefix(later)), next.unwrap_or_default());
            }
        }
        let last = all.saturating_sub(1);
        typed.set(self.count, last.to_string());
        number.clamp(1, last.max(1))
    }

    /// Takes those away in which nothing was typed.
    pub fn remove_empty(&self, typed: &mut TypedForm) {
        for number in (1..=self.count(typed)).rev() {
            let prefix = self.prefix(number);
            let mut names = self.fields.iter().copied().flatten().map(|(_, name, _)| format!("{prefix}{name}"));
            if names.all(|name| typed.given(name).is_none()) {
                self.remove(typed, number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOTS: Repeated = Repeated {
        name: "lot",
        count: "lots",
        fewest: 1,
        fields: &[&[("/number", "numero", "Numéro")], &[("/hours_due", "heures", "Heures")]],
    };
    const ADDRESSES: Repeated = Repeated { name: "adresse", count: "adresses", fewest: 0, ..LOTS };

    #[test]
    fn parts_are_added_at_the_end_and_move_up_when_one_goes() {
        let mut typed = TypedForm::default();
        typed.set("lot-1-numero", "A");
        assert_eq!((LOTS.count(&typed), LOTS.add(&mut typed), LOTS.count(&typed)), (1, 2, 2));
        typed.set("lot-2-numero", "B");
        typed.set("lot-2-heures", "12");
        assert_eq!((LOTS.remove(&mut typed, 1), LOTS.count(&typed)), (1, 1));
        assert_eq!(
            (typed.text("lot-1-numero"), typed.text("lot-1-heures"), typed.text("lot-2-heures")),
            ("B", "12", "")
        );
        // The last one of those that there must be stays, and what there is not cannot go.
        for number in [1, 0, 7] {
            assert_eq!((LOTS.remove(&mut typed, number), typed.text("lot-1-numero")), (1, "B"));
        }
        typed.set("lots", "100");
        assert_eq!(LOTS.add(&mut typed), 100);
    }

    #[test]
    fn empty_parts_go() {
        let mut typed = TypedForm::default();
        typed.set("adresses", "3");
        typed.set("adresse-2-heures", "7");
        ADDRESSES.remove_empty(&mut typed);
        assert_eq!((ADDRESSES.count(&typed), typed.text("adresse-1-heures")), (1, "7"));
        typed.set("adresse-1-heures", "");
        ADDRESSES.remove_empty(&mut typed);
        assert_eq!(ADDRESSES.count(&typed), 0);
    }
}
