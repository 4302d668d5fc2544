//! Use case: a published bilan is proofread. Nothing of it is stored or logged.

use super::super::actions::{bilan, must_see_all};
use super::comparison::{Comparison, compare};
use super::findings::{Finding, Kind};
use super::series::{Series, series};
use super::set::PublishedSet;
use super::{identities, shares};
use crate::access::{Caller, Permission, ProofreadBilans, ReadBilans};
use crate::bilan::{Bilan, MonthRun, Reach};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{YEARS, decimal_in_french, fold, parse_decimal};

/// A figure of ours that reports do not print.
const WITHOUT_HOURS: &str = "employees.without_counted_hours";

/// What proofreading found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proofreading {
    /// What was found: by kind, then in the order of the set.
    pub findings: Vec<Finding>,
    /// How many times a figure was compared, with the data or with its neighbours.
    pub checked: usize,
}

/// Compares the figures of a set with those of the year, and with each other.
///
/// # Errors
/// `forbidden` to an officer of single sectors, to whom other figures would seem wrong; `invalid_year`; `invalid_body`.
pub fn proofread(
    caller: &Caller<ProofreadBilans>,
    year: i32,
    reach: Reach,
    set: &PublishedSet,
) -> Result<Proofreading> {
    admit(caller)?;
    if let Some(named) = set.year.as_ref().filter(|named| **named != year.to_string()) {
        let detail = format!("Ces chiffres sont de l’année {}, et non {year}.", crate::values::shorten(named));
        return Err(FieldError::new("/year", ProblemCode::InvalidYear).with_detail(detail).into());
    }
    let wrong_shares = shares::check(set).map_err(AppError::from_field_errors)?;
    let bilan = bilan(&caller.with_right::<ReadBilans>()?, of_year(year)?, reach)?;
    let mut comparisons = compare(set, &bilan);
    // Reports say who was at work, and not who of them had no hours.
    comparisons.retain(|one| !(one.is_left_out && one.figure == WITHOUT_HOURS));
    let (identities, neighbours) = identities::check(set);
    let checked = [comparisons.len(), identities, set.shares.len()].into_iter().fold(0, usize::saturating_add);
    let mut findings: Vec<Finding> =
        comparisons.into_iter().filter(|comparison| !comparison.equal).map(differing).collect();
    findings.extend(neighbours);
    findings.extend(wrong_shares);
    findings.extend(not_in_force(set, &bilan));
    findings.sort_by_key(|finding| finding.kind);
    Ok(Proofreading { findings, checked })
}

/// Whether a caller may proofread bilans.
pub fn may_proofread<P: Permission>(caller: &Caller<P>) -> bool {
    caller.with_right::<ProofreadBilans>().is_ok_and(|caller| admit(&caller).is_ok())
}

/// To an officer of single sectors other figures would seem wrong.
fn admit(caller: &Caller<ProofreadBilans>) -> Result<()> {
    let detail = "Un bilan publié compte tous les secteurs : seul qui les voit tous peut le relire.";
    must_see_all(caller, detail)
}

fn of_year(year: i32) -> Result<MonthRun> {
    MonthRun::of_year(year).ok_or_else(|| ProblemCode::InvalidYear.into())
}

/// The figures of a year and of the year before, of the PLIE's people and of everyone, as reports print them.
///
/// # Errors
/// `forbidden` to an officer of single sectors; `invalid_year`.
pub fn known(caller: &Caller<ProofreadBilans>, year: i32) -> Result<Vec<Series>> {
    admit(caller)?;
    let caller = caller.with_right::<ReadBilans>()?;
    let mut known = Vec::new();
    for year in [Some(year), year.checked_sub(1).filter(|year| YEARS.contains(year))].into_iter().flatten() {
        for (reach, whose) in [(Reach::Plie, "personnes du PLIE"), (Reach::All, "toutes les personnes")] {
            let of = |series: Series| Series { title: format!("{}, {year}, {whose}", series.title), ..series };
            known.extend(series(&bilan(&caller, of_year(year)?, reach)?).into_iter().map(of));
        }
    }
    Ok(known)
}

fn differing(comparison: Comparison) -> Finding {
    let Comparison { figure, published, computed, .. } = comparison;
    let explanation = match &computed {
        Some(computed) => format!("Les données donnent {}, et non {}.", written(computed), written(&published)),
        None => "Le bilan n’a pas de chiffre de ce nom, ou pas de valeur pour lui.".to_owned(),
    };
    Finding { kind: Kind::Differs, figure, published: Some(published), computed, explanation }
}

/// A number as a French text writes it; the names of a list as they are.
fn written(value: &str) -> String {
    parse_decimal(value).map_or_else(|| value.to_owned(), decimal_in_french)
}

/// The bilan's remarks on neighbourhoods that the set counts.
fn not_in_force(set: &PublishedSet, bilan: &Bilan) -> Vec<Finding> {
    let name = |path: &str| fold(path.split_once('.').map_or("", |(_, name)| name));
    let is_counted = |wanted: &str| {
        set.figures.iter().any(|figure| {
            figure.path.len() == 3
                && figure.path.first().is_some_and(|table| table == "qpv")
                && figure.path.last().is_some_and(|name| fold(name) == wanted)
                && figure.published.to_string() != "0"
        })
    };
    let remarks = bilan.findings.iter().filter(|finding| finding.kind == Kind::NeighbourhoodNotInForce.name());
    let counted = remarks.filter(|finding| is_counted(&name(&finding.figure)));
    counted
        .map(|finding| Finding {
            kind: Kind::NeighbourhoodNotInForce,
            figure: finding.figure.clone(),
            published: None,
            computed: None,
            explanation: finding.explanation.clone(),
        })
        .collect()
}
