//! Printed shares beside the figures that they are shares of.

use rust_decimal::{Decimal, RoundingStrategy};

use super::findings::{Finding, Kind, plain};
use super::set::{PublishedSet, PublishedShare};
use crate::error::{FieldError, ProblemCode};
use crate::values::{decimal_in_french, parse_decimal};

/// Compares the printed shares with the published figures that they name, at the number of decimals of their print; a share
/// may be rounded or cut.
///
/// # Errors
/// `invalid_body` at a share that is no percentage, or names no figures.
pub(super) fn check(set: &PublishedSet) -> Result<Vec<Finding>, Vec<FieldError>> {
    let (mut findings, mut errors) = (Vec::new(), Vec::new());
    for (place, share) in set.shares.iter().enumerate() {
        match found(set, share) {
            Ok(finding) => findings.extend(finding),
            Err((member, detail)) => errors.push(
                FieldError::new(format!("/shares/{place}/{member}"), ProblemCode::InvalidBody).with_detail(detail),
            ),
        }
    }
    if errors.is_empty() { Ok(findings) } else { Err(errors) }
}

fn found(set: &PublishedSet, share: &PublishedShare) -> Result<Option<Finding>, (&'static str, String)> {
    let not_percent = || ("printed_percent", "Attendu une part en pour cent, par exemple 24 ou 37.5.".to_owned());
    let printed = parse_decimal(&share.printed_percent.replace(',', ".")).ok_or_else(not_percent)?;
    let sum = |member, path: &str| {
        let none = || (member, "Ce chemin ne mène à aucun chiffre publié.".to_owned());
        set.sum(path).map(|(sum, _)| sum).ok_or_else(none)
    };
    let (part, whole) = (sum("numerator", &share.numerator)?, sum("denominator", &share.denominator)?);
    let exact = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|hundred| hundred.checked_div(whole));
    let Some(exact) = exact else { return Err(("denominator", "Une part de zéro n’a pas de valeur.".to_owned())) };
    let at = |decimals, how| exact.round_dp_with_strategy(decimals, how);
    let prints =
        [RoundingStrategy::MidpointAwayFromZero, RoundingStrategy::MidpointNearestEven, RoundingStrategy::ToZero];
    if prints.into_iter().any(|how| at(printed.scale(), how) == printed) {
        return Ok(None);
    }
    let computed = at(1, RoundingStrategy::MidpointAwayFromZero);
    let explanation = format!(
        "{} sur {} font {} %, et non {} %.",
        decimal_in_french(plain(part)),
        decimal_in_french(plain(whole)),
        decimal_in_french(computed),
        decimal_in_french(printed),
    );
    let figure = format!("shares.{}", share.figure);
    Ok(Some(Finding::new(Kind::DoesNotFollow, &figure, Some(printed), Some(computed), explanation)))
}
