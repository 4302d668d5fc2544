//! Who works where, and when: one predicate for all who ask.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::schema::{assignments, employments};

/// The assignments that are in force on a day of this period, the last day included; joined with their employments, as
/// an assignment without an end lasts as long as its employment.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn at_work(first_day: NaiveDate, last_day: NaiveDate) -> _ {
    let assigned = assignments::ends_on.is_null().or(assignments::ends_on.ge(first_day));
    let employed = employments::ends_on.is_null().or(employments::ends_on.ge(first_day));
    assignments::starts_on.le(last_day).and(assigned).and(employments::starts_on.le(last_day)).and(employed)
}
