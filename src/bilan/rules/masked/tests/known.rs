//! What a reader of a bilan knows of its counts, whatever is hidden: what adds up, and what is at most what else.

use std::collections::BTreeMap;

use super::PLACES;
use crate::bilan::facts::{AssignedPerson, Facts};
use crate::bilan::rules::distinct;
use crate::bilan::{Table, Value};
use crate::values::masking::{self, Zeros};
use crate::values::{ExitKind, NotIntegratedReason, Sector, Sex};

const ORIGINS: [&str; 3] = ["PLIE", "AUTRES", "TOTAL"];

/// What a reader knows of a bilan, whatever is hidden in it.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The least and the most that each count can be.
    pub bounds: BTreeMap<String, (usize, usize)>,
    /// What adds up: a whole and its parts.
    pub sums: Vec<(String, Vec<String>)>,
    /// What is at most something else.
    at_most: Vec<(String, String)>,
    /// What is at most several others together.
    covered: Vec<(String, Vec<String>)>,
}

const MOST: usize = 1_000;

/// People at work less people with counted hours: two answers tell it together, as docs/dashboards.md says.
pub(super) const WITHOUT_HOURS: &str = "employees.without_counted_hours";

impl Known {
    fn sum(&mut self, whole: impl Into<String>, parts: impl IntoIterator<Item = String>) {
        self.sums.push((whole.into(), parts.into_iter().collect()));
    }

    fn at_most(&mut self, part: impl Into<String>, whole: impl Into<String>) {
        self.at_most.push((part.into(), whole.into()));
    }

    /// What is printed, and by the rules that are told with it how figures hang together.
    pub fn of(tables: &[Table], totals_of: Option<&Facts>) -> Self {
        let mut known = Self::default();
        for figure in tables.iter().flat_map(|table| &table.figures) {
            let bounds = match figure.value {
                Value::Count(count) => (count, count),
                _ => (0, MOST),
            };
            known.bounds.insert(figure.key.clone(), bounds);
        }
        let wholes = tables.iter().flat_map(|table| &table.figures).filter_map(|figure| figure.denominator.as_ref());
        for whole in wholes {
            if let Value::Count(count) = whole.value {
                known.bounds.insert(whole.figure.clone(), (count, count));
            }
        }
        known.referrals();
        known.people();
        known.prescribers();
        totals_of.into_iter().for_each(|facts| known.totals(facts));
        known
            .sums
            .iter()
            .flat_map(|(whole, parts)| parts.iter().chain([whole]))
            .chain(known.at_most.iter().flat_map(|(part, whole)| [part, whole]))
            .for_each(|key| {
                known.bounds.entry(key.clone()).or_insert((0, MOST));
            });
        known
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
        for place in PLACES {
            self.at_most(format!("qpv.validated.{place}"), format!("qpv.referred.{place}"));
        }
        for column in ["referred", "validated", "employees", "positive_exits"] {
            self.sum(format!("qpv.{column}.total"), PLACES.iter().map(|place| format!("qpv.{column}.{place}")));
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

    /// What the totals of the year tell beside it, of people with counted hours: all, by sex and by sector, hidden as there.
    fn totals(&mut self, facts: &Facts) {
        let with_hours = |of: &dyn Fn(&AssignedPerson) -> bool| {
            let own = facts.assigned.iter().filter(|one| facts.with_counted_hours.contains(&one.candidate) && of(one));
            distinct(own.map(|one| one.candidate)).len()
        };
        let all = with_hours(&|_| true);
        let sexes = [("women", Sex::Female), ("men", Sex::Male)]
            .map(|(key, sex)| (key.to_owned(), with_hours(&|one| one.sex == sex)));
        let sectors: Vec<_> =
            Sector::ALL.iter().map(|sector| (sector.to_string(), with_hours(&|one| one.sector == *sector))).collect();
        for (cells, zeros) in [(sexes.to_vec(), Zeros::Hideable), (sectors.clone(), Zeros::Known)] {
            let counts: Vec<usize> = cells.iter().map(|(_, count)| *count).collect();
            let hidden = masking::hidden(all, &counts, zeros);
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
        self.covered.push(("totals".to_owned(), sectors.iter().map(|(key, _)| format!("totals.{key}")).collect()));
        let both = ["totals", WITHOUT_HOURS].map(str::to_owned);
        self.sum("employees.total", both);
    }

    /// Whoever has a row sent somebody; without rows nothing is known but the sum.
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
        let own = self.bounds[key];
        let now = (own.0.max(least), own.1.min(most));
        self.bounds.insert(key.to_owned(), now);
        now != own
    }

    /// Narrows everything down until nothing changes.
    pub fn work_out(&mut self) {
        let (sums, at_most, covered) = (self.sums.clone(), self.at_most.clone(), self.covered.clone());
        for _ in 0..500 {
            let mut any = false;
            for (whole, parts) in &sums {
                let of = |known: &Self| {
                    parts.iter().fold((0, 0), |sum, part| {
                        let own = known.bounds[part];
                        (sum.0 + own.0, sum.1 + own.1)
                    })
                };
                let parts_together = of(self);
                any |= self.narrow(whole, parts_together);
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
