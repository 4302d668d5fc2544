//! Rounding of all counts of a bilan. Tables about the same people round the same running sums, so that they agree and
//! a reader of several learns no more than a reader of one.
//!
//! Works on counts by their figure's key; `bilan` puts the rounded ones in their place.

use std::collections::BTreeMap;

use super::Rounding;
use crate::values::{ExitKind, NotIntegratedReason, OutcomeKind, Sector};

/// The key of the table of prescribers.
pub const PRESCRIBERS: &str = "prescribers_other_than_plie";

const ORIGINS: [&str; 2] = ["PLIE", "AUTRES"];

/// Counts by the key of their figure.
pub type Counts = BTreeMap<String, usize>;

/// Rounds the counts of a bilan. A figure that it does not know gets none.
pub fn rounded(counts: Counts) -> Counts {
    let mut sheet = Sheet { counts, rounded: Counts::new() };
    sheet.referrals();
    sheet.outcomes();
    sheet.both_origins();
    sheet.prescribers();
    sheet.neighbourhoods();
    sheet.employees();
    sheet.whole(&mut Rounding::default(), "positive_exits.total", keys("positive_exits", ExitKind::ALL));
    sheet.rounded
}

fn keys<T: ToString>(table: &str, codes: &[T]) -> Vec<String> {
    codes.iter().map(|code| format!("{table}.{}", code.to_string())).collect()
}

struct Sheet {
    counts: Counts,
    rounded: Counts,
}

impl Sheet {
    fn count(&self, key: &str) -> usize {
        self.counts.get(key).copied().unwrap_or_default()
    }

    /// The keys of a table's parts, without its total.
    fn parts_of(&self, table: &str) -> Vec<String> {
        let is_part =
            |key: &&String| key.strip_prefix(table).is_some_and(|part| part.starts_with('.') && part != ".total");
        self.counts.keys().filter(is_part).cloned().collect()
    }

    fn parts(&mut self, rounding: &mut Rounding, keys: Vec<String>) {
        for key in keys {
            let rounded = rounding.next(self.count(&key));
            self.rounded.insert(key, rounded);
        }
    }

    /// Rounds a whole: its parts, and what they leave of it.
    fn whole(&mut self, rounding: &mut Rounding, whole: &str, keys: Vec<String>) {
        let before = rounding.reached();
        let sum: usize = keys.iter().map(|key| self.count(key)).sum();
        self.parts(rounding, keys);
        rounding.next(self.count(whole).saturating_sub(sum));
        self.rounded.insert(whole.to_owned(), rounding.reached() - before);
    }

    fn referrals(&mut self) {
        let mut homes = Rounding::default();
        for origin in ORIGINS {
            let legal = vec![format!("referrals.{origin}.qpv_legal")];
            self.whole(&mut homes, &format!("referrals.{origin}.qpv"), legal);
        }
        let by_origin = |table: &str, code: &str| ORIGINS.map(|origin| format!("{table}.{origin}.{code}")).to_vec();
        for sector in Sector::ALL {
            self.parts(&mut Rounding::default(), by_origin("referrals", sector.as_str()));
        }
        for outcome in [OutcomeKind::Validated, OutcomeKind::NotIntegrated] {
            self.parts(&mut Rounding::default(), by_origin("outcomes_decided", outcome.as_str()));
        }
    }

    /// Every referral has one origin and one outcome.
    fn outcomes(&mut self) {
        let mut rounding = Rounding::default();
        for origin in ORIGINS {
            let (before, table) = (rounding.reached(), format!("outcomes.{origin}"));
            let refused = format!("{table}.not_integrated");
            self.whole(&mut rounding, &refused, keys(&format!("{table}.reasons"), NotIntegratedReason::ALL));
            let validated = format!("{table}.validated");
            let by_sector = keys(&validated, Sector::ALL);
            let count: usize = by_sector.iter().map(|key| self.count(key)).sum();
            self.counts.insert(validated.clone(), count);
            self.whole(&mut rounding, &validated, by_sector);
            self.parts(&mut rounding, vec![format!("{table}.pending")]);
            let ended = [refused, validated, format!("{table}.pending")].map(|key| self.count(&key));
            let referrals = format!("referrals.{origin}.referrals");
            rounding.next(self.count(&referrals).saturating_sub(ended.iter().sum()));
            self.rounded.insert(referrals, rounding.reached() - before);
        }
    }

    /// The counts of both origins are the sums of the two.
    fn both_origins(&mut self) {
        let of_plie = |(key, plie): (&String, &usize)| {
            let others = self.rounded.get(&key.replace(".PLIE.", ".AUTRES."))?;
            key.contains(".PLIE.").then(|| (key.replace(".PLIE.", ".TOTAL."), plie + others))
        };
        let both: Vec<(String, usize)> = self.rounded.iter().filter_map(of_plie).collect();
        self.rounded.extend(both);
    }

    /// They go on where the referrals of the PLIE end, as these two make up all referrals.
    fn prescribers(&mut self) {
        let mut rounding = Rounding::after(self.count("referrals.PLIE.referrals"));
        let parts = self.parts_of(PRESCRIBERS);
        self.whole(&mut rounding, &format!("{PRESCRIBERS}.total"), parts);
    }

    fn neighbourhoods(&mut self) {
        for column in ["referred", "validated", "employees", "positive_exits"] {
            let (total, parts) = (format!("qpv.{column}.total"), self.parts_of(&format!("qpv.{column}")));
            self.whole(&mut Rounding::default(), &total, parts);
            let rounded = self.rounded.get(&total).copied().unwrap_or_default();
            self.rounded.insert(format!("shares.qpv_share_of_{column}"), rounded);
        }
    }

    fn employees(&mut self) {
        let sexes = keys("employees", &["women", "men"]);
        self.whole(&mut Rounding::default(), "employees.total", sexes);
        self.parts(&mut Rounding::default(), keys("employees", Sector::ALL));
        self.parts(&mut Rounding::default(), keys("employees", &["without_counted_hours"]));
        // The first three make up the employees.
        let cells = ["waived", "validated_earlier", "both", "validated_only"];
        self.parts(&mut Rounding::default(), keys("validated_and_employed", &cells));
    }
}
