//! Figures of tables that our own data give. A row or a column is one of the data's series when it prints most of the
//! series' figures under the same labels; then the others are compared too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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

/// A series and the places across a table where its figures stand, by their labels.
struct Placed<'a> {
    series: &'a KnownSeries,
    places: Vec<(usize, Decimal)>,
}

/// Compares each row and each column with the series that it agrees with most.
pub fn check(layout: &Layout, known: &[KnownSeries], report: &mut Report) {
    for axis in [Axis::Columns, Axis::Rows] {
        let placed = placed(layout, axis, known);
        for line in 0..layout.lines(axis).len() {
            let found = placed.iter().map(|one| (one.series, shared(layout, axis, line, one)));
            // The first of those that agree equally.
            let best = found.rev().max_by_key(|(_, shared)| (evidence(shared), std::cmp::Reverse(wrong(shared))));
            let Some((series, shared)) = best else { continue };
            if evidence(&shared) < ENOUGH || wrong(&shared) > most_wrong(&shared) {
                continue;
            }
            report.checked = report.checked.saturating_add(shared.len());
            for one in shared.iter().filter(|one| !one.agrees()) {
                let found = finding(layout, (axis, line), series, (one, &shared));
                // A cell may stand on a row and on a column that both are series.
                if !is_known(&found, &report.findings) {
                    report.findings.push(found);
                }
            }
        }
    }
}

/// The series of which figures may stand on the lines of an axis. A label that stands twice across the table, or in the
/// series, names neither.
fn placed<'a>(layout: &Layout, axis: Axis, known: &'a [KnownSeries]) -> Vec<Placed<'a>> {
    let mut places: HashMap<String, Option<usize>> = HashMap::new();
    for (at, across) in layout.lines(axis.other()).iter().enumerate() {
        places.entry(fold(&across.label)).and_modify(|place| *place = None).or_insert(Some(at));
    }
    let of = |series: &'a KnownSeries| {
        let mut named: BTreeMap<usize, Option<Decimal>> = BTreeMap::new();
        for figure in &series.figures {
            let at: BTreeSet<usize> = figure.labels.iter().filter_map(|label| *places.get(label)?).collect();
            for at in at {
                named.entry(at).and_modify(|value| *value = None).or_insert(Some(figure.value));
            }
        }
        let places: Vec<_> = named.into_iter().filter_map(|(at, value)| Some((at, value?))).collect();
        (!places.is_empty()).then_some(Placed { series, places })
    };
    known.iter().filter_map(of).collect()
}

/// The figures of a line that a series has too.
fn shared(layout: &Layout, axis: Axis, line: usize, placed: &Placed<'_>) -> Vec<Shared> {
    let of = |(at, known): &(usize, Decimal)| {
        Some(Shared { at: *at, printed: layout.cell(axis, line, *at).count.clone()?, known: *known })
    };
    placed.places.iter().filter_map(of).collect()
}

/// What those that agree say together.
fn evidence(shared: &[Shared]) -> usize {
    shared.iter().filter(|one| one.agrees()).map(Shared::weight).sum()
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

/// Whether the same was found already.
fn is_known(finding: &Finding, found: &[Finding]) -> bool {
    found.iter().any(|other| other.kind == Kind::Data && other.place == finding.place)
}

fn finding(
    layout: &Layout,
    (axis, line): (Axis, usize),
    series: &KnownSeries,
    (one, shared): (&Shared, &[Shared]),
) -> Finding {
    let known = decimal_in_french(if one.known.is_integer() { one.known.normalize() } else { one.known });
    let agreeing = shared.len() - wrong(shared);
    let is_sure = wrong(shared) < agreeing;
    Finding {
        kind: Kind::Data,
        certainty: if is_sure { Certainty::Certain } else { Certainty::Doubt },
        place: place(layout, axis, line, one.at),
        printed: layout.cell(axis, line, one.at).text.clone(),
        computed: one.known,
        explanation: format!(
            "Les données donnent {known}, et non {} : {}. Chiffres de cette {} qui sont ceux des données : {agreeing} sur {}.",
            decimal_in_french(one.printed.value),
            series.title,
            if axis == Axis::Rows { "ligne" } else { "colonne" },
            shared.len(),
        ),
    }
}
