//! Hours per week in requests.

use super::super::rules;
use crate::http::{Fields, RawDecimal};
use crate::values::Hours;

/// Hours per week, from 0.01 to 168.
pub(super) fn weekly_hours(fields: &mut Fields, raw: Option<RawDecimal>) -> Option<Hours> {
    let hours = fields.optional("/weekly_hours", raw, |raw| Hours::parse(raw.as_str()))?;
    if let Some(field_error) = rules::weekly_error(hours) {
        fields.push(field_error);
    }
    Some(hours)
}
