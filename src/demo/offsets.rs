//! Dates that count from the running month: in its files, `M-1` is the month before it, `M-1/15` the 15th day of that
//! month. `files` resolves them.

use chrono::{Days, Months, NaiveDate};

use crate::values::Month;

/// Replaces an offset by its month or day, the last day of the month if it is shorter; leaves any other field as it is.
pub(super) fn resolve(field: &mut String, running: Month) {
    if let Some(resolved) = field.strip_prefix('M').and_then(|offset| resolved(offset, running)) {
        *field = resolved;
    }
}

fn resolved(offset: &str, running: Month) -> Option<String> {
    let (months, day) = offset.split_once('/').map_or((offset, None), |(months, day)| (months, Some(day)));
    let month = shifted(running, months.parse().ok()?)?;
    match day {
        None => Some(month.to_string()),
        Some(day) => Some(day_of(month, day.parse().ok()?)?.to_string()),
    }
}

/// The month that lies so many months after this one, or before it.
pub(super) fn shifted(month: Month, by: i32) -> Option<Month> {
    let (first, months) = (month.first_day(), Months::new(by.unsigned_abs()));
    let day = if by < 0 { first.checked_sub_months(months) } else { first.checked_add_months(months) };
    day.map(Month::of)
}

fn day_of(month: Month, day: u64) -> Option<NaiveDate> {
    let wanted = month.first_day().checked_add_days(Days::new(day.checked_sub(1)?))?;
    Some(wanted.min(month.last_day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(field: &str, running: &str) -> String {
        let mut field = field.to_owned();
        resolve(&mut field, Month::parse(running).unwrap());
        field
    }

    #[test]
    fn offsets_become_months_and_days() {
        for (field, running, expected) in [
            ("M+0", "2026-10", "2026-10"),
            ("M-1", "2026-01", "2025-12"),
            ("M-22/15", "2026-10", "2024-12-15"),
            ("M+2/31", "2026-12", "2027-02-28"),
            ("M+0/31", "2028-02", "2028-02-29"),
        ] {
            assert_eq!(resolved(field, running), expected, "{field} of {running}");
        }
    }

    #[test]
    fn other_fields_stay_as_they_are() {
        for field in ["M", "MS", "M-1/", "M-1/0", "M+x", "2026-10-01", "Marjolaine", ""] {
            assert_eq!(resolved(field, "2026-10"), field);
        }
    }
}
