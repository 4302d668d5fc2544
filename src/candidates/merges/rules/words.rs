//! Periods in French sentences.

use crate::values::{Period, day_in_words};

/// A period in a French sentence.
pub(super) fn in_words(period: &Period) -> String {
    match period.to {
        Some(to) => format!("du {} au {}", day_in_words(period.from), day_in_words(to)),
        None => format!("depuis le {}", day_in_words(period.from)),
    }
}
