//! What follows from an attempt, and when the next one is due.

use std::time::Duration;

use super::Outcome;
use crate::values::{CallFailure, random_part};

/// After so many answers that do not fit a message is given up.
const MOST_UNFIT: i32 = 10;

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Where a message stands after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Settlement {
    /// Sent.
    Sent,
    /// To be sent again, after this long at the earliest, if the receiver says so.
    Again { failure: CallFailure, retry_after: Option<Duration>, unfit: i32 },
    /// Given up until somebody asks for another attempt.
    Dead(CallFailure),
}

/// What follows from an attempt on a message, `unfit` of whose earlier ones were answered in a way that does not fit.
pub(super) fn settlement(outcome: &Outcome, unfit: i32) -> Settlement {
    match outcome {
        Outcome::Sent => Settlement::Sent,
        Outcome::Down { failure, retry_after } => {
            Settlement::Again { failure: *failure, retry_after: *retry_after, unfit }
        }
        Outcome::Unusable(failure) if unfit.saturating_add(1) >= MOST_UNFIT => Settlement::Dead(*failure),
        Outcome::Unusable(failure) => {
            Settlement::Again { failure: *failure, retry_after: None, unfit: unfit.saturating_add(1) }
        }
        Outcome::Refused(failure) => Settlement::Dead(*failure),
    }
}

/// The pause after an attempt that failed, from 1: it doubles from one second to five minutes, and a random part of it is
/// waited (full jitter), so that what failed together does not come again together.
pub fn backoff(attempts: i32) -> Duration {
    random_part(longest_pause(attempts))
}

fn longest_pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(10);
    Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_never_gives_a_message_up_but_answers_that_do_not_fit_do_in_the_end() {
        let down = Outcome::Down { failure: CallFailure::TimedOut, retry_after: Some(Duration::from_secs(7)) };
        let again = Settlement::Again {
            failure: CallFailure::TimedOut,
            retry_after: Some(Duration::from_secs(7)),
            unfit: MOST_UNFIT - 1,
        };
        assert_eq!(settlement(&down, MOST_UNFIT - 1), again);
        let unfit = Outcome::Unusable(CallFailure::UnfitAnswer);
        let again = Settlement::Again { failure: CallFailure::UnfitAnswer, retry_after: None, unfit: 1 };
        assert_eq!(settlement(&unfit, 0), again);
        assert_eq!(settlement(&unfit, MOST_UNFIT - 1), Settlement::Dead(CallFailure::UnfitAnswer));
        let refused = Outcome::Refused(CallFailure::Refused);
        assert_eq!(settlement(&refused, 0), Settlement::Dead(CallFailure::Refused));
    }

    #[test]
    fn pauses_double_up_to_five_minutes() {
        let seconds: Vec<u64> = [0, 1, 2, 3, 9, 10, 1_000].map(|n| longest_pause(n).as_secs()).into();
        assert_eq!(seconds, [1, 1, 2, 4, 256, 300, 300]);
    }
}
