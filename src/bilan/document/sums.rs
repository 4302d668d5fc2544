//! Which figures of a bilan are the sum of which others. Whether they are in fact is looked at where the sum is written:
//! rounded counts often are not.

use super::super::model::{Figure, Table};

/// The figures of a table that a figure is the sum of, by their places; none if it is no sum.
pub(super) fn parts(key: &str, keys: &[&str]) -> Vec<usize> {
    let those = |is_part: &dyn Fn(&str) -> bool| {
        keys.iter().enumerate().filter(|(_, other)| **other != key && is_part(other)).map(|(place, _)| place).collect()
    };
    match key {
        "hours.total" => return those(&|other| other.starts_with("hours.by_sector.")),
        "employees.total" => return those(&|other| ["employees.women", "employees.men"].contains(&other)),
        _ => {}
    }
    if key.contains(".TOTAL.") {
        let of = ["PLIE", "AUTRES"].map(|origin| key.replacen(".TOTAL.", &format!(".{origin}."), 1));
        return those(&|other| of.iter().any(|part| part == other));
    }
    let prefix = match (key.strip_suffix("not_integrated"), key.strip_suffix("total")) {
        (Some(origin), _) if key.starts_with("outcomes.") => format!("{origin}reasons."),
        (_, Some(prefix)) => prefix.to_owned(),
        _ => return Vec::new(),
    };
    those(&|other| other.starts_with(&prefix))
}

/// Whether a figure is the whole of its table or of a part of it.
pub(super) fn is_total(key: &str) -> bool {
    key.ends_with(".total") || key.ends_with(".TOTAL.referrals")
}

/// The figure that the lines of a breakdown add up to, and that stands in another table.
pub(super) fn total_of<'b>(table: &Table, tables: &'b [Table]) -> Option<&'b Figure> {
    if table.additive != Some(true) || !table.key.starts_with("hours_by_") {
        return None;
    }
    let whole = &table.figures.first()?.denominator.as_ref()?.figure;
    tables.iter().flat_map(|table| &table.figures).find(|figure| figure.key == *whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_the_sum_of_the_lines_of_its_table() {
        let hours = ["hours.total", "hours.by_sector.BTP", "hours.by_sector.MS", "hours.by_contract_type.CDI"];
        assert_eq!(parts("hours.total", &hours), [1, 2]);
        assert_eq!(parts("hours.by_sector.BTP", &hours), [0_usize; 0]);
        let outcomes = [
            "outcomes.PLIE.not_integrated",
            "outcomes.PLIE.reasons.a",
            "outcomes.PLIE.reasons.b",
            "outcomes.AUTRES.not_integrated",
            "outcomes.TOTAL.not_integrated",
        ];
        assert_eq!(parts("outcomes.PLIE.not_integrated", &outcomes), [1, 2]);
        assert_eq!(parts("outcomes.TOTAL.not_integrated", &outcomes), [0, 3]);
        let places = ["qpv.referred.Dijon", "qpv.referred.total", "qpv.validated.Dijon", "qpv.validated.total"];
        assert_eq!(parts("qpv.validated.total", &places), [2]);
        let people = ["employees.total", "employees.women", "employees.men", "employees.BTP"];
        assert_eq!(parts("employees.total", &people), [1, 2]);
        assert_eq!(
            parts("outcomes_decided.PLIE.not_integrated", &["outcomes_decided.PLIE.not_integrated"]),
            [0_usize; 0]
        );
    }
}
