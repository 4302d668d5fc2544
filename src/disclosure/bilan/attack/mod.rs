//! A reader of a published bilan who computes hidden counts: the constraints that hold between its counts, and bounds
//! on each count. The tests of `bilan` check with it that no small count follows.

mod equations;

use std::collections::BTreeMap;

use crate::disclosure::{Zeros, suppress};
use crate::values::{ExitKind, NotIntegratedReason, Sector};

const ORIGINS: [&str; 3] = ["PLIE", "AUTRES", "TOTAL"];

/// The upper bound of a count about which nothing is known.
const MOST: usize = 1_000;

/// People at work less people with counted hours: a bilan and totals together give it, as docs/dashboards.md states.
pub const WITHOUT_HOURS: &str = "employees.without_counted_hours";

/// People with counted hours, as the totals of the year count them.
#[derive(Debug)]
pub struct PeopleWithHours {
    pub all: usize,
    /// `women` and `men`.
    pub by_sex: Vec<(String, usize)>,
    pub by_sector: Vec<(String, usize)>,
}

/// What a reader can deduce from a bilan.
#[derive(Debug, Default)]
pub struct Reader {
    /// The least and the most that each count can be.
    pub bounds: BTreeMap<String, (usize, usize)>,
    /// The listed neighbourhoods.
    places: Vec<String>,
    /// A whole and the parts that add up to it.
    sums: Vec<(String, Vec<String>)>,
    /// A count and another that it cannot exceed.
    at_most: Vec<(String, String)>,
    /// A count and several others whose sum it cannot exceed.
    covered: Vec<(String, Vec<String>)>,
}

impl Reader {
    fn sum(&mut self, whole: impl Into<String>, parts: impl IntoIterator<Item = String>) {
        self.sums.push((whole.into(), parts.into_iter().collect()));
    }

    fn at_most(&mut self, part: impl Into<String>, whole: impl Into<String>) {
        self.at_most.push((part.into(), whole.into()));
    }

    /// Reads the printed figures (none for a hidden one) and denominators of a bilan, and the totals of its year.
    pub fn of(
        printed: impl IntoIterator<Item = (String, Option<usize>)>,
        places: &[&str],
        totals: Option<&PeopleWithHours>,
    ) -> Self {
        let places = places.iter().map(|place| (*place).to_owned()).collect();
        let mut reader = Self { places, ..Self::default() };
        for (key, count) in printed {
            reader.bounds.insert(key, count.map_or((0, MOST), |count| (count, count)));
        }
        reader.referrals();
        reader.people();
        reader.prescribers();
        totals.into_iter().for_each(|totals| reader.totals(totals));
        let of_sums = reader.sums.iter().flat_map(|(whole, parts)| parts.iter().chain([whole]));
        let keys: Vec<String> =
            of_sums.chain(reader.at_most.iter().flat_map(|(part, whole)| [part, whole])).cloned().collect();
        for key in keys {
            reader.bounds.entry(key).or_insert((0, MOST));
        }
        reader
    }

    fn referrals(&mut self) {
        for origin in ORIGINS {
            let whole = format!("referrals.{origin}.referrals");
            let validated = Sector::ALL.iter().map(|sector| format!("outcomes.{origin}.validated.{sector}"));
            let others = ["not_integrated", "pending"].map(|end| format!("outcomes.{origin}.{end}"));
            self.sum(&whole, validated.chain(others));
            let reasons = NotIntegratedReason::ALL.iter().map(|one| format!("outcomes.{origin}.reasons.{one}"));
            self.sum(format!("outcomes.{origin}.not_integrated"), reasons);
            self.at_most(format!("referrals.{origin}.qpv"), &whole);
            self.at_most(format!("referrals.{origin}.qpv_legal"), format!("referrals.{origin}.qpv"));
            let mentions: Vec<_> = Sector::ALL.iter().map(|sector| format!("referrals.{origin}.{sector}")).collect();
            mentions.iter().for_each(|mention| self.at_most(mention, &whole));
            self.covered.push((whole, mentions));
        }
        let both = |cell: &str| ["PLIE", "AUTRES"].map(|origin| cell.replace("TOTAL", origin));
        let keys: Vec<String> = self.bounds.keys().filter(|key| key.contains(".TOTAL.")).cloned().collect();
        keys.iter().filter(|key| *key != "outcomes.TOTAL.validated").for_each(|key| self.sum(key, both(key)));
        let validated = Sector::ALL.iter().map(|sector| format!("outcomes.TOTAL.validated.{sector}"));
        self.sum("outcomes.TOTAL.validated", validated);
        self.sum("referrals.TOTAL.qpv", ["qpv.referred.total".to_owned()]);
        self.sum("shares.qpv_share_of_validated", ["qpv.validated.total".to_owned()]);
        self.at_most("qpv.validated.total", "outcomes.TOTAL.validated");
        for place in self.places.clone() {
            self.at_most(format!("qpv.validated.{place}"), format!("qpv.referred.{place}"));
        }
        for column in ["referred", "validated", "employees", "positive_exits"] {
            let parts: Vec<_> = self.places.iter().map(|place| format!("qpv.{column}.{place}")).collect();
            self.sum(format!("qpv.{column}.total"), parts);
        }
    }

    fn people(&mut self) {
        let text = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        self.sum("employees.total", text(&["employees.women", "employees.men"]));
        let four = ["both", "validated_earlier", "waived"].map(|key| format!("validated_and_employed.{key}"));
        self.sum("employees.total", four);
        self.sum("shares.qpv_share_of_employees", text(&["qpv.employees.total"]));
        let sectors: Vec<_> = Sector::ALL.iter().map(|sector| format!("employees.{sector}")).collect();
        sectors.iter().for_each(|sector| self.at_most(sector, "employees.total"));
        self.covered.push(("employees.total".to_owned(), sectors));
        self.at_most("employees.without_counted_hours", "employees.total");
        self.at_most("qpv.employees.total", "employees.total");
        self.at_most("qpv.positive_exits.total", "positive_exits.total");
        self.sum("positive_exits.total", ExitKind::ALL.iter().map(|kind| format!("positive_exits.{kind}")));
        // People were validated by as many referrals, or more.
        let people = ["both", "validated_only"].map(|key| format!("validated_and_employed.{key}"));
        self.sum("people validated", people);
        self.at_most("people validated", "outcomes.TOTAL.validated");
    }

    /// The totals of the year count people with counted hours, all, by sex and by sector, with their own suppression.
    fn totals(&mut self, PeopleWithHours { all, by_sex, by_sector }: &PeopleWithHours) {
        let all = *all;
        for (cells, zeros) in [(by_sex, Zeros::Hideable), (by_sector, Zeros::Known)] {
            let counts: Vec<usize> = cells.iter().map(|(_, count)| *count).collect();
            let hidden = suppress(all, &counts, zeros);
            self.bounds.insert("totals".to_owned(), if hidden.total { (0, MOST) } else { (all, all) });
            for ((key, count), hidden) in cells.iter().zip(hidden.cells) {
                let bounds = if hidden { (0, MOST) } else { (*count, *count) };
                self.bounds.insert(format!("totals.{key}"), bounds);
                let (of_totals, of_bilan) = (format!("totals.{key}"), format!("employees.{key}"));
                self.at_most(&of_totals, &of_bilan);
                self.covered.push((of_bilan, vec![of_totals, WITHOUT_HOURS.to_owned()]));
            }
        }
        self.sum("totals", ["women", "men"].map(|key| format!("totals.{key}")));
        self.covered.push(("totals".to_owned(), by_sector.iter().map(|(key, _)| format!("totals.{key}")).collect()));
        let both = ["totals", WITHOUT_HOURS].map(str::to_owned);
        self.sum("employees.total", both);
    }

    /// Each prescriber with a row sent at least one person; without rows only the sum is known.
    fn prescribers(&mut self) {
        const TABLE: &str = "prescribers_other_than_plie.";
        let whole = format!("{TABLE}total");
        let rows: Vec<String> =
            self.bounds.keys().filter(|key| key.starts_with(TABLE) && **key != whole).cloned().collect();
        for row in &rows {
            let (least, most) = self.bounds[row];
            self.bounds.insert(row.clone(), (least.max(1), most));
        }
        if !rows.is_empty() {
            self.sum(&whole, rows);
        }
        self.sum("referrals.AUTRES.referrals", [whole]);
    }

    fn narrow(&mut self, key: &str, (least, most): (usize, usize)) -> bool {
        let before = self.bounds[key];
        let after = (before.0.max(least), before.1.min(most));
        self.bounds.insert(key.to_owned(), after);
        after != before
    }

    /// Narrows the bounds by all constraints until none changes.
    pub fn narrow_bounds(&mut self) {
        let (sums, at_most, covered) = (self.sums.clone(), self.at_most.clone(), self.covered.clone());
        for _ in 0..500 {
            let mut any = false;
            for (whole, parts) in &sums {
                let of = |reader: &Self| {
                    parts.iter().fold((0, 0), |sum, part| {
                        let own = reader.bounds[part];
                        (sum.0 + own.0, sum.1 + own.1)
                    })
                };
                let sum_of_parts = of(self);
                any |= self.narrow(whole, sum_of_parts);
                for part in parts {
                    let ((least, most), own, all) = (of(self), self.bounds[part], self.bounds[whole]);
                    let (others_least, others_most) = (least - own.0, most - own.1);
                    let bounds = (all.0.saturating_sub(others_most), all.1.saturating_sub(others_least));
                    any |= self.narrow(part, bounds);
                }
            }
            for (part, whole) in &at_most {
                let (low, high) = (self.bounds[part].0, self.bounds[whole].1);
                any |= self.narrow(part, (0, high)) | self.narrow(whole, (low, MOST));
            }
            for (whole, parts) in &covered {
                let most: usize = parts.iter().map(|part| self.bounds[part].1).sum();
                any |= self.narrow(whole, (0, most));
                for part in parts {
                    let low = self.bounds[whole].0.saturating_sub(most - self.bounds[part].1);
                    any |= self.narrow(part, (low, MOST));
                }
            }
            if !any {
                return;
            }
        }
    }
}
