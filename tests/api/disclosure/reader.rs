//! A reader who puts all answers of one moment together: every count and every sum of hours is an unknown with bounds,
//! and every way in which they add up narrows the bounds of the others.

use std::collections::BTreeMap;

/// The least and the greatest value that an unknown may have.
pub type Bounds = (i64, i64);

/// Above every count and every sum of hours.
const MOST: i64 = 100_000_000;

#[derive(Default)]
pub struct Reader {
    bounds: BTreeMap<String, Bounds>,
    /// Sums of unknowns, each with its sign, that are zero.
    zero_sums: Vec<Vec<(i64, String)>>,
}

impl Reader {
    /// Learns that an unknown lies within bounds.
    pub fn learn(&mut self, name: &str, (least, most): Bounds) {
        let bounds = self.bounds.entry(name.to_owned()).or_insert((0, MOST));
        *bounds = (bounds.0.max(least), bounds.1.min(most));
    }

    /// Learns a figure as an answer shows it: exact, rounded to a multiple of a base, or withheld.
    pub fn read(&mut self, name: &str, shown: Option<i64>, rounded_to: Option<i64>) {
        self.learn(
            name,
            match (shown, rounded_to) {
                (None, _) => (0, MOST),
                // A breakdown with a part of one to four is withheld, so none is none.
                (Some(0), _) => (0, 0),
                (Some(shown), None) => (shown, shown),
                (Some(shown), Some(base)) => (base.max(shown - base + 1), shown + base - 1),
            },
        );
    }

    /// Learns that a whole is the sum of its parts.
    pub fn adds_up<S: AsRef<str>>(&mut self, whole: &str, parts: &[S]) {
        let parts = parts.iter().map(|part| (1, part.as_ref().to_owned()));
        self.zero_sums.push(parts.chain([(-1, whole.to_owned())]).collect());
    }

    /// Learns the running sums of parts that were rounded one after the other: each is at most half a base away.
    pub fn running_sums<S: AsRef<str>>(&mut self, name: &str, parts: &[(S, Option<i64>)], base: i64) {
        let mut reached = 0;
        let mut names = Vec::new();
        for (place, (part, shown)) in parts.iter().enumerate() {
            let Some(shown) = shown else { return };
            reached += shown;
            names.push(part.as_ref().to_owned());
            let sum = format!("{name} up to {place}");
            self.adds_up(&sum, &names);
            self.learn(&sum, (reached - base / 2, reached + base / 2));
        }
    }

    /// Narrows bounds until none gets narrower.
    pub fn narrow(&mut self) {
        for name in self.zero_sums.iter().flatten().map(|(_, name)| name) {
            self.bounds.entry(name.clone()).or_insert((0, MOST));
        }
        let mut narrowed = true;
        while std::mem::take(&mut narrowed) {
            for sum in &self.zero_sums {
                for (sign, name) in sum {
                    narrowed |= narrow_one(&mut self.bounds, sum, *sign, name);
                }
            }
        }
    }

    pub fn bounds(&self, name: &str) -> Bounds {
        *self.bounds.get(name).unwrap_or_else(|| panic!("nothing is known of {name}"))
    }
}

/// What the others of a sum leave for one of them; whether that is less than was known.
fn narrow_one(bounds: &mut BTreeMap<String, Bounds>, sum: &[(i64, String)], sign: i64, name: &str) -> bool {
    let others = sum.iter().filter(|(_, other)| other != name);
    let (least, most) = others.fold((0, 0), |(least, most), (sign, other)| {
        let (low, high) = bounds[other];
        if *sign > 0 { (least + low, most + high) } else { (least - high, most - low) }
    });
    let (least, most) = if sign > 0 { (-most, -least) } else { (least, most) };
    let known = bounds.get_mut(name).unwrap();
    let narrower = (known.0.max(least), known.1.min(most));
    assert!(narrower.0 <= narrower.1, "{name}: {known:?} and {:?}: the reader assumes what is not true", (least, most));
    std::mem::replace(known, narrower) != narrower
}
