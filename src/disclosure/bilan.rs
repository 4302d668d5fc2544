//! All counts of a bilan as dashboards read them. Each breakdown is given whole or not at all, and only below a whole that
//! is given; tables about the same people round the same running sums, so that they agree.
//!
//! Works on counts by their figure's key; `bilan` puts the given ones in their place and withholds the others.

use std::collections::BTreeMap;

use super::{Rounding, is_given, whole};
use crate::values::{ExitKind, NotIntegratedReason, Sector};

/// The key of the table of prescribers.
pub const PRESCRIBERS: &str = "prescribers_other_than_plie";

const ORIGINS: [&str; 2] = ["PLIE", "AUTRES"];

/// Counts by the key of their figure.
pub type Counts = BTreeMap<String, usize>;

/// The counts of a bilan that are given, rounded. What was decided in the year is withheld: it is nearly the same people as
/// the outcomes of its referrals.
pub fn given(counts: Counts) -> Counts {
    let mut sheet = Sheet { counts, given: Counts::new() };
    sheet.referrals();
    sheet.both_origins();
    sheet.prescribers();
    sheet.of_neighbourhoods();
    sheet.employees();
    sheet.exits();
    sheet.given
}

fn keys<T: ToString>(table: &str, codes: &[T]) -> Vec<String> {
    codes.iter().map(|code| format!("{table}.{}", code.to_string())).collect()
}

struct Sheet {
    counts: Counts,
    given: Counts,
}

impl Sheet {
    fn count(&self, key: &str) -> usize {
        self.counts.get(key).copied().unwrap_or_default()
    }

    fn sum(&self, keys: &[String]) -> usize {
        keys.iter().map(|key| self.count(key)).sum()
    }

    /// The keys of a table's parts, without its total.
    fn parts_of(&self, table: &str) -> Vec<String> {
        let part =
            |key: &&String| key.strip_prefix(table).is_some_and(|part| part.starts_with('.') && part != ".total");
        self.counts.keys().filter(part).cloned().collect()
    }

    /// Gives a whole, if it is of enough people.
    fn whole(&mut self, key: &str) {
        self.given.extend(whole(self.count(key)).map(|rounded| (key.to_owned(), rounded)));
    }

    /// Gives the parts of wholes that follow each other, if all wholes are given and no part, nor what the parts leave of
    /// its whole, is of a few people.
    fn break_down(&mut self, start: usize, breakdowns: &[(String, Vec<String>)]) {
        let rest =
            |sheet: &Self, (key, parts): &(String, Vec<String>)| sheet.count(key).saturating_sub(sheet.sum(parts));
        let parts = breakdowns.iter().flat_map(|(_, parts)| parts).map(|key| self.count(key));
        let rests = breakdowns.iter().map(|breakdown| rest(self, breakdown));
        let has_wholes = breakdowns.iter().all(|(key, _)| self.given.contains_key(key));
        if !has_wholes || !is_given(parts.chain(rests)) {
            return;
        }
        let mut rounding = Rounding::after(start);
        for breakdown in breakdowns {
            for key in &breakdown.1 {
                let rounded = rounding.next(self.count(key));
                self.given.insert(key.clone(), rounded);
            }
            rounding.next(rest(self, breakdown));
        }
    }

    /// Gives parts of a whole that may overlap, if none is of a few people.
    fn overlapping(&mut self, whole: &str, parts: Vec<String>) {
        if self.given.contains_key(whole) && is_given(parts.iter().map(|key| self.count(key))) {
            let mut rounding = Rounding::default();
            for key in parts {
                let rounded = rounding.next(self.count(&key));
                self.given.insert(key, rounded);
            }
        }
    }

    /// Every referral has one origin and one outcome; origins follow each other in one running sum.
    fn referrals(&mut self) {
        const ALL: &str = "referrals.TOTAL.referrals";
        self.whole(ALL);
        self.break_down(0, &[(ALL.to_owned(), keys_by_origin("referrals", "referrals"))]);
        for origin in ORIGINS {
            let by_sector = self.sum(&keys(&format!("outcomes.{origin}.validated"), Sector::ALL));
            self.counts.insert(format!("outcomes.{origin}.validated"), by_sector);
        }
        let by_origin = |whole: &dyn Fn(&str) -> String, parts: &dyn Fn(&str) -> Vec<String>| {
            ORIGINS.map(|origin| (whole(origin), parts(origin)))
        };
        let referrals = |origin: &str| format!("referrals.{origin}.referrals");
        let outcome = |origin: &str, code: &str| format!("outcomes.{origin}.{code}");
        let ended =
            |origin: &str| ["not_integrated", "validated", "pending"].map(|code| outcome(origin, code)).to_vec();
        self.break_down(0, &by_origin(&referrals, &ended));
        let reasons = |origin: &str| keys(&outcome(origin, "reasons"), NotIntegratedReason::ALL);
        for (origin, start) in [("PLIE", 0), ("AUTRES", self.count("referrals.PLIE.referrals"))] {
            let refused = outcome(origin, "not_integrated");
            let validated = outcome(origin, "validated");
            let sectors = keys(&validated, Sector::ALL);
            let after = start + self.count(&refused);
            self.break_down(start, &[(refused, reasons(origin))]);
            self.break_down(after, &[(validated, sectors)]);
        }
        for origin in ORIGINS {
            self.overlapping(&referrals(origin), keys(&format!("referrals.{origin}"), Sector::ALL));
        }
        let listed = |origin: &str| format!("referrals.{origin}.qpv");
        let others = ORIGINS.map(|origin| self.count(&referrals(origin)).saturating_sub(self.count(&listed(origin))));
        // Those of both origins follow each other, as the table of neighbourhoods counts them together.
        if is_given(others) && ORIGINS.iter().all(|origin| self.given.contains_key(&referrals(origin))) {
            self.break_down(0, &[(ALL.to_owned(), ORIGINS.map(listed).to_vec())]);
        }
        let legal: Vec<_> =
            ORIGINS.iter().map(|origin| (listed(origin), vec![format!("referrals.{origin}.qpv_legal")])).collect();
        self.break_down(0, &legal);
    }

    /// The counts of both origins are the sums of the two.
    fn both_origins(&mut self) {
        let of_plie = |(key, plie): (&String, &usize)| {
            let others = self.given.get(&key.replace(".PLIE.", ".AUTRES."))?;
            key.contains(".PLIE.").then(|| (key.replace(".PLIE.", ".TOTAL."), plie + others))
        };
        let both: Vec<(String, usize)> = self.given.iter().filter_map(of_plie).collect();
        self.given.extend(both);
    }

    fn prescribers(&mut self) {
        const ALL: &str = "referrals.AUTRES.referrals";
        let Some(others) = self.given.get(ALL).copied() else { return };
        self.given.insert(format!("{PRESCRIBERS}.total"), others);
        let start = self.count("referrals.PLIE.referrals");
        self.break_down(start, &[(ALL.to_owned(), self.parts_of(PRESCRIBERS))]);
    }

    /// The people of the listed neighbourhoods among those of a whole.
    fn of_neighbourhoods(&mut self) {
        self.whole("employees.total");
        self.whole("positive_exits.total");
        let validated = ORIGINS.iter().filter_map(|origin| self.given.get(&format!("outcomes.{origin}.validated")));
        let validated: Vec<usize> = validated.copied().collect();
        let columns = [
            ("referred", self.given.contains_key("referrals.TOTAL.qpv"), self.count("referrals.TOTAL.referrals")),
            (
                "validated",
                validated.len() == 2,
                self.count("outcomes.PLIE.validated") + self.count("outcomes.AUTRES.validated"),
            ),
            ("employees", self.given.contains_key("employees.total"), self.count("employees.total")),
            ("positive_exits", self.given.contains_key("positive_exits.total"), self.count("positive_exits.total")),
        ];
        for (column, is_whole_given, whole) in columns {
            let total = format!("qpv.{column}.total");
            let here = self.count(&total);
            if is_whole_given && is_given([here, whole.saturating_sub(here)]) {
                self.given.insert(total.clone(), Rounding::default().next(here));
                let parts = self.parts_of(&format!("qpv.{column}"));
                self.break_down(0, &[(total, parts)]);
            }
        }
        for column in ["employees", "validated"] {
            let total = self.given.get(&format!("qpv.{column}.total")).copied();
            self.given.extend(total.map(|count| (format!("shares.qpv_share_of_{column}"), count)));
        }
    }

    fn employees(&mut self) {
        const ALL: &str = "employees.total";
        let part = |codes: &[&str]| vec![(ALL.to_owned(), keys("employees", codes))];
        self.break_down(0, &part(&["women", "men"]));
        self.overlapping(ALL, keys("employees", Sector::ALL));
        self.break_down(0, &part(&["without_counted_hours"]));
        let cells = |codes: &[&str]| keys("validated_and_employed", codes);
        // The first three make up the employees.
        let (employed, other) = (cells(&["waived", "validated_earlier", "both"]), cells(&["validated_only"]));
        if is_given([self.sum(&other)]) {
            self.break_down(0, &[(ALL.to_owned(), employed.clone())]);
            if self.given.contains_key(&employed[0]) {
                let only = Rounding::after(self.sum(&employed)).next(self.sum(&other));
                self.given.extend(other.into_iter().map(|key| (key, only)));
            }
        }
    }

    fn exits(&mut self) {
        let kinds = keys("positive_exits", ExitKind::ALL);
        self.break_down(0, &[("positive_exits.total".to_owned(), kinds)]);
    }
}

fn keys_by_origin(table: &str, code: &str) -> Vec<String> {
    ORIGINS.map(|origin| format!("{table}.{origin}.{code}")).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn employees(total: usize, without_hours: usize) -> Counts {
        let counts = [("employees.total", total), ("employees.without_counted_hours", without_hours)];
        given(counts.map(|(key, count)| (key.to_owned(), count)).into())
    }

    #[test]
    fn a_part_is_withheld_where_it_leaves_a_few_people_of_its_whole() {
        const PART: &str = "employees.without_counted_hours";
        assert_eq!(employees(22, 17).get(PART), Some(&15), "it leaves five");
        assert_eq!(employees(22, 22).get(PART), Some(&20), "it leaves nobody");
        for leaving_a_few in [18, 19, 20, 21] {
            assert_eq!(employees(22, leaving_a_few).get(PART), None, "{leaving_a_few} of 22");
        }
        assert_eq!(employees(22, 3).get(PART), None, "they are few themselves");
    }
}
