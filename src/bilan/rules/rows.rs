//! The records behind each figure, by its key.

use crate::bilan::{HoursBy, MonthRun, Reach, Rows, RowsOf, Table, Value};
use crate::values::{ExitKind, Month, Origin, OutcomeKind, Sector};

/// The tables with the records behind their figures.
pub(in crate::bilan) fn with_rows(mut tables: Vec<Table>, run: MonthRun, reach: Reach) -> Vec<Table> {
    for figure in tables.iter_mut().flat_map(|table| &mut table.figures) {
        let of = behind(&figure.key, run);
        let counts = matches!(figure.value, Value::Hours(_) | Value::Count(_));
        let of = of.or(counts.then_some((run, RowsOf::People)));
        figure.rows = of.map(|(run, of)| Rows { run, reach, of, figure: figure.key.clone() });
    }
    tables
}

/// The records behind the figure with this key, and their months.
fn behind(key: &str, run: MonthRun) -> Option<(MonthRun, RowsOf)> {
    let (table, line) = key.split_once('.')?;
    let hours = |sector, by| Some((run, RowsOf::Hours { sector, by }));
    match (table, line) {
        ("hours", "total") | ("key_figures", "people" | "hours_per_person" | "fte") => hours(None, Vec::new()),
        ("hours", line) => match line.split_once('.')? {
            ("by_sector", sector) => hours(Some(Sector::parse(sector).ok()?), Vec::new()),
            (_, contract_type) => hours(None, vec![(HoursBy::ContractType, contract_type.to_owned())]),
        },
        ("hours_by_month", month) => {
            let month = Month::parse(month).ok()?;
            Some((MonthRun { from: month, to: month }, RowsOf::Hours { sector: None, by: Vec::new() }))
        }
        ("referrals" | "outcomes", line) => Some((run, referrals(line)?)),
        ("prescribers_other_than_plie", _) => {
            Some((run, RowsOf::Referrals { origin: Some(Origin::Others), sector: None, outcome: None }))
        }
        ("positive_exits", "total") | ("key_figures", "positive_exits") => Some((run, RowsOf::Exits { kind: None })),
        ("positive_exits", kind) => Some((run, RowsOf::Exits { kind: Some(ExitKind::parse(kind).ok()?) })),
        (table, code) => {
            let by = table.strip_prefix("hours_by_").or_else(|| table.strip_prefix("people_by_"))?;
            hours(None, broken_down(by, code)?)
        }
    }
}

/// The referrals of a line `origin.outcome…` or `origin.sector`.
fn referrals(line: &str) -> Option<RowsOf> {
    let (origin, part) = line.split_once('.')?;
    let first = part.split('.').next()?;
    let outcome = match first {
        "reasons" => Some(OutcomeKind::NotIntegrated),
        other => OutcomeKind::parse(other).ok(),
    };
    Some(RowsOf::Referrals { origin: Origin::parse(origin).ok(), sector: Sector::parse(first).ok(), outcome })
}

/// The values that hours of a line have.
fn broken_down(by: &str, code: &str) -> Option<Vec<(HoursBy, String)>> {
    let by = match by {
        "employer" => HoursBy::Employer,
        "buyer" => HoursBy::Buyer,
        "public_contract" => HoursBy::PublicContract,
        "modality" => HoursBy::Modality,
        "commune" => HoursBy::Commune,
        "age_bracket" => HoursBy::AgeBracket,
        "sex" => HoursBy::Sex,
        "qualification_level" => HoursBy::Level,
        "rsa" => HoursBy::Rsa,
        "prescriber_kind" => HoursBy::Prescriber,
        "age_bracket_and_sex" => {
            let (age, sex) = code.split_once('.')?;
            return Some(vec![(HoursBy::AgeBracket, age.to_owned()), (HoursBy::Sex, sex.to_owned())]);
        }
        _ => return None,
    };
    Some(vec![(by, code.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_figure_says_what_is_behind_it() {
        let run = MonthRun::of_year(2023).unwrap();
        let of = |key| behind(key, run).map(|(_, of)| of);
        let hours = |by| Some(RowsOf::Hours { sector: None, by });
        assert_eq!(of("hours.by_contract_type.CDI"), hours(vec![(HoursBy::ContractType, "CDI".to_owned())]));
        assert_eq!(of("people_by_employer.12"), hours(vec![(HoursBy::Employer, "12".to_owned())]));
        let both = vec![(HoursBy::AgeBracket, "26_44".to_owned()), (HoursBy::Sex, "F".to_owned())];
        assert_eq!(of("hours_by_age_bracket_and_sex.26_44.F"), hours(both));
        let referrals = |origin, sector, outcome| Some(RowsOf::Referrals { origin, sector, outcome });
        assert_eq!(of("referrals.TOTAL.BTP"), referrals(None, Some(Sector::Btp), None));
        let refused = referrals(Some(Origin::Plie), None, Some(OutcomeKind::NotIntegrated));
        assert_eq!(of("outcomes.PLIE.reasons.other"), refused);
        let june = Month::parse("2023-06").unwrap();
        assert_eq!(behind("hours_by_month.2023-06", run).map(|(run, _)| (run.from, run.to)), Some((june, june)));
        assert_eq!((of("employees.women"), of("qpv.referred.Dijon – Grésilles")), (None, None));
    }
}
