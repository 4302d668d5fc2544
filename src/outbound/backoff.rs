//! Pauses before something is tried again, random so that many who wait do not come back in step.

use std::time::Duration;

use crate::values::random_part;

/// The longest pause before the first retry; it doubles with each further one.
const FIRST: Duration = Duration::from_millis(200);

/// A pause before retry number `retry`, from 0: anything up to the longest (full jitter).
pub(super) fn before_retry(retry: u32) -> Duration {
    random_part(FIRST.saturating_mul(1_u32.checked_shl(retry).unwrap_or(u32::MAX)))
}

/// A pause of at least half of this length.
pub(super) fn at_least_half(whole: Duration) -> Duration {
    let half = whole / 2;
    half.saturating_add(random_part(half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_lie_within_their_bounds() {
        let whole = Duration::from_secs(60);
        for _ in 0..100 {
            assert!(before_retry(0) <= FIRST && before_retry(1) <= FIRST * 2);
            assert!((Duration::from_secs(30)..=whole).contains(&at_least_half(whole)));
        }
    }
}
