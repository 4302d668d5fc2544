//! Pauses before something is tried again, random so that many who wait do not come back in step.

use std::time::Duration;

/// The longest pause before the first retry; it doubles with each further one.
const FIRST: Duration = Duration::from_millis(200);

/// A pause before retry number `retry`, from 0: anything up to the longest (full jitter).
pub(super) fn before_retry(retry: u32) -> Duration {
    share_of(FIRST.saturating_mul(1_u32.checked_shl(retry).unwrap_or(u32::MAX)), random())
}

/// A pause of at least half of this length.
pub(super) fn at_least_half(whole: Duration) -> Duration {
    let half = whole / 2;
    half.saturating_add(share_of(half, random()))
}

/// `share` of 65,535 parts of a length of time.
fn share_of(whole: Duration, share: u16) -> Duration {
    whole / u32::from(u16::MAX) * u32::from(share)
}

fn random() -> u16 {
    let mut bytes = [0_u8; 2];
    // Without randomness the pause is the shortest.
    let _ = getrandom::fill(&mut bytes);
    u16::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_lies_between_nothing_and_all() {
        let whole = Duration::from_secs(60);
        assert_eq!(share_of(whole, 0), Duration::ZERO);
        assert!(whole - share_of(whole, u16::MAX) < Duration::from_millis(1));
        for _ in 0..100 {
            assert!(before_retry(0) <= FIRST && before_retry(1) <= FIRST * 2);
            assert!((Duration::from_secs(30)..=whole).contains(&at_least_half(whole)));
        }
    }
}
