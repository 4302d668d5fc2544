//! Figures of tables that our own data give. A row or a column is one of the data's series when it prints most of the
//! series' figures under the same labels; then the others are compared too.

use rust_decimal::Decimal;

use super::super::model::{Certainty, Finding, Kind, KnownSeries, Report};
use super::layout::{Axis, Layout};
use super::number::Printed;
use super::wording::place;
use crate::values::{decimal_in_french, fold};

/// How much must agree until a line is taken for a series: `19 784,11` alone, or four counts of one digit.
const ENOUGH: usize = 8;

/// A place on a line, what is printed there, and what the series says.
struct Shared {
    at: usize,
    printed: Printed,
    known: Decimal,
}

impl Shared {
    fn agrees(&self) -> bool {
        self.printed.is_print_of(self.known)
    }

    /// What its agreement says: the label, and each digit; the more there are, the less it agrees by chance.
    fn weight(&self) -> usize {
        let text = self.printed.value.abs().to_string();
        if self.printed.value.is_zero() {
            0
        } else {
            text.chars().filter(char::is_ascii_digit).count().saturating_add(1)
        }
    }
}

/// Compares each row and each column with the series that it agrees with most.
pub fn check(layout: &Layout, known: &[KnownSeries], report: &mut Report) {
    for axis in [Axis::Columns, Axis::Rows] {
        for line in 0..layout.lines(axis).len() {
            let found = known.iter().map(|series| (series, shared(layout, axis, line, series)));
            let evidence =
                |shared: &[Shared]| -> usize { shared.iter().filter(|one| one.agrees()).map(Shared::weight).sum() };
            // The first of those that agree equally.
            let best = found.rev().max_by_key(|(_, shared)| (evidence(shared), std::cmp::Reverse(wrong(shared))));
            let Some((series, shared)) = best else { continue };
            if evidence(&shared) < ENOUGH || wrong(&shared) > most_wrong(&shared) {
                continue;
            }
            report.checked = report.checked.saturating_add(shared.len());
            let wrong = shared.iter().filter(|one| !one.agrees());
            report.findings.extend(wrong.map(|one| finding(layout, (axis, line), series, one)));
        }
    }
}

/// How many figures may differ: half of those that agree, or twice as many if one of these is long.
fn most_wrong(shared: &[Shared]) -> usize {
    let agreeing = shared.len() - wrong(shared);
    let is_sure = shared.iter().any(|one| one.agrees() && one.weight() >= ENOUGH);
    if is_sure { agreeing * 2 } else { agreeing / 2 }
}

fn wrong(shared: &[Shared]) -> usize {
    shared.iter().filter(|one| !one.agrees()).count()
}

/// The figures of a line that a series has too. A label that stands twice on the line, or in the series, names neither.
fn shared(layout: &Layout, axis: Axis, line: usize, series: &KnownSeries) -> Vec<Shared> {
    let labels: Vec<String> = layout.lines(axis.other()).iter().map(|across| fold(&across.label)).collect();
    let stands_once = |label: &str| labels.iter().filter(|other| *other == label).count() == 1;
    let known = |label: &str| {
        let mut named = series.figures.iter().filter(|figure| figure.labels.iter().any(|one| one == label));
        named.next().filter(|_| named.next().is_none())
    };
    let of = |(at, label): (usize, &String)| {
        let printed = layout.cell(axis, line, at).count.clone().filter(|_| stands_once(label))?;
        Some(Shared { at, printed, known: known(label)?.value })
    };
    labels.iter().enumerate().filter_map(of).collect()
}

fn finding(layout: &Layout, (axis, line): (Axis, usize), series: &KnownSeries, one: &Shared) -> Finding {
    let known = decimal_in_french(if one.known.is_integer() { one.known.normalize() } else { one.known });
    Finding {
        kind: Kind::Data,
        certainty: Certainty::Certain,
        place: place(layout, axis, line, one.at),
        printed: layout.cell(axis, line, one.at).text.clone(),
        computed: one.known,
        explanation: format!(
            "Les données donnent {known}, et non {} : {}. Les autres chiffres de cette ligne ou colonne sont ceux des données.",
            decimal_in_french(one.printed.value),
            series.title
        ),
    }
}
