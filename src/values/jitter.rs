//! Random pauses, so that what failed or began together does not come again together.

use std::time::Duration;

/// A random part of a length of time: anything up to the whole (full jitter). Without randomness it is nothing.
pub fn random_part(whole: Duration) -> Duration {
    let mut bytes = [0_u8; 2];
    // A pause that is shorter does no harm.
    let _ = getrandom::fill(&mut bytes);
    part(whole, u16::from_le_bytes(bytes))
}

/// So many of 65,535 parts of a length of time.
fn part(whole: Duration, parts: u16) -> Duration {
    whole.saturating_mul(u32::from(parts)) / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_lies_between_nothing_and_all() {
        let whole = Duration::from_secs(300);
        assert_eq!([part(whole, 0), part(whole, u16::MAX)], [Duration::ZERO, whole]);
        assert!((0..100).all(|_| random_part(whole) <= whole));
    }
}
